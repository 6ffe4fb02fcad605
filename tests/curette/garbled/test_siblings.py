"""A page and its spun copy, sentence by sentence."""

from __future__ import annotations

from curette.garbled.siblings import align
from curette.model import Span
from curette.text import sentences

PLAIN = (
    "Shin splints hurt along the front of the leg. They often follow 2 weeks of hard running. "
    "Rest for a few days and put ice on the sore spot. Dr. Amara Bell tells runners to buy new "
    "shoes. Most people get better within a month."
)
SPUN = (
    "An advert of ours. Shin splints injure along the front of the leg. They frequently follow "
    "2 weeks of difficult running. Dr. Amara Bell informs runners to buy fresh boots. Goodbye "
    "now, reader. Most folks get better within a calendar."
)
OTHER = "Boil the rice for ten minutes. Drain it well and serve it with butter and salt."


def _aligned(page: str, sibling: str) -> list[tuple[str, str]]:
    pairs = align(page, list(sentences(page)), sibling, list(sentences(sibling)))
    return [(s.here, s.there) for pair in pairs for s in pair.substitutions]


def test_swapped_words_stand_side_by_side() -> None:
    swaps = _aligned(SPUN, PLAIN)
    for swap in [("injure", "hurt"), ("frequently", "often"), ("folks", "people")]:
        assert swap in swaps
    assert ("fresh boots", "new shoes") in swaps


def test_offsets_are_those_of_the_page() -> None:
    for pair in align(SPUN, list(sentences(SPUN)), PLAIN, list(sentences(PLAIN))):
        for swap in pair.substitutions:
            assert SPUN[swap.start : swap.end] == swap.here


def test_a_page_and_itself_differ_nowhere() -> None:
    spans = list(sentences(PLAIN))
    pairs = align(PLAIN, spans, PLAIN, spans)
    assert [(p.here, p.there) for p in pairs] == [(k, k) for k in range(len(spans))]
    assert not any(pair.substitutions for pair in pairs)


def test_pages_on_other_matters_share_no_sentence() -> None:
    assert _aligned(PLAIN, OTHER) == []
    assert align("", [], PLAIN, list(sentences(PLAIN))) == ()


def test_an_endless_sentence_is_paired_and_not_compared_word_by_word() -> None:
    page = "rest and drink warm tea " * 10_000
    (pair,) = align(page, [Span(0, len(page))], page, [Span(0, len(page))])
    assert (pair.overlap, pair.substitutions) == (1.0, ())


def test_a_page_of_one_sentence_repeated_ends_soon() -> None:
    text = "Drink water often. " * 2000
    assert align(text, list(sentences(text)), text, list(sentences(text)))

"""Why two pages are near-duplicates or not: the verdict is that of a run, and the text shows it."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from curette.dedup import Entry, cluster
from curette.dedup.aligned import MOST_SENTENCES, align
from curette.dedup.explain import Given, explain
from curette.dedup.index import Index
from tests.curette.dedup.made import article, edited, entries

KNEE = "Rest the knee for 2 days. Cool it with ice. Call a doctor when a fever comes."


def lines(seed: int, count: int = 4) -> list[str]:
    words = article(seed, 30 * count).split()
    return [" ".join(words[at : at + 30]) for at in range(0, len(words), 30)]


ONE, OTHER = lines(1), lines(2)
PAIRS = [
    pytest.param(article(1), article(1).upper(), "same words", id="case plays no part"),
    pytest.param(article(1), edited(article(1), 0.1), "copies", id="edited"),
    pytest.param(article(1), article(2), "apart", id="other text"),
    pytest.param("Rest.", "Sleep.", "apart", id="too short"),
    pytest.param("", "", "apart", id="no words"),
    pytest.param("\n".join(ONE), "\n".join(ONE[:3]), "doubtful", id="cut short, or added to"),
    pytest.param(
        "\n".join([*lines(1, 6), *lines(3, 2)]),
        "\n".join([*lines(1, 6), *lines(4, 2)]),
        "apart",
        id="each has what the other lacks",
    ),
]


@pytest.mark.parametrize(("a", "b", "verdict"), PAIRS)
def test_verdict_is_that_of_a_run(a: str, b: str, verdict: str) -> None:
    found = explain(Given("a", a, None), Given("b", b, None))
    assert found.verdict == verdict
    assert found.because
    together = len(cluster([Entry("a"), Entry("b")], {"a": a, "b": b}.__getitem__)) == 1
    assert together == (verdict in ("same words", "copies", "doubtful"))
    assert all(one.reached == (one.value >= one.line) for one in (*found.likeness, *found.spun))
    if verdict == "copies":
        assert all(one.reached for one in found.likeness)
        assert any(one.agree for one in found.signatures)


def test_measures_that_fail_are_named() -> None:
    found = explain(Given("a", article(1), None), Given("b", edited(article(1), 0.55), None))
    assert found.verdict == "apart"
    short = [one.what for one in found.likeness if not one.reached]
    assert short
    assert all(what in found.because for what in short)


def test_stored_pages_name_their_cluster_and_what_ties_them(tmp_path: Path) -> None:
    texts = {f"p{at:02}": edited(article(at % 12), 0.25, seed=at) for at in range(36)}
    index = Index(tmp_path)
    index.update(entries(texts), texts.__getitem__)
    found = next(c for c in index.clusters(texts) if len(c.members) == 3)
    ids = [member.id for member in found.members]
    recalled = index.recall([*ids, "never seen"])
    assert recalled.texts == {name: texts[name] for name in ids}
    for a, b in [(ids[0], ids[1]), (ids[0], ids[2]), (ids[2], ids[1])]:
        told = explain(
            Given(a, recalled.texts[a], found), Given(b, recalled.texts[b], found), recalled.shared
        )
        assert told.corpus
        assert told.together is not None
        assert (told.together.id, told.together.keeper) == (found.id, found.keeper)
        here = a  # the edges lead from one page to the other
        for edge in told.together.path:
            assert edge in found.edges
            assert here in (edge.a, edge.b)
            here = edge.b if edge.a == here else edge.a
        assert here == b


def test_empty_store_recalls_nothing(tmp_path: Path) -> None:
    assert Index(tmp_path).recall(["a"]) == ({}, None)


def test_swapped_words_are_listed_and_stand_in_place() -> None:
    found = align(KNEE, KNEE.replace("knee", "leg").replace("fever", "rash").replace("a ", "the "))
    assert found.substitutions == (("a", "the", 2), ("fever", "rash", 1), ("knee", "leg", 1))
    [passage] = found.passages
    assert (found.only_a, found.only_b) == ((), ())
    assert [part.a for part in passage.parts if part.kind == "swapped"] == ["knee", "a", "a fever"]
    assert passage.parts[0].a == "Rest the"
    assert passage.parts[-1].a == "comes."


def test_moved_sentences_are_found_where_they_stand() -> None:
    parts = ["Rest the knee for two days.", "Cool it with an ice pack.", "Ask a doctor about it."]
    a = " ".join([*parts, "Only here do we speak of socks."])
    b = " ".join([parts[2], "Here is what the other page has not.", *parts[:2]])
    found = align(a, b)
    assert [(a[slice(*one.a)], one.alike) for one in found.passages] == [
        (" ".join(parts[:2]), 1.0),
        (parts[2], 1.0),
    ]
    for one in found.passages:
        assert a[slice(*one.a)] == b[slice(*one.b)]
    assert [a[slice(*span)] for span in found.only_a] == ["Only here do we speak of socks."]
    assert [b[slice(*span)] for span in found.only_b] == ["Here is what the other page has not."]


@pytest.mark.parametrize("text", ["", "\ud800 \ud800", "!!!", "word " * 50_000, "Yes. " * 2000])
def test_odd_and_long_pages_are_aligned_in_bounded_time(text: str) -> None:
    found = align(text, text + " End here.")
    shown = sum(end - start for one in found.passages for start, end in [one.a])
    assert bool(found.left_out) == (len(text) > 100)
    assert shown <= len(text)
    assert len(found.passages) <= MOST_SENTENCES


def test_every_sentence_is_shown_once() -> None:
    chance = random.Random(3)
    kept = [f"{article(seed, 12)}" for seed in range(30)]
    a = " ".join(kept)
    shuffled = [edited(one, 0.2, seed=at) for at, one in enumerate(kept[5:] + kept[:3])]
    chance.shuffle(shuffled)
    b = " ".join(shuffled)
    found = align(a, b)
    for text, spans in (
        (a, [*found.only_a, *(one.a for one in found.passages)]),
        (b, [*found.only_b, *(one.b for one in found.passages)]),
    ):
        ordered = sorted(spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered))
        assert "".join(text[s:e] for s, e in ordered).replace(" ", "") == text.replace(" ", "")

"""Headings that repeat a cause: each cause of a list is often the heading of what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.found import Found
from curette.structure.lexicon import WORDS
from curette.structure.listed import is_fragment
from curette.structure.naming import names_something
from curette.structure.sections import heading_aspect
from curette.structure.subject import stem
from curette.structure.words import tokens, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.topic_words import Topic
    from curette.structure.units import Unit
    from curette.structure.view import View
    from curette.structure.words import Token

# A heading of more words says something of its own.
LONGEST_HEADLINE = 7
_EMPTY = WORDS["determiners"] | WORDS["prepositions"] | WORDS["conjunctions"] | WORDS["fronts"]


def repeated_headings(
    view: View, units: Sequence[Unit], said: Sequence[Found], topic: Topic
) -> Iterator[Found]:
    """Yield the headings that name a cause found elsewhere on the page, in the same words."""
    if not said:
        return
    by_stems = {_stems(tokens(view.text, *cause.span)): cause for cause in reversed(said)}
    for line in _headlines(view, units):
        words = tokens(view.text, *line)
        stems = _stems(words)
        if not stems or len(words) > LONGEST_HEADLINE or words[-1].low in "?!:":
            continue
        if stems <= topic.stems or any(w.low in WORDS["auxiliaries"] for w in words):
            continue
        if heading_aspect(view.text[slice(*line)]) != "other":
            continue
        source = by_stems.get(stems)
        span = trimmed(words, 0, len(words) - (words[-1].low == "."))
        if source is not None and span is not None and names_something(view, span, words):
            yield Found(
                span, line, source.effect, source.judgement, "heading", 0.6,
                effect_is_topic=source.effect_is_topic,
            )  # fmt: skip


def _headlines(view: View, units: Sequence[Unit]) -> Iterator[Span]:
    """Yield each heading, and each short line that is run into a paragraph."""
    for unit in units:
        if unit.role == "heading":
            yield Span(unit.start, unit.end)
        elif unit.role == "text" and len(unit.lines) > 1 and is_fragment(view.text, unit.lines[0]):
            yield unit.lines[0]


def _stems(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        stem(w.low) for w in words if w.low not in _EMPTY and any(map(str.isalnum, w.low))
    )

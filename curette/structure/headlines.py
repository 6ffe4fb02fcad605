"""Headings that repeat a cause: each cause of a list is often the heading of what explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.causes import Found, Topic, names_something
from curette.structure.grammar import tokens, trimmed
from curette.structure.lexicon import WORDS
from curette.structure.listed import is_fragment
from curette.structure.sections import heading_aspect
from curette.structure.subject import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.grammar import Token
    from curette.structure.units import Unit
    from curette.structure.view import View

# A heading of more words says something of its own.
LONGEST_HEADLINE = 7
_EMPTY = WORDS["determiners"] | WORDS["prepositions"] | WORDS["conjunctions"] | WORDS["fronts"]


def repeated_headings(
    view: View, units: Sequence[Unit], said: Sequence[Found], topic: Topic
) -> Iterator[Found]:
    """Yield the headings that name a cause found on the page, or one found right below them."""
    if not said:
        return
    known = [(cause, _stems(tokens(view.text, *cause.span))) for cause in said]
    by_stems = {stems: cause for cause, stems in reversed(known)}
    for line, end in _headlines(view, units):
        words = tokens(view.text, *line)
        stems = _stems(words)
        if not stems or len(words) > LONGEST_HEADLINE or words[-1].low in "?!:":
            continue
        if stems <= topic.stems or any(w.low in WORDS["auxiliaries"] for w in words):
            continue
        if heading_aspect(view.text[slice(*line)]) != "other":
            continue
        source = by_stems.get(stems) or _below(known, stems, line.end, end)
        span = trimmed(words, 0, len(words) - (words[-1].low == "."))
        if source is not None and span is not None and names_something(view, span, words):
            yield Found(
                span, line, source.effect, source.judgement, "heading", 0.6,
                effect_is_topic=source.effect_is_topic,
            )  # fmt: skip


def _headlines(view: View, units: Sequence[Unit]) -> Iterator[tuple[Span, int]]:
    """Yield each heading, and each short line run into a paragraph, with where its text ends."""
    for n, unit in enumerate(units):
        if unit.role == "heading":
            below = next((u.end for u in units[n + 1 : n + 2] if u.role != "heading"), unit.end)
            yield Span(unit.start, unit.end), below
        elif unit.role == "text" and len(unit.lines) > 1 and is_fragment(view.text, unit.lines[0]):
            yield unit.lines[0], unit.end


def _stems(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        stem(w.low) for w in words if w.low not in _EMPTY and any(map(str.isalnum, w.low))
    )


def _below(
    known: Sequence[tuple[Found, frozenset[str]]], stems: frozenset[str], start: int, end: int
) -> Found | None:
    """Find a cause in the text under a heading that the heading's words name, or the reverse."""
    for cause, inside in known:
        if start <= cause.span.start < end and inside and (stems <= inside or inside <= stems):
            return cause
    return None

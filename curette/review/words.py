"""In which words two texts differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Indel keeps a bit for each pair of words: this many pairs are 25 MB. Two texts of 14,000 words
# with nothing in common at either end; a longer stretch is shown as replaced whole.
PAIRS_COMPARED = 200_000_000

# Words of unchanged text shown before a change, to find it by.
CONTEXT = 60

_WORDS = re.compile(r"\s+|\S+")


class WordChange(NamedTuple):
    """Words of the cleaned text that differ, and the words before them."""

    context: str
    before: str
    after: str


def word_changes(before: str, after: str) -> tuple[WordChange, ...]:
    """Return the words in which two texts differ, verbatim and in order.

    >>> word_changes("Rest and drink tea.", "Rest and drink water.")
    (WordChange(context='Rest and drink ', before='tea.', after='water.'),)
    """
    changes = []
    for a, b in _hunks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        old, new = _WORDS.findall("".join(a.parts)), _WORDS.findall("".join(b.parts))
        # The words of the line before serve as context where a line changes from its start.
        lead = "".join(a.whole[max(0, a.at - 1) : a.at])
        for x, y in _hunks(old, new):
            # No more words than characters are shown: all from the start would be joined each time.
            words = "".join(x.whole[max(0, x.at - CONTEXT) : x.at])
            context = (lead + words)[-CONTEXT:] if x.at < CONTEXT else words[-CONTEXT:]
            changes.append(WordChange(context, "".join(x.parts), "".join(y.parts)))
    return tuple(changes)


class _Hunk(NamedTuple):
    whole: Sequence[str]
    at: int
    parts: Sequence[str]


def _hunks(a: list[str], b: list[str]) -> Iterator[tuple[_Hunk, _Hunk]]:
    """Yield the stretches in which two sequences differ, neighbours as one."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    x, y = a[head : len(a) - tail], b[head : len(b) - tail]
    if not x and not y:
        return
    if not x or not y or len(x) * len(y) > PAIRS_COMPARED:
        yield _Hunk(a, head, x), _Hunk(b, head, y)
        return
    start: tuple[int, int] | None = None
    for step in Indel.opcodes(x, y):
        if step.tag == "equal":
            if start is not None:
                yield _span(a, b, head, start, (step.src_start, step.dest_start))
            start = None
        elif start is None:
            start = (step.src_start, step.dest_start)
    if start is not None:
        yield _span(a, b, head, start, (len(x), len(y)))


def _span(
    a: list[str], b: list[str], head: int, start: tuple[int, int], end: tuple[int, int]
) -> tuple[_Hunk, _Hunk]:
    return (
        _Hunk(a, head + start[0], a[head + start[0] : head + end[0]]),
        _Hunk(b, head + start[1], b[head + start[1] : head + end[1]]),
    )

"""How much of a page is spun: all of it, half of its sentences, one paragraph, its headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.spinners.pieces import Piece, Spun, joined
from curette.text import sentences

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection, Sequence

    from curette.model import Span

ALL, HALF, PARAGRAPH, HEADINGS = "all", "half of the sentences", "one paragraph", "headings"
# A paragraph is a run of sentences of so many words.
PARAGRAPH_WORDS = 120
FEWEST_HEADINGS = 3


def spun(text: str, extent: str, spin: Callable[[str], list[Piece]], chance: random.Random) -> Spun:
    """Spin the sentences that the extent names and leave all else as it is."""
    spans = list(sentences(text))
    chosen = _chosen(text, spans, extent, chance)
    pieces: list[Piece] = []
    at = 0
    for number, (start, end) in enumerate(spans):
        pieces.append(Piece(text[at:start]))
        pieces += spin(text[start:end]) if number in chosen else [Piece(text[start:end])]
        at = end
    return joined([*pieces, Piece(text[at:])])


def _chosen(
    text: str, spans: Sequence[Span], extent: str, chance: random.Random
) -> Collection[int]:
    if extent == HALF:
        return set(chance.sample(range(len(spans)), (len(spans) + 1) // 2))
    if extent == PARAGRAPH:
        return _run(text, spans, chance)
    if extent == HEADINGS:
        return {n for n, span in enumerate(spans) if is_heading(text[span.start : span.end])}
    return range(len(spans))


def _run(text: str, spans: Sequence[Span], chance: random.Random) -> Collection[int]:
    """Return a run of sentences of about PARAGRAPH_WORDS."""
    lengths = [len(text[start:end].split()) for start, end in spans]
    latest = len(spans) - 1
    while latest and sum(lengths[latest:]) < PARAGRAPH_WORDS:
        latest -= 1
    first = last = chance.randint(0, latest)
    while last < len(spans) and sum(lengths[first:last]) < PARAGRAPH_WORDS:
        last += 1
    return range(first, last)


def is_heading(line: str) -> bool:
    """Tell whether a line is a heading: two to twelve words and no stop.

    >>> is_heading("What causes it"), is_heading("Rest."), is_heading("Rest well.")
    (True, False, False)
    """
    return line[-1:].isalnum() and 2 <= len(line.split()) <= 12

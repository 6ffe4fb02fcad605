"""What structure reads of a document: the text that boilerplate cuts leave standing.

Garbled sentences are read too, and what is found in them is marked. Everything published is made
by `View.quote`, so a quotation is always a slice of the text and never crosses a cut.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curette.model import Block, BlockKind, CuretteError, Document, Span
from curette.records import Quote
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Cuts that leave the words readable: spun sentences are read and their items marked, and a
# rejected page is still read by whoever asks for it.
READ_THROUGH = frozenset({"garbled", "rejected"})


@dataclass(frozen=True, slots=True)
class Part:
    """What stands of one line of one block, between two holes."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A document's readable text: standing spans in order, cut into parts of blocks."""

    id: str
    text: str
    standing: tuple[Span, ...]
    parts: tuple[Part, ...]
    garbled: tuple[Span, ...] = ()

    def quote(self, start: int, end: int) -> Quote:
        """Quote `text[start:end]`.

        Raises `CuretteError` where the range is empty or not wholly readable: that is a fault of
        the reader, never of the page.
        """
        if not self.holds(start, end):
            raise CuretteError(
                f"{self.id}: the quotation {start}:{end} crosses a cut or leaves the text; "
                "quote only what `View.holds`"
            )
        return Quote(self.text[start:end], start, end)

    def holds(self, start: int, end: int) -> bool:
        """Tell whether the range is not empty and lies in one standing span."""
        at = bisect_right(self.standing, start, key=lambda span: span.start) - 1
        return at >= 0 and start < end <= self.standing[at].end

    def is_garbled(self, start: int, end: int) -> bool:
        """Tell whether the range touches text that was struck as garbled."""
        at = bisect_left(self.garbled, start + 1, key=lambda span: span.end)
        return at < len(self.garbled) and self.garbled[at].start < end

    def within(self, ranges: Iterable[Span]) -> View:
        """Return the view with all text outside `ranges` blinded."""
        wanted = _merged(ranges)
        standing = tuple(both for span in self.standing for both in _common(span, wanted))
        parts = tuple(
            replace(part, start=start, end=end)
            for part in self.parts
            for start, end in _common(Span(part.start, part.end), wanted)
        )
        return replace(self, standing=standing, parts=parts)

    def sentences(self) -> Iterator[Span]:
        """Yield the sentences of every part, in order."""
        for part in self.parts:
            yield from sentences(self.text, part.start, part.end)


def view(document: Document, *, blind: Sequence[Span] = ()) -> View:
    """Return what is readable of `document`; `blind` ranges count as cut.

    A questioner's words and the teasers of other pages are blinded, so that nobody's fears are
    quoted as causes.
    """
    holes = [Span(cut.start, cut.end) for cut in document.ledger if cut.kind not in READ_THROUGH]
    holes.extend(Span(start, end) for start, end in blind if start < end)
    standing = tuple(_complement(_merged(holes), len(document.text)))
    garbled = _merged(Span(cut.start, cut.end) for cut in document.ledger if cut.kind == "garbled")
    blocks = document.blocks or (Block(0, len(document.text), "other"),)
    parts = tuple(part for block in blocks for part in _parts(document.text, block, standing))
    return View(document.id, document.text, standing, parts, tuple(garbled))


def _parts(text: str, block: Block, standing: tuple[Span, ...]) -> Iterator[Part]:
    for start, end in _common(Span(block.start, block.end), standing):
        at = start
        while at < end:
            stop = text.find("\n", at, end)
            stop = end if stop < 0 else stop
            first, last = _trimmed(text, at, stop)
            if first < last:
                yield Part(first, last, block.kind, block.level)
            at = stop + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        elif start < end:
            merged.append(Span(start, end))
    return merged


def _complement(holes: list[Span], length: int) -> Iterator[Span]:
    at = 0
    for start, end in holes:
        if at < start:
            yield Span(at, min(start, length))
        at = max(at, end)
    if at < length:
        yield Span(at, length)


def _common(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """Yield what `span` shares with each of `others`, which are in order and apart."""
    at = bisect_left(others, span.start + 1, key=lambda other: other.end)
    while at < len(others) and others[at].start < span.end:
        yield Span(max(span.start, others[at].start), min(span.end, others[at].end))
        at += 1

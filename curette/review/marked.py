"""A text cut at every place where something begins or ends: what stands, what is struck, what is
marked. Screens and pages are painted from these segments; none of them looks at offsets again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from curette.model import CuretteError, Flag, Removal
from curette.records import DocumentRecord, QualityFlag, Record, Struck
from curette.review.kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MarkKind = Literal["cause", "advice", "red_flag", "test", "doubt"]

_VISIBLE = re.compile(r"\S")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True, slots=True)
class Cut:
    """A removal with its number on the page, from 1 in text order; 0 where it is white space."""

    number: int
    start: int
    end: int
    kind: str
    rule: str
    reason: str
    evidence: tuple[str, ...] = ()

    @property
    def named(self) -> Kind:
        """The kind in a reader's words."""
        return kind_of(self.kind)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something noted on the text: an item that was quoted from it, or a doubt."""

    start: int
    end: int
    kind: MarkKind
    label: str
    tone: str = ""
    """How sure or how pressing: a certainty, an urgency; empty where neither applies."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a reader should look at and that was kept; of the raw text or of the whole page."""

    name: str
    reason: str
    start: int | None = None
    end: int | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """A mark on the words in doubt; none where the page as a whole is."""
        if self.start is None or self.end is None or self.start >= self.end:
            return ()
        return (Mark(self.start, self.end, "doubt", self.name, "", self.reason),)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which nothing changes: one cut or none, and the same marks throughout."""

    start: int
    end: int
    text: str
    cut: Cut | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def blank(self) -> bool:
        """Tell whether there is only white space to see."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the text with the white space after it, as segments."""

    segments: tuple[Segment, ...]

    @property
    def start(self) -> int:
        """Where the line begins."""
        return self.segments[0].start

    @property
    def end(self) -> int:
        """Where the next line begins."""
        return self.segments[-1].end

    @property
    def kept(self) -> tuple[Segment, ...]:
        """The segments that stand."""
        return tuple(segment for segment in self.segments if segment.cut is None)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts that touch the line, each once."""
        return tuple(dict.fromkeys(s.cut for s in self.segments if s.cut is not None))

    @property
    def struck(self) -> bool:
        """Tell whether nothing that can be seen is left of the line."""
        return bool(self.cuts) and all(segment.blank for segment in self.kept)

    @property
    def struck_as(self) -> str | None:
        """The one kind of cut that took the whole line; None where more than one did, or none."""
        kinds = {part.cut.kind for part in self.segments if part.cut and not part.blank}
        return kinds.pop() if self.struck and len(kinds) == 1 else None


def cuts_of(text: str, removals: Iterable[Removal | Struck]) -> tuple[Cut, ...]:
    """Number the removals of a text, from a ledger in memory or from a run's files.

    Removals of white space alone, which follow other cuts everywhere, get no number of their own.
    """
    cuts = []
    number = 0
    for removal in removals:
        seen = _VISIBLE.search(text, removal.start, removal.end) is not None
        number += seen
        cuts.append(
            Cut(
                number if seen else 0, removal.start, removal.end,
                removal.class_ if isinstance(removal, Struck) else removal.kind,
                removal.rule, removal.reason, removal.evidence,
            )
        )  # fmt: skip
    return tuple(cuts)


def marks_of(record: Record | DocumentRecord) -> tuple[Mark, ...]:
    """Return a mark for each cause, piece of advice, red flag and test, offsets as in the record.

    What a quotation's `in` says holds for the marks too: see `moved` for a cleaned text's.
    """
    marks = [
        Mark(
            cause.span.start, cause.span.end, "cause", cause.name, cause.certainty,
            f"{cause.certainty} cause of {cause.effect}"
            + (f", by way of {cause.via}" if cause.via != "trigger" else ""),
        )
        for cause in record.causes
    ]  # fmt: skip
    marks += [
        Mark(
            advice.span.start, advice.span.end, "advice", advice.kind.replace("_", " "),
            advice.urgency or "", f"advice: {advice.kind.replace('_', ' ')}"
            + (f", {advice.urgency}" if advice.urgency else "")
            + (f", for {advice.for_}" if advice.for_ else ""),
        )
        for advice in record.advice
    ]  # fmt: skip
    marks += [
        Mark(
            flag.span.start, flag.span.end, "red_flag", "red flag", flag.urgency,
            f"red flag, {flag.urgency}" + (f": {flag.seek}" if flag.seek else ""),
        )
        for flag in record.red_flags
    ]  # fmt: skip
    marks += [
        Mark(test.span.start, test.span.end, "test", test.name, "", f"test: {test.name}")
        for test in record.tests
    ]
    return tuple(marks)


def doubts_of(
    flags: Iterable[Flag | QualityFlag],
    judged: Iterable[QualityFlag] = (),
    offset_map: Sequence[tuple[int, int, int]] = (),
) -> tuple[Doubt, ...]:
    """Return the doubts on a page: what its ledger flags, then what the record's quality adds.

    Both may flag the same words under one name; the ledger's reason is kept. `offset_map` leads
    from the record's cleaned text to the raw text.
    """
    doubts = [_doubt(flag, offset_map) for flag in flags]
    known = {(doubt.name, doubt.start) for doubt in doubts}
    later = (_doubt(flag, offset_map) for flag in judged)
    return (*doubts, *(doubt for doubt in later if (doubt.name, doubt.start) not in known))


def moved(marks: Iterable[Mark], offset_map: Sequence[tuple[int, int, int]]) -> tuple[Mark, ...]:
    """Move marks from a cleaned text to its raw text, in pieces where a cut lies between.

    >>> moved([Mark(2, 6, "test", "EMG")], [(0, 0, 4), (4, 9, 5)])  # doctest: +ELLIPSIS
    (Mark(start=2, end=4, ...), Mark(start=9, end=11, ...))
    """
    pieces = []
    for mark in marks:
        first = bisect_right(offset_map, mark.start, key=lambda row: row[0]) - 1
        for at in range(max(first, 0), len(offset_map)):
            clean, raw, length = offset_map[at]
            if clean >= mark.end:
                break
            start, end = max(mark.start, clean), min(mark.end, clean + length)
            if start < end:
                pieces.append(replace(mark, start=start - clean + raw, end=end - clean + raw))
    return tuple(pieces)


def segments(text: str, cuts: Sequence[Cut], marks: Iterable[Mark] = ()) -> tuple[Segment, ...]:
    """Cut a text at every edge of a cut or mark. The segments' texts, joined, are the text.

    Marks may overlap and nest; each segment lists those over it, the widest first.
    Raises `CuretteError` where cuts overlap or a span lies outside the text.
    """
    _check(cuts, len(text))
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    if any(not 0 <= mark.start < mark.end <= len(text) for mark in waiting):
        raise CuretteError("a mark lies outside the text; make the run again")
    edges = {0, len(text)}
    edges.update(edge for cut in cuts for edge in (cut.start, cut.end))
    edges.update(edge for mark in waiting for edge in (mark.start, mark.end))
    places = sorted(edges)
    made = []
    over: list[Mark] = []
    next_mark = next_cut = 0
    for start, end in pairwise(places):
        while next_mark < len(waiting) and waiting[next_mark].start <= start:
            over.append(waiting[next_mark])
            next_mark += 1
        over = [mark for mark in over if mark.end > start]
        while next_cut < len(cuts) and cuts[next_cut].end <= start:
            next_cut += 1
        struck = next_cut < len(cuts) and cuts[next_cut].start <= start
        made.append(
            Segment(start, end, text[start:end], cuts[next_cut] if struck else None, tuple(over))
        )
    return tuple(made)


def rows(text: str, parts: Sequence[Segment]) -> Iterator[Row]:
    """Lay segments out line by line, each line with the line breaks after it."""
    at = 0
    for line in _LINE.finditer(text):
        inside = []
        while at < len(parts) and parts[at].start < line.end():
            part = parts[at]
            start, end = max(part.start, line.start()), min(part.end, line.end())
            inside.append(replace(part, start=start, end=end, text=text[start:end]))
            if part.end > line.end():
                break
            at += 1
        yield Row(tuple(inside))


def runs_of(lines: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Group lines that were struck whole and alike, blank ones with those before them.

    Every other line is a run of its own. Garbled lines never run together: each is worth a look.
    """
    run: list[Row] = []
    for line in lines:
        kind = line.struck_as
        blank = line.struck and all(part.blank for part in line.segments)
        if run and (blank or (kind and kind != "garbled" and kind == run[0].struck_as)):
            run.append(line)
            continue
        if run:
            yield tuple(run)
        run = [line] if kind and kind != "garbled" else []
        if not run:
            yield (line,)
    if run:
        yield tuple(run)


def _doubt(flag: Flag | QualityFlag, offset_map: Sequence[tuple[int, int, int]]) -> Doubt:
    name = flag.name.replace("_", " ").replace("-", " ")
    start: int | None
    end: int | None
    if isinstance(flag, Flag):
        start, end = flag.start, flag.end
    elif flag.span is None:
        start = end = None
    elif flag.span.in_ == "raw":
        start, end = flag.span.start, flag.span.end
    else:
        here = Mark(flag.span.start, flag.span.end, "doubt", name)
        pieces = moved((here,), offset_map)
        start, end = (pieces[0].start, pieces[-1].end) if pieces else (None, None)
    return Doubt(name, flag.reason, start, end)


def _check(cuts: Sequence[Cut], length: int) -> None:
    at = 0
    for cut in cuts:
        if not at <= cut.start < cut.end <= length:
            raise CuretteError(
                f"the cut {cut.start}:{cut.end} of {cut.rule} overlaps the one before or "
                f"lies outside a text of {length} characters; make the run again"
            )
        at = cut.end

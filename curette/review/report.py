"""A run as a web page that needs no server: what was cut, where, why, and what was found.

One file holds the head and the first documents; further documents go into files beside it. Each
file is whole in itself: styles and script inside, nothing loaded, and a policy that lets nothing
run but that one script, so no text of a page can act.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from curette.model import Cluster, CuretteError, Failure
from curette.review import runs
from curette.review.kinds import FAMILIES, Kind, kind_of
from curette.review.marked import (
    Cut,
    Doubt,
    Mark,
    Row,
    cuts_of,
    doubts_of,
    marks_of,
    moved,
    rows,
    runs_of,
    segments,
)
from curette.review.terminal import printable, share
from curette.review.totals import NO_SITE, Totals, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from curette.records import DocumentRecord, LedgerRecord, Struck, TopicRecord

# A file with this many documents of 6,000 characters is 3 MB, and Chromium has it laid out and its
# filters ready in 1.2 to 2.1 s on a busy machine with two cores. Measured 2026-11.
PAGE_SIZE = 100

# Documents written out as text; the figures at the head are of all. 2,000 of 6,000 characters are
# 60 MB of HTML and take 21 s and 42 MB of memory to write. Whoever needs one beyond them has
# `curette explain`.
DOCUMENTS_SHOWN = 2_000

# Characters of one document that are written out: twenty times a long article.
TEXT_SHOWN = 200_000

# From this many struck lines in a row (a menu, a list of partners) they are folded under a line
# that says how many they are and what.
FOLDED_FROM = 8

# Rows of the lists at the head: sites and kinds in the pictures, reasons to filter by, and topics,
# clusters and failures each.
SITES_SHOWN = 25
KINDS_SHOWN = 12
REASONS_SHOWN = 200
LISTED = 500

ROWS_OPEN = 12
"""Of a topic's causes, advice and so on: how many are on view before the rest folds away."""

# `curette.store` gives a run its name once all its files, the report among them, are written.
_UNPUBLISHED = ".writing-"

# Names that are no words.
_SAID = {"qa": "questions and answers", "faq": "FAQ", "ai_summary": "AI summary"}

_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'"


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is found in the report."""

    id: str
    number: int
    title: str
    site: str
    status: str
    characters: int
    struck: int
    cuts: int
    file: str

    @property
    def anchor(self) -> str:
        """The name of the document in its file."""
        return f"d{self.number}"


@dataclass(frozen=True, slots=True)
class Band:
    """A line of the side-by-side view, or a run of struck lines folded into one."""

    rows: tuple[Row, ...]
    folded: bool
    notes: tuple[Cut, ...] = ()
    """Garbled cuts that begin here: their evidence is shown with them."""
    doubts: tuple[Mark, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What the folded lines are, each kind once; white space between them needs no name."""
        kinds = dict.fromkeys(cut.named for row in self.rows for cut in row.cuts)
        return tuple(kind for kind in kinds if kind.family != "leftover") or tuple(kinds)

    @property
    def characters(self) -> int:
        """How much is folded."""
        return self.rows[-1].end - self.rows[0].start


@dataclass(frozen=True, slots=True)
class BlankCuts:
    """Cuts of white space under one rule: told in one line."""

    cut: Cut
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """One document as the template shows it."""

    place: Place
    ledger: LedgerRecord
    record: DocumentRecord | None
    doubts: tuple[Doubt, ...]
    """Doubts about the page as a whole."""
    bands: tuple[Band, ...]
    cuts: tuple[Cut, ...]
    blank: tuple[BlankCuts, ...]
    numbered: frozenset[int]
    """Starts of the segments that bear their cut's number."""
    hidden: int
    """Characters beyond `TEXT_SHOWN`."""


def write_report(
    run: Path,
    out: Path,
    *,
    name: str | None = None,
    page_size: int = PAGE_SIZE,
    documents: int = DOCUMENTS_SHOWN,
) -> tuple[Path, ...]:
    """Write the report of a published run to `out`, and return every file that was written.

    `name` is what a reader knows the run by, where that is not its folder's name: a run that is
    being written has another. With more than `page_size` documents the next ones go
    to `<out>-2.html` and so on. Each file
    is written beside its place and renamed, so a reader never meets half of one.
    """
    if page_size < 1 or documents < 1:
        raise CuretteError("a report needs at least one document a page; give a larger number")
    counted = totals(runs.ledgers(run))
    places = _places(run, out, page_size, documents)
    shared = _shared(run, name, counted, places)
    out.parent.mkdir(parents=True, exist_ok=True)
    pairs = islice(runs.beside(runs.ledgers(run), runs.documents(run)), documents)
    pages = (
        page_of(ledger, record, place)
        for (ledger, record), place in zip(pairs, places.values(), strict=True)
    )
    names = list(dict.fromkeys(place.file for place in places.values())) or [out.name]
    template = _template()
    written = []
    for number, name in enumerate(names, 1):
        first = (number - 1) * page_size
        path = out.with_name(name)
        beside = out.with_name(f".{name}.part")
        with beside.open("w", encoding="utf-8", newline="\n") as handle:
            chunks = template.generate(
                **shared,
                number=number,
                files=names,
                first=first + 1,
                last=min(first + page_size, len(places)),
                pages=islice(pages, page_size),
                front=_front(run) if number == 1 else None,
            )
            handle.writelines(chunks)
        beside.replace(path)
        written.append(path)
    return tuple(written)


def page_of(ledger: LedgerRecord, record: DocumentRecord | None, place: Place) -> Page:
    """Lay one document out: bands of lines, numbered cuts, marks of what was found in it."""
    text = ledger.text[:TEXT_SHOWN]
    cuts = cuts_of(text, _within(ledger.removed, len(text)))
    offset_map = record.offset_map if record is not None else ()
    judged = record.quality.flags if record is not None else ()
    doubts = doubts_of(ledger.flags, judged, offset_map)
    marks = tuple(mark for doubt in doubts for mark in doubt.marks)
    if record is not None:
        marks += moved(marks_of(record), offset_map)
    marks = tuple(mark for mark in marks if mark.end <= len(text))
    lines = tuple(rows(text, segments(text, cuts, marks)))
    numbered: dict[Cut, int] = {}
    for line in lines:
        for part in line.segments:
            if part.cut is not None and not part.blank:
                numbered.setdefault(part.cut, part.start)
    blank: dict[tuple[str, str], list[Cut]] = {}
    for cut in cuts:
        if not cut.number:
            blank.setdefault((cut.rule, cut.reason), []).append(cut)
    return Page(
        place,
        ledger,
        record,
        tuple(doubt for doubt in doubts if not doubt.marks),
        tuple(_bands(lines, numbered)),
        tuple(cut for cut in cuts if cut.number),
        tuple(BlankCuts(same[0], len(same)) for same in blank.values()),
        frozenset(numbered.values()),
        len(ledger.text) - len(text),
    )


def _within(removed: tuple[Struck, ...], length: int) -> Iterator[Struck]:
    """Yield the removals of the text that is shown, the last one trimmed to it."""
    for cut in removed:
        if cut.start < length:
            yield replace(cut, end=min(cut.end, length))


def _bands(lines: tuple[Row, ...], numbered: dict[Cut, int]) -> Iterator[Band]:
    for run in runs_of(lines):
        if len(run) >= FOLDED_FROM:
            yield Band(run, folded=True)
            continue
        for line in run:
            starts = {part.start for part in line.segments}
            doubts = dict.fromkeys(
                mark
                for part in line.segments
                for mark in part.marks
                if mark.kind == "doubt" and line.start <= mark.start
            )
            notes = (
                cut for cut in line.cuts if cut.kind == "garbled" and numbered.get(cut) in starts
            )
            yield Band((line,), folded=False, notes=tuple(notes), doubts=tuple(doubts))


def _places(run: Path, out: Path, page_size: int, most: int) -> dict[str, Place]:
    places = {}
    for number, ledger in enumerate(islice(runs.ledgers(run), most), 1):
        sheet = 1 + (number - 1) // page_size
        places[ledger.id] = Place(
            ledger.id,
            number,
            printable(ledger.title) or ledger.id,
            ledger.site or NO_SITE,
            ledger.status,
            len(ledger.text),
            sum(cut.end - cut.start for cut in ledger.removed),
            len(ledger.removed),
            out.name if sheet == 1 else f"{out.stem}-{sheet}{out.suffix}",
        )
    return places


@dataclass(frozen=True, slots=True)
class Front:
    """What only the first file has: the lists over the whole run."""

    clusters: tuple[Cluster, ...]
    clusters_more: int
    topics: tuple[TopicRecord, ...]
    topics_more: int
    failures: tuple[Failure, ...]
    failures_more: int


def _front(run: Path) -> Front:
    groups = (cluster for cluster in runs.clusters(run) if len(cluster.members) > 1)
    failed = runs.failures(run)
    return Front(
        *_largest(groups, lambda cluster: len(cluster.members)),
        *_largest(runs.topics(run), lambda topic: len(topic.documents)),
        tuple(islice(failed, LISTED)),
        sum(1 for _ in failed),
    )


def _largest(items: Iterator[Item], size: Callable[[Item], int]) -> tuple[tuple[Item, ...], int]:
    """Return the `LISTED` largest items, the largest first, and how many more there are."""
    count = 0

    def counted() -> Iterator[Item]:
        nonlocal count
        for item in items:
            count += 1
            yield item

    largest = tuple(nlargest(LISTED, counted(), key=size))
    return largest, count - len(largest)


def _shared(
    run: Path, name: str | None, counted: Totals, places: dict[str, Place]
) -> dict[str, object]:
    """Return what every file of the report needs."""
    failed = len({failure.page for failure in runs.failures(run)})
    style, script = _asset("report.css"), _asset("report.js")
    return {
        "name": name or run.resolve().name.removeprefix(_UNPUBLISHED),
        "policy": _POLICY.format(style=_digest(style), script=_digest(script)),
        # Written by us and put in unescaped; everything else on the page is escaped.
        "style": Markup(style),
        "script": Markup(script),
        "totals": counted,
        "failed": failed,
        "places": places,
        "families": FAMILIES,
        "bar": bar,
        "run_bar": _run_bar(counted),
        "sites_shown": SITES_SHOWN,
        "kinds_shown": KINDS_SHOWN,
        "reasons": counted.reasons[:REASONS_SHOWN],
        "listed": LISTED,
        "rows_open": ROWS_OPEN,
    }


class Piece(NamedTuple):
    """A stretch of a stacked bar, in thousandths of its width."""

    key: str
    label: str
    characters: int
    at: float
    width: float


def bar(families: Mapping[str, int], characters: int) -> tuple[Piece, ...]:
    """Return a stacked bar: first what was kept, then each family of cuts in its fixed order.

    >>> [(piece.key, piece.at, piece.width) for piece in bar({"talk": 25}, 100)]
    [('kept', 0.0, 750.0), ('talk', 750.0, 250.0)]
    """
    counts = [("kept", "Kept", characters - sum(families.values()))]
    counts += [(family.key, family.label, families.get(family.key, 0)) for family in FAMILIES]
    pieces, at = [], 0.0
    for key, label, count in counts:
        if count > 0:
            width = 1000 * count / characters
            pieces.append(Piece(key, label, count, round(at, 2), round(width, 2)))
            at += width
    return tuple(pieces)


def _run_bar(counted: Totals) -> tuple[Piece, ...]:
    families: Counter[str] = Counter()
    for kind, count in counted.kinds:
        families[kind_of(kind).family] += count
    return bar(families, counted.characters)


def _asset(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text("utf-8")


def _digest(text: str) -> str:
    """Name a text as a Content-Security-Policy does."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("curette.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "printable": printable,
        "words": lambda name: _SAID.get(name) or name.replace("_", " "),
        "number": "{:,}".format,
        "many": many,
    }
    environment.globals |= {"share": share, "kind_of": kind_of}
    return environment.get_template("report.html")


def many(count: int, one: str, more: str = "") -> str:
    """Say a number of things.

    >>> many(1, "page"), many(1200, "page"), many(0, "piece of advice", "pieces of advice")
    ('1 page', '1,200 pages', '0 pieces of advice')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"

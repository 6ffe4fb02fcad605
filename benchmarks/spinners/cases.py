"""The cases of the report: clean stretches, the same ones spun, and the real pages."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING
from zlib import crc32

from benchmarks.spinners.carriers import LENGTHS, Stretch, lines_of, stretches
from benchmarks.spinners.extent import (
    ALL,
    FEWEST_HEADINGS,
    HALF,
    HEADINGS,
    PARAGRAPH,
    is_heading,
    spun,
)
from benchmarks.spinners.judging import Case
from benchmarks.spinners.wording import content_words
from curette.model import Span
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.spinners.carriers import Page
    from benchmarks.spinners.pieces import Piece
    from benchmarks.spinners.styles import Style

CLEAN = "clean"
REAL = "real page"
# How much of a page is spun, and under which name the report has it.
PARTS = {
    "page, half of it": HALF,
    "page, one paragraph": PARAGRAPH,
    "page, headings": HEADINGS,
}
SHORT_AND_HALF = ("40-60 words", "60-100 words", "page, half of it", "page, one paragraph")
# A stretch in which fewer were touched is not called spun: a reader could not tell either.
LEAST_TOUCHED = 2


def clean(pages: Sequence[Page]) -> Iterator[Case]:
    """Yield every clean stretch of every length."""
    for length in LENGTHS:
        for page in pages:
            for stretch in stretches(page, length):
                yield _case(CLEAN, 0.0, stretch, stretch.length, stretch.text, ())


def made(pages: Sequence[Page], style: Style, rate: float, most: int) -> Iterator[Case]:
    """Yield up to `most` spun stretches of each length, one of a page, and spun parts of pages.

    Pages that are not of MedQuAD come first: of those, detectors trained on more of their kind.
    """
    ordered = sorted(pages, key=lambda page: page.pool == "medquad")
    for length in LENGTHS:
        found = (stretch for page in ordered for stretch in islice(stretches(page, length), 1))
        yield from islice(_spun(found, style, rate, length, ALL), most)
    for name, extent in PARTS.items():
        whole = (stretch for page in ordered for stretch in stretches(page, "page"))
        yield from islice(_spun(whole, style, rate, name, extent), most)


def real(folder: Path) -> Iterator[Case]:
    """Yield the labelled pages of the spinner benchmark, by kind."""
    marked: dict[str, list[tuple[Span, list[tuple[int, int]]]]] = {}
    for row in lines_of(folder / "sentences.jsonl"):
        start = row["start"]
        spans = [(start + span["start"], start + span["end"]) for span in row["spans"]]
        marked.setdefault(row["doc"], []).append((Span(start, row["end"]), spans))
    for row in lines_of(folder / "documents.jsonl"):
        found = sorted(marked.get(row["id"], []))
        kind = row["kind"].removeprefix("spun:") if row["label"] == "spun" else CLEAN
        touched = tuple(span for _, spans in found for span in spans)
        yield Case(
            *(kind, 0.0, REAL, 0, "real", row["id"], row["text"]),
            sentences=tuple(span for span, _ in found),
            touched=touched,
            touched_share=_touched_share(row["text"], touched),
        )


def _spun(
    found: Iterator[Stretch], style: Style, rate: float, name: str, extent: str
) -> Iterator[Case]:
    for stretch in found:
        if extent == HEADINGS and _headings(stretch.text) < FEWEST_HEADINGS:
            continue
        seed = f"{stretch.page.id}/{stretch.number}/{style.name}/{rate}/{name}"
        chance = random.Random(crc32(seed.encode()))
        new = spun(stretch.text, extent, turned(style, rate, chance), chance)
        touched = tuple((change.start, change.end) for change in new.changes)
        if len(touched) >= LEAST_TOUCHED:
            yield _case(style.name, rate, stretch, name, new.text, touched)


def turned(style: Style, rate: float, chance: random.Random) -> Callable[[str], list[Piece]]:
    """Return the spinner of a style at a rate, ready for sentences."""
    return lambda sentence: style.spin(sentence, rate, chance)


def _case(
    style: str,
    rate: float,
    stretch: Stretch,
    length: str,
    text: str,
    touched: tuple[tuple[int, int], ...],
) -> Case:
    origin = f"{stretch.page.id}/{stretch.length}/{stretch.number}"
    return Case(
        *(style, rate, length, stretch.page.half, stretch.page.pool, origin, text),
        sentences=tuple(sentences(text)),
        touched=touched,
        touched_share=_touched_share(text, touched),
    )


def _touched_share(text: str, touched: Sequence[tuple[int, int]]) -> float:
    """Return the share of the content words of the text that stand in touched stretches."""
    places = [
        span.start + word.start()
        for span in sentences(text)
        for word in content_words(text[span.start : span.end])
    ]
    inside = sum(any(start <= place < end for start, end in touched) for place in places)
    return inside / len(places) if places else 0.0


def _headings(text: str) -> int:
    return sum(is_heading(line) for line in text.splitlines())

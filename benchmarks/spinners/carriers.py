"""Clean health prose to spin, read from the shared benchmarks: nobody trained on these pages.

Two halves by site (MedQuAD, which is one site, by page): a threshold is set on one half and used
on the other.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEALTH_KINDS = ("medquad", "web-health", "repo-health")
# How many words a stretch has, at least and at most, and how many of a page are used.
LENGTHS = {
    "40-60 words": (40, 60, 3),
    "60-100 words": (61, 100, 3),
    "paragraph": (101, 200, 2),
    "page": (250, 600, 1),
}
# Pages that share this much of their runs of eight words with one read before are left out: the
# benchmarks share pages, and some MedQuAD pages are one template.
SHARED = 0.2
RUN = 8
# And pages that share this much with the text that detectors are trained on.
TRAINED_ON = 0.1
# References are no prose.
_REFERENCE = re.compile(r"\bdoi\b|PubMed|\bet al\b|https?://")


Shingle = tuple[str, ...]


class Page(NamedTuple):
    """A clean page; `pool` says whether it is of MedQuAD, whose other pages detectors train on."""

    id: str
    text: str
    pool: str
    half: int


class Stretch(NamedTuple):
    """Some sentences in a row of a page."""

    page: Page
    number: int
    length: str
    text: str


def pages(shared: Path) -> list[Page]:
    """Read the clean pages of the three benchmarks, in an order that depends on their names."""
    found = sorted(_all(shared / "benchmarks"), key=lambda page: crc32(page.id.encode()))
    runs = {page.id: shingles(page.text) for page in found}
    trained = _trained(shared / "corpora/clean_health.jsonl.gz", set().union(*runs.values()))
    seen: set[Shingle] = set()
    kept = []
    for page in found:
        mine = runs[page.id]
        if mine and len(mine & seen) <= SHARED * len(mine) and _apart(mine, trained):
            seen |= mine
            kept.append(page)
    return kept


def _apart(runs: set[Shingle], trained: set[Shingle]) -> bool:
    return len(runs & trained) <= TRAINED_ON * len(runs)


def _trained(corpus: Path, asked: set[Shingle]) -> set[Shingle]:
    """Return those of the runs that the text to train on holds; none where it is not at hand."""
    if not corpus.exists():
        return set()
    return {run for row in lines_of(corpus) for run in shingles(row["text"]) & asked}


@cache
def stretches(page: Page, length: str) -> tuple[Stretch, ...]:
    """Return stretches of the length that do not overlap; the page's name says where they begin."""
    least, most, number = LENGTHS[length]
    spans = list(sentences(page.text))
    first = random.Random(crc32(f"{page.id}/{length}".encode())).randrange(max(1, len(spans) // 3))
    made: list[Stretch] = []
    if length == "page":
        first = 0
    while first < len(spans) and len(made) < number:
        end, words = first, 0
        while end < len(spans) and words < least:
            words += len(page.text[spans[end].start : spans[end].end].split())
            end += 1
        if least <= words <= most:
            text = page.text[spans[first].start : spans[end - 1].end]
            made.append(Stretch(page, len(made), length, text))
        first = end
    return tuple(made)


def shingles(text: str) -> set[Shingle]:
    """Return the runs of eight words of a text."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[k:] for k in range(RUN)), strict=False))


def _all(benchmarks: Path) -> Iterator[Page]:
    for row in lines_of(benchmarks / "spun/documents.jsonl"):
        if row["label"] == "clean" and row["kind"] in HEALTH_KINDS:
            pool = "medquad" if row["kind"] == "medquad" else "other"
            yield _page(row["id"], row["text"], pool, row["id"])
    for row in lines_of(benchmarks / "extraction/truth.jsonl"):
        if row["health"] and row["type"] == "article":
            yield _page(row["id"], row["text"], "other", urlsplit(row["url"]).netloc)
    gold = json.loads((benchmarks / "structure/dev_pages_gold.json").read_text(encoding="utf-8"))
    for row in gold["documents"]:
        pool = "medquad" if "MedQuAD" in row["source"] else "other"
        site = row["doc_id"] if pool == "medquad" else urlsplit(row["url"]).netloc
        yield _page(row["doc_id"], row["text"], pool, site)


def _page(name: str, text: str, pool: str, site: str) -> Page:
    prose = "\n".join(line for line in text.splitlines() if not _REFERENCE.search(line))
    return Page(name, prose.strip(), pool, crc32(f"half {site}".encode()) % 2)


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of one a line."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)

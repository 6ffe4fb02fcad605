"""Pages of a benchmark folder as blocks with truth, and how well a choice of blocks does."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleaners import off_article
from curette.extract import encoding, html, judge, metadata, votes
from curette.extract.page import laid_out
from curette.model import Document, Metadata, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from curette.extract.html import Piece

FOLDS = 5
_WORD = re.compile(r"\w+")
_N = 4
# Blocks so far from one that stands twice tell which of the two is in the article.
_AROUND = 5
_WORDS_COUNTED = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A page with truth, its blocks, and how many of each block's words the truth holds."""

    id: str
    site: str
    group: str
    reach: float
    truth: str
    title: str
    types: tuple[str, ...]
    pieces: tuple[Piece, ...]
    votes: tuple[float, ...] | None
    words: tuple[int, ...]
    hits: tuple[int, ...]
    main: tuple[bool, ...]
    """Which blocks the truth holds; of a text that stands more often than there, the best."""


def read(data: Path) -> Iterable[Example]:
    """Yield the pages of a benchmark folder, read by the code that `curette run` runs."""
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for number, row in enumerate(rows):
        if number % 100 == 0:
            print(f"{number} of {len(rows)} pages read", file=sys.stderr)
        body = gzip.decompress((data / "html" / f"{row['id']}.html.gz").read_bytes())
        page = RawPage(row["id"], body, f"{row['id']}.html", row["url"], "text/html")
        parsed = html.parse(encoding.decode(page, html=True).text)
        meta = metadata.read(parsed.tree, page)
        pieces = tuple(piece._replace(text=encoding.mended(piece.text)) for piece in parsed.pieces)
        texts = [piece.text for piece in pieces]
        cast = votes.ask(parsed.markup, parsed.tags, texts)
        words, hits = overlap(texts, row["text"])
        yield Example(
            row["id"],
            metadata.site(row["url"]) or row["id"],
            "health" if row.get("health") and row["type"] == "article" else row["type"],
            row.get("reach", 1.0),
            row["text"],
            meta.title,
            meta.structured_types,
            pieces,
            None if cast is None else tuple(cast),
            tuple(words),
            tuple(hits),
            tuple(wanted(pieces, words, hits, row["text"])),
        )


def overlap(texts: Sequence[str], truth: str) -> tuple[list[int], list[int]]:
    """Count each block's words, and those that stand in a 4-word run that the truth has too.

    Runs go across blocks, so a heading of one word counts when its neighbours are there.
    """
    wanted = set(_shingles(truth))
    running: list[str] = []
    owners: list[int] = []
    for number, text in enumerate(texts):
        found = _WORD.findall(text)
        running += found
        owners += [number] * len(found)
    hit = [False] * len(running)
    for at in range(len(running) - _N + 1):
        if tuple(running[at : at + _N]) in wanted:
            hit[at : at + _N] = [True] * _N
    words, hits = [0] * len(texts), [0] * len(texts)
    for owner, there in zip(owners, hit, strict=True):
        words[owner] += 1
        hits[owner] += there
    return words, hits


def wanted(
    pieces: Sequence[Piece], words: Sequence[int], hits: Sequence[int], truth: str
) -> list[bool]:
    """Tell which blocks are main content, each text as often as the truth has it.

    Of the copies of a text those count that are shown and stand among other blocks of the truth:
    pages repeat an article's text for telephones, in teasers, and in lists of what to read next.
    """
    found = [hit >= 0.5 * count and count > 0 for hit, count in zip(hits, words, strict=True)]
    copies: dict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        if found[number] and words[number] >= _N:
            copies[piece.text].append(number)
    if all(len(places) == 1 for places in copies.values()):
        return found
    sizes = [min(count, _WORDS_COUNTED) * main for count, main in zip(words, found, strict=True)]
    told = Counter(_shingles(truth))

    def rank(number: int) -> tuple[bool, int, int]:
        near = sizes[max(0, number - _AROUND) : number + _AROUND + 1]
        return pieces[number].hidden, -sum(near), number

    for text, places in copies.items():
        own = Counter(_shingles(text))
        times = max(1, int(np.median([told[shingle] / count for shingle, count in own.items()])))
        for number in sorted(places, key=rank)[times:]:
            found[number] = False
    return found


def fold(site: str) -> int:
    """Deal a domain into one of the folds."""
    return int(hashlib.sha256(f"f{site}".encode()).hexdigest(), 16) % FOLDS


def kept_text(example: Example, scores: NDArray[np.float32]) -> str:
    """Return what stands after `off_article` has read the scores, as in a run."""
    text, blocks = laid_out(example.pieces, judge.Verdict(tuple(scores.tolist()), None))
    document = Document(example.id, text, example.id, meta=Metadata(media="html"), blocks=blocks)
    return document.strike(off_article.find(document)).clean_text


def report(examples: Sequence[Example], scores: Sequence[NDArray[np.float32]]) -> str:
    """Return mean F1 over 4-word shingles, by kind of page, as `score.py` counts it."""
    groups: dict[str, list[float]] = defaultdict(list)
    for example, own in zip(examples, scores, strict=True):
        value = f1(example.truth, kept_text(example, own))
        groups["article" if example.group == "health" else example.group].append(value)
        groups["all"].append(value)
        if example.group == "health":
            groups["health"].append(value)
    return ", ".join(f"{name} {np.mean(found):.4f}" for name, found in sorted(groups.items()))


def f1(truth: str, guess: str) -> float:
    """Return F1 over 4-word shingles, counted with repeats."""
    want, got = Counter(_shingles(truth)), Counter(_shingles(guess))
    hits = sum((want & got).values())
    if not hits:
        return 0.0
    precision, recall = hits / sum(got.values()), hits / sum(want.values())
    return 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = _WORD.findall(text)
    if 0 < len(found) < _N:
        return [tuple(found)]
    return [tuple(found[at : at + _N]) for at in range(len(found) - _N + 1)]

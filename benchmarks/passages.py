"""Find the paragraphs that articles share, and the pages made of them, and score both.

    python -m benchmarks.passages --data DIR

`DIR` is a folder as `benchmarks.dedup` reads it, with labels, kinds and `passages.jsonl.gz`: where
each paragraph comes from. *Reuse*: pairs of paragraphs of one origin on pages of different
articles, against pairs told as reuse. *Copies*: the same on any two pages, against reuse and what
the pages of one cluster share. *Boilerplate*: paragraphs that a site wraps around articles,
against those told as furniture. *Stitched*: such pages and their copies, against those told. Halves
go by the name of the article, or of the page's own cluster: those with even CRC-32s are tuned on.
"""

from __future__ import annotations

import argparse
import time
import zlib
from bisect import bisect_right
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.dedup import read_pages
from benchmarks.heavy_spins import read_rows
from curette.dedup import cluster, provenance
from curette.dedup.common import common
from curette.dedup.reading import in_order, read
from curette.dedup.reuse import ALONE, Reuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from curette.dedup import Entry
    from curette.records import Place

HALVES = ("tuned on", "reported")
Paragraph = tuple[str, int]
"""A page and the number of a paragraph in it."""
Pair = tuple[Paragraph, Paragraph]


def main() -> None:
    """Read, find, score."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    entries, texts = read_pages(data / "docs.jsonl.gz")
    clusters = cluster(entries, texts.__getitem__)
    began = time.process_time()
    found = provenance(entries, texts.__getitem__, clusters)
    print(f"{len(texts)} pages, {time.process_time() - began:.1f} CPU s beside clustering")

    truth = _Truth(data)
    named = {member.id: one.id for one in clusters for member in one.members}
    groups = [(one.kind, _paragraphs(one.places, texts)) for one in found.passages]
    told = _pairs((mine for kind, mine in groups if kind == "reuse"), named)
    told -= {pair for pair in told if truth.one_article(pair)}  # a cluster that we have torn apart
    true = _pairs(truth.copies(), truth.cluster)
    for half, title in enumerate(HALVES):
        mine, theirs = (
            {pair for pair in some if truth.half(pair[0]) == half} for some in (told, true)
        )
        print(f"{title}: reuse, pairs of paragraphs: {_scores(mine, theirs)}")
    kinds = {one: kind for kind, mine in groups for one in mine}
    whole = _paragraph_groups(
        entries, texts, {one for one, kind in kinds.items() if kind == "furniture"}
    )
    everywhere = {page: page for page in texts}
    copies, true = _pairs(whole, everywhere), _pairs(truth.copies(), everywhere)
    copies = {  # what two articles fill in alike is told as a form, and not as copied
        (a, b)
        for a, b in copies
        if "form" not in (kinds.get(a), kinds.get(b)) or named[a[0]] == named[b[0]]
    }
    for half, title in enumerate(HALVES):
        ours, copied = (
            {pair for pair in pairs if truth.half(pair[0]) == half} for pairs in (copies, true)
        )
        print(f"{title}: copies on any two pages: {_scores(ours, copied)}")
    furniture = {one for kind, mine in groups if kind == "furniture" for one in mine}
    wrapped, filled_in = truth.paragraphs("b"), truth.paragraphs("t")
    print(f"boilerplate: {_scores(furniture, wrapped)}")
    print(f"  filled-in templates counted as right: {_scores(furniture - filled_in, wrapped)}")
    stitched = {one.document for one in found.stitched}
    for half, title in enumerate(HALVES):
        pages = {page for page, name in truth.cluster.items() if _half(name) == half}
        made = {page for page in pages if truth.kind[page].startswith("stitched")}
        print(f"{title}: stitched pages: {_scores(stitched & pages, made)}")


class _Truth:
    """How the pages were made."""

    def __init__(self, data: Path) -> None:
        self.cluster = {row["id"]: row["cluster"] for row in read_rows(data / "labels.jsonl.gz")}
        self.kind = {row["id"]: row["kind"] for row in read_rows(data / "kinds.jsonl.gz")}
        self.origin = {
            (row["id"], at): origin
            for row in read_rows(data / "passages.jsonl.gz")
            for at, origin in enumerate(row["origins"])
        }
        self._cluster_of_article: dict[str, str] = {}
        for (page, _), origin in self.origin.items():
            if self.kind[page].startswith("original") and not _is_shared(origin):
                self._cluster_of_article[_article(origin)] = self.cluster[page]

    def copies(self) -> Iterable[Sequence[Paragraph]]:
        """Return the paragraphs of each origin in an article."""
        found = defaultdict(list)
        for paragraph, origin in self.origin.items():
            if _article(origin) in self._cluster_of_article:
                found[origin].append(paragraph)
        return found.values()

    def paragraphs(self, letter: str) -> set[Paragraph]:
        """Return those of boilerplate (b) or of templates (t)."""
        return {
            paragraph
            for paragraph, origin in self.origin.items()
            if _is_shared(origin) and origin[0] == letter
        }

    def one_article(self, pair: Pair) -> bool:
        """Tell whether both are copies on pages of one cluster."""
        a, b = pair
        return bool(self.cluster[a[0]] == self.cluster[b[0]] and self.origin[a] == self.origin[b])

    def half(self, paragraph: Paragraph) -> int:
        """Return the half of the article that a paragraph comes from, or else of its page."""
        name = self._cluster_of_article.get(_article(self.origin[paragraph]))
        return _half(name or self.cluster[paragraph[0]])


def _is_shared(origin: str) -> bool:
    """Tell whether a paragraph is boilerplate (b7) or of a template (t1:0)."""
    return origin[0] in "bt" and origin[1].isdigit()


def _article(origin: str) -> str:
    return origin.rpartition(":")[0]


def _half(name: str) -> int:
    return zlib.crc32(name.encode()) % 2


def _paragraphs(places: Sequence[Place], texts: Mapping[str, str]) -> list[Paragraph]:
    """Return places as numbers of paragraphs, which blank lines part."""
    found = set()
    for place in places:
        starts, at = [], 0
        for part in texts[place.document].split("\n\n"):
            starts.append(at)
            at += len(part) + 2
        found.add((place.document, bisect_right(starts, place.start) - 1))
    return sorted(found)


def _paragraph_groups(
    entries: Sequence[Entry], texts: Mapping[str, str], left_out: AbstractSet[Paragraph]
) -> list[list[Paragraph]]:
    """Return the groups of copies, inside clusters and across, of paragraphs not left out."""
    found = read(in_order(entries), texts.__getitem__)
    reuse = Reuse(found.store, common(found.store))
    groups = defaultdict(set)
    for text, pages in enumerate(found.copies):
        for at in pages:
            page = found.pages[at].id
            lines = _lines(texts[page])
            for line, group in zip(lines, reuse.of(text).tolist(), strict=False):
                if group != ALONE and (page, line) not in left_out:
                    groups[group].add((page, line))
    return [sorted(mine) for mine in groups.values()]


def _lines(text: str) -> Iterator[int]:
    """Yield for each line with words the number of the paragraph that it is in."""
    for at, part in enumerate(text.split("\n\n")):
        for line in part.split("\n"):
            if any(character.isalnum() for character in line):
                yield at


def _pairs(groups: Iterable[Sequence[Paragraph]], cluster_of: Mapping[str, str]) -> set[Pair]:
    """Return the pairs in each group whose pages are of different clusters."""
    return {
        (min(a, b), max(a, b))
        for group in groups
        for a, b in combinations(group, 2)
        if cluster_of[a[0]] != cluster_of[b[0]]
    }


def _scores(mine: AbstractSet[object], theirs: AbstractSet[object]) -> str:
    both = len(mine & theirs)
    precision, recall = both / max(1, len(mine)), both / max(1, len(theirs))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} of {len(theirs):,}"


if __name__ == "__main__":
    main()

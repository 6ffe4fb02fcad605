"""Why two pages are near-duplicates, or are not: every figure that is asked, and the text."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from curette.dedup.aligned import Aligned, align
from curette.dedup.candidates import KINDS, banded
from curette.dedup.common import OWN, common, marked
from curette.dedup.entries import Entry
from curette.dedup.grouping import BOTH_LACK, links, spun_link
from curette.dedup.reading import read
from curette.dedup.spins import SPUN
from curette.dedup.verify import ALIKE, Judge
from curette.dedup.words import Store, without_stops

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from curette.dedup.common import Common, Marked
    from curette.dedup.spins import Kept
    from curette.dedup.verify import Likeness, Line
    from curette.model import Cluster, Edge

Verdict = Literal["same words", "copies", "doubtful", "spun", "apart"]

_ASKED = {
    "own": "words in common, template text set aside",
    "all": "words in common, furniture set aside",
    "held": "rare words of one that the other has",
    "rare": "rare words in common",
}
_ASKED_OF_SPINS = {
    "sentences": "text in sentences that align",
    "terms": "rare terms in the same sentences",
    "wording": "words in place in these sentences",
}
_SIGNATURES = ("runs of three words", "rare words", "rare terms")


@dataclass(frozen=True, slots=True)
class Measure:
    """A share that is asked of two pages, what it is, and the line that it has to reach."""

    name: str
    what: str
    value: float
    line: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """How many bands of a signature agree; one is enough for two pages to be compared."""

    name: str
    agree: int
    bands: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two pages."""

    id: str
    words: int
    own_words: int
    """Words that are no template text."""
    cluster: str | None
    """None: not known to the store, or its text was another then."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The cluster that both pages are in, and the edges that lead from one to the other."""

    id: str
    keeper: str
    reasons: tuple[str, ...]
    members: int
    path: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two pages are near-duplicates or are not."""

    a: Side
    b: Side
    verdict: Verdict
    because: str
    likeness: tuple[Measure, ...]
    lacking: tuple[float, float]
    """The share of each page in paragraphs that the other has not."""
    spun: tuple[Measure, ...]
    signatures: tuple[Signature, ...]
    together: Joined | None
    corpus: bool
    """Whether what is template text and what is rare was learned from stored pages."""
    text: Aligned


class Given(NamedTuple):
    """What is known of one of the pages: its text, and its cluster in the store."""

    id: str
    text: str
    cluster: Cluster | None


def explain(a: Given, b: Given, shared: Common | None = None) -> Explanation:
    """Compare two pages by the rules of a run; `shared` is what a store of pages has learned.

    Without it the two pages are all that template text and rare words are known by.
    """
    read_ = read([Entry("a"), Entry("b")], {"a": a.text, "b": b.text}.__getitem__)
    store = Store()
    for text in (0, len(read_.store) - 1):
        store.add(read_.store.row(text))
    pages = marked(store, shared or common(store))
    judge = Judge(store, pages.shared)
    verdict, because = _verdict(judge, same=len(read_.store) == 1)
    likeness = judge.likeness(0, 1)
    return Explanation(
        _side(a, pages, 0),
        _side(b, pages, 1),
        verdict,
        because,
        _measures(_ASKED, likeness, ALIKE),
        (round(judge.foreign(0, 1).share, 4), round(judge.foreign(1, 0).share, 4)),
        _measures(_ASKED_OF_SPINS, judge.aligner.kept(0, 1), SPUN),
        tuple(_signatures(pages)),
        _joined(a, b),
        shared is not None,
        align(a.text, b.text),
    )


def _side(given: Given, pages: Marked, page: int) -> Side:
    row, marks = pages.row(page)
    return Side(
        given.id,
        len(without_stops(row)),
        int(((marks & OWN) > 0).sum()),
        given.cluster.id if given.cluster else None,
    )


def _verdict(judge: Judge, *, same: bool) -> tuple[Verdict, str]:
    """Return what a run over the two pages alone would say, and why."""
    if same:
        return "same words", "both pages have the same words in the same order"
    alike = list(judge.alike(np.array([[0, 1]])))
    certain, doubtful = links(judge, alike)
    if certain:
        return "copies", certain[0].because
    if doubtful:
        [doubt] = doubtful
        share, page = doubt.foreign.share, "ab"[doubt.page].upper()
        return "doubtful", (
            f"{doubt.link.because}; but {share:.0%} of {page} stands in paragraphs that the other "
            "page has not: copies, unless these paragraphs are found in a third article"
        )
    if alike:
        one, other = alike[0].foreign
        return "apart", (
            f"{one:.0%} of A and {other:.0%} of B stand in paragraphs that the other page has not; "
            f"from {BOTH_LACK:.0%} each on, both have taken from a third"
        )
    if link := spun_link(judge, 0, 1):
        return "spun", link.because
    likeness = judge.likeness(0, 1)
    if not likeness.words[0]:
        return "apart", likeness.because
    short = [one for one in _measures(_ASKED, likeness, ALIKE) if not one.reached]
    return "apart", "; ".join(f"{one.what}: {one.value:.2f} of {one.line:.2f}" for one in short)


def _measures(
    asked: Mapping[str, str], found: Likeness | Kept, lines: Line | Kept
) -> tuple[Measure, ...]:
    made = []
    for name, what in asked.items():
        value, line = getattr(found, name), getattr(lines, name)
        made.append(Measure(name, what, round(value, 4), line, value >= line))
    return tuple(made)


def _signatures(pages: Marked) -> Iterator[Signature]:
    for name, (sets_of, count) in zip(_SIGNATURES, KINDS, strict=True):
        keys, places = banded(pages, sets_of, count)
        agree = int((keys[:, 0] == keys[:, 1]).sum()) if len(places) == 2 else 0
        sets, _ = sets_of(*pages.some(np.arange(2)))
        one, other = (np.unique(sets.flat[start:end]) for start, end in pairwise(sets.starts))
        both = len(np.intersect1d(one, other))
        every = len(one) + len(other) - both
        yield Signature(name, agree, count, round(both / max(1, every), 4))


def _joined(a: Given, b: Given) -> Joined | None:
    found = a.cluster
    if found is None or b.cluster is None or found.id != b.cluster.id:
        return None
    path = _path(found.edges, a.id, b.id)
    return Joined(found.id, found.keeper, found.reasons, len(found.members), path)


def _path(edges: Sequence[Edge], start: str, end: str) -> tuple[Edge, ...]:
    """Return the fewest edges that lead from one page to the other."""
    beside: dict[str, list[Edge]] = {}
    for edge in edges:
        for page in (edge.a, edge.b):
            beside.setdefault(page, []).append(edge)
    came: dict[str, tuple[Edge, ...]] = {start: ()}
    left = deque([start])
    while left and end not in came:
        page = left.popleft()
        for edge in beside.get(page, []):
            other = edge.b if edge.a == page else edge.a
            if other not in came:
                came[other] = (*came[page], edge)
                left.append(other)
    return came.get(end, ())

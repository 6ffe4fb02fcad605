"""Whether two pages are near-duplicates, judged on the words that are their own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from curette.dedup.bulk import figures
from curette.dedup.candidates import FEWEST_OWN_WORDS
from curette.dedup.common import ARTICLE, OWN, RARE, marked
from curette.dedup.rows import BREAK, Numbers
from curette.dedup.spins import HANGS_TOGETHER_SPUN, Aligner
from curette.dedup.words import lettered, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.dedup.common import Common
    from curette.dedup.rows import Pages
    from curette.dedup.signatures import Pairs
    from curette.dedup.words import Store


class Line(NamedTuple):
    """What two pages must reach to be alike. All figures are shares of words, 0 to 1."""

    own: float
    """In common of both pages' own words, template text set aside."""
    all: float
    """The same with furniture alone set aside: the likeness that is shown."""
    held: float
    """Of one page's rare words, as found in the other: a copy holds the other or is held by it,
    a stitched page and its source hold half of each other."""
    rare: float
    """In common of both pages' rare words: pages that fill one form on two conditions differ."""


# Tuned together on half of the development set's clusters: precision of pairs .9973 and 98.1 % of
# the true candidates, where sharing .65 of own words alone gives .9937 and 97.6 %. With `held`
# at .80 precision is .9977 and 97.5 % are left, copies with much noise first.
ALIKE = Line(own=0.55, all=0.65, held=0.75, rare=0.50)
# Two groups become one only where at least half of their witnesses are this much alike.
HANGS_TOGETHER = Line(own=0.50, all=0.60, held=0.70, rare=0.45)


# A paragraph with fewer rare words says nothing of where it comes from.
FEWEST_TELLING_WORDS = 4
# A page has a paragraph of another when it has this share of its rare words, in any place.
HELD_PARAGRAPH = 0.5


class Bags(NamedTuple):
    """The words of a page in sorted order, one character a word."""

    own: str
    all: str
    rare: str


class Likeness(NamedTuple):
    """How much alike two pages are, by each of the measures of `Line`, and what was seen."""

    own: float
    all: float
    held: float
    rare: float
    words: tuple[int, int, int]
    rare_words: tuple[int, int, int]

    @property
    def because(self) -> str:
        """What was seen, in words."""
        if not self.words[0]:
            return "too few words to compare"
        return "{} words in common of {} and {}, ".format(
            *self.words
        ) + "{} rare ones of {} and {}".format(*self.rare_words)

    def reaches(self, line: Line) -> bool:
        """Tell whether every measure reaches the line."""
        return (
            self.own >= line.own
            and self.all >= line.all
            and self.held >= line.held
            and self.rare >= line.rare
        )


class Alike(NamedTuple):
    """Two pages that are alike, and the share of each in paragraphs that the other has not."""

    a: int
    b: int
    likeness: Likeness
    foreign: tuple[float, float]


class Parts(NamedTuple):
    """The paragraphs of a page: how many words each has and which of them are rare."""

    sizes: Pages
    rare: tuple[Numbers, ...]
    words: Numbers
    """All words of the page, each once, in order."""


class Foreign(NamedTuple):
    """The paragraphs of a page that another page has not, and their share of its words."""

    paragraphs: tuple[int, ...]
    sizes: tuple[int, ...]
    share: float


class Judge:
    """Compares pages two by two. The words of recent pages are remembered."""

    def __init__(self, store: Store, shared: Common) -> None:
        """Judge pages of `store`, setting aside what `shared` says is not their own."""
        self._pages = marked(store, shared)
        self.aligner = Aligner(self._pages)
        self._bags = lru_cache(maxsize=20_000)(self._read_bags)
        self._parts = lru_cache(maxsize=20_000)(self._read_parts)
        self.likeness = lru_cache(maxsize=200_000)(self._likeness)

    def _read_bags(self, page: int) -> Bags:
        words, marks = self._pages.row(page)
        order = np.argsort(words)
        order = order[np.searchsorted(words[order], BREAK, "right") :]
        words, marks = words[order], marks[order]
        own = (marks & OWN) > 0
        if own.sum() < FEWEST_OWN_WORDS:
            own[:] = True
        some = own, (marks & ARTICLE) > 0, own & ((marks & RARE) > 0)
        return Bags(*(lettered(words[wanted]) for wanted in some))

    def alike(self, pairs: Pairs) -> Iterator[Alike]:
        """Yield those of the pairs that are alike, in order."""
        for found in figures(self._pages, pairs, FEWEST_TELLING_WORDS, HELD_PARAGRAPH):
            own, all_, rare = found.own, found.all, found.rare
            measures = (
                2 * own[:, 0] / np.maximum(1, own[:, 1] + own[:, 2]),
                2 * all_[:, 0] / np.maximum(1, all_[:, 1] + all_[:, 2]),
                rare[:, 0] / np.maximum(1, rare[:, 1:].min(axis=1)),
                2 * rare[:, 0] / np.maximum(1, rare[:, 1] + rare[:, 2]),
            )
            reached = own[:, 1:].min(axis=1) >= FEWEST_OWN_WORDS
            for measure, least in zip(measures, ALIKE, strict=True):
                reached &= measure >= least
            yield from map(
                _alike,
                found.pairs[reached].tolist(),
                np.column_stack(measures)[reached].tolist(),
                all_[reached].tolist(),
                rare[reached].tolist(),
                found.foreign[reached].tolist(),
            )

    def hang_together(self, a: int, b: int, *, spun: bool) -> bool:
        """Tell whether two pages may stand in one group, where `spun` as copies in other words."""
        if self.likeness(a, b).reaches(HANGS_TOGETHER):
            return True
        return spun and self.aligner.kept(a, b).reaches(HANGS_TOGETHER_SPUN)

    def foreign(self, a: int, b: int) -> Foreign:
        """Return the paragraphs of `a` most of whose rare words are nowhere in `b`."""
        parts, other = self._parts(a), self._parts(b).words
        lacking, sizes, told = [], [], 0
        for at, (size, rare) in enumerate(zip(parts.sizes.tolist(), parts.rare, strict=True)):
            if len(rare) < FEWEST_TELLING_WORDS:
                continue
            told += size
            if _found(rare, other) < HELD_PARAGRAPH * len(rare):
                lacking.append(at)
                sizes.append(size)
        return Foreign(tuple(lacking), tuple(sizes), sum(sizes) / max(1, told))

    def _read_parts(self, page: int) -> Parts:
        row, marks = self._pages.row(page)
        words, starts = paragraphs(row)
        marks = marks[row > BREAK]
        article = (marks & ARTICLE) > 0
        rare = article & ((marks & RARE) > 0)
        spans = list(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
        return Parts(
            np.array([article[start:end].sum() for start, end in spans], dtype=np.int64),
            tuple(words[start:end][rare[start:end]] for start, end in spans),
            np.unique(words),
        )

    def _likeness(self, a: int, b: int) -> Likeness:
        """Compare the words of two pages, in whatever order they stand."""
        one, other = self._bags(a), self._bags(b)
        if min(len(one.own), len(other.own)) < FEWEST_OWN_WORDS:
            return Likeness(0.0, 0.0, 0.0, 0.0, (0, 0, 0), (0, 0, 0))
        rare = _shared_words(one.rare, other.rare)
        all_ = _shared_words(one.all, other.all)
        return Likeness(
            _share(_shared_words(one.own, other.own), one.own, other.own),
            _share(all_, one.all, other.all),
            rare / max(1, min(len(one.rare), len(other.rare))),
            _share(rare, one.rare, other.rare),
            (all_, len(one.all), len(other.all)),
            (rare, len(one.rare), len(other.rare)),
        )


def _alike(
    pair: list[int],
    measures: list[float],
    words: list[int],
    rare_words: list[int],
    foreign: list[float],
) -> Alike:
    own, all_, held, rare = measures
    a, b = pair
    likeness = Likeness(own, all_, held, rare, _three(words), _three(rare_words))
    return Alike(a, b, likeness, (foreign[0], foreign[1]))


def _three(counts: list[int]) -> tuple[int, int, int]:
    both, one, other = counts
    return both, one, other


def _found(words: Numbers, ordered: Numbers) -> int:
    """Count the words that are among the ordered ones."""
    at = np.searchsorted(ordered, words)
    at[at == len(ordered)] = 0
    return int((ordered[at] == words).sum())


def _shared_words(one: str, other: str) -> int:
    """Count the words in common: of sorted words the longest common subsequence is all of them."""
    return LCSseq.similarity(one, other)


def _share(both: int, one: str, other: str) -> float:
    return 2 * both / max(1, len(one) + len(other))

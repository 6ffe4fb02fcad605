"""Whether one page is a spun copy of another: other words in the same sentences.

A spinner swaps words, and what it leaves alone stays in place: numbers, names, abbreviations, rare
terms, and the sentences around them. Two honest pages on one condition share the terms, but not
sentence by sentence.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from curette.dedup.common import OWN, TERM
from curette.dedup.rows import BREAK, Numbers
from curette.dedup.words import lettered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from curette.dedup.common import Marked

# Shorter sentences align with anything.
SHORTEST_SENTENCE = 5
# Fewer sentences or terms are no evidence.
FEWEST_SENTENCES, FEWEST_TERMS = 4, 8
# Of a page longer than this the first sentences are aligned: the work is their number squared.
MOST_SENTENCES = 200
# Two sentences align when this share of their words stands in both, in the same order. A spun
# sentence keeps about half; sentences of two pages on one condition reach .2.
ALIGNED = 0.25


# A spinner touches every sentence. Where more than this share stands untouched, one page took
# paragraphs of the other (99 of 100 spins have .16 or less, other proposed pairs .47 on average).
UNTOUCHED, MOST_UNTOUCHED = 0.85, 0.30


class Kept(NamedTuple):
    """What two pages have in common beside their wording: the lesser share of the two."""

    sentences: float
    """Of the words, as they stand in sentences that align with one of the other page."""
    terms: float
    """Of the rare terms and numbers, as found in the sentence that theirs aligns with."""
    wording: float
    """Of the words, as found in the same order in the sentence that theirs aligns with."""

    def reaches(self, line: Kept) -> bool:
        """Tell whether every share reaches the line."""
        return all(mine >= least for mine, least in zip(self, line, strict=True))


# Tuned on heavy spins of half of the articles against all pages of the development set: 88.8 % of
# the pairs of spin and original or two spins that were proposed, 15 of 51,000 other pairs, most of
# those one publisher's text on two variants of a disease. With sentences at .70 91.4 % and 79.
SPUN = Kept(sentences=0.75, terms=0.45, wording=0.35)
# What is asked of the other members of two groups that a spun page ties together: some of them are
# cut short or noisy.
HANGS_TOGETHER_SPUN = Kept(sentences=0.50, terms=0.30, wording=0.25)
_NOTHING = Kept(0.0, 0.0, 0.0)


class _Page(NamedTuple):
    """The sentences of a page as words, as letters, and the rare terms of each."""

    sizes: Numbers
    lettered: tuple[str, ...]
    words: tuple[frozenset[int], ...]
    terms: tuple[tuple[int, ...], ...]
    sorted_terms: str


class Aligner:
    """Aligns pages two by two, sentence by sentence."""

    def __init__(self, pages: Marked) -> None:
        """Align these pages, setting template text aside."""
        self._pages = pages
        self._page = lru_cache(maxsize=5000)(self._read)
        self.kept = lru_cache(maxsize=100_000)(self._kept)

    def _kept(self, a: int, b: int) -> Kept:
        """Return what the two pages have in common beside their wording."""
        one, other = self._page(a), self._page(b)
        if min(len(one.sizes), len(other.sizes)) < FEWEST_SENTENCES:
            return _NOTHING
        if min(len(one.sorted_terms), len(other.sorted_terms)) < FEWEST_TERMS:
            return _NOTHING
        most = max(len(one.sorted_terms), len(other.sorted_terms))
        if LCSseq.similarity(one.sorted_terms, other.sorted_terms) < SPUN.terms * most:
            return _NOTHING  # the terms are not even on the page: no need to align
        common = cdist(one.lettered, other.lettered, scorer=LCSseq.similarity, dtype=np.int32)
        alike = 2 * common / (one.sizes[:, None] + other.sizes[None, :])
        if max(_same(one, alike), _same(other, alike.T)) > MOST_UNTOUCHED:
            return _NOTHING
        sides = zip(_side(one, other, alike), _side(other, one, alike.T), strict=True)
        return Kept(*(min(pair) for pair in sides))

    def _read(self, page: int) -> _Page:
        row, marks = self._pages.row(page)
        inside = row > BREAK
        words, marks = row[inside], marks[inside]
        own = (marks & OWN) > 0
        rare = own & ((marks & TERM) > 0)
        ends = [*np.cumsum(inside)[~inside].tolist(), len(words)]
        sentences: list[tuple[Numbers, tuple[int, ...]]] = []
        start = 0
        for end in ends:
            mine = words[start:end][own[start:end]]
            if len(mine) >= SHORTEST_SENTENCE and len(sentences) < MOST_SENTENCES:
                sentences.append((mine, tuple(words[start:end][rare[start:end]].tolist())))
            start = end
        terms = np.array([term for _, found in sentences for term in found], dtype=np.uint32)
        return _Page(
            np.array([len(mine) for mine, _ in sentences], dtype=np.uint32),
            tuple(lettered(mine) for mine, _ in sentences),
            tuple(frozenset(mine.tolist()) for mine, _ in sentences),
            tuple(found for _, found in sentences),
            lettered(np.sort(terms)),
        )


def _same(one: _Page, alike: NDArray[np.float64]) -> float:
    """Return the share of the words of `one` in sentences that the other page has untouched."""
    return float(one.sizes[alike.max(axis=1) >= UNTOUCHED].sum()) / float(one.sizes.sum())


def _side(one: _Page, other: _Page, alike: NDArray[np.float64]) -> Kept:
    """Return the shares of `one` that are kept in `other`."""
    best = alike.max(axis=1)
    total = float(one.sizes.sum())
    found = terms = 0
    for mine, at in zip(one.terms, alike.argmax(axis=1).tolist(), strict=True):
        terms += len(mine)
        found += sum(term in other.words[at] for term in mine)
    return Kept(
        float(one.sizes[best >= ALIGNED].sum()) / total,
        found / max(1, terms),
        float((best * one.sizes).sum()) / total,
    )

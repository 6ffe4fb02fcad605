"""The figures of `verify.Judge` for many pairs of pages at once.

What two pages have in common is counted in one sort of all words of all pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curette.dedup.candidates import FEWEST_OWN_WORDS
from curette.dedup.common import ARTICLE, OWN, RARE, Marks
from curette.dedup.rows import BREAK, Numbers, Pages, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.dedup.common import Marked
    from curette.dedup.signatures import Hashes, Pairs

# How many pairs, and of how many words in all, are compared at once. A key holds the number of
# the pair, the word, and its place among the words of the pair: two pages of a million characters
# have a million at the most.
PAIRS_AT_ONCE, WORDS_AT_ONCE = 1 << 12, 1 << 20
_WORD_AT, _PAIR_AT = np.uint64(20), np.uint64(52)

Counts = NDArray[np.int64]


class Figures(NamedTuple):
    """What is counted of pairs: in common, and in each of the two; a row a pair."""

    pairs: Pairs
    own: Counts
    all: Counts
    rare: Counts
    foreign: NDArray[np.float64]
    """The shares of the words of each page in paragraphs that the other has not."""


class _Words(NamedTuple):
    """The words of some pages, stops left out, with marks and numbers of paragraphs."""

    rows: Rows
    marks: Marks
    paragraphs: Pages


def figures(pages: Marked, pairs: Pairs, telling: int, held: float) -> Iterator[Figures]:
    """Yield the figures of some pairs at a time, in order.

    A paragraph with fewer than `telling` rare words is passed over, and one with less than the
    share `held` of them on the other page is foreign to it.
    """
    ends = np.cumsum(pages.sizes[pairs].sum(axis=1))
    first = 0
    while first < len(pairs):
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + WORDS_AT_ONCE, "right"))
        last = max(first + 1, min(last, first + PAIRS_AT_ONCE))
        yield _figures(pages, pairs[first:last], telling, held)
        first = last


def _figures(pages: Marked, pairs: Pairs, telling: int, held: float) -> Figures:
    distinct, which = np.unique(pairs, return_inverse=True)
    words = _words(pages, distinct)
    sides = which.ravel()
    sizes = words.rows.sizes[sides]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    side_of = np.repeat(np.arange(len(sides)), sizes)
    at = np.arange(starts[-1]) + (words.rows.starts[sides] - starts[:-1])[side_of]
    marks = words.marks[at]

    order, heads = _sorted(words.rows.flat[at], side_of, starts)
    sorted_sides = side_of[order]
    other = (sorted_sides & 1).astype(np.bool_)
    pair_of_head = sorted_sides[heads] >> 1
    counted = []
    for wanted in (OWN, ARTICLE, OWN | RARE):
        has = (marks & wanted) == wanted
        totals = np.bincount(side_of[has], minlength=len(sides)).reshape(-1, 2)
        found = has[order]
        both = np.minimum(_sums(found & ~other, heads), _sums(found & other, heads))
        common = np.bincount(pair_of_head, weights=both, minlength=len(pairs)).astype(np.int64)
        counted.append(np.column_stack((common, totals)))

    group = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(order))))
    met_by = _sums(~other, heads) > 0, _sums(other, heads) > 0
    met = np.empty(len(order), dtype=np.bool_)
    met[order] = np.where(other, met_by[0][group], met_by[1][group])
    shares = _foreign(words.paragraphs[at], side_of, marks, met, (telling, held), len(sides))
    own, all_, rare = counted
    return Figures(pairs, own, all_, rare, shares.reshape(-1, 2))


def _words(pages: Marked, distinct: Pages) -> _Words:
    rows, marks = pages.some(distinct)
    ends = np.cumsum(rows.flat == BREAK)
    paragraphs = ends + np.repeat(np.arange(len(distinct)), rows.sizes)
    inside = rows.flat > BREAK
    words = rows.only(inside)
    marks = marks[inside].copy()
    own = np.concatenate(([0], np.cumsum((marks & OWN) > 0)))
    few = np.diff(own[words.starts]) < FEWEST_OWN_WORDS
    marks[np.repeat(few, words.sizes)] |= OWN
    return _Words(words, marks, paragraphs[inside])


def _sorted(words: Numbers, side_of: Pages, starts: Pages) -> tuple[Pages, Pages]:
    """Return the places of all words, by pair and word, and where another of either begins."""
    pair_of = (side_of >> 1).astype(np.uint64)
    begin = starts[:-1:2][pair_of.astype(np.int64)]
    place = (np.arange(len(words)) - begin).astype(np.uint64)
    keys: Hashes = (pair_of << _PAIR_AT) | (words.astype(np.uint64) << _WORD_AT) | place
    keys.sort()
    places = (keys & np.uint64((1 << 20) - 1)).astype(np.int64)
    order = places + starts[:-1:2][(keys >> _PAIR_AT).astype(np.int64)]
    words_of = keys >> _WORD_AT
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = words_of[1:] != words_of[:-1]
    return order, np.flatnonzero(new)


def _foreign(
    paragraphs: Pages,
    side_of: Pages,
    marks: Marks,
    met: NDArray[np.bool_],
    lines: tuple[int, float],
    sides: int,
) -> NDArray[np.float64]:
    """Return of each side the share of its words in paragraphs that the other has not."""
    new = np.ones(len(paragraphs), dtype=np.bool_)
    new[1:] = (paragraphs[1:] != paragraphs[:-1]) | (side_of[1:] != side_of[:-1])
    heads = np.flatnonzero(new)
    article = (marks & ARTICLE) > 0
    rare = article & ((marks & RARE) > 0)
    size, telling, found = (_sums(some, heads) for some in (article, rare, rare & met))
    told = telling >= lines[0]
    lacking = told & (found < lines[1] * telling)
    side = side_of[heads]
    return np.bincount(side, weights=size * lacking, minlength=sides) / np.maximum(
        1, np.bincount(side, weights=size * told, minlength=sides)
    )


def _sums(values: NDArray[np.bool_], heads: Pages) -> Pages:
    """Return how many of the values are true from each place to the next."""
    if not len(heads):
        return np.zeros(0, dtype=np.int64)
    sums: Pages = np.add.reduceat(values.astype(np.int32), heads).astype(np.int64)
    return sums

"""Which paragraphs of different pages are the same, give or take some words.

A paragraph is what stands between two line breaks. Groups of paragraphs never join pages: they
say what a page shares with others, and so which pages are put together from several.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from curette.dedup.common import RARE, Roots, marked
from curette.dedup.rows import BREAK, Numbers, Pages, Rows
from curette.dedup.signatures import (
    Hashes,
    bands,
    bucketed,
    in_buckets,
    mixed,
    signatures,
    unpacked,
    word_sets,
)
from curette.dedup.words import lettered, paragraph_heads, paragraphs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from curette.dedup.common import Common, Marked
    from curette.dedup.words import Store

# A shorter paragraph is compared with none: headings recur everywhere. ("Advertisement - continue
# below" has four words.)
SHORTEST_PARAGRAPH = 4
# A shorter one has to be the same word for word.
SHORTEST_EDITED = 8
# 16 bands of 3 over the set of rare words find two paragraphs that share half of it with 88 %
# chance, seven tenths with 99.9 %.
PERMUTATIONS, BANDS = 48, 16
# Of the words of two paragraphs, the share that copies of one have in common. On the development
# set pairs of copies are found with F1 .965 at .70, .960 at .60.
SAME_PARAGRAPH = 0.70
# With fewer rare words a paragraph is told by all its words.
FEWEST_RARE_WORDS = 5
ALONE = -1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
# A paragraph on more pages than this is looked up on the first ones alone: on which articles it
# stands is asked for every doubtful pair, and furniture stands everywhere.
MOST_PLACES = 300


class Reuse:
    """The paragraphs of all pages in groups of copies; `ALONE` is the group of short ones."""

    def __init__(self, store: Store, shared: Common) -> None:
        """Compare the paragraphs of pages of `store`, when they are asked for."""
        self._marked = marked(store, shared)
        self._store = store
        self._asked: Collection[int] | None = None

    def ask(self, pages: Collection[int]) -> None:
        """Say which pages will be asked for; without this it is all.

        Then those paragraphs alone are compared that are alike to one of these pages, or to such,
        and so on: the groups of these are the same as if all were compared.
        """
        self._asked = pages

    @cached_property
    def _found(self) -> _Found:
        pages = self._marked
        digests, sizes = _digests(pages)
        page_of = np.repeat(np.arange(len(sizes)), sizes)
        long_enough = np.flatnonzero(digests)
        _, first, whose = np.unique(digests[long_enough], return_index=True, return_inverse=True)
        order = np.argsort(first)  # numbered as met, so that pages are read once
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        places = long_enough[first[order]]
        distinct = np.zeros(len(digests), dtype=np.bool_)
        distinct[places] = True
        near = _near(pages, distinct)
        starts = np.concatenate(([0], np.cumsum(sizes)))
        asked = np.ones(len(places), dtype=np.bool_)
        if self._asked is not None:
            of_asked = np.isin(page_of[long_enough], np.fromiter(self._asked, dtype=np.int64))
            asked[:] = False
            asked[rank[whose[of_asked]]] = True
        reader = _Reader(self._store, page_of[places], places - starts[page_of[places]])
        roots = _joined(reader, _links(reader, near, asked))
        groups = np.full(len(digests), ALONE, dtype=np.int64)
        groups[long_enough] = roots[rank[whose]]
        order = np.argsort(groups, kind="stable")
        return _Found(starts, digests, groups, groups[order], page_of[order])

    def of(self, page: int) -> Pages:
        """Return the group of each paragraph of a page, in order."""
        starts, _, groups, _, _ = self._found
        return groups[starts[page] : starts[page + 1]]

    def wordings(self, page: int) -> Hashes:
        """Return a hash of the very words of each paragraph of a page, in order."""
        starts, digests, _, _, _ = self._found
        return digests[starts[page] : starts[page + 1]]

    def pages(self, group: int) -> Pages:
        """Return pages with a paragraph of the group, in order: all, or the first few hundred."""
        _, _, _, ordered, pages = self._found
        start, end = np.searchsorted(ordered, [group, group + 1])
        found: Pages = np.unique(pages[start : min(end, start + MOST_PLACES)])
        return found


class _Found(NamedTuple):
    """Where the paragraphs of each page start among all, what each is, and where each group is."""

    starts: Pages
    digests: Hashes
    groups: Pages
    by_group: Pages
    pages_by_group: Pages


class _Reader:
    """The distinct paragraphs, read again from the store when they are asked for."""

    def __init__(self, store: Store, pages: Pages, which: Pages) -> None:
        self._pages, self._which = pages, which
        self._page = lru_cache(maxsize=1000)(lambda page: paragraphs(store.row(page)))
        self.sorted = lru_cache(maxsize=20_000)(lambda at: lettered(np.sort(self.words(at))))

    def __len__(self) -> int:
        return len(self._pages)

    def words(self, at: int) -> Numbers:
        words, starts = self._page(int(self._pages[at]))
        which = self._which[at]
        return words[starts[which] : starts[which + 1]]


def _digests(pages: Marked) -> tuple[Hashes, Pages]:
    """Return a hash for each paragraph, 0 for a short one, and how many each page has."""
    found = [np.empty(0, dtype=np.uint64)]
    counts = [np.empty(0, dtype=np.int64)]
    for _, rows, _ in pages.batches():
        words, starts, count = _paragraphs(rows)
        sizes = np.diff(starts)
        inside = np.arange(len(words)) - np.repeat(starts[:-1], sizes)
        hashes = mixed(words * _GOLDEN + mixed(inside.astype(np.uint64) * _GOLDEN))
        sums = np.concatenate(([np.uint64(0)], np.cumsum(hashes, dtype=np.uint64)))
        digests = mixed(np.diff(sums[starts]) + sizes.astype(np.uint64))
        found.append(np.where(sizes < SHORTEST_PARAGRAPH, 0, np.maximum(digests, 1)))
        counts.append(count)
    return np.concatenate(found).astype(np.uint64), np.concatenate(counts)


def _paragraphs(rows: Rows) -> tuple[Numbers, Pages, Pages]:
    """Return the words of all paragraphs, where each starts, and how many each page has."""
    words = rows.without_stops()
    places = np.flatnonzero(paragraph_heads(rows))
    counts = np.diff(np.searchsorted(places, words.starts))
    return words.flat, np.append(places, len(words.flat)), counts


def _near(pages: Marked, distinct: NDArray[np.bool_]) -> list[Hashes]:
    """Return in buckets, a row a band, the distinct paragraphs, numbered as met."""
    keys = [np.empty((0, BANDS), dtype=np.uint64)]
    some = [np.empty(0, dtype=np.int64)]
    met = taken = 0
    for _, rows, marks in pages.batches():
        words, starts, _ = _paragraphs(rows)
        sizes = np.diff(starts)
        chosen = distinct[met : met + len(sizes)]
        met += len(sizes)
        rare = (marks[rows.flat > BREAK] & RARE) > 0
        counted = np.diff(np.concatenate(([0], np.cumsum(rare)))[starts])
        telling = rare | np.repeat(counted < FEWEST_RARE_WORDS, sizes)
        there = chosen & (sizes >= SHORTEST_EDITED)
        told = Rows(words, starts).only(telling & np.repeat(there, sizes))
        keys.append(bands(signatures(word_sets(told).of(there), PERMUTATIONS), BANDS))
        some.append(np.flatnonzero(there[chosen]) + taken)
        taken += int(chosen.sum())
    numbered, columns = np.concatenate(some), np.concatenate(keys).T
    return [bucketed(column, numbered, taken) for column in columns]


def _links(
    reader: _Reader, near: Sequence[Hashes], asked: NDArray[np.bool_]
) -> list[tuple[float, int, int]]:
    """Return the pairs that are copies and hang together with the paragraphs asked for.

    Only copies are followed: among a million pages each paragraph shares a band with some others
    by chance, and by way of these all would hang together.
    """
    found: list[tuple[float, int, int]] = []
    done = np.zeros(len(asked), dtype=np.bool_)
    while asked.any():
        pairs = unpacked(np.concatenate([in_buckets(keys, len(asked), asked) for keys in near]))
        pairs = pairs[asked[pairs].any(axis=1) & ~done[pairs].any(axis=1)]
        done |= asked
        asked = np.zeros(len(asked), dtype=np.bool_)
        for a, b in pairs.tolist():
            similarity = _similarity(reader, a, b)
            if similarity >= SAME_PARAGRAPH:
                found.append((-similarity, a, b))
                asked[[a, b]] = True
        asked &= ~done
    return found


def _joined(reader: _Reader, links: list[tuple[float, int, int]]) -> Pages:
    """Return for each distinct paragraph the least one of its group."""
    roots = Roots(len(reader))
    for _, a, b in sorted(links):
        one, other = roots.of(a), roots.of(b)
        if one != other and _similarity(reader, one, other) >= SAME_PARAGRAPH:
            roots.join(one, other)
    return np.array([roots.of(one) for one in range(len(reader))], dtype=np.int64)


def _similarity(reader: _Reader, a: int, b: int) -> float:
    one, other = reader.sorted(a), reader.sorted(b)
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))

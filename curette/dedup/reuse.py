"""Which paragraphs of different pages are the same, give or take some words.

A paragraph is what stands between two line breaks. Groups of paragraphs never join pages: they
say what a page shares with others, and so which pages are put together from several.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from rapidfuzz.distance import LCSseq

from curette.dedup.candidates import BATCH, Common, Roots
from curette.dedup.signatures import Hashes, Pages, agreeing, bands, signatures, word_sets
from curette.dedup.words import Numbers, Store, lettered, paragraphs

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
# A paragraph on more pages than this is looked up on the first ones alone: on which articles it
# stands is asked for every doubtful pair, and furniture stands everywhere.
MOST_PLACES = 300


class Reuse:
    """The paragraphs of all pages in groups of copies; `ALONE` is the group of short ones."""

    def __init__(self, store: Store, shared: Common) -> None:
        """Compare the paragraphs of all pages of `store`."""
        digests, sizes = _digests(store)
        self._digests = digests
        self._starts = np.concatenate(([0], np.cumsum(sizes)))
        page_of = np.repeat(np.arange(len(sizes)), sizes)
        long_enough = np.flatnonzero(digests)
        _, first, whose = np.unique(digests[long_enough], return_index=True, return_inverse=True)
        order = np.argsort(first)  # numbered as met, so that pages are read once
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        places = long_enough[first[order]]
        paragraphs_of = _Reader(store, page_of[places], places - self._starts[page_of[places]])
        roots = _joined(paragraphs_of, shared)
        self._groups = np.full(len(digests), ALONE, dtype=np.int64)
        self._groups[long_enough] = roots[rank[whose]]
        self._by_group = np.argsort(self._groups, kind="stable")
        self._ordered = self._groups[self._by_group]
        self._pages = page_of[self._by_group]

    def of(self, page: int) -> Pages:
        """Return the group of each paragraph of a page, in order."""
        groups: Pages = self._groups[self._starts[page] : self._starts[page + 1]]
        return groups

    def wordings(self, page: int) -> Hashes:
        """Return a hash of the very words of each paragraph of a page, in order."""
        return self._digests[self._starts[page] : self._starts[page + 1]]

    def pages(self, group: int) -> Pages:
        """Return pages with a paragraph of the group, in order: all, or the first few hundred."""
        start, end = np.searchsorted(self._ordered, [group, group + 1])
        found: Pages = np.unique(self._pages[start : min(end, start + MOST_PLACES)])
        return found


class _Reader:
    """The distinct paragraphs, read again from the store when they are asked for."""

    def __init__(self, store: Store, pages: Pages, which: Pages) -> None:
        self._store = store
        self._places = list(zip(pages.tolist(), which.tolist(), strict=True))
        self._page = lru_cache(maxsize=1000)(lambda page: paragraphs(store.row(page)))
        self.sorted = lru_cache(maxsize=20_000)(lambda at: lettered(np.sort(self.words(at))))

    def __len__(self) -> int:
        return len(self._places)

    def words(self, at: int) -> Numbers:
        page, which = self._places[at]
        words, starts = self._page(page)
        return words[starts[which] : starts[which + 1]]


def _digests(store: Store) -> tuple[Hashes, Pages]:
    """Return a hash for each paragraph, 0 for a short one, and how many each page has."""
    found: list[int] = []
    sizes = np.zeros(len(store), dtype=np.int64)
    for page in range(len(store)):
        words, starts = paragraphs(store.row(page))
        sizes[page] = len(starts) - 1
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            if end - start < SHORTEST_PARAGRAPH:
                found.append(0)
                continue
            digest = blake2b(words[start:end].tobytes(), digest_size=8).digest()
            found.append(int.from_bytes(digest, "little") or 1)
    return np.array(found, dtype=np.uint64), sizes


def _joined(reader: _Reader, shared: Common) -> Pages:
    """Return for each distinct paragraph the least one of its group."""
    keys = [np.empty((0, BANDS), dtype=np.uint64)]
    some = [np.empty(0, dtype=np.int64)]
    for at in range(0, len(reader), BATCH):
        rows = [reader.words(one) for one in range(at, min(at + BATCH, len(reader)))]
        there = np.array([len(row) >= SHORTEST_EDITED for row in rows], dtype=np.bool_)
        told = word_sets([_telling(row, shared) for row in rows])
        keys.append(bands(signatures(told, PERMUTATIONS), BANDS)[there])
        some.append(np.flatnonzero(there) + at)
    pairs = agreeing(np.concatenate(keys), np.concatenate(some))
    links = [
        (-similarity, a, b)
        for a, b in pairs.tolist()
        if (similarity := _similarity(reader, a, b)) >= SAME_PARAGRAPH
    ]
    roots = Roots(len(reader))
    for _, a, b in sorted(links):
        one, other = roots.of(a), roots.of(b)
        if one != other and _similarity(reader, one, other) >= SAME_PARAGRAPH:
            roots.join(one, other)
    return np.array([roots.of(one) for one in range(len(reader))], dtype=np.int64)


def _telling(words: Numbers, shared: Common) -> Numbers:
    rare = shared.rare(words)
    return rare if len(rare) >= FEWEST_RARE_WORDS else words


def _similarity(reader: _Reader, a: int, b: int) -> float:
    one, other = reader.sorted(a), reader.sorted(b)
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))

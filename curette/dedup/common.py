"""What many unrelated pages share: template text, furniture, common words.

All of it is counted by strict cluster, of a sample where the pages are many.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.rows import BREAK, Column, Numbers, Rows, rows_of
from curette.dedup.signatures import (
    PERMUTATIONS,
    Hashes,
    Pages,
    Sets,
    agreeing,
    bands,
    mixed,
    runs,
    shingle_sets,
    signatures,
    word_sets,
)
from curette.dedup.tokens import numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from curette.dedup.words import Store

# How many pages, and of how many words in all, are looked at together. No more pages than the
# bits of a hash that `_PAGE_BITS` sets aside can number.
BATCH, WORDS_A_BATCH = 1000, 500_000
# Of more pages than this, those with the least hashes are counted in the place of all: a share
# of fifty thousand is known to a tenth of itself where it is one in five hundred.
SAMPLE = 50_000
# First pass: 16 bands of 8 find pairs of Jaccard .6 and more. These clusters serve to count
# template text by; they are not the answer.
STRICT_BANDS, STRICT_JACCARD = 16, 0.6
# The same over sets of single words. Without it each noisy copy of a short article is a strict
# cluster of its own, ten of them are a template, and the article is set aside: three articles
# with 26 copies each cost 2 points of recall. At .6 the pages of one template run together.
STRICT_WORD_JACCARD = 0.7
# A run of four words in this many strict clusters is template text: site furniture, a filled-in
# form. Counted by cluster, since counted by page an article with 76 copies would be a template.
# Over ten thousand clusters it is a share, or every turn of phrase would be one. Runs of three
# words cost .2 points of recall on the development set, of six .7, and .3 points of B-cubed.
TEMPLATE_CLUSTERS, TEMPLATE_SHARE, TEMPLATE_WORDS = 10, 0.001, 4
# A shingle in this share of them is furniture: consent texts, adverts, terms of use. What lies
# between is prose that many articles have in common; a copy has it too, a stitched page has not.
# On the tuning half 1 % and 2 % serve alike.
FURNITURE_SHARE = 0.01
# Words in more than this share of the strict clusters tell nothing of a page. On the development
# set 7 % adds 4 points of recall among candidates, 0.5 % adds 1.
COMMON_WORD_SHARE, COMMON_WORD_CLUSTERS = 0.07, 10
# Rare terms are the words in no more than this share of them (see `candidates.TERM_BANDS`).
RARE_TERM_SHARE = 0.01
# Counting is done in rounds, each over a part of all hashes, so that no round holds more.
HASHES_A_ROUND = 40_000_000

# What is told of a word: that it stands in a run of words that is no template text; in one that
# is no furniture; that it is not common; that it is a rare term.
OWN, ARTICLE, RARE, TERM = 1, 2, 4, 8

_EVERYDAY = Path(__file__).with_name("everyday_words.tsv").read_text(encoding="utf-8")
# The last bits of a hash number the page while hashes are counted; 54 bits tell hashes apart.
_PAGE_BITS = np.uint64(0x3FF)

Marks = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


class Common(NamedTuple):
    """What many unrelated pages share, as sorted hashes without their last ten bits.

    Runs of words of template text, of furniture alone; common words, and all that are no rare
    terms. Each second is a part of what stands with it: furniture of templates, common words of
    those that are not rare.
    """

    shingles: Hashes
    furniture: Hashes
    words: Hashes
    everyday: Hashes


class Marked:
    """The pages of a store, and what is told of each of their words: one byte more a word."""

    def __init__(self, store: Store, shared: Common) -> None:
        """Mark by `shared`, each page when it is first asked for."""
        self.shared = shared
        self._store = store
        self._tables = tuple(map(_Table, shared))
        self._marks = Column(np.uint8)
        self._starts = np.zeros(1, dtype=np.int64)

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._store)

    def row(self, page: int) -> tuple[Numbers, Marks]:
        """Return the words of a page, stops included, and the marks of each."""
        self._mark(page + 1)
        start, end = self._starts[page : page + 2].tolist()
        return self._store.row(page), self._marks.part(start, end)

    @property
    def sizes(self) -> Pages:
        """How many words and stops each page has."""
        return np.diff(self._store.starts)

    def some(self, pages: Pages) -> tuple[Rows, Marks]:
        """Return the words of some pages, stops included, and the marks of each."""
        found = [self.row(page) for page in pages.tolist()]
        marks = [np.empty(0, dtype=np.uint8), *(marks for _, marks in found)]
        return rows_of([words for words, _ in found]), np.concatenate(marks)

    def batches(self) -> Iterator[tuple[int, Rows, Marks]]:
        """Yield some pages at a time: the first of them, their words and stops, the marks."""
        self._mark(len(self._store))
        for first, rows in batches(self._store):
            start, end = self._starts[[first, first + len(rows.sizes)]].tolist()
            yield first, rows, self._marks.part(start, end)

    def _mark(self, pages: int) -> None:
        """Mark all pages of the store, where not so many have been; pages may have been added."""
        done = len(self._starts) - 1
        if done < pages:
            for _, rows in batches(self._store, done):
                self._marks.add(_marked(rows, self._tables))
            self._starts = self._store.starts


def marked(store: Store, shared: Common) -> Marked:
    """Return the marks of a store, which are made once."""
    if store.marked is None or store.marked.shared is not shared:
        store.marked = Marked(store, shared)
    return store.marked


def common(store: Store) -> Common:
    """Find template shingles and common words, both counted by strict cluster."""
    heads = _strict_heads(store, _sample(store))
    furniture = max(TEMPLATE_CLUSTERS, int(FURNITURE_SHARE * len(heads)))
    common_words, terms = (
        max(COMMON_WORD_CLUSTERS, int(share * len(heads)))
        for share in (COMMON_WORD_SHARE, RARE_TERM_SHARE)
    )
    template = max(TEMPLATE_CLUSTERS, int(TEMPLATE_SHARE * len(heads)))
    shingles, counts = _frequent(store, heads, _template_sets, template)
    words, met = _frequent(store, heads, word_sets, terms + 1)
    return Common(
        shingles,
        shingles[counts >= furniture],
        np.union1d(words[met > common_words], _known(COMMON_WORD_SHARE)),
        np.union1d(words, _known(RARE_TERM_SHARE)),
    )


def batches(store: Store, first: int = 0) -> Iterator[tuple[int, Rows]]:
    """Yield some pages at a time: the first of them, and their words and stops."""
    starts = store.starts
    while first < len(store):
        last = int(np.searchsorted(starts, starts[first] + WORDS_A_BATCH, "right")) - 1
        last = max(first + 1, min(last, first + BATCH, len(store)))
        yield first, store.rows(first, last)
        first = last


def _known(share: float) -> Hashes:
    """Return the words that more than a share of all English health pages have, by a table.

    So that in a handful of pages the small words count for no more than in a million.
    """
    rows = (line.split("\t") for line in _EVERYDAY.splitlines() if not line.startswith("#"))
    words = [word for word, permille in rows if int(permille) > 1000 * share]
    return np.unique(word_sets(numbered(words)).flat & ~_PAGE_BITS)


def _sample(store: Store) -> Pages:
    """Return the pages to count by, in order: all, or those with the least hashes."""
    if len(store) <= SAMPLE:
        return np.arange(len(store), dtype=np.int64)
    hashes = np.empty(len(store), dtype=np.uint64)
    for first, rows in batches(store):
        words = mixed(rows.flat * np.uint64(0x9E3779B97F4A7C15) + np.uint64(SAMPLE))
        sums = np.concatenate(([np.uint64(0)], np.cumsum(words, dtype=np.uint64)))
        hashes[first : first + len(rows.sizes)] = mixed(np.diff(sums[rows.starts]))
    chosen: Pages = np.sort(np.argsort(hashes, kind="stable")[:SAMPLE])
    return chosen


def _some(store: Store, pages: Pages) -> Iterator[tuple[int, Rows]]:
    """Yield the words of some of the pages at a time, and how many came before."""
    held: list[Numbers] = []
    size = first = 0
    for at, page in enumerate(pages.tolist()):
        row = store.row(page)
        held.append(row[row > BREAK])
        size += len(row)
        if len(held) == BATCH or size >= WORDS_A_BATCH:
            yield first, rows_of(held)
            held, size, first = [], 0, at + 1
    if held:
        yield first, rows_of(held)


def _strict_heads(store: Store, pages: Pages) -> Pages:
    """Return the first page of each strict cluster of `pages`."""
    roots = Roots(len(pages))
    _join_strictly(store, pages, roots, shingle_sets, STRICT_JACCARD)
    _join_strictly(store, pages, roots, word_sets, STRICT_WORD_JACCARD)
    return pages[[at for at in range(len(pages)) if roots.of(at) == at]]


def _join_strictly(
    store: Store, pages: Pages, roots: Roots, sets_of: Callable[[Rows], Sets], least: float
) -> None:
    """Join the pages whose sets have an estimated Jaccard similarity of at least `least`."""
    keys = [np.empty((0, STRICT_BANDS), dtype=np.uint64)]
    short = [np.empty((0, PERMUTATIONS), dtype=np.uint16)]
    some = [np.empty(0, dtype=np.int64)]
    for first, rows in _some(store, pages):
        sets = sets_of(rows)
        there = np.flatnonzero(sets.sizes > 0)
        signed = signatures(sets)[there]
        keys.append(bands(signed, STRICT_BANDS))
        # Equal halves are equal values but once in 65,536.
        short.append((signed >> np.uint32(16)).astype(np.uint16))
        some.append(there + first)
    places, halves = np.concatenate(some), np.concatenate(short)
    pairs = agreeing(np.concatenate(keys), np.arange(len(places)))
    for at in range(0, len(pairs), BATCH):
        part = pairs[at : at + BATCH]
        alike = (halves[part[:, 0]] == halves[part[:, 1]]).mean(axis=1) >= least
        for a, b in places[part[alike]].tolist():
            roots.join(a, b)


def _frequent(
    store: Store, heads: Pages, sets_of: Callable[[Rows], Sets], enough: int
) -> tuple[Hashes, Pages]:
    """Return the hashes that at least `enough` of the pages `heads` have, sorted, and how many."""
    total = sum(store.size(head) for head in heads)
    rounds = 1 + total // HASHES_A_ROUND
    found, counted = [], []
    for turn in range(rounds):
        parts = [np.empty(0, dtype=np.uint64)]
        for _, rows in _some(store, heads):
            sets = sets_of(rows)
            if rounds > 1:
                sets = sets.only((sets.flat >> np.uint64(10)) % np.uint64(rounds) == turn)
            parts.append(_once_a_page(sets))
        values, counts = np.unique(np.concatenate(parts), return_counts=True)
        found.append(values[counts >= enough])
        counted.append(counts[counts >= enough])
    hashes, numbers = np.concatenate(found), np.concatenate(counted)
    order = np.argsort(hashes)
    return hashes[order], numbers[order]


def _once_a_page(sets: Sets) -> Hashes:
    """Return the hashes with repeats inside a page left out."""
    pages = np.repeat(np.arange(len(sets.sizes), dtype=np.uint64), sets.sizes)
    ordered = np.sort((sets.flat & ~_PAGE_BITS) | pages)
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new] & ~_PAGE_BITS


def _template_sets(rows: Rows) -> Sets:
    return shingle_sets(rows, TEMPLATE_WORDS)


def _marked(rows: Rows, tables: tuple[_Table, ...]) -> Marks:
    """Return the marks of every word; a stop has none."""
    inside = rows.flat > BREAK
    words = rows.only(inside)
    hashes, whole = runs(words, TEMPLATE_WORDS)
    templates, furniture, common_words, everyday = tables
    template = np.zeros(len(hashes), dtype=np.bool_)
    template[whole] = templates.holds(hashes[whole])
    spread = template.copy()
    spread[template] = furniture.holds(hashes[template])
    plain = everyday.holds(word_sets(words).flat)
    known = plain.copy()
    known[plain] = common_words.holds(word_sets(Rows(words.flat[plain], words.starts)).flat)
    marks = np.zeros(len(rows.flat), dtype=np.uint8)
    marks[inside] = (
        OWN * _covered(whole & ~template)
        + ARTICLE * _covered(whole & ~spread)
        + RARE * ~known
        + TERM * ~plain
    )
    return marks


def _covered(begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each word whether it stands in a run of words that begins at one of the places."""
    found = begins.copy()
    for ahead in range(1, TEMPLATE_WORDS):
        found[ahead:] |= begins[:-ahead]
    return found


def _within(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    values = values & ~_PAGE_BITS
    at = np.searchsorted(ordered, values)
    found: NDArray[np.bool_] = np.append(ordered, ~np.uint64(0))[at] == values
    return found


class _Table:
    """Sorted hashes, found by their first bits: hashes are evenly spread, so few share them."""

    def __init__(self, ordered: Hashes) -> None:
        bits = len(ordered).bit_length() + 2
        self._ordered = ordered
        self._shift = np.uint64(64 - bits)
        first = np.arange(1 << bits, dtype=np.uint64) << self._shift
        self._starts = np.append(np.searchsorted(ordered, first), len(ordered))

    def holds(self, values: Hashes) -> NDArray[np.bool_]:
        """Tell of each value whether it is in the table, its last bits aside."""
        found = np.zeros(len(values), dtype=np.bool_)
        bucket = (values >> self._shift).astype(np.int64)
        at, end = self._starts[bucket], self._starts[bucket + 1]
        left = np.flatnonzero(at < end)
        at, end, wanted = at[left], end[left], values[left] & ~_PAGE_BITS
        while len(left):
            hit = self._ordered[at] == wanted
            found[left[hit]] = True
            more = ~hit & (at + 1 < end)
            left, at, end, wanted = left[more], at[more] + 1, end[more], wanted[more]
        return found


class Roots:
    """Which pages hang together, each group named by its least page."""

    def __init__(self, pages: int) -> None:
        """Begin with every page alone."""
        self._parent = list(range(pages))

    def of(self, page: int) -> int:
        """Return the least page of the group that `page` is in."""
        parent = self._parent
        while parent[page] != page:
            parent[page] = parent[parent[page]]
            page = parent[page]
        return page

    def join(self, a: int, b: int) -> None:
        """Make one group of two."""
        a, b = self.of(a), self.of(b)
        self._parent[max(a, b)] = min(a, b)

"""Which pages are worth comparing: template text is found and set aside, and three signatures ask.

What is read here is the store of words; nothing of a page stays but its band hashes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.signatures import (
    PERMUTATIONS,
    Hashes,
    Pages,
    Pairs,
    Sets,
    agreeing,
    bands,
    shingle_sets,
    signatures,
    word_sets,
)
from curette.dedup.words import Numbers, Store, numbers, without_stops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

# How many pages' shingles are in memory at once while signatures are made.
BATCH = 1000
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
# Second pass, over what is the page's own: 32 bands of 4 find Jaccard .3 and more.
BANDS = 32
# Third signature: single words, without those in more than this share of the strict clusters. It
# finds what noise and word swaps leave of a page. On the development set 7 % adds 4 points of
# recall among candidates, 0.5 % adds 1.
COMMON_WORD_SHARE, COMMON_WORD_CLUSTERS = 0.07, 10
# Fourth signature, for spun pages: rare terms alone, the words in no more than this share of the
# strict clusters. 42 bands of 3 propose 98 % of the pairs of a heavy spin and its original (.5 %:
# 94 %, 2 %: 97 %, 7 %: 90 %) and as many pairs of other pages as there are pages.
RARE_TERM_SHARE, TERM_BANDS = 0.01, 42
FEWEST_TERMS = 5
# A page with fewer words of its own is compared as a whole or not at all.
FEWEST_OWN_WORDS = 8
# Counting is done in rounds, each over a part of all hashes, so that no round holds more.
HASHES_A_ROUND = 40_000_000
# So few pages are all compared with each other: there is no corpus to learn common words from.
FEW_PAGES = 64

_EVERYDAY = Path(__file__).with_name("everyday_words.tsv").read_text(encoding="utf-8")


class Common(NamedTuple):
    """What many unrelated pages share, as sorted hashes.

    Shingles of template text, of furniture alone; common words, and words that are no rare terms.
    """

    shingles: Hashes
    furniture: Hashes
    words: Hashes
    everyday: Hashes

    def is_own(self, words: Numbers) -> NDArray[np.bool_]:
        """Tell of each word whether it stands in at least one shingle that is no template text."""
        return _covered([words], self.shingles)[0]

    def is_furniture(self, words: Numbers) -> NDArray[np.bool_]:
        """Tell of each word whether all shingles that it stands in are furniture."""
        return ~_covered([words], self.furniture)[0]

    def own(self, words: Numbers) -> Numbers:
        """Return the words that stand in at least one shingle that is no template text."""
        return _own_rows([words], self.shingles)[0]

    def without_furniture(self, words: Numbers) -> Numbers:
        """Return the words that stand in at least one shingle that is no furniture."""
        return _own_rows([words], self.furniture)[0]

    def rare(self, words: Numbers) -> Numbers:
        """Return the words that few pages have."""
        return words[~self.is_common(words)]

    def is_everyday(self, words: Numbers) -> NDArray[np.bool_]:
        """Tell of each word whether it is no rare term."""
        return _within(word_sets([words]).flat, self.everyday)

    def is_common(self, words: Numbers) -> NDArray[np.bool_]:
        """Tell of each word whether many pages have it."""
        return _within(word_sets([words]).flat, self.words)


def common(store: Store) -> Common:
    """Find template shingles and common words, both counted by strict cluster."""
    heads = _strict_heads(store)
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


def _known(share: float) -> Hashes:
    """Return the words that more than a share of all English health pages have, by a table.

    So that in a handful of pages the small words count for no more than in a million.
    """
    rows = (line.split("\t") for line in _EVERYDAY.splitlines() if not line.startswith("#"))
    words = [word for word, permille in rows if int(permille) > 1000 * share]
    return np.sort(word_sets([without_stops(numbers("\n".join(words)))]).flat)


def candidates(store: Store, shared: Common) -> Pairs:
    """Return the pairs of pages whose own text may be the same."""
    if len(store) <= FEW_PAGES:
        left, right = np.triu_indices(len(store), k=1)
        return np.stack((left, right), axis=1).astype(np.int64)
    found = []
    by_shingle: list[Hashes] = []
    by_word: list[Hashes] = []
    some_shingles: list[Pages] = []
    some_words: list[Pages] = []
    for first, rows in _batches(store):
        own = _own_rows(rows, shared.shingles)
        shingles = shingle_sets(own)
        words = word_sets(own)
        words = words.only(~_within(words.flat, shared.words))
        enough = np.array([len(row) >= FEWEST_OWN_WORDS for row in own], dtype=np.bool_)
        for sets, keys, pages in (
            (shingles, by_shingle, some_shingles),
            (words, by_word, some_words),
        ):
            there = np.flatnonzero(enough & (sets.sizes > 0))
            keys.append(bands(signatures(sets)[there], BANDS))
            pages.append(there + first)
    for keys, pages in ((by_shingle, some_shingles), (by_word, some_words)):
        found.append(agreeing(np.concatenate(keys), np.concatenate(pages)))
    pairs: Pairs = np.unique(np.concatenate(found), axis=0)
    return pairs


def term_candidates(store: Store, shared: Common) -> Pairs:
    """Return the pairs of pages that share rare terms: where spun copies are looked for."""
    if len(store) <= FEW_PAGES:
        return candidates(store, shared)
    keys = [np.empty((0, TERM_BANDS), dtype=np.uint64)]
    some = [np.empty(0, dtype=np.int64)]
    for first, rows in _batches(store):
        terms = word_sets(_own_rows(rows, shared.shingles))
        terms = terms.only(~_within(terms.flat, shared.everyday))
        there = np.flatnonzero(terms.sizes >= FEWEST_TERMS)
        keys.append(bands(signatures(terms)[there], TERM_BANDS))
        some.append(there + first)
    return agreeing(np.concatenate(keys), np.concatenate(some))


def _strict_heads(store: Store) -> Pages:
    """Return the first page of each strict cluster."""
    roots = Roots(len(store))
    _join_strictly(store, roots, shingle_sets, STRICT_JACCARD)
    _join_strictly(store, roots, word_sets, STRICT_WORD_JACCARD)
    return np.array([page for page in range(len(store)) if roots.of(page) == page], dtype=np.int64)


def _join_strictly(
    store: Store, roots: Roots, sets_of: Callable[[Sequence[Numbers]], Sets], least: float
) -> None:
    """Join the pages whose sets have an estimated Jaccard similarity of at least `least`."""
    keys = [np.empty((0, STRICT_BANDS), dtype=np.uint64)]
    short = [np.empty((0, PERMUTATIONS), dtype=np.uint16)]
    some = [np.empty(0, dtype=np.int64)]
    for first, rows in _batches(store):
        sets = sets_of(rows)
        there = np.flatnonzero(sets.sizes > 0)
        signed = signatures(sets)[there]
        keys.append(bands(signed, STRICT_BANDS))
        short.append(signed.astype(np.uint16))  # equal halves are equal values but once in 65,536
        some.append(there + first)
    pages, halves = np.concatenate(some), np.concatenate(short)
    pairs = agreeing(np.concatenate(keys), np.arange(len(pages)))
    for at in range(0, len(pairs), BATCH):
        part = pairs[at : at + BATCH]
        alike = (halves[part[:, 0]] == halves[part[:, 1]]).mean(axis=1) >= least
        for a, b in pages[part[alike]].tolist():
            roots.join(a, b)


def _frequent(
    store: Store, heads: Pages, sets_of: Callable[[Sequence[Numbers]], Sets], enough: int
) -> tuple[Hashes, Pages]:
    """Return the hashes that at least `enough` of the pages `heads` have, sorted, and how many."""
    total = sum(store.size(head) for head in heads)
    rounds = 1 + total // HASHES_A_ROUND
    found, counted = [], []
    for turn in range(rounds):
        parts = [np.empty(0, dtype=np.uint64)]
        for at in range(0, len(heads), BATCH):
            rows = [without_stops(store.row(page)) for page in heads[at : at + BATCH]]
            sets = sets_of(rows)
            parts.append(_once_a_page(sets.only(sets.flat % np.uint64(rounds) == turn)))
        values, counts = np.unique(np.concatenate(parts), return_counts=True)
        found.append(values[counts >= enough])
        counted.append(counts[counts >= enough])
    hashes, numbers = np.concatenate(found), np.concatenate(counted)
    order = np.argsort(hashes)
    return hashes[order], numbers[order]


def _once_a_page(sets: Sets) -> Hashes:
    """Return the hashes with repeats inside a page left out."""
    pages = np.repeat(np.arange(len(sets.sizes)), sets.sizes)
    order = np.lexsort((sets.flat, pages))
    flat, pages = sets.flat[order], pages[order]
    new = np.ones(len(flat), dtype=np.bool_)
    new[1:] = (flat[1:] != flat[:-1]) | (pages[1:] != pages[:-1])
    return flat[new]


def _batches(store: Store) -> Iterator[tuple[int, list[Numbers]]]:
    for first in range(0, len(store), BATCH):
        last = min(first + BATCH, len(store))
        yield first, [without_stops(store.row(page)) for page in range(first, last)]


def _own_rows(rows: Sequence[Numbers], shared: Hashes) -> list[Numbers]:
    """Return of each page the words that stand in at least one shingle that is not in `shared`."""
    return [row[own] for row, own in zip(rows, _covered(rows, shared), strict=True)]


def _template_sets(rows: Sequence[Numbers]) -> Sets:
    return shingle_sets(rows, TEMPLATE_WORDS)


def _covered(rows: Sequence[Numbers], shared: Hashes) -> list[NDArray[np.bool_]]:
    """Tell of each word whether it stands in at least one shingle that is not in `shared`."""
    sets = _template_sets(rows)
    own = ~_within(sets.flat, shared)
    found = []
    for at, row in enumerate(rows):
        start, end = sets.starts[at], sets.starts[at + 1]
        places = np.zeros(len(row), dtype=np.bool_)
        for ahead in range(TEMPLATE_WORDS):
            places[ahead : ahead + end - start] |= own[start:end]
        found.append(places)
    return found


def _within(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.searchsorted(ordered, values)
    at[at == len(ordered)] = 0
    found: NDArray[np.bool_] = ordered[at] == values
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

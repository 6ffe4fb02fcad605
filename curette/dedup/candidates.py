"""Which pages are worth comparing: three signatures of what is their own ask.

What is read here is the store of words; nothing of a page stays but its band hashes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from curette.dedup.common import (
    OWN,
    RARE,
    TEMPLATE_WORDS,
    TERM,
    Common,
    Marks,
    Roots,
    common,
    marked,
)
from curette.dedup.rows import BREAK, Pages, Rows
from curette.dedup.signatures import (
    Hashes,
    Pairs,
    Sets,
    agreeing,
    bands,
    shingle_sets,
    signatures,
    word_sets,
)
from curette.dedup.spins import FEWEST_SENTENCES, SHORTEST_SENTENCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from curette.dedup.common import Marked
    from curette.dedup.words import Store

__all__ = ["TEMPLATE_WORDS", "Common", "Roots", "candidates", "common", "term_candidates"]

# 32 bands of 4 find Jaccard .3 and more: over runs of three words that are the page's own, and
# over its own words without the common ones, which find what noise and word swaps leave.
BANDS = 32
# Of rare terms alone, for spun pages: 42 bands of 3 propose 98 % of the pairs of a heavy spin and
# its original (terms in .5 % of clusters: 94 %, 2 %: 97 %, 7 %: 90 %) and as many pairs of other
# pages as there are pages.
TERM_BANDS = 42
FEWEST_TERMS = 5
# A page with fewer words of its own is compared as a whole or not at all.
FEWEST_OWN_WORDS = 8
# So few pages are all compared with each other: there is no corpus to learn common words from.
FEW_PAGES = 64
# Band hashes beyond this many bytes lie in a temporary file while they are joined.
KEYS_IN_MEMORY = 1 << 28


def candidates(store: Store, shared: Common) -> Pairs:
    """Return the pairs of pages whose own text may be the same."""
    if len(store) <= FEW_PAGES:
        left, right = np.triu_indices(len(store), k=1)
        return np.stack((left, right), axis=1).astype(np.int64)
    pages = marked(store, shared)
    found = [_agreeing(pages, *kind) for kind in KINDS[:2]]
    pairs: Pairs = np.unique(np.concatenate(found), axis=0)
    return pairs


def term_candidates(store: Store, shared: Common) -> Pairs:
    """Return the pairs of pages that share rare terms: where spun copies are looked for."""
    if len(store) <= FEW_PAGES:
        return candidates(store, shared)
    return _agreeing(marked(store, shared), *KINDS[2])


def _agreeing(pages: Marked, sets_of: SetsOf, count: int) -> Pairs:
    """Return the pairs of pages whose sets agree in one of `count` bands."""
    keys, places = banded(pages, sets_of, count)
    return agreeing(keys.T, places, len(pages))


def banded(pages: Marked, sets_of: SetsOf, count: int) -> tuple[Hashes, Pages]:
    """Return `count` rows of band hashes, and the pages that they are of: those with enough."""
    keys = _room(count, len(pages))
    some = [np.empty(0, dtype=np.int64)]
    used = 0
    for first, rows, marks in pages.batches():
        sets, enough = sets_of(rows, marks)
        there = enough & (sets.sizes > 0)
        places = np.flatnonzero(there)
        keys[:, used : used + len(places)] = bands(signatures(sets.of(there)), count).T
        used += len(places)
        some.append(places + first)
    return keys[:, :used], np.concatenate(some)


def _room(count: int, pages: int) -> Hashes:
    """Return room for the band hashes of all pages, a row a band."""
    if 8 * count * pages <= KEYS_IN_MEMORY:
        return np.empty((count, pages), dtype=np.uint64)
    with tempfile.TemporaryFile() as file:  # stays as long as it is mapped
        return np.memmap(file, dtype=np.uint64, shape=(count, pages))


def _own(rows: Rows, marks: Marks, wanted: int) -> Rows:
    return rows.only((marks & wanted) == wanted)


def _own_shingles(rows: Rows, marks: Marks) -> tuple[Sets, NDArray[np.bool_]]:
    own = _own(rows, marks, OWN)
    return shingle_sets(own), own.sizes >= FEWEST_OWN_WORDS


def _own_words(rows: Rows, marks: Marks) -> tuple[Sets, NDArray[np.bool_]]:
    enough = _own(rows, marks, OWN).sizes >= FEWEST_OWN_WORDS
    return word_sets(_own(rows, marks, OWN | RARE)), enough


def _terms(rows: Rows, marks: Marks) -> tuple[Sets, NDArray[np.bool_]]:
    terms = word_sets(_own(rows, marks, OWN | TERM))
    enough = (terms.sizes >= FEWEST_TERMS) & (_sentences(rows, marks) >= FEWEST_SENTENCES)
    return terms, enough


def _sentences(rows: Rows, marks: Marks) -> Pages:
    """Return how many sentences of each page have enough words of their own to be aligned."""
    ends = rows.flat <= BREAK
    ends[rows.starts[1:][rows.sizes > 0] - 1] = True
    places = np.flatnonzero(ends)
    own = np.concatenate(([0], np.cumsum((marks & OWN) > 0)))
    sizes = np.diff(own[np.concatenate(([0], places + 1))])
    long_enough = places[sizes >= SHORTEST_SENTENCE]
    counts: Pages = np.diff(np.searchsorted(long_enough, rows.starts))
    return counts


SetsOf = Callable[[Rows, Marks], tuple[Sets, "NDArray[np.bool_]"]]
# The three signatures: which sets, of which pages, and how many bands. The last is for spun pages.
KINDS: tuple[tuple[SetsOf, int], ...] = (
    (_own_shingles, BANDS),
    (_own_words, BANDS),
    (_terms, TERM_BANDS),
)

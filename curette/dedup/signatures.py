"""Shingles, MinHash signatures, and the pairs of pages that agree in a whole band of them.

All work is done on many pages at once: their words end to end in one array, with the places where
each page starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curette.dedup.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.dedup.rows import Numbers, Rows

Hashes = NDArray[np.uint64]
Signatures = NDArray[np.uint32]
Pages = NDArray[np.int64]
Pairs = NDArray[np.int64]

# Whoever stores signatures stores these beside them: another number is another signature.
SEED = 2027
WORDS_A_SHINGLE = 3
PERMUTATIONS = 128

# Of a bucket with more pages than this, each page is compared with the first and with the next
# alone: n pages of one bucket would otherwise ask for n²/2 comparisons.
LARGEST_FULL_BUCKET = 24
# Repeated pairs are dropped whenever so many have come together.
PAIRS_AT_ONCE = 4_000_000

# So many hashes are signed together, which then stay in the processor's cache.
HASHES_AT_ONCE = 1 << 16

# Odd 64-bit constants without structure, from the fractional parts used by SplitMix and xxHash.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIERS = (
    _GOLDEN,
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
)


class Sets(NamedTuple):
    """Hashes of many pages end to end; page `i` has `flat[starts[i]:starts[i + 1]]`."""

    flat: Hashes
    starts: Pages

    @property
    def sizes(self) -> Pages:
        """How many hashes each page has."""
        return np.diff(self.starts)

    def only(self, wanted: NDArray[np.bool_]) -> Sets:
        """Return the sets without the hashes that are not wanted."""
        kept = np.concatenate(([0], np.cumsum(wanted)))
        return Sets(self.flat[wanted], kept[self.starts])

    def of(self, pages: NDArray[np.bool_]) -> Sets:
        """Return the sets of some pages alone."""
        sizes = self.sizes
        starts = np.concatenate(([0], np.cumsum(sizes[pages])))
        return Sets(self.flat[np.repeat(pages, sizes)], starts)


def mixed(values: Hashes) -> Hashes:
    """Spread 64-bit numbers evenly (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def word_sets(rows: Rows | Sequence[Numbers]) -> Sets:
    """Return one hash a word."""
    rows = rows_of(rows)
    return Sets(mixed(rows.flat * _GOLDEN), rows.starts)


def shingle_sets(rows: Rows | Sequence[Numbers], length: int = WORDS_A_SHINGLE) -> Sets:
    """Return one hash for each run of `length` words; a page of fewer words has none.

    The hash at place `i` of a page is that of its words from `i` on.
    """
    rows = rows_of(rows)
    hashes, inside = runs(rows, length)
    sizes = np.maximum(rows.sizes - length + 1, 0)
    return Sets(hashes[inside], np.concatenate(([0], np.cumsum(sizes))))


def runs(rows: Rows, length: int) -> tuple[Hashes, NDArray[np.bool_]]:
    """Return for each word the hash of the `length` words from it on, and whether there are any."""
    words, starts = word_sets(rows)
    hashes = np.full(len(words), np.uint64(length), dtype=np.uint64)
    for at in range(length):
        ahead = np.zeros_like(words)
        ahead[: max(0, len(words) - at)] = words[at:]
        hashes = mixed(hashes + ahead * _MULTIPLIERS[at % len(_MULTIPLIERS)])
    inside = np.ones(len(words), dtype=np.bool_)
    for back in range(1, length):
        inside[np.maximum(starts[1:] - back, starts[:-1])[np.diff(starts) > 0]] = False
    return hashes, inside


def signatures(sets: Sets, permutations: int = PERMUTATIONS) -> Signatures:
    """Return one row of MinHash values a page; the values of an empty one are all the same.

    Each hash is multiplied by an odd number, another for each permutation, and the least product
    counts: a permutation of the 32-bit numbers, of hashes that are evenly spread already.
    """
    rows = len(sets.starts) - 1
    found = np.full((permutations, rows), np.iinfo(np.uint32).max, dtype=np.uint32)
    there = np.flatnonzero(sets.sizes > 0)
    starts = sets.starts[there]
    hashes = (sets.flat >> np.uint64(32)).astype(np.uint32)
    least = np.full((permutations, len(there)), np.iinfo(np.uint32).max, dtype=np.uint32)
    product = np.empty(HASHES_AT_ONCE, dtype=np.uint32)
    for at in range(0, len(hashes), HASHES_AT_ONCE):
        some = hashes[at : at + HASHES_AT_ONCE]
        first = np.searchsorted(starts, at, "right") - 1
        last = np.searchsorted(starts, at + len(some), "left")
        heads = np.maximum(starts[first:last] - at, 0)
        for row, multiplier in zip(least[:, first:last], _ODD[:permutations], strict=True):
            np.multiply(some, multiplier, out=product[: len(some)])
            np.minimum(row, np.minimum.reduceat(product[: len(some)], heads), out=row)
    found[:, there] = least
    return found.T


_ODD = (
    mixed(np.arange(1, PERMUTATIONS + 1, dtype=np.uint64) * _GOLDEN + np.uint64(SEED))
    >> np.uint64(32)
).astype(np.uint32) | np.uint32(1)


def bands(rows: Signatures, count: int) -> Hashes:
    """Return `count` hashes for each signature, each of an equal share of its values."""
    height = rows.shape[1] // count
    keys = np.zeros((count, len(rows)), dtype=np.uint64)
    for at in range(height):
        keys = mixed((keys + rows.T[at::height][:count]) * _GOLDEN)
    return keys.T


def agreeing(keys: Hashes, pages: Pages, count: int | None = None) -> Pairs:
    """Return the pairs of `pages` whose keys agree in any column, each once, smaller page first.

    Row `i` of `keys` belongs to `pages[i]`, and `pages` is in ascending order, all below `count`.
    The work is a sort a column.
    """
    found = [np.empty(0, dtype=np.uint64)]
    count = count or int(pages.max(initial=0)) + 1
    for column in keys.T:
        found.append(agreeing_in(column, pages, count))
        if sum(map(len, found[1:])) > len(found[0]) + PAIRS_AT_ONCE:
            found = [np.unique(np.concatenate(found))]
    return unpacked(np.concatenate(found))


def agreeing_in(column: Hashes, pages: Pages, count: int) -> Hashes:
    """Return the pairs of pages with one key, both in one number; see `in_buckets`."""
    return in_buckets(bucketed(column, pages, count), count)


def bucketed(column: Hashes, pages: Pages, count: int) -> Hashes:
    """Return keys in order, each with the number of its page, one of `count`, in the last bits.

    The last bits of a key make room for it: of a million pages 44 bits are compared.
    """
    rows = _rows(count)
    return np.sort((column & ~rows) | pages.astype(np.uint64))


def in_buckets(ordered: Hashes, count: int, asked: NDArray[np.bool_] | None = None) -> Hashes:
    """Return the pairs of pages with one key, both in one number.

    With `asked`, those alone whose key a page has that is asked for.
    """
    rows = _rows(count)
    same = (ordered[1:] ^ ordered[:-1]) <= rows
    shared = np.zeros(len(ordered), dtype=np.bool_)
    shared[1:] |= same
    shared[:-1] |= same
    ordered = ordered[shared]
    ranked = ordered & rows
    starts = np.flatnonzero(np.concatenate(([True], (ordered[1:] ^ ordered[:-1]) > rows)))
    starts = starts[: len(ordered)]
    sizes = np.diff(np.concatenate((starts, [len(ordered)])))
    if asked is not None and len(starts):
        wanted = np.logical_or.reduceat(asked[ranked.astype(np.int64)], starts)
        starts, sizes = starts[wanted], sizes[wanted]
    found = [np.empty(0, dtype=np.uint64)]
    for size in np.unique(sizes):
        heads = starts[sizes == size][:, None]
        if size <= LARGEST_FULL_BUCKET:
            left, right = np.triu_indices(size, k=1)
        else:
            rest = np.arange(1, size)
            left = np.concatenate((np.zeros(size - 1, dtype=np.int64), rest[:-1]))
            right = np.concatenate((rest, rest[1:]))
        pair = ranked[(heads + left).ravel()] << np.uint64(32)
        found.append(pair | ranked[(heads + right).ravel()])
    return np.concatenate(found)


def _rows(count: int) -> np.uint64:
    """Return the bits that number one of `count` pages."""
    return np.uint64((1 << count.bit_length()) - 1)


def unpacked(packed: Hashes) -> Pairs:
    """Return pairs that were held in one number each, each once, in order."""
    packed = np.unique(packed)
    halves = packed >> np.uint64(32), packed & np.uint64(0xFFFFFFFF)
    pairs: Pairs = np.stack(halves, axis=1).astype(np.int64)
    return pairs

"""Shingles, MinHash signatures, and the pairs of pages that agree in a whole band of them.

All work is done on many pages at once: their words end to end in one array, with the places where
each page starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.dedup.words import Numbers

Hashes = NDArray[np.uint64]
Signatures = NDArray[np.uint32]
Pages = NDArray[np.int64]
Pairs = NDArray[np.int64]

# Whoever stores signatures stores these beside them: another number is another signature.
SEED = 2026
WORDS_A_SHINGLE = 3
PERMUTATIONS = 128

# Of a bucket with more pages than this, each page is compared with the first and with the next
# alone: n pages of one bucket would otherwise ask for n²/2 comparisons.
LARGEST_FULL_BUCKET = 24

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


def mixed(values: Hashes) -> Hashes:
    """Spread 64-bit numbers evenly (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sets_of(rows: Sequence[Hashes]) -> Sets:
    """Return hashes of many pages, end to end."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return Sets(np.concatenate([*rows, np.empty(0, dtype=np.uint64)]), starts)


def word_sets(rows: Sequence[Numbers]) -> Sets:
    """Return one hash a word."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    flat = np.concatenate([*rows, np.empty(0, dtype=np.uint32)]).astype(np.uint64)
    return Sets(mixed(flat * _GOLDEN), starts)


def shingle_sets(rows: Sequence[Numbers], length: int = WORDS_A_SHINGLE) -> Sets:
    """Return one hash for each run of `length` words; a page of fewer words has none.

    The hash at place `i` of a page is that of its words from `i` on.
    """
    words, starts = word_sets(rows)
    short = length - 1
    if len(words) <= short:
        return Sets(words[:0], np.zeros(len(rows) + 1, dtype=np.int64))
    total = np.full(len(words) - short, np.uint64(length), dtype=np.uint64)
    for at in range(length):
        part = words[at : len(words) - short + at]
        total = mixed(total + part * _MULTIPLIERS[at % len(_MULTIPLIERS)])
    inside = np.ones(len(words), dtype=np.bool_)
    for back in range(1, length):
        inside[np.maximum(starts[1:] - back, starts[:-1])[np.diff(starts) > 0]] = False
    sizes = np.maximum(np.diff(starts) - short, 0)
    return Sets(total[inside[: len(total)]], np.concatenate(([0], np.cumsum(sizes))))


def signatures(sets: Sets, permutations: int = PERMUTATIONS) -> Signatures:
    """Return one row of MinHash values a page."""
    rows = len(sets.starts) - 1
    if not rows:
        return np.empty((0, permutations), dtype=np.uint32)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        sets.flat, sets.starts.astype(np.uint64), permutations, SEED
    )
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(rows, permutations)


def bands(rows: Signatures, count: int) -> Hashes:
    """Return `count` hashes for each signature, each of an equal share of its values."""
    height = rows.shape[1] // count
    keys = np.zeros((len(rows), count), dtype=np.uint64)
    for at in range(height):
        keys = mixed((keys + rows[:, at::height][:, :count]) * _GOLDEN)
    return keys


def agreeing(keys: Hashes, pages: Pages) -> Pairs:
    """Return the pairs of `pages` whose keys agree in any column, each once, smaller page first.

    Row `i` of `keys` belongs to `pages[i]`, and `pages` is in ascending order. The work is a sort
    a column.
    """
    found = [np.empty((0, 2), dtype=np.int64)]
    found.extend(_agreeing_in(column, pages) for column in keys.T)
    pairs: Pairs = np.unique(np.concatenate(found), axis=0)
    return pairs


def _agreeing_in(column: Hashes, pages: Pages) -> Pairs:
    order = np.argsort(column, kind="stable")
    breaks = np.flatnonzero(np.diff(column[order])) + 1
    starts = np.concatenate(([0], breaks))
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    ranked = pages[order]
    found = [np.empty((0, 2), dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]):
        heads = starts[sizes == size][:, None]
        if size <= LARGEST_FULL_BUCKET:
            left, right = np.triu_indices(size, k=1)
        else:
            rest = np.arange(1, size)
            left = np.concatenate((np.zeros(size - 1, dtype=np.int64), rest[:-1]))
            right = np.concatenate((rest, rest[1:]))
        pair = (ranked[(heads + left).ravel()], ranked[(heads + right).ravel()])
        found.append(np.stack(pair, axis=1))
    return np.concatenate(found)

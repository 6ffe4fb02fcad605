"""What the words around a place say of the word in it: a vector, and how well any word suits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# The words next to a place on either side, and the mean of so many on either side.
REACH = 5
WIDE = 40
# Words this frequent weigh half in the mean of the surroundings; commoner ones less.
COMMON = 1e-3
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Context:
    """Predicts from the surroundings of a place which words suit it, as logarithms of odds.

    `inward` are the vectors of words as neighbours, `outward` those of words as candidates, the
    last column of which is how often a word suits anywhere.
    """

    inward: Floats
    outward: Floats
    weight: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def around(self, ids: Ints, asked: Ints) -> Floats:
        """Return the mean of what the words around each place asked about mean."""
        return surroundings(ids, asked, self.inward, self.weight)

    def expected(self, ids: Ints, asked: Ints, around: Floats) -> Floats:
        """Return the vectors of what suits the places asked about; their own words play no part.

        `around` has a row for each of them.
        """
        out = np.ones((len(asked), self.outward.shape[1]), dtype=np.float32)
        near = [*range(-REACH, 0), *range(1, REACH + 1)]
        split = len(near) * self.inward.shape[1]
        for at in range(0, len(asked), BATCH):
            rows = asked[at : at + BATCH]
            hidden = around[at : at + BATCH] @ self.first[split:] + self.first_bias
            hidden += summed_over(rows, near, ids, self.inward, self.first[:split])
            np.maximum(hidden, 0, out=hidden)
            out[at : at + BATCH, :-1] = hidden @ self.second + self.second_bias
        return out

    def topic(self, words: Ints, around: Floats) -> Floats:
        """Return how near the meaning of each word is to that of the words around it (-1 to 1)."""
        return _cosine(self.inward[words], around)

    def likeness(self, words: Ints, others: Ints) -> Floats:
        """Return how near in meaning the words of each pair are (-1 to 1)."""
        return _cosine(self.inward[words], self.inward[others])

    def suits(self, expected: Floats, words: Ints) -> Floats:
        """Return how much likelier each word is in its place than anywhere."""
        return np.asarray(np.einsum("ij,ij->i", expected, self.outward[words]), dtype=np.float32)


def _cosine(one: Floats, other: Floats) -> Floats:
    size = np.einsum("ij,ij->i", one, one) * np.einsum("ij,ij->i", other, other)
    cosine = np.einsum("ij,ij->i", one, other) / np.maximum(np.sqrt(size), 1e-6)
    return np.asarray(cosine, dtype=np.float32)


def summed_over(
    rows: Ints, offsets: Sequence[int], ids: Ints, vectors: Floats, weight: Floats
) -> Floats:
    """Return `vectors[ids[row + offset]]`, for all offsets side by side, times `weight`.

    The rows are in order. A word that comes again is multiplied once: half of the work.
    """
    low, high = max(0, int(rows[0]) + min(offsets)), int(rows[-1]) + max(offsets) + 1
    words, which = np.unique(ids[low:high], return_inverse=True)
    size = vectors.shape[1]
    own = vectors[words]
    out = np.zeros((len(rows), weight.shape[1]), dtype=np.float32)
    one = np.empty_like(out)
    product = np.empty((len(words), weight.shape[1]), dtype=np.float32)
    # One offset at a time: what is gathered from then is still near at hand.
    for k, offset in enumerate(offsets):
        np.matmul(own, weight[k * size : (k + 1) * size], out=product)
        places = np.minimum(np.maximum(rows + offset, 0), len(ids) - 1) - low
        np.take(product, which[places], axis=0, out=one, mode="clip")
        out += one
    return out


def surroundings(ids: Ints, asked: Ints, inward: Floats, weight: Floats) -> Floats:
    """Return the weighted mean vector of the words around each place, without its own."""
    own = weight[ids][:, None]
    mass = np.concatenate((inward[ids] * own, own), axis=1)
    summed = np.zeros((len(ids) + 1, mass.shape[1]), dtype=np.float64)
    np.cumsum(mass, axis=0, out=summed[1:])
    wide = summed[np.minimum(asked + WIDE + 1, len(ids))] - summed[np.maximum(asked - WIDE, 0)]
    wide -= mass[asked]
    return np.asarray(wide[:, :-1] / np.maximum(wide[:, -1:], 1e-3), dtype=np.float32)


def weights_of(unigram: Floats) -> Floats:
    """Return how much each word counts in the mean of the surroundings."""
    return np.asarray(COMMON / (COMMON + unigram), dtype=np.float32)

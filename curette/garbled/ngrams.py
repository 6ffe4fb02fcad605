"""A smoothed word-trigram model: how usual a word is where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Absolute discounting (Ney, Essen and Kneser 1994); 0.75 is the value usual for counts of words.
DISCOUNT = 0.75


# Slots to a key, and the multiplier that spreads keys over them (Fibonacci hashing, Knuth 1973).
SLOTS = 2
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Keys:
    """Sorted keys, and a hash table of them: a page asks for thousands at a time."""

    sorted: Ints
    first: npt.NDArray[np.int32]
    """For each slot, the place of a key in it, or -1."""
    following: npt.NDArray[np.int32]
    """For each key, the place of another one in the same slot, or -1."""
    shift: np.uint64

    @classmethod
    def of(cls, keys: Ints) -> Keys:
        """Put each key into its slot."""
        bits = max(1, SLOTS * len(keys) - 1).bit_length()
        first = np.full(1 << bits, -1, dtype=np.int32)
        made = cls(keys, first, np.full(len(keys), -1, dtype=np.int32), np.uint64(64 - bits))
        slot, every = made._slots(keys), np.arange(len(keys), dtype=np.int32)
        first[slot] = every
        above = first[slot]
        # Of the keys that found their slot taken, one at a time follows the one above it.
        waiting = every[above != every]
        above = above[waiting]
        while len(waiting):
            made.following[above] = waiting
            above = made.following[above]
            late = above != waiting
            waiting, above = waiting[late], above[late]
        return made

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self.sorted)

    def _slots(self, keys: Ints) -> Ints:
        return ((keys.view(np.uint64) * _MULTIPLIER) >> self.shift).view(np.int64)

    def places_of(self, wanted: Ints) -> Ints:
        """Return where each wanted key stands, or -1."""
        places = self.first[self._slots(wanted)].astype(np.int64)
        other = np.flatnonzero(places >= 0)
        while len(other):
            other = other[self.sorted[places[other]] != wanted[other]]
            places[other] = self.following[places[other]]
            other = other[places[other] >= 0]
        return places


@dataclass(frozen=True, slots=True)
class Smoothing:
    """For each history, its count and what is spared for words never seen after it."""

    total: Floats
    spared: Floats

    @classmethod
    def of(cls, history: Ints, counts: Floats, size: int) -> Smoothing:
        """Sum up the counts by the history of each."""
        total = np.bincount(history, counts, size).astype(np.float32) + 1
        kinds = np.bincount(history, minlength=size).astype(np.float32)
        return cls(total, (np.float32(DISCOUNT) * kinds + 1) / total)


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Counts of word pairs and triples, by key.

    The key of a pair is `left * size + word`; of a triple, `place of its first pair * size +
    word`. `unigram` holds probabilities.
    """

    size: int
    unigram: Floats
    pairs: Keys
    pair_counts: Floats
    triples: Keys
    triple_counts: Floats
    left: Smoothing
    first: Smoothing
    """By left word, and by first pair; the last row of `first` is that of a pair never seen."""

    @classmethod
    def of(
        cls,
        unigram: Floats,
        pairs: Ints,
        pair_counts: Floats,
        triples: Ints,
        triple_counts: Floats,
    ) -> Ngrams:
        """Make the model from its sorted keys and counts; the totals follow from them."""
        size = len(unigram)
        left = pairs // size
        first = triples // size
        return cls(
            size=size,
            unigram=unigram,
            pairs=Keys.of(pairs),
            pair_counts=pair_counts,
            triples=Keys.of(triples),
            triple_counts=triple_counts,
            left=Smoothing.of(left, pair_counts, size),
            first=Smoothing.of(first, triple_counts, len(pairs) + 1),
        )

    def pair_places(self, left: Ints, word: Ints) -> Ints:
        """Return where each pair stands in the table, or -1."""
        return self.pairs.places_of(left * self.size + word)

    def pair_probability(self, left: Ints, word: Ints, places: Ints) -> Floats:
        """Return the smoothed probability of each word after its left neighbour."""
        count = _discounted(self.pair_counts, places)
        spared = self.left.spared[left] * self.unigram[word]
        return np.asarray(count / self.left.total[left] + spared, dtype=np.float32)

    def triple_probability(
        self, first: Ints, word: Ints, backed: Floats
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Return the probability of each word after the pair at `first`, and where it was seen.

        `backed` is what the pair model says of the same words.
        """
        places = self.triples.places_of(np.where(first >= 0, first * self.size + word, -1))
        count = _discounted(self.triple_counts, places)
        known = count / self.first.total[first] + self.first.spared[first] * backed
        return np.asarray(known, dtype=np.float32), places >= 0


def _discounted(counts: Floats, places: Ints) -> Floats:
    """Return the counts at these places, less the discount; nothing where the place is -1."""
    if not len(counts):
        return np.zeros(len(places), dtype=np.float32)
    found = np.maximum(counts[places] - np.float32(DISCOUNT), 0)
    return np.where(places >= 0, found, np.float32(0))

"""A smoothed word-trigram model: how usual a word is where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Absolute discounting (Ney, Essen and Kneser 1994); 0.75 is the value usual for counts of words.
DISCOUNT = 0.75


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Counts of word pairs and triples, as sorted keys.

    The key of a pair is `left * size + word`; of a triple, `place of its first pair * size +
    word`. `unigram` holds probabilities.
    """

    size: int
    unigram: Floats
    pairs: Ints
    pair_counts: Floats
    triples: Ints
    triple_counts: Floats
    left_total: Floats
    left_kinds: Floats
    pair_total: Floats
    pair_kinds: Floats

    @classmethod
    def of(
        cls,
        unigram: Floats,
        pairs: Ints,
        pair_counts: Floats,
        triples: Ints,
        triple_counts: Floats,
    ) -> Ngrams:
        """Make the model from its counts; the totals follow from them."""
        size = len(unigram)
        left = pairs // size
        first = triples // size
        return cls(
            size=size,
            unigram=unigram,
            pairs=pairs,
            pair_counts=pair_counts,
            triples=triples,
            triple_counts=triple_counts,
            left_total=np.bincount(left, pair_counts, size).astype(np.float32),
            left_kinds=np.bincount(left, minlength=size).astype(np.float32),
            pair_total=np.bincount(first, triple_counts, len(pairs)).astype(np.float32),
            pair_kinds=np.bincount(first, minlength=len(pairs)).astype(np.float32),
        )

    def pair_places(self, left: Ints, word: Ints) -> Ints:
        """Return where each pair stands in the table, or -1."""
        return places_of(self.pairs, left * self.size + word)

    def pair_probability(self, left: Ints, word: Ints, places: Ints) -> Floats:
        """Return the smoothed probability of each word after its left neighbour."""
        count = np.where(places >= 0, self.pair_counts[places] - DISCOUNT, 0).clip(0)
        total = self.left_total[left] + 1
        spared = (DISCOUNT * self.left_kinds[left] + 1) / total
        return np.asarray(count / total + spared * self.unigram[word], dtype=np.float32)

    def triple_probability(
        self, first: Ints, word: Ints, backed: Floats
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Return the probability of each word after the pair at `first`, and where it was seen.

        `backed` is what the pair model says of the same words.
        """
        places = places_of(self.triples, np.where(first >= 0, first * self.size + word, -1))
        seen = places >= 0
        count = np.where(seen, self.triple_counts[places] - DISCOUNT, 0).clip(0)
        total = np.where(first >= 0, self.pair_total[first], 0) + 1
        kinds = np.where(first >= 0, self.pair_kinds[first], 0)
        spared = (DISCOUNT * kinds + 1) / total
        return np.asarray(count / total + spared * backed, dtype=np.float32), seen


def places_of(keys: Ints, wanted: Ints) -> Ints:
    """Return where each wanted key stands among the sorted keys, or -1."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    # In order, each search begins where the last one ended: four times as fast on a page.
    order = np.argsort(wanted)
    ranked = wanted[order]
    at = np.minimum(np.searchsorted(keys, ranked), len(keys) - 1)
    places = np.empty(len(wanted), dtype=np.int64)
    places[order] = np.where(keys[at] == ranked, at, -1)
    return places

"""Whether two pages are near-duplicates, judged on the words that are their own."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

from curette.dedup.candidates import FEWEST_OWN_WORDS, Common
from curette.dedup.words import Store, lettered, without_stops

# The share of their own words, counted twice over both pages, that two copies have in common. On
# the development set .70 accepts pairs at precision .996 and 96 % of the true candidates; .60 at
# .981 and 98 %; what is wrongly accepted there is a stitched page and one of its sources.
ALIKE = 0.70
# Two groups become one only where at least half of their members are this much alike.
HANGS_TOGETHER = 0.60


class Likeness(NamedTuple):
    """How much alike two pages are, 0 to 1, and what was seen."""

    similarity: float
    because: str


class Judge:
    """Compares pages of a store two by two. The words of recent pages are remembered."""

    def __init__(self, store: Store, shared: Common) -> None:
        """Judge pages of `store`, setting aside what `shared` says is not their own."""
        self._store = store
        self._shared = shared
        self._sorted = lru_cache(maxsize=20_000)(self._sorted_words)
        self.likeness = lru_cache(maxsize=200_000)(self._likeness)

    def _sorted_words(self, page: int) -> str:
        row = self._store.row(page)
        own = self._shared.own(row)
        if len(own) < FEWEST_OWN_WORDS:
            own = without_stops(row)
        return lettered(np.sort(own))

    def _likeness(self, a: int, b: int) -> Likeness:
        """Compare the words of two pages, in whatever order they stand."""
        one, other = self._sorted(a), self._sorted(b)
        shorter = min(len(one), len(other))
        if shorter < FEWEST_OWN_WORDS:
            return Likeness(0.0, "too few words to compare")
        both = LCSseq.similarity(one, other)  # of sorted words: how many words they share
        similarity = 2 * both / (len(one) + len(other))
        return Likeness(
            similarity, f"{both} words in common of {len(one)} and {len(other)} of their own"
        )

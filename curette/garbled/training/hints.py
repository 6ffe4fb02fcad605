"""What spinners write more often than anybody else: counts over text that is spun for counting."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

from curette.garbled.features import Hints, Neighbours
from curette.garbled.ngrams import Keys, Ngrams
from curette.garbled.tokens import number_of
from curette.garbled.training import spin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from curette.garbled.training.corpora import CleanPage

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# A word or pair that honest text does not hold at all counts as if it stood there this often, in
# a million words.
FLOOR = 0.5
LEAST_PAIR = 2
LEAST_HINT = 1.0


class Tally:
    """Counts of touched words and pairs, by source of the text and half of the tables."""

    def __init__(self, size: int) -> None:
        """Start from nothing, for a vocabulary of that size."""
        self.size = size
        self.idiom: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self.any_sense: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self.pairs: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self.seen: Counter[tuple[str, int]] = Counter()

    def spin(
        self, pages: Sequence[CleanPage], tables: spin.Tables, ids: Mapping[str, int], seed: int
    ) -> None:
        """Spin every sentence once with half of the idiom, and count what was put."""
        chance = random.Random(seed)
        halves = [
            {
                key: kept
                for table in (tables.idiom, tables.tortured)
                for key, options in table.items()
                if (kept := [o for o in options if half((" ".join(key), o)) == side])
            }
            for side in (0, 1)
        ]
        cache: dict[str, int] = {}

        def number(token: str) -> int:
            if token not in cache:
                cache[token] = number_of(token, ids)
            return cache[token]

        for page in pages:
            for sentence in page.sentences:
                side = chance.randrange(2)
                where = page.source, side
                out = spin.by_phrase(sentence, 0.6, chance, halves[side])
                self.seen[where] += len(out)
                self._count(out, where, number)
                for token, touched in spin.any_sense(sentence, 0.3, chance, tables):
                    if touched and crc32(token.lower().encode()) % 2 == side:
                        self.any_sense[where][number(token)] += 1

    def _count(
        self, out: Sequence[tuple[str, bool]], where: tuple[str, int], number: Callable[[str], int]
    ) -> None:
        numbers = [number(token) for token, _ in out]
        idiom, pairs = self.idiom[where], self.pairs[where]
        for at, (_, touched) in enumerate(out):
            if touched:
                idiom[numbers[at]] += 1
                if at:
                    pairs[numbers[at - 1] * self.size + numbers[at]] += 1
                if at + 1 < len(out) and not out[at + 1][1]:
                    pairs[numbers[at] * self.size + numbers[at + 1]] += 1

    def hints(
        self,
        ngrams: Ngrams,
        general: Floats,
        plain: int,
        *,
        without: str | None = None,
        half: int | None = None,
    ) -> Hints:
        """Compare the counts with honest text; one source or half of the tables may be left out."""
        chosen = [w for w in self.seen if w[0] != without and half in (None, w[1])]
        million = sum(self.seen[w] for w in chosen) / 1e6
        usual = np.maximum(np.exp((general - 3) * np.log(10)), ngrams.unigram * 1e6) + FLOOR
        usual[:plain] = np.inf
        idiom = sum((self.idiom[w] for w in chosen), Counter())
        other = sum((self.any_sense[w] for w in chosen), Counter())
        pairs: Counter[int] = Counter()
        for where in chosen:
            pairs.update(self.pairs[where])
        kept = np.array(sorted(k for k, n in pairs.items() if n >= LEAST_PAIR), dtype=np.int64)
        often = np.array([pairs[int(k)] for k in kept], dtype=np.float32) / million
        places = ngrams.pairs.places_of(kept)
        tokens = float(ngrams.pair_counts.sum()) / 1e6
        honest = np.where(places >= 0, ngrams.pair_counts[places], 0) / tokens + FLOOR
        ratio = np.log(np.maximum(often / honest, 1))
        strong = ratio >= LEAST_HINT
        return Hints(
            idiom=_ratio(idiom, million, usual),
            any_sense=_ratio(other, million, usual),
            keys=Keys.of(kept[strong]),
            pair=ratio[strong].astype(np.float32),
        )


def half(pair: tuple[str, str]) -> int:
    """Return which half of the tables a pair of wordings is in."""
    return crc32("\t".join(pair).encode()) % 2


def half_of(table: Neighbours, words: Sequence[str], side: int) -> Neighbours:
    """Return the rows of a table whose word is in one half; the others are empty."""
    counts = np.diff(table.begin)
    kept = np.array([crc32(word.encode()) % 2 == side for word in words])
    chosen = np.repeat(kept, counts)
    return Neighbours(
        np.concatenate(([0], np.cumsum(np.where(kept, counts, 0)))), table.word[chosen]
    )


def _ratio(counts: Counter[int], million: float, usual: Floats) -> Floats:
    often = np.zeros(len(usual))
    for number, count in counts.items():
        often[number] = count / million
    return np.log(often / usual + 1).astype(np.float32)

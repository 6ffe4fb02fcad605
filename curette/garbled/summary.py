"""What the verdict on a page or passage rests on: a few figures over its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.features import COLUMN

if TYPE_CHECKING:
    from curette.garbled.tokens import Tokens

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Floats64 = npt.NDArray[np.float64]

# Sentences with fewer words than this are headings, names, list items: no running text.
RUNNING_WORDS = 4
# Log odds are held between these, so that no single word outweighs a page.
LEAST_ODDS, MOST_ODDS = -8.0, 6.0
# A neighbour must fit by this much better, and no more is counted than the last.
BETTER, MUCH_BETTER, MOST_BETTER = 4.0, 6.0, 18.0
# The columns that `figures_of` takes from the features.
_GAINS = [COLUMN["gain_any"], COLUMN["gain_idiom"]]
_OTHERS = [COLUMN[name] for name in ("idiom_hint", "any_hint", "here", "suits", "left_seen")]
_HINTS, _FITS, _FAMILIAR = slice(1, 3), slice(3, 5), slice(4, 6)


def figures_of(features: Floats) -> Floats:
    """Return what a summary is made of: a few figures a word."""
    gain = features[:, _GAINS].max(axis=1)
    return np.concatenate((gain[:, None], features[:, _OTHERS]), axis=1)


def word_counts(tokens: Tokens, count: int) -> Ints:
    """Return how many words each sentence has."""
    return np.bincount(tokens.sentence[tokens.word], minlength=count)


def summaries(ids: Ints, figures: Floats, odds: Floats, runs: Ints) -> Floats:
    """Return the facts about runs of words, a row each, from their numbers, figures and log odds.

    `runs` has the begin and the end of each. A word that comes again in a run counts once, with its
    mean odds: what a page is about may be strange, but it is strange the same way throughout.
    """
    size = runs[:, 1] - runs[:, 0]
    run = np.repeat(np.arange(len(runs)), size)
    place = np.arange(len(run)) + np.repeat(runs[:, 0] - np.cumsum(size) + size, size)
    key = run * (int(ids.max()) + 1) + ids[place]
    order = np.argsort(key, kind="stable")
    key, place = key[order], place[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    bounded = np.minimum(np.maximum(odds[place], LEAST_ODDS), MOST_ODDS).astype(np.float64)
    held = np.add.reduceat(bounded, first) / _steps(first, len(key))
    run = run[first]
    count = np.bincount(run)
    begin = np.cumsum(count) - count
    chance = 1 / (1 + np.exp(-held))
    once = figures[place[first]]
    gain = np.minimum(once[:, 0], MOST_BETTER)
    oddly = _Ranked(chance * np.maximum(gain - BETTER, 0), run, begin, count)
    much = chance * np.maximum(gain - MUCH_BETTER, 0)
    hints = chance[:, None] * once[:, _HINTS]
    ranked = _Ranked(held, run, begin, count)
    few, some = np.ceil(0.02 * count).astype(int), np.ceil(0.05 * count).astype(int)
    return np.column_stack(
        [
            ranked.top(np.maximum(few, 2)),
            ranked.top(np.maximum(some, 1)),
            ranked.top(np.full(len(runs), 3)),
            *(ranked.at(share) for share in (0.5, 0.75, 0.9)),
            np.add.reduceat(much, begin) / count,
            oddly.top(np.maximum(some, 1)),
            np.add.reduceat(hints, begin) / count[:, None],
            _means(figures[:, _FITS], runs),
            1 / np.sqrt(count),
        ]
    ).astype(np.float32)


def familiarities(figures: Floats, runs: Ints) -> Floats:
    """Return what is usual of runs of words depends on, a row each.

    That is one, how few words there are, and how familiar they are.
    """
    size = runs[:, 1] - runs[:, 0]
    means = _means(figures[:, _FAMILIAR], runs)
    return np.column_stack((np.ones(len(runs)), 1 / np.sqrt(size), means)).astype(np.float32)


class _Ranked:
    """Values of several runs, each run in order."""

    def __init__(self, values: Floats64, run: Ints, begin: Ints, count: Ints) -> None:
        self.values = values[np.lexsort((values, run))]
        self.summed = np.concatenate(([0.0], np.cumsum(self.values)))
        self.begin, self.count = begin, count

    def top(self, number: Ints) -> Floats64:
        """Return the mean of so many of the highest of each run."""
        number, end = np.minimum(number, self.count), self.begin + self.count
        return np.asarray((self.summed[end] - self.summed[end - number]) / number)

    def at(self, share: float) -> Floats64:
        """Return the value of each run that such a share is below."""
        return np.asarray(self.values[self.begin + (share * self.count).astype(int)])


def _means(values: Floats, runs: Ints) -> Floats64:
    """Return the mean of each column over each run."""
    summed = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=summed[1:])
    size = (runs[:, 1] - runs[:, 0])[:, None]
    return np.asarray((summed[runs[:, 1]] - summed[runs[:, 0]]) / size)


def _steps(begin: Ints, end: int) -> Ints:
    return np.concatenate((begin[1:], [end])) - begin

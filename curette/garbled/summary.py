"""What the verdict on a page or passage rests on: a few figures over its words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.features import COLUMN

if TYPE_CHECKING:
    from curette.garbled.tokens import Tokens

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

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


def summary(ids: Ints, figures: Floats, odds: Floats) -> Floats:
    """Return the facts about some words, from their numbers, figures and log odds.

    A word that comes again counts once, with its mean odds: what a page is about may be strange,
    but it is strange the same way throughout.
    """
    order = np.argsort(ids, kind="stable")
    begin = np.flatnonzero(np.diff(ids[order], prepend=-1))
    count = len(begin)
    bounded = np.minimum(np.maximum(odds[order], LEAST_ODDS), MOST_ODDS)
    held = np.add.reduceat(bounded, begin) / np.diff(begin, append=len(ids))
    ranked = np.sort(held)
    chance = 1 / (1 + np.exp(-held))
    once = figures[order[begin]]
    gain = np.minimum(once[:, 0], MOST_BETTER)
    oddly = np.sort(chance * np.maximum(gain - BETTER, 0))
    two, five = max(2, math.ceil(0.02 * count)), max(1, math.ceil(0.05 * count))
    return np.array(
        [
            _mean(ranked[-two:]),
            _mean(ranked[-five:]),
            _mean(ranked[-3:]),
            ranked[int(0.5 * count)],
            ranked[int(0.75 * count)],
            ranked[int(0.9 * count)],
            (chance @ np.maximum(gain - MUCH_BETTER, 0)) / count,
            _mean(oddly[-five:]),
            *(chance @ once[:, _HINTS] / count),
            *_mean(figures[:, _FITS]),
            1 / math.sqrt(count),
        ],
        dtype=np.float32,
    )


def familiarity(figures: Floats) -> Floats:
    """Return what is usual of some words depends on: one, their number, how familiar they are."""
    return np.array([1, 1 / math.sqrt(len(figures)), *_mean(figures[:, _FAMILIAR])], np.float32)


def _mean(values: npt.NDArray[np.floating]) -> Floats:
    """Return the mean of the rows, as `np.mean` does in a third of the time."""
    return np.asarray(np.add.reduce(values, axis=0) / len(values), dtype=np.float32)

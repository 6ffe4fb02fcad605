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

# Sentences with fewer words than this are headings, names, list items: no running text.
RUNNING_WORDS = 4
# Log odds are held between these, so that no single word outweighs a page.
LEAST_ODDS, MOST_ODDS = -8.0, 6.0
# A neighbour must fit by this much better, and no more is counted than the last.
BETTER, MUCH_BETTER, MOST_BETTER = 4.0, 6.0, 18.0
_GAINS = [COLUMN["gain_any"], COLUMN["gain_idiom"]]
_MEANS = [COLUMN["idiom_hint"], COLUMN["any_hint"]]
_HERE, _SUITS = COLUMN["here"], COLUMN["suits"]
_FAMILIAR = [_SUITS, COLUMN["left_seen"]]


def word_counts(tokens: Tokens, count: int) -> Ints:
    """Return how many words each sentence has."""
    return np.bincount(tokens.sentence[tokens.word], minlength=count)


def summary(ids: Ints, features: Floats, odds: Floats) -> Floats:
    """Return the facts about some words, from their numbers, features and log odds.

    A word that comes again counts once, with its mean odds: what a page is about may be strange,
    but it is strange the same way throughout.
    """
    _, first, kind = np.unique(ids, return_index=True, return_inverse=True)
    kinds = np.bincount(kind)
    held = np.bincount(kind, np.clip(odds, LEAST_ODDS, MOST_ODDS)) / kinds
    count = len(held)
    ranked = np.sort(held)
    chance = 1 / (1 + np.exp(-held))
    gain = features[first][:, _GAINS].max(axis=1)
    oddly = chance * np.clip(gain - BETTER, 0, MOST_BETTER - BETTER)
    two, five = max(2, int(np.ceil(0.02 * count))), max(1, int(np.ceil(0.05 * count)))
    hints = (chance[:, None] * features[first][:, _MEANS]).mean(axis=0)
    return np.array(
        [
            ranked[-two:].mean(),
            ranked[-five:].mean(),
            ranked[-3:].mean(),
            ranked[int(0.5 * count)],
            ranked[int(0.75 * count)],
            ranked[int(0.9 * count)],
            (chance * np.clip(gain - MUCH_BETTER, 0, MOST_BETTER - MUCH_BETTER)).mean(),
            np.sort(oddly)[-five:].mean(),
            *hints,
            features[:, _HERE].mean(),
            features[:, _SUITS].mean(),
            1 / np.sqrt(count),
        ],
        dtype=np.float32,
    )


def familiarity(features: Floats) -> Floats:
    """Return what is usual of some words depends on: one, their number, how familiar they are."""
    means = features[:, _FAMILIAR].mean(axis=0)
    return np.array([1, 1 / np.sqrt(len(features)), *means], dtype=np.float32)

"""What the verdict on a page or passage rests on: a few figures over its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.features import NAMES

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
_COLUMN = {name: at for at, name in enumerate(NAMES)}
_GAINS = [_COLUMN["gain_any"], _COLUMN["gain_idiom"]]
_MEANS = [_COLUMN["idiom_hint"], _COLUMN["any_hint"]]
_HERE = _COLUMN["here"]


def word_counts(tokens: Tokens, count: int) -> Ints:
    """Return how many words each sentence has."""
    return np.bincount(tokens.sentence[tokens.word], minlength=count)


def summary(features: Floats, odds: Floats) -> Floats:
    """Return the facts about some words, from their features and log odds."""
    count = len(odds)
    ranked = np.sort(np.clip(odds, LEAST_ODDS, MOST_ODDS))
    chance = 1 / (1 + np.exp(-odds))
    gain = features[:, _GAINS].max(axis=1)
    oddly = chance * np.clip(gain - BETTER, 0, MOST_BETTER - BETTER)
    two, five = max(2, int(np.ceil(0.02 * count))), max(1, int(np.ceil(0.05 * count)))
    hints = (chance[:, None] * features[:, _MEANS]).mean(axis=0)
    return np.array(
        [
            ranked[-two:].mean(),
            ranked[-five:].mean(),
            ranked[-3:].mean(),
            ranked[int(0.75 * count)],
            ranked[int(0.9 * count)],
            (chance * np.clip(gain - MUCH_BETTER, 0, MOST_BETTER - MUCH_BETTER)).mean(),
            np.sort(oddly)[-five:].mean(),
            *hints,
            features[:, _HERE].mean(),
            1 / np.sqrt(count),
        ],
        dtype=np.float32,
    )

"""Fit the verdict on pages: a logistic function of a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.summary import summary

if TYPE_CHECKING:
    from curette.garbled.features import Reading
    from curette.garbled.model import Network
    from curette.garbled.tokens import Tokens

Floats = npt.NDArray[np.float32]

# A made page counts as spun only when this share of its words was touched; pages with fewer
# touched words are left out: a reader would not call them spun either.
LEAST_TOUCHED = 0.04
LEAST_WORDS = 25
RIDGE = 3.0


def facts_of(tokens: Tokens, reading: Reading, network: Network) -> Floats:
    """Return the summary of a page."""
    odds = network.logits(tokens.ids, reading.features)
    return summary(reading.features[tokens.word], odds[tokens.word])


def fit(facts: Floats, spun: npt.NDArray[np.bool_]) -> Floats:
    """Return the bias and the weights of the facts, by Newton's method with a ridge."""
    mean, scale = facts.mean(axis=0), facts.std(axis=0) + 1e-6
    table = np.c_[np.ones(len(facts)), (facts - mean) / scale].astype(np.float64)
    weights = np.zeros(table.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-table @ weights))
        curve = (table * (chance * (1 - chance))[:, None]).T @ table
        slope = table.T @ (spun - chance) - RIDGE * weights
        weights += np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
    by_fact = weights[1:] / scale
    bias = weights[0] - (by_fact * mean).sum()
    return np.array([bias, *by_fact], dtype=np.float32)

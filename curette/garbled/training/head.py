"""Fit the verdict on pages: a logistic function of a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.summary import figures_of, summaries

if TYPE_CHECKING:
    from curette.garbled.training.network import Stack

Floats = npt.NDArray[np.float32]

# A made page counts as spun only when this share of its words was touched; pages with fewer
# touched words are left out: a reader would not call them spun either.
LEAST_TOUCHED = 0.04
LEAST_WORDS = 25
RIDGE = 3.0


def fit_pages(stack: Stack, odds: Floats) -> Floats:
    """Fit the verdict on the pages of a stack, given the odds of their tokens."""
    return fit(*facts_of(stack, odds))


def facts_of(stack: Stack, odds: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the facts about each page that is fit to judge by, and which pages are spun."""
    facts: list[Floats] = []
    spun: list[bool] = []
    for at in stack.pages():
        word = stack.word[at]
        words, touched = int(word.sum()), int(stack.spun[at].sum())
        if words < LEAST_WORDS or 0 < touched < LEAST_TOUCHED * words:
            continue
        whole = np.array([(0, words)])
        figures = figures_of(stack.features[at][word].astype(np.float32))
        facts += list(summaries(stack.ids[at][word], figures, odds[at][word], whole))
        spun.append(touched > 0)
    return np.array(facts), np.array(spun)


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

"""Fit the network by stochastic gradient descent; numpy alone, one seed, one answer."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.model import REACH, Network, inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

HIDDEN = (128, 32)
ROWS = 1024
RATE = 1e-3
# A word is now and then hidden from the network, so that it also learns to judge without it.
HIDE = 0.08


def fit(
    ids: Ints,
    features: Floats,
    labels: Floats,
    weights: Floats,
    words: Floats,
    *,
    other: int,
    passes: int,
    seed: int,
) -> Network:
    """Return a network that tells labelled tokens from the rest."""
    chance = np.random.default_rng(seed)
    mean = features.mean(axis=0)
    scale = features.std(axis=0) + 1e-3
    scaled = np.clip((features - mean) / scale, -5, 5).astype(np.float32)
    table = words.copy()
    width = (2 * REACH + 1) * table.shape[1] + 3 * features.shape[1]
    sizes = (width, *HIDDEN, 1)
    layers = [
        (chance.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32)
        for a, b in itertools.pairwise(sizes)
    ]
    biases = [np.zeros(b, dtype=np.float32) for b in sizes[1:]]
    adam = _Adam([*layers, *biases])
    grown = np.full(len(table), 1e-8, dtype=np.float32)
    rows = np.flatnonzero(weights > 0)
    steps = passes * (len(rows) // ROWS)
    step = 0
    for _ in range(passes):
        order = chance.permutation(rows)
        for at in range(0, len(order) - ROWS + 1, ROWS):
            batch = order[at : at + ROWS]
            rate = RATE * (1 - step / steps) + 1e-5
            seen = ids
            read = inputs(batch, seen, scaled, table)
            hidden = chance.random((len(batch), 2 * REACH + 1)) < HIDE
            around = np.clip(batch[:, None] + np.arange(-REACH, REACH + 1), 0, len(ids) - 1)
            which = np.where(hidden, other, ids[around])
            span = which.shape[1] * table.shape[1]
            read[:, :span] = table[which].reshape(len(batch), -1)
            gradients, inward = _gradients(read, labels[batch], weights[batch], layers, biases)
            adam.step([*layers, *biases], gradients, rate)
            _move_words(table, grown, which.ravel(), inward[:, :span], rate)
            step += 1
    return Network(
        words=table,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weights=tuple(layers),
        biases=tuple(biases),
    )


def _gradients(
    read: Floats,
    labels: Floats,
    weights: Floats,
    layers: Sequence[Floats],
    biases: Sequence[Floats],
) -> tuple[list[Floats], Floats]:
    values = [read]
    for weight, bias in zip(layers[:-1], biases[:-1], strict=True):
        values.append(np.maximum(values[-1] @ weight + bias, 0))
    logit = (values[-1] @ layers[-1] + biases[-1])[:, 0]
    chance = 1 / (1 + np.exp(-logit))
    back = ((chance - labels) * weights / weights.sum())[:, None].astype(np.float32)
    by_layer: list[Floats] = []
    by_bias: list[Floats] = []
    for k in range(len(layers) - 1, -1, -1):
        by_layer.append(values[k].T @ back)
        by_bias.append(back.sum(axis=0))
        back = back @ layers[k].T
        if k:
            back = back * (values[k] > 0)
    return [*reversed(by_layer), *reversed(by_bias)], back


def _move_words(table: Floats, grown: Floats, which: Ints, inward: Floats, rate: float) -> None:
    """Move the vectors of the words of a batch (Adagrad, one rate a word)."""
    gradient = inward.reshape(len(which), -1)
    order = np.argsort(which, kind="stable")
    sorted_ = which[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_[1:] != sorted_[:-1])))
    summed = np.add.reduceat(gradient[order], starts, axis=0)
    words = sorted_[starts]
    grown[words] += (summed**2).mean(axis=1)
    table[words] -= 10 * rate * summed / np.sqrt(grown[words])[:, None]


class _Adam:
    """The optimiser of Kingma and Ba (2015), with its usual constants."""

    def __init__(self, shapes: Sequence[Floats]) -> None:
        self.first = [np.zeros_like(s) for s in shapes]
        self.second = [np.zeros_like(s) for s in shapes]
        self.steps = 0

    def step(self, values: Sequence[Floats], gradients: Sequence[Floats], rate: float) -> None:
        self.steps += 1
        for value, gradient, first, second in zip(
            values, gradients, self.first, self.second, strict=True
        ):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            ready = first / (1 - 0.9**self.steps)
            size = np.sqrt(second / (1 - 0.999**self.steps)) + 1e-8
            value -= (rate * ready / size).astype(np.float32)

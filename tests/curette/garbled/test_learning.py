"""The predictor and the network learn; the same seed gives the same. Needs torch."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from curette.garbled.features import NAMES, Reading
from curette.garbled.training import network, predict
from curette.garbled.training.network import Stack


def test_the_predictor_learns_which_word_follows() -> None:
    chance = np.random.default_rng(1)
    pairs = chance.integers(0, 5, 20_000)
    ids = np.stack((2 * pairs + 1, 2 * pairs + 2), axis=1).ravel()
    vectors = chance.standard_normal((11, 8)).astype(np.float32)
    unigram = np.full(11, 1 / 11, dtype=np.float32)
    context = predict.fit([ids], vectors, unigram, 0, passes=40, seed=1)
    expected = context.expected(ids, context.around(ids))[20:-20]
    right = context.suits(expected, ids[20:-20])
    wrong = context.suits(expected, (ids[20:-20] + 1) % 10 + 1)
    assert right.mean() > wrong.mean() + 1


def _stack(context_size: int) -> Stack:
    chance = np.random.default_rng(5)
    count = 20_000
    features = chance.standard_normal((count, len(NAMES))).astype(np.float16)
    return Stack(
        ids=chance.integers(0, 11, count),
        features=features,
        expected=chance.standard_normal((count, context_size)).astype(np.float16),
        spun=features[:, 0] > 1,
        weight=np.ones(count, dtype=np.float32),
        word=np.ones(count, dtype=bool),
        page=np.arange(count) // 200,
    )


def test_the_network_learns_which_word_is_out_of_place() -> None:
    vectors = np.random.default_rng(2).standard_normal((11, 8)).astype(np.float32)
    ids = np.arange(11)
    context = predict.fit(
        [np.tile(ids, 300)], vectors, np.full(11, 1 / 11, np.float32), 0, passes=1, seed=1
    )
    stack = _stack(8)
    first = network.fit(stack, context, passes=8, seed=3)
    again = network.fit(stack, context, passes=8, seed=3)
    assert np.array_equal(first.weights[0], again.weights[0])
    expected = np.pad(stack.expected.astype(np.float32), ((0, 0), (0, 1)))
    nothing = np.zeros(0, dtype=np.float32)
    reading = Reading(stack.features.astype(np.float32), stack.ids, nothing, expected)
    odds = first.odds(stack.ids, reading, context)
    assert odds[stack.spun].mean() > odds[~stack.spun].mean() + 2

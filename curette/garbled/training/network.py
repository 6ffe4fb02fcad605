"""Fit the network by gradient descent (torch, one thread, one seed)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from curette.garbled.features import COLUMN
from curette.garbled.network import REACH, Network, as_written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from curette.garbled.context import Context

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

HIDDEN = (112, 40)
ROWS = 2048
RATE = 1.5e-3
DROPPED = 0.1
# Now and then known swaps, and counts of neighbours, are hidden: it must do without as well.
HIDDEN_AT_TIMES = (
    ("idiom_hint", "any_hint", "pair_hint", "next_pair_hint"),
    ("gain_any", "fit_gain_any", "gain_idiom", "fit_gain_idiom"),
)
HOW_OFTEN = 0.2


@dataclass(frozen=True, slots=True)
class Stack:
    """The tokens of made pages, end to end."""

    ids: Ints
    features: npt.NDArray[np.float16]
    expected: npt.NDArray[np.float16]
    spun: Flags
    weight: Floats
    word: Flags
    page: Ints

    def pages(self) -> Sequence[slice]:
        """Return where each page stands."""
        edges = np.searchsorted(self.page, np.arange(int(self.page[-1]) + 2))
        return [slice(int(a), int(b)) for a, b in itertools.pairwise(edges)]


def fit(stack: Stack, context: Context, *, passes: float, seed: int) -> Network:
    """Return a network that tells touched words from the rest."""
    chance = np.random.default_rng(seed)
    sample = stack.features[: 1 << 19].astype(np.float32)
    mean, scale = sample.mean(axis=0), sample.std(axis=0) + 1e-3
    inputs = _Inputs(stack, context, mean, scale, seed)

    def draw() -> Ints:
        return chance.permutation(np.flatnonzero(stack.word))

    weight = np.where(stack.spun, stack.weight, 1).astype(np.float32)
    weights, biases = _descend(inputs, stack.spun, weight, draw, passes, seed)
    return as_written(Network(mean, scale, weights, biases))


class _Inputs:
    """What the network reads for each row; the counterpart of `Network.odds`."""

    def __init__(
        self, stack: Stack, context: Context, mean: Floats, scale: Floats, seed: int
    ) -> None:
        self.ids = torch.from_numpy(stack.ids.astype(np.int64))
        self.features = torch.from_numpy(stack.features)
        self.expected = torch.from_numpy(stack.expected)
        self.mean, self.scale = torch.from_numpy(mean), torch.from_numpy(scale)
        self.inward = torch.from_numpy(context.inward)
        self.outward = torch.from_numpy(context.outward[:, :-1])
        self.chance = torch.Generator().manual_seed(seed)
        self.groups = [[COLUMN[name] for name in group] for group in HIDDEN_AT_TIMES]

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        last = len(self.ids) - 1
        near = (rows[:, None] + torch.arange(-1, 2)).clamp(0, last)
        around = (rows[:, None] + torch.arange(-REACH, REACH + 1)).clamp(0, last)
        scaled = ((self.features[near].float() - self.mean) / self.scale).clamp(-5, 5)
        for group in self.groups:
            hidden = torch.rand(len(rows), 1, generator=self.chance) < HOW_OFTEN
            for column in group:
                scaled[:, :, column] = scaled[:, :, column].masked_fill(hidden, 0.0)
        expected = self.expected[rows].float()
        suits = expected * self.outward[self.ids[rows]]
        words = self.inward[self.ids[around]].flatten(1)
        return torch.cat((scaled.flatten(1), suits, expected, words), dim=1)


def _descend(
    inputs: Callable[[torch.Tensor], torch.Tensor],
    labels: Flags,
    weight: Floats,
    draw: Callable[[], Ints],
    passes: float,
    seed: int,
) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    order = draw()
    width = inputs(torch.zeros(1, dtype=torch.int64)).shape[1]
    layers: list[torch.nn.Module] = []
    for size in HIDDEN:
        layers += (torch.nn.Linear(width, size), torch.nn.ReLU(), torch.nn.Dropout(DROPPED))
        width = size
    net = torch.nn.Sequential(*layers[:-1], torch.nn.Linear(width, 1))
    truth, counts = torch.from_numpy(labels.astype(np.float32)), torch.from_numpy(weight)
    steps = int(passes * len(order) / ROWS)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: max(0.01, 1 - k / steps) * min(1.0, (k + 1) / 50)
    )
    at = 0
    for _ in range(steps):
        if at + ROWS > len(order):
            order, at = draw(), 0
        rows = torch.from_numpy(order[at : at + ROWS])
        at += ROWS
        odds = net(inputs(rows))[:, 0]
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            odds, truth[rows], reduction="none"
        )
        loss = (each * counts[rows]).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        pace.step()
    dense = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    return (
        tuple(layer.weight.detach().numpy().T.copy() for layer in dense),
        tuple(layer.bias.detach().numpy().copy() for layer in dense),
    )

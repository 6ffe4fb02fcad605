"""Fit the predictor of words from their surroundings: true words told from chance ones (torch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from curette.garbled.context import REACH, Context, surroundings, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

HIDDEN = 112
# So many of the commonest words get vectors of their own beside the published ones.
OWN = 4096
BATCH = 2048
CHANCE = 512
RATE = 2e-3
# In half of the batches so many words of the surroundings are replaced: a spun page is all there
# is to judge a word by.
REPLACED = 0.15
# The mean of the surroundings is taken over the vectors as they have become, so many times a run.
REFRESHED = 8


class Predictor(torch.nn.Module):  # type: ignore[misc]
    """The trainable form of `Context`."""

    def __init__(self, vectors: Floats, unigram: Floats) -> None:
        """Begin with the published vectors, which stay as they are."""
        super().__init__()
        size = vectors.shape[1]
        self.vectors = torch.from_numpy(vectors)
        row = np.zeros(len(vectors), dtype=np.int64)
        common = np.argsort(-unigram, kind="stable")[:OWN]
        row[common] = np.arange(1, len(common) + 1)
        self.row = torch.from_numpy(row)
        self.own_in = torch.nn.Embedding(OWN + 1, size, padding_idx=0)
        self.own_out = torch.nn.Embedding(OWN + 1, size + 1, padding_idx=0)
        torch.nn.init.zeros_(self.own_in.weight)
        torch.nn.init.zeros_(self.own_out.weight)
        self.turn = torch.nn.Linear(size, size + 1)
        self.first = torch.nn.Linear((2 * REACH + 1) * size, HIDDEN)
        self.second = torch.nn.Linear(HIDDEN, size)

    def inward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the vectors of words as neighbours."""
        return self.vectors[ids] + self.own_in(self.row[ids])

    def outward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the vectors of words as candidates."""
        return self.turn(self.vectors[ids]) + self.own_out(self.row[ids])

    def expected(self, near: torch.Tensor, around: torch.Tensor) -> torch.Tensor:
        """Return what suits places with these words near and this mean around."""
        seen = torch.cat((self.inward(near).flatten(1), around), dim=1)
        out = self.second(torch.relu(self.first(seen)))
        return torch.cat((out, torch.ones(len(out), 1)), dim=1)


def fit(
    rows: Sequence[Ints], vectors: Floats, unigram: Floats, edge: int, *, passes: float, seed: int
) -> Context:
    """Return a predictor learnt from clean pages, each a row of numbers."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    net = Predictor(vectors, unigram)
    weight = weights_of(unigram)
    ids = np.concatenate(rows)
    around = _around(rows, net, weight)
    offsets = np.array([*range(-REACH, 0), *range(1, REACH + 1)])
    places = np.flatnonzero(ids != edge)
    places = places[(places > REACH) & (places < len(ids) - REACH)]
    odds = (unigram**0.75) / (unigram**0.75).sum()
    steps = int(passes * len(places) / BATCH)
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: max(0.02, 1 - k / steps))
    cumulative = np.cumsum(odds)
    order = chance.permutation(places)
    at = 0
    for step in range(steps):
        if step and step % max(1, steps // REFRESHED) == 0:
            around = _around(rows, net, weight)
        if at + BATCH > len(order):
            order, at = chance.permutation(places), 0
        batch = order[at : at + BATCH]
        at += BATCH
        near = ids[batch[:, None] + offsets]
        if step % 2:
            swapped = chance.random(near.shape) < REPLACED
            near[swapped] = np.searchsorted(cumulative, chance.random(int(swapped.sum())))
        drawn = np.searchsorted(cumulative, chance.random(CHANCE)).clip(0, len(odds) - 1)
        expected = net.expected(
            torch.from_numpy(near.clip(0, len(odds) - 1)),
            torch.from_numpy(around[batch].astype(np.float32)),
        )
        true = (expected * net.outward(torch.from_numpy(ids[batch]))).sum(1)
        false = expected @ net.outward(torch.from_numpy(drawn)).T
        # Told from noise of eight chance words a place: what is learnt is how much likelier a
        # word is here than by chance.
        loss = (
            torch.nn.functional.softplus(np.log(8.0) - true).mean()
            + 8 * torch.nn.functional.softplus(false - np.log(8.0)).mean()
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return _frozen(net, weight)


def _around(rows: Sequence[Ints], net: Predictor, weight: Floats) -> npt.NDArray[np.float16]:
    """Return the mean of the words around each place, as a reader of the model will take it."""
    with torch.no_grad():
        inward = net.inward(torch.arange(len(net.vectors))).numpy()
    means = (surroundings(row, np.arange(len(row)), inward, weight) for row in rows)
    return np.concatenate([mean.astype(np.float16) for mean in means])


def _frozen(net: Predictor, weight: Floats) -> Context:
    with torch.no_grad():
        every = torch.arange(len(net.vectors))
        return Context(
            inward=net.inward(every).numpy(),
            outward=net.outward(every).numpy(),
            weight=weight,
            first=net.first.weight.T.contiguous().numpy(),
            first_bias=net.first.bias.numpy(),
            second=net.second.weight.T.contiguous().numpy(),
            second_bias=net.second.bias.numpy(),
        )

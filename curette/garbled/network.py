"""The network that judges a word in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.context import summed_over

if TYPE_CHECKING:
    from curette.garbled.context import Context
    from curette.garbled.features import Reading

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# The network looks at this many words on either side of the one it judges, and at the features of
# those next to it.
REACH = 3
# Tokens judged at a time: enough for the matrix products to be fast, few enough to stay small.
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Network:
    """Dense layers with rectifiers between them, over a word, its features and its neighbours."""

    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def odds(self, ids: Ints, reading: Reading, context: Context) -> Floats:
        """Return for each token how likely it is out of place, as log odds."""
        scaled = np.clip((reading.features - self.mean) / self.scale, -5, 5).astype(np.float32)
        out = np.empty(len(ids), dtype=np.float32)
        weight, bias = self.weights[0], self.biases[0]
        split = len(weight) - (2 * REACH + 1) * context.inward.shape[1]
        for at in range(0, len(ids), BATCH):
            rows = np.arange(at, min(at + BATCH, len(ids)))
            near = np.clip(rows[:, None] + np.arange(-1, 2), 0, len(ids) - 1)
            expected = reading.expected[rows, :-1]
            parts = (
                scaled[near].reshape(len(rows), -1),
                expected * context.outward[ids[rows], :-1],
                expected,
            )
            layer = np.concatenate(parts, axis=1) @ weight[:split] + bias
            layer += summed_over(
                rows, range(-REACH, REACH + 1), ids, context.inward, weight[split:]
            )
            for after, then in zip(self.weights[1:], self.biases[1:], strict=True):
                layer = np.maximum(layer, 0) @ after + then
            out[rows] = layer[:, 0]
        return out


def as_written(network: Network) -> Network:
    """Return the network as it will be once it was written and read again."""
    weights = tuple(w.astype(np.float16).astype(np.float32) for w in network.weights)
    return Network(network.mean, network.scale, weights, network.biases)

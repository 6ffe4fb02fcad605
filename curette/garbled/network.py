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

    def odds(self, ids: Ints, asked: Ints, reading: Reading, context: Context) -> Floats:
        """Return for each token asked about how likely it is out of place, as log odds.

        The others get none: 0.
        """
        scaled: Floats = (reading.features - self.mean) / self.scale
        np.minimum(np.maximum(scaled, -5, out=scaled), 5, out=scaled)
        out = np.zeros(len(ids), dtype=np.float32)
        for at in range(0, len(asked), BATCH):
            rows = asked[at : at + BATCH]
            layer = self._first(rows, ids, scaled, reading.expected[rows, :-1], context)
            for after, then in zip(self.weights[1:], self.biases[1:], strict=True):
                layer = np.maximum(layer, 0, out=layer) @ after + then
            out[rows] = layer[:, 0]
        return out

    def _first(
        self, rows: Ints, ids: Ints, scaled: Floats, expected: Floats, context: Context
    ) -> Floats:
        """Return the first layer: features and neighbours, what is expected, vectors of words."""
        weight, width, size = self.weights[0], scaled.shape[1], expected.shape[1]
        at = 3 * width
        layer = self.biases[0] + expected @ weight[at + size : at + 2 * size]
        layer += (expected * context.outward[ids[rows], :-1]) @ weight[at : at + size]
        last = len(ids) - 1
        near = np.minimum(np.maximum(rows[:, None] + np.arange(-1, 2), 0), last)
        layer += scaled[near].reshape(len(rows), at) @ weight[:at]
        layer += summed_over(
            rows, range(-REACH, REACH + 1), ids, context.inward, weight[at + 2 * size :]
        )
        return layer


def as_written(network: Network) -> Network:
    """Return the network as it will be once it was written and read again."""
    weights = tuple(w.astype(np.float16).astype(np.float32) for w in network.weights)
    return Network(network.mean, network.scale, weights, network.biases)

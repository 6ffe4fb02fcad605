"""Run boosted trees with numpy alone: the library that grew them is needed for training only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class Forest(NamedTuple):
    """Trees side by side. Node `n` of all trees: left child if `row[column] <= threshold`.

    A leaf is its own child on both sides, so that every row can walk the same number of steps.
    """

    roots: NDArray[np.int32]
    column: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float32]
    depth: int


def probabilities(forest: Forest, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability that the trees give to each row."""
    count = len(rows)
    at = np.repeat(forest.roots[:, None], count, axis=1)
    gaps = np.isnan(rows)
    any_gap = bool(gaps.any())
    flat = np.ascontiguousarray(rows).ravel()
    flat_gaps = gaps.ravel()
    offset = (np.arange(count) * rows.shape[1])[None, :]
    for _ in range(forest.depth):
        where = offset + forest.column[at]
        goes_left = flat[where] <= forest.threshold[at]
        if any_gap:
            goes_left = np.where(flat_gaps[where], forest.missing_left[at], goes_left)
        at = np.where(goes_left, forest.left[at], forest.right[at])
    total = forest.value[at].sum(axis=0, dtype=np.float64)
    return np.asarray(1.0 / (1.0 + np.exp(-total)), dtype=np.float32)


def arrays(forest: Forest, prefix: str) -> dict[str, NDArray[np.generic]]:
    """Return the forest as named arrays, ready for `numpy.savez`."""
    fields = forest._asdict()
    return {f"{prefix}_{name}": np.asarray(value) for name, value in fields.items()}


def forest(stored: Mapping[str, NDArray[np.generic]], prefix: str) -> Forest:
    """Return the forest that `arrays` took apart."""
    fields = {name: stored[f"{prefix}_{name}"] for name in Forest._fields}
    return Forest(**{**fields, "depth": int(fields["depth"])})  # type: ignore[arg-type]

"""Run boosted trees with numpy alone: the library that grew them is needed for training only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class Forest(NamedTuple):
    """Trees side by side. Node `n` of all trees: left child if `row[column] <= threshold`.

    The right child is the next node after the left one. A leaf is its own left child and no row
    goes right there (its threshold is infinite), so that every row walks the same number of steps.
    """

    roots: NDArray[np.int32]
    column: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float32]
    depth: int
    bags: int = 1
    """The trees were grown in so many separate runs; their sums are averaged."""


# A row whose first bag of trees is this sure (log odds; 3 is .953) is not shown to the others.
# They change no such decision, and on most pages this spares them four rows in five.
_SURE = 3.0
# Rows walked at a time: all nodes of so many rows stay in the processor's cache.
_ROWS = 64


def probabilities(forest: Forest, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability that the trees give to each row."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds(forest, rows))), dtype=np.float32)


def log_odds(forest: Forest, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the log odds that the trees give to each row."""
    each = len(forest.roots) // forest.bags
    total = _sums(forest, forest.roots[:each], rows)
    unsure = np.flatnonzero(np.abs(total) < _SURE)
    if forest.bags > 1 and len(unsure):
        others = _sums(forest, forest.roots[each:], rows[unsure])
        total[unsure] = (total[unsure] + others) / forest.bags
    return total


def _sums(
    forest: Forest, roots: NDArray[np.int32], rows: NDArray[np.float32]
) -> NDArray[np.float64]:
    column, left = forest.column.astype(np.intp), forest.left.astype(np.intp)
    total = np.empty(len(rows), dtype=np.float64)
    for first in range(0, len(rows), _ROWS):
        part = np.ascontiguousarray(rows[first : first + _ROWS])
        count, width = part.shape
        at = np.repeat(roots[:, None].astype(np.intp), count, axis=1)
        gaps = np.isnan(part)
        any_gap = bool(gaps.any())
        flat, flat_gaps = part.ravel(), gaps.ravel()
        offset = (np.arange(count) * width)[None, :]
        for _ in range(forest.depth):
            where = column.take(at)
            where += offset
            goes_right = flat.take(where) > forest.threshold.take(at)
            if any_gap:
                goes_right = np.where(
                    flat_gaps.take(where), ~forest.missing_left.take(at), goes_right
                )
            at = left.take(at)
            at += goes_right
        total[first : first + count] = forest.value.take(at).sum(axis=0, dtype=np.float64)
    return total


def arrays(forest: Forest, prefix: str) -> dict[str, NDArray[np.generic]]:
    """Return the forest as named arrays, ready for `numpy.savez`."""
    fields = forest._asdict()
    return {f"{prefix}_{name}": np.asarray(value) for name, value in fields.items()}


def forest(stored: Mapping[str, NDArray[np.generic]], prefix: str) -> Forest:
    """Return the forest that `arrays` took apart; one that knows of no bags is a single one."""
    fields = {name: stored[f"{prefix}_{name}"] for name in Forest._fields if name != "bags"}
    bags = int(stored[f"{prefix}_bags"]) if f"{prefix}_bags" in stored else 1
    return Forest(**{**fields, "depth": int(fields["depth"]), "bags": bags})  # type: ignore[arg-type]

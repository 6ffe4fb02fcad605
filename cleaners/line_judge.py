"""How likely a line of a plain-text page is furniture, from its words, shape and neighbours.

A page saved as text has lost the tags that tell a menu from an article. What is left are words
("reply", "sign up"), shapes (runs of short lines) and order: an article is one stretch, and what
comes after it is another thing even where it is prose. Boosted trees judge each line; a second set
judges again with the first judgement of the whole page in view; last, each line's odds move towards
its neighbours'. The trees were grown by `benchmarks/train_line_judge.py`. The judge only gives
numbers: `cleaners.furniture` decides.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners import line_context, line_features
from cleaners.line_features import Lexicon
from curette.extract.trees import Forest, arrays, forest, probabilities
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = Path(__file__).parent / "rules" / "line_judge.npz"
# Raised when the columns of `line_features` or `line_context` change their places: an older file is
# refused. Trees that know fewer columns than there are now do not look at those added at the end.
FORMAT = 3


class Model(NamedTuple):
    """Both judges, the lexicon they share, and the account of their training."""

    first: Forest
    second: Forest
    lexicon: Lexicon
    account: dict[str, str]


class Judgement(NamedTuple):
    """How likely each line is furniture, and the stretch that holds most of the article."""

    odds: list[float]
    first: int
    last: int


def judge(lines: Sequence[str]) -> Judgement:
    """Return for each line how likely it is furniture, 0 to 1, and where the article lies."""
    if not lines:
        return Judgement([], 0, 0)
    model = load(MODEL)
    own = line_features.evidence(lines, model.lexicon)
    before = probabilities(model.first, own)
    again = probabilities(model.second, line_context.evidence(own, before, lines))
    lengths = line_features.lengths_of(lines)
    odds = line_context.settled(again.astype(np.float64), lengths)
    stretch = line_context.stretch(odds, lengths)
    return Judgement([round(float(value), 4) for value in odds], *stretch)


@cache
def load(path: Path) -> Model:
    """Read the model file.

    Raises `CuretteError` when it was trained on other features than this version has.
    """
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        if about["format"] != FORMAT:
            raise CuretteError(
                f"{path.name}: trained on other features than this version has; "
                "train it again with `python -m benchmarks.train_line_judge`"
            )
        lexicon = Lexicon(*(_weights(stored, name) for name in Lexicon._fields))
        return Model(forest(stored, "first"), forest(stored, "second"), lexicon, about["account"])


def save(path: Path, model: Model) -> None:
    """Write a model file; the same model gives the same bytes."""
    about = {"format": FORMAT, "account": model.account}
    stored = {
        "about": np.array(json.dumps(about)),
        **arrays(model.first, "first"),
        **arrays(model.second, "second"),
    }
    for name, weights in zip(Lexicon._fields, model.lexicon, strict=True):
        known = sorted(weights)
        stored[name] = np.array(known)
        stored[f"{name}_weights"] = np.array([weights[key] for key in known], dtype=np.float32)
    np.savez_compressed(path, allow_pickle=False, **stored)


def _weights(stored: np.lib.npyio.NpzFile, name: str) -> dict[str, float]:
    return dict(zip(stored[name].tolist(), stored[f"{name}_weights"].tolist(), strict=True))

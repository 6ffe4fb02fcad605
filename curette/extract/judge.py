"""How likely each block is main content, by a trained judge, and when a second opinion is asked.

The judge reads what the parse gave. Where that leaves it unsure, trafilatura is asked for its
votes, and a second judge that has learned to weigh them decides.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.extract import features, trees
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from curette.extract.html import Piece

MODEL = Path(__file__).with_name("blocks.npz")
FORMAT = 1
# The judge without votes cannot see the columns that hold them.
CHEAP = tuple(at for at, name in enumerate(features.NAMES) if "vote" not in name)
# A page is unsure when blocks that the first judge puts between these two hold this share of the
# characters it keeps. Sweep in docs/extraction.md.
DOUBT = (0.2, 0.8)
UNSURE_SHARE = 0.2
# Of more blocks than these, mostly lists and threads, votes are wrong more often than the judge,
# and take the longest to fetch. There they are asked only where it knows next to nothing: more
# is doubtful than this many times what it keeps.
LONG_PAGE_BLOCKS = 300
LOST_SHARE = 1.5


class Verdict(NamedTuple):
    """A score for each block, 0 to 1, and the votes where they were asked for."""

    scores: tuple[float, ...]
    votes: tuple[bool, ...] | None


class Model(NamedTuple):
    """Both judges, the lexicon they share, and the account of their training."""

    cheap: trees.Forest
    full: trees.Forest
    lexicon: features.Lexicon
    account: dict[str, str]


def judge(
    pieces: Sequence[Piece],
    title: str,
    types: Sequence[str],
    ask: Callable[[], Sequence[bool] | None],
) -> Verdict:
    """Return how likely each block is main content; `ask` fetches votes, if they are needed."""
    model = load()
    rows = features.matrix(pieces, title, types, model.lexicon)
    scores = trees.probabilities(model.cheap, rows[:, CHEAP])
    votes = None
    if unsure(scores, np.array([len(piece.text) for piece in pieces])):
        votes = ask()
        if votes is not None:
            rows = features.add_votes(rows, pieces, votes)
            scores = trees.probabilities(model.full, rows)
    return Verdict(
        tuple(round(float(score), 3) for score in scores),
        None if votes is None else tuple(votes),
    )


def unsure(scores: features.Matrix, chars: features.Matrix) -> bool:
    """Tell whether too much of a page lies where the first judge is often wrong."""
    kept = float(chars[scores >= 0.5].sum())
    doubtful = float(chars[(scores > DOUBT[0]) & (scores < DOUBT[1])].sum())
    share = LOST_SHARE if len(scores) >= LONG_PAGE_BLOCKS else UNSURE_SHARE
    return doubtful > share * kept or kept == 0


@cache
def load(path: Path = MODEL) -> Model:
    """Read the model file.

    Raises `CuretteError` when it was trained on other features than this version has.
    """
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        if about["format"] != FORMAT or tuple(about["names"]) != features.NAMES:
            raise CuretteError(
                f"{path.name}: trained on other features than this version has; "
                "train it again with `python -m benchmarks.train_blocks`"
            )
        lexicon = features.Lexicon(_weights(stored, "tokens"), _weights(stored, "words"))
        return Model(
            trees.forest(stored, "cheap"), trees.forest(stored, "full"), lexicon, about["account"]
        )


def save(path: Path, model: Model) -> None:
    """Write a model file; the same model gives the same arrays."""
    about = {"format": FORMAT, "names": features.NAMES, "account": model.account}
    stored = {
        "about": np.array(json.dumps(about)),
        **trees.arrays(model.cheap, "cheap"),
        **trees.arrays(model.full, "full"),
    }
    for name, weights in (("tokens", model.lexicon.tokens), ("words", model.lexicon.words)):
        known = sorted(weights)
        stored[name] = np.array(known)
        stored[f"{name}_weights"] = np.array([weights[word] for word in known], dtype=np.float32)
    np.savez_compressed(path, allow_pickle=False, **stored)


def _weights(stored: np.lib.npyio.NpzFile, name: str) -> dict[str, float]:
    return dict(zip(stored[name].tolist(), stored[f"{name}_weights"].tolist(), strict=True))

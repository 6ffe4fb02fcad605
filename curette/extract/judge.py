"""How likely each block is main content, by a trained judge, and when a second opinion is asked.

The judge reads what the parse gave. Where that leaves it unsure, trafilatura is asked for its
votes, and a second judge that has learned to weigh them decides.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.extract import features, trees, votes
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from curette.extract.html import Piece

_WORD = re.compile(r"\w+")
MODEL = Path(__file__).with_name("blocks.npz")
FORMAT = 3
# A page is unsure when blocks that the first judge puts between these two hold this share of the
# characters it keeps. Sweep in docs/extraction.md.
DOUBT = (0.2, 0.8)
UNSURE_SHARE = 0.3
# Of more blocks than these, mostly lists and threads, votes are wrong more often than the judge,
# and take the longest to fetch. There they are asked only where it knows next to nothing: more
# is doubtful than this many times what it keeps.
LONG_PAGE_BLOCKS = 300
LOST_SHARE = 1.5


NAMES = (*features.DOM, *features.VOTES)
_WORDS = features.DOM.index("words")
# Below this a block is not kept, however poor the page: what is left there is a menu.
LOWEST_LINE = 0.1
# A block with so many words, and such a share of the page's kept ones, is an echo when this share
# of its runs of four words stands in shorter kept blocks. Runs across its paragraphs do not.
ECHO_WORDS = 100
ECHO_OF_PAGE = 0.2
ECHO_SHARE = 0.8


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
    ask: Callable[[], Sequence[float] | None],
) -> Verdict:
    """Return how likely each block is main content.

    `ask` returns how much of each block trafilatura keeps; it is called if votes are needed.
    """
    model = load()
    rows = features.matrix(pieces, title, types, model.lexicon)
    scores = trees.probabilities(model.cheap, rows)
    shares = None
    if unsure(scores, np.array([len(piece.text) for piece in pieces])):
        shares = ask()
        if shares is not None:
            rows = np.hstack([rows, features.votes(pieces, shares)])
            scores = trees.probabilities(model.full, rows)
    scores = settled(scores, rows[:, _WORDS])
    scores = without_echoes(scores, [piece.text for piece in pieces])
    return Verdict(
        tuple(round(float(score), 3) for score in scores),
        None if shares is None else tuple(share >= votes.KEPT_SHARE for share in shares),
    )


def unsure(scores: features.Matrix, chars: features.Matrix) -> bool:
    """Tell whether too much of a page lies where the first judge is often wrong."""
    kept = float(chars[scores >= 0.5].sum())
    doubtful = float(chars[(scores > DOUBT[0]) & (scores < DOUBT[1])].sum())
    share = LOST_SHARE if len(scores) >= LONG_PAGE_BLOCKS else UNSURE_SHARE
    return doubtful > share * kept or kept == 0


def settled(scores: features.Matrix, words: features.Matrix) -> features.Matrix:
    """Return the scores moved so that .5 is where this page is best cut off; they never sink.

    Of the blocks from the likeliest down, those are kept with which the F1 to be expected is
    greatest, and that is down to half of this F1. On an article it is near 1; on a list of cards
    of which nothing is sure it is far below, and there more has to be kept.
    """
    order = np.argsort(-scores, kind="stable")
    told = np.cumsum((scores * words)[order], dtype=np.float64)
    kept = np.cumsum(words[order], dtype=np.float64)
    best = float((2 * told / np.maximum(kept + told[-1], 1e-9)).max())
    line = min(0.5, max(LOWEST_LINE, best / 2))
    odds = scores / np.maximum(1 - scores, 1e-6) * ((1 - line) / line)
    return np.asarray(odds / (1 + odds), dtype=np.float32)


def without_echoes(scores: features.Matrix, texts: Sequence[str]) -> features.Matrix:
    """Return the scores, low for a long block that only says what other kept blocks say.

    Some pages hold their whole article a second time in one element, for their scripts. Nothing
    is lost with it: all it says is kept where it stands paragraph by paragraph.
    """
    kept = [
        (number, _WORD.findall(texts[number])) for number in np.flatnonzero(scores >= 0.5).tolist()
    ]
    sizes = [len(found) for _, found in kept]
    least = max(ECHO_WORDS, ECHO_OF_PAGE * sum(sizes))
    if max(sizes, default=0) < least:
        return scores
    said = {run for _, found in kept if len(found) < least for run in _runs(found)}
    lowered = scores.copy()
    for number, found in kept:
        own = _runs(found)
        if len(found) >= least and sum(run in said for run in own) >= ECHO_SHARE * len(own):
            lowered[number] = min(lowered[number], LOWEST_LINE)
    return lowered


def _runs(words: list[str]) -> list[tuple[str, str, str, str]]:
    return list(zip(words, words[1:], words[2:], words[3:], strict=False))


@cache
def load(path: Path = MODEL) -> Model:
    """Read the model file.

    Raises `CuretteError` when it was trained on other features than this version has.
    """
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(str(stored["about"]))
        if about["format"] != FORMAT or tuple(about["names"]) != NAMES:
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
    about = {"format": FORMAT, "names": NAMES, "account": model.account}
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

"""How well a style is found that was not learnt from: two networks, one with it, one without."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from curette.garbled.training import fit, head, spin
from curette.garbled.training.pages import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.garbled.training.ground import Ground
    from curette.garbled.training.network import Stack

Floats = npt.NDArray[np.float32]

# A page is found when it is above all but this share of the clean ones.
FALSE_ALARMS = 0.01
# A spun word is found when it is likelier wrong than right; of clean words so many are as well.
WORDS_ASKED = 0.0


class Found(NamedTuple):
    """What is found of a style, by a network that learnt from it and by one that did not."""

    style: str
    pages: int
    auc: tuple[float, float]
    recall: tuple[float, float]
    words: tuple[float, float]


def left_out(ground: Ground, styles: Sequence[str], *, tokens: int, seed: int) -> Iterator[Found]:
    """Yield a row a style; both networks learn from so many tokens, of other sources."""
    every = tuple(spin.STYLES)
    known = fit.learn(ground, every, tokens=tokens, seed=seed)
    _, judged = fit.parted(ground.pages)
    for style in styles:
        others = tuple(other for other in every if other != style)
        stranger = fit.learn(ground, others, tokens=tokens, seed=seed)
        pages = made(judged, [style], ground.spinner, ground.ids, tokens=tokens // 5, seed=seed + 3)
        stack = fit.stack(ground, list(pages))
        with_it, without = (_measured(ground, learnt, stack) for learnt in (known, stranger))
        yield Found(
            style,
            with_it[0],
            (with_it[1], without[1]),
            (with_it[2], without[2]),
            (with_it[3], without[3]),
        )


def _measured(ground: Ground, learnt: fit.Learnt, stack: Stack) -> tuple[int, float, float, float]:
    """Return the number of spun pages, their AUC and recall, and the recall of their words."""
    odds = fit.odds_of(learnt.network, stack, ground.lexicon.context)
    facts, spun = head.facts_of(stack, odds)
    scores = learnt.verdict[0] + facts @ learnt.verdict[1:]
    clean, other = np.sort(scores[~spun]), scores[spun]
    area = np.searchsorted(clean, other).mean() / len(clean)
    above = clean[int(len(clean) * (1 - FALSE_ALARMS))]
    words = odds[stack.spun & stack.word] > WORDS_ASKED
    return len(other), float(area), float((other > above).mean()), float(words.mean())

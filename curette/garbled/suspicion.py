"""Whether a page, or a passage of it, is suspicious: held against what is usual of clean text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.summary import familiarity, figures_of, summary

if TYPE_CHECKING:
    from curette.garbled.model import Model
    from curette.garbled.page import Page

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# What the verdict usually says of clean text, and how far it strays, from facts about the text:
# one, how short it is, how well its words suit their places and how many of its pairs of words
# are known. Fitted to half of the clean development pages of the spinner benchmark, whole and in
# stretches of 50 to 120 words; text on familiar matters is thus held to what is usual there.
USUAL = (9.188, -5.629, -1.019, -9.292)
STRAYS = (0.101, 2.786, -0.062, -0.166)
# Words are called spun when the verdict strays so many times as far: about one in 200 of those
# clean stretches does. Or when the verdict itself is past PAGE_SPUN, and SHORT / sqrt(words) more:
# heavy spinning makes text unfamiliar. A passage, of which a page has many, must stray further.
NEEDED = 3.5
PAGE_SPUN = 5.6
SHORT = 4.0
PASSAGE_SLACK = 1.8
PASSAGE_WORDS = 120
# A passage with fewer words that are likelier wrong than right is not looked at further.
LEAST_ODD = 2
# What an abbreviation that does not fit, or a speaker nobody introduced, adds to the log odds of
# the page. On 534 clean pages there was no such clue.
CLUE_OF_PAGE = 1.5
MOST_OF_CLUES = 3.0


def suspicion(page: Page, counted: Ints) -> tuple[float, Flags]:
    """Return by how much the page or its worst passage passes for spun, and suspicious sentences.

    A passage is a run of sentences of PASSAGE_WORDS; passages overlap by half.
    """
    word = page.tokens.word
    ids, odds = page.tokens.ids[word], page.odds[word]
    figures = figures_of(page.reading.features[word])
    edges = np.concatenate(([0], np.cumsum(counted)))
    hard = sum(clue.hard for clue in page.clues.values())
    whole = _surplus(page.model, ids, figures, odds) + min(hard * CLUE_OF_PAGE, MOST_OF_CLUES)
    suspicious = np.full(len(counted), whole >= 0)
    if edges[-1] < 1.5 * PASSAGE_WORDS:
        return whole, suspicious
    worst = whole
    read_last = (0, len(counted))
    for start in range(0, int(edges[-1]) - PASSAGE_WORDS // 2, PASSAGE_WORDS // 2):
        first = int(np.searchsorted(edges, start, side="right")) - 1
        last = int(np.searchsorted(edges, min(start + PASSAGE_WORDS, edges[-1]), side="left"))
        if (first, last) == read_last:
            continue  # one endless sentence is read once
        read_last = (first, last)
        here = slice(edges[first], edges[last])
        if (odds[here] > 0).sum() < LEAST_ODD:
            continue
        passage = _surplus(page.model, ids[here], figures[here], odds[here]) - PASSAGE_SLACK
        worst = max(worst, passage)
        if passage >= 0:
            suspicious[first:last] = True
    return worst, suspicious


def _surplus(model: Model, ids: Ints, figures: Floats, odds: Floats) -> float:
    """Return how much further than needed the verdict on some words strays from the usual."""
    found = float(model.head[0] + summary(ids, figures, odds) @ model.head[1:])
    facts = familiarity(figures)
    strays = float(found - facts @ USUAL) / math.exp(facts @ STRAYS)
    return max(strays - NEEDED, found - PAGE_SPUN - SHORT / math.sqrt(len(odds)))

"""Whether a page, or a passage of it, is suspicious: held against what is usual of clean text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from curette.garbled.summary import familiarities, figures_of, summaries

if TYPE_CHECKING:
    from curette.garbled.page import Page

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# What the verdict usually says of clean text, and how far it strays, from facts about the text:
# one, how short it is, how well its words suit their places and how many of its pairs of words
# are known; text on familiar matters is thus held to what is usual there. Text is called spun when
# the verdict strays NEEDED times as far and NEEDED_SHORT / sqrt(words) more: the less there is of a
# text, the further it strays at times. `benchmarks.fit_garbled` fits USUAL and STRAYS on half of
# the clean development pages, whole and in stretches. Its line for one stretch in 200 rests on half
# a dozen of them; NEEDED and NEEDED_SHORT lie below it, chosen with both halves and made pages in
# view so that about as many clean texts of any length are called spun.
USUAL = np.array((9.961, -11.046, -1.486, -8.190), dtype=np.float32)
STRAYS = np.array((-0.430, 3.792, -0.153, 0.849), dtype=np.float32)
NEEDED = 2.4
NEEDED_SHORT = 9.0
# Or when the verdict itself is past PAGE_SPUN, and SHORT / sqrt(words) more: heavy spinning makes
# text unfamiliar.
PAGE_SPUN = 5.6
SHORT = 4.0
# A page has many passages, any of which may stray by chance: a passage must stray further, the
# more there are.
PASSAGE_SLACK = 0.9
MANY_PASSAGES = 0.5
PASSAGE_WORDS = 120
# A passage with fewer words that are likelier wrong than right is not looked at further.
LEAST_ODD = 4
# What an abbreviation that does not fit, or a speaker nobody introduced, adds to the log odds of
# the page. On 534 clean pages there was no such clue.
CLUE_OF_PAGE = 1.5
MOST_OF_CLUES = 3.0


class Weighed(NamedTuple):
    """What is said of runs of words: the verdicts, the facts that their usual values depend on."""

    verdict: Floats
    facts: Floats
    words: Ints

    @property
    def strays(self) -> Floats:
        """How many times as far each verdict strays from the usual as it usually does."""
        far = np.exp(self.facts @ STRAYS)
        return np.asarray((self.verdict - self.facts @ USUAL) / far, dtype=np.float32)

    @property
    def surplus(self) -> Floats:
        """How much further than needed each strays."""
        short = (1 / np.sqrt(self.words)).astype(np.float32)
        usual = self.strays - NEEDED - NEEDED_SHORT * short
        return np.maximum(usual, self.verdict - PAGE_SPUN - SHORT * short)


class Words:
    """The words of a page, ready to be weighed by the run of sentences."""

    def __init__(self, page: Page, counted: Ints) -> None:
        """Take them from a page whose sentences have so many words."""
        word = page.tokens.word
        self.head = page.model.head
        self.ids, self.odds = page.tokens.ids[word], page.odds[word]
        self.figures = figures_of(page.reading.features[word])
        self.edges = np.concatenate(([0], np.cumsum(counted)))

    def weigh(self, runs: Ints) -> Weighed:
        """Weigh runs of sentences, each from the first of a pair up to the second."""
        there = self.edges[runs]
        facts = summaries(self.ids, self.figures, self.odds, there)
        verdict = self.head[0] + facts @ self.head[1:]
        return Weighed(verdict, familiarities(self.figures, there), there[:, 1] - there[:, 0])

    def odd(self, runs: Ints) -> Ints:
        """Return how many words of each run are likelier wrong than right."""
        summed = np.concatenate(([0], np.cumsum(self.odds > 0)))[self.edges]
        return summed[runs[:, 1]] - summed[runs[:, 0]]


def suspicion(page: Page, counted: Ints) -> tuple[float, Flags]:
    """Return by how much the page or its worst passage passes for spun, and which sentences do."""
    words = Words(page, counted)
    passages = passages_of(words.edges)
    hard = sum(clue.hard for clue in page.clues.values())
    many = math.log(max(1, len(passages)))
    runs = passages[words.odd(passages) >= LEAST_ODD]
    surplus = words.weigh(np.concatenate(([(0, len(counted))], runs))).surplus
    surplus[0] += min(hard * CLUE_OF_PAGE, MOST_OF_CLUES)
    surplus[1:] -= PASSAGE_SLACK + MANY_PASSAGES * many
    suspicious = np.full(len(counted), surplus[0] >= 0)
    for first, last in runs[surplus[1:] >= 0].tolist():
        suspicious[first:last] = True
    return float(surplus.max()), suspicious


def passages_of(edges: Ints) -> Ints:
    """Return the runs of sentences of PASSAGE_WORDS, overlapping by half, of a page that has more.

    `edges` tell where sentences begin, in words.
    """
    count = int(edges[-1])
    if count < 1.5 * PASSAGE_WORDS:
        return np.zeros((0, 2), dtype=np.int64)
    starts = np.arange(0, count - PASSAGE_WORDS // 2, PASSAGE_WORDS // 2)
    first = np.searchsorted(edges, starts, side="right") - 1
    last = np.searchsorted(edges, np.minimum(starts + PASSAGE_WORDS, count))
    runs = np.stack((first, last), axis=1)
    # One endless sentence is read once.
    before = np.concatenate(([(0, len(edges) - 1)], runs[:-1]))
    return np.asarray(runs[(runs != before).any(axis=1)])

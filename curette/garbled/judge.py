"""Judge a text: which sentences a spinner garbled, by which words, and whether the page is spun."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.model import shipped
from curette.garbled.page import LONGEST_TEXT, Page, read_page
from curette.garbled.summary import RUNNING_WORDS, word_counts
from curette.garbled.suspects import (
    LITTLE_ODD,
    Suspect,
    suspects_of,
    without_connectives,
    without_mild_swaps,
    without_slips,
)
from curette.garbled.suspicion import suspicion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# Fewer words than this give no ground for a verdict: the shortest labelled spun page has 25.
LEAST_WORDS = 20
# A sentence of a suspicious passage is garbled when the odds of its odd words together are above
# this, as a logarithm. Chosen on the spun seed page and the first half of the development pages.
SENTENCE_GARBLED = 0.6
# A line without a full stop is a heading or an item, with little around a word to judge it by.
HEADING = 0.2


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence: how likely it is garbled (0 to 1), whether it is, by which words, and why."""

    start: int
    end: int
    score: float
    garbled: bool
    suspects: tuple[Suspect, ...]
    because: str
    running: bool
    """Whether it is a sentence of running text, long enough to count in shares."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A text: whether it could be judged at all, how likely it is spun (0 to 1), and why."""

    assessed: bool
    score: float
    spun: bool
    because: str
    sentences: tuple[Verdict, ...]

    @property
    def garbled_share(self) -> float:
        """The share of the sentences of running text that are garbled."""
        running = [verdict.garbled for verdict in self.sentences if verdict.running]
        return sum(running) / len(running) if running else 0.0


def assess(text: str, sentences: Sequence[Span], language: str | None) -> Assessment:
    """Judge the sentences of a text, and the text as a whole.

    Sentences are garbled only where the text as a whole, or the passage around them, is
    suspicious: single honest sentences are often odd.
    """
    model = shipped()
    if language is not None and language != model.language:
        return Assessment(False, 0.0, False, f"no model of the language {language!r}", ())
    judged = [span for span in sentences if span[1] <= LONGEST_TEXT]
    if not judged:
        why = f"no sentence ends before character {LONGEST_TEXT:,}" if sentences else "no text"
        return Assessment(True, 0.0, False, f"there is nothing to judge: {why}", ())
    page = read_page(text, judged, model)
    counted = word_counts(page.tokens, len(judged))
    if counted.sum() < LEAST_WORDS:
        verdicts = _unjudged(judged, counted, np.zeros(len(judged), dtype=np.float32))
        return Assessment(True, 0.0, False, "too few words to judge", tuple(verdicts))
    surplus, suspicious = suspicion(page, counted)
    if suspicious.any():
        page = without_slips(without_mild_swaps(page))
    scores = _sentence_scores(page, judged)
    verdicts = _unjudged(judged, counted, scores)
    if suspicious.any():
        page = without_connectives(page)
        for k in np.flatnonzero(suspicious & (scores >= 0.5)).tolist():
            verdicts[k] = _judged(verdicts[k], suspects_of(page, k))
    spun = any(verdict.garbled for verdict in verdicts)
    because = _because(verdicts, suspicious, spun)
    if len(judged) < len(sentences):
        because += f"; judged up to character {LONGEST_TEXT:,}"
    score = float(1 / (1 + np.exp(-np.clip(surplus, -30, 30))))
    return Assessment(True, round(score, 6), spun, because, tuple(verdicts))


def _sentence_scores(page: Page, sentences: Sequence[Span]) -> Floats:
    """Return for each sentence how likely its odd words are not there by chance."""
    chance = np.clip(page.chance.astype(np.float64), 0, 1 - 1e-6)
    odds = np.where(chance > LITTLE_ODD, chance / (1 - chance), 0)
    together = np.bincount(page.tokens.sentence, odds, len(sentences))
    headings = np.array([page.text[end - 1] not in ".!?…:;\"'”’)" for _, end in sentences])
    surplus = np.log(np.maximum(together, 1e-6)) - SENTENCE_GARBLED - HEADING * headings
    return np.asarray(1 / (1 + np.exp(-np.clip(surplus, -30, 30))), dtype=np.float32)


def _unjudged(sentences: Sequence[Span], counted: Ints, scores: Floats) -> list[Verdict]:
    """Return a verdict on each sentence that finds it in order."""
    rounded = np.round(scores.astype(np.float64), 4).tolist()
    running = (counted >= RUNNING_WORDS).tolist()
    return [
        Verdict(span[0], span[1], score, False, (), "", runs)
        for span, score, runs in zip(sentences, rounded, running, strict=True)
    ]


def _judged(verdict: Verdict, suspects: tuple[Suspect, ...]) -> Verdict:
    because = "; ".join(s.because for s in sorted(suspects, key=lambda s: -s.score)[:3])
    return replace(verdict, garbled=bool(suspects), suspects=suspects, because=because)


def _because(verdicts: Sequence[Verdict], suspicious: Flags, spun: bool) -> str:
    if not spun:
        return "the wording is usual"
    garbled = [verdict for verdict in verdicts if verdict.garbled]
    words = sorted((s for verdict in garbled for s in verdict.suspects), key=lambda s: -s.score)
    shown = ", ".join(repr(s.word) for s in words[:5])
    where = "" if suspicious.all() else f" of a passage of {int(suspicious.sum())} sentences"
    return (
        f"{len(garbled)} of {len(verdicts)} sentences, headings and list items hold words that "
        f"are out of place{where}, "
        f"such as {shown}"
    )

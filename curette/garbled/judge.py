"""Judge a text: which sentences a spinner garbled, by which words, and whether the page is spun."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled import evidence
from curette.garbled.features import Reading, read
from curette.garbled.model import Model, shipped
from curette.garbled.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span

Floats = npt.NDArray[np.float32]

# A page is read in full up to here; of a longer one this much is judged, and the verdict says so.
LONGEST_TEXT = 400_000
# Fewer words than this give no ground for a verdict: the shortest labelled spun page has 25.
LEAST_WORDS = 15
# A clue that the page itself gives is worth this much log odds to its word.
CLUE = 3.0
# A word is in question from this probability on.
WORD_IN_QUESTION = 0.5
# A sentence of a suspicious page is garbled from this score on.
SENTENCE_GARBLED = 0.6
# A suggestion is made only where the word is so probably wrong and fits so much worse.
SUGGEST_FROM = 0.8
SUGGEST_GAIN = 6.0
# Sentences with fewer words than this are headings, names, list items: no running text.
RUNNING_WORDS = 4


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word in question, with the wording that would be usual there, and why."""

    start: int
    end: int
    word: str
    score: float
    suggestion: str | None
    because: str


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
    sentences = [span for span in sentences if span[1] <= LONGEST_TEXT]
    if not sentences:
        return Assessment(True, 0.0, False, "there is nothing to judge", ())
    tokens, reading, odds = judge_tokens(text, sentences, model)
    clues = _clues(text, tokens, odds)
    for place in clues:
        odds[place] += CLUE
    chance = np.where(tokens.word, 1 / (1 + np.exp(-odds)), 0).astype(np.float32)
    counted = np.bincount(tokens.sentence[tokens.word], minlength=len(sentences))
    if counted.sum() < LEAST_WORDS:
        return Assessment(True, 0.0, False, "too few words to judge", ())
    scores = sentence_scores(tokens, chance, len(sentences))
    page = head_score(summary(tokens, chance, scores, counted), model)
    threshold = float(model.head[0])
    spun = page >= threshold
    verdicts = tuple(
        _verdict(text, span, k, float(scores[k]), spun, tokens, reading, chance, clues, model)
        for k, span in enumerate(sentences)
    )
    return Assessment(True, round(page, 4), spun, _because(page, threshold, verdicts), verdicts)


def judge_tokens(
    text: str, sentences: Sequence[Span], model: Model
) -> tuple[Tokens, Reading, Floats]:
    """Return the tokens, what the model sees of each, and the log odds that it is out of place."""
    tokens = tokenise(text, sentences, model.ids)
    reading = read(tokens, model.ngrams, model.general, model.neighbours, model.plain)
    return tokens, reading, model.network.logits(tokens.ids, reading.features)


def sentence_scores(tokens: Tokens, chance: Floats, count: int) -> Floats:
    """Return a score for each sentence: the mean of its three oddest words, the oddest twice."""
    order = np.lexsort((-chance, tokens.sentence))
    sentence = tokens.sentence[order]
    begin = np.searchsorted(sentence, np.arange(count))
    ranked = chance[order]
    total = np.zeros(count, dtype=np.float32)
    for rank, weight in enumerate((0.5, 0.3, 0.2)):
        place = np.minimum(begin + rank, len(ranked) - 1)
        total += weight * np.where(sentence[place] == np.arange(count), ranked[place], 0)
    return total


def summary(
    tokens: Tokens, chance: Floats, scores: Floats, counted: npt.NDArray[np.int64]
) -> Floats:
    """Return what the verdict on a page rests on."""
    words = np.sort(chance[tokens.word])[::-1]
    top = words[: max(1, int(np.ceil(0.05 * len(words))))]
    running = scores[counted >= RUNNING_WORDS]
    return np.array(
        [
            top.mean(),
            words.mean(),
            (words > WORD_IN_QUESTION).mean(),
            running.mean() if len(running) else 0.0,
            1 / np.sqrt(len(words)),
        ],
        dtype=np.float32,
    )


def head_score(facts: Floats, model: Model) -> float:
    """Return the score of a page: a logistic function of its summary."""
    bias, weights = model.head[1], model.head[2 : 2 + len(facts)]
    return float(1 / (1 + np.exp(-(bias + facts @ weights))))


def _clues(text: str, tokens: Tokens, odds: Floats) -> dict[int, evidence.Clue]:
    """Return the clues of the page by the place of their token."""
    begun = {int(start): k for k, start in enumerate(tokens.start) if tokens.word[k]}
    found: dict[int, evidence.Clue] = {}
    for clue in chain(evidence.abbreviations(text), evidence.speakers(text)):
        if clue.start in begun:
            found.setdefault(begun[clue.start], clue)
    for clue in evidence.institutions(text):
        # Two institutions may honestly differ in a word: it must be an odd word besides.
        if clue.start in begun and odds[begun[clue.start]] > 0:
            found.setdefault(begun[clue.start], clue)
    return found


def _verdict(
    text: str,
    span: Span,
    number: int,
    score: float,
    spun: bool,
    tokens: Tokens,
    reading: Reading,
    chance: Floats,
    clues: dict[int, evidence.Clue],
    model: Model,
) -> Verdict:
    begin, end = np.searchsorted(tokens.sentence, (number, number + 1))
    garbled = spun and score >= SENTENCE_GARBLED
    suspects: tuple[Suspect, ...] = ()
    if garbled:
        suspects = tuple(
            _suspect(text, k, tokens, reading, chance, clues.get(k), model)
            for k in range(int(begin), int(end))
            if chance[k] >= WORD_IN_QUESTION
        )
        garbled = bool(suspects)
    because = "; ".join(s.because for s in sorted(suspects, key=lambda s: -s.score)[:3])
    running = int(tokens.word[begin:end].sum()) >= RUNNING_WORDS
    return Verdict(span[0], span[1], round(score, 4), garbled, suspects, because, running)


def _suspect(
    text: str,
    place: int,
    tokens: Tokens,
    reading: Reading,
    chance: Floats,
    clue: evidence.Clue | None,
    model: Model,
) -> Suspect:
    start, end = int(tokens.start[place]), int(tokens.end[place])
    word = text[start:end]
    score = float(chance[place])
    suggestion = None
    if score >= SUGGEST_FROM and reading.gain[place] >= SUGGEST_GAIN:
        suggestion = model.vocabulary[int(reading.best[place])]
    if clue is not None and clue.begins_with:
        fitting = _beginning(clue.begins_with, int(tokens.ids[place]), model)
        suggestion = fitting or suggestion
    before = text[int(tokens.start[place - 1]) : int(tokens.end[place - 1])] if place else ""
    where = f" after {before!r}" if before.isalpha() else ""
    if suggestion:
        because = f"{word!r} stands where {suggestion!r} is usual{where}"
    else:
        because = f"{word!r} is out of place{where}"
    if clue is not None:
        because += f"; {clue.because}"
    return Suspect(start, end, word, round(score, 4), suggestion, because)


def _beginning(letter: str, number: int, model: Model) -> str | None:
    """Return the commonest word with that first letter that the word may have replaced."""
    for table in model.neighbours:
        for other in table.word[table.begin[number] : table.begin[number + 1]]:
            if model.vocabulary[int(other)].startswith(letter):
                return model.vocabulary[int(other)]
    return None


def _because(page: float, threshold: float, verdicts: Sequence[Verdict]) -> str:
    if page < threshold:
        return f"the wording is usual (score {page:.2f}, in question from {threshold:.2f})"
    garbled = [verdict for verdict in verdicts if verdict.garbled]
    running = sum(verdict.running for verdict in verdicts)
    words = sorted((s for verdict in garbled for s in verdict.suspects), key=lambda s: -s.score)
    shown = ", ".join(repr(s.word) for s in words[:5])
    return (
        f"{len(garbled)} of {running} sentences hold words that are out of place, such as {shown} "
        f"(score {page:.2f}, in question from {threshold:.2f})"
    )

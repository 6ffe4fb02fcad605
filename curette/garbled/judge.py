"""Judge a text: which sentences a spinner garbled, by which words, and whether the page is spun."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled import evidence
from curette.garbled.features import NAMES, Reading, read
from curette.garbled.model import Model, shipped
from curette.garbled.slips import is_slip
from curette.garbled.summary import RUNNING_WORDS, summary, word_counts
from curette.garbled.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# A page is read in full up to here; of a longer one this much is judged, and the verdict says so.
LONGEST_TEXT = 400_000
# Fewer words than this give no ground for a verdict: the shortest labelled spun page has 25.
LEAST_WORDS = 20
# Log odds from which words are called spun: this much, and SHORT / sqrt(words) more. Set together
# on the development pages of the spinner benchmark: 1 of 476 clean pages (a page of program code)
# lies above, and dense statistics of 70 words just below. A passage, of which a page has many,
# needs PASSAGE_SLACK more.
PAGE_SPUN = 4.6
SHORT = 16.0
PASSAGE_SLACK = 1.0
# Where most words are quite usual (the median log odds below FAMILIAR), less is needed: the
# wording of familiar pages scatters less. This finds a quarter more of the made pages and, on 534
# clean pages and 200 stretches of them, strikes no further one.
FAMILIAR = -4.5
LESS_NEEDED = 0.8
MOST_FAMILIAR = -10.5
PASSAGE_WORDS = 120
# What an abbreviation that does not fit, or a speaker nobody introduced, adds to the log odds of
# the page. On 534 clean pages there was no such clue.
CLUE_OF_PAGE = 1.5
MOST_OF_CLUES = 3.0
# A clue that the page itself gives is worth this much log odds to its word.
CLUE = 3.0
# A spinner writes words of the dictionary: a word that the vocabulary lacks is a slip or a term;
# so is one that is a letter away from a far commoner word.
MISSPELT = 2.5
# A word is in question from this probability on.
WORD_IN_QUESTION = 0.5
# A sentence of a suspicious passage is garbled when its oddest word has log odds above the first
# number, and the more the longer the sentence: of many words, one is odd by chance. On the spun
# seed page this finds 21 of 23 garbled sentences and takes one honest one with them.
SENTENCE_GARBLED = -0.15
BY_CHANCE = 0.03
# A line without a full stop is a heading or an item, with little around a word to judge it by.
HEADING = 0.2
# A suggestion is made only where the word is so probably wrong, and the other fits so much better
# and suits the topic, and is a swap that spinners are known for; or where it fits far better. On
# the development pages 3 in 4 of these are right; of all that fit better, 1 in 2.
SUGGEST_FROM = 0.88
SUGGEST_GAIN = 6.0
SUGGEST_TOPIC = 0.15
FAR_BETTER = 16.0


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as the model reads it."""

    text: str
    model: Model
    tokens: Tokens
    reading: Reading
    odds: Floats
    chance: Floats
    clues: dict[int, evidence.Clue]


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
    page = _read(text, judged, model)
    counted = word_counts(page.tokens, len(judged))
    if counted.sum() < LEAST_WORDS:
        return Assessment(True, 0.0, False, "too few words to judge", _unjudged(judged, counted))
    surplus, suspicious = _suspicion(page, counted)
    if suspicious.any():
        page = _without_slips(page)
    scores = _sentence_scores(page, judged, counted)
    verdicts = tuple(
        _verdict(page, span, k, float(scores[k]), int(counted[k]), bool(suspicious[k]))
        for k, span in enumerate(judged)
    )
    spun = any(verdict.garbled for verdict in verdicts)
    because = _because(verdicts, suspicious, spun)
    if len(judged) < len(sentences):
        because += f"; judged up to character {LONGEST_TEXT:,}"
    score = float(1 / (1 + np.exp(-np.clip(surplus, -30, 30))))
    return Assessment(True, round(score, 6), spun, because, verdicts)


def _read(text: str, sentences: Sequence[Span], model: Model) -> _Read:
    tokens = tokenise(text, sentences, model.ids)
    reading = read(
        tokens,
        model.ngrams,
        model.general,
        model.neighbours,
        model.hints,
        model.topics,
        model.plain,
    )
    odds = model.network.logits(tokens.ids, reading.features)
    clues = _clues(text[:LONGEST_TEXT], tokens, odds)
    for place in clues:
        odds[place] += CLUE
    known = odds - MISSPELT * reading.features[:, NAMES.index("unknown")]
    chance = np.where(tokens.word, 1 / (1 + np.exp(-known)), 0).astype(np.float32)
    return _Read(text, model, tokens, reading, odds, chance, clues)


def _suspicion(page: _Read, counted: Ints) -> tuple[float, Flags]:
    """Return by how much the page or its worst passage passes for spun, and suspicious sentences.

    A passage is a run of sentences of PASSAGE_WORDS; passages overlap by half.
    """
    word = page.tokens.word
    features, odds = page.reading.features[word], page.odds[word]
    edges = np.concatenate(([0], np.cumsum(counted)))
    hard = sum(clue.hard for clue in page.clues.values())
    whole = _surplus(page.model, features, odds) + min(hard * CLUE_OF_PAGE, MOST_OF_CLUES)
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
        passage = _surplus(page.model, features[here], odds[here]) - PASSAGE_SLACK
        worst = max(worst, passage)
        if passage >= 0:
            suspicious[first:last] = True
    return worst, suspicious


def _without_slips(page: _Read) -> _Read:
    """Return the page with less suspicion on words that look mistyped."""
    odd = np.flatnonzero(page.chance > WORD_IN_QUESTION)
    numbers = page.tokens.ids[odd]
    slips = {n for n in set(numbers.tolist()) if is_slip(n, page.model)}
    chance = page.chance.copy()
    for place, number in zip(odd.tolist(), numbers.tolist(), strict=True):
        if number in slips and place not in page.clues:
            chance[place] = 1 / (1 + (1 / chance[place] - 1) * math.exp(MISSPELT))
    return replace(page, chance=chance)


def _sentence_scores(page: _Read, sentences: Sequence[Span], counted: Ints) -> Floats:
    """Return for each sentence how likely its oddest word is not there by chance."""
    oddest = np.zeros(len(counted), dtype=np.float32)
    np.maximum.at(oddest, page.tokens.sentence, page.chance)
    oddest = np.clip(oddest, 1e-6, 1 - 1e-6)
    headings = np.array([page.text[end - 1] not in ".!?…:;\"'”’)" for _, end in sentences])
    needed = SENTENCE_GARBLED + BY_CHANCE * counted + HEADING * headings
    odds = np.clip(np.log(oddest / (1 - oddest)) - needed, -30, 30)
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def _surplus(model: Model, features: Floats, odds: Floats) -> float:
    """Return the log odds that some words were spun, less what it takes to say so."""
    found = float(model.head[0] + summary(features, odds) @ model.head[1:])
    familiar = FAMILIAR - min(FAMILIAR, max(MOST_FAMILIAR, float(np.median(odds))))
    return found - PAGE_SPUN - SHORT / math.sqrt(len(odds)) + LESS_NEEDED * familiar


def _clues(text: str, tokens: Tokens, odds: Floats) -> dict[int, evidence.Clue]:
    """Return the clues of the page by the place of their token."""
    found: dict[int, evidence.Clue] = {}
    for clue in chain(evidence.abbreviations(text), evidence.speakers(text)):
        place = _place(tokens, clue.start)
        if place is not None:
            found.setdefault(place, clue)
    for clue in evidence.institutions(text):
        place = _place(tokens, clue.start)
        # Two institutions may honestly differ in a word: it must be an odd word besides.
        if place is not None and odds[place] > 0:
            found.setdefault(place, clue)
    return found


def _place(tokens: Tokens, start: int) -> int | None:
    """Return the place of the word that begins there, where one does."""
    place = int(np.searchsorted(tokens.end, start, side="right"))
    if place < len(tokens) and tokens.word[place] and tokens.start[place] == start:
        return place
    return None


def _unjudged(sentences: Sequence[Span], counted: Ints) -> tuple[Verdict, ...]:
    return tuple(
        Verdict(start, end, 0.0, False, (), "", int(counted[k]) >= RUNNING_WORDS)
        for k, (start, end) in enumerate(sentences)
    )


def _verdict(
    page: _Read, span: Span, number: int, score: float, words: int, suspicious: bool
) -> Verdict:
    running = words >= RUNNING_WORDS
    if not suspicious or score < 0.5:
        return Verdict(span[0], span[1], round(score, 4), False, (), "", running)
    begin, end = np.searchsorted(page.tokens.sentence, (number, number + 1))
    chance = page.chance[begin:end]
    places = begin + np.flatnonzero(chance >= min(WORD_IN_QUESTION, float(chance.max())))
    suspects = tuple(_suspect(page, int(place)) for place in places)
    because = "; ".join(s.because for s in sorted(suspects, key=lambda s: -s.score)[:3])
    return Verdict(span[0], span[1], round(score, 4), bool(suspects), suspects, because, running)


def _suspect(page: _Read, place: int) -> Suspect:
    tokens, text = page.tokens, page.text
    start, end = int(tokens.start[place]), int(tokens.end[place])
    word = text[start:end]
    score = float(page.chance[place])
    clue = page.clues.get(place)
    suggestion = _suggestion(page, place, score)
    if clue is not None and clue.begins_with:
        suggestion = _beginning(clue.begins_with, int(tokens.ids[place]), page.model) or suggestion
    before = text[int(tokens.start[place - 1]) : int(tokens.end[place - 1])] if place else ""
    where = f" after {before!r}" if before.isalpha() else ""
    if suggestion:
        because = f"{word!r} stands where {suggestion!r} is usual{where}"
    else:
        because = f"{word!r} is out of place{where}"
    if clue is not None:
        because += f"; {clue.because}"
    return Suspect(start, end, word, round(score, 4), suggestion, because)


def _suggestion(page: _Read, place: int, score: float) -> str | None:
    """Return the word that would be usual there, where that is nearly sure."""
    best, gain = int(page.reading.best[place]), float(page.reading.gain[place])
    if score < SUGGEST_FROM or gain < SUGGEST_GAIN:
        return None
    topic = page.reading.features[place, NAMES.index("topic_gain")]
    swap = best in page.model.neighbours[1].row(int(page.tokens.ids[place]))
    if gain >= FAR_BETTER or (swap and topic >= SUGGEST_TOPIC):
        return page.model.vocabulary[best]
    return None


def _beginning(letter: str, number: int, model: Model) -> str | None:
    """Return the commonest word with that first letter that the word may have replaced."""
    for table in model.neighbours:
        for other in table.row(number):
            if model.vocabulary[int(other)].startswith(letter):
                return model.vocabulary[int(other)]
    return None


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

"""Judge a text: which sentences a spinner garbled, by which words, and whether the page is spun."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled import evidence
from curette.garbled.features import COLUMN, Reading, read
from curette.garbled.model import Model, shipped
from curette.garbled.slips import is_slip
from curette.garbled.summary import RUNNING_WORDS, familiarity, figures_of, summary, word_counts
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
# A clue that the page itself gives is worth this much log odds to its word.
CLUE = 3.0
# A spinner writes words of the dictionary: a word that the vocabulary lacks is a slip or a term.
MISSPELT = 2.5
# A word that is one letter away from the right one explains itself and how odd those beside it
# look: they count for so much less.
SLIP = 5.0
# A word whose better neighbour is so near in meaning (cosine) is a mild synonym: it is odd, hardly
# wrong, and counts for so much less.
MILD = 0.5
MILD_SWAP = 1.0
# A slip is looked for where a word is so probably wrong.
WORD_IN_QUESTION = 0.5
# Words that are this probably wrong make a stretch with others beside them, or one word further;
# a stretch is in question from these log odds on.
LITTLE_ODD = 0.12
MOST_BETWEEN = 2
LONGEST_STRETCH = 6
IN_QUESTION = 1.3
# A sentence of a suspicious passage is garbled when the odds of its odd words together are above
# this, as a logarithm. Chosen on the spun seed page and the first half of the development pages.
SENTENCE_GARBLED = 1.32
# A line without a full stop is a heading or an item, with little around a word to judge it by.
HEADING = 0.2
# A suggestion is made only where the word is so probably wrong, and a swap that spinners are known
# for would undo it: where the other word fits so much better by the counts and suits the place so
# much better, does not mean nearly the same, and is none of the commonest words (Zipf scale).
SUGGEST_FROM = 0.7
SUGGEST_GAIN = 7.0
SUGGEST_BETTER = 1.5
SUGGEST_COMMONEST = 5.6


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of words in question, what would be usual for its oddest word, and why."""

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
        page = _without_slips(_without_mild_swaps(page))
    scores = _sentence_scores(page, judged)
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
    tokens = tokenise(text, sentences, model.codes)
    reading = read(tokens, model.ngrams, model.lexicon)
    odds = model.network.odds(
        tokens.ids, np.flatnonzero(tokens.word), reading, model.lexicon.context
    )
    clues = _clues(text[:LONGEST_TEXT], tokens, odds)
    for place in clues:
        odds[place] += CLUE
    known = odds - MISSPELT * reading.features[:, COLUMN["unknown"]]
    chance = np.where(tokens.word, 1 / (1 + np.exp(-known)), 0).astype(np.float32)
    return _Read(text, model, tokens, reading, odds, chance, clues)


def _suspicion(page: _Read, counted: Ints) -> tuple[float, Flags]:
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


def _without_mild_swaps(page: _Read) -> _Read:
    """Return the page with less suspicion on words whose better neighbour means nearly the same."""
    odd = np.flatnonzero((page.chance > LITTLE_ODD) & (page.reading.best >= 0))
    likeness = page.model.lexicon.context.likeness(page.tokens.ids[odd], page.reading.best[odd])
    mild = odd[likeness > MILD]
    chance = page.chance.copy()
    chance[mild] = 1 / (1 + (1 / np.maximum(chance[mild], 1e-6) - 1) * math.exp(MILD_SWAP))
    return replace(page, chance=chance)


def _without_slips(page: _Read) -> _Read:
    """Return the page with less suspicion on words that look mistyped."""
    odd = np.flatnonzero(page.chance > WORD_IN_QUESTION)
    chance = page.chance.copy()
    for place in odd.tolist():
        number = int(page.tokens.ids[place])
        if place not in page.clues and is_slip(number, page.model, page.reading.expected[place]):
            beside = slice(max(0, place - 1), place + 2)
            odds = chance[beside] / np.maximum(1 - chance[beside], 1e-6) * math.exp(-SLIP)
            chance[beside] = odds / (1 + odds)
    return replace(page, chance=chance)


def _sentence_scores(page: _Read, sentences: Sequence[Span]) -> Floats:
    """Return for each sentence how likely its odd words are not there by chance."""
    chance = np.clip(page.chance.astype(np.float64), 0, 1 - 1e-6)
    odds = np.where(chance > LITTLE_ODD, chance / (1 - chance), 0)
    together = np.bincount(page.tokens.sentence, odds, len(sentences))
    headings = np.array([page.text[end - 1] not in ".!?…:;\"'”’)" for _, end in sentences])
    surplus = np.log(np.maximum(together, 1e-6)) - SENTENCE_GARBLED - HEADING * headings
    return np.asarray(1 / (1 + np.exp(-np.clip(surplus, -30, 30))), dtype=np.float32)


def _surplus(model: Model, ids: Ints, figures: Floats, odds: Floats) -> float:
    """Return how much further than needed the verdict on some words strays from the usual."""
    found = float(model.head[0] + summary(ids, figures, odds) @ model.head[1:])
    facts = familiarity(figures)
    strays = float(found - facts @ USUAL) / math.exp(facts @ STRAYS)
    return max(strays - NEEDED, found - PAGE_SPUN - SHORT / math.sqrt(len(odds)))


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
    suspects = tuple(_suspect(page, stretch) for stretch in _stretches(page, int(begin), int(end)))
    because = "; ".join(s.because for s in sorted(suspects, key=lambda s: -s.score)[:3])
    return Verdict(span[0], span[1], round(score, 4), bool(suspects), suspects, because, running)


def _stretches(page: _Read, begin: int, end: int) -> list[list[int]]:
    """Return the odd words of a sentence, those that stand together as one stretch.

    A spinner that swaps a phrase leaves several odd words in a row, some of them only a little
    odd. Where no stretch is odd enough, the oddest one stands for the sentence.
    """
    stretches: list[list[int]] = []
    for place in (begin + np.flatnonzero(page.chance[begin:end] > LITTLE_ODD)).tolist():
        last = stretches[-1][-1] if stretches else -MOST_BETWEEN
        together = place - last <= MOST_BETWEEN and page.tokens.word[last:place].all()
        if together and len(stretches[-1]) < LONGEST_STRETCH:
            stretches[-1].append(place)
        else:
            stretches.append([place])
    strength = [_strength(page, stretch) for stretch in stretches]
    least = min(IN_QUESTION, max(strength, default=0.0))
    return [s for s, found in zip(stretches, strength, strict=True) if found >= least]


def _strength(page: _Read, stretch: Sequence[int]) -> float:
    """Return the odds of all words of a stretch together, as a logarithm."""
    chance = np.clip(page.chance[stretch].astype(np.float64), 1e-6, 1 - 1e-6)
    return float(np.log((chance / (1 - chance)).sum()))


def _suspect(page: _Read, stretch: Sequence[int]) -> Suspect:
    tokens, text = page.tokens, page.text
    start, end = int(tokens.start[stretch[0]]), int(tokens.end[stretch[-1]])
    words = text[start:end]
    clued = [place for place in stretch if place in page.clues]
    place = clued[0] if clued else max(stretch, key=lambda place: float(page.chance[place]))
    score = float(page.chance[place])
    clue = page.clues.get(place)
    suggestion = _suggestion(page, place, score)
    if clue is not None and clue.begins_with:
        suggestion = _beginning(clue.begins_with, int(tokens.ids[place]), page.model) or suggestion
    before = stretch[0] - 1
    because = f"{words!r} is out of place"
    if before >= 0 and tokens.word[before]:
        because += f" after {text[int(tokens.start[before]) : int(tokens.end[before])]!r}"
    if suggestion:
        word = text[int(tokens.start[place]) : int(tokens.end[place])]
        because += f", {suggestion!r} is usual" + (f" for {word!r}" if word != words else "")
    if clue is not None:
        because += f"; {clue.because}"
    return Suspect(start, end, words, round(score, 4), suggestion, because)


def _suggestion(page: _Read, place: int, score: float) -> str | None:
    """Return the word that would be usual there, where that is nearly sure."""
    best, lexicon = int(page.reading.best[place]), page.model.lexicon
    number = int(page.tokens.ids[place])
    if (
        best < 0
        or score < SUGGEST_FROM
        or page.reading.gain[place] < SUGGEST_GAIN
        or lexicon.general[best] > SUGGEST_COMMONEST
        or best not in lexicon.neighbours[1].row(number)
    ):
        return None
    expected = page.reading.expected[[place]]
    here, there = np.array([number]), np.array([best])
    better = lexicon.context.suits(expected, there) - lexicon.context.suits(expected, here)
    if better[0] < SUGGEST_BETTER or lexicon.context.likeness(here, there)[0] > MILD:
        return None
    return page.model.vocabulary[best]


def _beginning(letter: str, number: int, model: Model) -> str | None:
    """Return the commonest word with that first letter that the word may have replaced."""
    for table in model.lexicon.neighbours:
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

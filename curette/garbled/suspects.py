"""The words in question: which stand together, what would be usual for them, and why."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from curette.garbled.context import REACH
from curette.garbled.page import LONGEST_TEXT
from curette.garbled.slips import is_slip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.model import Model
    from curette.garbled.page import Page

# A word that is one letter away from the right one explains itself and how odd those beside it
# look: they count for so much less.
SLIP = 5.0
# So do all that the predictor looks at it for, if less.
NEAR_SLIP = 1.5
# A word whose better neighbour is so near in meaning (cosine) is a mild synonym: it is odd, hardly
# wrong, and counts for so much less.
MILD = 0.5
MILD_SWAP = 1.0
# Wordings that join or hedge and say nothing of the matter: stilted perhaps, but never wrong.
CONNECTIVES = re.compile(
    r"\b(?:additionally|as a rule|at times|be that as it may|by and large|consequently|"
    r"furthermore|in (?:addition|any case|like manner|spite of the fact that|the event that)|"
    r"likewise|moreover|nevertheless|nonetheless|on the (?:off chance that|other hand|whole)|"
    r"ought to|regardless|subsequently|that being said|there ?fore|thus|what[’']s more|yet)\b",
    re.IGNORECASE,
)
# A slip is looked for where a word is so probably wrong.
WORD_IN_QUESTION = 0.5
# Words that are this probably wrong make a stretch with others beside them, or one word further;
# a stretch is in question from these log odds on.
LITTLE_ODD = 0.2
MOST_BETWEEN = 2
LONGEST_STRETCH = 6
IN_QUESTION = 1.3
# A suggestion is made only where the word is so probably wrong, and a swap that spinners are known
# for would undo it: where the other word fits so much better by the counts and suits the place so
# much better, does not mean nearly the same, and is none of the commonest words (Zipf scale).
SUGGEST_FROM = 0.9
SUGGEST_GAIN = 7.0
SUGGEST_BETTER = 2.0
# Of several words that it may have replaced, one must suit the place so much better than the rest.
SUGGEST_RIVAL = 0.5
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


def without_mild_swaps(page: Page) -> Page:
    """Return the page with less suspicion on words whose better neighbour means nearly the same."""
    odd = np.flatnonzero((page.chance > LITTLE_ODD) & (page.reading.best >= 0))
    likeness = page.model.lexicon.context.likeness(page.tokens.ids[odd], page.reading.best[odd])
    mild = odd[likeness > MILD]
    chance = page.chance.copy()
    chance[mild] = 1 / (1 + (1 / np.maximum(chance[mild], 1e-6) - 1) * math.exp(MILD_SWAP))
    return replace(page, chance=chance)


def without_slips(page: Page) -> Page:
    """Return the page with less suspicion on words that look mistyped."""
    odd = np.flatnonzero(page.chance > WORD_IN_QUESTION)
    chance = page.chance.copy()
    for place in odd.tolist():
        number = int(page.tokens.ids[place])
        if place not in page.clues and is_slip(number, page.model, page.reading.expected[place]):
            for reach, less in ((1, SLIP), (REACH, NEAR_SLIP)):
                around = slice(max(0, place - reach), place + reach + 1)
                odds = chance[around] / np.maximum(1 - chance[around], 1e-6) * math.exp(-less)
                chance[around] = odds / (1 + odds)
    return replace(page, chance=chance)


def without_connectives(page: Page) -> Page:
    """Return the page with no suspicion on words that only join or hedge."""
    chance = page.chance.copy()
    for match in CONNECTIVES.finditer(page.text, 0, LONGEST_TEXT):
        first, last = np.searchsorted(page.tokens.start, match.span())
        chance[first:last] = 0
    return replace(page, chance=chance)


def suspects_of(page: Page, sentence: int) -> tuple[Suspect, ...]:
    """Return the stretches of a sentence that are in question."""
    begin, end = np.searchsorted(page.tokens.sentence, (sentence, sentence + 1))
    return tuple(_suspect(page, stretch) for stretch in _stretches(page, int(begin), int(end)))


def _stretches(page: Page, begin: int, end: int) -> list[list[int]]:
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


def _strength(page: Page, stretch: Sequence[int]) -> float:
    """Return the odds of all words of a stretch together, as a logarithm."""
    chance = np.clip(page.chance[stretch].astype(np.float64), 1e-6, 1 - 1e-6)
    return float(np.log((chance / (1 - chance)).sum()))


def _suspect(page: Page, stretch: Sequence[int]) -> Suspect:
    tokens = page.tokens
    words = page.words(stretch[0], stretch[-1])
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
        because += f" after {page.words(before, before)!r}"
    if suggestion:
        word = page.words(place, place)
        because += f", {suggestion!r} is usual" + (f" for {word!r}" if word != words else "")
    if clue is not None:
        because += f"; {clue.because}"
    start = int(tokens.start[stretch[0]])
    return Suspect(start, start + len(words), words, round(score, 4), suggestion, because)


def _suggestion(page: Page, place: int, score: float) -> str | None:
    """Return the word that would be usual there, where that is nearly sure."""
    best, lexicon = int(page.reading.best[place]), page.model.lexicon
    number = int(page.tokens.ids[place])
    known = lexicon.neighbours[1].row(number)
    if (
        best < 0
        or score < SUGGEST_FROM
        or page.reading.gain[place] < SUGGEST_GAIN
        or lexicon.general[best] > SUGGEST_COMMONEST
        or best not in known
        or lexicon.context.likeness(np.array([number]), np.array([best]))[0] > MILD
    ):
        return None
    suits = lexicon.context.outward[[number, *known]] @ page.reading.expected[place]
    better = suits[1:][known == best].max() - suits
    if better[0] < SUGGEST_BETTER or better[1:][known != best].min(initial=9) < SUGGEST_RIVAL:
        return None
    return page.model.vocabulary[best]


def _beginning(letter: str, number: int, model: Model) -> str | None:
    """Return the commonest word with that first letter that the word may have replaced."""
    for table in model.lexicon.neighbours:
        for other in table.row(number):
            if model.vocabulary[int(other)].startswith(letter):
                return model.vocabulary[int(other)]
    return None

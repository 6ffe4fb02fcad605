"""A page as the model reads it: its tokens, how odd each word is, and the clues it gives itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled import evidence
from curette.garbled.features import COLUMN, Reading, read
from curette.garbled.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.model import Model
    from curette.model import Span

Floats = npt.NDArray[np.float32]

# A page is read in full up to here; of a longer one this much is judged, and the verdict says so.
LONGEST_TEXT = 400_000
# A clue that the page itself gives is worth this much log odds to its word.
CLUE = 3.0
# A spinner writes words of the dictionary: a word that the vocabulary lacks is a slip or a term.
MISSPELT = 2.5


@dataclass(frozen=True, slots=True)
class Page:
    """A text as the model reads it."""

    text: str
    model: Model
    tokens: Tokens
    reading: Reading
    odds: Floats
    """How likely each word is out of place, as log odds."""
    chance: Floats
    """The same as a probability, less where the word is unknown; 0 where there is no word."""
    clues: dict[int, evidence.Clue]

    def words(self, start: int, end: int) -> str:
        """Return the text from one token to another, the last included."""
        return self.text[int(self.tokens.start[start]) : int(self.tokens.end[end])]


def read_page(text: str, sentences: Sequence[Span], model: Model) -> Page:
    """Read the sentences of a text."""
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
    return Page(text, model, tokens, reading, odds, chance, clues)


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

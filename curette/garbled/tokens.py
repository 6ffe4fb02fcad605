"""Text becomes arrays of token numbers, with offsets: the form in which the model reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from curette.model import Span

Ints = npt.NDArray[np.int64]

TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|\w+")

EDGE, OTHER, NUMBER, MARK, NAME, INITIALS = "<s>", "<other>", "<number>", "<mark>", "<name>", "<A>"
SPECIALS = (EDGE, OTHER, NUMBER, MARK, NAME, INITIALS)
MARKS = ".,;:()?!-\"'/%&[]•“”–—’"
# A longer token is no English word (the longest in the medical corpora has 34 letters).
LONGEST_WORD = 40

LOWER, CAPITAL, CAPITALS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some sentences, end to end, each sentence between two edges.

    `ids` number the vocabulary; edges have empty spans. `case` is LOWER, CAPITAL or CAPITALS;
    `word` tells letters from numbers, marks and edges; `sentence` numbers the sentence; `first`
    marks the first word of a sentence, whose capital says nothing.
    """

    ids: Ints
    start: Ints
    end: Ints
    case: Ints
    word: npt.NDArray[np.bool_]
    sentence: Ints
    first: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Return how many tokens there are, edges included."""
        return len(self.ids)


def fold(word: str) -> str:
    """Return a word as the vocabulary spells it."""
    return word.lower().replace("’", "'")


def number_of(token: str, ids: Mapping[str, int]) -> int:
    """Return the vocabulary number of a token, or of the class of unknown tokens it is in."""
    if token[0].isalpha():
        known = ids.get(fold(token)) if len(token) <= LONGEST_WORD else None
        if known is not None:
            return known
        if len(token) <= LONGEST_WORD:
            if token.isupper() and len(token) > 1:
                return ids[INITIALS]
            if token[0].isupper():
                return ids[NAME]
            return ids.get("*" + fold(token)[-3:], ids[OTHER])
        return ids[OTHER]
    if token[0].isdigit():
        return ids[NUMBER]
    return ids.get(token, ids[MARK])


def tokenise(text: str, sentences: Sequence[Span], ids: Mapping[str, int]) -> Tokens:
    """Read the sentences of `text` as tokens; an edge stands before each and after the last."""
    edge = ids[EDGE]
    rows: list[tuple[int, int, int, int, bool, int, bool]] = []
    known: dict[str, tuple[int, int, bool]] = {}
    for at, (begin, stop) in enumerate(sentences):
        rows.append((edge, begin, begin, LOWER, False, at, False))
        first = True
        for match in TOKEN.finditer(text, begin, stop):
            token = match.group()
            facts = known.get(token)
            if facts is None:
                facts = known[token] = (number_of(token, ids), _case(token), token[0].isalpha())
            number, case, word = facts
            rows.append((number, match.start(), match.end(), case, word, at, first and word))
            first = first and not word
    end = sentences[-1][1] if sentences else 0
    rows.append((edge, end, end, LOWER, False, max(0, len(sentences) - 1), False))
    table = np.array(rows, dtype=np.int64)
    return Tokens(
        ids=table[:, 0],
        start=table[:, 1],
        end=table[:, 2],
        case=table[:, 3],
        word=table[:, 4].astype(bool),
        sentence=table[:, 5],
        first=table[:, 6].astype(bool),
    )


def _case(token: str) -> int:
    if not token[0].isupper():
        return LOWER
    return CAPITALS if len(token) > 1 and token.isupper() else CAPITAL

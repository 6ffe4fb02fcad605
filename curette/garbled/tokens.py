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
    edge = ids[EDGE] << 3
    codes: list[int] = []
    spans: list[tuple[int, int]] = []
    sizes: list[int] = []
    known: dict[str, int] = {}
    for begin, stop in sentences:
        codes.append(edge)
        spans.append((begin, begin))
        for match in TOKEN.finditer(text, begin, stop):
            token = match.group()
            code = known.get(token)
            if code is None:
                code = known[token] = code_of(token, ids)
            codes.append(code)
            spans.append(match.span())
        sizes.append(len(codes))
    end = sentences[-1][1] if sentences else 0
    table = np.array([*spans, (end, end)], dtype=np.int64)
    ends = np.array([0, *(sizes or [0])], dtype=np.int64)
    counts = ends[1:] - ends[:-1]
    counts[-1] += 1
    return tokens_of(np.array([*codes, edge], dtype=np.int64), table, counts)


def code_of(token: str, ids: Mapping[str, int]) -> int:
    """Return the number of a token, its case and whether it is a word, in one figure."""
    return number_of(token, ids) << 3 | case_of(token) << 1 | token[0].isalpha()


def tokens_of(codes: Ints, spans: Ints, counts: Ints) -> Tokens:
    """Return tokens from their codes and places, and how many each sentence has."""
    word = (codes & 1).astype(bool)
    sentence = np.repeat(np.arange(len(counts)), counts)
    first = np.zeros(len(codes), dtype=bool)
    _, opening = np.unique(sentence[word], return_index=True)
    first[np.flatnonzero(word)[opening]] = True
    return Tokens(
        ids=codes >> 3,
        start=spans[:, 0],
        end=spans[:, 1],
        case=codes >> 1 & 3,
        word=word,
        sentence=sentence,
        first=first,
    )


def case_of(token: str) -> int:
    """Return LOWER, CAPITAL or CAPITALS."""
    if not token[0].isupper():
        return LOWER
    return CAPITALS if len(token) > 1 and token.isupper() else CAPITAL

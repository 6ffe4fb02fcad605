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
# Every character that is no white space is of some token, so that pieces leave nothing out. Words
# and white space are looked for first, being most.
PIECE = re.compile(TOKEN.pattern.replace("|", r"|\s+|", 1))

EDGE, OTHER, NUMBER, MARK, NAME, INITIALS = "<s>", "<other>", "<number>", "<mark>", "<name>", "<A>"
SPECIALS = (EDGE, OTHER, NUMBER, MARK, NAME, INITIALS)
MARKS = ".,;:()?!-\"'/%&[]•“”–—’"
# A longer token is no English word (the longest in the medical corpora has 34 letters).
LONGEST_WORD = 40
# So many tokens are remembered with their codes.
MOST_KEPT = 100_000

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


class Codes(dict[str, int]):
    """The code of each token met so far; of white space -1. Made as they are asked for."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        """Begin with none."""
        super().__init__()
        self.ids = ids
        self.edge = ids[EDGE] << 3

    def __missing__(self, token: str) -> int:
        """Make the code of a token, and remember it while there is room."""
        code = -1 if token.isspace() else code_of(token, self.ids)
        if len(self) < MOST_KEPT and len(token) <= LONGEST_WORD:
            self[token] = code
        return code


def tokenise(text: str, sentences: Sequence[Span], codes: Codes) -> Tokens:
    """Read the sentences of `text` as tokens; an edge stands before each and after the last."""
    pieces = [PIECE.findall(text, begin, stop) for begin, stop in sentences]
    numbers: list[int] = []
    lengths: list[int] = []
    sizes: list[int] = []
    for row in pieces:
        numbers.append(codes.edge)
        numbers += map(codes.__getitem__, row)
        lengths.append(0)
        lengths += map(len, row)
        sizes.append(len(row) + 1)
    code = np.array([*numbers, codes.edge], dtype=np.int64)
    length = np.array([*lengths, 0], dtype=np.int64)
    size = np.array(sizes, dtype=np.int64)
    size[-1] += 1
    return _placed(code, length, size, sentences)


def _placed(code: Ints, length: Ints, size: Ints, sentences: Sequence[Span]) -> Tokens:
    """Return the tokens without the white space between them, and where they stand."""
    stop = np.cumsum(length)
    opening = np.cumsum(size) - size
    begin = np.fromiter((begin for begin, _ in sentences), np.int64, len(sentences))
    stop += np.repeat(begin - stop[opening], size)
    kept = code >= 0
    counts = np.add.reduceat(kept, opening, dtype=np.int64)
    return tokens_of(code[kept], np.stack((stop - length, stop), axis=1)[kept], counts)


def code_of(token: str, ids: Mapping[str, int]) -> int:
    """Return the number of a token, its case and whether it is a word, in one figure."""
    return number_of(token, ids) << 3 | case_of(token) << 1 | token[0].isalpha()


def tokens_of(codes: Ints, spans: Ints, counts: Ints) -> Tokens:
    """Return tokens from their codes and places, and how many each sentence has."""
    word = (codes & 1).astype(bool)
    sentence = np.repeat(np.arange(len(counts)), counts)
    first = np.zeros(len(codes), dtype=bool)
    words = np.flatnonzero(word)
    first[words[np.diff(sentence[words], prepend=-1) > 0]] = True
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

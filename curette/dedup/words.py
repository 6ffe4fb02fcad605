"""Texts as arrays of word numbers: all that the comparison of pages needs to hold of a page."""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

# Of a longer page the first million characters are compared, so that one of 50 MB does not hold
# up all others. An article has 2,000 to 50,000.
LONGEST_TEXT = 1_000_000
# The numbers that stand for the end of a sentence and of a paragraph. Extraction puts a line break
# between blocks alone, so every line is a paragraph.
STOP, BREAK = 0, 1

# Scripts that put no space between words (Thai to Khmer, kana, Chinese) go by characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|(?<![.!?…])[.!?…]+(?=\s)|[。！？]|\n+")
_STOPS = frozenset(".!?…。！？\n")


def numbers(text: str) -> Numbers:
    """Return the number of each word of `text` in order, `STOP` or `BREAK` where something ends.

    Case, punctuation and white space play no part, nor do the forms of one letter (NFKC).

    >>> numbers("Rest. Drink water").tolist() == numbers("REST! (Drink, water").tolist()
    True
    """
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:LONGEST_TEXT]
    found = array("I")
    for token in _TOKEN.findall(text.lower()):
        number = _number(token)
        if number > BREAK or (found and found[-1] > BREAK):
            found.append(number)
        elif found and number == BREAK:
            found[-1] = BREAK
    return np.array(found, dtype=np.uint32)


def without_stops(row: Numbers) -> Numbers:
    """Return the words alone."""
    words: Numbers = row[row > BREAK]
    return words


def paragraphs(row: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """Return the words alone, and where among them each paragraph starts, with the end at last."""
    inside = row > BREAK
    ends = np.cumsum(inside)[row == BREAK]
    starts = np.unique(np.concatenate(([0], ends, [inside.sum()]))).astype(np.int64)
    words: Numbers = row[inside]
    return words, starts


class Store:
    """The word numbers of many pages, end to end: four bytes a word, about half of the text."""

    def __init__(self) -> None:
        """Begin with no page."""
        self._flat = array("I")
        self._starts = array("Q", [0])

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._starts) - 1

    def add(self, row: Numbers) -> None:
        """Put one page at the end."""
        self._flat.frombytes(row.astype(np.uint32).tobytes())
        self._starts.append(len(self._flat))

    def size(self, at: int) -> int:
        """Return how many words and stops page `at` has."""
        return self._starts[at + 1] - self._starts[at]

    def row(self, at: int) -> Numbers:
        """Return a copy of the words of page `at`, stops included."""
        return np.array(self._flat[self._starts[at] : self._starts[at + 1]], dtype=np.uint32)


def lettered(row: Numbers) -> str:
    """Return word numbers as a string of one character a word, which rapidfuzz reads fastest.

    Two words in a million get the same character; nothing but similarity is computed from it.
    """
    return (row % np.uint32(0xF0000) + np.uint32(0x10000)).tobytes().decode("utf-32-le")


@lru_cache(maxsize=1 << 18)
def _number(token: str) -> int:
    if token[0] in _STOPS:
        return BREAK if token[0] == "\n" else STOP
    return max(crc32(token.encode()), BREAK + 1)

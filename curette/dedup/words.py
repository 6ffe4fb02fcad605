"""The words of all pages as numbers: all that the comparison of pages needs to hold of them."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from curette.dedup.rows import BREAK, STOP, Column, Numbers, Pages, Rows
from curette.dedup.tokens import LONGEST_TEXT, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from curette.dedup.common import Marked

__all__ = [
    "BREAK",
    "LONGEST_TEXT",
    "STOP",
    "Numbers",
    "Store",
    "lettered",
    "numbers",
    "paragraph_heads",
    "paragraphs",
    "without_stops",
]


def without_stops(row: Numbers) -> Numbers:
    """Return the words alone."""
    words: Numbers = row[row > BREAK]
    return words


def paragraphs(row: Numbers) -> tuple[Numbers, Pages]:
    """Return the words alone, and where among them each paragraph starts, with the end at last."""
    inside = row > BREAK
    ends = np.cumsum(inside)[row == BREAK]
    starts = np.unique(np.concatenate(([0], ends, [inside.sum()]))).astype(np.int64)
    words: Numbers = row[inside]
    return words, starts


def paragraph_heads(rows: Rows) -> NDArray[np.bool_]:
    """Tell of each word of many pages, stops left out, whether a paragraph begins with it."""
    inside = rows.flat > BREAK
    breaks = np.cumsum(rows.flat == BREAK)[inside]
    heads = np.ones(len(breaks), dtype=np.bool_)
    heads[1:] = breaks[1:] != breaks[:-1]
    words = rows.only(inside)
    heads[words.starts[:-1][words.sizes > 0]] = True
    return heads


class Store:
    """The word numbers of many pages, end to end: four bytes a word, about half of the text."""

    def __init__(self) -> None:
        """Begin with no page."""
        self._flat = Column(np.uint32)
        self._starts = array("q", [0])
        self.marked: Marked | None = None
        """What is told of each word: made by `common.marked`."""

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._starts) - 1

    def add(self, row: Numbers) -> None:
        """Put one page at the end."""
        self._flat.add(row)
        self._starts.append(self._starts[-1] + len(row))

    def extend(self, rows: Rows) -> None:
        """Put pages at the end."""
        self._flat.add(rows.flat)
        self._starts.extend((rows.starts[1:] + self._starts[-1]).tolist())

    def size(self, at: int) -> int:
        """Return how many words and stops page `at` has."""
        return self._starts[at + 1] - self._starts[at]

    def row(self, at: int) -> Numbers:
        """Return the words of page `at`, stops included."""
        return self._flat.part(self._starts[at], self._starts[at + 1])

    def rows(self, first: int, last: int) -> Rows:
        """Return the words of the pages from `first` to before `last`, stops included."""
        starts = np.array(self._starts[first : last + 1], dtype=np.int64)
        return Rows(self._flat.part(int(starts[0]), int(starts[-1])), starts - starts[0])

    @property
    def starts(self) -> Pages:
        """Where each page starts among all words, with the end at last."""
        return np.array(self._starts, dtype=np.int64)


def lettered(row: Numbers) -> str:
    """Return word numbers as a string of one character a word, which rapidfuzz reads fastest.

    Two words in a million get the same character; nothing but similarity is computed from it.
    """
    return (row % np.uint32(0xF0000) + np.uint32(0x10000)).tobytes().decode("utf-32-le")

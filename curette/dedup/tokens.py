"""Texts become word numbers, many texts at once: the characters of all in one array.

A word's number is a hash of its characters, so that no table of words is kept, and pages numbered
on different days or machines can be compared.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from curette.dedup.rows import BREAK, STOP, Numbers, Pages, Rows, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Of a longer page the first million characters are compared, so that one of 50 MB does not hold
# up all others. An article has 2,000 to 50,000.
LONGEST_TEXT = 1_000_000
# So many characters are looked at together: what is held meanwhile are some 60 bytes for each.
CHARACTERS_AT_ONCE = 1 << 18

# What a character is. Scripts that put no space between words (Thai to Khmer, kana, Chinese) go by
# characters.
_LETTER, _UNSPACED, _MARK, _FULL_STOP, _SPACE, _NEWLINE = range(1, 7)
_KINDS = (
    (r"\w+", _LETTER),
    (
        "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
        "\uf900-\ufaff]+",
        _UNSPACED,
    ),
    (r"[.!?…]+", _MARK),
    (r"[。！？]+", _FULL_STOP),
    (r"\s+", _SPACE),
    (r"\n+", _NEWLINE),
)
# An odd number: a word's hash is the sum of its characters times powers of it.
_BASE = 0x9E3779B97F4A7C15


def numbers(text: str) -> Numbers:
    """Return the number of each word of `text` in order, `STOP` or `BREAK` where something ends.

    Case, punctuation and white space play no part, nor do the forms of one letter (NFKC).

    >>> numbers("Rest. Drink water").tolist() == numbers("REST! (Drink, water").tolist()
    True
    """
    return numbered([text]).flat


def numbered(texts: Iterable[str]) -> Rows:
    """Return the numbers of many texts, end to end."""
    found: list[Rows] = []
    held: list[str] = []
    size = 0
    for text in texts:
        read = _plain(text)
        held.append(read)
        size += len(read)
        if size >= CHARACTERS_AT_ONCE:
            found.append(_numbered(held))
            held, size = [], 0
    found.append(_numbered(held))
    return joined(found)


def _plain(text: str) -> str:
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:LONGEST_TEXT]
    return text.lower()


def _numbered(texts: list[str]) -> Rows:
    ends = np.cumsum([0, *(len(text) for text in texts)])
    text = "".join(texts)
    if text.isascii():
        codes: NDArray[np.uint8] | NDArray[np.uint32] = np.frombuffer(text.encode(), dtype=np.uint8)
        kinds = _kinds(128)[codes]
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        kinds = _kinds(sys.maxunicode + 1)[codes]
    first = np.zeros(len(codes) + 1, dtype=np.bool_)
    first[ends] = True
    letter = kinds == _LETTER
    begins = letter.copy()
    begins[1:] &= ~letter[:-1] | first[1:-1]
    begins |= kinds == _UNSPACED
    stops = kinds == _FULL_STOP
    stops[:-1] |= (kinds[:-1] == _MARK) & (kinds[1:] >= _SPACE) & ~first[1:-1]
    breaks = kinds == _NEWLINE
    places = np.flatnonzero(begins | stops | breaks)
    flat = _hashed(codes, letter | (kinds == _UNSPACED), places)
    flat[stops[places]] = STOP
    flat[breaks[places]] = BREAK
    return _with_single_stops(flat, np.searchsorted(places, ends))


def _hashed(
    codes: NDArray[np.uint8] | NDArray[np.uint32], inside: NDArray[np.bool_], places: Pages
) -> Numbers:
    """Return a hash of the characters that follow each place, up to the next."""
    if not len(places):
        return np.empty(0, dtype=np.uint32)
    powers, back = _powers(1 << max(10, len(codes).bit_length()))
    values = (codes + np.uint64(1)) * powers[: len(codes)]
    values *= inside
    sums = np.add.reduceat(values, places) * back[places]
    sums = (sums ^ (sums >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    sums = (sums ^ (sums >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Numbers = np.maximum(sums >> np.uint64(32), BREAK + 1).astype(np.uint32)
    return found


def _with_single_stops(flat: Numbers, starts: Pages) -> Rows:
    """Make one mark of each run of them, `BREAK` where one is among them, none before a page."""
    if not len(flat):
        return Rows(flat, starts)
    mark = flat <= BREAK
    heads = starts[:-1][np.diff(starts) > 0]
    kept = ~mark
    kept[1:] |= ~mark[:-1]
    kept[heads] = True
    places = np.flatnonzero(kept)
    values = np.maximum.reduceat(flat, places)
    kept[heads] = ~mark[heads]
    counted = np.concatenate(([0], np.cumsum(kept)))
    return Rows(values[kept[places]], counted[starts])


@cache
def _kinds(characters: int) -> NDArray[np.uint8]:
    """Return what each of the first so many characters is, by the very expressions of `re`."""
    table = np.zeros(characters, dtype=np.uint8)
    every = "".join(map(chr, range(characters)))
    for pattern, kind in _KINDS:
        for found in re.finditer(pattern, every):
            table[found.start() : found.end()] = kind
    return table


@cache
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the powers of `_BASE` modulo 2⁶⁴, and what each has to be multiplied by to be one."""
    found = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        row = np.full(count, base, dtype=np.uint64)
        row[0] = 1
        found.append(np.multiply.accumulate(row))
    return found[0], found[1]

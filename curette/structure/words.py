"""Words and marks with their places, and phrases cut to what they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from curette.model import Span
from curette.structure.lexicon import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_TOKEN = re.compile(r"\w+(?:['’\-/.]\w+)*%?|\S")
# A cause named in more words than this is a clause that the reader of spans cut badly.
LONGEST_NAME = 16


class Token(NamedTuple):
    """A word or a mark, with its lower-case form."""

    start: int
    end: int
    low: str


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Cut a range into words and single marks; curly apostrophes are read as straight ones."""
    return list(_tokens(text, start, end))


@lru_cache(maxsize=256)
def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    return tuple(
        Token(m.start(), m.end(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, start, end)
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One phrase of a list. `within` is the index of the wider phrase that it is an example of."""

    start: int
    end: int
    within: int | None = None
    negated: bool = False


def trimmed(words: Sequence[Token], start: int, end: int) -> Span | None:
    """Strike announcing words from the front and loose ends from the back of a phrase."""
    while start < end and (
        words[start].low in WORDS["fronts"] or words[start].low in ",'\"“”‘’:-–—•*"
    ):
        follows = words[start + 1].low if start + 1 < end else ""
        if words[start].low == "too" and follows in _QUANTITIES:
            break
        if words[start].low == "multiple" and follows in WORDS["after_multiple"]:
            break
        if (
            words[start].low in ("most", "more", "many")
            and start + 1 < end
            and words[start + 1].low == "of"
        ):
            start += 1
        start += 1
    if start + 1 < end and words[start].low in _HOW_OFTEN:
        return trimmed(words, start + 1, end)
    if start + 1 < end and words[start].low in _TIES:
        return trimmed(words, start + (2 if words[start + 1].low in ("to", "of") else 1), end)
    if start + 2 < end and words[start + 1].low == "of" and words[start].low in _MEASURES:
        return trimmed(words, start + 2, end)
    if start + 3 < end and words[start + 2].low == "of" and words[start + 1].low in _MEASURES:
        return trimmed(words, start + 3, end)
    while start < end and (
        (words[end - 1].low in _LOOSE_ENDS and not _lettered(words, end))
        or words[end - 1].low in ",'\"“”‘’:-–—"
    ):
        end -= 1
    if start >= end or end - start > LONGEST_NAME:
        return None
    return Span(words[start].start, words[end - 1].end)


def _lettered(words: Sequence[Token], end: int) -> bool:
    """Tell whether a last "a" is a letter: "vitamin A"."""
    return end > 1 and words[end - 1].low == "a" and words[end - 2].low in _TAKES_A_LETTER


_TIES = frozenset(("from", "by", "due", "because"))
_HOW_OFTEN = frozenset(
    ("rarely", "seldom", "occasionally", "infrequently", "commonly", "frequently", "generally",
     "typically", "possibly", "potentially", "less", "uncommonly")
)  # fmt: skip
_TAKES_A_LETTER = frozenset(("vitamin", "hepatitis", "type", "group", "influenza", "factor"))
_MEASURES = WORDS["measures"]
_QUANTITIES = WORDS["quantities"]
_LOOSE_ENDS = (
    WORDS["prepositions"]
    | WORDS["conjunctions"]
    | WORDS["determiners"]
    | WORDS["relatives"]
    | WORDS["loose_ends"]
)


def is_announcer(text: str, span: Span) -> bool:
    """Tell whether a phrase names nothing: "a number of things", "several factors", "this"."""
    low = [w.low for w in tokens(text, span.start, span.end)]
    content = [
        w for w in low if any(map(str.isalpha, w)) and w not in WORDS["determiners"] | _EMPTY
    ]
    return all(w in WORDS["announcers"] or w in WORDS["pronouns"] for w in content)


_EMPTY = WORDS["empty"]


def clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence into stretches between semicolons and contrasting conjunctions."""
    at = start
    for m in _CONTRAST.finditer(text, start, end):
        if m.start() > at:
            yield Span(at, m.start())
        at = m.end()
    if at < end:
        yield Span(at, end)


_CONTRAST = re.compile(r";|,?\s{1,9}(?:but|although|though|whereas|however)\s+|,\s+while\s+", re.I)

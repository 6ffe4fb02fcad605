"""Sentences and words, always with offsets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Abbreviations after which a full stop does not end a sentence, in the languages whose furniture
# curette knows. Lower case, without the stop. A single letter ("J. Smith") counts as well.
_ABBREVIATIONS = frozenset(
    """
    dr drs mr mrs ms prof st sr jr vs no nos vol fig figs ed eds approx dept est inc ltd co corp
    e.g i.e eg ie cf al ca etc viz a.m p.m u.s u.k ph.d m.d b.sc m.sc d.o r.n n.b
    z.b d.h bzw ggf usw u.a inkl evtl bspw hr fr nr
    p.ex env mme mlle mm p.ej ej sra srta dra ud uds bijv enz mevr dhr np itd dott sig
    """.split()  # noqa: SIM905  (a table of words reads better than a list of quoted ones)
)
# The second way to end is a stop with a footnote's number: "… in the urine.1 Most stones …".
# A row of stops is tried from its first alone: a megabyte of dots is one look, not a square.
_END = re.compile(
    r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)|(?<=[a-z)])\.\d{1,2}(?=\s+[A-Z])|[。！？]+[」』）]*|\n+"
)
_LAST_WORD = re.compile(r"[\w.]+\Z")
_NUMBERED = re.compile(r"\s*\(?\d{1,3}\Z")
WORD = re.compile(r"\w+(?:['’\-]\w+)*")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the span of each sentence of `text[start:end]`, without the white space around it.

    A line break ends a sentence: extraction puts one only between blocks, or where the page has
    one. Chinese and Japanese stops end a sentence without a space after them.

    >>> text = "Rest. Drink water, e.g. tea. See Dr. Fry."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Rest.', 'Drink water, e.g. tea.', 'See Dr. Fry.']
    """
    end = len(text) if end is None else end
    at = start
    for stop in _END.finditer(text, start, end):
        if stop.group().startswith(".") and not _ends(text, at, stop):
            continue
        yield from _trimmed(text, at, stop.end())
        at = stop.end()
    yield from _trimmed(text, at, end)


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the span of each word; an inner apostrophe or hyphen belongs to it."""
    for word in WORD.finditer(text, start, len(text) if end is None else end):
        yield Span(*word.span())


_KEEPS_S = ("ss", "us", "is", "as", "os")


@lru_cache(maxsize=4096)
def singular(phrase: str) -> str:
    """Return a lower-case phrase with plain plurals cut to the singular.

    >>> singular("low levels of allergies")
    'low level of allergy'
    """
    return " ".join(_one(word) for word in phrase.split())


def _one(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEPS_S):
        return word[:-1]
    return word


def _ends(text: str, at: int, stop: re.Match[str]) -> bool:
    """Tell whether the full stop at `stop` ends the sentence that began at `at`."""
    before = _LAST_WORD.search(text, max(at, stop.start() - 20), stop.start())
    word = before.group().lower() if before else ""
    if len(stop.group()) > 1 and not stop.group().startswith(".."):
        return True  # a closing quote, a bracket or a footnote's number after the stop
    if word in _ABBREVIATIONS:
        return False
    if _NUMBERED.match(text, at, stop.start()):
        return False  # "1. Rest" is one item
    if len(word) == 1 and word.isalpha() and text[stop.start() - 1].isupper():
        return False  # an initial
    following = text[stop.end() : stop.end() + 2].lstrip()
    return "." not in word or not following[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)

"""Symptoms that a page names: in a sentence that announces them, or in a list of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from curette.model import Span
from curette.structure.grammar import right_phrase
from curette.structure.ills import ILL
from curette.structure.lexicon import bag, plain, singular
from curette.structure.naming import names_something
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.structure.units import Unit
    from curette.structure.view import View

Assertion = Literal["present", "absent"]

_ANNOUNCED = re.compile(
    r"\b(?:symptoms?|signs?)\b(?: of [^.,;:]{2,40}?)?(?: (?:may|can|might|could|often|usually|"
    r"also))*"
    r" (?:include|includes|including|are|such as|like)\b:?",
    re.I,
)
_WITHOUT = re.compile(
    r"\b(?:(?:do|does|did|is|are) not (?:have|experience|cause|show)|no|without|absence of|"
    r"(?:doesn|don|isn|aren)['’]t (?:have|experience|cause|show))\s+(?:any\s+)?",
    re.I,
)
_LIST = re.compile(
    r"\b(?:symptoms?|signs?)\b[^.]{0,60}\b(?:include|are|following)\b[^.]{0,20}\Z", re.I
)


def announces(text: str, span: Span) -> bool:
    """Tell whether a sentence introduces a list of symptoms."""
    return bool(_LIST.search(text[span.start : span.end].rstrip(" :")))


def from_sentence(view: View, sentence: Span) -> Iterator[tuple[Span, Assertion]]:
    """Yield the symptoms that a sentence lists, and those it says are not there."""
    text = view.text
    said = bag(text[sentence.start : sentence.end])
    if said & _SYMPTOM_WORDS:
        for m in _ANNOUNCED.finditer(text, *sentence):
            yield from ((span, "present") for span in _phrases(view, m.end(), sentence.end))
    if said & _WITHOUT_WORDS and said & ILL["problems"]:
        for m in _WITHOUT.finditer(text, *sentence):
            for span in _phrases(view, m.end(), sentence.end):
                if bag(text[span.start : span.end]) & ILL["problems"]:
                    yield span, "absent"


_SYMPTOM_WORDS = frozenset(("symptom", "symptoms", "sign", "signs"))
_WITHOUT_WORDS = frozenset(
    ("not", "no", "without", "absence", "doesn't", "don't", "isn't", "aren't")
)


def from_item(view: View, unit: Unit) -> Iterator[Span]:
    """Yield the symptoms that a list item names."""
    if unit.lines:
        yield from _phrases(view, unit.lines[0].start, unit.lines[0].end)


def _phrases(view: View, start: int, end: int) -> Iterator[Span]:
    words = tokens(view.text, start, min(end, start + 300))
    for member in right_phrase(view.text, words, 0) if words else ():
        span = Span(member.start, member.end)
        if names_something(view, span, words):
            yield span


def key(quote: str) -> str:
    """Return the name under which a symptom is counted once a page."""
    return singular(plain(quote))

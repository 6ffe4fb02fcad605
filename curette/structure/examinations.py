"""Tests: examinations and procedures by a professional, each quoted where it is first named.

A test is told by its name, by the shape of its word ("-scopy", "-gram"), or by its last word with
the organ or the method before it ("thyroid function test").
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.imperatives import VERBS
from curette.structure.lexicon import RULES, WORDS, bag, plain, singular
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.units import Unit
    from curette.structure.view import View
    from curette.structure.words import Token

_TABLE = tomllib.loads((RULES / "tests.toml").read_text(encoding="utf-8"))
_NAMES = sorted(_TABLE["names"], key=len, reverse=True)
HEADS = frozenset(_TABLE["heads"])
WEAK_HEADS = frozenset(_TABLE["weak_heads"])
MODIFIERS = frozenset(_TABLE["modifiers"])
GENERIC = frozenset(_TABLE["generic"])
_NO_TESTS = frozenset(_TABLE["shaped_alike"])
_ABBREVIATED = (
    r"(?:\s\((?!(?i:sometimes|often|usually|for|to|which|such|a|the|in|with|including)\b)"
    r"[^()]{2,40}\))?"
)
_NAMED = re.compile(
    r"\b(?:"
    + "|".join(re.escape(name).replace(r"\ ", r"\s") for name in _NAMES)
    + r")\b(?:\s(?:scan|test|exam)s?\b|\sstud(?:y|ies)\b)?"
    + _ABBREVIATED,
    re.I,
)
_SHAPE = re.compile(rf"[a-z-]*(?:{'|'.join(_TABLE['shapes'].split())})")
_SHAPED = re.compile(rf"[a-z](?:{'|'.join(_TABLE['shapes'].split())})s?\b", re.I)
FIRST_WORDS = (
    HEADS
    | WEAK_HEADS
    | {word.lower() for name in _NAMES for word in re.findall(r"[\w'-]+", name)[:1]}
)
# Everyday words that are tests only among other tests.
_AMONG = re.compile(r",|\s(?:and|or|scan)\b")
_WEAK = re.compile(r"\A(?:ct|pet|lh|family history|stress test|medical testing)\Z", re.I)
_CONTEXT = re.compile(
    r"\b(?:test|exam|diagnos|doctor|scan|order|perform|check|physician|provider|history|rule out|"
    r"specialist|dentist|technique|evaluat|detect|imaging|sample|levels?\b|confirm|measur|lab)",
    re.I,
)
_LEVELS = re.compile(r"\b(?:check|measur|test|get|done|order|monitor)", re.I)
# A name has at most so many words before its last one.
MOST_MODIFIERS = 5


def mentions(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence names a test."""
    return next(iter(named(text, start, end)), None) is not None


def named(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the tests that a sentence names; a name and its abbreviation are one."""
    shaped = _SHAPED.search(text, start, end)
    told = bag(text[start:end]) & FIRST_WORDS and _CONTEXT.search(text, start, end)
    if not (shaped or told):
        return
    held: Span | None = None
    for span in sorted({*_by_name(text, start, end), *_by_shape(text, start, end)}):
        if (
            _WEAK.match(text[slice(*span)])
            and held is None
            and not _AMONG.match(text, span.end, end)
        ):
            continue
        if held is not None and not text[held.end : span.start].strip():
            held = Span(held.start, max(held.end, span.end))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _by_name(text: str, start: int, end: int) -> Iterator[Span]:
    return (Span(*m.span()) for m in _NAMED.finditer(text, start, end))


def _by_shape(text: str, start: int, end: int) -> Iterator[Span]:
    words = tokens(text, start, end)
    for i, word in enumerate(words):
        shaped = _is_shape(word.low)
        if not (shaped or word.low in HEADS or word.low in WEAK_HEADS):
            continue
        first = _first(words, i, weak=word.low in WEAK_HEADS)
        if word.low in ("level", "levels") and not _LEVELS.search(
            text, max(start, words[first].start - 40), word.start
        ):
            continue
        while first < i and words[first].low in GENERIC | {"and", "or", "/"}:
            first += 1
        if first < i or shaped:
            stop = re.compile(_ABBREVIATED).match(text, word.end, end)
            yield Span(words[first].start, stop.end() if stop else word.end)


def _is_shape(low: str) -> bool:
    return _SHAPE.fullmatch(low) is not None and low not in _NO_TESTS


def _first(words: Sequence[Token], i: int, *, weak: bool) -> int:
    """Return where the name that ends in word `i` begins."""
    first = i
    while first > 0 and i - first < MOST_MODIFIERS:
        before = words[first - 1].low
        if before in ("and", "or", "/") and first > 1:
            if first == i or words[first - 2].low not in MODIFIERS:
                break
            first -= 2
        elif before in MODIFIERS or (not weak and _may_modify(before)) or before in GENERIC:
            first -= 1
        else:
            break
    return first


_CLOSED = (
    WORDS["determiners"] | WORDS["pronouns"] | WORDS["prepositions"] | WORDS["subordinators"]
    | WORDS["modals"] | WORDS["auxiliaries"] | WORDS["adverbs"] | WORDS["conjunctions"]
    | WORDS["relatives"] | WORDS["verbs"] | WORDS["people"] | VERBS["plain"] | WORDS["no_verbs"]
    | frozenset(_TABLE["ordered"].split())
)  # fmt: skip


def _may_modify(low: str) -> bool:
    """Tell whether a word that no list holds can tell a test from others: "nuclear scan"."""
    return (
        low[0].isalpha() and len(low) > 2 and low not in _CLOSED
        and not low.endswith(("ing", "ed", "ly", "'s", "s'"))
        and not (low.endswith("s") and not low.endswith(("ss", "us", "is")))
    )  # fmt: skip


_LIST_OF_TESTS = re.compile(
    r"\b(?:tests?|exam(?:s|inations?)|procedures)\b.{0,120}(?:\b(?:include|includes|are|following|"
    r"used|done|ordered|performed|involves?|such as)\b|:)",
    re.I,
)
_NO_LIST_OF_TESTS = re.compile(
    r"\b(?:before|prepare|after|risks?|questions?|results?|ask|if you|side effects)\b", re.I
)
_NAME_OF_ITEM = re.compile(
    r"(?:an? |the )?(?P<name>[^.:;,—–]{3,60}?)(?=\s*(?:[.:;,—–]|\s-\s|\Z))", re.I
)
# A point of a list of tests that is named in more words is an explanation.
LONGEST_NAME = 6


def announced(text: str, intro: Span) -> bool:
    """Tell whether a sentence introduces a list of tests."""
    return bool(_LIST_OF_TESTS.search(text, *intro)) and not _NO_LIST_OF_TESTS.search(text, *intro)


def of_item(text: str, unit: Unit) -> Span | None:
    """Return the test that a point of a list of tests is about."""
    m = _NAME_OF_ITEM.match(text, unit.start, unit.end)
    if m is None or m["name"].count(" ") >= LONGEST_NAME:
        return None
    return Span(*m.span("name"))


def first_mentions(
    view: View, found: Sequence[Unit], breaks: Sequence[Span]
) -> Iterator[tuple[Span, str]]:
    """Yield each test where it is first named, afresh in each of `breaks`, with its plain name."""
    seen: set[tuple[int, str]] = set()
    for span in _all(view, found):
        part = sum(1 for answer in breaks if answer.start <= span.start)
        name = plain(view.text[span.start : span.end])
        key = (part, singular(name))
        if key in seen or not view.holds(*span):
            continue
        seen.add(key)
        yield span, name


def _all(view: View, found: Sequence[Unit]) -> Iterator[Span]:
    for unit in found:
        if unit.role == "heading":
            continue
        spans = {span for line in unit.lines for span in named(view.text, *line)}
        if unit.role == "item" and unit.context is not None and announced(view.text, unit.context):
            own = of_item(view.text, unit)
            if own is not None and not any(s.start < own.end and own.start < s.end for s in spans):
                spans.add(own)
        yield from sorted(spans)

"""Conditions: the "if" and "when" of a sentence of advice, and which help-seeking is its own.

A condition before its advice ends at the last comma before the words that send the reader for
help; one behind its advice ends where a new clause begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from curette.structure import seeking
from curette.structure.lexicon import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Span
    from curette.structure.seeking import Sought


class Condition(NamedTuple):
    """Where a condition's word stands, and what the condition says."""

    opens: int
    start: int
    end: int


class Advised(NamedTuple):
    """Where a sentence sends its reader for help, of its own accord, and under what conditions."""

    seeks: tuple[Sought, ...]
    conditions: tuple[Condition, ...]
    directed: bool
    """The reader is told to, not told of others who did."""


_OPENS = re.compile(
    r"\b(?:(?:especially |or |and |but |only |particularly )?(?<!even )(?:if|whether|unless|"
    r"in case(?: of)?|in the event (?:of|that))|"
    r"(?:especially |immediately |away |once |care |help |doctor |911 )when|when(?:ever)?|"
    r"as soon as(?= (?:you|your|the|they|it|symptoms|signs|there|a) (?!can\b))|"
    r"at the first signs?(?= of)|any ?time(?= (?:you|your|the)\b)|"
    r"should(?= (?:you|your|any|the|symptoms)\b))\s+",
    re.I,
)
# In the middle of a sentence "when" opens a condition only before these.
_WHEN = re.compile(
    r"(?:accompanied|you|your|the|they|it|there|an?|any|symptoms|signs|pain|someone)\b", re.I
)
_OPENS_ONLY = frozenset(("when", "whenever", "should"))
_TAIL = re.compile(
    r"\s(?:because|so that)\s|,\s+(?:dr\b|prof\b|says?|said|according|adds?|he|she|as|because|so|"
    r"which)\b|[;—]",
    re.I,
)
# After the advice its conditions may go on in a list: ", a weak arm" is no new clause.
_MAIN_AFTER = re.compile(
    r",\s+(?=(?:it|you|please|then|be|see|call|contact|consult|seek|talk|speak|ask|make|go|get|"
    r"tell|visit|they|we|don|do|schedule|always|immediately|consider|try|stop|mention)\b)",
    re.I,
)
_COMMA = re.compile(r"(?:,|;|:|—|–|\s-)\s*|\bthen\s+|\)\s+")
# What may stand between the start of a clause and the verb by which its reader seeks help.
_WORD = re.compile(r"[\w'’-]+")
_ADVERBS = WORDS["adverbs"] | WORDS["conjunctions"] | seeking.BEFORE
_TELLS = seeking.TELLS
_STOPS = WORDS["relatives"] | {"when", "if"}
# A word that tells the reader to stands at most so many words before the help.
FURTHEST = 9


def _told(before: str) -> bool:
    """Tell whether these words, which stand before help, leave it an order or make it one."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(before)]
    if all(word in _ADVERBS or word.endswith("ly") for word in words):
        return True
    for word in reversed(words[-FURTHEST:]):
        if word in _TELLS:
            return True
        if word in _STOPS:
            return False
    return False


def advised(text: str, sentence: Span) -> Advised:
    """Read the help that a sentence sends its reader for, and its conditions."""
    start, end = sentence
    named = seeking.sought(text, start, end)
    conditions = tuple(_conditions(text, sentence, named))
    own = tuple(one for one in named if not any(c.start <= one.start < c.end for c in conditions))
    return Advised(own, conditions, any(_is_told(text, start, one, conditions) for one in own))


def _conditions(text: str, sentence: Span, named: Sequence[Sought]) -> Iterator[Condition]:
    start, end = sentence
    opened = [m for m in _OPENS.finditer(text, start, end) if _may_open(text, start, m)]
    for n, m in enumerate(opened):
        stop = opened[n + 1].start() if n + 1 < len(opened) else end
        before = any(one.end <= m.start() for one in named)
        main = None if before and m.start() > start + 12 else _main(text, m.end(), end, named)
        if main is not None:
            yield Condition(m.start(), m.end(), min(main, stop))
        elif before or m.start() > start + 12:
            yield Condition(m.start(), m.end(), _tail(text, m.end(), stop))
        else:
            comma = text.find(",", m.end(), stop)
            yield Condition(m.start(), m.end(), comma if comma > 0 else stop)


def _may_open(text: str, start: int, m: re.Match[str]) -> bool:
    word = m.group().strip().lower()
    if word not in _OPENS_ONLY or not text[start : m.start()].strip("\"“'‘(*•- "):
        return True
    clause = text[m.start() - 2] in ".:;,"
    return word != "should" and (clause or bool(_WHEN.match(text, m.end())))


def _main(text: str, at: int, end: int, named: Sequence[Sought]) -> int | None:
    """Return where the condition that opens at `at` ends, before help is sought."""
    for one in named:
        if one.start <= at:
            continue
        for comma in reversed(list(_COMMA.finditer(text, at, one.start))):
            if _told(text[comma.end() : one.start]):
                return comma.start()
    return None


def _tail(text: str, at: int, stop: int) -> int:
    ends = [m.start() for p in (_TAIL, _MAIN_AFTER) if (m := p.search(text, at, stop))]
    return min([stop, *ends])


_CAUSE = re.compile(r"cause\b", re.I)
_DENIED = re.compile(r"\b(?:no|not|n['’]t|rarely|seldom|without|never)\b", re.I)


def _is_told(text: str, start: int, one: Sought, conditions: Sequence[Condition]) -> bool:
    """Tell whether what stands before help in its clause turns to the reader."""
    begin = max([start, *(c.end for c in conditions if c.end <= one.start)])
    before = text[begin : one.start]
    if _CAUSE.match(text, one.start):
        return not _DENIED.search(before)
    clause = before[max((m.end() for m in _COMMA.finditer(before)), default=0) :]
    return _told(clause) or _told(before)

"""Causes that are whole clauses: "happens when …", "if you …", "if X is damaged, …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.certainty import judge
from curette.structure.found import Found
from curette.structure.grammar import right_phrase
from curette.structure.ills import speaks_of_ill
from curette.structure.lexicon import WORDS
from curette.structure.naming import names_something
from curette.structure.subjects import NOUN_BEFORE
from curette.structure.topic_words import Topic, cut_stem
from curette.structure.words import Member, Token, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.triggers import Trigger
    from curette.structure.view import View


def conditions(text: str, words: list[Token], at: int) -> list[Member]:
    """Read "if you drink too little or if you smoke": each condition is a cause."""
    found: list[Member] = []
    listed = predicates(text, words, at)
    if len(listed) > 1:
        return listed
    while at < len(words):
        stop = at
        while (
            stop < len(words)
            and words[stop].low not in ",.;:()—–"
            and (words[stop].low not in WORDS["subordinators"] or stop == at)
        ):
            stop += 1
        last = stop
        while last > at and words[last - 1].low in ("and", "or", "are", "is"):
            last -= 1
        first = at
        while first < last and words[first].low in _TO_HAVE:
            first += 1
        span = trimmed(words, first, last)
        if first > at and first < last:
            found.extend(right_phrase(text, words, first))  # "if you have gout or diabetes"
        elif span is not None and _is_condition(words, first, last):
            found.append(Member(*span))
        again = [w.low for w in words[stop : stop + 4]]
        skip = again.index("if") if "if" in again[:3] else -1
        if skip < 0 or skip + 1 >= len(again) or again[skip + 1] not in ("you", "they"):
            break
        at = stop + skip + 2
    return found


def predicates(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read "(people who) have gout, are overweight or smoke": each of the verb phrases."""
    stop = at
    while stop < len(words) and words[stop].low not in ".;:()—–?!":
        stop += 1
    pieces: list[tuple[int, int]] = []
    first = at
    for n in range(at, stop + 1):
        joint = n == stop or words[n].low in (",", "or", "and")
        if not joint:
            continue
        opens = n == stop or _opens_predicate(words, n)
        if opens and first < n:
            pieces.append((first, n))
        if opens:
            first = n + 1
    found: list[Member] = []
    for start, end in pieces:
        while start < end and words[start].low in _JOINING:
            start += 1
        while end > start and words[end - 1].low in (",", "and", "or"):
            end -= 1
        if start >= end:
            continue
        if words[start].low in _HAVING and end - start > 1:
            while start < end - 1 and words[start].low in _HAVING:
                start += 1
            found.extend(right_phrase(text, words[:end], start))
            continue
        span = trimmed(words, start, end)
        if span is not None and _is_condition(words, start, end):
            found.append(Member(*span))
    return found


def _opens_predicate(words: Sequence[Token], joint: int) -> bool:
    n = joint + 1
    while n < len(words) and words[n].low in _JOINING:
        n += 1
    if n >= len(words):
        return False
    return words[n].low in _HAVING | PREDICATES or words[n - 1].low in ("who", "if", "you")


_JOINING = frozenset((",", "and", "or", "who", "if", "you", "they", "also"))
_HAVING = frozenset(("have", "has", "had", "are", "is", "were", "get"))
PREDICATES = WORDS["predicates"]


def _is_condition(words: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether words after "if you" name a condition: "smoke", "drink too little"."""
    opening = words[first].low
    if opening in ("or", "and", "your") or last - first > LONGEST_CONDITION:
        return False
    return last - first > 1 or opening in ("smoke", "drink", "overeat")


# A condition of more words is a clause of its own ("if you … and the doctor says …").
LONGEST_CONDITION = 12
_TO_HAVE = frozenset(("have", "has", "had", "are", "is", "a", "an", "take", "takes", "use"))


def clause_causes(
    view: View,
    sentence: Span,
    topic: Topic,
    rule: Trigger,
    trigger: Span,
    words: list[Token],
    left: int,
    right: int,
) -> Iterator[Found]:
    """Read "happens when …": the whole clause is the cause, of the page's topic alone."""
    before = [w for w in words[max(0, left - 6) : right] if w.end <= trigger.end]
    if not (topic.mentioned(before) or speaks_of_ill(before)) and not (
        left and words[left - 1].low in ("this", "it", "they", "these")
    ):
        return
    stop = right
    while stop < len(words) and words[stop].low not in (",", ".", ";", ":", "—", "(", "!"):
        stop += 1
    if (
        right < stop
        and words[right - 1].low != "because"
        and words[right].low in ("i", "you", "they", "we", "people")
    ):
        right += 1  # "when you drink too little": what is done
    span = trimmed(words, right, stop)
    if span is None or words[right].low.split("'")[0] in WORDS["pronouns"]:
        return
    verdict = judge(view.text, sentence.start, trigger, hedged=rule.hedged)
    for i in range(right, min(stop, right + 5)):
        if words[i].low in ("contain", "contains", "lack", "lacks"):
            members = right_phrase(view.text, words, i + 1)
            if len(members) > 1:  # "if bile contains too much fat or not enough salts"
                for member in members:
                    one = Span(member.start, member.end)
                    if names_something(view, one, words):
                        yield Found(one, sentence, topic.name, verdict, "trigger", 0.6)
                return
    own_body = words[right].low in WORDS["determiners"] and words[right + 1].low == "body"
    if (own_body or names_something(view, span, words)) and view.holds(*span):
        yield Found(span, sentence, topic.name, verdict, "trigger", 0.6)


_IF = re.compile(
    r"(?:If|When|Whenever)\s+(?!you\b|your\b|it\b|this\b|these\b|they\b|that\b|we\b|not\b)", re.I
)


def when_causes(view: View, sentence: Span, topic: Topic, words: list[Token]) -> Iterator[Found]:
    """Read "if X is damaged, Y may follow": the condition is the cause of an ill."""
    text = view.text
    yield from _if_you(view, sentence, topic, words)
    m = _IF.match(text, sentence.start, sentence.end)
    if not m:
        return
    comma = next((i for i, w in enumerate(words) if w.low == ","), None)
    if (
        comma is None
        or not 3 <= comma <= 14
        or not any(
            w.low in WORDS["auxiliaries"] or cut_stem(w.low) != w.low for w in words[1:comma]
        )
    ):
        return
    main = words[comma + 1 :]
    verb = next(
        (
            i
            for i, w in enumerate(main)
            if w.low in _FOLLOWS and not (i and main[i - 1].low in NOUN_BEFORE)
        ),
        None,
    )
    if verb is None or not (
        speaks_of_ill(main[verb:]) or topic.mentioned(main[verb:]) or speaks_of_ill(main[:verb])
    ):
        return
    span = trimmed(words, 1, comma)
    if span is not None and names_something(view, span, words):
        verdict = judge(text, main[0].start, Span(main[verb].start, main[verb].end))
        yield Found(span, sentence, topic.name, verdict, "trigger", 0.55)


_IF_YOU = re.compile(r"(?:If|When) (?:you|people|they|someone|a person)(?: also)? ")
_LIKELIER = re.compile(
    r",\s(?:then )?(?:you|they|your|their)\b[^.,;]{0,30}\b(?:more likely|at(?: \w+){0,2} risk|"
    r"(?:higher|greater|increased) (?:risk|chance)|(?:risk|chance)s? (?:of|for|is|are|may))\b"
)


def _if_you(view: View, sentence: Span, topic: Topic, words: list[Token]) -> Iterator[Found]:
    """Read "If you smoke or have gout, you are more likely to …": smoking and gout."""
    m = _IF_YOU.match(view.text, *sentence)
    risk = _LIKELIER.search(view.text, *sentence) if m else None
    if m is None or risk is None:
        return
    effect = [w for w in words if w.start >= risk.start()]
    if not (topic.mentioned(effect) or speaks_of_ill(effect)):
        return
    inside = [w for w in words if m.end() <= w.start < risk.start()]
    verdict = judge(view.text, risk.start(), Span(*risk.span()))
    for member in predicates(view.text, inside, 0) if inside else ():
        span = Span(member.start, member.end)
        if names_something(view, span, words):
            yield Found(span, sentence, topic.name, verdict, "trigger", 0.65)


_FOLLOWS = WORDS["follows"]

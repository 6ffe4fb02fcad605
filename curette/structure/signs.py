"""Signs: what the conditions of advice name, cut into one sign each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import seeking
from curette.structure.grammar import right_phrase
from curette.structure.lexicon import WORDS, bag
from curette.structure.words import tokens, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.words import Member

# "if you have already", "if you want": no sign of illness.
_NO_SIGN = re.compile(
    r"\W*to\b|\W*(?:you|they|he|she|we|your child|it)?\s*(?:['’]re |are |is |do |would |['’]d |"
    r"have |haven['’]t |"
    r"already |n['’]t |don['’]t |do not |can |could )*"
    r"(?:wants?|needs?|choose|decide|would like|like|prefer|plan(?:ning)?|wish|already|needed|"
    r"necessary|"
    r"possible|appropriate|interested|looking|considering|trying|seeking|try|follow|live|living|"
    r"use|know|thinking (?!(?:about|of) )|ready|able|any (?:questions|doubts)|questions|"
    r"not already|recommended|think it|"
    r"in doubt|so\b|not\b|excessive put)",
    re.I,
)
_HAVING = re.compile(
    r"(?:(?:you|they|he|she|you think you|your (?:child|baby|toddler|loved one)|someone|anyone|"
    r"people|"
    r"there)\b(?:['’]\w+)?)\s*"
    r"(?:(?:also|do|does|are|is|were|begin to|start to|suddenly|ever|still|ve|re)\s+)*"
    r"(?:(?:experienc(?:e|es|ing)|notic(?:e|es|ing)|ha(?:ve|s|d)|having|develops?|developing|"
    r"feels?|"
    r"feeling|"
    r"gets?|getting|suffers? from|suffering from|sees?|shows?|showing|shows signs of|display(?:s|"
    r"ing)?|"
    r"are|is|concerned about|believe|concerns? about|take|takes)\b)?\s*"
    r"(?:any of the following|any|new|signs of)?\s*",
    re.I,
)
_WITH = re.compile(
    r"\b(?:(?:accompanied|attended|followed|associated|along|together)\s(?:by|with)|comes? with)\s",
    re.I,
)
# "it comes with a droopy face, a weak arm": what stands before the list is its subject alone.
_SUBJECT = re.compile(
    r"\W*(?:(?:it|they|this|these|the|your|an?)\b)?(?: ?[\w-]+)?(?: (?:is|are))?\W*\Z", re.I
)
# "any of these symptoms" names no sign by itself.
_POINTS_BACK = re.compile(
    r"\W*(?:\w+ ){0,4}?(?:ha(?:s|ve|d)|notic\w+|experienc\w+|show\w*|develop\w*)?\s*"
    r"(?:(?:any|one|some|more)(?: or more)? of )?"
    r"(?:these|them|the (?:above|following))"
    r"(?: (?:warning |\w+ )?(?:symptoms?|signs?|problems?|changes?))?"
    r"(?: (?:occurs?|appears?|develops?|happens?|persists?))?\W*\Z",
    re.I,
)
# "if you have these symptoms: a fever, a rash"
_BELOW = re.compile(r"\b(?:these|the following)\b[^:.]{0,25}:\s+", re.I)
_JOINED = re.compile(r",\s+(?:(?:or|and)\s+)?|\s+or\s+")
_COMMA = re.compile(r",\s+(?:(?:or|and)\s+)?")
# A sign told in more words than this is a paragraph.
LONGEST = 30
_GOES_ON = WORDS["auxiliaries"] | WORDS["modals"]
_FEELS = seeking.FEELS
_CLAUSE_VERBS = WORDS["clause_verbs"]
_FINITE = _GOES_ON | _FEELS | _CLAUSE_VERBS | WORDS["verbs"]
BARE = WORDS["bare_signs"]
_SAID_BEFORE_A_SIGN = WORDS["thinking"] | {"answered", "suspect", "worry", "worried", "should"}
_MEASURED = frozenset(("than",))
_SUBJECTS = frozenset(
    ("you", "your", "he", "she", "they", "it", "there", "the", "a", "an", "their", "his", "her")
)


def of_condition(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the signs that a condition names, if it names any."""
    below = _BELOW.search(text, start, end)
    if below is not None:
        words = tokens(text, below.end(), end)
        for member in right_phrase(text, words, 0) if words else ():
            yield Span(member.start, member.end)
    elif not is_none(text, start, end):
        for first, last in _clauses(text, start, end):
            yield from _of_clause(text, first, last)


def is_none(text: str, start: int, end: int) -> bool:
    """Tell whether a condition is no sign: "if you want", "if you have any of these"."""
    return bool(_NO_SIGN.match(text, start, end) or _POINTS_BACK.match(text[start:end]))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut "your lips turn blue, a rash spreads, or you cannot breathe" into its clauses."""
    at = start
    cuts = [m.span() for m in _JOINED.finditer(text, start, end)]
    for n, (cut, opens) in enumerate(cuts):
        stop = cuts[n + 1][0] if n + 1 < len(cuts) else end
        words = [w.low for w in tokens(text, opens, stop)]
        if not words:
            continue
        verb = words[0] in _GOES_ON | _FEELS
        verb = verb or (text[cut] == "," and words[0] in _CLAUSE_VERBS and words[0][-1] == "s")
        if verb or (words[0] in _SUBJECTS and any(w in _FINITE for w in words[1:])):
            yield at, cut
            at = opens
    yield at, end


def _of_clause(text: str, start: int, end: int) -> Iterator[Span]:
    """Split a condition into the signs that it names."""
    if _POINTS_BACK.match(text[start:end]):
        return
    having = _HAVING.match(text, start, end)
    at = having.end() if having and having.end() > start else start
    with_ = _WITH.search(text, at, end)
    words = tokens(text, at, end)
    if not words:
        return
    if with_ and (
        not text[at : with_.start()].strip() or _SUBJECT.match(text[start : with_.start()])
    ):
        words = tokens(text, with_.end(), end)
    verbs = {w.low for w in words} & _CLAUSE_VERBS
    listed = (having and having.end() > start) or (with_ and words[0].start >= with_.end())
    if listed and not verbs:
        members = right_phrase(text, words, 0)
        if (
            members
            and "(" not in text[words[0].start : words[-1].end]
            and ("," in text[members[-1].end : words[-1].end] or _holds_comma(text, members))
        ):
            yield from at_commas(text, words[0].start, words[-1].end)
            return
        if members and members[-1].end < words[-1].start and _MEASURED & {w.low for w in words}:
            members = []  # "headaches on more than ten days": the amount is the sign
        kept = [m for m in members if not (bag(text[m.start : m.end]) <= BARE)]
        if len(kept) == 1 and bag(text[kept[0].start : kept[0].end]) <= _SAID_BEFORE_A_SIGN:
            kept = []  # "if you think you have been bitten"
        if kept and kept[0].end > kept[0].start:
            for member in kept:
                yield Span(member.start, member.end)
            return
    while words and words[-1].low in (".", "!", ",", ";"):
        words.pop()
    span = trimmed(words[:LONGEST], 0, min(len(words), LONGEST))
    if span is None and words:
        span = Span(words[0].start, words[min(len(words), LONGEST) - 1].end)
    if span is not None and span.end - span.start > 3:
        yield span


def _holds_comma(text: str, members: Sequence[Member]) -> bool:
    return any("," in text[member.start : member.end] for member in members)


def at_commas(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut "bleeding that soaks a cloth, cramps, or a fit" at its commas."""
    at = start
    for cut, opens in [*(m.span() for m in _COMMA.finditer(text, start, end)), (end, end)]:
        words = tokens(text, at, cut)
        while words and words[-1].low in (".", "!", ",", ";", ":"):
            words.pop()
        span = trimmed(words[:LONGEST], 0, min(len(words), LONGEST)) if words else None
        if span is not None and not bag(text[slice(*span)]) <= BARE:
            yield span
        at = opens

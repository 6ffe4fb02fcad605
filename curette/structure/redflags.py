"""Red flags: the conditions under which a page tells its reader to seek help."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import alarms, conditions, seeking, symptoms
from curette.structure.grammar import left_phrase, right_phrase
from curette.structure.ills import ILL
from curette.structure.lexicon import WORDS, bag
from curette.structure.words import tokens, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Urgency
    from curette.structure.advice import Said
    from curette.structure.conditions import Advised
    from curette.structure.units import Unit
    from curette.structure.view import View


@dataclass(frozen=True, slots=True)
class Flagged:
    """A sign as it is read; `advice` is the sentence that says what to do about it."""

    span: Span
    urgency: Urgency
    advice: Span | None = None


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
_WARNING = re.compile(
    r"\b(?:warning signs?|red flags?|danger signs?|emergency (?:signs|symptoms)|alarm(?:ing)? "
    r"symptoms)\b"
    r"[^.:;]{0,60}?\b(?:include|are|is|such as|like)\b:?\s*",
    re.I,
)
_PEOPLE_WHO = re.compile(
    r"\b(?:people|persons?|anyone|someone|those|patients?|wom[ae]n|m[ae]n|adults?|child(?:ren)?|"
    r"bab(?:y|ies)|infants?|parents?|individuals?) "
    r"(?:who(?:se)?|experiencing|developing|having|with) (?P<sign>[^,.;]{4,90}?)[,”]? "
    r"(?:should|must|needs?(?: to)?|ought to) ",
    re.I,
)
# Help stands at most so many characters after "should": "should first of all call".
NEAR_MODAL = 30
# Who merely has a condition is not yet in need: "People with asthma should talk with a nurse".
_NEW = re.compile(
    r"(?:an? )?(?:any|signs?|symptoms?|severe|sudden|new|persistent|worsening|unusual|these|chest|"
    r"trouble|difficulty|high|bloody)\b",
    re.I,
)
# "report any new symptoms to your doctor", "talk with your doctor about any weakness"
_ANY = re.compile(
    r"\b(?:report|mention|about|(?:doctor|provider) for|"
    r"tell (?:your|the|their|a) (?:\w+ ){1,3}(?:of|about)) "
    r"((?:any|new|unusual|severe|sudden|worsening) (?:\w+ ){0,4}(?:symptoms?|signs?|changes?|pain|"
    r"bleeding|weakness|problems?|swelling|lumps?|numbness))\b",
    re.I,
)


def find(view: View, found: Sequence[Unit], said: Sequence[Said]) -> Iterator[Flagged]:
    """Yield the signs of a page: conditions of its advice, warning sentences, and lists."""
    for one in said:
        yield from from_advice(view, one)
        yield from _of_row(view, found, one)
        yield from _pointed_at(view, found, one)
    advised = sorted(one.span.start for one in said)
    for unit in found:
        if unit.role == "text":
            for sentence in unit.lines:
                yield from from_sentence(view, sentence)
        elif unit.role == "item":
            at = bisect_left(advised, unit.start)
            taken = at < len(advised) and advised[at] < unit.end
            announced = None if taken else alarms.announcing(view, found, unit)
            if announced is not None:
                yield from from_item(view, unit, announced)


def _of_row(view: View, found: Sequence[Unit], one: Said) -> Iterator[Flagged]:
    """Yield the first cell of a table's row whose other cell sends for help."""
    text = view.text
    if text[one.span.start - 1 : one.span.start] != "\t" or one.kind != "see_doctor":
        return
    unit = found[bisect_left(found, one.span.end, key=lambda unit: unit.start) - 1]
    sign = Span(unit.start, text.index("\t", unit.start))
    if bag(text[slice(*sign)]):
        yield Flagged(sign, one.urgency or "routine", one.span)


_THESE = re.compile(
    r"\b(?:any|one|some|more) of (?:these|them|the above)\b|"
    r"\bthese (?:warning |\w+ )?(?:symptoms|signs)\b",
    re.I,
)
_SIGNS = re.compile(r"\b(?:symptoms?|(?:warning )?signs?)\b", re.I)


def _pointed_at(view: View, found: Sequence[Unit], one: Said) -> Iterator[Flagged]:
    """Yield the list of signs before "If you have any of these symptoms, call …"."""
    if one.kind != "see_doctor" or not _THESE.search(view.text, *one.span):
        return
    at = bisect_left(found, one.span.end, key=lambda unit: unit.start) - 1
    opens = found[at].start if at >= 0 else 0
    if at > 0 and found[at].role == "text" and one.span.start <= opens:
        at -= 1
    items = []
    while at >= 0 and found[at].role == "item":
        items.append(found[at])
        at -= 1
    intro = items[-1].intro if items else None
    if intro is None and items and items[-1].title is not None:
        above = found[items[-1].title]
        intro = Span(above.start, above.end)
    urgency: Urgency = one.urgency or "routine"
    if intro is not None and _SIGNS.search(view.text, max(0, intro.start - _NEAR), intro.end):
        for unit in reversed(items):
            for flag in from_item(view, unit, intro):
                yield replace(flag, urgency=urgency, advice=one.span)
    elif not items and 0 <= at < len(found):
        for line in found[at].lines:
            if line.end <= one.span.start:
                for span, assertion in symptoms.from_sentence(view, line):
                    if assertion == "present":
                        yield Flagged(span, urgency, one.span)


# "They include:" is about the signs of the sentence before it, which stands this near.
_NEAR = 120


def from_advice(view: View, said: Said) -> Iterator[Flagged]:
    """Yield the signs that a sentence of advice names as its conditions."""
    if said.urgency == "not_needed" or said.kind not in ("see_doctor", "prevention_monitor"):
        return
    text = view.text
    start, end = said.span
    urgency: Urgency = said.urgency or "routine"
    help_ = conditions.advised(text, said.span)
    if text[end - 1] == ":":
        yield from _of_people(text, said, help_, urgency)
        return  # the conditions follow in a list
    yield from _needing_help(text, said.span, urgency)
    for opens, at, stop in help_.conditions:
        if _TO_LEARN.search(text, start, opens) or (
            _ASK.search(text, start, opens) and _WHAT_TO_DO.match(text, at, end)
        ):
            continue  # "to learn if there may be", "ask if you should": a question, no condition
        if not _NO_SIGN.match(text, at, stop):
            for first, last in _clauses(text, at, stop):
                yield from (Flagged(span, urgency, said.span) for span in _signs(text, first, last))
    yield from _named_after_help(text, said, help_, urgency)
    yield from _of_people(text, said, help_, urgency)
    for m in _ANY.finditer(text, start, end):
        if not _POINTS_BACK.match(m.group(1)):
            yield Flagged(Span(*m.span(1)), urgency, said.span)


_FOR = re.compile(
    r"\s(?:(?:right away|immediately|at once|promptly|straight ?away|today)\s)?for\s", re.I
)


def _named_after_help(text: str, said: Said, help_: Advised, urgency: Urgency) -> Iterator[Flagged]:
    """Read "Call an ambulance for chest pain or a seizure"."""
    for one in help_.seeks:
        m = _FOR.match(text, one.end, said.span.end)
        if m is None:
            continue
        stop = min([said.span.end, *(c.opens for c in help_.conditions if c.opens > m.end())])
        words = tokens(text, m.end(), stop)
        for member in right_phrase(text, words, 0) if words else ():
            named = bag(text[member.start : member.end])
            if named & ILL["problems"] and not named <= _ANY_SIGN | _BARE:
                yield Flagged(Span(member.start, member.end), urgency, said.span)


def _of_people(text: str, said: Said, help_: Advised, urgency: Urgency) -> Iterator[Flagged]:
    """Read "Anyone who coughs blood should see a doctor"."""
    for m in _PEOPLE_WHO.finditer(text, *said.span):
        sign = Span(*m.span("sign"))
        with_ = text[m.start() : sign.start].lower().endswith(" with ")
        if with_ and urgency == "routine" and not _NEW.match(text, *sign):
            continue
        if any(0 <= one.start - m.end() < NEAR_MODAL for one in help_.seeks) and not (
            _POINTS_BACK.match(text[slice(*sign)]) or _NO_SIGN.match(text, *sign)
        ):
            yield Flagged(sign, urgency, said.span)


# "any of these symptoms" names no sign by itself.
_POINTS_BACK = re.compile(
    r"\W*(?:\w+ ){0,4}?(?:ha(?:s|ve|d)|notic\w+|experienc\w+|show\w*|develop\w*)?\s*"
    r"(?:(?:any|one|some|more)(?: or more)? of )?"
    r"(?:these|them|the (?:above|following))"
    r"(?: (?:warning |\w+ )?(?:symptoms?|signs?|problems?|changes?))?"
    r"(?: (?:occurs?|appears?|develops?|happens?|persists?))?\W*\Z",
    re.I,
)


_JOINED = re.compile(r",\s+(?:(?:or|and)\s+)?|\s+or\s+")
_GOES_ON = WORDS["auxiliaries"] | WORDS["modals"]
_SUBJECTS = frozenset(
    ("you", "your", "he", "she", "they", "it", "there", "the", "a", "an", "their", "his", "her")
)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut "your lips turn blue, a rash spreads, or you cannot breathe" into its clauses."""
    at = start
    cuts = [m.span() for m in _JOINED.finditer(text, start, end)]
    for n, (cut, opens) in enumerate(cuts):
        stop = cuts[n + 1][0] if n + 1 < len(cuts) else end
        words = [w.low for w in tokens(text, opens, stop)]
        if not words:
            continue
        verb = words[0] in _GOES_ON or words[0] in _FEELS
        if verb or (words[0] in _SUBJECTS and any(w in _FINITE for w in words[1:])):
            yield at, cut
            at = opens
    yield at, end


_FEELS = seeking.FEELS


def _signs(text: str, start: int, end: int) -> Iterator[Span]:
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
        if members and members[-1].end < words[-1].start and _MEASURED & {w.low for w in words}:
            members = []  # "headaches on more than ten days": the amount is the sign
        kept = [m for m in members if not (bag(text[m.start : m.end]) <= _BARE)]
        if len(kept) == 1 and bag(text[kept[0].start : kept[0].end]) <= _SAID_BEFORE_A_SIGN:
            kept = []  # "if you think you have been bitten"
        if kept and kept[0].end > kept[0].start:
            for member in kept:
                yield Span(member.start, member.end)
            return
    while words and words[-1].low in (".", "!", ",", ";"):
        words.pop()
    span = trimmed(words[:_LONGEST], 0, min(len(words), _LONGEST))
    if span is None and words:
        span = Span(words[0].start, words[min(len(words), _LONGEST) - 1].end)
    if span is not None and span.end - span.start > 3:
        yield span


_LONGEST = 30
_SAID_BEFORE_A_SIGN = WORDS["thinking"] | {"answered", "suspect", "worry", "worried", "should"}
_MEASURED = frozenset(("than",))
_WARNING_WORDS = frozenset(("warning", "red", "danger", "emergency", "alarm", "alarming"))
_CLAUSE_VERBS = WORDS["clause_verbs"]
_FINITE = _GOES_ON | _FEELS | _CLAUSE_VERBS | WORDS["verbs"]
_BARE = WORDS["bare_signs"]


_NEEDS_HELP = re.compile(
    r"\b(?:should|must|need to) (?:always |also )?be (?:reported to|checked by|seen by|"
    r"(?:evaluated|examined|looked at) by)\b|"
    r"\b(?:always |usually |often |may |can |should )*(?:needs?|requires?|calls? for|warrants?)"
    r"(?: (?:an?|urgent|immediate|emergency|prompt|medical))* "
    r"(?:help|care|attention|treatment|evaluation|assessment|visit|check-?up)\b|"
    r"\b(?:is|are|can be|may be) (?:an? )?(?:medical )?emergenc(?:y|ies)\b",
    re.I,
)


_ANY_SIGN = frozenset(("symptom", "symptoms", "sign", "signs"))
_TO_LEARN = re.compile(r"\b(?:learn|find out|determine|wonder|diagnose[^.,;]*)\s*\Z", re.I)
_ASK = re.compile(r"\b(?:ask|check with|talk (?:to|with))\b[^.,;]{0,60}\Z", re.I)
_WHAT_TO_DO = re.compile(
    r"\w+(?: \w+){0,4}? (?:should|could|can|needs?|is right|are right|is safe)\b", re.I
)


# "Chest pain that lasts more than a few minutes": the clause makes it a sign.
_RESTRICTED = re.compile(
    r"\W*(?:any |an? |the )?(?P<sign>[^,.;:]{3,40}\s(?:that|which|with|when|after|lasting)\s"
    r"[^.;:]{3,90}?),?\s*\Z",
    re.I,
)


def _needing_help(text: str, sentence: Span, urgency: Urgency) -> Iterator[Flagged]:
    """Read "Sudden pain needs help on the same day": the subject is the sign."""
    m = _NEEDS_HELP.search(text, *sentence)
    if m is None:
        return
    words = tokens(text, *sentence)
    left = sum(1 for w in words if w.end <= m.start())
    subject = _RESTRICTED.match(text, sentence.start, m.start())
    if subject and bag(subject.group()) & ILL["problems"]:
        yield Flagged(Span(*subject.span("sign")), urgency, sentence)
        return
    if not left or words[0].low in WORDS["pronouns"] | WORDS["subordinators"] | WORDS["people"]:
        return
    for member in left_phrase(text, words, left):
        named = bag(text[member.start : member.end])
        if named & (WORDS["pronouns"] | WORDS["people"]) or named <= _ANY_SIGN:
            continue
        yield Flagged(Span(member.start, member.end), urgency, sentence)


def from_sentence(view: View, sentence: Span) -> Iterator[Flagged]:
    """Yield the signs of a sentence such as "Warning signs include chest pain"."""
    if not bag(view.text[slice(*sentence)]) & _WARNING_WORDS:
        return
    m = _WARNING.search(view.text, sentence.start, sentence.end)
    if m is None:
        return
    words = tokens(view.text, m.end(), sentence.end)
    for member in right_phrase(view.text, words, 0) if words else ():
        yield Flagged(Span(member.start, member.end), seeking.urgency(view.text[slice(*sentence)]))


def from_item(view: View, unit: Unit, announced_by: Span) -> Iterator[Flagged]:
    """Yield the sign that a list item names: the bullet, whole."""
    if not unit.lines or view.text[unit.end - 1] in "?:":
        return
    line = unit.lines[0]
    words = [w for w in tokens(view.text, *line) if w.low.strip("_☐□")]  # a box to tick
    if not words:
        return
    span = Span(words[0].start, line.end if words[-1].low not in ".;," else words[-1].start)
    if len(words) <= _LONGEST and span.start < span.end:
        yield Flagged(span, seeking.urgency(view.text[slice(*announced_by)]), announced_by)

"""Red flags: the conditions under which a page tells its reader to seek help."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import alarms, conditions, seeking, signs, symptoms
from curette.structure.grammar import left_phrase, right_phrase
from curette.structure.ills import ILL
from curette.structure.lexicon import WORDS, bag
from curette.structure.words import tokens

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
    if one.kind != "see_doctor":
        return
    if not _THESE.search(view.text, *one.span):
        yield from _signs_before(view, found, one)
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


_SIGN_OF = re.compile(
    r"\s(?:(?:may|can|could|might) (?:also )?be|is|are) (?:an? |the )?(?:\w+ ){0,2}"
    r"(?:signs?|symptoms?) of\b",
    re.I,
)
# "Seek help at once." says in fewer characters that what was named before is a reason to.
LONGEST_BARE_ADVICE = 70


def _signs_before(view: View, found: Sequence[Unit], one: Said) -> Iterator[Flagged]:
    """Read "A limp arm may be a sign of a stroke. Call an ambulance."."""
    if one.span.end - one.span.start > LONGEST_BARE_ADVICE or one.urgency == "routine":
        return
    at = bisect_left(found, one.span.end, key=lambda unit: unit.start) - 1
    lines = found[at].lines if at >= 0 else []
    if one.span not in lines or lines.index(one.span) == 0:
        return
    before = lines[lines.index(one.span) - 1]
    m = _SIGN_OF.search(view.text, *before)
    if m is not None and not conditions.advised(view.text, one.span).conditions:
        for span in signs.at_commas(view.text, before.start, m.start()):
            yield Flagged(span, one.urgency or "routine", one.span)


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
        for span in signs.of_condition(text, at, stop):
            yield Flagged(span, urgency, said.span)
    if not help_.conditions:
        yield from _such_as(text, said, urgency)
    yield from _named_after_help(text, said, help_, urgency)
    yield from _of_people(text, said, help_, urgency)
    for m in _ANY.finditer(text, start, end):
        if not signs.is_none(text, *m.span(1)):
            yield Flagged(Span(*m.span(1)), urgency, said.span)


_SUCH_AS = re.compile(
    r"\b(?:signs?|symptoms?|changes|problems|reactions?)\b[^.;:]{0,50}?"
    r"(?:\bsuch as|\blike|\bincluding|\bwhich include|:)\s",
    re.I,
)


def _such_as(text: str, said: Said, urgency: Urgency) -> Iterator[Flagged]:
    """Read "Watch for signs of a clot, such as a warm calf"."""
    m = _SUCH_AS.search(text, *said.span)
    words = tokens(text, m.end(), said.span.end) if m else []
    for member in right_phrase(text, words, 0) if words else ():
        yield Flagged(Span(member.start, member.end), urgency, said.span)


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
            a_thing = urgency != "routine" and text[m.end() : member.start].strip() in _ARTICLES
            if (named & ILL["problems"] or a_thing) and not named <= _ANY_SIGN | signs.BARE:
                yield Flagged(Span(member.start, member.end), urgency, said.span)


_ARTICLES = frozenset(("a", "an", "any"))


def _of_people(text: str, said: Said, help_: Advised, urgency: Urgency) -> Iterator[Flagged]:
    """Read "Anyone who coughs blood should see a doctor"."""
    for m in _PEOPLE_WHO.finditer(text, *said.span):
        sign = Span(*m.span("sign"))
        with_ = text[m.start() : sign.start].lower().endswith(" with ")
        if with_ and urgency == "routine" and not _NEW.match(text, *sign):
            continue
        if any(0 <= one.start - m.end() < NEAR_MODAL for one in help_.seeks) and not signs.is_none(
            text, *sign
        ):
            yield Flagged(sign, urgency, said.span)


_NEEDS_HELP = re.compile(
    r"\b(?:should|must|need to) (?:always |also )?be (?:reported to|checked by|seen by|"
    r"(?:evaluated|examined|looked at) by)\b|"
    r"\b(?:always |usually |often |may |can |should )*(?:needs?|requires?|calls? for|warrants?)"
    r"(?: (?:an?|urgent|immediate|emergency|prompt|medical))* "
    r"(?:help|care|attention|treatment|evaluation|assessment|visit|check-?up)\b|"
    r"\b(?:is|are|can be|may be) (?:an? )?(?:medical )?emergenc(?:y|ies)\b",
    re.I,
)


_WARNING_WORDS = frozenset(("warning", "red", "danger", "emergency", "alarm", "alarming"))
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
    if len(words) <= signs.LONGEST and span.start < span.end:
        yield Flagged(span, seeking.urgency(view.text[slice(*announced_by)]), announced_by)

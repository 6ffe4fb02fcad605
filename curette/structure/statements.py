"""What a page states: causes, advice, red flags, symptoms and tests, each a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from curette.records import (
    Advice,
    Aspect,
    Cause,
    MedicalTest,
    RedFlag,
    Section,
    Subject,
    Symptom,
)
from curette.structure import advised, examinations, redflags
from curette.structure import symptoms as symptom_rules
from curette.structure.cause_statements import all_causes, published
from curette.structure.found import touch
from curette.structure.ids import Ids
from curette.structure.sections import aspects, sections
from curette.structure.topic_words import Topic
from curette.structure.units import Unit, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Span
    from curette.records import Aspect, Cause, Subject
    from curette.structure.advice import Said
    from curette.structure.redflags import Flagged
    from curette.structure.units import Unit
    from curette.structure.view import View


@dataclass(frozen=True, slots=True)
class Statements:
    """All that is stated in a view, in text order. Ids are stable within a page."""

    causes: tuple[Cause, ...] = ()
    advice: tuple[Advice, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    tests: tuple[MedicalTest, ...] = ()
    sections: tuple[Section, ...] = ()


def statements(
    view: View, subject: Subject, *, asker: bool = False, answers: Sequence[Span] = ()
) -> Statements:
    """Read `view`, a page about `subject`, once and whole: ids count occurrences on the page.

    `asker` tells that the text speaks to one person, so that a remark can be about that case.
    `answers` are the spans of the answers of a Q&A page; each starts afresh (a test is quoted
    once in each answer, a heading does not reach into the next answer).
    """
    found = units(view, answers)
    named = aspects(view, found)
    topic = Topic(subject)
    topic.learn(view.text)
    ids = Ids()
    said = list(advised.find(view, found, named))
    names = {one.span: ids.of("advice", view.text[slice(*one.span)]) for one in said}
    flags, triggers = _flags(view, redflags.find(view, found, said), said, ids, names)
    advice = _advice(view, said, triggers, names)
    return Statements(
        causes=published(
            view, all_causes(view, found, named, topic, asker=asker), ids, asker=asker
        ),
        advice=advice,
        red_flags=flags,
        symptoms=_symptoms(view, found, named),
        tests=_tests(view, found, answers),
        sections=sections(view, found, named),
    )


# ---- advice and tests


def _advice(
    view: View,
    found: Sequence[Said],
    triggers: dict[Span, list[str]],
    names: dict[Span, str],
) -> tuple[Advice, ...]:
    out = []
    for said in found:
        if not view.holds(*said.span):
            continue
        quote = view.quote(*said.span)
        out.append(
            Advice(
                id=names[said.span],
                triggers=tuple(triggers.get(said.span, ())),
                kind=said.kind,
                span=quote,
                confidence=said.confidence,
                actions=(view.quote(*said.action),) if said.action else (),
                urgency=said.urgency,
                who=said.who,
                garbled=view.is_garbled(*said.span),
            )
        )
    return tuple(out)


def _flags(
    view: View,
    found: Iterator[Flagged],
    said: Sequence[Said],
    ids: Ids,
    names: dict[Span, str],
) -> tuple[tuple[RedFlag, ...], dict[Span, list[str]]]:
    """Give red flags their ids, and each advice the ids of the flags that call for it."""
    kept: list[Flagged] = []
    for flag in found:
        if view.holds(*flag.span) and not any(touch(flag.span, x.span) for x in kept[-60:]):
            kept.append(flag)
    kept.sort(key=lambda flag: flag.span)
    advice = {one.span: one for one in said}
    triggers: dict[Span, list[str]] = {}
    out = []
    for flag in kept:
        quote = view.quote(*flag.span)
        name = ids.of("flag", quote.quote)
        source = advice.get(flag.advice) if flag.advice else None
        if flag.advice:
            triggers.setdefault(flag.advice, []).append(name)
        out.append(
            RedFlag(
                id=name,
                span=quote,
                urgency=flag.urgency,
                seek=source.who if source else None,
                advice_id=names[source.span] if source else None,
                garbled=view.is_garbled(*flag.span),
            )
        )
    return tuple(out), triggers


def _symptoms(view: View, found: Sequence[Unit], named: Sequence[Aspect]) -> tuple[Symptom, ...]:
    """Quote each symptom where the page first names it."""
    seen: dict[str, Symptom] = {}
    for n, unit in enumerate(found):
        got = [pair for line in unit.lines for pair in symptom_rules.from_sentence(view, line)]
        if unit.role == "item" and not got:
            by_intro = unit.intro is not None and symptom_rules.announces(view.text, unit.intro)
            bare = unit.intro is None and named[n] == "symptoms" and unit.direct
            if by_intro or bare:
                got = [(span, "present") for span in symptom_rules.from_item(view, unit)]
        for span, assertion in got:
            quote = view.quote(*span)
            name = symptom_rules.key(quote.quote)
            garbled = view.is_garbled(*span)
            seen.setdefault(name, Symptom(name, quote, assertion, "topic", garbled=garbled))
    return tuple(seen.values())


def _tests(view: View, found: Sequence[Unit], answers: Sequence[Span]) -> tuple[MedicalTest, ...]:
    out = []
    for span, name in examinations.first_mentions(view, found, answers):
        quote = view.quote(*span)
        out.append(MedicalTest(name=name, span=quote, garbled=view.is_garbled(*span)))
    return tuple(out)

"""From a document to its record: who asks, what is stated, by whom, and how far to trust it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from curette.records import QA, Answer, Record
from curette.structure import people as persons
from curette.structure import qa as questions
from curette.structure import quality
from curette.structure.days import days
from curette.structure.statements import statements
from curette.structure.subject import subject
from curette.structure.view import view

if TYPE_CHECKING:
    from curette.model import Document
    from curette.structure.statements import Statements


def read(document: Document) -> Record:
    """Return what the page says, every quotation in `document.text`.

    A Q&A page is taken apart first: nothing is read from a question, a teaser or a name line,
    only from the answers.
    """
    reading = questions.parse(document)
    qa = reading.qa
    about = subject(document, question_title=_asked(qa))
    readable = view(document, blind=reading.blind(document))
    stated = statements(readable, about, asker=qa is not None, answers=reading.answers)
    people = persons.people(document, qa)
    sources = persons.named_sources(document, people)
    kind, trust = quality.judge(document, about, reading, sources)
    return Record(
        id=document.id,
        topic=about,
        page_type=kind,
        people=people,
        named_sources=sources,
        sections=stated.sections,
        causes=stated.causes,
        advice=stated.advice,
        red_flags=stated.red_flags,
        symptoms=stated.symptoms,
        tests=stated.tests,
        qa=_linked(qa, stated) if qa else None,
        quality=trust,
        title_residue=_title_residue(document),
        days=days(document),
    )


def _asked(qa: QA | None) -> str | None:
    if qa is None:
        return None
    return qa.question_title or (qa.question.quote[:300] if qa.question else None)


def _linked(qa: QA, stated: Statements) -> QA:
    return replace(qa, answers=tuple(_with_items(answer, stated) for answer in qa.answers))


def _with_items(answer: Answer, stated: Statements) -> Answer:
    start, end = answer.span.start, answer.span.end
    return replace(
        answer,
        cause_ids=tuple(c.id for c in stated.causes if start <= c.span.start < end),
        advice_ids=tuple(a.id for a in stated.advice if start <= a.span.start < end),
    )


def _title_residue(document: Document) -> str | None:
    """Return the words struck from the title line, such as a name that a copy put there."""
    for cut in document.ledger:
        if cut.kind == "title_residue":
            return document.text[cut.start : cut.end].strip() or None
    return None

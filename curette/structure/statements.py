"""What a page states: causes, advice, red flags, symptoms and tests, each a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span
    from curette.records import Advice, Cause, MedicalTest, RedFlag, Section, Subject, Symptom
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
    return Statements()

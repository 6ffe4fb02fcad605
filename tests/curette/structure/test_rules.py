"""Every row of the rule tables reads its own example and leaves its near miss alone."""

from __future__ import annotations

import re

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure import advice, triggers
from curette.structure.sections import ASPECTS, heading_aspect
from curette.structure.statements import Statements, statements
from curette.structure.view import view


def read(text: str, topic: str = "", *, asker: bool = False) -> Statements:
    return statements(view(Document("p", text, "p")), Subject(topic), asker=asker)


# What the examples of a row are about, where the row asks for the page's topic.
TOPICS = {
    "linked-to": "tooth grinding",
    "happens-when": "muscle cramp",
    "more-likely-if": "cramps",
    "because-they-have": "cramps",
    "develops-from": "cramps",
    "influenced-by": "cramps",
    "develops-after": "cramps",
    "complication-of": "cramps",
    "risk-rises-with": "cramps",
    "occurs-in-people": "cramps",
    "consider-condition": "numb fingers",
    "seen-in": "cramps",
    "turned-out": "pain",
    "it-was-from": "toe pain",
    "people-who": "cramps",
    "makes-so": "hoarseness",
    "spreads-by": "cramps",
    "more-common-in": "cramps",
    "possibility-is": "toe pain",
    "underlying-such-as": "waking at night",
}


@pytest.mark.parametrize("rule", triggers.TRIGGERS, ids=lambda rule: rule.name)
def test_a_trigger_reads_its_example(rule: triggers.Trigger) -> None:
    text, expected = rule.reads
    got = read(text, TOPICS.get(rule.name, ""), asker=rule.asker)
    assert [cause.span.quote.lower() for cause in got.causes] == list(expected)


@pytest.mark.parametrize("rule", triggers.TRIGGERS, ids=lambda rule: rule.name)
def test_a_trigger_leaves_its_near_miss(rule: triggers.Trigger) -> None:
    got = read(rule.skips, TOPICS.get(rule.name, ""), asker=rule.asker)
    assert got.causes == ()


@pytest.mark.parametrize("row", advice.SAYS, ids=lambda row: row.name)
def test_advice_is_told_from_its_near_miss(row: advice.Row) -> None:
    assert [said.span.quote for said in read(row.reads).advice] == [row.reads]
    match = row.pattern.search(row.skips)
    assert (
        match is None or (row.unless and row.unless.search(row.skips)) or not read(row.skips).advice
    )


@pytest.mark.parametrize("row", advice.NEVER, ids=lambda row: row.name)
def test_what_is_no_advice(row: advice.Row) -> None:
    assert row.pattern.search(row.reads)
    assert read(row.reads).advice == ()
    assert read(row.skips).advice != ()


@pytest.mark.parametrize("rule", ASPECTS, ids=lambda rule: rule.name)
def test_a_heading_says_its_aspect(rule: object) -> None:
    assert all(heading_aspect(text) == rule.name for text in rule.reads)  # type: ignore[attr-defined]
    assert not any(heading_aspect(text) == rule.name for text in rule.skips)  # type: ignore[attr-defined]


def test_a_row_is_tried_on_its_own_example() -> None:
    for rule in triggers.TRIGGERS:
        assert set(re.findall(r"[a-z'-]+", rule.reads[0].lower())) & rule.words, rule.name

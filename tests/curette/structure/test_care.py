"""Care that is told in the third person, and what a whole passage says of the kind of advice."""

from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import Statements, statements
from curette.structure.view import view


def read(text: str) -> Statements:
    return statements(view(Document("p", text, "p")), Subject(""))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Surgery may be needed to take the pressure off the nerve.", "treatment"),
        ("Beta blockers are often used to treat the tremor.", "treatment"),
        ("Children with the severe form may require a transplant.", "treatment"),
        ("Treatment is symptomatic and supportive.", "treatment"),
        ("There is no cure, but drugs may ease the stiffness.", "treatment"),
        ("Physical therapy can help restore the strength of the arm.", "treatment"),
        ("A spinal tap may be performed to look at the fluid.", "tests"),
        ("A physical exam may help diagnose the disorder.", "tests"),
        ("The diagnosis is usually made after a long talk.", "tests"),
        ("Adults over forty should be tested every three years.", "tests"),
    ],
)
def test_what_professionals_do_is_advice_of_its_kind(sentence: str, kind: str) -> None:
    assert [(said.kind, said.span.quote) for said in read(sentence).advice] == [(kind, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Surgery was tried in mice in two trials.",
        "There is no cure, and no treatment is known to be effective.",
        "A side effect of steroids is that bones may need longer to heal.",
        "Treatment depends on the age of the child.",
        "The first dose is given as an injection.",
    ],
)
def test_what_is_only_said_of_care_is_no_advice(sentence: str) -> None:
    assert read(sentence).advice == ()


def test_a_passage_without_headings_that_speaks_of_prevention_gives_its_kind() -> None:
    text = (
        "You can lower your risk of stones in several ways. Drink water all day. "
        "Eat less salt. Small changes prevent most attacks."
    )
    kinds = {said.span.quote: said.kind for said in read(text).advice}
    assert kinds["Drink water all day."] == kinds["Eat less salt."] == "prevention"


def test_under_a_heading_the_heading_decides() -> None:
    text = "Home remedies\n\nYou can lower the risk and prevent harm a little. Drink water all day."
    kinds = {said.span.quote: said.kind for said in read(text).advice}
    assert kinds["Drink water all day."] == "self_care"


@pytest.mark.parametrize(
    "line",
    [
        "Flu shot - Get one every autumn.",
        "Chair height: Set the seat so that both feet rest on the floor.",
        "#3 Walk to work.",
        "Have your eyes checked once a year.",
    ],
)
def test_an_instruction_may_follow_a_label(line: str) -> None:
    assert [said.span.quote for said in read(line).advice] == [line]


def test_a_question_with_have_is_no_instruction() -> None:
    assert read("Have your hands gone numb before?").advice == ()


def test_tests_are_named_by_organ_and_method() -> None:
    text = (
        "The doctor may order an upper GI endoscopy, a gastric emptying test, and a prostate exam."
    )
    assert [test.span.quote for test in read(text).tests] == [
        "upper GI endoscopy",
        "gastric emptying test",
        "prostate exam",
    ]

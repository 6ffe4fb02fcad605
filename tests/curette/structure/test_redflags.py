from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import Statements, statements
from curette.structure.view import view


def read(text: str) -> Statements:
    return statements(view(Document("p", text, "p")), Subject("back pain"))


@pytest.mark.parametrize(
    ("text", "signs", "urgency"),
    [
        (
            "Get help the same day if one arm is cold and pale.",
            ["one arm is cold and pale"],
            "soon",
        ),
        (
            "If you have a fever and a stiff back, go to hospital straight away.",
            ["fever", "stiff back"],
            "emergency",
        ),
        (
            "Sudden loss of feeling needs help on the same day.",
            ["Sudden loss of feeling"],
            "soon",
        ),
        (
            "Call an ambulance if it comes with a limp foot, a numb leg or trouble breathing.",
            ["limp foot", "numb leg", "trouble breathing"],
            "emergency",
        ),
        (
            "See a doctor today if\n\n- you cannot pass water\n- your legs give way",
            ["you cannot pass water", "your legs give way"],
            "soon",
        ),
    ],
)
def test_signs_and_their_urgency(text: str, signs: list[str], urgency: str) -> None:
    found = read(text).red_flags
    assert [flag.span.quote for flag in found] == signs
    assert {flag.urgency for flag in found} == {urgency}


@pytest.mark.parametrize(
    "text",
    [
        "See a doctor even if you think it is only a pulled muscle.",
        "Go to an emergency department if your back:",
        "Some aches are harmless, but others require medical attention.",
    ],
)
def test_what_is_no_sign(text: str) -> None:
    assert read(text).red_flags == ()


def test_an_amount_belongs_to_its_sign() -> None:
    found = read("See your doctor if you have pain on more than ten days a month.").red_flags
    assert [flag.span.quote for flag in found] == ["pain on more than ten days a month"]


@pytest.mark.parametrize(
    "text",
    [
        "Measure how adverts perform and build a profile.",
        "Number six will surprise tea lovers.",
        "Form\tHow often\tGood to know",
    ],
)
def test_what_is_no_advice(text: str) -> None:
    assert read(f"Our readers ask about back pain every week.\n\n{text}\n").advice == ()


def test_a_question_is_no_sign() -> None:
    text = "Call your doctor to learn if the drug may be the reason, or if your foot is numb."
    assert [flag.span.quote for flag in read(text).red_flags] == ["foot is numb"]


POINTS_BACK = [
    "Early signs may include:\n\n- a tremor\n- a stiff arm\n\n"
    "If you have any of these signs, call your doctor right away.",
    "Signs of trouble come on fast. They include - a tremor - a stiff arm. "
    "If you have any of these signs, call 9-1-1.",
    "Symptoms include a tremor and a stiff arm. Anyone who has one of them should see a doctor "
    "at once.",
]


@pytest.mark.parametrize("text", POINTS_BACK)
def test_advice_that_points_back_flags_the_signs_before_it(text: str) -> None:
    got = statements(view(Document("p", text, "p")), Subject(""))
    assert [(flag.span.quote.removeprefix("a "), flag.urgency) for flag in got.red_flags] == [
        ("tremor", "emergency"),
        ("stiff arm", "emergency"),
    ]
    assert all(flag.advice_id for flag in got.red_flags)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("A person with any signs of bleeding should call a doctor.", ["signs of bleeding"]),
        ("People whose cough lasts a month should see a doctor.", ["cough lasts a month"]),
        ("You should promptly report any new symptoms to your doctor.", ["any new symptoms"]),
        ("Ask your doctor if you should take aspirin every day.", []),
        ("People with asthma should talk with their doctor.", []),
    ],
)
def test_conditions_in_running_text(text: str, flags: list[str]) -> None:
    got = statements(view(Document("p", text, "p")), Subject(""))
    assert [flag.span.quote.removeprefix("any ") for flag in got.red_flags] == [
        flag.removeprefix("any ") for flag in flags
    ]

"""Every way to send a reader for help gives advice, how soon, and the signs that call for it."""

from __future__ import annotations

import pytest

from curette.model import Document, Span
from curette.records import Subject
from curette.structure.conditions import advised
from curette.structure.seeking import urgency
from curette.structure.statements import Statements, statements
from curette.structure.view import view


def read(text: str) -> Statements:
    return statements(view(Document("p", text, "p")), Subject(""))


def flags(text: str) -> list[tuple[str, str]]:
    return [(flag.span.quote, flag.urgency) for flag in read(text).red_flags]


@pytest.mark.parametrize(
    "help_",
    [
        "Call 911",
        "Dial 9-1-1",
        "Ring 999 or 112",
        "Phone triple zero (000)",
        "Call 111",
        "Call or text 988",
        "Call an ambulance",
        "Call your local emergency number",
        "Contact emergency services",
        "Go to the ER",
        "Get to the nearest emergency department",
        "Head straight to A&E",
        "Take your child to the emergency room",
        "Seek emergency medical care",
        "Call poison control",
        "Call your doctor or 911",
    ],
)
@pytest.mark.parametrize(
    ("shape", "sign"),
    [
        ("{} if you cannot put weight on the foot.", "cannot put weight on the foot"),
        ("If the wound gapes or will not close, {}.", "wound gapes"),
        ("{} if you have chest pain, a stiff jaw, or cold sweats.", "chest pain"),
        ("{} if:\n\n- you faint\n- one arm goes limp", "you faint"),
    ],
)
def test_an_emergency_by_any_name(help_: str, shape: str, sign: str) -> None:
    lower = help_ if shape.startswith("{}") else help_[0].lower() + help_[1:]
    got = read(shape.format(lower))
    assert [(said.kind, said.urgency) for said in got.advice] == [("see_doctor", "emergency")]
    assert got.red_flags[0].span.quote == sign
    assert {flag.urgency for flag in got.red_flags} == {"emergency"}
    assert {flag.advice_id for flag in got.red_flags} == {got.advice[0].id}
    assert set(got.advice[0].triggers) == {flag.id for flag in got.red_flags}


@pytest.mark.parametrize(
    "text",
    [
        "There are 999 reasons to call your mother.",
        "She called 911 when her husband fell.",
        "The 112 patients who went to the ER were sent home.",
        "Calls to poison control rose by 111 last year.",
    ],
)
def test_a_number_or_a_tale_sends_nobody(text: str) -> None:
    assert [said for said in read(text).advice if said.kind == "see_doctor"] == []
    assert read(text).red_flags == ()


@pytest.mark.parametrize(
    ("text", "soon"),
    [
        ("See a doctor right away.", "emergency"),
        ("See a doctor without delay.", "emergency"),
        ("Have it looked at within an hour by a nurse.", "emergency"),
        ("See a doctor today.", "soon"),
        ("Ask for an appointment on the same day.", "soon"),
        ("See a doctor within a week.", "soon"),
        ("See a doctor in the next few days.", "soon"),
        ("See a doctor within 48 hours.", "soon"),
        ("See a doctor as soon as possible.", "soon"),
        ("Do not wait to see a doctor.", "soon"),
        ("See a doctor within three months.", "routine"),
        ("See a doctor once a year.", "routine"),
        ("See a doctor as soon as you are back home.", "soon"),
    ],
)
def test_how_soon(text: str, soon: str) -> None:
    assert urgency(text) == soon


@pytest.mark.parametrize(
    "text",
    [
        "See a doctor if it is no better in two weeks.",
        "If the pain starts immediately after a meal, ask your doctor.",
        "Call your doctor when the rash comes back within two days.",
    ],
)
def test_the_time_of_a_condition_is_not_that_of_the_advice(text: str) -> None:
    assert [said.urgency for said in read(text).advice] == ["routine"]


@pytest.mark.parametrize(
    ("text", "conditions", "directed"),
    [
        (
            "If you shake, sweat, or feel faint, ask a nurse.",
            ["you shake, sweat, or feel faint"],
            1,
        ),
        ("Ask a nurse if you shake; rest first.", ["you shake"], 1),
        ("When you see your doctor, bring your pills.", ["you see your doctor"], 0),
        ("Should you feel faint, call a nurse.", ["you feel faint"], 1),
        ("People who see a doctor early do well.", [], 0),
        ("Anyone who coughs blood should see a doctor.", [], 1),
    ],
)
def test_conditions_end_where_help_begins(text: str, conditions: list[str], directed: bool) -> None:
    got = advised(text, Span(0, len(text)))
    assert [text[c.start : c.end].rstrip(".") for c in got.conditions] == conditions
    assert got.directed == bool(directed)


LAYOUTS = [
    "About knees.\n\nWhen to call 911\n\n- a blue foot\n- a numb leg",
    "About knees, in a long line that opens the page and says little of use to a reader.\n\n"
    "When to get emergency care\n\nGo now if you have:\n\n- a blue foot\n- a numb leg",
    "You should call an ambulance if someone has:\n\n• a blue foot\n• a numb leg",
    "Call 911 if you have:\na blue foot\na numb leg\n",
    "Sign\tWhat to do\na blue foot\tCall 911\na numb leg\tCall 911\na bruise\tRest it",
    "Call 911 for a blue foot pain or a numb leg pain.",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_signs_in_lists_tables_and_lines(text: str) -> None:
    quotes = [(quote.removeprefix("a ").removesuffix(" pain"), soon) for quote, soon in flags(text)]
    assert quotes == [("blue foot", "emergency"), ("numb leg", "emergency")]


@pytest.mark.parametrize(
    "text",
    [
        "Questions to ask your doctor\n\n- What is it?\n- Will it last",
        "Talk to your doctor about:\n\n- your meals\n- your sleep",
        "See a doctor if you have any questions.",
        "Work with your doctor through these steps:\n\n- eat less salt\n- walk more",
    ],
)
def test_what_is_no_sign(text: str) -> None:
    assert flags(text) == []


SIGNS = [
    ("Call 9-1-1 if someone has these symptoms: chest pain or a fit.", ["chest pain", "fit"]),
    (
        "If you have bleeding that soaks a cloth, cramps, or dizziness, get emergency care.",
        ["bleeding that soaks a cloth", "cramps", "dizziness"],
    ),
    (
        "See a doctor if the ache lasts a week, gets worse, or spreads.",
        ["ache lasts a week", "gets worse", "spreads"],
    ),
    ("See a doctor if the ache persists or worsens.", ["ache persists or worsens"]),
    ("Get medical care right away for a bite.", ["bite"]),
    ("Watch for signs of infection, such as redness or pus.", ["redness", "pus"]),
    (
        "A limp arm or slurred speech can be a sign of a stroke. Call an ambulance.",
        ["limp arm or slurred speech"],
    ),
    ("Call your doctor for advice.", []),
]


@pytest.mark.parametrize(("text", "signs"), SIGNS)
def test_each_sign_is_an_item(text: str, signs: list[str]) -> None:
    assert [quote for quote, _ in flags(text)] == signs

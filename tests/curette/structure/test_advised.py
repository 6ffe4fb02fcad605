"""What stands around a sentence: introductions that point back, lists without marks, sections."""

from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import Statements, statements
from curette.structure.view import view


def read(text: str) -> Statements:
    return statements(view(Document("p", text, "p")), Subject(""))


def advice(text: str) -> list[tuple[str, str]]:
    return [(said.span.quote, said.kind) for said in read(text).advice]


def test_an_introduction_may_point_back_to_what_it_introduces() -> None:
    text = (
        "There are many things you can do to lower the risk of gout. These include:\n\n"
        "- losing weight\n- drinking less beer\n"
    )
    assert advice(text)[-2:] == [
        ("losing weight", "prevention"),
        ("drinking less beer", "prevention"),
    ]


def test_the_points_of_a_list_of_tests_are_tests() -> None:
    text = "Some tests look for gout. They include:\n\n- a joint tap. It hurts.\n- a grip trial."
    assert [test.span.quote for test in read(text).tests] == ["joint tap", "grip trial"]


@pytest.mark.parametrize("text", ["Ask about tests before:\n\n- a long trip\n- a new job"])
def test_a_list_of_other_things_names_no_tests(text: str) -> None:
    assert read(text).tests == ()


def test_a_checklist_under_warning_signs_flags_its_points() -> None:
    text = (
        "These are red flags for weak bones. Talk to your doctor. Do any of these apply to you? "
        "- ____ I fall a lot. - ____ I broke a hip."
    )
    quotes = [flag.span.quote for flag in read(text).red_flags]
    assert quotes == ["I fall a lot", "I broke a hip"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A few words.\n\nPeople at risk are those who\n- travel a lot\n- use old needles", []),
        (
            "A few words.\n\nTo sleep well, you should:\n- walk a lot by day\n- use thick curtains",
            ["walk a lot by day", "use thick curtains"],
        ),
        ("A few words.\n\nFollow these tips if:\n- you have one child\n- your child is ill", []),
    ],
)
def test_points_that_go_on_with_a_sentence(text: str, found: list[str]) -> None:
    quotes = [quote for quote, _ in advice(text)]
    assert [quote for quote in quotes if not quote.endswith(":")] == found


def test_lines_below_a_colon_are_a_list_whose_marks_are_lost() -> None:
    text = (
        "Mornings are hard, and there is never time enough for all that has to be done.\n\n"
        "To save time, you can:\n\nWake up first\n\nLay out the clothes\n\nPack lunch at night\n\n"
        "All of this takes a week or two until it is a habit of the whole house."
    )
    assert ("Wake up first", "self_care") in advice(text)
    assert ("Lay out the clothes", "self_care") in advice(text)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Heat can be applied to ease the ache.", "self_care"),
        ("Steroids can be injected to ease the ache.", "treatment"),
        ("The swelling may be reduced with compresses.", "self_care"),
        ("The swelling may be reduced with antibiotics.", "treatment"),
    ],
)
def test_what_is_used_at_home_is_self_care(sentence: str, kind: str) -> None:
    assert advice(sentence) == [(sentence, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "When you are at home, be a parent.",
        "Position the lamp on the left.",
        "Remember that rest is no crime.",
        "Have regular eye exams.",
        "You can also freeze the soup.",
    ],
)
def test_orders_in_more_forms(text: str) -> None:
    assert [quote for quote, _ in advice(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "A person must have a mutation in both copies of the gene.",
        "The class of drugs was shown to work in a randomized trial.",
        "You can catch a cold at any age.",
        "Opiates are hard to give up.",
        "There is no treatment that can stop the disease.",
    ],
)
def test_what_only_looks_like_advice(text: str) -> None:
    assert advice(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("An arthrogram shows the joint.", ["arthrogram"]),
        ("The program shows a diagram of the joint.", []),
        ("Your doctor may order a nuclear bone scan.", ["nuclear bone scan"]),
        ("Blood and urine tests may be done.", ["Blood and urine tests"]),
        ("Further tests may be done by the doctor.", []),
        ("The doctor may ask of a screen at eye level.", []),
    ],
)
def test_tests_by_shape_and_by_last_word(text: str, names: list[str]) -> None:
    assert [test.span.quote for test in read(text).tests] == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Treatment may include:\n\n- a hip brace\n- long walks",
            [("a hip brace", "treatment")],
        ),
        (
            "Side effects of treatment include:\n\n- dry skin and eyes\n- hair that falls out",
            [],
        ),
        (
            "Babies get vaccinations in their first year, and this is safe for nearly all.",
            [],
        ),
    ],
)
def test_what_a_list_says_that_its_points_are(text: str, found: list[tuple[str, str]]) -> None:
    assert [said for said in advice(text) if not said[0].endswith(":")] == found


def test_text_that_goes_on_in_a_point_introduces_the_next_list() -> None:
    text = (
        "You can lower the risk of gout by these steps: - losing weight. Drinking less beer. "
        "Risk factors for gout include - being a man of over forty - having bad kidneys"
    )
    quotes = [quote for quote, _ in advice(text)]
    assert "being a man of over forty" not in quotes
    assert "losing weight." in quotes


@pytest.mark.parametrize(
    "text",
    [
        "You may take ibuprofen for the ache.",
        "Kindly get a scan of the knee.",
        "My advice is to rest the knee.",
        "I would see a doctor about the knee.",
        "It helps to keep a diary of the pain.",
        "Most adults need at least seven hours of sleep.",
        "Treatment depends on the cause, but may include surgery.",
    ],
)
def test_how_people_who_answer_questions_advise(text: str) -> None:
    assert [quote for quote, _ in advice(text)] == [text]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bags of nuts cost more, so bring your own jar.", True),
        ("It is raining, so people stay at home.", False),
        ("It is okay to feel sad.", False),
        ("The key symptom is a pain in the heel.", False),
    ],
)
def test_a_conclusion_may_be_an_order(text: str, found: bool) -> None:
    assert bool(advice(text)) == found

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curette.model import Span
from curette.structure.grammar import left_phrase, right_phrase
from curette.structure.words import is_announcer, tokens, trimmed


def right(text: str) -> list[str]:
    return [text[m.start : m.end] for m in right_phrase(text, tokens(text, 0, len(text)), 0)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("stress, a lack of sleep, or fever.", ["stress", "lack of sleep", "fever"]),
        ("certain medicines and your posture", ["medicines", "posture"]),
        ("too much coffee", ["too much coffee"]),
        # A head or a modifier that is shared makes one span.
        ("liver or kidney disease", ["liver or kidney disease"]),
        ("viral or bacterial infections", ["viral or bacterial infections"]),
        ("high levels of zinc, iron, and copper", ["high levels of zinc, iron, and copper"]),
        ("irritation or swelling of the nerve", ["irritation or swelling of the nerve"]),
        ("exposure to smoke or dust", ["exposure to smoke or dust"]),
        # Brackets belong to the name; examples are names of their own.
        ("chronic lung disease (COPD)", ["chronic lung disease (COPD)"]),
        ("stimulants such as tea and cola", ["stimulants", "tea", "cola"]),
        # A clause that restricts a wide word stays; one that only tells what it does goes.
        (
            "diseases that affect the stomach or colon",
            ["diseases that affect the stomach or colon"],
        ),
        ("a pinched nerve that runs down the leg", ["pinched nerve"]),
        # What follows the list is not part of it.
        ("caffeine, which wakes the brain", ["caffeine"]),
        ("stress, but sleep helps", ["stress"]),
        ("dust, leading to a cough", ["dust"]),
        ("mold in some people", ["mold"]),
    ],
)
def test_right_phrase(text: str, names: list[str]) -> None:
    assert right(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Stress and poor sleep", ["Stress", "poor sleep"]),
        ("In adults, stress", ["stress"]),
        ("Doctors say that a cold", ["cold"]),
        ("Some think a diet low in fiber", ["diet low in fiber"]),
        ("pains that come and go", ["pains that come and go"]),
    ],
)
def test_left_phrase(text: str, names: list[str]) -> None:
    words = tokens(text, 0, len(text))
    assert [text[m.start : m.end] for m in left_phrase(text, words, len(words))] == names


@pytest.mark.parametrize(
    ("phrase", "announces"),
    [
        ("a number of things", True),
        ("several factors", True),
        ("underlying conditions", True),
        ("kidney conditions", False),
        ("things left undone", False),
    ],
)
def test_announcers(phrase: str, announces: bool) -> None:
    assert is_announcer(phrase, Span(0, len(phrase))) is announces


@given(st.text(max_size=80))
def test_phrases_lie_inside_the_text(text: str) -> None:
    words = tokens(text, 0, len(text))
    for member in right_phrase(text, words, 0) if words else ():
        assert 0 <= member.start < member.end <= len(text)
    assert trimmed(words, 0, len(words)) is None or words

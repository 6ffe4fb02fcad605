from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curette.extract import extract
from curette.extract.plain import blocks
from curette.model import RawPage

WRAPPED = """\
CRAMPS AT NIGHT

Cramps at night are common after the age of fifty, and most of them pass
within a few minutes when the calf is stretched and the foot pulled up
towards the shin. They are seldom the sign of a disease.

What helps:

  - Stretch the calf before bed, three times half a minute, with the
    heel on the floor.
  - Drink enough on hot days.

See a doctor when the leg stays swollen or red, or when the cramps come
back night after night.
"""


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "What helps?\nRest the leg.\nDrink.",
            ["heading", "paragraph", "paragraph"],
        ),
        ("Rest the leg.\n\n1. Stretch.\n2) Drink.\n• Sleep.", ["paragraph", *["list_item"] * 3]),
        ("1.5 mg is enough.", ["paragraph"]),  # a dose, not the first item of a list
        ("- 5 degrees is cold.", ["list_item"]),
        ("## Causes\nOne.", ["heading", "paragraph"]),
        ("Causes\n======\nOne.", ["heading", "other", "paragraph"]),
        ("Drug\tDose\tDay\nIbuprofen\t200\t3", ["row", "row"]),
        ("Hello, Mr.\nMian:\nRest.", ["paragraph"] * 3),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in told(text)] == expected


def test_a_wrapped_file_is_read_by_paragraph() -> None:
    found = told(WRAPPED)
    assert [kind for kind, _ in found] == [
        "heading", "paragraph", "paragraph", "list_item", "list_item", "paragraph",
    ]  # fmt: skip
    assert found[1][1].endswith("sign of a disease.")
    assert found[3][1].startswith("- Stretch")
    assert found[3][1].endswith("heel on the floor.")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_stay(end: str) -> None:
    text = f"Cramps{end}{end}Rest the leg.{end}Drink.\x00"
    document = extract(RawPage("a", text.encode(), "a.txt"))
    assert document.text == text
    assert [document.text[b.start : b.end] for b in document.blocks][:2] == [
        "Cramps",
        "Rest the leg.",
    ]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_blocks_are_in_order_and_miss_no_word(text: str) -> None:
    at = 0
    left = []
    for block in blocks(text):
        assert at <= block.start < block.end
        left.append(text[at : block.start])
        at = block.end
    left.append(text[at:])
    assert not "".join(left).replace("\x00", "").strip()

from __future__ import annotations

import pytest

from curette.model import Document
from curette.structure.sections import aspects
from curette.structure.units import units
from curette.structure.view import view


def shape(text: str) -> list[tuple[str, str]]:
    seen = view(Document("p", text, "p"))
    return [(unit.role, text[unit.start : unit.end]) for unit in units(seen)]


LONG = "This paragraph is long enough to be read as running text under a short line above it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Common causes\n\n{LONG}", [("heading", "Common causes"), ("text", LONG)]),
        ("Causes include:\n- a cold\n• the flu\n3. dust", [
            ("text", "Causes include:"), ("item", "a cold"), ("item", "the flu"), ("item", "dust"),
        ]),
        # Lists that lost their line breaks.
        ("- a cold  - the flu", [("item", "a cold"), ("item", "the flu")]),
        ("Causes include - a cold - the flu. More is said.", [
            ("text", "Causes include"), ("item", "a cold"), ("item", "the flu. More is said."),
        ]),
        # A dash in a sentence is no bullet.
        ("It took 10 - 12 days - or more.", [("text", "It took 10 - 12 days - or more.")]),
        # A bullet alone on its line belongs to the line below.
        ("•\na cold\n•\nthe flu", [("item", "a cold"), ("item", "the flu")]),
        # A numbered line over a paragraph is a heading.
        (f"2. Sleep well\n{LONG}", [("heading", "Sleep well"), ("text", LONG)]),
        # A line that leads on to a list is no heading.
        ("Foods that cause gas include\n- beans", [
            ("text", "Foods that cause gas include"), ("item", "beans"),
        ]),
    ],
)  # fmt: skip
def test_shapes(text: str, expected: list[tuple[str, str]]) -> None:
    assert shape(text) == expected


def test_an_item_knows_its_introduction() -> None:
    text = "Causes may include:\n- a cold\n\nSome other words end here.\n\n- alone"
    seen = view(Document("p", text, "p"))
    items = [unit for unit in units(seen) if unit.role == "item"]
    intro = items[0].intro
    assert intro is not None
    assert text[slice(*intro)] == "Causes may include:"
    assert items[1].intro is None


def test_a_heading_that_says_nothing_belongs_to_the_section_above() -> None:
    text = f"Causes of cramps\n\n{LONG}\n\nTreatment\n\n{LONG}"
    seen = view(Document("p", text, "p"))
    assert aspects(seen, units(seen)) == ["causes", "causes", "treatment", "treatment"]

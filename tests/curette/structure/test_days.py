"""Days in struck bylines."""

from __future__ import annotations

import pytest

from curette.model import Document, Removal
from curette.records import Days
from curette.structure.days import days


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Last updated: 2 May 2022", Days(modified="2022-05-02")),
        ("Medically reviewed by Ann Lowe, MD, on 4 March 2023", Days(reviewed="2023-03-04")),
        (
            "Published 1 April 2020, updated on 2 May 2021.",
            Days(published="2020-04-01", modified="2021-05-02"),
        ),
        ("By Ann Lowe, 3 June 2019", Days(published="2019-06-03")),
        ("By Ann Lowe, who reviewed forty books", Days()),
    ],
)
def test_a_byline_says_what_its_day_is_of(byline: str, expected: Days) -> None:
    text = f"{byline}\nRest."
    page = Document("p", text, "p")
    struck = page.strike([Removal(0, len(byline), "furniture/byline", "byline", "A byline.")])
    assert days(struck) == expected
    assert days(page) == Days()

"""Every row of the table of labels reads its examples and ignores its near misses."""

from __future__ import annotations

import pytest

from curette.dates import iso_date
from curette.structure.heads import LABELS, head

READS = [(label.role, label.name, line) for label in LABELS for line in label.reads]
IGNORES = [(label.name, line) for label in LABELS for line in label.ignores]


@pytest.mark.parametrize(("role", "name", "line"), READS)
def test_a_label_is_read(role: str, name: str, line: str) -> None:
    found = head(line)
    assert found is not None
    assert (found.role, found.rule) == (role, name)


@pytest.mark.parametrize(("name", "line"), IGNORES)
def test_a_near_miss_is_no_label(name: str, line: str) -> None:
    found = head(line)
    assert found is None or found.rule != name


@pytest.mark.parametrize(
    ("line", "role", "name", "doctor"),
    [
        ("Dr. Ada Quill reply Dermatology", "answer", "Dr. Ada Quill", True),
        ("Answered by Dr. Ada Quill, Dermatologist on 3 May 2020", "answer", "Dr. Ada Quill", True),
        ("Ada Quill, MD, Dermatology • 12 years experience", "name", "Ada Quill", True),
        ("mossy_oak99 • 3 years ago", "post", "mossy_oak99", False),
        ("by Mossy Oak » Tue Aug 27, 2019 1:47 am", "post", "Mossy Oak", False),
        ("Posted by nell on Mar 13, 2014", "post", "nell", False),
        ("Nell, 30~39 year old female. Ask Date: 2016/02/09", "asker", "Nell", False),
        ("Reply Date: 2016/02/09", "reply_date", None, False),
        ("September 5, 2024, 11:15pm", "date", None, False),
    ],
)
def test_a_line_of_parts(line: str, role: str, name: str | None, doctor: bool) -> None:
    found = head(line)
    assert found is not None
    assert (found.role, found.name, found.doctor) == (role, name, doctor)


@pytest.mark.parametrize(
    "line",
    [
        "Dr. Quill says that most moles are harmless.",
        "I am 21 years old and have a mole.",
        "She is about 55 years old.",
        "Moles on the back?",
        "Thank you.",
        "Moles and Freckles: A Skin Doctor's View",
    ],
)
def test_a_sentence_or_title_is_no_head(line: str) -> None:
    assert head(line) is None


def test_who_asks_is_read_from_one_line() -> None:
    found = head("Nell, 30~39 year old female. Ask Date: 2016/02/09")
    assert found is not None
    assert (found.age_range, found.sex, found.date) == ("30~39", "female", "2016-02-09")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2014/04/03", "2014-04-03"),
        ("April 3, 2014", "2014-04-03"),
        ("3rd of April 2014", "2014-04-03"),
        ("Thu, 03 Apr 2014 10:22", "2014-04-03"),
        ("2014年4月3日", "2014-04-03"),
        ("28/11/2025 at 7:07 pm", "2025-11-28"),
        ("11/28/2025", "2025-11-28"),
        ("03/04/2014", None),  # April or March: the page does not say
        ("31 February 2019", None),
        ("3 years ago", None),
        ("120/80/2019", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert iso_date(text) == day

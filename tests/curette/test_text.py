"""Where sentences end, with offsets, whatever the text."""

from __future__ import annotations

import pytest

from curette.text import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rest... Then walk.", ["Rest...", "Then walk."]),
        ("Is it over?! Yes.", ["Is it over?!", "Yes."]),
        ("Rest (or sit.) Then walk.", ["Rest (or sit.)", "Then walk."]),
        ("Take 2.5 mg. Wait.", ["Take 2.5 mg.", "Wait."]),
        ("Contents.....4 Causes", ["Contents.....4 Causes"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@pytest.mark.parametrize("mark", [".", "…", "!", '."', " ", "\n", "A.", "A. "])
def test_a_megabyte_of_one_mark_is_read_in_one_pass(mark: str) -> None:
    text = "Rest" + mark * 300_000 + "x"
    read = "".join(text[start:end] for start, end in sentences(text))
    assert "".join(read.split()) == "".join(text.split())

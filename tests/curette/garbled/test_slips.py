"""A slip of the pen is one letter away from a far commoner word."""

from __future__ import annotations

import pytest

from curette.garbled.model import shipped
from curette.garbled.slips import is_slip


@pytest.mark.parametrize(
    ("word", "slip"),
    [
        ("caffein", True),
        ("recieve", True),
        ("induration", False),
        ("livestock", False),
        ("patients", False),  # a plural is no slip of its singular
        ("stern", False),  # too short to tell
    ],
)
def test_is_slip(word: str, slip: bool) -> None:
    model = shipped()
    assert is_slip(model.ids[word], model) is slip

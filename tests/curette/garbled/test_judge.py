"""A score and a reason for any text, in bounded time."""

from __future__ import annotations

import pytest

from curette.garbled import assess
from curette.text import sentences


@pytest.mark.parametrize(
    "text",
    [
        "",
        "word " * 200_000,
        "a" * 1_000_000,
        "!?. " * 1000,
        "\N{GRINNING FACE} \N{ZERO WIDTH JOINER} ٣٤ 数字 ЖЖЖ " * 50,
    ],
)
def test_any_text_gets_a_score_and_a_reason(text: str) -> None:
    found = assess(text, list(sentences(text)), "en")
    assert 0 <= found.score <= 1
    assert found.because


def test_a_language_without_a_model_is_not_assessed() -> None:
    found = assess("Ruhe hilft.", [], "de")
    assert (found.assessed, found.spun) == (False, False)
    assert "'de'" in found.because

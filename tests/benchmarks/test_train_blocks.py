from __future__ import annotations

import numpy as np
import pytest

from benchmarks.block_pages import overlap, wanted
from benchmarks.train_blocks import fitted
from curette.extract.html import parse

TOLD = "Stretch the calf before bed and drink a glass of water when the day was hot."
OTHER = "A warm bath loosens tight muscles, and a short walk in the evening does as well."
LAST = "Most cramps pass within minutes and need no treatment at all by anybody."


@pytest.mark.parametrize(
    ("markup", "truth", "main"),
    [
        # The copy among the article's own blocks counts, not the teaser.
        (
            f"<div>{TOLD}</div>" + "<p>Shop</p>" * 8 + f"<p>{TOLD}</p><p>{OTHER}</p><p>{LAST}</p>",
            f"{TOLD} {OTHER} {LAST}",
            [False] + [False] * 8 + [True, True, True],
        ),
        # Of two alike the first.
        (f"<p>{TOLD}</p><p>{TOLD}</p>", TOLD, [True, False]),
        # What the truth has twice is main content twice.
        (f"<p>{TOLD}</p><p>{TOLD}</p>", f"{TOLD} {TOLD}", [True, True]),
        # What is shown goes before what is hidden.
        (f"<p style='display:none'>{TOLD}</p><p>{TOLD}</p>", TOLD, [False, True]),
    ],
)
def test_each_text_is_wanted_as_often_as_the_truth_has_it(
    markup: str, truth: str, main: list[bool]
) -> None:
    pieces = parse(markup).pieces
    words, hits = overlap([piece.text for piece in pieces], truth)
    assert wanted(pieces, words, hits, truth) == main


def test_a_line_makes_odds_true() -> None:
    """Odds of 0 that come true in one case of five, and odds of 2 in four of five."""
    odds = np.repeat([0.0, 2.0], 10)
    main = np.array([True] * 2 + [False] * 8 + [True] * 8 + [False] * 2)
    line = fitted(odds, main, np.ones(20))
    assert line.start == pytest.approx(np.log(1 / 4))
    assert line.slope * 2 + line.start == pytest.approx(np.log(4))

"""Which words of a garbled sentence are put in question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from curette.garbled.model import shipped
from curette.garbled.page import Page, read_page
from curette.garbled.suspects import suspects_of, without_connectives
from curette.model import Span

TEXT = "Likewise, the bosom hurts; what’s more, it is hot on the whole."


def _page(*odd: str) -> Page:
    page = read_page(TEXT, [Span(0, len(TEXT))], shipped())
    words = [page.words(k, k) for k in range(len(page.tokens))]
    chance = [0.97 if word in odd else 0.01 for word in words]
    return replace(page, chance=np.array(chance, dtype=np.float32), clues={})


@pytest.mark.parametrize("odd", [("Likewise",), ("what’s", "more"), ("on", "whole")])
def test_words_that_only_join_are_not_in_question(odd: tuple[str, ...]) -> None:
    page = without_connectives(_page(*odd, "bosom"))
    assert [suspect.word for suspect in suspects_of(page, 0)] == ["bosom"]


def test_odd_words_side_by_side_are_one_stretch() -> None:
    page = _page("bosom", "hurts", "hot")
    assert [suspect.word for suspect in suspects_of(page, 0)] == ["bosom hurts", "hot"]


def test_a_little_odd_word_is_not_in_question_beside_a_very_odd_one() -> None:
    page = _page("bosom")
    page.chance[[page.words(k, k) for k in range(len(page.tokens))].index("hot")] = 0.6
    assert [suspect.word for suspect in suspects_of(page, 0)] == ["bosom"]

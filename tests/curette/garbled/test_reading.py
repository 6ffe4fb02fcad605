"""How a text becomes numbers, and how tables are asked: tokens, keys, summaries."""

from __future__ import annotations

import numpy as np
import pytest

from curette.garbled.context import summed_over
from curette.garbled.features import NAMES
from curette.garbled.ngrams import Keys
from curette.garbled.summary import figures_of, summaries
from curette.garbled.tokens import MARKS, SPECIALS, Codes, tokenise
from curette.model import Span

TEXT = "Rest helps.\n\nIt's  the patient’s 2.5 mg, (not ١٢) über-dose…"
SENTENCES = [Span(0, 11), Span(13, len(TEXT))]


def _codes() -> Codes:
    return Codes({word: at for at, word in enumerate((*SPECIALS, *MARKS, "rest", "it's", "the"))})


def test_tokens_stand_where_the_text_has_them() -> None:
    found = tokenise(TEXT, SENTENCES, _codes())
    words = [TEXT[a:b] for a, b in zip(found.start, found.end, strict=True)]
    first = ["", "Rest", "helps", "."]
    rest = ["It's", "the", "patient’s", "2.5", "mg", ",", "(", "not", "١٢", ")"]
    assert words == [*first, "", *rest, "über", "-", "dose", "…", ""]
    assert found.sentence.tolist() == [0] * 4 + [1] * (len(words) - 4)
    assert [w for w, at in zip(words, found.first, strict=True) if at] == ["Rest", "It's"]
    assert [w for w, at in zip(words, found.word, strict=True) if at and w in rest] == [
        "It's", "the", "patient’s", "mg", "not",
    ]  # fmt: skip


def test_a_token_met_again_gets_the_same_code() -> None:
    codes = _codes()
    once = tokenise(TEXT, SENTENCES, codes).ids.tolist()
    assert tokenise(TEXT, SENTENCES, codes).ids.tolist() == once
    assert codes.ids["rest"] in once


@pytest.mark.parametrize("count", [0, 1, 2, 5000])
def test_keys_are_found_and_others_are_not(count: int) -> None:
    chance = np.random.default_rng(3)
    numbers = chance.permutation(np.unique(chance.integers(0, 1 << 40, 3 * count + 3)))
    there, absent = np.sort(numbers[:count]), numbers[count:]
    keys = Keys.of(there)
    assert keys.places_of(there[::-1].copy()).tolist() == list(range(count))[::-1]
    assert set(keys.places_of(absent).tolist()) == {-1}
    assert keys.places_of(np.array([-1])).tolist() == [-1]


def test_neighbours_are_weighed_side_by_side() -> None:
    chance = np.random.default_rng(4)
    ids = chance.integers(0, 9, 30)
    vectors = chance.normal(size=(9, 4)).astype(np.float32)
    weight = chance.normal(size=(12, 5)).astype(np.float32)
    rows = np.array([0, 3, 29])
    places = np.clip(rows[:, None] + [-2, 0, 1], 0, 29)
    expected = vectors[ids[places]].reshape(3, 12) @ weight
    assert summed_over(rows, [-2, 0, 1], ids, vectors, weight) == pytest.approx(expected, abs=1e-4)


def _facts(ids: list[int], odds: list[float], runs: list[tuple[int, int]]) -> np.ndarray:
    features = np.random.default_rng(6).normal(size=(10, len(NAMES))).astype(np.float32)[ids]
    return summaries(
        np.array(ids), figures_of(features), np.array(odds, dtype=np.float32), np.array(runs)
    )


def test_a_word_that_comes_again_counts_once_with_its_mean_odds() -> None:
    again = _facts([7, 7, 8, 9], [4, 0, -2, -2], [(0, 4)])
    once = _facts([7, 8, 9], [2, -2, -2], [(0, 3)])
    page = slice(0, 10)  # what follows are means over all words, and their number
    assert again[0, page] == pytest.approx(once[0, page])


def test_runs_are_summed_up_as_if_each_stood_alone() -> None:
    chance = np.random.default_rng(7)
    ids, odds = chance.integers(0, 10, 90).tolist(), chance.normal(size=90).tolist()
    runs = [(0, 90), (0, 2), (30, 80), (60, 90)]
    together = _facts(ids, odds, runs)
    for row, (first, last) in zip(together, runs, strict=True):
        alone = _facts(ids[first:last], odds[first:last], [(0, last - first)])
        assert row == pytest.approx(alone[0], abs=1e-5)
    assert together[0, 2] == pytest.approx(np.sort(_means(ids, odds))[-3:].mean(), abs=1e-5)


def _means(ids: list[int], odds: list[float]) -> list[float]:
    return [float(np.mean([o for i, o in zip(ids, odds, strict=True) if i == k])) for k in set(ids)]

from __future__ import annotations

import numpy as np

from curette.structure import sorts
from curette.structure.lexicon import category


def test_features_are_words_their_parts_and_pairs() -> None:
    said = sorts.features("The worn nerves")
    assert {"w=worn", "w=nerve", "b=worn nerve", "h=nerve", "1=worn", "s=rve"} <= set(said)
    assert sorts.features("…") == []


def test_the_likeliest_sort_wins_and_a_doubtful_one_is_left_open() -> None:
    rows = {"w=zap": 0, "w=zip": 1}
    values = np.array([[4.0, 0, 0, 0], [0.1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.float32)
    model = sorts.Weights(("infection", "age", "injury", "immune"), rows, values)
    assert sorts.sort_of("zap", model) == "infection"
    assert sorts.sort_of("zip", model) is None
    assert sorts.sort_of("unheard", model) is None


def test_the_model_that_is_shipped_sorts_what_the_tables_leave_open() -> None:
    phrase = "shortage of an enzyme"
    assert category(phrase) == "other"
    assert sorts.sort_of(phrase) == "genetic"

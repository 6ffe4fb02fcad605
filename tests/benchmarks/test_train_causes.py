from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from benchmarks.train_causes import Row, learn, measured, quotations
from curette.structure import sorts

ROWS = [
    Row(f"{word} {what}", sort, 1.0, f"t{n % 3}-{n}")
    for n, word in enumerate(("red", "blue", "green", "late", "early", "slow"))
    for what, sort in (("flarbs", "infection"), ("gromps", "injury"))
]


def test_what_is_learnt_sorts_new_phrases_and_is_the_same_each_time() -> None:
    model = learn(ROWS)
    assert sorts.sort_of("grey flarbs", model) == "infection"
    assert sorts.sort_of("grey gromps", model) == "injury"
    assert np.array_equal(learn(ROWS).values, model.values)


def test_held_out_sources_are_measured() -> None:
    assert measured(ROWS, [])["model"] == 1.0


def test_quotations_without_a_sort_are_left_out(tmp_path: Path) -> None:
    gold = {
        "documents": [
            {"doc_id": "a", "causes": [{"quote": "x", "category": "age"}, {"quote": "y"}]}
        ]
    }
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold), encoding="utf-8")
    assert quotations(path) == [Row("x", "age", 1.0, "a")]

from __future__ import annotations

import numpy as np

from benchmarks import train_aspects
from benchmarks.train_aspects import Row, learn, measured
from curette.structure.aspect_model import evidence, judged

SAID = {
    "causes": "It is caused by haste. Haste raises the risk.",
    "treatment": "Surgery is one treatment. Medicines treat the rest.",
    "prognosis": "The outlook is good. Most people recover.",
}


def row(aspect: str, text: str, source: str, *, true: bool = True) -> Row:
    return Row(evidence(text), aspect, source, "", true)


def rows(*sources: str) -> list[Row]:
    return [row(aspect, text, source) for source in sources for aspect, text in SAID.items()]


def test_what_is_learnt_is_the_same_each_time_and_serves_an_aspect_never_seen() -> None:
    known = [one for one in rows("a", "b") if one.aspect != "prognosis"]
    weights = learn(known)
    assert judged(evidence("It is caused by noise."), weights) == "causes"
    assert judged(evidence("The outlook is poor; few recover."), weights) == "prognosis"
    again = learn(known)
    assert np.array_equal(again.common, weights.common)
    assert np.array_equal(again.values, weights.values)


def test_words_of_one_source_are_not_heard() -> None:
    some = [row("causes", "Zorp zorp zorp.", "a") for _ in range(train_aspects.LEAST_SEEN)]
    weights = learn([*rows("a", "b"), *some])
    assert "zorp" not in weights.rows


def test_untrue_rows_are_not_learnt_from_but_measured() -> None:
    untrue = row("treatment", SAID["causes"], "b", true=False)
    result = measured([*rows("a", "b"), untrue])
    assert result["macro without summaries"] > result["macro"]  # type: ignore[operator]

"""What is usual of clean text is fitted as it was made."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from benchmarks.fit_garbled import SHORTEST, fit_needed, fit_usual, stretches
from curette.garbled.model import shipped
from curette.garbled.suspicion import Weighed, passages_of

CHANCE = np.random.default_rng(5)


def test_the_usual_verdict_and_how_far_it_strays_are_found_again() -> None:
    facts = np.c_[np.ones(4000), CHANCE.uniform(0.05, 0.15, 4000), CHANCE.normal(size=(4000, 2))]
    usual, strays = np.array([1.0, -5.0, 0.5, 2.0]), np.array([-0.5, 4.0, 0.0, 0.3])
    verdicts = facts @ usual + np.exp(facts @ strays) * CHANCE.normal(size=4000)
    found = fit_usual(Weighed(verdicts, facts, np.full(4000, 100)))
    assert found[0] == pytest.approx(usual, abs=0.6)
    assert found[1][0] + 0.1 * found[1][1] == pytest.approx(-0.1, abs=0.1)


def test_one_in_two_hundred_strays_further_than_needed() -> None:
    shortness = CHANCE.uniform(0.05, 0.15, 20_000)
    strays = CHANCE.normal(size=20_000) * (0.5 + 5 * shortness)
    needed, short = fit_needed(strays, shortness)
    above = strays > needed + short * shortness
    assert 0.003 < above.mean() < 0.007
    assert short > 2


def test_passages_cover_a_long_page_and_a_short_one_has_none() -> None:
    edges = np.arange(0, 601, 20)
    found = passages_of(edges).tolist()
    assert found[0][0] == 0
    assert found[-1][1] == 30
    assert all(later[0] < earlier[1] for earlier, later in itertools.pairwise(found))
    assert not len(passages_of(np.arange(0, 161, 20)))
    assert not len(passages_of(np.array([0, 100_000])))


def test_clean_pages_are_weighed_whole_and_in_stretches(tmp_path: Path) -> None:
    text = " ".join(["Rest the sore ankle and put ice on it for some minutes."] * 12)
    ends = [at + 1 for at, letter in enumerate(text) if letter == "."]
    with (tmp_path / "sentences.jsonl").open("w") as sentences:
        for doc in ("a", "b", "spun"):
            for start, end in itertools.pairwise([-1, *ends]):
                sentences.write(json.dumps({"doc": doc, "start": start + 1, "end": end}) + "\n")
    rows = [("a", "clean", "one"), ("b", "clean", "two"), ("spun", "spun", "one")]
    (tmp_path / "documents.jsonl").write_text(
        "".join(
            json.dumps({"id": name, "label": label, "source": source, "text": text}) + "\n"
            for name, label, source in rows
        )
    )
    halves = [crc32(source.encode()) % 2 for _, label, source in rows if label == "clean"]
    assert sorted(halves) == [0, 1]
    for half in stretches(tmp_path, shipped()):
        assert half.words.max() == 12 * 12
        assert half.words.min() >= SHORTEST
        assert len(half.verdict) == len(half.facts) > 1

"""What the model is made with: spinning, roughening, fitting, writing and reading."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from curette.garbled.features import Hints, Neighbours
from curette.garbled.model import (
    SHIPPED,
    Model,
    Network,
    as_shipped,
    counts_of,
    levels_of,
    load,
    save,
)
from curette.garbled.ngrams import Ngrams
from curette.garbled.training import network, spin
from curette.garbled.training.corpora import idiom_table

IDIOM = Path(spin.__file__).with_name("idiom.tsv")


def test_phrases_are_replaced_longest_first_and_marked() -> None:
    table = {("heart", "attack"): ["pump strike"], ("heart",): ["ticker"]}
    out = spin.by_phrase(["A", "heart", "attack", "hurts"], 1.0, random.Random(1), table)
    assert out == [("A", False), ("pump", True), ("strike", True), ("hurts", False)]


@pytest.mark.parametrize("kind", sorted(set(spin.ROUGHNESS)))
def test_roughened_text_differs_and_is_never_empty(kind: str) -> None:
    sentence = ["The", "doctor", "is", "looking", "at", "the", "swollen", "ankle", "."] * 20
    rough = spin.roughen(sentence, kind, random.Random(4))
    assert rough
    assert rough != sentence


def test_no_row_of_the_idiom_table_is_empty_or_names_a_wording_twice() -> None:
    rows = list(idiom_table(IDIOM))
    assert len(rows) > 1000
    assert not [usual for usual, _ in rows if not usual.strip()]


def _fit(passes: int) -> tuple[network.Network, np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(5)
    ids = chance.integers(0, 20, 4_000)
    features = chance.standard_normal((4_000, 4)).astype(np.float32)
    labels = (features[:, 0] > 1).astype(np.float32)
    words = chance.standard_normal((20, 6)).astype(np.float32)
    weights = np.ones(4_000, dtype=np.float32)
    net = network.fit(ids, features, labels, weights, words, other=0, passes=passes, seed=3)
    return net, ids, features, labels


def test_the_network_learns_which_word_is_out_of_place() -> None:
    net, ids, features, labels = _fit(40)
    odds = net.logits(ids, features)
    assert odds[labels > 0].mean() > odds[labels == 0].mean() + 2
    assert np.abs(as_shipped(net).logits(ids, features) - odds).mean() < 0.5


def test_the_same_seed_gives_the_same_network() -> None:
    (first, ids, features, _), (second, *_) = _fit(2), _fit(2)
    assert np.array_equal(first.logits(ids, features), second.logits(ids, features))


def test_probabilities_of_what_may_follow_a_word_sum_to_one() -> None:
    unigram = np.array([0.5, 0.3, 0.2], dtype=np.float32)
    pairs = np.array([0 * 3 + 1, 0 * 3 + 2, 1 * 3 + 2])
    ngrams = Ngrams.of(
        unigram,
        pairs,
        np.array([4, 1, 2], dtype=np.float32),
        np.array([], dtype=np.int64),
        np.array([], dtype=np.float32),
    )
    left, word = np.zeros(3, dtype=np.int64), np.arange(3)
    found = ngrams.pair_probability(left, word, ngrams.pair_places(left, word))
    assert found.sum() == pytest.approx(1, abs=1e-5)
    assert found[1] > found[2]


def test_counts_survive_a_byte() -> None:
    counts = np.array([1, 2, 16, 100, 5000, 1e6], dtype=np.float32)
    assert counts_of(levels_of(counts)) == pytest.approx(counts, rel=0.05)


def test_a_model_survives_writing(tmp_path: Path) -> None:
    words = ("<s>", "rest", "helps")
    vectors = np.array([[0, 0], [1, 0], [0.5, -1]], dtype=np.float32)
    nothing = np.array([], dtype=np.int64)
    small = Model(
        version="0",
        language="xx",
        vocabulary=words,
        ids={word: number for number, word in enumerate(words)},
        plain=1,
        ngrams=Ngrams.of(
            np.array([0.5, 0.25, 0.25], dtype=np.float32),
            np.array([1, 5]),
            np.array([3, 40], dtype=np.float32),
            nothing,
            nothing.astype(np.float32),
        ),
        general=np.array([0, 4.5, 5.1], dtype=np.float32),
        neighbours=(
            Neighbours(np.array([0, 0, 1, 1]), np.array([2])),
            Neighbours(np.zeros(4, dtype=np.int64), nothing),
        ),
        hints=Hints(vectors[:, 0], vectors[:, 0], np.array([5]), np.array([2], dtype=np.float32)),
        topics=vectors,
        network=Network(vectors, vectors[0], vectors[0], (vectors.T,), (vectors[0],)),
        head=np.array([1, 2], dtype=np.float32),
        facts={"version": "0", "language": "xx", "plain": 1, "layers": 1},
    )
    save(small, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert (again.vocabulary, again.ids, again.facts) == (words, small.ids, small.facts)
    assert np.array_equal(again.ngrams.pairs, small.ngrams.pairs)
    assert again.ngrams.pair_counts == pytest.approx(small.ngrams.pair_counts, rel=0.05)
    assert again.neighbours[0].row(1).tolist() == [2]
    assert again.network.words == pytest.approx(as_shipped(small.network).words)


def test_the_shipped_model_is_small() -> None:
    assert SHIPPED.stat().st_size < 15e6

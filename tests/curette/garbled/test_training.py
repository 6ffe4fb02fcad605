"""What the model is made with: spinning, roughening, made pages, fitting, writing and reading."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from curette.garbled.context import Context, surroundings, weights_of
from curette.garbled.features import Hints, Lexicon, Neighbours, sounds
from curette.garbled.model import SHIPPED, Model, as_written, counts_of, levels_of, load, save
from curette.garbled.network import Network
from curette.garbled.ngrams import Keys, Ngrams
from curette.garbled.tokens import MARKS, SPECIALS, Codes
from curette.garbled.training import pages, rough, spin
from curette.garbled.training.corpora import CleanPage, idiom_table

IDIOM = Path(spin.__file__).with_name("idiom.tsv")
SENTENCE = (
    "The",
    "doctor",
    "is",
    "looking",
    "at",
    "the",
    "swollen",
    "ankle",
    "for",
    "a",
    "while",
    ".",
)


def _tables() -> spin.Tables:
    others = ["medic", "angle", "ogling", "bloated", "spell"]
    words = [w for w in SENTENCE if w.isalpha() and len(w) > 3]
    return spin.Tables(
        thesaurus=None,  # type: ignore[arg-type]
        idiom={("swollen", "ankle"): ["puffed up joint"]},
        tortured={("doctor",): ["specialist"]},
        alike=dict.fromkeys(words, others),
        nearest=dict.fromkeys(words, others[:2]),
        frequent=["livestock", "gleam"],
        ranked=["doctor", "looking", "swollen", "livestock", "gleam", "ankle", "while"],
        rank={"doctor": 0, "looking": 1, "swollen": 2, "ankle": 5, "while": 6},
        small=["of", "upon"],
        guesses={SENTENCE: ["his", None, "was", *[None] * 9]},
        found={},
    )


def test_phrases_are_replaced_longest_first_and_marked() -> None:
    table = {("heart", "attack"): ["pump strike"], ("heart",): ["ticker"]}
    out = spin.by_phrase(["A", "heart", "attack", "hurts"], 1.0, random.Random(1), table)
    assert out == [("A", False), ("pump", True), ("strike", True), ("hurts", False)]


@pytest.mark.parametrize(
    "style",
    ["unknown_thesaurus", "near_meaning", "chance_word", "guessed", "small_words", "shuffled"],
)
def test_a_style_says_which_words_it_touched(style: str) -> None:
    out = spin.STYLES[style](SENTENCE, 1.0, random.Random(2), _tables())
    assert any(spun for _, spun in out)
    kept = [token for token, spun in out if not spun]
    assert set(kept) <= set(SENTENCE)
    untouched = spin.STYLES[style](SENTENCE, 0.0, random.Random(2), _tables())
    assert untouched == [(token, False) for token in SENTENCE]


@pytest.mark.parametrize("kind", sorted(rough.ROUGH))
def test_roughened_text_differs_and_is_never_empty(kind: str) -> None:
    made = rough.ROUGH[kind](SENTENCE * 20, random.Random(4))
    assert made
    assert made != list(SENTENCE * 20)
    assert rough.ROUGH[kind](("7", "."), random.Random(4))


def test_made_pages_are_clean_or_say_what_was_touched() -> None:
    ids = {name: at for at, name in enumerate((*SPECIALS, *MARKS, "the", "doctor", "ankle"))}
    clean = [CleanPage("a source", (SENTENCE,) * 5)]
    made = list(pages.made(clean, ["shuffled"], _tables(), ids, tokens=4000, seed=1))
    assert {e.style for e in made} == {"clean", "shuffled"}
    assert not any(e.spun.any() for e in made if e.style == "clean")
    assert any(e.spun.any() for e in made if e.style != "clean")
    assert all(len(e.spun) == len(e.tokens) for e in made)
    again = list(pages.made(clean, ["shuffled"], _tables(), ids, tokens=4000, seed=1))
    assert [e.tokens.ids.tolist() for e in again] == [e.tokens.ids.tolist() for e in made]


def test_no_row_of_the_idiom_table_is_empty_or_names_a_wording_twice() -> None:
    rows = list(idiom_table(IDIOM))
    assert len(rows) > 1000
    assert not [usual for usual, _ in rows if not usual.strip()]


def test_the_surroundings_of_a_word_leave_the_word_itself_out() -> None:
    vectors = np.eye(4, dtype=np.float32)
    weight = weights_of(np.full(4, 1e-9, np.float32))
    around = surroundings(np.array([0, 1, 2]), np.array([1]), vectors, weight)
    assert around[0] == pytest.approx([0.5, 0, 0.5, 0], abs=1e-3)
    assert surroundings(np.array([3]), np.array([0]), vectors, weight).tolist() == [[0, 0, 0, 0]]


def test_how_a_word_begins_is_known_only_where_spelling_tells() -> None:
    assert sounds(["<s>", "apple", "pear", "hour", "a", "an"], 1).tolist() == [0, 1, 2, 0, 3, 4]


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
    unigram = np.array([0.5, 0.25, 0.25], dtype=np.float32)
    ids = {word: number for number, word in enumerate(words)}
    small = as_written(
        Model(
            version="0",
            language="xx",
            vocabulary=words,
            ids=ids,
            codes=Codes(ids),
            ngrams=Ngrams.of(
                unigram,
                np.array([1, 5]),
                np.array([3, 40], dtype=np.float32),
                nothing,
                nothing.astype(np.float32),
            ),
            lexicon=Lexicon(
                plain=1,
                general=np.array([0, 4.5, 5.1], dtype=np.float32),
                sounds=sounds(words, 1),
                neighbours=(
                    Neighbours(np.array([0, 0, 1, 1]), np.array([2])),
                    Neighbours(np.zeros(4, dtype=np.int64), nothing),
                ),
                hints=Hints(
                    np.abs(vectors[:, 0]),
                    np.abs(vectors[:, 0]),
                    Keys.of(np.array([5])),
                    np.array([2], dtype=np.float32),
                ),
                context=Context(
                    vectors, vectors, weights_of(unigram), vectors, vectors[0], vectors, vectors[0]
                ),
            ),
            network=Network(vectors[0], vectors[1], (vectors.T,), (vectors[0],)),
            head=np.array([1, 2], dtype=np.float32),
            facts={"version": "0", "language": "xx", "plain": 1},
        )
    )
    save(small, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert (again.vocabulary, again.ids, again.facts) == (words, small.ids, small.facts)
    assert np.array_equal(again.ngrams.pairs.sorted, small.ngrams.pairs.sorted)
    assert again.ngrams.pair_counts == pytest.approx(small.ngrams.pair_counts, rel=0.05)
    assert again.lexicon.neighbours[0].row(1).tolist() == [2]
    assert np.array_equal(again.lexicon.context.inward, small.lexicon.context.inward)
    assert np.array_equal(again.network.weights[0], vectors.T)


def test_the_shipped_model_is_small() -> None:
    assert SHIPPED.stat().st_size < 15e6

"""The predictor and the network learn what tiny made text has to teach (needs torch)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from curette.garbled.context import Context, surroundings
from curette.garbled.features import NAMES, Reading
from curette.garbled.training.head import facts_of, fit_pages

pytest.importorskip("torch")

from curette.garbled.training import fit, head, left_out, network, predict

# Words 1 to 4 stand in this order again and again; 5 to 8 likewise; 0 is the edge.
ORDERS = ([1, 2, 3, 4], [5, 6, 7, 8])
WORDS = 9
UNIGRAM = np.full(WORDS, 1 / WORDS, dtype=np.float32)


def _pages(count: int) -> list[np.ndarray]:
    return [np.array([0, *ORDERS[k % 2] * 8, 0]) for k in range(count)]


def _context(monkeypatch: pytest.MonkeyPatch) -> Context:
    for name, value in (("HIDDEN", 16), ("OWN", 4), ("BATCH", 64), ("CHANCE", 32)):
        monkeypatch.setattr(predict, name, value)
    vectors = np.random.default_rng(1).normal(size=(WORDS, 8)).astype(np.float32)
    return predict.fit(_pages(60), vectors, UNIGRAM, 0, passes=30, seed=1)


def test_the_predictor_expects_the_word_that_always_stands_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = _context(monkeypatch)
    page = _pages(1)[0]
    asked = np.arange(6, 20)
    suits = context.expected(page, asked, context.around(page, asked)) @ context.outward.T
    assert (suits[:, 1:].argmax(axis=1) + 1).tolist() == page[asked].tolist()


def test_the_predictor_learns_over_the_vectors_that_its_reader_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[np.ndarray] = []

    def noted(
        ids: np.ndarray, asked: np.ndarray, inward: np.ndarray, weight: np.ndarray
    ) -> np.ndarray:
        taken.append(inward.copy())
        return surroundings(ids, asked, inward, weight)

    monkeypatch.setattr(predict, "surroundings", noted)
    context = _context(monkeypatch)
    first, last = (np.abs(vectors - context.inward).max() for vectors in (taken[0], taken[-1]))
    assert first > 0.01
    assert last < first / 2


def test_the_network_tells_touched_words_and_the_verdict_touched_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network, "HIDDEN", (16, 8))
    monkeypatch.setattr(network, "ROWS", 128)
    context = _context(monkeypatch)
    chance = np.random.default_rng(2)
    rows, spun = [], []
    for number, page in enumerate(_pages(200)):
        touched = (chance.random(len(page)) < 0.3) & (page > 0) & (number % 4 > 1)
        rows.append(np.where(touched, chance.integers(1, WORDS, len(page)), page))
        spun.append(touched & (rows[-1] != page))
    ids = np.concatenate(rows)
    expected = []
    for row in rows:
        asked = np.arange(len(row))
        expected.append(context.expected(row, asked, context.around(row, asked))[:, :-1])
    stack = network.Stack(
        ids=ids,
        features=np.zeros((len(ids), len(NAMES)), dtype=np.float16),
        expected=np.concatenate(expected).astype(np.float16),
        spun=np.concatenate(spun),
        weight=np.ones(len(ids), dtype=np.float32),
        word=ids > 0,
        page=np.repeat(np.arange(len(rows)), [len(r) for r in rows]),
    )
    net = network.fit(stack, context, passes=25, seed=3)
    odds = np.zeros(len(ids), dtype=np.float32)
    for at in stack.pages():
        reading = Reading(
            stack.features[at].astype(np.float32),
            ids[at],
            np.zeros(0, dtype=np.float32),
            np.pad(stack.expected[at].astype(np.float32), ((0, 0), (0, 1))),
        )
        odds[at] = net.odds(ids[at], np.flatnonzero(stack.word[at]), reading, context)
    assert odds[stack.spun].mean() > 1 > -1 > odds[stack.word & ~stack.spun].mean()
    facts, pages = facts_of(stack, odds)
    verdict = fit_pages(stack, odds)
    found = verdict[0] + facts @ verdict[1:] > 0
    assert pages.any()
    assert (found == pages).mean() > 0.9


def test_what_is_found_of_a_style_left_out_is_held_against_clean_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Clean pages score 0 to 99; one network puts half of the spun ones above all of these, the
    # other none. Of four spun words the first finds three, the second one.
    clean = np.arange(100.0)
    learnt = {"with": np.array([150.0, 50.5]), "without": np.array([50.5, 50.5])}
    odds = {"with": [1, 1, 1, -1], "without": [1, -1, -1, -1]}
    asked: list[tuple[str, ...]] = []

    def learn(ground: object, styles: tuple[str, ...], **_: int) -> fit.Learnt:
        asked.append(styles)
        name = "with" if "junk" in styles else "without"
        return fit.Learnt(name, np.array([0, 1], dtype=np.float32))  # type: ignore[arg-type]

    def odds_of(name: str, *_: object) -> np.ndarray:
        return np.array([*odds[name], 9], dtype=np.float32)

    def facts_of(stack: object, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        name = "with" if found[1] > 0 else "without"
        facts = np.concatenate((clean, learnt[name]))[:, None]
        return facts, np.arange(102) >= 100

    marks = np.array([True, True, True, True, False])
    stack = SimpleNamespace(spun=marks, word=np.ones(5, dtype=bool))
    ground = SimpleNamespace(pages=[], spinner=None, ids={}, lexicon=SimpleNamespace(context=None))
    monkeypatch.setattr(fit, "learn", learn)
    monkeypatch.setattr(fit, "odds_of", odds_of)
    monkeypatch.setattr(fit, "stack", lambda *_: stack)
    monkeypatch.setattr(head, "facts_of", facts_of)
    monkeypatch.setattr(left_out, "made", lambda *_, **__: [])
    rows = list(left_out.left_out(ground, ["junk"], tokens=10, seed=1))  # type: ignore[arg-type]
    assert ["junk" in styles for styles in asked] == [True, False]
    assert rows == [left_out.Found("junk", 2, (0.755, 0.51), (0.5, 0.0), (0.75, 0.25))]

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curette.extract import around, features, judge, trees
from curette.extract.html import parse
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROSE = "Cramps come at night, and most of them pass within minutes when the leg is stretched."
MENU = ("Home", "News", "Shop", "About")
PAGE = (
    "<body><nav><ul>"
    + "".join(
        f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "News", "Shop", "About")
    )
    + "</ul></nav><main><article class='post-content'><h1>Cramps at night</h1>"
    + "".join(f"<p>{PROSE} This is sentence number {number} of it.</p>" for number in range(8))
    + "</article></main><footer><p>© 2024 Heartleaf. All rights reserved.</p></footer></body>"
)
EMPTY = features.Lexicon({}, {})


def never() -> Sequence[float] | None:
    raise AssertionError("a plain page needs no second opinion")


def test_an_article_is_told_from_its_furniture() -> None:
    pieces = parse(PAGE).pieces
    verdict = judge.judge(pieces, "Cramps at night", (), never)
    kept = [piece.text for piece, score in zip(pieces, verdict.scores, strict=True) if score >= 0.5]
    assert [text for text in kept if text.startswith("Cramps come")] == [
        piece.text for piece in pieces if piece.text.startswith("Cramps come")
    ]
    assert not set(MENU) & set(kept)
    assert not any(text.startswith("©") for text in kept)


def test_the_same_page_gets_the_same_scores() -> None:
    pieces = parse(PAGE).pieces
    first = judge.judge(pieces, "Cramps", (), lambda: None)
    judge.judge(parse("<p>Another page.</p>").pieces, "", (), lambda: None)
    assert judge.judge(pieces, "Cramps", (), lambda: None) == first


def test_where_it_is_unsure_votes_are_asked_for() -> None:
    calm = np.array([0.95, 0.02], dtype=np.float32)
    torn = np.array([0.95, 0.5], dtype=np.float32)
    sizes = np.array([100.0, 80.0], dtype=np.float32)
    assert not judge.unsure(calm, sizes)
    assert judge.unsure(torn, sizes)
    assert judge.unsure(np.array([0.1, 0.1], dtype=np.float32), sizes)  # nothing kept at all


def test_on_a_long_page_votes_are_asked_for_only_where_it_is_lost() -> None:
    sizes = np.full(400, 100.0, dtype=np.float32)
    torn, lost = np.full(400, 0.02, dtype=np.float32), np.full(400, 0.02, dtype=np.float32)
    torn[:10], torn[10:15] = 0.95, 0.4
    lost[:10], lost[10:30] = 0.95, 0.4
    assert judge.unsure(torn[:200], sizes[:200])
    assert not judge.unsure(torn, sizes)
    assert judge.unsure(lost, sizes)


@pytest.mark.parametrize(
    ("scores", "words", "kept"),
    [
        ([0.98, 0.96, 0.42, 0.02], [100, 100, 100, 100], [True, True, False, False]),
        # Nothing is sure, so half of the text is worth having at the price of the other half.
        ([0.4, 0.4, 0.35, 0.02], [100, 100, 100, 100], [True, True, True, False]),
        # What is sure but short does not make the page sure.
        ([0.98, 0.45, 0.45, 0.02], [5, 100, 100, 100], [True, True, True, False]),
        ([0.05, 0.04], [100, 100], [False, False]),
    ],
)
def test_where_a_page_is_cut_off(scores: list[float], words: list[float], kept: list[bool]) -> None:
    before = np.array(scores, dtype=np.float32)
    after = judge.settled(before, np.array(words, dtype=np.float32))
    assert (after >= 0.5).tolist() == kept
    assert (after >= before - 1e-6).all()


LONG = [f"{PROSE} The {name} one of {number} tells why." * 3 for number, name in enumerate(MENU)]


@pytest.mark.parametrize(
    ("texts", "low"),
    [
        ([*LONG, " ".join(LONG)], [4]),
        ([" ".join(LONG), *LONG], [0]),
        ([" ".join(LONG), *LONG, " ".join(LONG)], [0, 5]),
        (LONG, []),
        # It says more than the others: kept.
        ([*LONG, " ".join([*LONG, *(f"{word} is new here." for word in PROSE.split() * 4)])], []),
        # Said by no shorter block: neither is known to be the copy.
        ([" ".join(LONG), " ".join(LONG)], []),
        # A warning said twice is no echo of a page.
        ([*LONG, LONG[0]], []),
    ],
)
def test_an_article_that_stands_twice(texts: list[str], low: list[int]) -> None:
    scores = judge.without_echoes(np.full(len(texts), 0.9, dtype=np.float32), texts)
    assert np.flatnonzero(scores < 0.5).tolist() == low


def test_columns_have_names() -> None:
    pieces = parse(PAGE).pieces
    rows = features.matrix(pieces, "Cramps", (), EMPTY)
    cast = features.votes(pieces, [float(piece.kind == "paragraph") for piece in pieces])
    assert rows.shape == (len(pieces), len(features.DOM))
    assert cast.shape == (len(pieces), len(features.VOTES))
    assert len(set(judge.NAMES)) == len(judge.NAMES) == len(features.DOM) + len(features.VOTES)
    assert not np.isnan(rows).any()
    assert not np.isnan(cast).any()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_small_pages(count: int) -> None:
    pieces = parse(f"<p>{PROSE}</p>" * count).pieces
    assert features.matrix(pieces, "", (), EMPTY).shape == (count, len(features.DOM))
    assert features.votes(pieces, [0.0] * count).shape == (count, len(features.VOTES))


def test_a_block_knows_its_copies() -> None:
    pieces = parse(f"<p>{PROSE}</p><p>Rest.</p><p>{PROSE}</p><p>{PROSE}</p>").pieces
    rows = features.matrix(pieces, "", (), EMPTY)
    assert rows[:, features.DOM.index("repeats")].tolist() == [3, 1, 3, 3]
    assert rows[:, features.DOM.index("copies_before")].tolist() == [0, 0, 1, 2]


def test_elements_hold_what_is_below_them() -> None:
    pieces = parse(f"<div><p>{PROSE}</p><p>{PROSE}</p></div><p>{PROSE}</p>").pieces
    sizes = np.array([len(piece.text) for piece in pieces], dtype=np.float32)
    rows = around.containers(pieces, sizes, sizes, np.zeros(3, dtype=np.float32))
    share = around.CONTAINERS.index("prose_share_2")
    assert rows[:, share].tolist() == pytest.approx([2 / 3, 2 / 3, 1.0])
    out = around.CONTAINERS.index("out_0.5")
    assert rows[:, out].tolist() == [0, 0, 1]  # the last paragraph is outside the main element


def stump(left: list[float], right: list[float]) -> trees.Forest:
    """Trees of one step, a bag each: column 0 <= 1.5 gives the left value, else the right one."""
    count = len(left)
    own = [node for tree in range(count) for node in (3 * tree + 1, 3 * tree + 1, 3 * tree + 2)]
    values = [value for pair in zip(left, right, strict=True) for value in (0.0, *pair)]
    return trees.Forest(
        np.arange(0, 3 * count, 3, dtype=np.int32),
        np.zeros(3 * count, dtype=np.int16),
        np.array([1.5, math.inf, math.inf] * count, dtype=np.float32),
        np.array(own, dtype=np.int32),
        np.array([False, True, True] * count),
        np.array(values, dtype=np.float32),
        1,
        count,
    )


def test_trees_by_hand() -> None:
    """Column 0 <= 1.5 gives 2.0, else -1.0; a gap goes right."""
    grown = stump([2.0], [-1.0])
    rows = np.array([[1.0], [2.0], [np.nan]], dtype=np.float32)
    yes, no = 1 / (1 + math.exp(-2.0)), 1 / (1 + math.exp(1.0))
    assert trees.probabilities(grown, rows).tolist() == pytest.approx([yes, no, no])
    again = trees.forest(trees.arrays(grown, "a"), "a")
    assert trees.probabilities(again, rows).tolist() == pytest.approx([yes, no, no])


def test_trees_of_a_file_without_bags_are_one_bag() -> None:
    stored = trees.arrays(stump([2.0], [-1.0]), "a")
    del stored["a_bags"]
    assert trees.forest(stored, "a").bags == 1


def test_bags_are_averaged_where_the_first_is_unsure() -> None:
    rows = np.array([[1.0], [2.0]], dtype=np.float32)
    assert trees.log_odds(stump([2.0, 1.0], [-1.0, -2.0]), rows).tolist() == [1.5, -1.5]
    assert trees.log_odds(stump([5.0, 1.0], [-1.0, -2.0]), rows).tolist() == [5.0, -1.5]


def test_many_rows_are_judged_like_few() -> None:
    model = judge.load()
    pieces = parse(PAGE * 20).pieces
    rows = features.matrix(pieces, "Cramps", (), model.lexicon)
    together = trees.probabilities(model.cheap, rows)
    alone = [trees.probabilities(model.cheap, row[None])[0] for row in rows]
    assert len(rows) > 200
    assert together.tolist() == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Dr. Élan saw Ω-3 in 2 of 4 tins", "capitals", 3 / 10),
        ("a 3×4 card", "capitals", 1 / 4),  # the trees learned from a range of signs with × in it
        ("Dr. Élan saw Ω-3 in 2 of 4 tins", "digits", 3 / 10),
        ("Rest. Drink! Walk", "stops", 2),
        ("痛い時は、休む。", "commas_a_word", 1 / 2),
        ("The calf and the foot", "distinct", 4 / 5),
    ],
)
def test_what_a_text_alone_says(text: str, name: str, value: float) -> None:
    rows = features.matrix(parse(f"<p>{text}</p>").pieces, "", (), EMPTY)
    assert rows[0, features.DOM.index(name)] == pytest.approx(value)


def test_a_model_of_other_features_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "blocks.npz"
    judge.save(path, judge.load())
    assert judge.load(path).account["data"]
    monkeypatch.setattr(judge, "NAMES", (*judge.NAMES, "another"))
    judge.load.cache_clear()
    try:
        with pytest.raises(CuretteError, match="train it again"):
            judge.load(path)
    finally:
        judge.load.cache_clear()

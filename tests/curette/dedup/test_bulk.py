"""Many pairs at once are judged as one by one; many texts are numbered as one by one."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.dedup.common import common
from curette.dedup.rows import Column
from curette.dedup.signatures import Sets, agreeing, mixed, signatures
from curette.dedup.tokens import numbered, numbers
from curette.dedup.verify import ALIKE, Judge
from curette.dedup.words import Store

FORM = "ask your doctor before you take this. read the leaflet with care."


def page(seed: int, source: int) -> str:
    """Return paragraphs of which some are those of the source, some words changed."""
    chance, whose = random.Random(seed), random.Random(source)
    lines = []
    for _ in range(6):
        line = [f"w{whose.randrange(4000)}" for _ in range(15)]
        if chance.random() < 0.15:
            line = [f"x{chance.randrange(4000)}" for _ in range(15)]
        lines.append(
            " ".join(f"y{at}" if chance.random() < 0.06 else w for at, w in enumerate(line))
        )
    return "\n".join([*lines, FORM])


@pytest.mark.parametrize("words_at_once", [1, 1000, 1 << 20])
def test_pairs_are_judged_as_one_by_one(
    words_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curette.dedup.bulk.WORDS_AT_ONCE", words_at_once)
    store = Store()
    store.extend(numbered([page(seed, seed % 25) for seed in range(100)] + ["Rest.", ""]))
    judge = Judge(store, common(store))
    pairs = np.stack(np.triu_indices(len(store), k=1), axis=1)
    found = {(one.a, one.b): one for one in judge.alike(pairs)}
    assert 40 < len(found) < 150
    assert any(0 < share < 1 for one in found.values() for share in one.foreign)
    for a, b in pairs.tolist():
        likeness = judge.likeness(a, b)
        assert likeness.reaches(ALIKE) == ((a, b) in found)
        if (a, b) in found:
            assert found[a, b].likeness == likeness
            assert found[a, b].foreign == (judge.foreign(a, b).share, judge.foreign(b, a).share)


@settings(deadline=None)
@given(st.lists(st.text("ab .!?…\n。é筋\u2028İ"), max_size=6))
def test_texts_are_numbered_as_one_by_one(texts: list[str]) -> None:
    rows = numbered(texts)
    each = [numbers(text).tolist() for text in texts]
    parts = zip(rows.starts.tolist(), rows.starts[1:].tolist(), strict=False)
    assert [rows.flat[start:end].tolist() for start, end in parts] == each


def test_a_word_has_one_number_beside_other_scripts() -> None:
    assert numbers("ache")[0] == numbers("筋 ache")[1]


def test_a_column_beyond_memory_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curette.dedup.rows.BYTES_IN_MEMORY", 40)
    column = Column(np.uint32)
    for at in range(0, 60, 6):
        column.add(np.arange(at, at + 6, dtype=np.uint32))
    for start, end in [(0, 60), (3, 5), (40, 60), (59, 60), (7, 7)]:
        assert column.part(start, end).tolist() == list(range(start, end))


def test_share_of_equal_values_estimates_jaccard(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = mixed(np.arange(1, 3601, dtype=np.uint64)).reshape(40, 90)
    flat = np.concatenate([half for row in hashes for half in (row[:60], row[30:])])
    sets = Sets(flat, np.concatenate((np.arange(0, 4801, 60), [4800])))  # the last one is empty
    whole = signatures(sets)
    alike = (whole[0:80:2] == whole[1:80:2]).mean(axis=1)
    assert alike.mean() == pytest.approx(1 / 3, abs=0.02)  # three deviations
    assert alike.std() == pytest.approx((1 / 3 * 2 / 3 / 128) ** 0.5, rel=0.35)
    monkeypatch.setattr("curette.dedup.signatures.HASHES_AT_ONCE", 7)
    assert (signatures(sets) == whole).all()


def test_pairs_that_agree_in_any_column() -> None:
    keys = mixed(np.array([[1, 5], [2, 5], [1, 6], [3, 7]], dtype=np.uint64))
    pages = np.array([4, 5, 8, 9])
    assert agreeing(keys, pages).tolist() == [[4, 5], [4, 8]]
    assert agreeing(keys[:0], pages[:0]).tolist() == []

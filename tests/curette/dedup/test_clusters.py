from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.dedup import Entry, cluster
from curette.dedup.words import numbers
from curette.model import CuretteError
from tests.curette.dedup.made import Texts, article, clustered, edited, grouped


def groups(texts: Texts) -> list[list[str]]:
    return grouped(clustered(texts))


def test_copies_join_and_others_stay() -> None:
    one, other = article(1), article(2)
    texts = {
        "a": one,
        "b": edited(one, 0.15),
        "c": one.upper(),
        "d": " ".join(one.split()[:80]),  # cut off at two thirds
        "e": other,
        "f": other + " " + " ".join(article(3).split()[:20]),  # a foreign end
    }
    assert groups(texts) == [["a", "b", "c", "d"], ["e", "f"]]


def test_page_of_two_halves_joins_neither_source() -> None:
    one, other = article(1).split(), article(2).split()
    texts = {"a": " ".join(one), "b": " ".join(other), "m": " ".join(one[:60] + other[60:])}
    assert groups(texts) == [["a"], ["b"], ["m"]]


def test_filled_in_template_is_no_likeness() -> None:
    form = "Living with {0} can feel hard at first. " + article(9, 60) + " Ask about {0} today. "
    texts = {f"t{at:02}": form.format(f"zz{at}") + article(100 + at, 30) for at in range(80)}
    texts["u"] = texts["t05"].replace("hard", "tough")
    found = groups(texts)
    assert ["t05", "u"] in found
    assert len(found) == 80


def test_chain_is_cut() -> None:
    """Each page shares three quarters with the next; the first and the last share nothing."""
    long = article(5, 400).split()
    texts = {f"p{at}": " ".join(long[at * 30 : at * 30 + 120]) for at in range(9)}
    for found in groups(texts):
        assert len(found) <= 3


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("", "", False),
        ("...", "!!!", False),  # marks alone are no words
        ("\ud800", "\ud800", False),  # half a character, as broken pages have it
        ("Drink more water.", "Drink more water", True),
        ("Drink more water.", "Drink less water.", False),  # too short to say it is a copy
    ],
)
def test_tiny_pages(one: str, other: str, together: bool) -> None:
    assert len(clustered({"a": one, "b": other})) == (1 if together else 2)


def test_ten_thousand_identical_pages_are_one_cluster() -> None:
    texts = {f"p{at:05}": article(1) for at in range(10_000)}
    [found] = clustered(texts)
    assert len(found.members) == 10_000
    assert len(found.edges) == 9_999


def test_huge_page_is_bounded() -> None:
    long = " ".join(article(seed, 1000) for seed in range(20)) + " "
    huge = (long * (50_000_000 // len(long)))[:50_000_000]
    assert groups({"a": huge, "b": huge + " end", "c": article(3)}) == [["a", "b"], ["c"]]


def test_a_megabyte_of_stops_is_read_in_one_pass() -> None:
    assert len(numbers("Rest" + "!" * 400_000 + "x" + "." * 400_000 + " Sleep.")) == 4


def test_writing_without_spaces() -> None:
    one = "筋肉がぴくぴくと動くことは多くの人が経験し疲れや睡眠不足そして水分の不足が原因となる。"
    other = "頭痛が長く続くときには医師に相談し薬の飲みすぎにも気をつけて毎日の記録をつけましょう。"
    texts = {"a": one, "b": one.replace("多くの", "たくさんの"), "c": other}
    assert groups(texts) == [["a", "b"], ["c"]]


def test_same_id_twice_is_refused() -> None:
    with pytest.raises(CuretteError, match="a: two pages have this id"):
        cluster([Entry("a"), Entry("a")], {"a": "x"}.__getitem__)


def test_no_pages() -> None:
    assert cluster([], str) == ()


def test_members_edges_and_names() -> None:
    one = article(1)
    texts = {"b": one, "a": edited(one, 0.1), "c": one}
    [found] = clustered(texts)
    assert [member.id for member in found.members] == ["a", "b", "c"]
    assert [member.role for member in found.members].count("keeper") == 1
    assert next(m for m in found.members if m.role == "keeper").similarity == 1.0
    assert all(edge.a < edge.b and edge.because for edge in found.edges)
    # Named by its least member, so that a cluster that grows at its end keeps its name.
    texts["z"] = edited(one, 0.05, seed=4)
    assert clustered(texts)[0].id == found.id


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 6))
def test_order_of_input_plays_no_part(chance: random.Random, kinds: int) -> None:
    texts = {f"p{at:02}": edited(article(at % kinds), 0.08 * (at % 4), seed=at) for at in range(24)}
    names = list(texts)
    chance.shuffle(names)
    assert clustered({name: texts[name] for name in names}) == clustered(texts)


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_size_of_a_batch_plays_no_part(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {f"p{at:03}": edited(article(at % 60), 0.1, seed=at) for at in range(120)}
    whole = clustered(texts)
    monkeypatch.setattr("curette.dedup.common.BATCH", batch)
    monkeypatch.setattr("curette.dedup.common.HASHES_A_ROUND", 3000)
    monkeypatch.setattr("curette.dedup.bulk.WORDS_AT_ONCE", 50 * batch)
    monkeypatch.setattr("curette.dedup.tokens.CHARACTERS_AT_ONCE", 90 * batch)
    monkeypatch.setattr("curette.dedup.reading.CHARACTERS_AT_ONCE", 70 * batch)
    monkeypatch.setattr("curette.dedup.rows.BYTES_IN_MEMORY", 1000 * batch)
    monkeypatch.setattr("curette.dedup.candidates.KEYS_IN_MEMORY", 0)
    assert clustered(texts) == whole

from __future__ import annotations

from typing import Any

from benchmarks.topics import score
from curette.records import Tally, TopicCause, TopicQuote


def cause(name: str, support: int, *quotes: str, disagreement: bool = False) -> TopicCause:
    quoted = tuple(TopicQuote("p1", quote, 0, len(quote)) for quote in quotes)
    return TopicCause(
        name, name, "other", (), support, support, ("p1",), Tally(), "asserted", quoted,
        disagreement,
    )  # fmt: skip


def gold(name: str, support: int, *quotes: str) -> dict[str, Any]:
    mentions = [{"doc_id": "p1", "quote": quote} for quote in quotes]
    return {
        "name": name, "support": support, "documents": ["p1"], "mentions": mentions,
        "disagreement": False,
    }  # fmt: skip


def test_a_cause_is_found_by_its_name_or_by_what_it_quotes() -> None:
    rows = [gold("als", 1, "slow wasting (ALS)"), gold("haste", 2, "too much hurry"), gold("x", 1)]
    made = [
        cause("slow wasting", 1),
        cause("rush", 2, "hurries"),
        cause("y", 1, "ALS"),
    ]
    result = score(rows, made)
    assert (result.gold, result.found, result.supported) == (3, 2, 2)
    assert "missed: x (1)" in result.notes
    assert "not in the gold: y (1)" in result.notes


def test_support_and_disagreement_are_counted() -> None:
    made = [cause("haste", 3), cause("odd", 1, disagreement=True)]
    result = score([gold("haste", 2)], made)
    assert (result.found, result.supported, result.disputed_wrongly) == (1, 0, 1)


def test_a_cause_is_found_once() -> None:
    result = score(
        [gold("haste", 1, "rush"), gold("hurry", 1, "rush")], [cause("haste", 1, "rush")]
    )
    assert result.found == 1

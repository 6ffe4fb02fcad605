"""A change that lowers a committed figure fails here; see benchmarks/baselines.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import baselines

if TYPE_CHECKING:
    from pathlib import Path


def test_no_committed_figure_is_lowered(shared: Path) -> None:
    committed = baselines.read()
    now = baselines.measure(shared / "benchmarks" / "extraction", committed)
    assert not [baselines.describe(fall) for fall in baselines.falls(committed, now)]


def test_a_fall_is_named_with_its_worst_page_first() -> None:
    before = {"article": {"a": 0.9, "b": 0.9, "c": 0.9}, "forum": {"d": 0.8}}
    now = {"article": {"a": 0.88, "b": 0.7, "c": 0.95}, "forum": {"d": 0.8}}
    (fall,) = baselines.falls(before, now)
    assert fall == baselines.Fall("article", 0.9, 0.8433, ("b", "a"))
    assert "article: F1 0.8433, committed 0.9000" in baselines.describe(fall)


def test_a_rise_on_one_page_makes_up_for_a_fall_on_another() -> None:
    assert baselines.falls({"forum": {"a": 0.8, "b": 0.8}}, {"forum": {"a": 0.7, "b": 0.9}}) == []

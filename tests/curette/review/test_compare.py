from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from curette.model import Cluster, Failure, Member
from curette.records import Changes, Tally, TopicCause, TopicRecord
from curette.review import differences, words
from curette.review.compare import Comparison, compare, render, to_json
from curette.review.words import word_changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def printed(comparison: Comparison) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(render(comparison))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def topic(name: str, support: int) -> TopicRecord:
    cause = TopicCause(
        "c", "stress", "other", (), support, 1.0, (), Tally(1), "asserted", (), False
    )
    return TopicRecord(
        "curette.topic/1", name, name, (), (), (), (cause,), (), (), (), (), Changes()
    )


def test_equal_runs_are_the_same(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    page = make_page("a", "«menu|Home» Rest.", causes={"Rest": "hedged"})
    comparison = compare(make_run(page), make_run(page, name="run-0002"))
    assert comparison.same
    assert json.loads(to_json(comparison))["same"] is True
    assert "1 pages say the same" in printed(comparison)


def test_pages_added_removed_and_changed(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    comparison = compare(
        make_run(make_page("a", "Same."), make_page("b", "«menu|Home»\nRest.«promo| Buy.»"),
                 make_page("d", "«consent|Cookies»")),
        make_run(make_page("a", "Same."), make_page("b", "Home\n«teaser|Rest.»«promo| Buy.»"),
                 make_page("c", "New."), name="run-0002"),
    )  # fmt: skip
    assert not comparison.same
    assert (comparison.unchanged, comparison.documents_changed) == (1, 1)
    assert comparison.documents_added == ("c",)
    assert comparison.documents_removed == ("d",)
    (change,) = comparison.details
    assert [(cut.change, cut.rule, cut.text) for cut in change.cuts] == [
        ("removed", "table/menu-rule", "Home"),
        ("added", "table/teaser-rule", "Rest."),
    ]
    assert [(word.before, word.after) for word in change.words] == [("", "Home"), ("Rest.", "")]
    assert {row.rule: (row.added, row.removed) for row in comparison.rules} == {
        "table/consent-rule": (0, 1), "table/menu-rule": (0, 1), "table/teaser-rule": (1, 0),
    }  # fmt: skip
    text = printed(comparison)
    for line in ("{+Home+}", "[-Rest.-]", "+ cut table/teaser-rule “Rest.”", "+ c", "- d"):
        assert line in text


def test_items_added_removed_and_changed(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    text = "Tea or stress. Rest. Drink."
    comparison = compare(
        make_run(make_page("a", text, causes={"Tea": "hedged", "stress": "asserted"},
                           advice=["Rest."])),
        make_run(make_page("a", text, causes={"Tea": "negated"}, advice=["Rest.", "Drink."]),
                 name="run-0002"),
    )  # fmt: skip
    (change,) = comparison.details
    assert not change.words
    assert [(item.change, item.item, item.quote) for item in change.items] == [
        ("added", "advice", "Drink."),
        ("changed", "cause: Tea", "Tea"),
        ("removed", "cause: stress", "stress"),
    ]
    assert change.items[1].detail.startswith("hedged, other")
    assert " → negated, other" in change.items[1].detail


def test_an_item_said_twice_counts_twice(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    once, twice = (make_page("a", "Rest. Rest.", advice=["Rest."] * count) for count in (1, 2))
    (change,) = compare(make_run(once), make_run(twice, name="run-0002")).details
    assert [item.change for item in change.items] == ["added"]


def test_topics_clusters_and_failures(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    pages = [make_page("a", "Rest."), make_page("b", "Rest.")]
    pair = Cluster("k", "a", (), (Member("a", "keeper", 1.0), Member("b", "member", 0.9)))
    old, new = Failure("x", "extract", "empty", "f"), Failure("y", "extract", "empty", "f")
    comparison = compare(
        make_run(*pages, topics=[topic("s", 2), topic("t", 2), topic("v", 1)], failures=[old]),
        make_run(*pages, topics=[topic("t", 3), topic("u", 1), topic("v", 1)], failures=[new],
                 clusters=[pair], name="run-0002"),
    )  # fmt: skip
    assert comparison.unchanged == 2
    assert [(one.id, one.change, one.support) for one in comparison.topics] == [
        ("s", "removed", (("cause: stress", 2, 0),)),
        ("t", "changed", (("cause: stress", 2, 3),)),
        ("u", "added", (("cause: stress", 0, 1),)),
    ]
    assert comparison.topics[1].other == ("causes",)
    assert comparison.clusters_added == ("a ← b",)
    assert (comparison.failures_new, comparison.failures_fixed) == ((new,), (old,))
    text = printed(comparison)
    assert "2 → 3  cause: stress" in text
    assert "+ y: extract: empty; f" in text


def test_a_topic_that_rests_on_other_words_is_a_change(make_run: Callable[..., Path]) -> None:
    one = topic("t", 2)
    two = replace(one, causes=(replace(one.causes[0], overall_certainty="hedged"),))
    comparison = compare(make_run(topics=[one]), make_run(topics=[two], name="run-0002"))
    assert not comparison.same
    assert comparison.topics[0].support == ()
    assert "differs: causes" in printed(comparison)


def test_what_a_topic_tells_of_earlier_runs_is_no_difference(make_run: Callable[..., Path]) -> None:
    one = topic("t", 2)
    two = replace(one, changes=Changes(added=("c",)))
    assert compare(make_run(topics=[one]), make_run(topics=[two], name="run-0002")).same


def test_a_page_moved_to_quarantine_is_a_change(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    comparison = compare(
        make_run(make_page("a", "Rest.")),
        make_run(make_page("a", "«rejected|Rest.»"), name="run-0002"),
    )
    assert "status kept → quarantined" in comparison.details[0].other


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [('"page_type": "article"', '"page_type": "spun"', "page type article → spun"),
     ('"score": 1.0', '"score": 0.5', "quality"),
     ('"confidence": 0.9', '"confidence": 0.4', "details of causes"),
     ('"people": []', '"people": [{"name": "A", "role": "author"}]', "people")],
)  # fmt: skip
def test_no_field_of_a_record_is_overlooked(
    make_run: Callable[..., Path], make_page: Callable[..., Any], old: str, new: str, field: str
) -> None:
    page = make_page("a", "Rest.", causes={"Rest": "hedged"})
    one, two = (make_run(page, name=name) for name in ("one", "two"))
    file = two / "documents.jsonl"
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    comparison = compare(one, two)
    assert not comparison.same
    assert comparison.details[0].other == (field,)


def test_another_reason_for_a_cut_is_a_change(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    page = make_page("a", "Rest. «menu|Home»")
    one, two = (make_run(page, name=name) for name in ("one", "two"))
    file = two / "ledgers.jsonl"
    file.write_text(file.read_text("utf-8").replace("is not the article", "is furniture"), "utf-8")
    assert compare(one, two).details[0].other == ("reasons or evidence of cuts",)


def test_another_version_of_the_rules_alone_is_no_difference(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    one, two = (make_run(make_page("a", "Rest."), name=name) for name in ("one", "two"))
    file = two / "documents.jsonl"
    file.write_text(file.read_text("utf-8").replace('"rules": "rules"', '"rules": "new"'), "utf-8")
    assert '"new"' in file.read_text("utf-8")
    assert compare(one, two).same


def test_untold_changes_are_counted(
    make_run: Callable[..., Path],
    make_page: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differences, "DETAILED", 1)
    one = make_run(*(make_page(f"p{n}", "Rest.") for n in range(3)))
    two = make_run(*(make_page(f"p{n}", "Drink.") for n in range(3)), name="run-0002")
    comparison = compare(one, two)
    assert comparison.documents_changed == 3
    assert "2 more changed pages" in printed(comparison)


text = st.text(alphabet="ab \n", max_size=40)


@settings(deadline=None)
@given(text, text)
def test_word_changes_account_for_every_character(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert bool(changes) is (before != after)
    for whole, pieces in (
        (before, [change.before for change in changes]),
        (after, [change.after for change in changes]),
    ):
        at = 0
        for piece in pieces:
            at = whole.index(piece, at) + len(piece)
    # What is not in a change is the same in both texts, so it is as long in both.
    assert len(before) - sum(len(change.before) for change in changes) == (
        len(after) - sum(len(change.after) for change in changes)
    )


def test_long_stretches_are_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "PAIRS_COMPARED", 3)
    (change,) = word_changes("a b c d e f", "a x c y e f")
    assert (change.before, change.after) == ("b c d", "x c y")

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from curette.model import Cluster, Document, Failure, Flag, Member, Metadata
from curette.records import QA, Answer, Asker, Quality, QualityFlag, Quote
from curette.review import runs
from curette.review.terminal import STRUCK_LINES_SHOWN, printable, render, summary_table
from curette.review.totals import RunSummary, summarise, totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from rich.console import RenderableType


def shown(what: RenderableType, *, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, no_color=not colour,
        color_system="truecolor" if colour else None, legacy_windows=False,
    )  # fmt: skip
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_without_colour_signs_mark_what_is_struck(make_page: Callable[..., Any]) -> None:
    page = make_page("a", "«menu|Home»\nRest«promo| and buy» now.\n«consent|Cookies\nhere»")
    text = shown(render(page.document))
    assert "[-Home-]{1}\n" in text
    assert "Rest[- and buy-]{2} now.\n" in text
    assert "[-Cookies-]\n[-here-]{3}" in text  # the number stands once, at the end
    assert "\x1b[9" not in text


def test_with_colour_struck_text_is_struck_through_and_named(
    make_page: Callable[..., Any],
) -> None:
    text = shown(render(make_page("a", "Rest«promo| and buy» now.").document), colour=True)
    assert re.search(r"\x1b\[9;33m and buy\x1b\[0m", text)
    assert " ‹1 promotion›" in text
    assert "[-" not in text


def test_each_cut_is_explained(make_page: Callable[..., Any]) -> None:
    page = make_page(
        "a", "Rest«garbled| assists». «menu|Home»«layout|\n\n»",
        evidence={"garbled": ("“assists” for “helps”",)},
        flags=[Flag("spun", "Two odd words."), Flag("odd_word", "Seldom said.", 0, 4)],
    )  # fmt: skip
    text = shown(render(page.document))
    assert "1  garbled · table/garbled-rule · 8 characters" in text
    assert "   A garbled is not the article." in text
    assert "   – “assists” for “helps”" in text
    assert "and 1 of white space left over" in text
    assert "spun: Two odd words." in text
    assert "odd word: Seldom said. “Rest”" in text


def test_items_are_listed_with_their_certainty(make_page: Callable[..., Any]) -> None:
    page = make_page(
        "a", "Not tea. Rest well. Call 112 for pain. An X-ray.",
        causes={"tea": "negated"}, advice=["Rest well."], red_flags=["Call 112 for pain."],
        tests=["X-ray"],
    )  # fmt: skip
    text = shown(render(page.document, page.record))
    assert "tea · negated · other" in text
    assert "self care\n    “Rest well.”" in text
    assert "seek help · emergency" in text
    assert "Tests (1)" in text


@pytest.mark.parametrize("whole", [False, True])
def test_long_menus_are_shortened_and_say_so(make_page: Callable[..., Any], whole: bool) -> None:
    lines = [f"Entry {number}" for number in range(STRUCK_LINES_SHOWN + 10)]
    page = make_page("a", "«menu|" + "\n".join(lines) + "»\nRest.")
    text = shown(render(page.document, whole=whole))
    assert ("more struck lines, cut 1" in text) is not whole
    assert sum(f"[-{line}-]" in text for line in lines) == (
        len(lines) if whole else STRUCK_LINES_SHOWN - 1
    )
    assert f"[-{lines[-1]}-]{{1}}" in text


def test_lines_fold_to_the_width_without_losing_a_character(
    make_page: Callable[..., Any],
) -> None:
    words = " ".join(f"word{number}" for number in range(60)) + "x" * 100
    text = shown(render(make_page("a", f"{words}«promo| buy»").document), width=40)
    assert max(len(line) for line in text.splitlines()) <= 40
    assert "".join(words.split()) in "".join(text.split())


def test_a_page_cannot_speak_to_the_terminal(make_page: Callable[..., Any]) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e[bold red]x"
    page = make_page(
        "a", f"{evil} «promo|{evil}»\r", title=evil, flags=[Flag("f", evil, 0, 5)],
        evidence={"promo": (evil,)}, causes={evil: "hedged"},
    )  # fmt: skip
    text = shown(render(page.document, page.record), colour=True)
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert "[bold red]x" in text


def test_an_empty_page_and_a_rejected_one(make_page: Callable[..., Any]) -> None:
    assert "0 of 0 characters kept" in shown(render(Document("a", "", "a.txt", meta=Metadata())))
    assert "in quarantine" in shown(render(make_page("a", "«rejected|Links.»").document))


def test_a_very_long_line_prints(make_page: Callable[..., Any]) -> None:
    page = make_page("a", "«menu|" + "x " * 100_000 + "»")
    assert "Cuts" in shown(render(page.document))


def test_the_closing_table(make_run: Callable[..., Path], make_page: Callable[..., Any]) -> None:
    run = make_run(
        make_page("a", "«menu|Home» Rest."),
        make_page("b", "«rejected|Links.»"),
        failures=[Failure("c", "extract", "empty", "x"), Failure("c", "clean", "empty", "x")],
        clusters=[
            Cluster("k", "a", (), (Member("a", "keeper", 1.0),)),
            Cluster("l", "a", (), (Member("a", "keeper", 1.0), Member("b", "member", 0.9))),
        ],
    )
    summary = summarise(run, (("Report", "report.html"),))
    assert summary == RunSummary(
        3, 1, 1, 1, 16, (("rejected", 6), ("menu", 4)), 1, 0, (("Report", "report.html"),)
    )
    text = shown(summary_table(summary))
    for line in (
        r"Pages read +3",
        r"quarantined +1",
        r"failed +1",
        r"struck +10  62\.5%",
        r"menu +4  25\.0%",
        r"Clusters +1",
        r"Topics +0",
        r"Report +report\.html",
    ):
        assert re.search(line, text), line


def test_totals_rank_by_characters(
    make_run: Callable[..., Path], make_page: Callable[..., Any]
) -> None:
    run = make_run(
        make_page("a", "«menu|Home» «promo|Buy pills» «menu|Up»", site="one.example"),
        make_page("b", "«consent|Cookies and more cookies»", site="two.example"),
    )
    counted = totals(runs.ledgers(run))
    assert counted.kinds == (("consent", 24), ("promo", 9), ("menu", 6))
    assert [(row.rule, row.cuts) for row in counted.rules] == [
        ("table/consent-rule", 1), ("table/promo-rule", 1), ("table/menu-rule", 2),
    ]  # fmt: skip
    assert [(site.site, site.struck) for site in counted.sites] == [
        ("two.example", 24), ("one.example", 15),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "safe"),
    [("a\tb\nc", "a\tb\nc"), ("a\x9b2J", "a\N{REPLACEMENT CHARACTER}2J"), ("\x7f", "\ufffd")],
)
def test_printable(text: str, safe: str) -> None:
    assert printable(text) == safe


def test_questions_and_answers_name_who_asks_and_who_answers(
    make_page: Callable[..., Any],
) -> None:
    page = make_page("a", "Why? Rest.")
    answer = Answer("Dr. Low", "neurology", "2020-01-02", "doctor_reply", Quote("Rest.", 5, 10))
    qa = QA("Why?", Quote("Why?", 0, 4), Asker("Ann", sex="female"), "2020-01-01", (answer,))
    text = shown(render(page.document, replace(page.record, qa=qa)))
    assert "Asked by Ann, female, 2020-01-01\n    “Why?”" in text
    assert "Answered by Dr. Low, neurology, doctor reply, 2020-01-02\n    “Rest.”" in text


def test_doubts_of_the_record_are_told_too(make_page: Callable[..., Any]) -> None:
    page = make_page("a", "Rest. Drink.")
    quality = Quality((QualityFlag("stitched", "Two pages."),), (), 0.5)
    text = shown(render(page.document, replace(page.record, quality=quality)))
    assert "stitched: Two pages." in text

"""trafilatura is asked within a budget; a page that it cannot answer in time is not lost."""

from __future__ import annotations

import signal
import threading

import pytest

from curette.extract import extract, judge, votes
from curette.model import RawPage

BLOCKS = ["Cramps come at night, and stretching the leg helps.", "Home | About | Contact us today"]


def endless(markup: str) -> str:
    """Do as an extractor that loops, and that catches all errors of its own making."""
    while True:
        try:
            markup.upper()
        except Exception:
            return "the budget was not heard"


def test_votes() -> None:
    assert votes.ask("", 1, BLOCKS, extractor=lambda _: BLOCKS[0]) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("text", "block", "share"),
    [
        (BLOCKS[0], "Cramps come at night, and a bath loosens them.", 2 / 6),
        ("Causes\nCramps come at night.", "Causes", 1.0),  # a short block that is a line
        ("Causes of cramps\nRest.", "Causes", 1.0),  # or begins one
        ("The causes\nRest.", "causes", 0.0),
        ("Rest.", "•", 0.0),  # no words
    ],
)
def test_the_share_of_a_block_that_is_kept(text: str, block: str, share: float) -> None:
    assert votes.matched(text, [block]) == [pytest.approx(share)]


def test_an_extractor_that_never_ends_is_stopped() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    assert votes.ask("", 1, BLOCKS, extractor=endless, seconds=0.05) is None
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) is before


def test_in_a_thread_there_is_no_budget_but_an_answer() -> None:
    found: list[object] = []
    thread = threading.Thread(
        target=lambda: found.append(votes.ask("", 1, BLOCKS, extractor=lambda _: BLOCKS[0]))
    )
    thread.start()
    thread.join()
    assert found == [[1.0, 0.0]]


@pytest.mark.parametrize(
    ("chars", "tags", "big"),
    [(10, 10, False), (votes.MAX_CHARS + 1, 10, True), (10, votes.MAX_TAGS + 1, True)],
)
def test_a_page_over_the_limits_is_not_asked_about(chars: int, tags: int, big: bool) -> None:
    assert votes.too_big("x" * chars, tags) is big
    assert (votes.ask("x" * chars, tags, BLOCKS, extractor=lambda _: "") is None) is big


def test_a_page_that_the_extractor_cannot_end_is_answered_by_the_judge_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(votes, "trafilatura_text", endless)
    monkeypatch.setattr(votes.ask, "__kwdefaults__", {"extractor": None, "seconds": 0.05})
    monkeypatch.setattr(judge, "unsure", lambda scores, chars: True)
    body = "<p>Cramps</p><p>Night</p>" * 20
    document = extract(RawPage("a", body.encode(), "a.html"))
    assert document.text.count("Cramps") == 20
    assert document.voters == ()
    assert [flag.name for flag in document.flags] == ["extractor-not-asked"]


@pytest.mark.parametrize(("lists", "big"), [(votes.MAX_LISTS, False), (votes.MAX_LISTS + 1, True)])
def test_a_page_of_thousands_of_lists_is_not_asked_about(lists: int, big: bool) -> None:
    assert votes.too_big("<UL><li>a</ul>" * lists, lists) is big


def test_answers_do_not_depend_on_the_pages_before() -> None:
    """As they would with trafilatura's `deduplicate`, which remembers (its issue 778)."""
    page = "<article>" + "".join(f"<p>{BLOCKS[0]} {n}</p>" for n in range(9)) + "</article>"
    assert len({votes.trafilatura_text(page) for _ in range(5)}) == 1

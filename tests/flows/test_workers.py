"""Worker processes: a page that fails, hangs or dies costs itself and no other."""

from __future__ import annotations

import os
import signal
import time

from curette.model import Document, Failure, PageError, RawPage
from flows.workers import Job, Workers


def reader(page: RawPage | Document) -> bytes:
    """Do what the page says."""
    assert isinstance(page, RawPage)
    match page.body:
        case b"fail":
            raise PageError(page.id, "read", "no text", "look at it")
        case b"break":
            raise ValueError("a bug")
        case b"hang":
            signal.pause()
        case b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"deaf":
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
            time.sleep(600)  # stands for native code that hears no signal; ended by the pool
    return page.body.upper()


def outcome(*bodies: bytes, seconds: float = 20.0) -> dict[str, bytes | Failure]:
    jobs = [
        Job(f"{n}-{body.decode()}", "a page", RawPage("x", body, "a page"))
        for n, body in enumerate(bodies)
    ]
    with Workers(2, seconds=seconds, start_seconds=4.0) as workers:
        return {job.id: made for job, made in workers.map("read", reader, jobs)}


def test_a_failure_and_a_bug_are_rows() -> None:
    made = outcome(b"one", b"fail", b"break", b"two")
    assert made["0-one"] == b"ONE"
    assert made["3-two"] == b"TWO"
    assert made["1-fail"] == Failure("a page", "read", "no text", "look at it")
    assert isinstance(made["2-break"], Failure)
    assert "ValueError: a bug" in made["2-break"].error


def test_a_page_that_kills_its_worker_costs_itself() -> None:
    made = outcome(*([b"one"] * 5), b"die", *([b"two"] * 5))
    assert len(made) == 11
    lost = [name for name, got in made.items() if isinstance(got, Failure)]
    assert lost == ["5-die"]


def test_a_page_that_hangs_is_given_up() -> None:
    made = outcome(b"hang", b"one", seconds=1.0)
    assert made["1-one"] == b"ONE"
    assert isinstance(made["0-hang"], Failure)
    assert "longer than 1 s" in made["0-hang"].error


def test_a_page_that_hears_no_alarm_is_ended() -> None:
    made = outcome(b"deaf", b"one", seconds=1.0)
    assert made["1-one"] == b"ONE"
    assert isinstance(made["0-deaf"], Failure)
    assert "hung" in made["0-deaf"].error

"""What a hostile folder, disk or user does to a run: one clear line or one row, and no more."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from typer.testing import CliRunner

from curette.inputs import read_pages
from curette.model import CuretteError, Document, Failure, RawPage
from curette.store import Store, document_from, lock
from flows import cli
from flows.cli import SOME_FAILED, STOPPED, USAGE_ERROR, app
from flows.crawl import one_page, sort_inputs
from flows.export import _topics_before
from flows.pages import clean_page, read_page
from flows.stage import Count, run_batch
from flows.workers import Hindered, Job, PageTimeoutError, Workers, guarded

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = b"Dry eye\n\nDry eye can be caused by long hours at a screen. Blink often while you read.\n"


def shout(page: RawPage | Document) -> bytes:
    assert isinstance(page, RawPage)
    return page.body.upper()


def spoil(page: RawPage | Document) -> bytes:
    """Do as parsers do that catch all that is raised in them, also the alarm of the page."""
    try:
        signal.pause()
    except Exception:
        return b"the alarm was not heard"
    return b""


def stray(page: RawPage | Document) -> bytes:
    raise KeyboardInterrupt  # what no page may raise, and no edge of a page catches


# Names that the command is given.


@pytest.mark.parametrize("name", ["", "  ", "x" * 5000, "no\x00thing"])
def test_a_name_that_cannot_be_is_wrong_use(name: str, tmp_path: Path) -> None:
    with pytest.raises(CuretteError, match="no file or folder"):
        sort_inputs([name], tmp_path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")
    with pytest.raises(CuretteError, match="neither a file nor a folder"):
        sort_inputs([str(tmp_path / "page.html")], tmp_path)
    with pytest.raises(CuretteError, match="neither a file nor a folder"):
        one_page(str(tmp_path / "page.html"), tmp_path)


def test_a_name_that_is_no_utf8_is_kept_in_a_folder_and_refused_alone(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    name = os.fsdecode(os.fsencode(folder) + b"/dry\xff.txt")
    Path(name).write_bytes(TEXT)
    with Store(tmp_path / "data") as store:
        for page in read_pages([folder]):
            assert isinstance(page, RawPage)
            store.put_page(page)
            store.fail(Failure(page.origin, "read", "a fault", "a cure"))
        (only,) = store.run_pages()
        assert store.page(only).body == TEXT
        assert store.page(only).origin.endswith("dry\\udcff.txt")
        assert [row.page for row in store.failures()] == [store.page(only).origin]
    with pytest.raises(CuretteError, match="not UTF-8"):
        sort_inputs([name], tmp_path)
    assert one_page(name, tmp_path).origin.endswith("dry\\udcff.txt")


# The data folder.


def test_data_that_is_a_file_is_one_line_at_once(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(TEXT)
    (tmp_path / "data").write_text("in the way")
    made = CliRunner().invoke(
        app, ["run", str(tmp_path / "page.txt"), "--data", str(tmp_path / "data")]
    )
    assert made.exit_code == USAGE_ERROR
    assert "cannot be written to" in made.output
    assert "Traceback" not in made.output


def test_two_runs_do_not_meet_in_one_folder(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(TEXT)
    with lock(tmp_path / "data"):
        made = CliRunner().invoke(
            app, ["run", str(tmp_path / "page.txt"), "--data", str(tmp_path / "data")]
        )
    assert made.exit_code == USAGE_ERROR
    assert "another run is at work" in made.output


def test_a_store_that_is_no_store_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "pages.sqlite").write_bytes(b"not a database, but long enough " * 40)
    with pytest.raises(CuretteError, match="move it away"):
        Store(tmp_path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/documents.jsonl"), "/x/documents"),
        (sqlite3.OperationalError("database or disk is full"), "space on the disk"),
        (ZeroDivisionError("by zero"), "please report it"),
    ],
)
def test_what_no_floor_has_named_is_one_line_too(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_curate", fail)
    monkeypatch.delenv("CURETTE_TRACE", raising=False)
    made = CliRunner().invoke(app, ["run", str(tmp_path), "--data", str(tmp_path / "data")])
    assert made.exit_code == SOME_FAILED
    assert said in " ".join(made.output.split())
    assert isinstance(made.exception, SystemExit)
    monkeypatch.setenv("CURETTE_TRACE", "1")
    made = CliRunner().invoke(app, ["run", str(tmp_path), "--data", str(tmp_path / "data")])
    assert made.exception is error


def test_an_old_run_that_cannot_be_read_does_not_stop_new_ones(tmp_path: Path) -> None:
    assert _topics_before(tmp_path) is None
    run = tmp_path / "clean" / "run-0001"
    run.mkdir(parents=True)
    (tmp_path / "clean" / "latest").symlink_to("run-0001")
    assert _topics_before(tmp_path) is None
    (run / "manifest.json").write_text("{}")
    (run / "topics.jsonl").write_text('{"schema": "of another age"}\n')
    assert _topics_before(tmp_path) is None


# Worker processes.


def test_a_page_that_ran_out_of_time_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put_page(RawPage("slow", TEXT, "slow.txt"))
        store.put_page(RawPage("good", TEXT, "good.txt"))

    def batch(function: object, seconds: float) -> Count:
        with Workers(1, seconds=seconds) as workers:
            return run_batch(
                "document", [("slow", "key")], Store.page, function,  # type: ignore[arg-type]
                data=tmp_path, version="1", workers=workers,
            )  # fmt: skip

    assert batch(spoil, 0.2) == Count(worked=1, failed=1)
    with Store(tmp_path) as store:
        assert "longer than 0 s" in next(store.failures()).error
    assert batch(shout, 20.0) == Count(worked=1)


def test_parsers_that_catch_everything_do_not_catch_the_alarm() -> None:
    made = guarded("read", spoil, Job("x", "a page", RawPage("x", b"", "a page")), 0.2)
    assert isinstance(made, Hindered)
    assert not issubclass(PageTimeoutError, Exception)


def test_a_broken_pool_and_a_stray_error_cost_their_page_alone() -> None:
    page = RawPage("x", b"one", "a page")
    with Workers(1, seconds=20.0) as workers:
        list(workers.map("read", shout, [Job("1", "a page", page)]))
        pool = workers._pool
        assert pool is not None
        pool._broken = "as if a worker had died between two pages"  # type: ignore[assignment]
        with pytest.raises(BrokenProcessPool):
            pool.submit(len, "")
        made = dict(workers.map("read", shout, [Job("2", "a page", page)]))
        assert list(made.values()) == [b"ONE"]
        made = dict(workers.map("read", stray, [Job("3", "a page", page)]))
        assert [type(row) for row in made.values()] == [Hindered]


_PARENT = """
import os, signal
from curette.model import RawPage
from flows.workers import Job, Workers
from pathlib import Path
import sys
sys.path.insert(0, {tests!r})
from test_hostile import tell
if __name__ == "__main__":
    page = RawPage("x", b"", "a page")
    with Workers(1, seconds=60.0) as workers:
        for _, told in workers.map("read", tell, [Job("1", "a page", page)]):
            print(told.decode(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def tell(page: RawPage | Document) -> bytes:
    """Say whether this worker would hear Ctrl-C."""
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return b"deaf" if blocked else b"hears"


def test_workers_end_with_a_parent_that_is_killed_and_are_deaf_to_ctrl_c(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT.format(tests=str(Path(__file__).parent)))
    # The worker holds the pipe too: were it to live on, reading would not come to an end.
    made = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert made.returncode == -signal.SIGKILL, made.stderr
    assert made.stdout.split() == ["deaf"]


def test_ctrl_c_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_curate", interrupt)
    made = CliRunner().invoke(app, ["run", str(tmp_path), "--data", str(tmp_path / "data")])
    assert made.exit_code == STOPPED
    assert "stopped" in made.output


# Pages. Each comes through every stage; what is told is in the text that stands, and flagged
# where the page had to be mended or read elsewhere. Without bounds most of these take minutes.

TOLD = "Dry eye can be caused by long hours at a screen."
STORY = f"{TOLD} Blink often while you read, and look into the distance now and then. " * 4
HARD = "Rest your eyes when they burn. "


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        (f"<div><p>{STORY}<b></p></i></div></table></p><td>{HARD}</html>{HARD}", set()),
        ("<div>" * 1_000_000 + STORY, {"deep-nesting"}),
        ("<table>" * 3_000 + STORY, set()),
        (f"<table>{'<tr><td>' + HARD + '<td>2' * 9}{STORY}</table>", set()),
        (f"<p>{STORY}</p><table>" + "<tr><td>a<td>b" * 300_000, {"cut-short"}),
        (f"<nav><a href=/>Home</a></nav><aside><p>{STORY}</p></aside>", set()),
        (f"<div hidden><p>{STORY}</p></div>", {"hidden-text"}),
        (f"<noscript><p>{STORY * 2}</p></noscript>", {"noscript-text"}),
        (
            '<script type="application/ld+json">{"@type": "Article", "articleBody": "'
            + STORY
            + '"}</script><div id="root"></div>',
            {"text-from-metadata"},
        ),
        (f"<p>{STORY}\x00</p>\x00", {"null-bytes"}),
        (f"<p>{STORY}<p>{'may be caused by ' * 100_000}", {"cut-short"}),
        (f"<p>{STORY}</p>{'<option>a' * 150_000}", {"cut-short"}),
        (f"<p>{STORY}</p>" + "<ul><li>a</ul>" * 9_000, set()),
        (f"<p>{STORY}</p><img src='data:image/png;base64,{'QUJD' * 13_000_000}'>", set()),
        (f"<p>{STORY}</p>" + "<!-- nothing -->" * 3_200_000, {"cut-short"}),  # 50 MB
    ],
    ids=str.split(
        "broken million-deep deep-tables one-table rows aside hidden noscript json-ld nul "
        "phrase options lists picture-of-50-mb dump-of-50-mb"
    ),
)
def test_a_hostile_page_is_answered(body: str, flags: set[str]) -> None:
    page = RawPage("a", f"<html><body>{body}".encode(), "a.html")
    document = document_from(clean_page(page))
    assert TOLD in document.text
    assert flags <= {flag.name for flag in document.flags}
    assert read_page(document)

"""What ends a run halfway, and what damages files: nothing is lost, and the next run mends it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from curette.dedup import Entry
from curette.dedup.index import Index
from curette.model import CuretteError

ROOT = Path(__file__).parents[3]
WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in ("ala", "ene", "iki", "omo") for c in "lmnprst"]


def text(page: int) -> str:
    """Return a page: every third is a copy of the one before, a word apart."""
    copy = page % 3 == 2
    source = page - copy
    words = [WORDS[(source * 7919 + at * at * (source + 3)) % len(WORDS)] for at in range(90)]
    words[40] = f"w{page}"
    return " ".join(words) + "."


def texts(first: int, last: int) -> dict[str, str]:
    return {f"p{page:03}": text(page) for page in range(first, last)}


def update(folder: Path, pages: dict[str, str], **options: Any) -> Any:
    entries = [Entry(page, words=len(body.split())) for page, body in pages.items()]
    return Index(folder, whole_below=0, **options).update(entries, pages.__getitem__)


def state(folder: Path) -> dict[str, bytes]:
    """Return all files of a store whose runs count."""
    store = folder / "store"
    return {
        str(path.relative_to(store)): path.read_bytes()
        for path in sorted(store.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some pages. Copied by whoever changes it."""
    folder = tmp_path_factory.mktemp("stored") / "index"
    update(folder, texts(0, 15))
    update(folder, texts(15, 18))
    return folder


class Killed(BaseException):
    """The end of a process: nothing that looks for errors sees it."""


@contextmanager
def failing(step: int, error: BaseException) -> Iterator[list[str]]:
    """Fail the given step of those by which a disk changes; yield the steps taken."""
    taken: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            taken.append(name)
            if len(taken) == step:
                raise error
            return function(*given, **named)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (os, "fsync"), (Path, "replace"), (Path, "mkdir"), (Path, "write_text"),
            (Path, "unlink"), (shutil, "rmtree"),
        ):  # fmt: skip
            patch.setattr(owner, name, counted(name, getattr(owner, name)))
        yield taken


def every_step(
    tmp_path: Path, stored: Path, pages: dict[str, str], error: BaseException, apart: int = 1
) -> Iterator[tuple[Path, int]]:
    """Yield a copy of the store after the steps at which an update can fail: all, or some."""
    for step in range(1, 1000, apart):
        folder = tmp_path / f"step-{step}"
        shutil.copytree(stored, folder)
        try:
            with failing(step, error) as taken:
                update(folder, pages)
        except (Killed, CuretteError):
            yield folder, step
            shutil.rmtree(folder)
        else:
            assert len(taken) < step  # no step is left to fail at
            return
    raise AssertionError("an update does not take a thousand steps")


@pytest.mark.parametrize(
    ("first", "last", "merged", "apart"),
    [
        pytest.param(17, 20, 0, 2, id="some more"),
        pytest.param(18, 34, 0, 5, id="all anew"),
        pytest.param(17, 20, 3, 3, id="many runs made one"),
    ],
)
def test_killed_at_any_step_the_next_run_does_the_same(
    first: int, last: int, merged: int, apart: int, stored: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    if merged:
        monkeypatch.setattr("curette.dedup.index.runs.RUNS_OF_A_SIZE", merged)
    pages = texts(first, last)
    whole = tmp_path / "whole"
    shutil.copytree(stored, whole)
    undisturbed = update(whole, pages)
    expected = state(whole)
    steps = 0
    for folder, _ in every_step(tmp_path, stored, pages, Killed(), apart):
        again = update(folder, pages)
        assert again.clusters == undisturbed.clusters
        assert Index(folder).events() == Index(whole).events()
        assert state(folder).keys() == expected.keys() or merged
        assert {k: v for k, v in state(folder).items() if "manifest" not in k} == {
            k: v for k, v in expected.items() if "manifest" not in k
        }
        steps += 1
    assert steps > 25 // apart


def test_full_disk_at_any_step_loses_nothing(stored: Path, tmp_path: Path) -> None:
    before = Index(stored).clusters(texts(0, 18))
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for folder, _ in every_step(tmp_path, stored, texts(18, 21), full, 4):
        assert Index(folder).clusters(texts(0, 18)) == before
        assert update(folder, texts(18, 21)).clusters


def test_full_disk_is_named(stored: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(stored, folder)
    before = state(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))  # no file can grow beyond
    try:
        with pytest.raises(CuretteError, match=r"could not be written .* make room and run again"):
            update(folder, texts(18, 21))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert state(folder) == before


@pytest.mark.parametrize("step", [3, 20, 24, 25])
def test_kill_9(step: int, stored: Path, tmp_path: Path) -> None:
    folder, whole = tmp_path / "index", tmp_path / "whole"
    for copy in (folder, whole):
        shutil.copytree(stored, copy)
    pages = texts(18, 21)
    program = (
        "import os, signal, sys, json, pathlib\n"
        "from curette.dedup import Entry\n"
        "from curette.dedup.index import Index\n"
        "left, sync = [int(sys.argv[2])], os.fsync\n"
        "def fsync(handle):\n"
        "    left[0] -= 1\n"
        "    if not left[0]: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    sync(handle)\n"
        "os.fsync = fsync\n"
        "pages = json.load(sys.stdin)\n"
        "entries = [Entry(page, words=90) for page in pages]\n"
        "Index(pathlib.Path(sys.argv[1]), whole_below=0).update(entries, pages.__getitem__)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(folder), str(step)],
        input=json.dumps(pages), text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    assert update(folder, pages).clusters == update(whole, pages).clusters


def flipped(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(body)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def last_run(folder: Path) -> Path:
    return max((folder / "store").glob("run-*"))


@pytest.mark.parametrize("harm", [flipped, cut, Path.unlink])
@pytest.mark.parametrize(
    "file",
    ["manifest.json", "bands.keys", "bands.starts", "texts.rows", "texts.keys", "pages.rows",
     "clusters.starts", "common.npz"],
)  # fmt: skip
def test_damage_is_told_and_mended(
    harm: Callable[[Path], None], file: str, stored: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(stored, folder)
    pages = texts(0, 21)
    whole = tmp_path / "whole"
    shutil.copytree(stored, whole)
    first = min((folder / "store").glob("run-*"))
    path = folder / "store" / file if file == "manifest.json" else first / file
    harm(path)
    harmed = path.read_bytes() if path.exists() else None
    with pytest.raises(CuretteError, match=rf"{file}.*the next update reads all that is whole"):
        Index(folder).check()
    told: list[str] = []
    update(folder, texts(18, 21), tell=told.append)
    assert "damaged-001" in " ".join(told)
    kept = folder / "damaged-001" / path.relative_to(folder / "store")
    assert (kept.read_bytes() if kept.exists() else None) == harmed
    Index(folder).check()
    found = {member.id for c in Index(folder).clusters(pages) for member in c.members}
    if not file.endswith(".rows"):
        assert found == pages.keys()  # nothing that could be read is lost
    update(folder, pages)  # and what could not be is entered again
    again = Index(folder).clusters(pages)
    update(whole, texts(18, 21))
    assert {m.id for c in again for m in c.members} == pages.keys()
    if file != "clusters.starts":
        assert [c.members for c in again] == [c.members for c in Index(whole).clusters(pages)]


def test_mending_can_be_killed_at_any_step(stored: Path, tmp_path: Path) -> None:
    harmed = tmp_path / "harmed"
    shutil.copytree(stored, harmed)
    flipped(last_run(harmed) / "pages.rows")
    with pytest.raises(CuretteError):
        Index(harmed).check()
    expected = None
    for folder, _ in every_step(tmp_path, harmed, texts(17, 21), Killed(), 5):
        clusters = update(folder, texts(0, 21), tell=lambda _: None).clusters
        expected = expected or clusters
        assert clusters == expected
        assert [path.name for path in folder.glob("damaged-*")] == ["damaged-001"]


def test_store_of_another_form_is_refused(stored: Path, tmp_path: Path) -> None:
    from curette.dedup.index.files import read_json, write_json

    folder = tmp_path / "index"
    shutil.copytree(stored, folder)
    manifest = folder / "store" / "manifest.json"
    write_json(manifest, read_json(manifest) | {"form": 99})
    with pytest.raises(CuretteError, match="a store of form 99, and this version reads form 1"):
        update(folder, texts(18, 19))


def test_second_run_waits_and_is_refused(stored: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(stored, folder)
    told: list[str] = []
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(CuretteError, match="another run has been at work here for 0 s"):
            update(folder, texts(18, 19), wait=0.3, tell=told.append)
    assert "waiting" in told[0]
    assert update(folder, texts(18, 19), wait=0.3).clusters

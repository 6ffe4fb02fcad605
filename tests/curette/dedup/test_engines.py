"""Whatever does the work, and whatever befalls it: the same clusters."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.dedup import Entry, cluster, sharded
from curette.dedup.engines import Dask, Engine, Processes
from curette.dedup.index import Index
from curette.model import Cluster, CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Part = TypeVar("Part")
Result = TypeVar("Result")


class Here:
    """Does each part twice, the last first."""

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        for part in reversed(parts):
            work(part)
        return [work(part) for part in parts]

    def close(self) -> None:
        pass


def texts(articles: int = 40, copies: int = 3) -> dict[str, str]:
    found = {}
    for article in range(articles):
        chance = random.Random(article)
        words = [f"w{chance.randrange(3000)}" for _ in range(90)]
        for copy in range(copies):
            text = [f"x{at}" if chance.random() < 0.08 else word for at, word in enumerate(words)]
            lines = [" ".join(text[at : at + 15]) + "." for at in range(0, 90, 15)]
            found[f"p{copy}-{article:03}"] = "\n".join([*lines, "all rights are reserved here"])
    return found


def clustered(engine: Engine | None = None, folder: str = "") -> tuple[Cluster, ...]:
    pages = texts()
    entries = [Entry(name) for name in pages]
    return cluster(entries, pages.__getitem__, engine, folder)


def stored(folder: Path, engine: Engine | None = None, shards: str = "") -> dict[str, bytes]:
    """Return every file of a store of near-duplicates that a run has made."""
    pages = texts()
    entries = [Entry(name) for name in pages]
    Index(folder).update(entries, pages.__getitem__, engine=engine, shards=shards)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharded, "PAGES_A_SHARD", 17)


def test_shards_change_nothing(tmp_path: Path) -> None:
    plain = clustered()
    assert 35 < len(plain) < 50
    assert clustered(Here(), str(tmp_path)) == plain
    assert clustered(Here(), "memory://shards") == plain
    assert list(tmp_path.iterdir()) == []


class Shuffled(Here):
    """Does the parts in any order, as any number of workers would."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        order = list(range(len(parts)))
        self._chance.shuffle(order)
        done = {at: work(parts[at]) for at in order}
        return [done[at] for at in range(len(parts))]


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(4, 130), st.integers(1, 4))
def test_order_workers_and_size_of_a_shard_play_no_part(
    chance: random.Random, shard: int, bits: int
) -> None:
    pages = texts(30, 3)
    entries = [Entry(name) for name in pages]
    plain = cluster(entries, pages.__getitem__)
    chance.shuffle(entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharded, "PAGES_A_SHARD", shard)
        patch.setattr(sharded, "PREFIX_BITS", bits)
        assert cluster(entries, pages.__getitem__, Shuffled(chance), "memory://any") == plain


def test_processes_change_nothing(tmp_path: Path) -> None:
    engine = Processes(2)
    try:
        assert clustered(engine, tmp_path.as_uri()) == clustered()
    finally:
        engine.close()


def test_store_of_a_run_has_the_same_bytes(tmp_path: Path) -> None:
    plain = stored(tmp_path / "plain")
    assert len(plain) > 10
    assert stored(tmp_path / "here", Here(), "memory://shards") == plain


def test_dask_that_is_not_installed_or_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curette.dedup.engines.ANSWER", 0.5)
    with pytest.raises(CuretteError, match=r"curette\[dask\]|no Dask scheduler answers there"):
        Dask("tcp://127.0.0.1:9")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers, each a process of its own."""
    pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
    address = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    place = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(address)]
    worker = [
        sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(address),
        "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path),
    ]  # fmt: skip
    log = (tmp_path / "log").open("wb")
    started = [subprocess.Popen([*command, *place], stdout=log, stderr=log)]
    try:
        while not address.exists() and started[0].poll() is None:
            time.sleep(0.1)
        started += [subprocess.Popen(worker, stdout=log, stderr=log) for _ in range(2)]
        yield json.loads(address.read_text(encoding="utf-8"))["address"], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()
        log.close()


def test_a_dask_worker_killed_in_mid_run_changes_nothing(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sharded, "PAGES_A_SHARD", 4)
    address, workers = scheduler
    plain = stored(tmp_path / "plain")
    engine = Dask(address)
    engine.wait_for(2)
    left: list[int] = []

    def kill() -> None:
        """Kill a worker as soon as a few shards are signed."""
        while len(signed := list(tmp_path.glob("shards/run-*/keys-2-07-*.npz"))) < 3:
            time.sleep(0.002)
        workers[0].send_signal(signal.SIGKILL)
        left.append(-(-len(texts()) // 4) - len(signed))

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        found = stored(tmp_path / "dask", engine, (tmp_path / "shards").as_uri())
    finally:
        engine.close()
        killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert workers[1].poll() is None
    assert left[0] > 0  # there was work to do when it died
    assert found == plain

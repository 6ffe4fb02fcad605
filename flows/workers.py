"""Pages through a function in worker processes: a page that hangs or kills its worker is a row.

This module imports nothing heavy, and what runs in a worker no Prefect, so that workers start
quickly.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import connection, resource_tracker
from types import FrameType, TracebackType
from typing import NamedTuple

from curette.model import Document, Failure, PageError, RawPage

# Pages under way at once, for each worker: enough that none waits, few enough that bodies of
# the largest size allowed still fit in memory.
_AHEAD = 4
# A worker that is deep in native code does not hear its alarm. After this many times the limit
# the workers are ended, and the pages under way are tried again one by one.
_GRACE = 3.0
# Starting a worker and importing the parsers took up to 6 s on a busy machine; it is no fault of
# the page that waits for it.
START_SECONDS = 60.0


class Job(NamedTuple):
    """A page's id, what a person calls it, and what is to be done about it."""

    id: str
    origin: str
    payload: RawPage | Document


class PageTimeoutError(BaseException):
    """The page took longer than it may. No `Exception`: parsers catch those and go on."""


@dataclass(frozen=True, slots=True)
class Hindered(Failure):
    """A page that ran out of time or lost its process: it may come through on a calmer day."""


class Workers:
    """A pool of worker processes, for the length of a `with` block."""

    def __init__(self, count: int, *, seconds: float, start_seconds: float = START_SECONDS) -> None:
        """Plan `count` processes; each page may take `seconds`, a process's start its own."""
        self._count = count
        self._seconds = seconds
        self._patience = start_seconds + seconds * _GRACE
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        """Return the pool; processes start with the first page."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes; after an error without waiting for the pages under way."""
        if error is not None:
            self._end()
        elif self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(
        self, stage: str, function: Callable[[RawPage | Document], bytes], jobs: Iterable[Job]
    ) -> Iterator[tuple[Job, bytes | Failure]]:
        """Yield each job with what `function` made of its page, or with a failure; any order."""
        waiting = iter(jobs)
        under_way: dict[Future[bytes | Failure], Job] = {}
        while True:
            for job in islice(waiting, self._count * _AHEAD - len(under_way)):
                under_way[self._submit(stage, function, job)] = job
            if not under_way:
                return
            done, _ = wait(under_way, timeout=self._patience, return_when=FIRST_COMPLETED)
            if done and not any(map(_broke, done)):
                for future in done:
                    job = under_way.pop(future)
                    yield job, _outcome(future, stage, job)
                continue
            jobs_left = []
            for future, job in under_way.items():
                if future in done and not _broke(future):
                    yield job, _outcome(future, stage, job)
                else:
                    jobs_left.append(job)
            under_way.clear()
            self._end()
            for job in jobs_left:
                yield job, self._alone(stage, function, job)

    def _submit(
        self, stage: str, function: Callable[[RawPage | Document], bytes], job: Job
    ) -> Future[bytes | Failure]:
        if self._pool is None:
            # Not forked: the flow's process has threads, and a fork would copy their locks.
            self._pool = ProcessPoolExecutor(
                self._count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_end_with_parent,
            )
        try:
            with _deaf_to_ctrl_c():
                return self._pool.submit(guarded, stage, function, job, self._seconds)
        except BrokenProcessPool as error:
            # A worker died between two pages; `map` finds the error where it looks for results.
            broken: Future[bytes | Failure] = Future()
            broken.set_exception(error)
            return broken

    def _alone(
        self, stage: str, function: Callable[[RawPage | Document], bytes], job: Job
    ) -> bytes | Failure:
        """Try a page that was under way when a worker died or hung, with nothing beside it."""
        future = self._submit(stage, function, job)
        done, _ = wait([future], timeout=self._patience)
        if done and not _broke(future):
            return _outcome(future, stage, job)
        self._end()
        fault = "its reader process died" if done else "its reader process hung"
        return Hindered(
            job.origin, stage, fault,
            "the next run tries it again; if it stays so, please report the page",
        )  # fmt: skip

    def _end(self) -> None:
        """End all workers, hung ones too."""
        if self._pool is None:
            return
        for process in multiprocessing.active_children():
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


_open: Workers | None = None


@contextmanager
def pool(count: int, *, seconds: float) -> Iterator[Workers]:
    """Yield the pool that is open, or open one: stages of one run share their processes."""
    global _open
    if _open is not None:
        yield _open
        return
    with Workers(count, seconds=seconds) as workers:
        _open = workers
        try:
            yield workers
        finally:
            _open = None


def guarded(
    stage: str, function: Callable[[RawPage | Document], bytes], job: Job, seconds: float
) -> bytes | Failure:
    """Do one page in this process, in at most `seconds`; what it raises is a failure."""
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function(job.payload)
    except PageError as error:
        return replace(error.failure, page=job.origin)
    except PageTimeoutError:
        return Hindered(
            job.origin,
            stage,
            f"took longer than {seconds:.0f} s",
            "the next run tries it again; if it stays so, look at the page",
        )
    # The edge of one page: whatever a page does to a parser, it costs that page and no other.
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"[:300]
        return Failure(job.origin, stage, fault, "please report the page; it is left out")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    raise PageTimeoutError


def _broke(future: Future[bytes | Failure]) -> bool:
    """Tell whether the process of a page that is done died under it."""
    return isinstance(future.exception(), BrokenProcessPool)


def _outcome(future: Future[bytes | Failure], stage: str, job: Job) -> bytes | Failure:
    """Return what became of a page that is done; also where its alarm rang too late."""
    error = future.exception()
    if error is None:
        return future.result()
    fault = f"{type(error).__name__}: {error}"[:300]
    return Hindered(job.origin, stage, fault, "the next run tries it again; please report the page")


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C: it is for their parent, which ends them.

    A process inherits which signals are blocked. The tracker that `multiprocessing` starts beside
    the first process would lift the block, so it is started before.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """Run in a worker: end it when its parent is gone, which may be killed without a word."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

"""Pages through a function in worker processes: a page that hangs or kills its worker is a row.

This module imports nothing heavy, and what runs in a worker no Prefect, so that workers start
quickly.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
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


class PageTimeoutError(Exception):
    """The page took longer than it may."""


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
        """End the processes."""
        if self._pool:
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
            if not done or any(
                isinstance(future.exception(), BrokenProcessPool) for future in done
            ):
                jobs_left = [job for future, job in under_way.items() if future not in done]
                for future in done:
                    if isinstance(future.exception(), BrokenProcessPool):
                        jobs_left.append(under_way[future])
                    else:
                        yield under_way[future], future.result()
                under_way.clear()
                self._end()
                for job in jobs_left:
                    yield job, self._alone(stage, function, job)
                continue
            for future in done:
                yield under_way.pop(future), future.result()

    def _submit(
        self, stage: str, function: Callable[[RawPage | Document], bytes], job: Job
    ) -> Future[bytes | Failure]:
        if self._pool is None:
            # Not forked: the flow's process has threads, and a fork would copy their locks.
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=multiprocessing.get_context("spawn")
            )
        return self._pool.submit(_guarded, stage, function, job, self._seconds)

    def _alone(
        self, stage: str, function: Callable[[RawPage | Document], bytes], job: Job
    ) -> bytes | Failure:
        """Try a page that was under way when a worker died or hung, with nothing beside it."""
        future = self._submit(stage, function, job)
        done, _ = wait([future], timeout=self._patience)
        if done and not isinstance(future.exception(), BrokenProcessPool):
            return future.result()
        self._end()
        fault = "its reader process died" if done else "its reader process hung"
        return Failure(job.origin, stage, fault, "please report the page; it is left out")

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


def _guarded(
    stage: str, function: Callable[[RawPage | Document], bytes], job: Job, seconds: float
) -> bytes | Failure:
    """Run in a worker: one page, at most `seconds`, and no exception gets out."""
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function(job.payload)
    except PageError as error:
        return replace(error.failure, page=job.origin)
    except PageTimeoutError:
        return Failure(
            job.origin,
            stage,
            f"took longer than {seconds:.0f} s",
            "look at the page; it is left out",
        )
    # The edge of one page: whatever a page does to a parser, it costs that page and no other.
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"[:300]
        return Failure(job.origin, stage, fault, "please report the page; it is left out")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    raise PageTimeoutError

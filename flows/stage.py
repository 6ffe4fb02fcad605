"""One batch of pages through one stage: what was done before is taken, the rest is worked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from curette.model import Document, Failure, RawPage
from curette.store import Stage, Store, failure_bytes, failure_from
from flows import progress
from flows.workers import Hindered, Job, Workers


class Count(NamedTuple):
    """How many pages a batch worked, took from an earlier run, and lost."""

    worked: int = 0
    taken: int = 0
    failed: int = 0

    def plus(self, other: Count) -> Count:
        """Return the sum of two counts."""
        return Count(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def key_of(version: str, *parts: str) -> str:
    """Return the key of a result: the code that made it and what it was made from."""
    return sha256("\n".join((version, *parts)).encode()).hexdigest()


def run_batch(
    stage: Stage,
    work: Sequence[tuple[str, str]],
    load: Callable[[Store, str], RawPage | Document],
    function: Callable[[RawPage | Document], bytes],
    *,
    data: Path,
    version: str,
    workers: Workers,
    shown: str = "",
) -> Count:
    """Bring each `(page id, key)` of `work` through `stage`, and enter the result in the run.

    `shown` is the stage whose progress it is, where that has another name.
    """
    count = Count()
    with Store(data) as store:
        new = []
        for page_id, key in work:
            if store.has(stage, key):
                store.assign(page_id, stage, key)
                count = count.plus(Count(taken=1))
            elif store.has(f"failed {stage}", key):
                store.fail(failure_from(store.result(f"failed {stage}", key)))
                store.assign(page_id, stage, None)
                count = count.plus(Count(taken=1, failed=1))
            else:
                new.append((page_id, key))
        progress.tell(shown or stage, len(work) - len(new))
        keys = dict(new)

        def jobs() -> Iterator[Job]:
            for page_id, _ in new:
                page = load(store, page_id)
                yield Job(page_id, page.origin, page)

        for job, result in workers.map(stage, function, jobs()):
            key = keys[job.id]
            if isinstance(result, Failure):
                if not isinstance(result, Hindered):
                    store.put_result(f"failed {stage}", key, version, failure_bytes(result))
                store.fail(result)
                store.assign(job.id, stage, None)
                count = count.plus(Count(worked=1, failed=1))
            else:
                store.put_result(stage, key, version, result)
                store.assign(job.id, stage, key)
                count = count.plus(Count(worked=1))
            progress.tell(shown or stage, 1)
    return count

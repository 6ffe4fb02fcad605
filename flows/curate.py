"""The whole pipeline on one screen: the stages, in order.

Annotations are not put off here: a schedule loads this file by its path, where Prefect could not
look up their names again.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from curette.store import Store, append_log, lock
from flows.clean import clean
from flows.crawl import crawl
from flows.dedup import dedup
from flows.engines import EngineKind
from flows.export import export
from flows.settings import Settings
from flows.sites import sites
from flows.stage import Count
from flows.structure import structure
from flows.versions import document_version, record_version
from flows.workers import pool

# Inputs that the head of a report names; further ones are counted.
_NAMED = 3


@flow(name="curate")
def curate(
    inputs: list[str],
    data: Path = Path("data"),
    engine: EngineKind = "local",
    address: str = "",
    shards: str = "",
    vocabularies: Sequence[str] = (),
) -> dict[str, object]:
    """Bring `inputs` (files, folders, WARC, addresses, names of sources) through every stage.

    `engine` compares the pages: here, in processes, or on the Dask scheduler at `address`; its
    workers meet in the folder `shards`. `vocabularies` give codes beside our own tables: built-in
    names or files. Returns what `data/clean/runs.jsonl` says of the run: its
    name, how many pages were worked and how many were taken from earlier runs, and how long it
    took.
    """
    settings = Settings(data=data)
    started, clock = datetime.now(UTC), time.monotonic()
    with lock(data):
        with Store(data) as store:
            versions = {"document": document_version(), "record": record_version()}
            store.begin(versions | {f"failed {stage}": v for stage, v in versions.items()})
        with pool(settings.workers, seconds=settings.page_seconds):
            crawl(inputs, data)
            cleaned: Count = clean(data)
            sites(data)
            read: Count = structure(data)
        dedup(data, engine, address, shards)
        row = {
            "run": export(data, _title(inputs), vocabularies),
            "inputs": inputs,
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - clock, 1),
            "cleaned": cleaned._asdict(),
            "read": read._asdict(),
        }
        append_log(data, row)
    return row


def _title(inputs: list[str]) -> str:
    """Return what a person would call a run over `inputs`."""
    names = [given if "://" in given else Path(given).name or given for given in inputs]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")

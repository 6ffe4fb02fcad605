"""Documents become records: what each page says."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.model import Document
from curette.store import Store
from flows import progress
from flows.pages import read_page
from flows.settings import Settings
from flows.stage import Count, key_of, run_batch
from flows.versions import record_version
from flows.workers import pool


@task(cache_policy=NO_CACHE, task_run_name="structure {first}")
def structure_batch(pages: list[tuple[str, str]], data: Path, first: str) -> Count:
    """Read the documents of `pages`, pairs of page id and document key."""
    settings = Settings(data=data)
    documents = dict(pages)

    def load(store: Store, page_id: str) -> Document:
        return store.document(documents[page_id])

    work = [(page, key_of(record_version(), document)) for page, document in pages]
    with pool(settings.workers, seconds=settings.page_seconds) as workers:
        return run_batch(
            "record", work, load, read_page,
            data=data, version=record_version(), workers=workers,
        )  # fmt: skip


@flow(name="structure", validate_parameters=False)
def structure(data: Path) -> Count:
    """Read every document of the run."""
    with Store(data) as store:
        pages = store.assigned("document")
    progress.tell("record", total=len(pages))
    settings = Settings()
    count = Count()
    with pool(settings.workers, seconds=settings.page_seconds):
        for at in range(0, len(pages), settings.batch):
            batch = pages[at : at + settings.batch]
            count = count.plus(structure_batch(batch, data, batch[0][0]))
    return count

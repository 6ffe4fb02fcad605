"""Raw pages become documents with a ledger."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.store import Store
from flows import progress
from flows.pages import clean_page
from flows.settings import Settings
from flows.stage import Count, key_of, run_batch
from flows.versions import document_version
from flows.workers import pool


# The store is the cache: a page at a time, by content and code. A batch-wide cache beside it would
# do two hundred pages again for one that changed, and could promise files that are gone.
@task(cache_policy=NO_CACHE, task_run_name="clean {first}")
def clean_batch(ids: list[str], data: Path, first: str) -> Count:
    """Extract and clean the pages `ids`, of which `first` names the batch."""
    settings = Settings(data=data)
    with Store(data) as store:
        work = [(page, key_of(document_version(), store.page_key(page))) for page in ids]
    with pool(settings.workers, seconds=settings.page_seconds) as workers:
        return run_batch(
            "document", work, Store.page, clean_page,
            data=data, version=document_version(), workers=workers,
        )  # fmt: skip


@flow(name="clean", validate_parameters=False)
def clean(data: Path) -> Count:
    """Clean every page of the run."""
    with Store(data) as store:
        ids = store.run_pages()
    progress.tell("document", total=len(ids))
    settings = Settings()
    count = Count()
    with pool(settings.workers, seconds=settings.page_seconds):
        for at in range(0, len(ids), settings.batch):
            batch = ids[at : at + settings.batch]
            count = count.plus(clean_batch(batch, data, batch[0]))
    return count

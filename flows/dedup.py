"""Documents become clusters of near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.dedup import Entry, Provenance, provenance
from curette.dedup.index import Index
from curette.model import Document
from curette.records import ClusterEvent, Record
from curette.store import Store
from curette.text import words
from flows import progress
from flows.engines import EngineKind, opened
from flows.settings import Settings
from flows.versions import cluster_version


@task(cache_policy=NO_CACHE)
def find_clusters(
    data: Path, engine: EngineKind = "local", address: str = "", shards: str = ""
) -> int:
    """Compare every document of the run with all that earlier runs had.

    Returns how many clusters hold two pages or more. The engine's workers know nothing of Prefect:
    what they are given is a function and a shard.
    """
    with Store(data) as store, opened(engine, address, Settings().workers) as workers:
        documents = dict(store.assigned("document"))
        records = dict(store.assigned("record"))
        pages = sorted(documents.keys() & records.keys())
        progress.tell("cluster", total=len(pages))

        def entries() -> Iterator[Entry]:
            for page in pages:
                yield entry_of(store.document(documents[page]), store.record(records[page]))
                progress.tell("cluster", 1)

        index = index_of(data)
        update = index.update(
            entries(),
            lambda page: store.document(documents[page]).prose,
            engine=workers,
            shards=shards or (data.absolute() / "dedup" / "shards").as_uri(),
        )
        store.put_clusters(update.clusters)
    return sum(1 for found in update.clusters if len(found.members) > 1)


def provenance_of(store: Store) -> Provenance:
    """Return which paragraphs the run's documents share, and which are stitched from others.

    Offsets are into the cleaned texts. Pages in quarantine have none.
    """
    records = dict(store.assigned("record"))
    keys = {page: key for page, key in store.assigned("document") if page in records}
    entries = []
    for page, key in keys.items():
        document = store.document(key)
        if document.rejected is None:
            entries.append(entry_of(document, store.record(records[page])))
    return provenance(
        entries, lambda page: store.document(keys[page]).clean_text, tuple(store.clusters())
    )


def index_of(data: Path) -> Index:
    """Return the store of all pages that runs in a data folder have seen."""
    return Index(data / "dedup", rules=cluster_version())


def events_after(data: Path, update: int) -> list[ClusterEvent]:
    """Return what befell clusters after the update of that number, in order."""
    return [
        ClusterEvent(
            "curette.event/1", event.update, event.kind, event.cluster, event.before, event.page
        )
        for event in index_of(data).events(update)
    ]


@flow(name="dedup", validate_parameters=False)
def dedup(data: Path, engine: EngineKind = "local", address: str = "", shards: str = "") -> int:
    """Group near-identical documents and choose the one to keep."""
    return find_clusters(data, engine, address, shards)


def entry_of(document: Document, record: Record) -> Entry:
    """Return what near-duplicate search wants to know of a page beside its text."""
    meta = document.meta
    return Entry(
        document.id,
        site=meta.site,
        published=meta.published,
        fetched_at=document.fetched_at,
        spun=any(flag.name == "spun" for flag in document.flags),
        stitched=record.page_type == "stitched",
        reviewed=bool(meta.reviewed or meta.reviewers),
        words=sum(1 for _ in words(document.prose)),
    )

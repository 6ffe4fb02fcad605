"""Documents become clusters of near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.dedup import Entry, cluster
from curette.model import Document
from curette.records import Record
from curette.store import Store, clusters_bytes, clusters_from
from curette.text import words
from flows import progress
from flows.stage import key_of
from flows.versions import cluster_version


@task(cache_policy=NO_CACHE)
def find_clusters(data: Path) -> int:
    """Cluster every document of the run; return how many clusters hold two pages or more."""
    with Store(data) as store:
        documents = dict(store.assigned("document"))
        records = dict(store.assigned("record"))
        pages = sorted(documents.keys() & records.keys())
        key = key_of(cluster_version(), *(f"{documents[p]} {records[p]}" for p in pages))
        progress.tell("cluster", total=len(pages))

        def entries() -> Iterator[Entry]:
            for page in pages:
                yield entry_of(store.document(documents[page]), store.record(records[page]))
                progress.tell("cluster", 1)

        if store.has("clusters", key):
            clusters = clusters_from(store.result("clusters", key))
            progress.tell("cluster", len(pages))
        else:
            clusters = cluster(entries(), lambda page: store.document(documents[page]).prose)
            store.put_result("clusters", key, cluster_version(), clusters_bytes(clusters))
        store.put_clusters(clusters)
    return sum(1 for found in clusters if len(found.members) > 1)


@flow(name="dedup", validate_parameters=False)
def dedup(data: Path) -> int:
    """Group near-identical documents and choose the one to keep."""
    return find_clusters(data)


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

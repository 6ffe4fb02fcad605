"""Records become files that other people read, published whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette import __version__
from curette.export import document_record, ledger_record, to_json_line
from curette.model import CuretteError, Document
from curette.records import DocumentRecord, Provenance, TopicRecord
from curette.review import runs
from curette.review.report import write_report
from curette.store import Store, find_run, new_run, write_lines, write_manifest
from curette.structure.coding import coded
from curette.structure.topics import merge
from curette.vocabulary.index import Vocabulary, open_vocabularies
from flows import progress
from flows.dedup import events_after, provenance_of
from flows.settings import Settings, vocabulary_folder
from flows.stage import key_of
from flows.versions import cluster_version, document_version, record_version

REPORT = "report.html"
# Where the number of the last update stands whose events `latest` has told.
_PUBLISHED = ("events", "published")


@task(cache_policy=NO_CACHE)
def publish(data: Path, title: str, vocabularies: Sequence[str] = ()) -> str:
    """Write the run's files and publish them; return the name of the run's folder.

    Codes come from `vocabularies` here, when all pages are read: another vocabulary makes no page
    be read again. The report is headed `title` and not by the run's number, so that equal runs are
    equal bytes.
    """
    before = _topics_before(data)
    with Store(data) as store, open_vocabularies(vocabularies, vocabulary_folder(data)) as opened:
        pages = _pages(store)
        events = events_after(data, _published(store))
        progress.tell("export", total=len(pages))
        shared = provenance_of(store)
        make_latest = _most_came_through(store, len(pages))
        with new_run(data, make_latest=make_latest) as run:
            folder = run.folder
            rows = {
                "documents.jsonl": write_lines(
                    folder / "documents.jsonl", map(to_json_line, _documents(store, pages, opened))
                ),
                "clusters.jsonl": write_lines(
                    folder / "clusters.jsonl", map(to_json_line, store.clusters())
                ),
                "events.jsonl": write_lines(folder / "events.jsonl", map(to_json_line, events)),
                "passages.jsonl": write_lines(
                    folder / "passages.jsonl", map(to_json_line, shared.passages)
                ),
                "stitched.jsonl": write_lines(
                    folder / "stitched.jsonl", map(to_json_line, shared.stitched)
                ),
                "failures.jsonl": write_lines(
                    folder / "failures.jsonl", map(to_json_line, store.failures())
                ),
            }
            counts: Counter[str] = Counter()
            cut: Counter[str] = Counter()
            rows["ledgers.jsonl"] = write_lines(
                folder / "ledgers.jsonl", _ledgers(store, pages, counts, cut)
            )
            merged = merge(
                runs.documents(folder),
                previous=before,
                stitched={page.document for page in shared.stitched},
            )
            topics = sorted(merged, key=lambda topic: topic.id)
            rows["topics.jsonl"] = write_lines(folder / "topics.jsonl", map(to_json_line, topics))
            counts["failed"] = len({failure.page for failure in store.failures()})
            counts["pages"] = counts["kept"] + counts["quarantined"] + counts["failed"]
            write_manifest(
                folder,
                {**dict(sorted(counts.items())), "characters_cut": dict(sorted(cut.items()))},
                rows,
                tuple(one.label for one in opened),
            )
            write_report(folder, folder / REPORT, name=title)
        if events and make_latest:
            store.put_result(*_PUBLISHED, "", str(events[-1].update).encode())
    return run.name


def _published(store: Store) -> int:
    """Return the last update whose events were published. A run that is killed right after it
    publishes leaves it be, and the next one tells them again, with the same number."""
    return int(store.result(*_PUBLISHED)) if store.has(*_PUBLISHED) else 0


def _topics_before(data: Path) -> dict[str, TopicRecord] | None:
    """Return the topics of the run before, by id; None where there is none that can be read.

    They feed what the new topics say of changes, and no more: that somebody deleted a file of an
    old run, or wrote it with another version, must not keep new runs from being published.
    """
    try:
        return {topic.id: topic for topic in runs.topics(find_run(data, "latest"))}
    except CuretteError:
        return None


@flow(name="export", validate_parameters=False)
def export(data: Path, title: str, vocabularies: Sequence[str] = ()) -> str:
    """Publish the run; return the name of its folder."""
    return publish(data, title, vocabularies)


def _pages(store: Store) -> list[tuple[str, str, str]]:
    """Return page id, document key and record key of each page that came through."""
    records = dict(store.assigned("record"))
    return [
        (page, key, records[page]) for page, key in store.assigned("document") if page in records
    ]


def _documents(
    store: Store, pages: list[tuple[str, str, str]], vocabularies: Sequence[Vocabulary]
) -> Iterator[DocumentRecord]:
    provenance = Provenance(
        curette=__version__,
        rules=key_of(document_version(), record_version(), cluster_version())[:16],
    )
    for page, key, record in pages:
        document = store.document(key)
        if document.rejected is None:
            row = document_record(
                document, store.record(record), store.cluster_of(page), provenance
            )
            yield coded(row, vocabularies)


def _ledgers(
    store: Store, pages: list[tuple[str, str, str]], counts: Counter[str], cut: Counter[str]
) -> Iterator[str]:
    """Yield the ledgers' lines, counting pages by status and characters by kind of cut."""
    for _, key, _ in pages:
        document: Document = store.document(key)
        row = ledger_record(document)
        counts[row.status] += 1
        counts["characters"] += len(row.text)
        for removal in document.ledger:
            cut[removal.kind] += removal.end - removal.start
        progress.tell("export", 1)
        yield to_json_line(row)


def _most_came_through(store: Store, came: int) -> bool:
    settings = Settings()
    failed = sum(1 for _ in store.failures())
    if not came and failed:
        return not (store.data / "clean" / "latest").exists()
    share = failed / (failed + came) if failed else 0.0
    return failed < settings.failure_floor or share <= settings.failure_share

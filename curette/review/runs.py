"""A published run, read row by row: files of any size, one row in memory at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from curette.export import Kind, from_json_line
from curette.model import Cluster, CuretteError, Failure
from curette.records import DocumentRecord, LedgerRecord, TopicRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = TypeVar("Row")
Keyed = TypeVar("Keyed", DocumentRecord, LedgerRecord, TopicRecord)

_KINDS: dict[type, Kind] = {
    DocumentRecord: "document", TopicRecord: "topic", LedgerRecord: "ledger",
    Cluster: "cluster", Failure: "failure",
}  # fmt: skip


def ledgers(run: Path) -> Iterator[LedgerRecord]:
    """Yield the run's ledgers in order of id, each with its cuts in order and inside its text."""
    for ledger in _in_order(run / "ledgers.jsonl", LedgerRecord):
        at = 0
        for cut in ledger.removed:
            if not at <= cut.start < cut.end <= len(ledger.text):
                raise CuretteError(
                    f"{run / 'ledgers.jsonl'}: {ledger.id}: the cut {cut.start}:{cut.end} overlaps "
                    f"the one before or lies outside a text of {len(ledger.text)} characters; make "
                    "the run again"
                )
            at = cut.end
        yield ledger


def documents(run: Path) -> Iterator[DocumentRecord]:
    """Yield the run's document records in order of id."""
    return _in_order(run / "documents.jsonl", DocumentRecord)


def topics(run: Path) -> Iterator[TopicRecord]:
    """Yield the run's topics in order of id."""
    return _in_order(run / "topics.jsonl", TopicRecord)


def clusters(run: Path) -> Iterator[Cluster]:
    """Yield the run's clusters."""
    return _read(run / "clusters.jsonl", Cluster)


def failures(run: Path) -> Iterator[Failure]:
    """Yield the run's failures."""
    return _read(run / "failures.jsonl", Failure)


def beside(
    ledger_rows: Iterator[LedgerRecord], document_rows: Iterator[DocumentRecord]
) -> Iterator[tuple[LedgerRecord, DocumentRecord | None]]:
    """Pair each ledger with the record of its page; a page in quarantine has none."""
    record = next(document_rows, None)
    for ledger in ledger_rows:
        while record is not None and record.id < ledger.id:
            record = next(document_rows, None)
        yield ledger, record if record is not None and record.id == ledger.id else None


def _in_order(path: Path, of: type[Keyed]) -> Iterator[Keyed]:
    before: str | None = None
    for row in _read(path, of):
        if before is not None and row.id <= before:
            raise CuretteError(
                f"{path}: {row.id!r} stands after {before!r}; rows must be in order of id, each "
                "once: make the run again"
            )
        before = row.id
        yield row


def _read(path: Path, of: type[Row]) -> Iterator[Row]:
    kind = _KINDS[of]
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield cast("Row", from_json_line(kind, line))
                except CuretteError as error:
                    raise CuretteError(f"{path}:{number}: {error}") from error
    except OSError as error:
        raise CuretteError(
            f"{path}: cannot be read ({error.strerror}); give the folder of a complete run"
        ) from error

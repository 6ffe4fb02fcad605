"""What is done to one page, in a worker process: plain functions, without Prefect."""

from __future__ import annotations

from cleaners import clean
from curette.extract import extract
from curette.model import CuretteError, Document, Failure, RawPage
from curette.records import Record
from curette.store import document_bytes, document_from, record_bytes, record_from
from curette.structure import read
from flows.workers import Job, guarded


def clean_page(page: RawPage | Document) -> bytes:
    """Return the cleaned document of a raw page, as the store keeps it."""
    if not isinstance(page, RawPage):
        raise TypeError("clean_page takes a RawPage")
    return document_bytes(clean(extract(page)))


def read_page(document: RawPage | Document) -> bytes:
    """Return the record of a cleaned document, as the store keeps it."""
    if not isinstance(document, Document):
        raise TypeError("read_page takes a Document")
    return record_bytes(read(document))


def whole_page(page: RawPage, *, seconds: float) -> tuple[Document, Record]:
    """Bring one page through, here and now, in at most `seconds` a stage.

    Raises `CuretteError` where a run would have a row in `failures.jsonl`.
    """
    made = guarded("document", clean_page, Job(page.id, page.origin, page), seconds)
    document = document_from(_whole(made))
    made = guarded("record", read_page, Job(page.id, page.origin, document), seconds)
    return document, record_from(_whole(made))


def _whole(made: bytes | Failure) -> bytes:
    if isinstance(made, Failure):
        raise CuretteError(f"{made.page}: {made.stage}: {made.error}; {made.cure}")
    return made

"""What is done to one page, in a worker process: plain functions, without Prefect."""

from __future__ import annotations

from collections.abc import Callable

from cleaners import clean, clean_with_site
from curette.extract import extract
from curette.model import CuretteError, Document, Failure, RawPage
from curette.records import Record
from curette.sites.template import Template
from curette.store import document_bytes, document_from, record_bytes, record_from
from curette.structure import read
from flows.workers import Job, guarded


def clean_page(page: RawPage | Document) -> bytes:
    """Return the cleaned document of a raw page, as the store keeps it."""
    if not isinstance(page, RawPage):
        raise TypeError("clean_page takes a RawPage")
    return document_bytes(clean(extract(page)))


def site_page(document: RawPage | Document, *, template: Template) -> bytes:
    """Return a cleaned document without what its site's template strikes."""
    if not isinstance(document, Document):
        raise TypeError("site_page takes a Document")
    return document_bytes(clean_with_site(document, template))


def read_page(document: RawPage | Document) -> bytes:
    """Return the record of a cleaned document, as the store keeps it."""
    if not isinstance(document, Document):
        raise TypeError("read_page takes a Document")
    return record_bytes(read(document))


def whole_page(
    page: RawPage, template_of: Callable[[Document], Template], *, seconds: float
) -> tuple[Document, Record]:
    """Bring one page through, here and now, in at most `seconds` a stage.

    `template_of` gives what is known of the site of a cleaned document. Raises `CuretteError`
    where a run would have a row in `failures.jsonl`.
    """
    made = guarded("document", clean_page, Job(page.id, page.origin, page), seconds)
    document = document_from(_whole(made))
    document = clean_with_site(document, template_of(document))
    made = guarded("record", read_page, Job(page.id, page.origin, document), seconds)
    return document, record_from(_whole(made))


def _whole(made: bytes | Failure) -> bytes:
    if isinstance(made, Failure):
        raise CuretteError(f"{made.page}: {made.stage}: {made.error}; {made.cure}")
    return made

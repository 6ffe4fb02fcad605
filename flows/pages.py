"""What is done to one page, in a worker process: plain functions, without Prefect."""

from __future__ import annotations

from cleaners import clean
from curette.extract import extract
from curette.model import Document, RawPage
from curette.store import document_bytes, record_bytes
from curette.structure import read


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

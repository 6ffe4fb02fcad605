"""Which version of the code a stage's results come from: part of every cache key."""

from __future__ import annotations

from functools import cache

from curette.provenance import fingerprint

_READ = ("curette/model.py", "curette/text.py", "curette/rules.py")


@cache
def document_version() -> str:
    """Return the version of all that makes a cleaned document of a page."""
    return fingerprint(
        *_READ,
        "curette/extract",
        "curette/crawl/urls.py",  # gives a page its site
        "curette/garbled",
        "curette/sites",
        "cleaners",
        libraries=("trafilatura", "courlan", "selectolax", "langdetect", "ftfy", "beautifulsoup4"),
    )


@cache
def record_version() -> str:
    """Return the version of all that makes a record of a cleaned document."""
    return fingerprint(*_READ, "curette/records.py", "curette/structure")


@cache
def cluster_version() -> str:
    """Return the version of all that makes clusters."""
    return fingerprint(*_READ, "curette/dedup", libraries=("rapidfuzz",))

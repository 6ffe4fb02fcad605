"""What a server's answer means: its headers, its status, and what to ask it the next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import curette
from curette.crawl.robots import PRODUCT
from curette.crawl.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from curette.model import RawPage

ACCEPTED_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
BUSY = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class RefusedError(Exception):
    """Why an address was not fetched; `error` says it and `cure` says what to do."""

    def __init__(self, error: str, cure: str) -> None:
        """Remember the fault and the cure."""
        super().__init__(error)
        self.error = error
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by later whether a page has changed."""

    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it has changed."""
        found: dict[str, str] = {}
        if self.etag:
            found["If-None-Match"] = self.etag
        if self.last_modified:
            found["If-Modified-Since"] = self.last_modified
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """A page of an earlier run, and what to ask by whether it has changed."""

    page: RawPage
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; the body is empty unless the status is 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def validators(self) -> Validators:
        """What the server gives to ask by the next time."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


def user_agent(contact: str | None) -> str:
    """Say who asks, and where to complain if the source's file gives a contact.

    >>> user_agent("mailto:ada@heartleaf.example").partition(" ")[2]
    '(reads health pages, obeys robots.txt; mailto:ada@heartleaf.example)'
    """
    about = "reads health pages, obeys robots.txt" + (f"; {contact}" if contact else "")
    return f"{PRODUCT}/{curette.__version__} ({about})"


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name, each with its first value."""
    found: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1").strip()
        # Packing may be given in several headers, which together are one list.
        if key == "content-encoding" and key in found:
            found[key] += f", {text}"
        else:
            found.setdefault(key, text)
    return found


def check_type(content_type: str | None) -> None:
    """Refuse what by its own word is no page; what says nothing is read and judged later."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in ACCEPTED_TYPES:
        raise RefusedError(
            f"the server says it is {kind}, not a page",
            "give pages as HTML or plain text; convert other files first",
        )


def next_address(address: str, answer: Answer) -> str:
    """Return where a redirect leads."""
    location = answer.headers.get("location")
    if not location:
        raise RefusedError(
            f"a redirect (status {answer.status}) that leads nowhere", "check it in a browser"
        )
    # Servers send raw UTF-8 in this header too, which came in as Latin-1.
    return canonical(location.encode("latin-1").decode("utf-8", "replace"), base=address)


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Return how many seconds the server asks us to wait; None when it does not say."""
    value = answer.headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return float(value[:9])  # a longer number is years, and stays so
    try:
        at = parsedate_to_datetime(value)
        return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


# What a status means for the one who gave the address, and what to do about it.
_FAULTS = {
    304: ("says the page is unchanged, and there is no earlier copy", "run again"),
    401: ("asks for a login", "save the page and give the file"),
    402: ("asks for money", "leave the page out"),
    403: ("refuses to show the page", "open it in a browser; if it shows, save it, give the file"),
    404: ("has no such page", "correct the address or leave it out"),
    410: ("says that the page is gone for good", "leave the address out"),
    429: ("says that there were too many requests", "raise `pace` in the source's file, run later"),
    451: ("may not show the page for legal reasons", "leave the page out"),
}


def status_fault(status: int) -> RefusedError:
    """Return what to say of a status that brings no page."""
    what, cure = _FAULTS.get(status, ("gives no page", "open the address in a browser and see"))
    if status >= 500:
        what, cure = "is in trouble", "run again later"
    return RefusedError(f"the server {what} (status {status})", cure)

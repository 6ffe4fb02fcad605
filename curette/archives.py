"""Web archives become raw pages: a record that cannot be unpacked costs itself alone."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from curette.crawl.answers import RefusedError
from curette.crawl.body import GZIP, read_body, unchunked
from curette.crawl.urls import AddressError, page_id
from curette.model import Failure, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STAGE = "input"
_TEXT_TYPES = ("text/html", "application/xhtml", "text/plain")
_GZIP_NAMES = frozenset({"gzip", "x-gzip"})
# Packings that fastwarc opens and `read_body`, which speaks for what we ask servers for, does not.
_LEFT_TO_FASTWARC = frozenset({"br", "zstd"})


def read_archive(path: Path, max_bytes: int, taken: set[str]) -> Iterator[RawPage | Failure]:
    """Yield the pages of a web archive; of a broken one, those before the break.

    Addresses in `taken` are passed over, and those yielded are added to it.
    """
    count = 0
    try:
        with path.open("rb") as stream:
            # Bodies are unpacked here: fastwarc reads on past the end of a broken package, into
            # the records behind it.
            for record in ArchiveIterator(
                stream, record_types=WarcRecordType.response, auto_decode="none"
            ):
                count += 1
                page = _response(record, path, max_bytes)
                if isinstance(page, RawPage):
                    if page.id in taken:
                        continue  # an address fetched twice: the first copy stands
                    taken.add(page.id)
                if page is not None:
                    yield page
    except (OSError, EOFError, ValueError, zlib.error) as error:
        yield Failure(
            str(path),
            _STAGE,
            f"the archive breaks off after {count} responses: {error}",
            "the pages before that were read; fetch the archive again for the rest",
        )
        return
    if not count:
        yield Failure(
            str(path),
            _STAGE,
            "the archive holds no response",
            "check that it is a whole WARC file of web pages",
        )


def _response(record: Any, path: Path, max_bytes: int) -> RawPage | Failure | None:
    """Return the page of a WARC record; None for pictures, redirects and errors."""
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    head = record.http_headers
    if head is None:
        return Failure(
            url or str(path),
            _STAGE,
            f"the record in {path.name} is cut off or has no HTTP header",
            "fetch the page again",
        )
    kind = head.get("Content-Type", "") or ""
    if head.status_code != 200 or (kind and not kind.lower().startswith(_TEXT_TYPES)):
        return None
    try:
        name = page_id(url)
    except AddressError as error:
        return Failure(url or str(path), _STAGE, str(error), "fetch the page again")
    try:
        body = _body(record.reader.read(max_bytes + 1), head, max_bytes)
    except RefusedError as error:
        return Failure(url, _STAGE, f"the record in {path.name}: {error}", error.cure)
    except (OSError, EOFError, ValueError) as error:
        fault = f"the record in {path.name} cannot be unpacked: {error}"
        return Failure(url, _STAGE, fault, "fetch the page again")
    date = record.record_date
    fetched = date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else None
    return RawPage(name, body, url, url, kind or None, fetched, path.name)


def _body(sent: bytes, head: Any, max_bytes: int) -> bytes:
    """Return the page as a reader sees it. Many archives keep headers of packing that they undid.

    Raises `RefusedError` for a package that is broken or cut off, and for too much.
    """
    if len(sent) > max_bytes:
        return read_body([sent], None, limit=max_bytes)  # which refuses it
    said = head.get("Content-Length") or ""
    chunked = "chunked" in (head.get("Transfer-Encoding") or "").lower()
    if chunked:
        sent = unchunked(sent)
    packing = (head.get("Content-Encoding") or "").lower().replace(" ", "")
    if said.isdigit() and not packing and not chunked and len(sent) < int(said):
        raise RefusedError(f"it is cut off: {len(sent):,} of {said} bytes", "fetch the page again")
    for layer in reversed(packing.split(",")):
        sent = _unpacked(sent, layer, max_bytes)
    return sent


def _unpacked(sent: bytes, packing: str, max_bytes: int) -> bytes:
    if packing in _LEFT_TO_FASTWARC:
        return _by_fastwarc(sent, packing, max_bytes)
    if packing in _GZIP_NAMES and sent.startswith(GZIP):
        return read_body([sent], packing, limit=max_bytes)
    if packing == "deflate" and not sent.lstrip().startswith(b"<"):
        return read_body([sent], packing, limit=max_bytes)
    return sent


def _by_fastwarc(packed: bytes, packing: str, max_bytes: int) -> bytes:
    """Unpack a body in an archive of its own, so that what is wrong with it stays there."""
    http = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n%s" % (packing.encode(), packed)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    archive = io.BytesIO(head.encode() + http + b"\r\n\r\n")
    record = next(iter(ArchiveIterator(archive, auto_decode="content")))
    return read_body([record.reader.read(max_bytes + 1)], None, limit=max_bytes)

"""A page's body from the bytes that a server sends: unpacked, whole, and never beyond a limit."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from curette.crawl.answers import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

GZIP = b"\x1f\x8b\x08"
_ANY_HEADER = 47  # zlib's own number for "gzip or zlib, whichever the header says"
_NO_HEADER = -15
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


def read_body(
    chunks: Iterable[bytes], encoding: str | None, *, limit: int, cut: bool = False
) -> bytes:
    """Unpack a body of at most `limit` bytes; with `cut`, stop there, else refuse it.

    `encoding` is the Content-Encoding header. Both what is sent and what it unpacks to are held
    to the limit as they arrive, so a small file that unpacks to a huge one never exists here.

    Raises `RefusedError` for packing nobody asked for, a broken or a cut-off package, and too much.
    """
    layers = [name.strip().lower() for name in (encoding or "").split(",")]
    layers = [name for name in layers if name not in ("", "identity")]
    if not layers:
        return _plain(chunks, limit, cut)
    if len(layers) > 1 or layers[0] not in ("gzip", "x-gzip", "deflate"):
        raise RefusedError(
            f"the body is packed as {encoding!r}, which was not asked for",
            "nothing to mend here: the server must send it plain or as gzip",
        )
    try:
        body = _unpacked(chunks, limit, cut)
    except zlib.error as fault:
        raise RefusedError(
            f"the body is not the {layers[0]} that its header says ({fault})",
            "try again later; if it stays so, save the page and give the file",
        ) from fault
    if body.startswith(GZIP):
        raise RefusedError(
            "the body was packed twice", "nothing to mend here: the server must pack it once"
        )
    return body


def unchunked(sent: bytes) -> bytes:
    """Undo the chunks of a body that was kept as it came; one that has none is returned as it is.

    >>> unchunked(b"5\\r\\nRest,\\r\\n6;x=1\\r\\n drink\\r\\n0\\r\\n\\r\\n")
    b'Rest, drink'
    >>> unchunked(b"Rest, drink")
    b'Rest, drink'

    Raises `RefusedError` for chunks that are broken or cut off.
    """
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK.match(sent, at):
        at = size.end()
        if not int(size[1], 16):
            return b"".join(parts)
        part = sent[at : at + int(size[1], 16)]
        parts.append(part)
        at += len(part) + len(b"\r\n")
    if not parts:
        return sent
    raise RefusedError(
        "the body was cut off between two of its chunks",
        "fetch it again; a page with its end missing may lack the warning that counts",
    )


def _plain(chunks: Iterable[bytes], limit: int, cut: bool) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            if cut:
                break
            raise _too_large(limit)
    return bytes(body[:limit])


def _unpacked(chunks: Iterable[bytes], limit: int, cut: bool) -> bytes:
    body = bytearray()
    sent = 0
    unpacker = None
    for chunk in chunks:
        sent += len(chunk)
        if sent > limit:
            raise _too_large(limit)
        while chunk:
            if unpacker is None:
                bare = body == b"" and chunk[0] & 0x0F != 8 and chunk[:1] != GZIP[:1]
                unpacker = zlib.decompressobj(_NO_HEADER if bare else _ANY_HEADER)
            body += unpacker.decompress(chunk, limit + 1 - len(body))
            if len(body) > limit:
                if cut:
                    return bytes(body[:limit])
                raise _too_large(limit)
            if not unpacker.eof:
                break
            # A gzip file may be several in a row; what follows and is not gzip is padding.
            chunk = unpacker.unused_data
            if not chunk.startswith(GZIP[:1]):
                return bytes(body)
            unpacker = None
    if unpacker is not None and not unpacker.eof:
        raise RefusedError(
            "the packed body was cut off before its end",
            "try again later; a page with its end missing may lack the warning that counts",
        )
    return bytes(body)


def _too_large(limit: int) -> RefusedError:
    return RefusedError(
        f"the page is larger than {limit / 1_000_000:g} MB",
        "leave it out with a `deny` pattern, or save the part you need and give the file",
    )

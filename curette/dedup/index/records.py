"""What stands in the rows of the tables, as bytes and as values."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.entries import Entry
from curette.dedup.index.naming import Born, Event
from curette.model import Cluster, Edge, Member

if TYPE_CHECKING:
    from collections.abc import Iterable

_KNOWN = struct.Struct("<8sI")


class Page(NamedTuple):
    """A page and the number of its text."""

    entry: Entry
    text: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A cluster, when it got its name, and the number of each member's text.

    Of a name that is given up `cluster` is None, and `into` says which cluster has its pages.
    """

    born: Born
    cluster: Cluster | None
    texts: tuple[int, ...] = ()
    into: str | None = None


def page_key(page_id: str) -> int:
    """Return the number that a page is stored under."""
    digest = blake2b(page_id.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def cluster_key(name: str) -> int:
    """Return the number that a cluster is stored under."""
    return int(name.removeprefix("c-"), 16)


def digest_key(digest: bytes) -> int:
    """Return the number that a digest is stored under: half of it."""
    return int.from_bytes(digest[:8], "little")


def digest_bytes(digest: bytes, text: int) -> bytes:
    """Return the other half, and the number of the text that has it."""
    return _KNOWN.pack(digest[8:], text)


def digest_from(value: bytes, digest: bytes) -> int | None:
    """Return the number of the text with this digest."""
    rest, text = _KNOWN.unpack(value)
    return text if rest == digest[8:] else None


def text_bytes(text: str) -> bytes:
    """Return a text as it is stored."""
    return zlib.compress(text.encode(errors="surrogatepass"), 6)


def text_from(value: bytes) -> str:
    """Return the text that `text_bytes` stored."""
    return zlib.decompress(value).decode(errors="surrogatepass")


def home_bytes(name: str) -> bytes:
    """Return the name of a text's cluster as it is stored."""
    return cluster_key(name).to_bytes(6, "little")


def home_from(value: bytes) -> int:
    """Return the number that a text's cluster is stored under."""
    return int.from_bytes(value, "little")


def page_bytes(page: Page) -> bytes:
    """Return a page as it is stored."""
    return _dumped([_fields(page.entry), page.text])


def page_from(value: bytes) -> Page:
    """Return the page that `page_bytes` stored."""
    entry, text = json.loads(value)
    return Page(Entry(**entry), text)


def cluster_bytes(stored: Stored) -> bytes:
    """Return a cluster as it is stored."""
    found = stored.cluster
    body = {
        "born": stored.born,
        "cluster": found
        and {
            "id": found.id,
            "keeper": found.keeper,
            "reasons": found.reasons,
            "members": [_fields(member) for member in found.members],
            "edges": [_fields(edge) for edge in found.edges],
        },
        "texts": stored.texts,
        "into": stored.into,
    }
    return zlib.compress(_dumped(body), 6)


def cluster_from(value: bytes) -> Stored:
    """Return the cluster that `cluster_bytes` stored."""
    found = json.loads(zlib.decompress(value))
    cluster = found["cluster"]
    if cluster is not None:
        cluster = Cluster(
            cluster["id"],
            cluster["keeper"],
            tuple(cluster["reasons"]),
            tuple(Member(**member) for member in cluster["members"]),
            tuple(Edge(**edge) for edge in cluster["edges"]),
        )
    return Stored(Born(*found["born"]), cluster, tuple(found["texts"]), found["into"])


def events_bytes(events: Iterable[Event]) -> bytes:
    """Return the events of an update as they are stored."""
    return _dumped([_fields(event) for event in events])


def events_from(value: bytes) -> list[Event]:
    """Return the events that `events_bytes` stored."""
    return [Event(**event) for event in json.loads(value)]


def _fields(row: Entry | Event | Member | Edge) -> dict[str, object]:
    """Return a flat dataclass by field: `asdict` would copy it deeply, a sixth of a day's time."""
    return {name: getattr(row, name) for name in row.__slots__}


def _dumped(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()

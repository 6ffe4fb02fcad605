"""One run's worth of news, written as the files of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from curette.dedup.common import Common, marked
from curette.dedup.index import bands, tables
from curette.dedup.index.bands import Bands
from curette.dedup.index.files import DamagedError, remove
from curette.dedup.index.records import (
    Page,
    Stored,
    cluster_bytes,
    cluster_key,
    digest_bytes,
    digest_key,
    events_bytes,
    home_bytes,
    page_bytes,
    page_key,
)
from curette.dedup.index.rows import Rows, joined, near_rows, paragraph_rows, term_rows
from curette.dedup.words import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from curette.dedup.index.naming import Event
    from curette.dedup.words import Numbers

COMMON = "common.npz"
# Texts whose band hashes are in memory at once: some 110 hashes a text and its paragraphs.
TEXTS_A_PART = 10_000
TEXTS_AT_ONCE = 100


@dataclass(slots=True)
class News:
    """What a run adds or puts in the place of what was stored before."""

    pages: list[Page] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    digests: dict[int, bytes | None] = field(default_factory=dict)
    """Of each new text by its number, in order."""
    clusters: list[Stored] = field(default_factory=list)
    homeless: list[int] = field(default_factory=list)
    """Texts that no page has any longer."""
    events: dict[int, Sequence[Event]] = field(default_factory=dict)


def write(
    folder: Path,
    news: News,
    shared: Common,
    words_of: Callable[[int], Numbers],
    packed_of: Callable[[int], bytes],
) -> None:
    """Write a run. Words and packed texts are asked for by number, a text at a time."""
    pages = {page_key(page.entry.id): page_bytes(page) for page in news.pages}
    pages |= {page_key(page): b"" for page in news.withdrawn}
    tables.write(folder, "pages", sorted(pages.items()))
    tables.write(folder, "texts", ((text, packed_of(text)) for text in news.digests))
    known = {digest_key(d): digest_bytes(d, text) for text, d in news.digests.items() if d}
    tables.write(folder, "digests", sorted(known.items()))
    tables.write(folder, "homes", sorted(_homes(news).items()))
    numbered = sorted((cluster_key(stored.born.id), stored) for stored in news.clusters)
    tables.write(folder, "clusters", ((key, cluster_bytes(stored)) for key, stored in numbered))
    events = ((update, events_bytes(found)) for update, found in sorted(news.events.items()))
    tables.write(folder, "events", events)
    _write_bands(folder, list(news.digests), shared, words_of)


def write_common(folder: Path, shared: Common) -> None:
    """Write what an epoch has learned."""
    with (folder / COMMON).open("wb") as handle:
        np.savez(handle, **shared._asdict())


def read_common(path: Path) -> Common:
    """Return what `write_common` wrote."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return Common(*(found[name] for name in Common._fields))
    except (ValueError, KeyError, EOFError) as error:
        raise DamagedError(f"{path}: is not as it was written ({error})") from error


def _homes(news: News) -> dict[int, bytes]:
    found = dict.fromkeys(news.homeless, b"")
    for stored in news.clusters:
        found |= dict.fromkeys(stored.texts, home_bytes(stored.born.id))
    return found


def _write_bands(
    folder: Path, texts: Sequence[int], shared: Common, words_of: Callable[[int], Numbers]
) -> None:
    """Write the band hashes of texts numbered in a row: sorted in parts, then merged."""
    parts = []
    for at in range(0, max(1, len(texts)), TEXTS_A_PART):
        some = texts[at : at + TEXTS_A_PART]
        parts.append(folder / f"part-{at:09}")
        parts[-1].mkdir()
        rows = _rows(some, shared, words_of)
        bands.write(parts[-1], rows.keys, np.array(some, dtype=np.uint32)[rows.texts])
    bands.merge([Bands(part) for part in parts], folder)
    for part in parts:
        remove(part)


def _rows(texts: Sequence[int], shared: Common, words_of: Callable[[int], Numbers]) -> Rows:
    """Return the hashes of texts; their words are in memory some at a time."""
    found = [Rows(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64))]
    for at in range(0, len(texts), TEXTS_AT_ONCE):
        store = Store()
        for text in texts[at : at + TEXTS_AT_ONCE]:
            store.add(words_of(text))
        pages = marked(store, shared)
        rows = joined(near_rows(pages), term_rows(pages), paragraph_rows(store))
        found.append(rows._replace(texts=rows.texts + at))
    return joined(*found)

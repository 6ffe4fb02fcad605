"""Texts become words: each text is asked for once, and each distinct one is held once."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.rows import Numbers, Rows
from curette.dedup.tokens import CHARACTERS_AT_ONCE, LONGEST_TEXT, numbered
from curette.dedup.words import Store
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from curette.dedup.entries import Entry


class Read(NamedTuple):
    """Pages in the order of their ids, and the words of their distinct texts as first met."""

    pages: Sequence[Entry]
    store: Store
    copies: Sequence[Sequence[int]]
    """Of each text the places of the pages that have it."""
    digests: Sequence[bytes | None]
    """Of each text what tells it from others; None for one without words, which is like none."""

    @property
    def text_of(self) -> dict[str, int]:
        """The text of each page, by its place in the store."""
        return {self.pages[at].id: text for text, pages in enumerate(self.copies) for at in pages}

    def first(self, text: int) -> str:
        """Return the least page that has a text."""
        return self.pages[self.copies[text][0]].id


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return pages by id. Raises `CuretteError` when two share one."""
    pages = sorted(entries, key=lambda entry: entry.id)
    for one, other in pairwise(pages):
        if one.id == other.id:
            raise CuretteError(f"{one.id}: two pages have this id; give each page once")
    return pages


def read(pages: Sequence[Entry], text_of: Callable[[str], str]) -> Read:
    """Read the text of each page, given in order, once."""
    reading = _Reading()
    for page in pages:
        reading.add(text_of(page.id))
    reading.number()
    return Read(pages, reading.store, reading.copies, reading.digests)


def together(one: Read, other: Read) -> Read:
    """Return what reading the pages of both would give; they have no page in common."""
    if not one.pages or not other.pages:
        return one if one.pages else other
    both = _Distinct()
    store = Store()
    pages = sorted([*_texts(one), *_texts(other)], key=lambda page: page[0].id)
    for at, (_, digest, row) in enumerate(pages):
        if both.met(digest, at):
            store.add(row)
    return Read([page for page, _, _ in pages], store, both.copies, both.digests)


def _texts(found: Read) -> Iterator[tuple[Entry, bytes | None, Numbers]]:
    for text, pages in enumerate(found.copies):
        row = found.store.row(text)
        for at in pages:
            yield found.pages[at], found.digests[text], row


class _Distinct:
    """Distinct texts, by their digests, and who has each."""

    def __init__(self) -> None:
        self.copies: list[list[int]] = []
        self.digests: list[bytes | None] = []
        self._known: dict[bytes, int] = {}

    def met(self, digest: bytes | None, page: int) -> bool:
        """Enter the text of a page; tell whether it is new."""
        place = len(self.copies)
        if digest is not None:
            place = self._known.setdefault(digest, place)
        new = place == len(self.copies)
        if new:
            self.copies.append([])
            self.digests.append(digest)
        self.copies[place].append(page)
        return new


class _Reading(_Distinct):
    """Texts that are given one by one and numbered many at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self._texts: list[str] = []
        self._rests: list[str] = []
        self._size = self._read = 0

    def add(self, text: str) -> None:
        self._texts.append(text[:LONGEST_TEXT])
        self._rests.append(text[LONGEST_TEXT:])
        self._size += len(text)
        if self._size >= CHARACTERS_AT_ONCE:
            self.number()

    def number(self) -> None:
        """Put the texts that are new into the store."""
        rows = numbered(self._texts)
        words = rows.without_stops()
        starts = words.starts.tolist()
        flat = words.flat.data
        new = np.zeros(len(self._texts), dtype=np.bool_)
        for at, (start, end, rest) in enumerate(zip(starts, starts[1:], self._rests, strict=False)):
            digest = None
            if start < end:
                hashed = blake2b(flat[start:end], digest_size=16)
                hashed.update(rest.encode(errors="surrogatepass"))
                digest = hashed.digest()
            new[at] = self.met(digest, self._read + at)
        kept = np.concatenate(([0], np.cumsum(rows.sizes[new])))
        self.store.extend(Rows(rows.flat[np.repeat(new, rows.sizes)], kept))
        self._read += len(self._texts)
        self._texts, self._rests, self._size = [], [], 0

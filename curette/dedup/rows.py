"""The words of many pages end to end, in memory or, where they are many, in a temporary file."""

from __future__ import annotations

import os
import tempfile
import weakref
from typing import IO, TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Numbers = NDArray[np.uint32]
Pages = NDArray[np.int64]

# The numbers that stand for the end of a sentence and of a paragraph. Extraction puts a line break
# between blocks alone, so every line is a paragraph.
STOP, BREAK = 0, 1
# What is held of all pages beyond this many bytes lies in a temporary file, and is read from there
# page by page.
BYTES_IN_MEMORY = 1 << 28

T = TypeVar("T", bound=np.generic)


class Rows(NamedTuple):
    """The words of many pages end to end; page `i` has `flat[starts[i]:starts[i + 1]]`."""

    flat: Numbers
    starts: Pages

    @property
    def sizes(self) -> Pages:
        """How many words each page has."""
        return np.diff(self.starts)

    def only(self, wanted: NDArray[np.bool_]) -> Rows:
        """Return the pages without the words that are not wanted."""
        kept = np.concatenate(([0], np.cumsum(wanted)))
        return Rows(self.flat[wanted], kept[self.starts])

    def without_stops(self) -> Rows:
        """Return the words alone."""
        return self.only(self.flat > BREAK)


def rows_of(pages: Rows | Sequence[Numbers]) -> Rows:
    """Put the words of many pages end to end, where they are not so already."""
    if isinstance(pages, Rows):
        return pages
    starts = np.zeros(len(pages) + 1, dtype=np.int64)
    np.cumsum([len(page) for page in pages], out=starts[1:])
    return Rows(np.concatenate([*pages, np.empty(0, dtype=np.uint32)]), starts)


def joined(parts: Sequence[Rows]) -> Rows:
    """Put the pages of all parts end to end."""
    if len(parts) == 1:
        return parts[0]
    sizes = np.concatenate([part.sizes for part in parts])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Rows(np.concatenate([part.flat for part in parts]), starts)


class Column(Generic[T]):
    """Numbers end to end, the first of them in a temporary file where they are many."""

    def __init__(self, kind: type[T]) -> None:
        """Begin empty."""
        self._kind = np.dtype(kind)
        self._tail = bytearray()
        self._written = 0
        self._file: IO[bytes] | None = None

    def add(self, values: NDArray[T]) -> None:
        """Put values at the end."""
        self._tail += values.astype(self._kind, copy=False).tobytes()
        if len(self._tail) > BYTES_IN_MEMORY:
            self._write()

    def part(self, start: int, end: int) -> NDArray[T]:
        """Return the values from `start` to `end`, not to be written to."""
        size = self._kind.itemsize
        first, last = start * size, end * size
        if first >= self._written:
            part = bytes(self._tail[first - self._written : last - self._written])
        else:
            part = self._read(first, min(last, self._written))
            part += self._tail[: max(0, last - self._written)]
        return np.frombuffer(part, dtype=self._kind)

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  goes with the column
            weakref.finalize(self, self._file.close)
        self._file.write(self._tail)
        self._file.flush()
        self._written += len(self._tail)
        self._tail.clear()

    def _read(self, first: int, last: int) -> bytes:
        assert self._file is not None
        found = bytearray()
        while first + len(found) < last:
            found += os.pread(self._file.fileno(), last - first - len(found), first + len(found))
        return bytes(found)

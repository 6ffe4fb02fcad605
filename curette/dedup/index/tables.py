"""Sorted tables of numbered records, never changed: of several runs the newest has the last word.

Each record carries its own number, length and check, so that what is whole can be read out of a
file that is not.
"""

from __future__ import annotations

import heapq
import struct
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from curette.dedup.index.files import DamagedError, mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_HEAD = struct.Struct("<QII")  # key, length, check
Row = tuple[int, bytes]


def files(name: str) -> tuple[str, str, str]:
    """Return the names of the files of a table."""
    return f"{name}.keys", f"{name}.starts", f"{name}.rows"


def write(folder: Path, name: str, rows: Iterable[Row]) -> int:
    """Write rows, given by ascending key, each key once; return how many."""
    keys, starts, body = (folder / file for file in files(name))
    count = at = 0
    with keys.open("wb") as to_keys, starts.open("wb") as to_starts, body.open("wb") as to_body:
        for key, value in rows:
            number = key.to_bytes(8, "little")
            to_keys.write(number)
            to_starts.write(at.to_bytes(8, "little"))
            to_body.write(_HEAD.pack(key, len(value), crc32(number + value)))
            to_body.write(value)
            at += _HEAD.size + len(value)
            count += 1
    return count


class Table:
    """One run's rows of a table."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open the files that `write` wrote in `folder`."""
        keys, starts, self._path = (folder / file for file in files(name))
        _, self._keys = mapped(keys, np.uint64)
        _, self._starts = mapped(starts, np.uint64)
        if len(self._keys) != len(self._starts):
            raise DamagedError(f"{keys}: does not fit the files beside it")

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._keys)

    def find(self, keys: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of those of `keys` that the table has, in the order of the keys."""
        wanted = np.array(sorted(keys), dtype=np.uint64)
        at = np.searchsorted(self._keys, wanted)
        there = at < len(self._keys)
        there[there] = self._keys[at[there]] == wanted[there]
        with self._path.open("rb") as handle:
            for start in self._starts[at[there]].tolist():
                handle.seek(start)
                head = handle.read(_HEAD.size)
                length = _HEAD.unpack(head)[1] if len(head) == _HEAD.size else 0
                yield _checked(self._path, head, handle.read(length))

    def all(self) -> Iterator[Row]:
        """Yield every row. Raises `DamagedError` at the first that is not as it was written."""
        with self._path.open("rb") as handle:
            for _ in range(len(self)):
                head = handle.read(_HEAD.size)
                length = _HEAD.unpack(head)[1] if len(head) == _HEAD.size else 0
                yield _checked(self._path, head, handle.read(length))


def newest(tables: Sequence[Table], keys: Iterable[int]) -> dict[int, bytes]:
    """Return the values of `keys` by the newest table that has each; tables come oldest first."""
    left = set(keys)
    found: dict[int, bytes] = {}
    for table in reversed(tables):
        if not left:
            break
        rows = dict(table.find(list(left)))
        found.update(rows)
        left -= rows.keys()
    return {key: value for key, value in found.items() if value}


def merged(tables: Sequence[Iterable[Row]]) -> Iterator[Row]:
    """Yield the newest row of each key of several tables, given from the oldest on, by key."""
    numbered = [_aged(rows, -age) for age, rows in enumerate(tables)]
    before = -1
    for key, _, value in heapq.merge(*numbered):
        if key != before:
            yield key, value
        before = key


def salvaged(folder: Path, name: str) -> Iterator[Row]:
    """Yield every row that is whole, of a table whose files need not be.

    Rows are found one from the other: after a length that makes no sense the rest is not found.
    """
    path = folder / files(name)[2]
    if not path.is_file():
        return
    end = path.stat().st_size
    with path.open("rb") as handle:
        while handle.tell() + _HEAD.size <= end:
            head = handle.read(_HEAD.size)
            length = _HEAD.unpack(head)[1]
            if handle.tell() + length > end:
                return
            value = handle.read(length)
            if _whole(head, value):
                yield _HEAD.unpack(head)[0], value


def _aged(rows: Iterable[Row], age: int) -> Iterator[tuple[int, int, bytes]]:
    return ((key, age, value) for key, value in rows)


def _checked(path: Path, head: bytes, value: bytes) -> Row:
    if len(head) < _HEAD.size or not _whole(head, value):
        raise DamagedError(f"{path}: a row is not as it was written")
    return _HEAD.unpack(head)[0], value


def _whole(head: bytes, value: bytes) -> bool:
    key, length, check = _HEAD.unpack(head)
    return bool(length == len(value) and crc32(key.to_bytes(8, "little") + value) == check)

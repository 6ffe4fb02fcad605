"""Band hashes and the texts that have them: sorted, partitioned by prefix, never changed.

A hash has 48 bits. The first 16 name the partition and are not written; `starts` says where each
partition begins. Two texts in a thousand million agree by chance, and are then compared in vain.
"""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.index.files import DamagedError, mapped
from curette.dedup.signatures import LARGEST_FULL_BUCKET, Hashes, Pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

PREFIX_BITS, KEY_BITS = 16, 32
PARTITIONS = 1 << PREFIX_BITS
MOST_TEXTS = 1 << (64 - PREFIX_BITS - KEY_BITS)
FILES = ("bands.keys", "bands.texts", "bands.starts")
# Questions that are answered before what was read of the file is let go again: with ten million
# texts stored, 16,384 of half a million touch 130 MB.
_QUESTIONS = 16_384
# A part of the file is read in one piece where there is a question to each so many bytes of it.
_BYTES_A_QUESTION = 16_384
# Rows that are merged at a time, in some 100 MB.
ROWS_A_MERGE = 2_000_000


class Hits(NamedTuple):
    """Which question met which text. Of a bucket with many texts the first and last stand alone,
    so `counts` says for each hit how many its question has in this run."""

    questions: Pages
    texts: Pages
    counts: Pages


def shortened(hashes: Hashes) -> Hashes:
    """Return the 48 bits of each hash that are kept."""
    return hashes >> np.uint64(64 - PREFIX_BITS - KEY_BITS)


def write(folder: Path, keys: Hashes, texts: NDArray[np.uint32]) -> None:
    """Write shortened hashes and the text of each, in whatever order they come.

    The texts' numbers lie within `MOST_TEXTS`, so that a row is one number of 64 bits to sort.
    """
    least = texts.min() if len(texts) else np.uint32(0)
    spread = np.uint64(64 - PREFIX_BITS - KEY_BITS)
    rows = np.sort((keys << spread) | (texts - least))
    with Writer(folder) as writer:
        numbers = (rows & np.uint64(MOST_TEXTS - 1)).astype(np.uint32)
        writer.add(rows >> spread, numbers + np.uint32(least))


class Writer:
    """Writes the three files from rows in ascending order, some at a time."""

    def __init__(self, folder: Path) -> None:
        """Begin the files in `folder`."""
        self._keys = (folder / FILES[0]).open("wb")
        self._texts = (folder / FILES[1]).open("wb")
        self._starts = folder / FILES[2]
        self._sizes = np.zeros(PARTITIONS + 1, dtype=np.int64)

    def __enter__(self) -> Writer:
        """Return the writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files and write where each partition starts."""
        self._keys.close()
        self._texts.close()
        self._starts.write_bytes(np.cumsum(self._sizes).astype(np.uint64).tobytes())

    def add(self, keys: Hashes, texts: NDArray[np.uint32]) -> None:
        """Write rows that come after all rows written before."""
        prefixes = (keys >> np.uint64(KEY_BITS)).astype(np.int64)
        self._sizes[1:] += np.bincount(prefixes, minlength=PARTITIONS)
        self._keys.write(keys.astype(np.uint32).tobytes())
        self._texts.write(texts.astype(np.uint32).tobytes())


class Bands:
    """One run's band hashes, read through a map of the file."""

    def __init__(self, folder: Path) -> None:
        """Open the files that a `Writer` wrote in `folder`."""
        self._map, self._keys = mapped(folder / FILES[0], np.uint32)
        self._texts_map, self._texts = mapped(folder / FILES[1], np.uint32)
        self._starts = np.fromfile(folder / FILES[2], dtype=np.uint64).astype(np.int64)
        if len(self._starts) != PARTITIONS + 1 or self._starts[-1] != len(self._keys):
            raise DamagedError(f"{folder / FILES[2]}: does not fit the files beside it")

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._keys)

    def find(self, keys: Hashes) -> Hits:
        """Return the texts that have any of `keys`, which are shortened and in ascending order."""
        found = [_NO_HITS]
        for at in range(0, len(keys), _QUESTIONS):
            part = keys[at : at + _QUESTIONS]
            hits = self._find(part)
            found.append(hits._replace(questions=hits.questions + at))
            self._let_go()
        return Hits(*(np.concatenate(columns) for columns in zip(*found, strict=True)))

    def _find(self, keys: Hashes) -> Hits:
        prefixes = (keys >> np.uint64(KEY_BITS)).astype(np.int64)
        low = keys.astype(np.uint32)
        start, end = self._starts[prefixes], self._starts[prefixes + 1]
        self._read_ahead(start, end)
        first = self._bisect(low, start, end, np.less)
        there = np.flatnonzero(first < end)
        there = there[self._keys[first[there]] == low[there]]
        first = first[there]
        last = self._bisect(low[there], first, end[there], np.less_equal)
        counts = last - first
        taken = np.where(counts > LARGEST_FULL_BUCKET, 2, counts)
        step = np.where(counts > LARGEST_FULL_BUCKET, counts - 1, 1)
        ahead = np.arange(taken.sum()) - np.repeat(np.cumsum(taken) - taken, taken)
        places = np.repeat(first, taken) + ahead * np.repeat(step, taken)
        return Hits(
            np.repeat(there, taken), self._texts[places].astype(np.int64), np.repeat(counts, taken)
        )

    def _bisect(self, low: NDArray[np.uint32], start: Pages, end: Pages, before: np.ufunc) -> Pages:
        """Return for each question the first place of its partition not `before` it."""
        start, end = start.copy(), end.copy()
        while True:
            open_ = np.flatnonzero(start < end)
            if not len(open_):
                return start
            middle = (start[open_] + end[open_]) // 2
            ahead = before(self._keys[middle], low[open_])
            start[open_[ahead]] = middle[ahead] + 1
            end[open_[~ahead]] = middle[~ahead]

    def rows(self, first: int, last: int) -> tuple[Hashes, NDArray[np.uint32]]:
        """Return the rows of the partitions from `first` up to `last`."""
        start, end = int(self._starts[first]), int(self._starts[last])
        prefixes = np.repeat(
            np.arange(first, last, dtype=np.uint64), np.diff(self._starts[first : last + 1])
        )
        keys = (prefixes << np.uint64(KEY_BITS)) | self._keys[start:end]
        texts = self._texts[start:end].copy()
        self._let_go()
        return keys, texts

    def sizes(self) -> Pages:
        """Return how many rows each partition has."""
        return np.diff(self._starts)

    def _let_go(self) -> None:
        """Give back the memory through which the file was read; it stays in the disk's cache."""
        for seen in (self._map, self._texts_map):
            if seen is not None:
                seen.madvise(mmap.MADV_DONTNEED)

    def _read_ahead(self, start: Pages, end: Pages) -> None:
        """Ask the disk for the partitions in one piece, where the questions are dense in them."""
        first = 4 * int(start.min()) // mmap.PAGESIZE * mmap.PAGESIZE
        length = 4 * int(end.max()) - first
        if self._map is not None and 0 < length <= len(start) * _BYTES_A_QUESTION:
            self._map.madvise(mmap.MADV_WILLNEED, first, length)


_NO_HITS = Hits(*(np.empty(0, dtype=np.int64) for _ in range(3)))


def together(found: Sequence[Hits]) -> Hits:
    """Join the hits of several runs, as if all rows stood in one.

    Texts come by question and number; of more than `LARGEST_FULL_BUCKET` the first and the last.
    """
    questions, texts, counts = (
        np.concatenate(columns) for columns in zip(_NO_HITS, *found, strict=True)
    )
    run = np.repeat(np.arange(len(found)), [len(hits.questions) for hits in found])
    order = np.lexsort((texts, questions))
    questions, texts, counts, run = (part[order] for part in (questions, texts, counts, run))
    _, once = np.unique(questions * (len(found) + 1) + run, return_index=True)
    total = np.bincount(questions[once], weights=counts[once]).astype(np.int64)
    many = total[questions] > LARGEST_FULL_BUCKET
    edge = np.ones(len(questions), dtype=np.bool_)
    if len(questions):
        starts = np.diff(questions, prepend=questions[0] - 1) > 0
        edge = starts | np.append(starts[1:], True)
    kept = ~many | edge
    return Hits(questions[kept], texts[kept], total[questions[kept]])


def merge(runs: Sequence[Bands], folder: Path) -> None:
    """Write the rows of several runs, given from the oldest on, as one."""
    sizes = np.sum([run.sizes() for run in runs], axis=0)
    ends = np.cumsum(sizes)
    with Writer(folder) as writer:
        first = 0
        while first < PARTITIONS:
            done = int(ends[first - 1]) if first else 0
            last = int(np.searchsorted(ends, done + ROWS_A_MERGE, side="right"))
            last = min(max(last, first + 1), PARTITIONS)
            parts = [run.rows(first, last) for run in runs]
            keys = np.concatenate([part[0] for part in parts])
            order = np.argsort(keys, kind="stable")
            writer.add(keys[order], np.concatenate([part[1] for part in parts])[order])
            first = last

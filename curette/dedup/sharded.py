"""The candidates and verdicts of a run, found by an engine's workers over shards of the pages.

Shards lie in a folder that all workers see, on any file system that fsspec knows. Three rounds:
each shard is signed, and its band hashes are laid down by their first bits; pages of one prefix
are joined; the pairs of two shards are judged. A file is there whole or not at all, and a part
that is done twice writes the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import fsspec
import numpy as np

from curette.dedup.candidates import FEW_PAGES, KINDS, banded, candidates, term_candidates
from curette.dedup.common import Common, marked
from curette.dedup.rows import Rows
from curette.dedup.signatures import agreeing_in, unpacked
from curette.dedup.verify import Alike, Judge
from curette.dedup.words import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from curette.dedup.engines import Engine
    from curette.dedup.signatures import Pairs

# So many pages are a shard, and so many parts are the band hashes laid in.
PAGES_A_SHARD, PREFIX_BITS = 50_000, 3


class Proposed(NamedTuple):
    """What the workers found: pairs that are alike, in order, and pairs that share rare terms."""

    alike: list[Alike]
    terms: Pairs


class _Shard(NamedTuple):
    folder: str
    number: int
    first: int


class _Prefix(NamedTuple):
    folder: str
    shards: int
    pages: int
    kind: int
    number: int


class _Block(NamedTuple):
    """The pairs of pages of two shards."""

    one: _Shard
    other: _Shard
    pairs: Pairs


def proposed(store: Store, shared: Common, engine: Engine, folder: str) -> Proposed:
    """Return what is proposed and judged, the same as without an engine."""
    if len(store) <= FEW_PAGES:
        judge = Judge(store, shared)
        return Proposed(
            list(judge.alike(candidates(store, shared))), term_candidates(store, shared)
        )
    folder = f"{folder.rstrip('/')}/run-{uuid4().hex}"
    try:
        return _proposed(store, shared, engine, folder)
    finally:
        system, path = fsspec.core.url_to_fs(folder)
        if system.exists(path):
            system.rm(path, recursive=True)


def _proposed(store: Store, shared: Common, engine: Engine, folder: str) -> Proposed:
    _write(f"{folder}/common.npz", **shared._asdict())
    firsts = range(0, len(store), PAGES_A_SHARD)
    shards = [_Shard(folder, number, first) for number, first in enumerate(firsts)]
    for shard in shards:
        rows = store.rows(shard.first, min(shard.first + PAGES_A_SHARD, len(store)))
        _write(_words_file(shard), flat=rows.flat, starts=rows.starts)
    engine.map(_sign, shards)
    prefixes = [
        _Prefix(folder, len(shards), len(store), kind, number)
        for kind in range(len(KINDS))
        for number in range(1 << PREFIX_BITS)
    ]
    joined = engine.map(_join, prefixes)
    own, words, terms = (
        unpacked(np.concatenate(joined[at : at + (1 << PREFIX_BITS)]))
        for at in range(0, len(joined), 1 << PREFIX_BITS)
    )
    near = np.unique(np.concatenate((own, words)), axis=0)
    blocks = _blocks(near, shards)
    alike = [found for part in engine.map(_judge, blocks) for found in part]
    return Proposed(sorted(alike, key=lambda found: (found.a, found.b)), terms)


def _sign(shard: _Shard) -> None:
    """Lay down the band hashes of a shard, by kind and by their first bits."""
    store, shared = _store([shard])
    pages = marked(store, shared)
    for kind, (sets_of, count) in enumerate(KINDS):
        keys, places = banded(pages, sets_of, count)
        prefix = keys >> np.uint64(64 - PREFIX_BITS)
        for number in range(1 << PREFIX_BITS):
            column, row = np.nonzero(prefix == number)
            _write(
                _keys_file(shard.folder, kind, number, shard.number),
                keys=keys[column, row],
                columns=column.astype(np.uint8),
                pages=places[row] + shard.first,
            )


def _join(part: _Prefix) -> NDArray[np.uint64]:
    """Return the pairs that agree in a column, of the keys with one prefix."""
    read = [
        _read(_keys_file(part.folder, part.kind, part.number, shard))
        for shard in range(part.shards)
    ]
    keys, columns, pages = (
        np.concatenate([one[name] for one in read]) for name in ("keys", "columns", "pages")
    )
    found = [np.empty(0, dtype=np.uint64)]
    for column in range(KINDS[part.kind][1]):
        here = columns == column
        found.append(agreeing_in(keys[here], pages[here], part.pages))
    return np.unique(np.concatenate(found))


def _judge(block: _Block) -> list[Alike]:
    """Return the pairs of a block that are alike."""
    same = block.one == block.other
    store, shared = _store([block.one] if same else [block.one, block.other])
    own = 0 if same else len(_read(_words_file(block.one))["starts"]) - 1
    shift = np.array([block.one.first, block.other.first - own])
    return [
        Alike(found.a + int(shift[0]), found.b + int(shift[1]), found.likeness, found.foreign)
        for found in Judge(store, shared).alike(block.pairs - shift)
    ]


def _blocks(pairs: Pairs, shards: Sequence[_Shard]) -> list[_Block]:
    """Part pairs, in order, by the shards that they lie in."""
    blocks = pairs // PAGES_A_SHARD
    order = np.lexsort((blocks[:, 1], blocks[:, 0]))
    pairs, blocks = pairs[order], blocks[order]
    cuts = np.flatnonzero((np.diff(blocks, axis=0) != 0).any(axis=1)) + 1
    found = []
    for start, end in pairwise([0, *cuts.tolist(), len(pairs)]):
        if start < end:
            one, other = blocks[start].tolist()
            found.append(_Block(shards[one], shards[other], pairs[start:end]))
    return found


def _store(shards: Sequence[_Shard]) -> tuple[Store, Common]:
    store = Store()
    for shard in shards:
        store.extend(Rows(**_read(_words_file(shard))))
    return store, Common(**_read(f"{shards[0].folder}/common.npz"))


def _words_file(shard: _Shard) -> str:
    return f"{shard.folder}/words-{shard.number:05}.npz"


def _keys_file(folder: str, kind: int, prefix: int, shard: int) -> str:
    return f"{folder}/keys-{kind}-{prefix:02}-{shard:05}.npz"


def _write(url: str, **arrays: NDArray[Any]) -> None:
    """Write a file whole: under another name first, and that of no other writer."""
    held = BytesIO()
    np.savez(held, allow_pickle=False, **arrays)
    system, path = fsspec.core.url_to_fs(url)
    system.makedirs(system._parent(path), exist_ok=True)
    other = f"{path}.{uuid4().hex}"
    system.pipe_file(other, held.getvalue())
    system.mv(other, path)


def _read(url: str) -> dict[str, NDArray[Any]]:
    with fsspec.open(url, "rb") as file, np.load(BytesIO(file.read())) as found:
        return dict(found)

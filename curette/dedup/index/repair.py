"""What is whole in a damaged store, read out of it: nothing that can be read is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.dedup.index import bands, tables
from curette.dedup.index.files import DamagedError, read_json, remove, rename, said
from curette.dedup.index.records import page_from
from curette.dedup.index.runs import MANIFEST, TABLES, Manifest, Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from curette.dedup.index.tables import Row

_BEGUN = ".writing-salvage"


def salvage(store: Path, damaged: Path, tell: Callable[[str], None]) -> None:
    """Move a damaged store to `damaged` and make one of every row of it that is whole.

    Its hashes count as made in another way, so that the next update groups all anew. Killed at any
    point, it goes on or begins again.
    """
    if damaged.exists() and store.exists():
        return  # killed when all was done
    begun = store.with_name(_BEGUN)
    with said(store.parent):
        if not damaged.exists():
            rename(store, damaged)
        remove(begun)
        begun.mkdir()
    manifest, parts = _parts(damaged)
    texts = {key for key, _ in _saved(parts, "texts")}
    lost: list[str] = []

    def whole_pages() -> Iterator[Row]:
        for key, value in _saved(parts, "pages"):
            page = page_from(value)
            if page.text in texts:
                yield key, value
            else:
                lost.append(page.entry.id)

    def write(into: Path) -> None:
        for table in TABLES:
            tables.write(into, table, whole_pages() if table == "pages" else _saved(parts, table))
        with bands.Writer(into):
            pass

    saved = Manifest(epoch=manifest.epoch, update=manifest.update, texts=1 + max(texts, default=-1))
    Runs(begun).commit(write, saved)
    with said(store.parent):
        rename(begun, store)
    tell(
        f"{store}: was damaged; {len(texts):,} texts were read out of it whole, "
        f"{len(lost):,} pages are lost until they are met again; the damaged files are in {damaged}"
    )


def _parts(damaged: Path) -> tuple[Manifest, Sequence[Path]]:
    """Return the manifest as far as it can be known, and the folders of the runs, oldest first."""
    try:
        found = read_json(damaged / MANIFEST)
        named = [damaged / name for name, _ in found["runs"]]
        return Manifest(epoch=found["epoch"], update=found["update"]), named
    except (OSError, DamagedError):
        folders = sorted(damaged.glob("run-*"))
        epochs = [int(folder.name.split("-")[1]) for folder in folders]
        last = [
            folder for folder, epoch in zip(folders, epochs, strict=True) if epoch == epochs[-1]
        ]
        updates = [key for folder in last for key, _ in tables.salvaged(folder, "events")]
        return Manifest(epoch=max(epochs, default=0), update=max(updates, default=0)), last


def _saved(parts: Sequence[Path], table: str) -> Iterator[Row]:
    rows = tables.merged([tables.salvaged(part, table) for part in parts])
    return ((key, value) for key, value in rows if value)

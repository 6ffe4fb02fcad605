"""The runs of one store: which there are, one more, several made one, all replaced by one.

A run is a folder of files that never change. It counts from the moment at which `manifest.json`
names it, and the manifest is replaced in one step; what it does not name is rubbish of a run that
was killed, and goes when the next one writes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from curette.dedup.index import bands, tables
from curette.dedup.index.bands import Bands, Hits
from curette.dedup.index.files import (
    DamagedError,
    look,
    read_json,
    remove,
    rename,
    said,
    seal,
    sync,
    write_json,
)
from curette.dedup.index.tables import Row, Table
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from curette.dedup.signatures import Hashes

# The form of the files. A store of another form is refused.
FORM = 1
MANIFEST = "manifest.json"
WRITING = ".writing"
# As many runs of one size become one: each row is written anew once for every eightfold growth,
# and a question is put to some twenty runs at the most.
RUNS_OF_A_SIZE = 8
# Runs with fewer bytes count as of one size.
_SMALLEST = 1 << 20

TABLES = ("pages", "texts", "digests", "clusters", "homes", "events")
"""Page by hash of its id; text by number; number by digest; cluster by id; cluster of a text;
events by update."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the store is made of."""

    form: int = FORM
    signatures: str = ""
    """What made the band hashes, see `rows.version`, and the version of the rules."""
    epoch: int = 0
    """How often template text and common words were learned."""
    learned_on: int = 0
    """How many texts they were learned on the last time."""
    update: int = 0
    texts: int = 0
    """How many texts have a number: the next one's."""
    next_run: int = 1
    runs: tuple[tuple[str, dict[str, list[int]]], ...] = ()
    """From the oldest on: name, and the seal of each file."""


@dataclass(frozen=True, slots=True)
class Part:
    """One open run."""

    bands: Bands
    tables: dict[str, Table] = field(default_factory=dict)


class Runs:
    """An open store of runs. Whoever writes holds its lock."""

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`. Raises `DamagedError` where a file of it is damaged."""
        self.folder = folder
        path = folder / MANIFEST
        if not path.exists():
            if any(folder.glob("run-*")):
                raise DamagedError(f"{path}: is missing")
            with said(folder):
                write_json(path, asdict(Manifest()))
        self.manifest = _manifest(path)
        for name, sealed in self.manifest.runs:
            for file, seal_ in sealed.items():
                look(folder / name / file, seal_)
        self._open()

    def _open(self) -> None:
        self._parts = [
            Part(
                Bands(self.folder / name),
                {kind: Table(self.folder / name, kind) for kind in TABLES},
            )
            for name, _ in self.manifest.runs
        ]

    def check(self) -> None:
        """Read every file whole. Raises `DamagedError` at the first that is damaged."""
        for name, sealed in self.manifest.runs:
            self._check(name, sealed)

    def _check(self, name: str, sealed: dict[str, list[int]]) -> None:
        for file, seal_ in sealed.items():
            look(self.folder / name / file, seal_, whole=True)

    def path(self, file: str) -> Path:
        """Return where the oldest run, which began the epoch, has a file."""
        return self.folder / self.manifest.runs[0][0] / file

    def newest(self, table: str, keys: Iterable[int]) -> dict[int, bytes]:
        """Return what is stored under those of `keys` that are there."""
        return tables.newest([part.tables[table] for part in self._parts], keys)

    def all(self, table: str) -> Iterator[Row]:
        """Yield every row of a table by key, withdrawn ones left out."""
        rows = tables.merged([part.tables[table].all() for part in self._parts])
        return ((key, value) for key, value in rows if value)

    def find(self, keys: Hashes) -> Hits:
        """Return the texts that have any of `keys`, which are shortened and in ascending order."""
        return bands.together([part.bands.find(keys) for part in self._parts])

    def clean(self) -> None:
        """Remove what a killed run left."""
        known = {name for name, _ in self.manifest.runs}
        for path in self.folder.iterdir():
            stray = path.name.startswith("run-") and path.name not in known
            if stray or path.name.startswith((WRITING, ".new-")):
                remove(path)

    def commit(
        self, write: Callable[[Path], None], manifest: Manifest, *, instead: bool = False
    ) -> None:
        """Add the run that `write` writes, `instead` of all others, and take on `manifest`.

        Raises `CuretteError` where the disk is full; the store is then as it was.
        """
        kept = () if instead else self.manifest.runs
        with said(self.folder):
            added = self._written(write, manifest.epoch)
            self._take_on(replace(manifest, runs=(*kept, added)))

    def compact(self) -> None:
        """Make one run of many of a size. Nothing that is asked of the store is changed by it."""
        while (first := _first_to_merge(self.manifest)) is not None:
            self._merge(first)

    def _merge(self, first: int) -> None:
        """Make one run of all from `first` on. All are read whole, so all are checked."""
        old = self.manifest.runs
        for name, sealed in old[first:]:
            self._check(name, sealed)
        parts = self._parts[first:]

        def write(folder: Path) -> None:
            bands.merge([part.bands for part in parts], folder)
            for kind in TABLES:
                rows = tables.merged([part.tables[kind].all() for part in parts])
                # Below the oldest run there is nothing that an empty row could hide.
                tables.write(folder, kind, (row for row in rows if row[1] or first))
            for file in old[first][1]:
                if not (folder / file).exists():  # what came with the epoch
                    (folder / file).write_bytes((self.folder / old[first][0] / file).read_bytes())

        with said(self.folder):
            added = self._written(write, self.manifest.epoch)
            self._take_on(replace(self.manifest, runs=(*old[:first], added)))

    def _written(
        self, write: Callable[[Path], None], epoch: int
    ) -> tuple[str, dict[str, list[int]]]:
        """Write a run under a name of its own, wait until it is on disk, and give it its name."""
        self.clean()
        writing = self.folder / WRITING
        writing.mkdir()
        try:
            write(writing)
            files = sorted(writing.iterdir())
            for path in files:
                sync(path)
            sealed = {path.name: seal(path) for path in files}
            sync(writing)
            name = f"run-{epoch:04d}-{self.manifest.next_run:08d}"
            rename(writing, self.folder / name)
        except OSError:
            remove(writing)
            raise
        return name, sealed

    def _take_on(self, manifest: Manifest) -> None:
        manifest = replace(manifest, next_run=self.manifest.next_run + 1)
        write_json(self.folder / MANIFEST, asdict(manifest))
        self.manifest = manifest
        self._open()
        self.clean()


def _manifest(path: Path) -> Manifest:
    found = read_json(path)
    if found.get("form") != FORM:
        raise CuretteError(
            f"{path}: a store of form {found.get('form')}, and this version reads form {FORM}; "
            "use the version that wrote it, or move the folder away and begin anew"
        )
    runs: list[tuple[str, dict[str, Any]]] = [(name, sealed) for name, sealed in found["runs"]]
    try:
        return Manifest(**{**found, "runs": tuple(runs)})
    except TypeError as error:
        raise DamagedError(f"{path}: is not as it was written ({error})") from error


def _first_to_merge(manifest: Manifest) -> int | None:
    """Return where the newest runs of one size begin, where there are enough of them."""
    sizes = [sum(seal_[0] for seal_ in sealed.values()) for _, sealed in manifest.runs]
    tiers = [_tier(size) for size in sizes]
    for tier in sorted(set(tiers)):
        first = len(tiers)
        while first and tiers[first - 1] <= tier:
            first -= 1
        if len(tiers) - first >= RUNS_OF_A_SIZE:
            return first
    return None


def _tier(size: int) -> int:
    tier = 0
    while size >= _SMALLEST * RUNS_OF_A_SIZE:
        size //= RUNS_OF_A_SIZE
        tier += 1
    return tier

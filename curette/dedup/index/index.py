"""A folder that remembers every page that was ever grouped, and into which cluster."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.index.files import DamagedError, locked, said, sync
from curette.dedup.index.increment import Today, change, increment, stored_clusters, stored_pages
from curette.dedup.index.records import events_from, home_from, text_from
from curette.dedup.index.repair import salvage
from curette.dedup.index.rows import version
from curette.dedup.index.runs import Runs
from curette.dedup.index.whole import whole
from curette.dedup.index.writing import COMMON, read_common
from curette.dedup.reading import in_order, read
from curette.model import Cluster, CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from curette.dedup.common import Common
    from curette.dedup.engines import Engine
    from curette.dedup.entries import Entry
    from curette.dedup.index.naming import Event

# Fewer texts than this are all grouped anew each time: 1.3 ms a text, and nothing is left to what
# template text and common words were a while ago. On the development set 1,500 pages against 7,000
# cost as much as all 8,600 at once, some 10 s, since most of its clusters are touched.
WHOLE_BELOW = 20_000
# Template text and common words are learned again when there are this many times the texts.
GROWTH = 2
# Seconds that an update waits for another one on the same store.
WAIT = 60.0
_STORE, _MARK = "store", "damaged.json"


class Update(NamedTuple):
    """What an update gave."""

    clusters: tuple[Cluster, ...]
    """Those of the pages that were given, with all their members of earlier days."""
    events: tuple[Event, ...]
    """What befell clusters that were there before, in this update."""


class Recalled(NamedTuple):
    """The texts of pages as they were compared, and what was template text and what was rare."""

    texts: dict[str, str]
    shared: Common | None


class Index:
    """The store of near-duplicate search in one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        wait: float = WAIT,
        whole_below: int = WHOLE_BELOW,
        rebuild: bool = True,
        rules: str = "",
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Use `folder`, which need not exist. `tell` is told of what takes long or went wrong.

        `rules` names the version of the rules by which pages are grouped. A store whose hashes were
        made in another way, or whose pages were grouped by other rules, is built anew, and without
        `rebuild` refused.
        """
        self._version = f"{version()} {rules}".strip()
        self.folder = folder
        self._wait = wait
        self._whole_below = whole_below
        self._rebuild = rebuild
        self._tell = tell or (lambda message: print(message, file=sys.stderr))

    def update(
        self,
        entries: Iterable[Entry],
        text_of: Callable[[str], str],
        *,
        gone: Iterable[str] = (),
        engine: Engine | None = None,
        shards: str = "",
    ) -> Update:
        """Compare pages with all that were ever given, and enter them; withdraw those `gone`.

        `text_of` gives the cleaned text of an id: the same each time it is asked, once a page and
        once more for a new text. A page that was given before takes the place of what it was. The
        order of the pages plays no part. Where all is grouped anew, an `engine` does the work of
        `cluster` by way of the folder `shards`.

        Raises `CuretteError` when two share an id, when another update is at work for too long,
        when the disk is full or the store is damaged; the store is then as it was, and in the last
        case the next update mends it.
        """
        pages = in_order(entries)
        left = frozenset(gone) - {entry.id for entry in pages}
        with self._open() as runs:
            before = runs.manifest.update
            with said(self.folder):
                runs.clean()
            today = Today(read(pages, text_of), text_of, left)
            self._enter(runs, today, lambda: whole(runs, today, self._version, engine, shards))
            runs.compact()
            events = _events(runs, before)
            return Update(_clusters(runs, [entry.id for entry in pages]), events)

    def events(self, after: int = 0) -> tuple[Event, ...]:
        """Return what befell clusters since the update of that number."""
        with self._open() as runs:
            return _events(runs, after)

    def clusters(self, pages: Iterable[str]) -> tuple[Cluster, ...]:
        """Return the clusters that pages are in; a page that was never given has none."""
        with self._open() as runs:
            return _clusters(runs, list(pages))

    def recall(self, pages: Iterable[str]) -> Recalled:
        """Return what is stored of pages, and what the store has learned of all."""
        with self._open() as runs:
            if not runs.manifest.runs:
                return Recalled({}, None)
            known = stored_pages(runs, pages)
            rows = runs.newest("texts", {page.text for page in known.values()})
            texts = {name: text_from(rows[page.text]) for name, page in known.items()}
            return Recalled(texts, read_common(runs.path(COMMON)))

    def check(self) -> None:
        """Read the whole store. Raises `CuretteError` where a file is not as it was written."""
        with self._open() as runs:
            runs.check()

    def _enter(self, runs: Runs, today: Today, all_anew: Callable[[], None]) -> None:
        other = runs.manifest.signatures != self._version
        if runs.manifest.signatures and other:
            if not self._rebuild:
                raise CuretteError(
                    f"{self.folder}: was made by other hashes or rules "
                    f"({runs.manifest.signatures}, not {self._version}); use the version that made "
                    "it, or allow it to be built anew"
                )
            self._tell(f"{self.folder}: hashes or rules are others now; building anew")
        if other:
            all_anew()
            return
        changed = change(runs, today)
        if not changed.pages and not changed.old:
            return
        texts = runs.manifest.texts + len(changed.digests)
        if texts <= self._whole_below or texts >= GROWTH * runs.manifest.learned_on:
            all_anew()
        else:
            increment(runs, read_common(runs.path(COMMON)), today, changed)

    @contextmanager
    def _open(self) -> Iterator[Runs]:
        """Hold the store alone; mend it first where the last one to use it found damage."""
        with said(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder, wait=self._wait, tell=self._tell):
            store, mark = self.folder / _STORE, self.folder / _MARK
            if mark.exists():
                salvage(store, self.folder / _marked(mark), self._tell)
                with said(self.folder):
                    mark.unlink()
            with said(self.folder):
                store.mkdir(exist_ok=True)
            try:
                yield Runs(store)
            except DamagedError as error:
                with said(self.folder):
                    self._mark(mark)
                raise CuretteError(
                    f"{error}; nothing was changed: the next update reads all that is whole out of "
                    "the store, builds it anew and keeps the damaged files beside it"
                ) from error

    def _mark(self, mark: Path) -> None:
        number = 1 + sum(1 for _ in self.folder.glob("damaged-*"))
        mark.write_text(json.dumps({"kept": f"damaged-{number:03}"}), encoding="utf-8")
        sync(mark)
        sync(self.folder)


def _marked(mark: Path) -> str:
    """Return where damaged files go. A mark that was cut short is a mark all the same."""
    try:
        return str(json.loads(mark.read_text(encoding="utf-8"))["kept"])
    except (ValueError, KeyError):
        return f"damaged-{1 + sum(1 for _ in mark.parent.glob('damaged-*')):03}"


def _clusters(runs: Runs, pages: list[str]) -> tuple[Cluster, ...]:
    texts = {page.text for page in stored_pages(runs, pages).values()}
    homes = {home_from(value) for value in runs.newest("homes", texts).values()}
    found = [stored.cluster for stored in stored_clusters(runs, homes).values() if stored.cluster]
    return tuple(sorted(found, key=lambda cluster: cluster.members[0].id))


def _events(runs: Runs, after: int) -> tuple[Event, ...]:
    keys = range(after + 1, runs.manifest.update + 1)
    rows = runs.newest("events", keys)
    return tuple(event for key in sorted(rows) for event in events_from(rows[key]))

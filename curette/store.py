"""All that lies under `data/`: pages as served, what each stage made of them, published runs.

Two SQLite files hold the work: `raw/pages.sqlite` the pages as served, `clean/work.sqlite` what
each stage made of a page, under a key of its content and of the code that made it. SQLite is here
because it is whole after `kill -9`, streams, and needs no server. What other people read is plain
files: `clean/run-0001/…`, with the link `clean/latest` on the newest complete one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from curette.model import Cluster, CuretteError, Document, Failure, RawPage
from curette.records import Record

Stage = Literal["document", "record"]
"""What is kept of each page of a run, by the name of its column."""

_RUN = re.compile(r"run-(\d+)\Z")
_DOCUMENT = TypeAdapter(Document)
_RECORD = TypeAdapter(Record)
_FAILURE = TypeAdapter(Failure)
_CLUSTER = TypeAdapter(Cluster)

_RAW_TABLES = """
create table if not exists bodies (sha256 text primary key, body blob not null) without rowid;
create table if not exists pages (
    id text primary key, sha256 text not null, origin text not null, url text,
    content_type text, fetched_at text, source text, etag text, modified text
) without rowid;
create index if not exists pages_by_url on pages (url);
"""
_WORK_TABLES = """
create table if not exists results (
    stage text, key text, version text not null, value blob not null, primary key (stage, key)
) without rowid;
create table if not exists run_pages (
    id text primary key, document text, record text, cluster text
) without rowid;
create table if not exists run_failures (
    page text, stage text, error text, cure text, primary key (page, stage, error)
) without rowid;
create table if not exists run_clusters (
    id text primary key, body blob not null
) without rowid;
create table if not exists site_pages (
    page text primary key, site text not null, rank text not null, document text not null,
    version text not null, traits blob not null
) without rowid;
create index if not exists site_pages_by_rank on site_pages (site, rank, page);
"""


class Store:
    """The door to one data folder. Each thread or task opens its own; `lock` keeps runs apart."""

    def __init__(self, data: Path) -> None:
        """Open the two work files below `data`, making them where they are missing."""
        self.data = data
        self._raw = _open(data / "raw" / "pages.sqlite", _RAW_TABLES)
        self._work = _open(data / "clean" / "work.sqlite", _WORK_TABLES)

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close both files."""
        self.close()

    def close(self) -> None:
        """Close both files; what was put is already on disk."""
        self._raw.close()
        self._work.close()

    # A run: which pages it has, and what became of them.

    def begin(self, versions: dict[str, str]) -> None:
        """Forget which pages the run before had, and what older code made; other results stay."""
        with self._work:
            for table in ("run_pages", "run_failures", "run_clusters"):
                self._work.execute(f"delete from {table}")
            for stage, version in versions.items():
                self._work.execute(
                    "delete from results where stage = ? and version <> ?", (stage, version)
                )
            self._work.execute(
                "delete from site_pages where version <> ?", (versions.get("document", ""),)
            )

    def put_page(
        self, page: RawPage, *, etag: str | None = None, modified: str | None = None
    ) -> None:
        """Store a page and enter it in the run, with what its server said of its freshness.

        A page whose bytes are known keeps the time at which they were first fetched, so that two
        runs over an unchanged site give the same records.
        """
        digest = hashlib.sha256(page.body).hexdigest()
        with self._raw:
            self._raw.execute(
                "insert or ignore into bodies values (?, ?)", (digest, zlib.compress(page.body, 6))
            )
            known = self._raw.execute(
                "select fetched_at from pages where id = ? and sha256 = ?", (page.id, digest)
            ).fetchone()
            self._raw.execute(
                "insert or replace into pages values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    page.id, digest, printable(page.origin), page.url, page.content_type,
                    known[0] if known else page.fetched_at, page.source and printable(page.source),
                    etag, modified,
                ),
            )  # fmt: skip
        with self._work:
            self._work.execute("insert or ignore into run_pages (id) values (?)", (page.id,))

    def page(self, page_id: str) -> RawPage:
        """Return a stored page. Raises `CuretteError` where there is none of that id."""
        row = self._raw.execute(
            "select id, body, origin, url, content_type, fetched_at, source"
            " from pages join bodies using (sha256) where id = ?",
            (page_id,),
        ).fetchone()
        if row is None:
            raise CuretteError(f"{page_id}: no such page in {self.data}; look at its name again")
        return RawPage(row[0], zlib.decompress(row[1]), *row[2:])

    def page_key(self, page_id: str) -> str:
        """Return a hash of all that a stage may read of a page: its bytes, name and headers."""
        row = self._raw.execute(
            "select id, sha256, origin, url, content_type, fetched_at, source"
            " from pages where id = ?",
            (page_id,),
        ).fetchone()
        return _digest(row)

    def freshness(self, url: str) -> tuple[RawPage, str | None, str | None] | None:
        """Return the page last fetched from an address, its ETag and its Last-Modified."""
        row = self._raw.execute(
            "select id, etag, modified from pages where url = ?", (url,)
        ).fetchone()
        return (self.page(row[0]), row[1], row[2]) if row else None

    def addresses(self) -> Iterator[str]:
        """Yield every address that a stored page was fetched from."""
        for row in self._raw.execute("select url from pages where url is not null order by url"):
            yield row[0]

    def run_pages(self) -> list[str]:
        """Return the ids of the run's pages, in order."""
        return [row[0] for row in self._work.execute("select id from run_pages order by id")]

    def fail(self, failure: Failure) -> None:
        """Enter a failure; the page leaves the run, the row stays."""
        with self._work:
            self._work.execute(
                "insert or ignore into run_failures values (?, ?, ?, ?)",
                [printable(part) for part in astuple(failure)],
            )

    def failures(self) -> Iterator[Failure]:
        """Yield the run's failures by page and stage."""
        for row in self._work.execute("select * from run_failures order by page, stage, error"):
            yield Failure(*row)

    # Results of a stage, under a key of content and code.

    def has(self, stage: str, key: str) -> bool:
        """Tell whether a stage has done this before."""
        found = self._work.execute(
            "select 1 from results where stage = ? and key = ?", (stage, key)
        ).fetchone()
        return found is not None

    def put_result(self, stage: str, key: str, version: str, value: bytes) -> None:
        """Keep what a stage made, and which version of the code made it."""
        with self._work:
            self._work.execute(
                "insert or replace into results values (?, ?, ?, ?)",
                (stage, key, version, zlib.compress(value, 6)),
            )

    def result(self, stage: str, key: str) -> bytes:
        """Return what a stage made. Raises `CuretteError` where it is not there."""
        row = self._work.execute(
            "select value from results where stage = ? and key = ?", (stage, key)
        ).fetchone()
        if row is None:
            raise CuretteError(f"{stage} {key}: no such result in {self.data}; run again")
        return zlib.decompress(row[0])

    def assign(self, page_id: str, stage: Stage, key: str | None) -> None:
        """Say which result of a stage is this run's of a page; None: the page has none."""
        _check_stage(stage)
        with self._work:
            self._work.execute(f"update run_pages set {stage} = ? where id = ?", (key, page_id))

    def assigned(self, stage: Stage) -> list[tuple[str, str]]:
        """Return `(page id, key)` for each page of the run that has a result of a stage."""
        _check_stage(stage)
        rows = self._work.execute(
            f"select id, {stage} from run_pages where {stage} is not null order by id"
        )
        return list(rows)

    def document(self, key: str) -> Document:
        """Return a document by its key."""
        return document_from(self.result("document", key))

    def record(self, key: str) -> Record:
        """Return a record by its key."""
        return record_from(self.result("record", key))

    # What is remembered of the pages of each site, of this run and of those before.

    def remember(self, page_id: str, site: str, document: str, version: str, traits: bytes) -> None:
        """Remember a page of a site in place of what was remembered of it before.

        `document` is the key of what the traits were taken from.
        """
        rank = hashlib.sha256(page_id.encode("utf-8", "replace")).hexdigest()[:16]
        with self._work:
            self._work.execute(
                "insert or replace into site_pages values (?, ?, ?, ?, ?, ?)",
                (page_id, site, rank, document, version, zlib.compress(traits, 1)),
            )

    def remembered(self, page_id: str) -> tuple[str, str, bytes] | None:
        """Return the site, the document's key and the traits of a page."""
        row = self._work.execute(
            "select site, document, traits from site_pages where page = ?", (page_id,)
        ).fetchone()
        return (row[0], row[1], zlib.decompress(row[2])) if row else None

    def site_sample(self, site: str, most: int) -> list[bytes]:
        """Return the traits of up to `most` pages of a site: the same whatever their order."""
        rows = self._work.execute(
            "select traits from site_pages where site = ? order by rank, page limit ?",
            (site, most),
        )
        return [zlib.decompress(row[0]) for row in rows]

    def put_clusters(self, clusters: Iterable[Cluster]) -> None:
        """Enter the run's clusters."""
        with self._work:
            for cluster in clusters:
                body = _CLUSTER.dump_json(cluster)
                self._work.execute("insert into run_clusters values (?, ?)", (cluster.id, body))
                self._work.executemany(
                    "update run_pages set cluster = ? where id = ?",
                    [(cluster.id, member.id) for member in cluster.members],
                )

    def clusters(self) -> Iterator[Cluster]:
        """Yield the run's clusters by id."""
        for row in self._work.execute("select body from run_clusters order by id"):
            yield _CLUSTER.validate_json(row[0])

    def cluster_of(self, page_id: str) -> Cluster | None:
        """Return the cluster a page is in."""
        row = self._work.execute(
            "select body from run_clusters join run_pages on run_clusters.id = cluster"
            " where run_pages.id = ?",
            (page_id,),
        ).fetchone()
        return _CLUSTER.validate_json(row[0]) if row else None


def document_bytes(document: Document) -> bytes:
    """Return a document as the store keeps it."""
    return _DOCUMENT.dump_json(document)


def document_from(data: bytes) -> Document:
    """Return the document that `document_bytes` wrote."""
    return _DOCUMENT.validate_json(data)


def record_bytes(record: Record) -> bytes:
    """Return a record as the store keeps it."""
    return _RECORD.dump_json(record)


def record_from(data: bytes) -> Record:
    """Return the record that `record_bytes` wrote."""
    return _RECORD.validate_json(data)


def failure_bytes(failure: Failure) -> bytes:
    """Return a failure as the store keeps it."""
    return _FAILURE.dump_json(failure)


def failure_from(data: bytes) -> Failure:
    """Return the failure that `failure_bytes` wrote."""
    return _FAILURE.validate_json(data)


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Keep two runs off one data folder. Raises `CuretteError` where another run holds it."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = (data / ".lock").open("w")
    except OSError as error:
        raise CuretteError(
            f"{data}: cannot be written to ({error.strerror}); give --data a folder that can"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CuretteError(
                f"{data}: another run is at work here; wait for it, or give --data another folder"
            ) from error
        yield


# Published runs.


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run in the making: the folder to write in, and the name it will be published under."""

    folder: Path
    name: str


@contextmanager
def new_run(data: Path, *, make_latest: bool = True) -> Iterator[NewRun]:
    """Yield a run to write, and publish it whole when the block ends well.

    Files are written under a name of their own, synced, then renamed in one step; readers of
    `latest` see the old run or the new one, never a half. What a killed run left is collected here.
    """
    clean = data / "clean"
    clean.mkdir(parents=True, exist_ok=True)
    for left in clean.glob(".writing-*"):
        shutil.rmtree(left)
    number = 1 + max((int(m[1]) for p in clean.iterdir() if (m := _RUN.match(p.name))), default=0)
    name = f"run-{number:04d}"
    writing = clean / f".writing-{name}"
    writing.mkdir()
    yield NewRun(writing, name)
    for path in sorted(writing.rglob("*")):
        _sync(path)
    _sync(writing)
    writing.rename(clean / name)
    if make_latest:
        pointer = clean / ".latest"
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(name)
        pointer.replace(clean / "latest")
    _sync(clean)


def find_run(data: Path, name: str) -> Path:
    """Return the folder of a run given by path, by name (`run-0003`, `3`) or as `latest`.

    Raises `CuretteError` that lists the runs there are.
    """
    choices = [Path(name), data / "clean" / name]
    if name.isdigit():
        choices.append(data / "clean" / f"run-{int(name):04d}")
    for path in choices:
        if (path / "manifest.json").is_file():
            return path
    runs = sorted(p.name for p in (data / "clean").glob("run-*")) if data.is_dir() else []
    raise CuretteError(
        f"{name}: no such run in {data / 'clean'}; "
        + (f"there are {', '.join(runs)}" if runs else "make one with `curette run`")
    )


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines of JSON; return how many."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        for line in lines:
            handle.write(line)
            handle.write("\n")
            rows += 1
    return rows


def write_manifest(
    run: Path, counts: dict[str, Any], rows: dict[str, int], vocabularies: Sequence[str] = ()
) -> None:
    """Write `manifest.json`: counts, and rows, bytes and SHA-256 of each file named in `rows`.

    `vocabularies` are names and versions of those that gave codes beside our own tables.
    """
    files = {}
    for name in sorted(rows):
        digest = hashlib.sha256()
        with (run / name).open("rb") as handle:
            while block := handle.read(1 << 20):
                digest.update(block)
        files[name] = {
            "rows": rows[name],
            "bytes": (run / name).stat().st_size,
            "sha256": digest.hexdigest(),
        }
    manifest = {
        "schema": "curette.manifest/1",
        "counts": counts,
        "vocabularies": list(vocabularies),
        "files": files,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (run / "manifest.json").write_text(text, encoding="utf-8")


def append_log(data: Path, row: dict[str, Any]) -> None:
    """Add a line to `clean/runs.jsonl`: what has a clock in it stays out of the runs."""
    with (data / "clean" / "runs.jsonl").open("a", encoding="utf-8") as handle:
        handle.write(printable(json.dumps(row, ensure_ascii=False)) + "\n")


def printable(text: str) -> str:
    r"""Return text with what is no character spelled out: file names may hold any bytes.

    >>> printable("cough\udcff.html")
    'cough\\udcff.html'
    """
    return text.encode("utf-8", "backslashreplace").decode()


def _open(path: Path, tables: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=60, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise CuretteError(f"{path}: {error}; check that it can be written, or move it") from error
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.executescript(tables)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise CuretteError(
            f"{path}: not a store that curette can read ({error}); move it away and run again"
        ) from error
    return connection


def _check_stage(stage: str) -> None:
    if stage not in ("document", "record"):
        raise CuretteError(f"{stage!r} is no column of a run; ask for document or record")


def _digest(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

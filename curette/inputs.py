"""Files, folders and web archives become raw pages, one at a time."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curette.archives import read_archive
from curette.model import CuretteError, Failure, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The biggest page among 2,000 tried has 8 MB, but one saved with its pictures inside can have
# tens. Bigger ones are dumps, and a gzip file of a few kB can hold gigabytes.
MAX_PAGE_BYTES = 64_000_000
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md"})
WARC_SUFFIXES = (".warc", ".warc.gz")
_STAGE = "input"
_SLUG_CHARS = 120


class _Entry(NamedTuple):
    """A file to read, and the folder its id is told from."""

    path: Path
    root: Path


def read_pages(
    paths: Sequence[Path], *, max_bytes: int = MAX_PAGE_BYTES
) -> Iterator[RawPage | Failure]:
    """Yield each page of the files, folders and web archives, in a fixed order.

    A folder is read with all below it, sorted by path, without hidden files. What cannot be
    read is a `Failure`, and reading goes on. Two files that would bear one id get a short hash
    of their paths.

    Raises `CuretteError` for a path that is not there and for a folder without pages.
    """
    once: dict[Path, _Entry] = {}  # a file given by itself and with its folder is one page
    for path in paths:
        for entry in _entries(path):
            once.setdefault(entry.path.absolute(), entry)
    entries = list(once.values())
    slugs: dict[str, int] = {}
    for entry in entries:
        slug = _slug(entry)
        slugs[slug] = slugs.get(slug, 0) + 1
    taken: set[str] = set()
    for entry in entries:
        if not entry.path.is_file():
            yield Failure(
                str(entry.path),
                _STAGE,
                "no file: a link that leads nowhere, or a pipe",
                "put the page itself there, or remove it",
            )
            continue
        if entry.path.name.lower().endswith(WARC_SUFFIXES):
            yield from read_archive(entry.path, max_bytes, taken)
            continue
        slug = _slug(entry)
        if slugs[slug] > 1:
            slug = f"{slug}-{_digest(_below(entry), 8)}"
        if slug in taken:
            slug = f"{slug}-{_digest(str(entry.path), 8)}"
        taken.add(slug)
        yield _file(entry.path, slug, max_bytes)


def _entries(path: Path) -> list[_Entry]:
    if not path.exists():
        raise CuretteError(f"{path}: there is no such file or folder; check the path")
    if not path.is_dir():
        return [_Entry(path, path.parent)]
    found = [
        _Entry(below, path)
        for below in sorted(path.rglob("*"))
        if _is_page(below) and not _hidden(below.relative_to(path)) and not below.is_dir()
    ]
    if not found:
        raise CuretteError(
            f"{path}: no page in this folder; pages end in "
            f"{', '.join(sorted(PAGE_SUFFIXES))}, the same with .gz, .warc or .warc.gz"
        )
    return found


def _is_page(path: Path) -> bool:
    name = path.name.lower()
    return name.endswith(WARC_SUFFIXES) or Path(name.removesuffix(".gz")).suffix in PAGE_SUFFIXES


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _below(entry: _Entry) -> str:
    return entry.path.relative_to(entry.root).as_posix()


def _slug(entry: _Entry) -> str:
    name = _below(entry)
    name = name[:-3] if name.lower().endswith(".gz") else name
    suffix = Path(name).suffix
    if suffix.lower() in PAGE_SUFFIXES:
        name = name[: -len(suffix)]
    slug = re.sub(r"[^\w.-]+", "-", name.replace("/", "--")).strip("-.")
    if len(slug) > _SLUG_CHARS:
        slug = f"{slug[:_SLUG_CHARS]}-{_digest(name, 8)}"
    return slug or f"page-{_digest(name, 8)}"


def _digest(text: str, size: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:size]


def _file(path: Path, name: str, max_bytes: int) -> RawPage | Failure:
    try:
        with path.open("rb") as raw:
            body = raw.read(max_bytes + 1)
        if body.startswith(b"\x1f\x8b") and path.name.lower().endswith(".gz"):
            with gzip.open(path) as packed:
                body = packed.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        fault = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Failure(
            str(path),
            _STAGE,
            f"the file cannot be read: {fault}",
            "check its rights or save it anew",
        )
    if len(body) > max_bytes:
        return Failure(
            str(path),
            _STAGE,
            f"the page is over the limit of {max_bytes:,} bytes",
            "split it, or give only the article",
        )
    return RawPage(name, body, str(path))

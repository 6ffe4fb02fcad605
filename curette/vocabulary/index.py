"""A vocabulary as an index on disk: built once as a stream, looked up by the words of a phrase.

Phrases of pages are short, so the longest match is found by a look-up a word. An Aho-Corasick
automaton was measured against it (docs/vocabulary.md): it wants a quarter of a gigabyte for what
an index keeps on disk, and has no bound for a user's UMLS.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curette.model import CuretteError
from curette.provenance import fingerprint
from curette.records import Concept
from curette.vocabulary.packages import PACKAGES, installed, version_of
from curette.vocabulary.readers import READERS, mrconso_terms, obo_version
from curette.vocabulary.terms import LONGEST_TERM, Term, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from curette.records import Category

_ROWS = 10_000
# What SQLite may hold while it writes and sorts an index: it bounds the memory of a build.
_CACHE_KB = 16_384
_RANK = {"exact": 0, "synonym": 1, "broader": 2}


class Known(NamedTuple):
    """What a vocabulary has for a phrase."""

    concepts: tuple[Concept, ...]
    category: Category | None


NOTHING = Known((), None)


class Vocabulary:
    """One opened vocabulary. `label` tells its version, for records and manifests."""

    def __init__(self, path: Path, name: str, version: str) -> None:
        """Open an index that `_built` made."""
        self.name, self.version = name, version
        self._rows = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._known = lru_cache(maxsize=20_000)(self._look_up)

    @property
    def label(self) -> str:
        """Return name and version in one."""
        return f"{self.name} {self.version}"

    def close(self) -> None:
        """Close the index."""
        self._rows.close()

    def known(self, phrase: Sequence[str]) -> Known:
        """Return what the vocabulary has for a phrase, given as its `words`."""
        return self._known(" ".join(phrase)) if len(phrase) <= LONGEST_TERM else NOTHING

    def _look_up(self, key: str) -> Known:
        rows = self._rows.execute(
            "SELECT system, code, display, match, category FROM term WHERE key = ? "
            "ORDER BY system, rank, length(code), code",
            (key,),
        ).fetchall()
        best = {system: row for system, *row in reversed(rows)}
        concepts = tuple(
            Concept(system, code, display, match, self.version, self.name)
            for system, (code, display, match, _) in sorted(best.items())
        )
        return Known(concepts, next((row[-1] for row in rows if row[-1]), None))


@contextmanager
def open_vocabularies(named: Iterable[str], folder: Path) -> Iterator[tuple[Vocabulary, ...]]:
    """Open vocabularies by built-in name or by file, in the order given, for a block.

    `MRCONSO.RRF@ICD10CM,RXNORM` takes two sources of the file. Indexes are kept in `folder` and
    built where they are missing. Raises `CuretteError` for an absent package and a faulty file.
    """
    with ExitStack() as stack:
        yield tuple(
            stack.enter_context(closing(_opened(one, folder))) for one in dict.fromkeys(named)
        )


def _opened(named: str, folder: Path) -> Vocabulary:
    if named in PACKAGES:
        package = installed(named)
        version = version_of(package)
        return Vocabulary(_built(folder, named, version, package.terms()), named, version)
    given, _, chosen = named.partition("@")
    path = Path(given)
    suffix = path.suffix.lower()
    if suffix not in READERS or not path.is_file():
        raise CuretteError(
            f"{given}: no vocabulary; give a file ({', '.join(READERS)}) or one of "
            f"{', '.join(PACKAGES)}"
        )
    if chosen and suffix != ".rrf":
        raise CuretteError(f"{named}: only of a .RRF file can sources be chosen; leave out @")
    digest = _digest(path)
    version = (obo_version(path) if suffix == ".obo" else None) or digest[:12]
    sources = [source for source in chosen.split(",") if source]
    terms = mrconso_terms(path, sources) if sources else READERS[suffix](path)
    name = path.name + (f"@{chosen}" if chosen else "")
    return Vocabulary(_built(folder, path.stem, f"{digest} {chosen}", terms), name, version)


def _built(folder: Path, name: str, version: str, terms: Iterator[Term]) -> Path:
    """Return the index of `terms`, built if it is not there yet: whole, or not at all."""
    key = hashlib.sha256(f"{fingerprint('curette/vocabulary')} {version}".encode()).hexdigest()
    path = folder / f"{name}-{key[:16]}.sqlite"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f"{path.name}.{os.getpid()}"
        try:
            _write(beside, name, terms)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return path


def _write(path: Path, name: str, terms: Iterator[Term]) -> None:
    rows = sqlite3.connect(path, isolation_level=None)
    try:
        for setting in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KB}"):
            rows.execute(f"PRAGMA {setting}")
        rows.execute("CREATE TABLE term (key, rank, system, code, display, match, category)")
        rows.execute("BEGIN")
        entries = (entry for term in terms for entry in _entries(term))
        for batch in _batches(entries):
            rows.executemany("INSERT INTO term VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
        rows.execute("COMMIT")
        rows.execute("CREATE INDEX by_key ON term (key)")
    except UnicodeDecodeError as error:
        raise CuretteError(f"{name}: {error}; save the file as UTF-8") from error
    finally:
        rows.close()


def _batches(entries: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    while batch := list(itertools.islice(entries, _ROWS)):
        yield batch


def _entries(term: Term) -> Iterator[tuple[object, ...]]:
    said = words(term.term)
    if 0 < len(said) <= LONGEST_TERM:
        yield " ".join(said), _RANK[term.match], *term[1:]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

"""Users' own vocabularies, read line by line: CSV, JSONL, OBO, and UMLS's MRCONSO.RRF.

Each reader yields `Term`s and holds one line or stanza at a time. What users bring is read on
their machine and is passed on to nobody.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, get_args

from curette.model import CuretteError
from curette.records import Category
from curette.vocabulary.terms import Match, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

_CATEGORIES = frozenset(get_args(Category))


def csv_terms(path: Path) -> Iterator[Term]:
    """Yield the rows of a CSV or TSV file with a head line; see docs/vocabulary.md."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
        for row in rows:
            yield _row(path, rows.line_num, {k: v for k, v in row.items() if isinstance(k, str)})


def jsonl_terms(path: Path) -> Iterator[Term]:
    """Yield the rows of a file with a JSON object a line."""
    for number, line in _lines(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CuretteError(f"{path.name}: line {number}: {error}; write JSON") from error
        if not isinstance(row, dict):
            raise CuretteError(f"{path.name}: line {number}: no object; write one a line")
        yield _row(path, number, row)


def _row(path: Path, number: int, row: Mapping[str, object]) -> Term:
    def cell(*names: str) -> str:
        return next((str(row[name]).strip() for name in names if row.get(name)), "")

    term, code = cell("term"), cell("code", "concept")
    if not term or not code:
        missing = "code" if term else "term"
        raise CuretteError(f"{path.name}: line {number}: no `{missing}`; fill that column")
    category = cell("category")
    if category and category not in _CATEGORIES:
        known = ", ".join(sorted(_CATEGORIES))
        raise CuretteError(
            f"{path.name}: line {number}: {category!r} is no category; take one of {known}"
        )
    display = cell("preferred") or term
    match: Match = "exact" if display.lower() == term.lower() else "synonym"
    system = cell("system") or path.stem
    return Term(term, system, code, display, match, category or None)  # type: ignore[arg-type]


_SYNONYM = re.compile(r'synonym: "((?:[^"\\]|\\.)*)" (EXACT|BROAD|NARROW|RELATED)\b')
_ESCAPE = re.compile(r"\\(.)")
# A synonym that is narrower than its concept makes the concept the broader one; what is only
# broader or related would give a page a code for something that it does not say.
_SCOPES: Mapping[str, Match] = {"EXACT": "synonym", "NARROW": "broader"}


def obo_terms(path: Path) -> Iterator[Term]:
    """Yield the names and synonyms of an OBO file, but of obsolete terms."""
    for stanza in _stanzas(path):
        code = stanza.get("id", [""])[0]
        name = stanza.get("name", [""])[0]
        if not code or not name or "true" in stanza.get("is_obsolete", ()):
            continue
        system = code.partition(":")[0]
        yield Term(name, system, code, name, "exact")
        for line in stanza.get("synonym", ()):
            found = _SYNONYM.match(f"synonym: {line}")
            if found and found[2] in _SCOPES:
                yield Term(_ESCAPE.sub(r"\1", found[1]), system, code, name, _SCOPES[found[2]])


def obo_version(path: Path) -> str | None:
    """Return the `data-version` that the head of an OBO file gives."""
    for _, line in _lines(path):
        if line.startswith("data-version:"):
            return line.partition(":")[2].strip()
        if line.startswith("["):
            return None
    return None


def _stanzas(path: Path) -> Iterator[dict[str, list[str]]]:
    inside: dict[str, list[str]] | None = None
    for _, line in _lines(path):
        if line.startswith("["):
            if inside:
                yield inside
            inside = {} if line.strip() == "[Term]" else None
        elif inside is not None and ": " in line:
            tag, _, value = line.strip().partition(": ")
            inside.setdefault(tag, []).append(value)
    if inside:
        yield inside


# Columns of MRCONSO.RRF that are read, and how many there are.
_CUI, _LANGUAGE, _STATUS, _PREFERRED, _SOURCE, _CODE, _STRING, _SUPPRESSED = (
    0, 1, 2, 6, 11, 13, 14, 16,
)  # fmt: skip
_COLUMNS = 18


def mrconso_terms(path: Path, sources: Iterable[str] = ()) -> Iterator[Term]:
    """Yield the English rows of a MRCONSO.RRF, of `sources` or of all, but suppressed ones.

    A row gives its source's code and, under the system `UMLS`, the identifier that all names of
    one thing share.
    """
    chosen = frozenset(sources)
    for number, line in _lines(path):
        row = line.rstrip("\n").split("|")
        if len(row) < _COLUMNS:
            raise CuretteError(
                f"{path.name}: line {number} has {len(row)} columns, MRCONSO.RRF has {_COLUMNS}; "
                "give the file as UMLS ships it"
            )
        if row[_LANGUAGE] != "ENG" or row[_SUPPRESSED] != "N":
            continue
        if chosen and row[_SOURCE] not in chosen:
            continue
        first = row[_STATUS] == "P" and row[_PREFERRED] == "Y"
        match: Match = "exact" if first else "synonym"
        yield Term(row[_STRING], "UMLS", row[_CUI], row[_STRING], match)
        if row[_CODE] and row[_CODE] != "NOCODE":
            yield Term(row[_STRING], row[_SOURCE], row[_CODE], row[_STRING], match)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig") as file:
        yield from enumerate(file, 1)


READERS: Mapping[str, Callable[[Path], Iterator[Term]]] = {
    ".csv": csv_terms,
    ".tsv": csv_terms,
    ".jsonl": jsonl_terms,
    ".obo": obo_terms,
    ".rrf": mrconso_terms,
}
"""The reader of each kind of file, by its suffix."""

"""Small runs, written to disk as `curette run` does, from pages with their cuts marked in braces.

`«menu|Home About»` is a cut of that kind; what stands outside is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ConfigDict, TypeAdapter

from curette.model import Cluster, CutKind, Document, Failure, Flag, Metadata, Removal
from curette.records import (
    Advice,
    Cause,
    Certainty,
    DocumentRecord,
    LedgerRecord,
    MedicalTest,
    Provenance,
    Quality,
    QualityFlag,
    Quote,
    Record,
    RedFlag,
    Struck,
    Subject,
    TopicRecord,
)

_CUT = re.compile(r"«(\w+)\|(.*?)»", re.DOTALL)
_NAMES = ConfigDict(alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


@dataclass(frozen=True)
class Sample:
    """A page for a run: its document and what was read from it."""

    document: Document
    record: Record


def _page(
    page: str,
    marked: str,
    *,
    title: str = "",
    site: str | None = None,
    flags: Iterable[Flag] = (),
    evidence: Mapping[str, tuple[str, ...]] | None = None,
    causes: Mapping[str, Certainty] | None = None,
    advice: Iterable[str] = (),
    red_flags: Iterable[str] = (),
    tests: Iterable[str] = (),
) -> Sample:
    """Make a page; items are given by their words, which must stand in the text."""
    text, removals, at = "", [], 0
    for found in _CUT.finditer(marked):
        text += marked[at : found.start()]
        kind, words = cast("CutKind", found[1]), found[2]
        removals.append(
            Removal(
                len(text), len(text) + len(words), f"table/{kind}-rule", kind,
                f"A {kind} is not the article.", (evidence or {}).get(kind, ()),
            )
        )  # fmt: skip
        text += words
        at = found.end()
    text += marked[at:]
    document = Document(
        page,
        text,
        f"pages/{page}.html",
        meta=Metadata(title=title or page, site=site, language="en"),
    ).strike([*removals, *flags])

    def quote(words: str) -> Quote:
        start = text.index(words)
        return Quote(words, start, start + len(words))

    record = Record(
        page,
        Subject("sample condition"),
        "article",
        causes=tuple(
            Cause(
                f"c{number}", name, quote(name), quote(name), "sample condition",
                "other", certainty, "general", "trigger", 0.9,
            )
            for number, (name, certainty) in enumerate((causes or {}).items(), 1)
        ),
        advice=tuple(
            Advice(f"a{number}", "self_care", quote(words), 0.9)
            for number, words in enumerate(advice, 1)
        ),
        red_flags=tuple(
            RedFlag(f"r{number}", quote(words), "emergency")
            for number, words in enumerate(red_flags, 1)
        ),
        tests=tuple(MedicalTest(words, quote(words)) for words in tests),
    )  # fmt: skip
    return Sample(document, record)


def ledger_row(page: Sample) -> LedgerRecord:
    document = page.document
    return LedgerRecord(
        "curette.ledger/1", document.id, document.origin, document.url, document.meta.site,
        document.meta.title, document.meta.language,
        "quarantined" if document.rejected else "kept", document.text,
        tuple(
            Struck(cut.start, cut.end, cut.kind, cut.rule, cut.reason, "raw", cut.evidence)
            for cut in document.ledger
        ),
        tuple(
            QualityFlag(
                flag.name, flag.reason,
                None if flag.start is None or flag.end is None
                else Quote(document.text[flag.start : flag.end], flag.start, flag.end),
            )
            for flag in document.flags
        ),
    )  # fmt: skip


def document_row(page: Sample) -> DocumentRecord:
    document, record = page.document, page.record
    clean = document.clean_text

    def moved(quote: Quote) -> Quote:
        start = clean.index(quote.quote)
        return Quote(quote.quote, start, start + len(quote.quote), "clean")

    def with_quotes(items: Iterable[Any], *names: str) -> tuple[Any, ...]:
        return tuple(
            replace(item, **{name: moved(getattr(item, name)) for name in names}) for item in items
        )

    ledger = ledger_row(page)
    return DocumentRecord(
        schema="curette.document/1", id=document.id, origin=document.origin, url=document.url,
        canonical_url=None, site=document.meta.site, fetched_at=None, published=None,
        modified=None, reviewed=None, language=document.meta.language, title=document.meta.title,
        title_residue=None, page_type=record.page_type, text=clean,
        text_sha256=hashlib.sha256(clean.encode()).hexdigest(),
        raw_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
        offset_map=document.offset_map(), topic=record.topic, people=(), named_sources=(),
        sections=(), causes=with_quotes(record.causes, "span", "evidence"),
        advice=with_quotes(record.advice, "span"),
        red_flags=with_quotes(record.red_flags, "span"), symptoms=(),
        tests=with_quotes(record.tests, "span"), qa=None, removed=ledger.removed,
        quality=Quality(), withheld=0, cluster=None, provenance=Provenance("0.1.0", "rules"),
    )  # fmt: skip


def _lines(rows: Iterable[Any], of: Any) -> str:
    adapter: TypeAdapter[Any] = TypeAdapter(list[of], config=_NAMES)
    return "".join(
        json.dumps(json.loads(adapter.dump_json([row], by_alias=True))[0], ensure_ascii=False)
        + "\n"
        for row in rows
    )


MakeRun = Callable[..., Path]
MakePage = Callable[..., Sample]


@pytest.fixture
def make_page() -> MakePage:
    """Return a function that makes a page from marked text; see `_page` for its options."""
    return _page


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """Return a function that writes a run folder and gives its path."""

    def make(
        *pages: Sample,
        name: str = "run-0001",
        topics: Iterable[TopicRecord] = (),
        clusters: Iterable[Cluster] = (),
        failures: Iterable[Failure] = (),
    ) -> Path:
        run = tmp_path / name
        run.mkdir()
        ordered = sorted(pages, key=lambda page: page.document.id)
        kept = [page for page in ordered if page.document.rejected is None]
        for file, rows, of in (
            ("ledgers.jsonl", map(ledger_row, ordered), LedgerRecord),
            ("documents.jsonl", map(document_row, kept), DocumentRecord),
            ("topics.jsonl", topics, TopicRecord),
            ("clusters.jsonl", clusters, Cluster),
            ("failures.jsonl", failures, Failure),
        ):
            (run / file).write_text(_lines(rows, of), encoding="utf-8")
        (run / "manifest.json").write_text("{}\n", encoding="utf-8")
        return run

    return make

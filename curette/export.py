"""From what a stage knows to what is published: records with offsets into the cleaned text.

Inside the pipeline every quotation counts characters of the raw text. Here each is moved into
the cleaned text and checked there. An item whose words stand in struck text is withheld: spun
sentences are read, and go no further than this.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args

from pydantic import ConfigDict, RootModel, ValidationError

from curette.jsonld import jsonld
from curette.model import Cluster, CuretteError, Document, Failure, Span
from curette.records import (
    QA,
    Advice,
    Answer,
    Cause,
    ClusterEvent,
    ClusterRef,
    DocumentRecord,
    LedgerRecord,
    NamedSource,
    Passage,
    Person,
    Provenance,
    QualityFlag,
    Quote,
    Record,
    RedFlag,
    Related,
    Section,
    Stitched,
    Struck,
    TopicRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "KINDS",
    "Kind",
    "document_record",
    "from_json_line",
    "json_schema",
    "jsonld",
    "ledger_record",
    "quotes",
    "schema_text",
    "to_json_line",
    "write_schemas",
]

Kind = Literal[
    "document", "topic", "ledger", "cluster", "event", "passage", "stitched", "failure"
]  # fmt: skip
_Item = TypeVar("_Item")

# Cuts whose words are not fit to be repeated anywhere in a record, not even as a raw quotation.
_UNFIT = frozenset({"garbled", "rejected"})


class _Mover:
    """Moves quotations of one document from the raw text into the clean text."""

    def __init__(self, document: Document) -> None:
        self.raw = document.text
        self.clean = document.clean_text
        self.rows = document.offset_map()
        self._starts = [row[1] for row in self.rows]
        self._unfit = [Span(c.start, c.end) for c in document.ledger if c.kind in _UNFIT]
        self._unfit_starts = [span.start for span in self._unfit]

    def span(self, start: int, end: int) -> Span | None:
        """Return where what stands of a raw range lies in the clean text; None if nothing does."""
        at = max(0, bisect_right(self._starts, start) - 1)
        first = last = -1
        while at < len(self.rows):
            clean, raw, length = self.rows[at]
            if raw >= end:
                break
            low, high = max(raw, start), min(raw + length, end)
            if low < high:
                first = clean + low - raw if first < 0 else first
                last = clean + high - raw
            at += 1
        return Span(first, last) if first >= 0 else None

    def exact(self, quote: Quote) -> Quote | None:
        """Move a quotation of which every character stands; None where one is struck."""
        moved = self.span(quote.start, quote.end)
        if moved is None or moved.end - moved.start != quote.end - quote.start:
            return None
        return self._quote(moved)

    def loose(self, quote: Quote) -> Quote | None:
        """Move what stands of a quotation, without white space left over at its ends."""
        moved = self.span(quote.start, quote.end)
        if moved is None:
            return None
        words = self.clean[moved.start : moved.end]
        start = moved.start + len(words) - len(words.lstrip())
        end = moved.end - (len(words) - len(words.rstrip()))
        return self._quote(Span(start, end)) if start < end else None

    def about_page(self, quote: Quote | None) -> Quote | None:
        """Move a quotation that says something of the page itself, such as a byline.

        Where its words are struck as furniture it stays a quotation of the raw text; where they
        are garbled there is none.
        """
        if quote is None:
            return None
        moved = self.exact(quote)
        if moved is not None:
            return moved
        at = max(0, bisect_right(self._unfit_starts, quote.start) - 1)
        for span in self._unfit[at:]:
            if span.start >= quote.end:
                break
            if span.end > quote.start:
                return None
        return quote

    def _quote(self, span: Span) -> Quote:
        return Quote(self.clean[span.start : span.end], span.start, span.end, "clean")


def document_record(
    document: Document, record: Record, cluster: Cluster | None, provenance: Provenance
) -> DocumentRecord:
    """Return the published record of a page: its cleaned text, and items quoted from that.

    Raises `CuretteError` when `record` quotes words that the document does not hold there.
    """
    _check(document, record)
    move = _Mover(document)
    causes = _moved(record.causes, move)
    advice = _moved(record.advice, move)
    flags = _moved(record.red_flags, move)
    symptoms = _moved(record.symptoms, move)
    tests = _moved(record.tests, move)
    stated = (record.causes, record.advice, record.red_flags, record.symptoms, record.tests)
    written = (causes, advice, flags, symptoms, tests)
    known = frozenset(item.id for kind in (causes, advice, flags) for item in kind)
    meta = document.meta
    return DocumentRecord(
        schema="curette.document/1",
        id=document.id,
        origin=document.origin,
        url=document.url,
        canonical_url=meta.canonical_url,
        site=meta.site,
        fetched_at=document.fetched_at,
        published=meta.published or record.days.published,
        modified=meta.modified or record.days.modified,
        reviewed=record.days.reviewed or meta.reviewed,
        language=meta.language,
        title=meta.title,
        title_residue=record.title_residue,
        page_type=record.page_type,
        text=move.clean,
        text_sha256=_sha256(move.clean),
        raw_sha256=_sha256(document.text),
        offset_map=move.rows,
        topic=record.topic,
        people=tuple(_about(person, move) for person in record.people),
        named_sources=tuple(_about(source, move) for source in record.named_sources),
        sections=tuple(_sections(record.sections, move)),
        causes=tuple(_pruned_cause(cause, known) for cause in causes),
        advice=tuple(_pruned_advice(item, known) for item in advice),
        red_flags=tuple(_pruned_flag(flag, known) for flag in flags),
        symptoms=symptoms,
        tests=tests,
        qa=_qa(record.qa, move, known) if record.qa else None,
        removed=_struck(document),
        quality=replace(
            record.quality, flags=tuple(_about(flag, move) for flag in record.quality.flags)
        ),
        withheld=sum(map(len, stated)) - sum(map(len, written)),
        cluster=_cluster_ref(document.id, cluster),
        provenance=provenance,
    )


def ledger_record(document: Document) -> LedgerRecord:
    """Return the raw text with every cut: enough to undo any of them."""
    return LedgerRecord(
        schema="curette.ledger/1",
        id=document.id,
        origin=document.origin,
        url=document.url,
        site=document.meta.site,
        title=document.meta.title,
        language=document.meta.language,
        status="quarantined" if document.rejected else "kept",
        text=document.text,
        removed=_struck(document),
        flags=tuple(
            QualityFlag(flag.name, flag.reason, _flag_span(document, flag.start, flag.end))
            for flag in document.flags
        ),
    )


def _check(document: Document, record: Record) -> None:
    for quote in quotes(record):
        if document.text[quote.start : quote.end] != quote.quote or quote.in_ != "raw":
            raise CuretteError(
                f"{document.id}: the record quotes {quote.quote[:60]!r} at {quote.start}, where "
                "the raw text says something else; read the record from this very document"
            )


def quotes(value: object) -> Iterable[Quote]:
    """Yield every quotation in a record, however deep."""
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from quotes(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from quotes(getattr(value, field.name))


def _moved(items: Sequence[_Item], move: _Mover) -> tuple[_Item, ...]:
    """Move each item into the clean text; leave out those whose words are struck."""
    kept = []
    for item in items:
        changes: dict[str, Any] = {}
        stands = True
        for field in fields(cast("Any", item)):
            value = getattr(item, field.name)
            if field.name == "span":
                changes["span"] = move.exact(value)
                stands = changes["span"] is not None
            elif isinstance(value, Quote):
                changes[field.name] = move.loose(value)
            elif isinstance(value, tuple) and any(isinstance(one, Quote) for one in value):
                exact = [move.exact(one) for one in value]
                changes[field.name] = tuple(one for one in exact if one is not None)
        if stands:
            if isinstance(item, Cause) and changes.get("evidence") is None:
                changes["evidence"] = changes["span"]
            kept.append(replace(cast("Any", item), **changes))
    return tuple(kept)


def _about(item: _Item, move: _Mover) -> _Item:
    """Move the quotation of a person, source or flag: these are about the page itself."""
    named = cast("Person | NamedSource | QualityFlag", item)
    return cast("_Item", replace(named, span=move.about_page(named.span)))


def _pruned_cause(cause: Cause, known: frozenset[str]) -> Cause:
    return replace(
        cause,
        parent=cause.parent if cause.parent in known else None,
        restates=cause.restates if cause.restates in known else None,
    )


def _pruned_advice(advice: Advice, known: frozenset[str]) -> Advice:
    return replace(advice, triggers=_known(advice.triggers, known))


def _pruned_flag(flag: RedFlag, known: frozenset[str]) -> RedFlag:
    return flag if flag.advice_id in known else replace(flag, advice_id=None)


def _known(ids: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(one for one in ids if one in known)


def _sections(sections: Iterable[Section], move: _Mover) -> Iterable[Section]:
    for section in sections:
        moved = move.span(section.start, section.end)
        if moved is not None:
            told = section.heading is not None and section.heading in move.clean
            heading = section.heading if told else None
            yield replace(section, heading=heading, start=moved.start, end=moved.end)


def _qa(qa: QA, move: _Mover, known: frozenset[str]) -> QA:
    return replace(
        qa,
        question=move.loose(qa.question) if qa.question else None,
        answers=tuple(
            replace(
                answer,
                span=span,
                cause_ids=_known(answer.cause_ids, known),
                advice_ids=_known(answer.advice_ids, known),
            )
            for answer, span in _standing_answers(qa.answers, move)
        ),
        related=tuple(
            Related(teaser.title, span)
            for teaser in qa.related
            if (span := move.about_page(teaser.span)) is not None
        ),
    )


def _standing_answers(answers: Iterable[Answer], move: _Mover) -> Iterable[tuple[Answer, Quote]]:
    for answer in answers:
        span = move.loose(answer.span)
        if span is not None:
            yield answer, span


def _struck(document: Document) -> tuple[Struck, ...]:
    return tuple(
        Struck(cut.start, cut.end, cut.kind, cut.rule, cut.reason, evidence=cut.evidence)
        for cut in document.ledger
    )


def _flag_span(document: Document, start: int | None, end: int | None) -> Quote | None:
    if start is None or end is None:
        return None
    return Quote(document.text[start:end], start, end)


def _cluster_ref(id: str, cluster: Cluster | None) -> ClusterRef | None:
    if cluster is None:
        return None
    member = next((member for member in cluster.members if member.id == id), None)
    if member is None:
        raise CuretteError(
            f"{id}: cluster {cluster.id} does not hold this document; "
            "pass the cluster that it is a member of, or none"
        )
    role: Literal["representative", "member"]
    role = "representative" if cluster.keeper == id else "member"
    return ClusterRef(cluster.id, role, member.similarity, len(cluster.members))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _written(name: str) -> str:
    """Return a field's name as it is written out: `class_` steps around a keyword."""
    return name.rstrip("_")


_CONFIG = ConfigDict(
    alias_generator=_written, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
)


class _Document(RootModel[DocumentRecord]):
    model_config = _CONFIG


class _Topic(RootModel[TopicRecord]):
    model_config = _CONFIG


class _Ledger(RootModel[LedgerRecord]):
    model_config = _CONFIG


class _Cluster(RootModel[Cluster]):
    model_config = _CONFIG


class _Event(RootModel[ClusterEvent]):
    model_config = _CONFIG


class _Passage(RootModel[Passage]):
    model_config = _CONFIG


class _Stitched(RootModel[Stitched]):
    model_config = _CONFIG


class _Failure(RootModel[Failure]):
    model_config = _CONFIG


Line = (
    DocumentRecord
    | TopicRecord
    | LedgerRecord
    | Cluster
    | ClusterEvent
    | Passage
    | Stitched
    | Failure
)
_MODELS: dict[str, type[RootModel[Any]]] = {
    "document": _Document, "topic": _Topic, "ledger": _Ledger,
    "cluster": _Cluster, "event": _Event, "passage": _Passage, "stitched": _Stitched,
    "failure": _Failure,
}  # fmt: skip
_KINDS: dict[type, Kind] = {
    DocumentRecord: "document", TopicRecord: "topic", LedgerRecord: "ledger",
    Cluster: "cluster", ClusterEvent: "event", Passage: "passage", Stitched: "stitched",
    Failure: "failure",
}  # fmt: skip


def to_json_line(record: Line) -> str:
    """Return a record as one line of JSON, its fields in the order of the schema.

    The same record always gives the same bytes. There is no line break in it or after it.
    """
    kind = _KINDS.get(type(record))
    if kind is None:
        raise CuretteError(
            f"{type(record).__name__} is not published; pass one of {', '.join(_MODELS)}"
        )
    line: str = _MODELS[kind](record).model_dump_json(by_alias=True)
    return line


def from_json_line(kind: Kind, line: str | bytes) -> Line:
    """Read a line that `to_json_line` wrote.

    Raises `CuretteError` for a line that is not JSON or does not obey the schema.
    """
    try:
        return cast("Line", _MODELS[kind].model_validate_json(line).root)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise CuretteError(
            f"a {kind} record: {where}: {first['msg']}; write the file again with this version"
        ) from error


def json_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of one kind of record, as it is published under `docs/schema/`."""
    schema = _MODELS[kind].model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


KINDS: tuple[Kind, ...] = get_args(Kind)


def schema_text(kind: Kind) -> str:
    """Return the schema as the bytes of its published file."""
    return json.dumps(json_schema(kind), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> None:
    """Write the published JSON Schema of every kind into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (folder / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":  # python -m curette.export: after a change to the records
    write_schemas(Path(__file__).parent.parent / "docs" / "schema")

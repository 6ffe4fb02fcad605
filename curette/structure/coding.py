"""Codes of the user's vocabularies for what a record names.

Our own tables go first: a vocabulary adds the systems that they have no code of, and gives a cause
its sort only where lexicon, table and model left it open.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from curette.structure.lexicon import RULES, knows
from curette.vocabulary.terms import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.records import Category, Cause, Concept, DocumentRecord
    from curette.vocabulary.index import Vocabulary


def coded(record: DocumentRecord, vocabularies: Sequence[Vocabulary]) -> DocumentRecord:
    """Return a record with the codes that `vocabularies` have for what it names."""
    if not vocabularies:
        return record
    topic = record.topic
    return replace(
        record,
        topic=replace(topic, concepts=_added(topic.concepts, concepts(topic.name, vocabularies))),
        causes=tuple(_cause(cause, vocabularies) for cause in record.causes),
        symptoms=tuple(
            replace(one, concept=one.concept or _first(one.name, vocabularies))
            for one in record.symptoms
        ),
        tests=tuple(
            replace(one, concept=one.concept or _first(one.name, vocabularies))
            for one in record.tests
        ),
        provenance=replace(
            record.provenance, vocabularies=tuple(one.label for one in vocabularies)
        ),
    )


def concepts(phrase: str, vocabularies: Sequence[Vocabulary]) -> tuple[Concept, ...]:
    """Return the codes of the whole phrase; else of its bracketed short form; else of its end.

    The end of a phrase is what it is a sort of: "severe dehydration" is dehydration. Where a word
    before it says how much of it there is, it is something else: "low potassium" is no potassium.
    """
    whole = _known(words(phrase), vocabularies)
    if whole:
        return whole
    for short in _SHORT.findall(phrase):
        found = _known(words(short), vocabularies)
        if found:
            return tuple(replace(one, match="abbreviation") for one in found)
    said = words(phrase)
    for at in range(1, len(said)):
        if said[at - 1] in _TURNS:
            break
        found = _known(said[at:], vocabularies)
        if found:
            return tuple(replace(one, match="broader") for one in found)
    return ()


_SHORT = re.compile(r"\(([A-Za-z]{2,8})\)")
_TABLE = tomllib.loads((RULES / "chapters.toml").read_text(encoding="utf-8"))
_TURNS = frozenset(_TABLE["turns"].split())


def _known(said: Sequence[str], vocabularies: Iterable[Vocabulary]) -> tuple[Concept, ...]:
    return _added((), [c for one in vocabularies for c in one.known(said).concepts])


def _added(ours: Iterable[Concept], more: Iterable[Concept]) -> tuple[Concept, ...]:
    """Return concepts with more of them, one a system: the first to come stays."""
    found: dict[str, Concept] = {}
    for concept in (*ours, *more):
        found.setdefault(concept.system, concept)
    return tuple(found.values())


def _first(phrase: str, vocabularies: Sequence[Vocabulary]) -> Concept | None:
    found = concepts(phrase, vocabularies)
    return next((one for one in found if one.match != "broader"), None)


def _cause(cause: Cause, vocabularies: Sequence[Vocabulary]) -> Cause:
    more = concepts(cause.name, vocabularies) or concepts(cause.span.quote, vocabularies)
    if not more:
        return cause
    category = cause.category
    if category == "other" and not knows(cause.name) and not knows(cause.span.quote):
        category = _told(cause.name, vocabularies) or _by_chapter(more) or category
    return replace(cause, concepts=_added(cause.concepts, more), category=category)


def _told(name: str, vocabularies: Iterable[Vocabulary]) -> Category | None:
    said = words(name)
    return next((sort for one in vocabularies if (sort := one.known(said).category)), None)


_CHAPTERS: dict[str, Category] = {
    prefix: cast("Category", category)
    for category, prefixes in _TABLE["category"].items()
    for prefix in prefixes.split()
}


def chapter_category(code: str) -> Category | None:
    """Return the sort of cause that a chapter or block of ICD-10-CM holds, where it holds one.

    >>> [chapter_category(code) for code in ("S83.2", "E87.6", "E03.9", "R05.9")]
    ['injury', 'nutritional_electrolyte', 'endocrine_metabolic', None]
    """
    return next((_CHAPTERS[code[:n]] for n in (3, 2, 1) if code[:n] in _CHAPTERS), None)


def _by_chapter(found: Iterable[Concept]) -> Category | None:
    codes = [one.code for one in found if one.system in ("ICD10CM", "ICD10")]
    return chapter_category(codes[0]) if codes else None

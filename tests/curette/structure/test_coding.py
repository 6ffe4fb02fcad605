"""Codes of a user's vocabulary, and what our own tables keep to themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from curette.export import document_record
from curette.model import Document, Metadata
from curette.records import (
    Category,
    Cause,
    Concept,
    DocumentRecord,
    MedicalTest,
    Provenance,
    Quote,
    Record,
    Subject,
)
from curette.structure.coding import chapter_category, coded, concepts
from curette.vocabulary.index import open_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from curette.vocabulary.index import Vocabulary

ROWS = """term,code,system,preferred,category
paw ache,Z1,ZOO,,
sore paw,Z1,ZOO,paw ache,
als,Z9,ZOO,,
potassium,P1,ZOO,,
blorting,S93.4,ICD10CM,,
zoomies,Z7,ZOO,,lifestyle
dehydration,ZZZ,ICD10CM,,injury
"""


@pytest.fixture
def zoo(tmp_path: Path) -> Iterator[tuple[Vocabulary, ...]]:
    (tmp_path / "zoo.csv").write_text(ROWS)
    with open_vocabularies([str(tmp_path / "zoo.csv")], tmp_path / "indexes") as opened:
        yield opened


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("Sore paws", [("Z1", "synonym")]),
        ("an awful lateral something (ALS)", [("Z9", "abbreviation")]),
        ("a severe paw ache", [("Z1", "broader")]),
        ("low potassium", []),  # no potassium
        ("potassium deficiency", []),  # the end of the phrase is another thing
        ("tail", []),
    ],
)
def test_concepts(zoo: tuple[Vocabulary, ...], phrase: str, codes: list[tuple[str, str]]) -> None:
    assert [(one.code, one.match) for one in concepts(phrase, zoo)] == codes


def record(*causes: Cause, subject: str = "sore paws") -> DocumentRecord:
    text = "blorting. zoomies. dehydration. potassium. paw ache."
    page = Record("p", Subject(subject), "article", causes=causes, tests=(
        MedicalTest("paw ache", Quote("paw ache", 43, 51)),
    ))  # fmt: skip
    document = Document("p", text, "p.txt", meta=Metadata())
    return document_record(document, page, None, Provenance("0", "0"))


def cause(name: str, start: int, category: Category, *own: Concept) -> Cause:
    quote = Quote(name, start, start + len(name))
    return Cause(
        name, name, quote, quote, "sore paws", category, "asserted", "general", "list", 1.0,
        concepts=own,
    )  # fmt: skip


def test_a_record_gets_codes_and_says_whose(zoo: tuple[Vocabulary, ...]) -> None:
    made = coded(record(cause("blorting", 0, "other"), cause("zoomies", 10, "other")), zoo)
    assert [one.code for one in made.topic.concepts] == ["Z1"]
    assert [one.category for one in made.causes] == ["injury", "lifestyle"]
    assert made.causes[0].concepts[0].vocabulary == "zoo.csv"
    assert made.tests[0].concept is not None
    assert made.tests[0].concept.code == "Z1"
    assert made.provenance.vocabularies == (zoo[0].label,)


def test_our_own_tables_go_first(zoo: tuple[Vocabulary, ...]) -> None:
    ours = Concept("ICD10CM", "E86.0", "dehydration")
    (kept,) = coded(record(cause("dehydration", 19, "other", ours)), zoo).causes
    assert kept.concepts == (ours,)  # a second code of one system would make two things of it
    assert kept.category == "other"  # the lexicon knows it
    (sure,) = coded(record(cause("blorting", 0, "genetic")), zoo).causes
    assert sure.category == "genetic"


def test_without_vocabularies_nothing_changes() -> None:
    plain = record(cause("blorting", 0, "other"))
    assert coded(plain, ()) is plain


def test_what_no_vocabulary_knows_stays(zoo: tuple[Vocabulary, ...]) -> None:
    plain = record(cause("potassium", 32, "other"), subject="tail")
    made = coded(replace(plain, causes=(replace(plain.causes[0], name="tail"),)), zoo)
    assert made.topic == plain.topic


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("A41.9", "infection"),
        ("D50.9", None),  # blood: no sort of ours
        ("F10.20", "medication_substance"),
        ("F32.A", "psychological"),
        ("I63.9", "neurological"),
        ("N18.9", "endocrine_metabolic"),
        ("K02.9", None),  # teeth
        ("T78.40XA", "immune"),
        ("T67.0", "environmental"),
    ],
)
def test_chapters(code: str, category: str | None) -> None:
    assert chapter_category(code) == category

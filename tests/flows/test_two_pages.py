"""`curette explain A B`: of stored pages and of files, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import USAGE_ERROR, app
from flows.curate import curate

GOUT = """Gout

Gout comes when crystals of uric acid gather in a joint, most often in the big toe.

Drink plenty of water, and eat less offal and fewer anchovies while the attack lasts.

See a doctor when the joint is hot and you have a fever, since it may be infected.
"""
CORNS = """Corns

A corn is hard skin on a toe that a tight shoe has rubbed for weeks.

Wear wider shoes, and soften the skin with a pumice stone after a bath.
"""


def explained(*given: str) -> tuple[int, str]:
    made = CliRunner().invoke(app, ["explain", *given])
    return made.exit_code, made.output


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    copy = GOUT.replace("anchovies", "sardines") + "\nRest the foot on a pillow at night.\n"
    for name, text in {"gout": GOUT, "copy": copy, "corns": CORNS}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    curate([str(folder)], folder.parent / f"{folder.name}-data")
    return folder.parent / f"{folder.name}-data"


def test_stored_pages_say_which_cluster_ties_them(data: Path) -> None:
    code, said = explained("gout", "copy", "--data", str(data))
    assert code == 0
    assert "Near-duplicates" in said
    assert "Both are among the 2 pages of c-" in said
    assert "anchovies → sardines" in said
    code, said = explained("gout", "corns", "--data", str(data))
    assert code == 0
    assert "They stand in different clusters." in said


def test_json(data: Path) -> None:
    code, said = explained("copy", "gout", "--data", str(data), "--json")
    assert code == 0
    found = json.loads(said)
    assert (found["verdict"], found["corpus"]) == ("copies", True)
    assert found["together"]["members"] == 2
    assert found["a"]["cluster"] == found["together"]["id"]


def test_file_whose_text_is_another_has_no_cluster(data: Path, tmp_path: Path) -> None:
    page = tmp_path / "gout.txt"  # the id of a stored page, and a text of its own
    page.write_text(CORNS, encoding="utf-8")
    code, said = explained(str(page), "corns", "--data", str(data), "--json")
    assert code == 0
    found = json.loads(said)
    assert found["verdict"] == "same words"
    assert found["a"]["cluster"] is None
    assert found["b"]["cluster"]


def test_files_without_a_store(tmp_path: Path) -> None:
    for name, text in (("one", GOUT), ("two", CORNS)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    data = tmp_path / "data"
    code, said = explained(
        str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), "--data", str(data), "--json"
    )
    assert code == 0
    assert json.loads(said)["corpus"] is False
    assert not data.exists()  # looking leaves nothing behind


def test_files_of_one_name_in_two_folders(tmp_path: Path) -> None:
    for folder, text in (("a", GOUT), ("b", CORNS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "foot.txt").write_text(text, encoding="utf-8")
    given = [str(tmp_path / folder / "foot.txt") for folder in "ab"]
    code, said = explained(*given, "--data", str(tmp_path / "data"), "--json")
    assert code == 0, said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["gout", "gout"], "are one page"),
        (["gout", "nobody"], "nobody"),
        (["gout", "--json"], "--json is for two pages"),
    ],
)
def test_wrong_use_is_told(data: Path, given: list[str], said: str) -> None:
    code, output = explained(*given, "--data", str(data))
    assert code == USAGE_ERROR
    assert said in output

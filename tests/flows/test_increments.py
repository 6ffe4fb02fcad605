"""Days that follow each other in one data folder: clusters keep names, and events are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from curette.model import CuretteError
from flows.curate import curate

pytestmark = pytest.mark.usefixtures("prefect_server")

KNEE = """Swollen knee

A knee swells when fluid gathers around the joint, often after a fall or a long walk downhill.

Rest the leg on a cushion for a day or two, and cool the knee with a wrapped ice pack.

See a doctor when the swelling does not go down within a week, or when you have a fever.
"""
EAR = """Ringing in the ears

Loud music, ear wax and some medicines can bring on a ringing noise that only you can hear.

Soft background sounds, such as a fan in the bedroom, help many people to fall asleep.

Ask for a hearing test when the noise stays in one ear, or comes with dizzy spells.
"""


def day(folder: Path, pages: dict[str, str], data: Path) -> str:
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(curate([str(folder)], data)["run"])


def rows(data: Path, run: str, name: str) -> list[dict[str, Any]]:
    with (data / "clean" / run / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_a_copy_joins_the_page_of_an_earlier_day(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = day(tmp_path / "monday", {"knee.txt": KNEE, "ear.txt": EAR}, data)
    [knee] = [c for c in rows(data, first, "clusters.jsonl") if c["keeper"] == "knee"]
    assert rows(data, first, "events.jsonl") == []
    second = day(tmp_path / "tuesday", {"again.txt": KNEE + "\nDrink water.\n"}, data)
    [page] = rows(data, second, "documents.jsonl")
    assert page["cluster"]["id"] == knee["id"]
    [cluster] = rows(data, second, "clusters.jsonl")
    assert sorted(member["id"] for member in cluster["members"]) == ["again", "knee"]
    assert rows(data, second, "events.jsonl") == []


def test_a_page_that_moves_is_told_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    day(tmp_path / "one", {"knee.txt": KNEE, "ear.txt": EAR, "page.txt": KNEE}, data)
    moved = day(tmp_path / "two", {"page.txt": EAR}, data)
    [event] = rows(data, moved, "events.jsonl")
    assert (event["kind"], event["page"]) == ("moved", "page")
    assert rows(data, moved, "documents.jsonl")[0]["cluster"]["id"] == event["cluster"]
    again = day(tmp_path / "three", {"page.txt": EAR}, data)
    assert rows(data, again, "events.jsonl") == []


def test_a_damaged_store_is_named_and_mended_by_the_next_run(tmp_path: Path) -> None:
    data = tmp_path / "data"
    day(tmp_path / "one", {"knee.txt": KNEE, "ear.txt": EAR}, data)
    manifest = data / "dedup" / "store" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8")[:-20], encoding="utf-8")
    with pytest.raises(CuretteError, match=r"manifest\.json: is not as it was written"):
        day(tmp_path / "two", {"again.txt": KNEE}, data)
    third = day(tmp_path / "three", {"again.txt": KNEE}, data)
    [cluster] = rows(data, third, "clusters.jsonl")
    assert [member["id"] for member in cluster["members"]] == ["again", "knee"]

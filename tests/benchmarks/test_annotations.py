"""Annotations are kept without their texts, and given back whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from benchmarks.annotations.__main__ import Json, Text, first_readings, gold_of, pack

TEXT = "Rest helps. Cramp is caused by thirst or thirst for salt. See a doctor if it stays."
TEXTS = {"a": Text("answer", "https://one.example/a", "tune", TEXT)}
ROW: Json = {
    "id": "a",
    "topic": "cramp",
    "causes": [
        {"quote": "thirst", "nth": 2, "name": "thirst for salt", "certainty": "asserted"},
    ],
    "advice": [{"quote": "See a doctor if it stays.", "kind": "see_doctor", "urgency": "routine"}],
    "traps": [{"quote": "Rest helps.", "kind": "cause", "why": "a claim"}],
}


def packed(tmp_path: Path, row: Json) -> Json:
    """Return a row as it is kept, written and read again."""
    file = tmp_path / "quotes.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (kept,) = pack([file], TEXTS, "1")
    again: Json = json.loads(json.dumps(kept))
    return again


def test_what_is_kept_holds_no_quotation(tmp_path: Path) -> None:
    kept = json.dumps(packed(tmp_path, ROW))
    assert "See a doctor" not in kept
    assert "a claim" not in kept
    assert hashlib.sha256(TEXT.encode()).hexdigest() in kept


def test_gold_has_the_quotations_again(tmp_path: Path) -> None:
    gold = gold_of(packed(tmp_path, ROW), TEXTS["a"])
    (cause,) = gold["causes"]
    assert (cause["quote"], cause["start"]) == ("thirst", TEXT.index("thirst for"))
    assert gold["advice"][0]["quote"] == "See a doctor if it stays."
    assert gold["traps"][0]["kind"] == "causes"


def test_a_quotation_that_is_not_there_is_refused(tmp_path: Path) -> None:
    wrong = {**ROW, "causes": [{"quote": "hunger", "name": "hunger"}]}
    with pytest.raises(ValueError, match="'hunger' is not in the text"):
        packed(tmp_path, wrong)


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    changed = TEXTS["a"]._replace(text=TEXT + " ")
    with pytest.raises(ValueError, match="not the one that was annotated"):
        gold_of(packed(tmp_path, ROW), changed)


def test_annotations_are_many_and_lie_inside_their_texts() -> None:
    rows = first_readings()
    assert len(rows) >= 320
    for row in rows:
        spans = [item for kind in ("causes", "advice", "tests") for item in row[kind]]
        assert all(0 <= item["start"] < item["end"] for item in spans)
        assert not any("quote" in item for item in spans)

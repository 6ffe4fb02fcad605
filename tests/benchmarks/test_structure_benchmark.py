from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import structure

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
Why do my legs cramp?

Common causes

- Dehydration
- Low potassium

A cramp may also be due to statins, and the doctor may order a blood test to find out.

What can I do?

Drink a glass of water before bed, and stretch the calf with a slow pull for half a minute.
"""


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["structure", *map(str, arguments)])
    structure.main()


def test_quotations_lead_into_the_text_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "gold.json"
    rows = [{"doc_id": "a", "url": None, "text": TEXT}, {"doc_id": "b", "url": None, "text": ""}]
    gold.write_text(json.dumps({"documents": rows}), encoding="utf-8")
    run(monkeypatch, "--data", gold, "--out", tmp_path / "out.json")
    answers = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    assert [answer["doc_id"] for answer in answers] == ["a", "b"]
    kinds = ("causes", "advice", "red_flags", "tests")
    items = [item for kind in kinds for item in answers[0][kind]]
    assert all(TEXT[item["start"] : item["end"]] == item["quote"] for item in items)
    names = {cause["quote"] for cause in answers[0]["causes"]}
    assert names >= {"Dehydration", "Low potassium", "statins"}
    assert all(answers[1][kind] == [] for kind in kinds)


def test_pages_are_read_from_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split("\n") if line)
    page = f"<html><body><main><h1>Leg cramps</h1>{paragraphs}</main></body></html>"
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "p.html.gz").write_bytes(gzip.compress(page.encode()))
    run(monkeypatch, "--html", tmp_path, "--out", tmp_path / "out.json")
    (answer,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    assert answer["doc_id"] == "p"
    quotes = [item["quote"] for item in (*answer["causes"], *answer["advice"])]
    assert quotes
    assert all(quote in answer["text"] for quote in quotes)


def test_aspects_are_read_from_the_answer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tmp_path / "rows.jsonl"
    answer = "Treatment may include surgery, medicines and physical therapy."
    rows.write_text(json.dumps({"id": "1", "answer": answer}) + "\n", encoding="utf-8")
    run(monkeypatch, "--aspects", rows, "--out", tmp_path / "out.jsonl")
    line = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert json.loads(line) == {"id": "1", "aspect": "treatment"}


def test_a_folder_without_pages_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"no <id>\.html\.gz"):
        run(monkeypatch, "--html", tmp_path, "--out", tmp_path / "out.json")

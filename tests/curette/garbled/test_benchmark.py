"""The benchmark reads texts and offsets alone."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.garbled import predict

TEXT = (
    "Your doctor may test your blood pressure every day. If the pain in your chest gets worse, "
    "call for help. People with heart disease should eat less salt and walk more."
)


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_verdict_is_written_for_each_document_and_sentence(tmp_path: Path) -> None:
    spans = [(0, 51), (52, 105), (106, len(TEXT))]
    (tmp_path / "documents.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}) + "\n")
    (tmp_path / "sentences.jsonl").write_text(
        "".join(
            json.dumps({"id": f"a{k}", "doc": "a", "start": start, "end": end}) + "\n"
            for k, (start, end) in enumerate(spans)
        )
    )
    predict(tmp_path, tmp_path / "out")
    documents = _rows(tmp_path / "out" / "documents.jsonl")
    sentences = _rows(tmp_path / "out" / "sentences.jsonl")
    assert [row["label"] for row in documents] == ["clean"]
    assert [(row["id"], row["garbled"]) for row in sentences] == [
        ("a0", False),
        ("a1", False),
        ("a2", False),
    ]

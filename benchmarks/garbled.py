"""Run the detector of spinner text over a folder of labelled pages.

    python -m benchmarks.garbled --data DIR --out DIR2

DIR holds documents.jsonl (`id`, `text`) and sentences.jsonl (`id`, `doc`, `start`, `end`); labels
in them are not read. DIR2 receives documents.jsonl and sentences.jsonl with the verdicts. Where
DIR has a score.py, its score is printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curette.garbled import Assessment, Verdict, assess
from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Judge every page and print the score, where there is one to print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled pages")
    parser.add_argument("--out", type=Path, required=True, help="folder for the verdicts")
    options = parser.parse_args()
    predict(options.data, options.out)
    scorer = options.data / "score.py"
    if scorer.exists():
        command = [sys.executable, str(scorer), str(options.out), "--data", str(options.data)]
        subprocess.run(command, check=True)


def predict(data: Path, out: Path) -> None:
    """Write the verdict on each document and each of its sentences."""
    spans: dict[str, list[tuple[str, Span]]] = {}
    for row in _rows(data / "sentences.jsonl"):
        spans.setdefault(row["doc"], []).append((row["id"], Span(row["start"], row["end"])))
    out.mkdir(parents=True, exist_ok=True)
    with (
        (out / "documents.jsonl").open("w", encoding="utf-8") as documents,
        (out / "sentences.jsonl").open("w", encoding="utf-8") as sentences,
    ):
        for row in _rows(data / "documents.jsonl"):
            named = sorted(spans.get(row["id"], ()), key=lambda pair: pair[1])
            found = assess(row["text"], [span for _, span in named], "en")
            documents.write(_line(_document(row["id"], found)))
            for (name, _), verdict in zip(named, found.sentences, strict=False):
                sentences.write(_line(_sentence(name, verdict)))


def _document(name: str, found: Assessment) -> dict[str, object]:
    return {"id": name, "label": "spun" if found.spun else "clean", "score": found.score}


def _sentence(name: str, verdict: Verdict) -> dict[str, object]:
    spans: list[dict[str, object]] = []
    for suspect in verdict.suspects:
        span: dict[str, object] = {
            "start": suspect.start - verdict.start,
            "end": suspect.end - verdict.start,
        }
        if suspect.suggestion is not None:
            span["suggestion"] = suspect.suggestion
        spans.append(span)
    return {"id": name, "garbled": verdict.garbled, "score": verdict.score, "spans": spans}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()

"""A floor under extraction: a change that lowers it says so in docs/extraction.md, and why."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from benchmarks.train_blocks import f1
from cleaners import off_article
from curette.extract import extract
from curette.model import RawPage

if TYPE_CHECKING:
    from pathlib import Path

# Every 36th article. The model has seen these pages: this guards against breakage, it measures
# nothing. Figures on unseen domains are in docs/extraction.md.
EVERY = 36
LEAST_F1 = 0.96


def test_articles_are_told_from_their_pages(shared: Path) -> None:
    data = shared / "benchmarks" / "extraction"
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["type"] == "article"][::EVERY]
    scores = []
    for row in rows:
        body = gzip.decompress((data / "html" / f"{row['id']}.html.gz").read_bytes())
        document = extract(RawPage(row["id"], body, f"{row['id']}.html", row["url"]))
        scores.append(f1(row["text"], document.strike(off_article.find(document)).clean_text))
    assert sum(scores) / len(scores) >= LEAST_F1

"""Measure what site templates would strike if honest health prose recurred on a site.

    python -m benchmarks.repeated_prose --data DIR     # DIR: with structure/ and extraction/ in it

The worst case: each paragraph of the gold pages and of the labelled answers is taken to stand, word
for word, on all articles of its site, once in their middle and once at their edge. Whatever goes
then is a page's own that only its not recurring would have saved. Texts are halved by a hash of
their name: rules were written looking at the half `seen`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners import site_template
from curette.model import Block, Document, Metadata
from curette.sites.template import Fact, Template
from curette.sites.traits import prints_of

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLD = ("seeds_gold.json", "dev_pages_gold.json", "articles_gold.json")
ITEMS = ("advice", "red_flags", "causes", "tests")
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--show", action="store_true", help="print what goes from `seen`")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for name, text, items in _texts(options.data):
        for edge in (False, True):
            key = f"{_half(name)}, {'edge' if edge else 'middle'}"
            found = counts.setdefault(key, Counter())
            struck = _struck(text, edge=edge)
            if options.show and _half(name) == "seen":
                for cut in struck.ledger:
                    print(edge, name, cut.rule, text[cut.start : cut.end][:200])
            found["answers: words" if not items else "gold: words"] += len(text.split())
            found["answers: words struck" if not items else "gold: words struck"] += sum(
                len(text[cut.start : cut.end].split()) for cut in struck.ledger
            )
            for kind, start, end in items:
                found[kind] += 1
                found[f"{kind} touched"] += not struck.stands(start, end)
    print(json.dumps({key: dict(sorted(found.items())) for key, found in counts.items()}, indent=1))


def _half(name: str) -> str:
    return "seen" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0 else "unseen"


def _texts(data: Path) -> Iterator[tuple[str, str, list[tuple[str, int, int]]]]:
    """Yield name, text and gold items; the labelled answers have no items."""
    truth = dict(_truths(data / "extraction" / "truth.jsonl"))
    for file in GOLD:
        gold: dict[str, Any] = json.loads((data / "structure" / file).read_text(encoding="utf-8"))
        for row in gold.get("documents") or gold["articles"]:
            name = str(row.get("doc_id") or row["id"])
            text = row.get("text") or truth[name]
            items = [
                (kind, item["start"], item["end"])
                for kind in ITEMS
                for item in row.get(kind, ())
                if item.get("start") is not None
            ]
            yield name, text, items
    with (data / "structure" / "aspect_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)["answer"]
            yield answer, answer, []


def _truths(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield str(row["id"]), row["text"]


def _struck(text: str, *, edge: bool) -> Document:
    blocks = tuple(Block(*found.span(), "paragraph") for found in _PARAGRAPH.finditer(text))
    document = Document("page", text, "page", blocks=blocks, meta=Metadata(language="en"))
    fact = Fact("wide", edge, struck=False, said="9 of 9 articles")
    words = {prints_of(text[block.start : block.end])[0]: fact for block in blocks}
    return document.strike(site_template.find(document, Template("site", words)))


if __name__ == "__main__":
    main()

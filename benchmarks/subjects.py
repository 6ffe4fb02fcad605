"""Tell how often a page's subject is what its answers were asked about.

    python -m benchmarks.subjects --data ASPECTS.jsonl [--half a|b] [--show]

The first answers to the questions on one `focus` are put together as a page, under a title that
asks, under one that names the focus, and under one that names nothing. The subject is right where
one of its names has the words of the focus. Halves are by hash of source and focus.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from curette.model import Document, Metadata
from curette.structure.subject import stems, subject

MOST_ANSWERS = 3
TITLES = {
    "a question": "{question}",
    "the name": "{focus}: symptoms and causes",
    "nothing": "What you should know",
}


class Page(NamedTuple):
    """Answers on one thing, and the first question."""

    focus: str
    question: str
    text: str


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("a", "b"))
    parser.add_argument("--show", action="store_true", help="list the wrong ones")
    options = parser.parse_args()
    found = pages(options.data, options.half)
    for kind, title in TITLES.items():
        wrong = [
            (page.focus, name)
            for page in found
            if (name := named_wrongly(page, title.format(**page._asdict()))) is not None
        ]
        share = 1 - len(wrong) / max(1, len(found))
        print(f"title says {kind}: {share:.3f} of {len(found)}")
        for focus, name in wrong if options.show else ():
            print(f"  {focus}: {name}")


def pages(path: Path, half: str | None) -> list[Page]:
    """Return the pages of one half, or of both, in the order of their names."""
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows[row["source"], row["focus"]].append(row)
    return [
        Page(key[1], found[0]["question"], "\n\n".join(r["answer"] for r in found[:MOST_ANSWERS]))
        for key, found in sorted(rows.items())
        if half is None or half == half_of(key)
    ]


def half_of(key: tuple[str, str]) -> str:
    """Return the half that a source's focus belongs to."""
    return "ab"[hashlib.sha256("\n".join(key).encode()).digest()[0] % 2]


def named_wrongly(page: Page, title: str) -> str | None:
    """Return the name that a page is given where it is not that of its focus."""
    found = subject(Document("page", page.text, "page", meta=Metadata(title=title)))
    focus = set(stems(re.sub(r"\([^)]*\)", "", page.focus)))
    right = any(focus == set(stems(name)) for name in (found.name, *found.aliases))
    return None if right else found.name


if __name__ == "__main__":
    main()

"""Boilerplate left in plain text, and content lost, on pages turned to text without tags.

    python -m benchmarks.plain_text --data DIR [--half 1] [--model FILE.npz | --folds FOLDER]
        [--by-node] [--all] [--sure .9]

Pages and labels are those of `benchmarks.train_line_judge`; all cleaners run but the one that
looks for spun text. A figure counts only with `--half` and a `--model` grown on the other half, or
with `--folds`, where each page is judged by the judge that has not seen its domain.
As in `benchmarks.extraction`, a page keeps its own references here: cuts of citations are not
counted. "Struck" counts every character of lines that the truth holds; "lost" leaves out lines of
which another copy still stands on the page, such as a title or a paragraph said twice.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.train_line_judge import FOLDS, Page, part, read
from cleaners import CLEANERS, line_judge, plain_furniture, spinner
from curette.extract import plain
from curette.extract.language import language
from curette.model import NOT_BOILERPLATE, Document, Metadata
from curette.rules import plain as key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Struck for another reason than being off the page; the truth holds a page's list of references.
_THE_PAGES_OWN = NOT_BOILERPLATE | {"citations"}
_LONGEST_TITLE = 2 * plain.HEADING_CHARS


def main() -> None:
    """Run the command and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--model", type=Path, default=line_judge.MODEL)
    parser.add_argument("--folds", type=Path, help="folder with a judge for each fold of domains")
    parser.add_argument("--sure", type=float, default=plain_furniture.SURE)
    parser.add_argument("--by-node", action="store_true", help="a line a text node, not a block")
    parser.add_argument("--all", action="store_true", help="all types of pages, not articles alone")
    parser.add_argument("--rules", action="store_true", help="print what each rule strikes too")
    given = parser.parse_args()
    line_judge.MODEL = given.model
    plain_furniture.SURE = given.sure
    pages = [
        page
        for page in read(given.data, given.half, (given.by_node,))
        if given.all or page.type == "article"
    ]
    figures, rules = measure(pages, given.folds)
    print(json.dumps({"model": (given.folds or given.model).name, **figures}, indent=1))
    if given.rules:
        for name, counts in sorted(rules.items(), key=lambda row: -row[1][1]):
            print(f"{name}: {counts[0]} of furniture, {counts[1]} of content", file=sys.stderr)


def measure(
    pages: Sequence[Page], folds: Path | None = None
) -> tuple[dict[str, float], dict[str, Counter[int | None]]]:
    """Return the figures over all pages, by characters, and what each rule struck."""
    total: Counter[str] = Counter()
    rules: dict[str, Counter[int | None]] = {}
    for page in pages:
        if folds is not None:
            line_judge.MODEL = folds / f"{part(page.site, FOLDS)}.npz"
        document = cleaned(page)
        standing = Counter(_standing(page, document))
        counted = [cut for cut in document.ledger if cut.kind not in _THE_PAGES_OWN]
        at = 0
        for line, label in zip(page.lines, page.labels, strict=True):
            cut = 0
            for removal in counted:
                size = min(removal.end, at + len(line)) - max(removal.start, at)
                if size > 0:
                    cut += size
                    rules.setdefault(removal.rule, Counter())[label] += size
            at += len(line) + 1
            if label is not None:
                total[f"{label} chars"] += len(line)
                total[f"{label} struck"] += cut
                total[f"{label} lost"] += cut if not standing[key_of(line)] else 0
    return {
        "pages": len(pages),
        "furniture_left": round(1 - total["0 struck"] / total["0 chars"], 4),
        "content_struck": round(total["1 struck"] / total["1 chars"], 5),
        "content_lost": round(total["1 lost"] / total["1 chars"], 5),
    }, rules


def cleaned(page: Page) -> Document:
    """Return a page as it stands after the cleaners."""
    text = "\n".join(page.lines)
    blocks = plain.blocks(text)
    title = page.lines[0] if len(page.lines[0]) <= _LONGEST_TITLE else ""
    told = language(text[block.start : block.end] for block in blocks[:400])
    meta = Metadata(title=title, site=page.site, language=told, media="text")
    document = Document(page.id, text, page.id, meta=meta, blocks=blocks)
    for cleaner in CLEANERS:
        if cleaner is not spinner:
            document = document.strike(cleaner.find(document))
    return document


def _standing(page: Page, document: Document) -> list[str]:
    found, at = [], 0
    for line in page.lines:
        if sum(end - start for start, end in document.standing(at, at + len(line))) * 2 > len(line):
            found.append(key_of(line))
        at += len(line) + 1
    return found


if __name__ == "__main__":
    main()

"""Count snippets that a page's text must hold, and must not hold, for curette and trafilatura.

    python -m benchmarks.snippets --data DIR [--scores FILE.npz] [--show HALF]

Blocks are scored by judges that saw no page of the page's domain; FILE keeps those scores, since
growing the judges takes a quarter of an hour. Then every cleaner runs, as in `curette run`, but for
the spinner's. Both extractors are asked about the same snippets: those whose words stand in the
page's visible text. The domains are dealt into two halves by SHA-256: rules are tuned on half A.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import trafilatura

from benchmarks import block_pages, train_blocks
from cleaners import CLEANERS, spinner
from curette.extract import encoding
from curette.extract.judge import Verdict
from curette.extract.language import language
from curette.extract.page import laid_out
from curette.model import NOT_BOILERPLATE, Document, Metadata, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.block_pages import Example

    Scores = NDArray[np.float32]

# A page's list of references is struck for another reason than being off the page.
_THE_PAGES_OWN = NOT_BOILERPLATE | {"citations"}
_WORD = re.compile(r"\w+")


class Snippet(NamedTuple):
    """A snippet whose words a page shows, and who has it in the page's text."""

    page: str
    half: str
    group: str
    side: str
    text: str
    ours: bool
    theirs: bool


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scores", type=Path, help="held-out scores, kept from run to run")
    parser.add_argument("--show", choices=("A", "B"), help="print what is left and lost there")
    given = parser.parse_args()
    examples = [example for example in block_pages.read(given.data) if example.pieces]
    scores = held_out(examples, given.scores)
    snippets = list(asked(given.data, examples, scores))
    for line in report(snippets):
        print(line)
    for snippet in snippets:
        wrong = snippet.ours is (snippet.side == "must_not")
        if wrong and snippet.half == given.show:
            print(snippet.side, snippet.page, snippet.theirs, repr(snippet.text))


def held_out(examples: Sequence[Example], kept: Path | None) -> list[Scores]:
    """Return each page's scores by judges that saw no page of its domain."""
    if kept is not None and kept.is_file():
        with np.load(kept) as stored:
            scores = [stored[example.id] for example in examples if example.id in stored]
        pairs = zip(examples, scores, strict=False)
        if len(scores) == len(examples) and all(len(e.pieces) == len(s) for e, s in pairs):
            return scores
        raise SystemExit(f"{kept}: scores of other pages or blocks; delete it, and run again")
    cheap, full = train_blocks.Tables(examples).held_out()
    chosen, _ = train_blocks.cascade(examples, cheap, full)
    if kept is not None:
        named = {example.id: own for example, own in zip(examples, chosen, strict=True)}
        np.savez_compressed(kept, allow_pickle=False, **named)
    return chosen


def asked(data: Path, examples: Sequence[Example], scores: Sequence[Scores]) -> Iterator[Snippet]:
    """Yield every snippet that stands in a page's visible text, and who kept it."""
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    for example, own in zip(examples, scores, strict=True):
        row = rows[example.id]
        if "must" not in row:
            continue
        document = read(example, own)
        shown, ours = _plain(document.text), _plain(cleaned(document))
        theirs = _plain(by_trafilatura(data, example.id))
        for side in ("must", "must_not"):
            for text in row[side]:
                words = _plain(text)
                if words.strip() and words in shown:
                    yield Snippet(
                        example.id,
                        half(example.site),
                        "article" if example.group == "health" else example.group,
                        side,
                        text,
                        words in ours,
                        words in theirs,
                    )


def read(example: Example, scores: Scores) -> Document:
    """Return the document that extraction makes of a page with these scores."""
    verdict = Verdict(tuple(round(float(score), 3) for score in scores), None)
    text, blocks = laid_out(example.pieces, verdict)
    prose = [piece.text for piece in example.pieces if piece.link_share < 0.3]
    meta = Metadata(
        title=example.title,
        language=language(prose or [piece.text for piece in example.pieces]),
        media="html",
        structured_types=example.types,
    )
    return Document(example.id, text, example.id, meta=meta, blocks=blocks)


def cleaned(document: Document) -> str:
    """Return the text that stands after every cleaner but the spinner's."""
    for cleaner in CLEANERS:
        if cleaner is not spinner:
            document = document.strike(cleaner.find(document))
    return "".join(
        document.text[start:end] for start, end in document.kept(ignoring=_THE_PAGES_OWN)
    )


def by_trafilatura(data: Path, name: str) -> str:
    """Return what trafilatura keeps with its default settings, without comments."""
    body = gzip.decompress((data / "html" / f"{name}.html.gz").read_bytes())
    page = RawPage(name, body, f"{name}.html", None, "text/html")
    markup = encoding.decode(page, html=True).text
    return trafilatura.extract(markup, include_comments=False) or ""


def half(site: str) -> str:
    """Deal a domain into one of two halves."""
    return "AB"[int(hashlib.sha256(site.encode()).hexdigest(), 16) % 2]


def report(snippets: Sequence[Snippet]) -> Iterator[str]:
    """Yield a line a group of pages: how many snippets each extractor has, of how many."""
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for snippet in snippets:
        for key in (("all", "A"), ("all", "B"), ("all", "both"), (snippet.group, "both")):
            if key[1] in (snippet.half, "both"):
                groups[key][snippet.side] += 1
                groups[key][f"{snippet.side} ours"] += snippet.ours
                groups[key][f"{snippet.side} theirs"] += snippet.theirs
    for (group, side), counts in sorted(groups.items()):
        yield (
            f"{group:<14} half {side:<5}"
            f" must kept: ours {counts['must ours']}, trafilatura {counts['must theirs']}"
            f" of {counts['must']};"
            f" must_not left: ours {counts['must_not ours']},"
            f" trafilatura {counts['must_not theirs']} of {counts['must_not']}"
        )


def _plain(text: str) -> str:
    """Return the words of a text in small letters, a space on either side of each."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


if __name__ == "__main__":
    main()

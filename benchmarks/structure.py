"""Write what curette reads on benchmark pages, in the shape their scorers take, and score it.

    python -m benchmarks.structure --data GOLD.json --out FILE.json
    python -m benchmarks.structure --aspects GOLD.jsonl --out FILE.jsonl
    python -m benchmarks.structure --html DIR --out FILE.json

Of a gold file only `doc_id`, `url` and `text` are read, and of an aspect file only `id` and
`answer`. Pages go the way of `curette run`: extract, clean, read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners import clean
from curette.extract import extract
from curette.model import CuretteError, Document, RawPage
from curette.structure import read
from curette.structure.aspect_model import aspect_of

if TYPE_CHECKING:
    from curette.records import QA, Quote, Record

# Cuts that do not stand for boilerplate: spun text, a rejected page, and the space between cuts.
_NOT_BOILERPLATE = frozenset({"garbled", "rejected", "layout"})
_SUFFIXES = (".html.gz", ".html")

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Place:
    """Moves offsets of the raw text into the text that is published, or leaves them alone."""

    text: str
    rows: tuple[tuple[int, int, int], ...] | None = None

    def of(self, quote: Quote) -> tuple[int, int] | None:
        if self.rows is None:
            return quote.start, quote.end
        for clean_start, raw_start, length in self.rows:
            if raw_start <= quote.start and quote.end <= raw_start + length:
                start = quote.start - raw_start + clean_start
                return start, start + quote.end - quote.start
        return None


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="a gold file with the texts of its pages")
    source.add_argument("--aspects", type=Path, help="a JSONL file of answers to label")
    source.add_argument("--html", type=Path, help="a folder of <id>.html.gz")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    options = parser.parse_args()
    failed: list[str] = []
    if options.data:
        documents = _from_gold(options.data, failed)
        _write(options.out, {"documents": documents})
        _score(options.data.parent / "score.py", "pages", options.data, options.out)
    elif options.aspects:
        _write_aspects(options.aspects, options.out)
        _score(options.aspects.parent / "score.py", "aspects", options.aspects, options.out)
    else:
        documents = _from_html(options.html, failed)
        _write(options.out, {"documents": documents})
        _score(options.html / "score_articles.py", options.out)
    for line in failed:
        print(line, file=sys.stderr)
    if failed:
        print(f"{len(failed)} pages failed; each stands without items", file=sys.stderr)


def _from_gold(path: Path, failed: list[str]) -> list[Json]:
    rows = json.loads(path.read_text(encoding="utf-8"))["documents"]
    return [_answer(row["doc_id"], row.get("url"), row["text"], failed) for row in rows]


def _answer(name: str, url: str | None, text: str, failed: list[str]) -> Json:
    page = RawPage(
        name, text.encode(), f"{name}.txt", url=url, content_type="text/plain; charset=utf-8"
    )
    try:
        document = clean(extract(page))
        if document.text != text:
            failed.append(f"{name}: extraction changed the text; offsets would not lead into it")
            return {"doc_id": name, **_items(read(document), _relocated(document, text))}
        return {"doc_id": name, **_prediction(document, read(document))}
    except CuretteError as error:
        failed.append(str(error))
    except Exception as error:  # a fault of ours on one page: reported, and the run goes on
        failed.append(f"{name}: {type(error).__name__}: {error}")
    return {"doc_id": name, "causes": [], "advice": [], "red_flags": [], "tests": []}


def _relocated(document: Document, text: str) -> _Place:
    """Find the document's runs in the text that was given, line by line, where they differ."""
    rows = []
    at = raw = 0
    for line in document.text.splitlines(keepends=True):
        words = line.strip()
        here = text.find(words, at) if words else -1
        if here >= 0:
            rows.append((here, raw + line.index(words), len(words)))
            at = here + len(words)
        raw += len(line)
    return _Place(text, tuple(rows))


def _prediction(document: Document, record: Record) -> Json:
    removed = [[cut.start, cut.end] for cut in document.ledger if cut.kind not in _NOT_BOILERPLATE]
    answer: Json = {**_items(record, _Place(document.text)), "removed": removed}
    if record.qa is not None:
        answer["qa"] = _qa(record.qa)
    return answer


def _items(record: Record, place: _Place) -> Json:
    def quoted(quote: Quote, **fields: object) -> list[Json]:
        spot = place.of(quote)
        if spot is None or place.text[spot[0] : spot[1]] != quote.quote:
            return []
        return [{"quote": quote.quote, "start": spot[0], "end": spot[1], **fields}]

    return {
        "causes": [
            row
            for c in record.causes
            for row in quoted(
                c.span, name=c.name, category=c.category, certainty=c.certainty, effect=c.effect
            )
        ],
        "advice": [
            row for a in record.advice for row in quoted(a.span, kind=a.kind, urgency=a.urgency)
        ],
        "red_flags": [row for f in record.red_flags for row in quoted(f.span, urgency=f.urgency)],
        "tests": [row for t in record.tests for row in quoted(t.span, name=t.name)],
    }


def _qa(qa: QA) -> Json:
    asker = {
        "name": qa.asker.name,
        "age": qa.asker.age,
        "age_range": qa.asker.age_range,
        "sex": qa.asker.sex,
    }
    return {
        "asker": {key: value for key, value in asker.items() if value is not None},
        "question_title": qa.question_title,
        "ask_date": qa.ask_date,
        "question_span": [qa.question.start, qa.question.end] if qa.question else None,
        "answers": [
            {
                "author": answer.author,
                "specialty": answer.specialty,
                "date": answer.date,
                "kind": answer.kind,
                "span": [answer.span.start, answer.span.end],
            }
            for answer in qa.answers
        ],
        "related_count": len(qa.related) or None,
        "tags": list(qa.tags),
    }


def _from_html(folder: Path, failed: list[str]) -> list[Json]:
    pages = folder if any(_names(folder)) else folder / "html"
    found = sorted(_names(pages)) if pages.is_dir() else []
    if not found:
        raise SystemExit(f"{folder}: no <id>.html.gz in it or in its html/; give such a folder")
    return [_from_page(path, failed) for path in found]


def _names(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith(_SUFFIXES)]


def _from_page(path: Path, failed: list[str]) -> Json:
    name = path.name.removesuffix(".gz").removesuffix(".html")
    empty: Json = {"causes": [], "advice": [], "red_flags": [], "tests": []}
    try:
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        document = clean(extract(RawPage(name, body, path.name, content_type="text/html")))
        place = _Place(document.clean_text, document.offset_map())
        return {"doc_id": name, "text": place.text, **_items(read(document), place)}
    except CuretteError as error:
        failed.append(str(error))
    except Exception as error:  # a fault of ours on one page: reported, and the run goes on
        failed.append(f"{name}: {type(error).__name__}: {error}")
    return {"doc_id": name, "text": "", **empty}


def _write_aspects(path: Path, out: Path) -> None:
    with path.open(encoding="utf-8") as rows, out.open("w", encoding="utf-8") as lines:
        for line in rows:
            row = json.loads(line)
            label = aspect_of(row["answer"])
            lines.write(json.dumps({"id": row["id"], "aspect": label}) + "\n")


def _write(path: Path, answer: Json) -> None:
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _score(scorer: Path, *arguments: object) -> None:
    if scorer.is_file():
        command = [sys.executable, str(scorer), *map(str, arguments)]
        subprocess.run(command, check=False)


if __name__ == "__main__":
    main()

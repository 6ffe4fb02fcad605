"""Keep readers' annotations without the texts, and give them back as gold to score by.

    python -m benchmarks.annotations pack --data DIR --quotes FILE --reader NAME --out FILE2
    python -m benchmarks.annotations gold --data DIR [--part tune] [--kind answer] --out FILE
    python -m benchmarks.annotations agreement --data DIR

DIR is the folder of the benchmarks: texts lie in `extraction/truth.jsonl` (articles), in
`structure/aspect_dev.jsonl`, `dedup/docs.jsonl.gz` and `spun/documents.jsonl` (answers). What is
kept of a text is its id, the SHA-256 of its UTF-8 bytes, and spans with labels; `gold` raises
where a text has changed. A tenth of the texts was read twice, blind: `agreement` scores the second
reader against the first. The split goes by site: nothing is to be tuned on `report`. What was
reported on once and then opened has become `tune`; the answers of `spun/documents.jsonl`, of other
sites, took its place.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from curette.crawl.urls import site_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
KINDS = ("causes", "advice", "red_flags", "tests", "traps")
LABELS = {
    "causes": ("name", "effect", "effect_is_topic", "category", "certainty", "scope", "optional"),
    "advice": ("kind", "urgency", "optional"),
    "red_flags": ("optional",),
    "tests": ("optional",),
    "traps": ("kind",),
}
Json = dict[str, Any]


class Text(NamedTuple):
    """A text that was read: what it is, where it is from, and what part of the split it is in."""

    kind: str
    url: str
    part: str
    text: str


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("pack", "gold", "agreement"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--quotes", type=Path, nargs="+", help="JSONL of quotations, a text a line")
    parser.add_argument("--reader", help="whose annotations these are")
    parser.add_argument("--part", choices=("tune", "report"))
    parser.add_argument("--kind", choices=("article", "answer"))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    texts = dict(_texts(options.data))
    if options.what == "pack":
        _write_lines(options.out, pack(options.quotes, texts, options.reader))
    elif options.what == "gold":
        rows = [row for row in first_readings() if _wanted(row, texts, options.part, options.kind)]
        _write(options.out, (gold_of(row, texts[row["id"]]) for row in rows))
    else:
        _print_agreement(options.data, texts)


def pack(files: Iterable[Path], texts: dict[str, Text], reader: str) -> Iterator[Json]:
    """Yield what is kept of each text; a quotation that is not in it raises `ValueError`."""
    for file in files:
        for row in _rows(file):
            text = texts[row["id"]].text
            kept: Json = {"id": row["id"], "sha256": _sha256(text), "reader": reader}
            if row.get("topic"):
                kept["topic"] = row["topic"]
            for kind in KINDS:
                kept[kind] = [_packed(item, kind, text, row["id"]) for item in row.get(kind, ())]
            yield kept


def first_readings() -> list[Json]:
    """Return the annotations of each text by the reader it was given to first, by id."""
    found: dict[str, Json] = {}
    for file in sorted(HERE.glob("reader*.jsonl")):
        for row in _rows(file):
            found.setdefault(row["id"], row)
    return [found[name] for name in sorted(found)]


def gold_of(row: Json, text: Text) -> Json:
    """Return a text's annotations in the shape of the gold files, the quotations put back."""
    if _sha256(text.text) != row["sha256"]:
        raise ValueError(f"{row['id']}: the text is not the one that was annotated")
    gold: Json = {
        "doc_id": row["id"],
        "url": text.url,
        "topic": row.get("topic", ""),
        "page_type": text.kind,
        "text_sha256": row["sha256"],
        "text": text.text,
        "boilerplate": [],
        "sections": [],
        "must": [],
        "must_not": [],
    }
    for kind in KINDS:
        gold[kind] = [
            {"quote": text.text[item["start"] : item["end"]], "optional": False, **item}
            for item in row[kind]
        ]
    for trap in gold["traps"]:
        trap["kind"] = "causes" if trap["kind"] == "cause" else trap["kind"]
        trap["inside"] = []
    return gold


def _packed(item: Json, kind: str, text: str, name: str) -> Json:
    start = -1
    for _ in range(item.get("nth", 1)):
        start = text.find(item["quote"], start + 1)
        if start < 0:
            raise ValueError(f"{name}: {kind}: {item['quote']!r} is not in the text")
    labels = {key: item[key] for key in LABELS[kind] if item.get(key) not in (None, False, "")}
    return {"start": start, "end": start + len(item["quote"]), **labels}


def _texts(data: Path) -> Iterator[tuple[str, Text]]:
    for row in _rows(data / "extraction" / "truth.jsonl"):
        site = site_of(row["url"]) or row["url"]
        yield str(row["id"]), Text("article", row["url"], _part(site), row["text"])
    for row in _rows(data / "structure" / "aspect_dev.jsonl"):
        yield row["id"], Text("answer", row["url"], "tune", row["answer"])
    for row in _rows(data / "dedup" / "docs.jsonl.gz"):
        yield row["id"], Text("answer", row["url"], "tune", row["text"])
    for row in _rows(data / "spun" / "documents.jsonl"):
        yield row["id"], Text("answer", row["source"], "report", row["text"])


def _part(site: str) -> str:
    digest = hashlib.sha256(f"curette-annotations-1:{site}".encode()).digest()
    return "report" if digest[0] % 4 == 3 else "tune"


def _wanted(row: Json, texts: dict[str, Text], part: str | None, kind: str | None) -> bool:
    text = texts[row["id"]]
    return (part is None or text.part == part) and (kind is None or text.kind == kind)


def _print_agreement(data: Path, texts: dict[str, Text]) -> None:
    """Score each second reading against the first, with the scorer of the gold."""
    first = {row["id"]: row for row in first_readings()}
    second = [
        row
        for file in sorted(HERE.glob("second*.jsonl"))
        for row in _rows(file)
        if row["id"] in first
    ]
    with tempfile.TemporaryDirectory() as folder:
        gold, answer = Path(folder, "gold.json"), Path(folder, "answer.json")
        _write(gold, (gold_of(first[row["id"]], texts[row["id"]]) for row in second))
        _write(answer, (_required(gold_of(row, texts[row["id"]])) for row in second))
        print(f"{len(second)} texts read twice")
        scorer = str(data / "structure" / "score.py")
        command = [sys.executable, scorer, "pages", str(gold), str(answer)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = {key: value for key, value in json.loads(told).items() if "per_page" not in key}
    print(json.dumps(figures, indent=1))


def _required(row: Json) -> Json:
    kept = {kind: [item for item in row[kind] if not item["optional"]] for kind in KINDS}
    return {**row, **kept}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(path: Path) -> Iterator[Json]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _write(path: Path, rows: Iterable[Json]) -> None:
    path.write_text(json.dumps({"documents": list(rows)}, ensure_ascii=False), encoding="utf-8")


def _write_lines(path: Path, rows: Iterable[Json]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

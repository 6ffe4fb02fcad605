"""Score the topic that the seed pages make against its gold.

    python -m benchmarks.topics --pages DIR --gold GOLD.json [--show]

DIR holds the pages, named by the ids that the gold uses. A cause of the gold is found where a cause
of the topic has its name, or the words of one of its mentions. Its support is right where as many
independent sources stand behind it. `--show` lists what is missed and what is counted otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaners import clean
from curette.export import document_record
from curette.extract import extract
from curette.inputs import read_pages
from curette.model import Failure
from curette.records import Provenance
from curette.structure import read
from curette.structure.topics import merge
from curette.text import singular

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.records import TopicCause, TopicRecord

_IDLE = frozenset(
    ("a", "an", "the", "certain", "some", "other", "such", "as", "too", "much", "excess",
     "excessive", "of", "your")
)  # fmt: skip


class Score(NamedTuple):
    """How many causes of the gold are found, with the right support, and disputed wrongly."""

    gold: int
    found: int
    supported: int
    disputed_wrongly: int
    notes: tuple[str, ...]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    gold = json.loads(options.gold.read_text(encoding="utf-8"))
    made = topic_of(options.pages, gold["topic"])
    result = score(gold["causes"], made.causes)
    print(json.dumps({k: v for k, v in result._asdict().items() if k != "notes"}))
    for note in result.notes if options.show else ():
        print(note)


def topic_of(folder: Path, name: str) -> TopicRecord:
    """Return the topic `name` of the pages in a folder."""
    records = []
    for page in read_pages([folder]):
        if isinstance(page, Failure):
            raise SystemExit(f"{page.page}: {page.error}; {page.cure}")
        document = clean(extract(page))
        records.append(document_record(document, read(document), None, Provenance("", "")))
    return next(topic for topic in merge(records) if topic.topic == name)


def score(gold: Sequence[dict[str, Any]], causes: Iterable[TopicCause]) -> Score:
    """Compare the causes of a topic with those of the gold."""
    left = {cause.id: cause for cause in causes}
    found = supported = 0
    notes = []
    for row in gold:
        cause = _match(row, left.values())
        if cause is None:
            notes.append(f"missed: {row['name']} ({row['support']})")
            continue
        del left[cause.id]
        found += 1
        supported += cause.support == row["support"]
        if cause.support != row["support"]:
            notes.append(
                f"{row['name']}: support {cause.support}, gold {row['support']}: "
                f"{sorted(set(row['documents']) ^ set(cause.documents))}"
            )
        if cause.disagreement != row["disagreement"]:
            notes.append(f"{row['name']}: disagreement {cause.disagreement}")
    notes += [f"not in the gold: {cause.name} ({cause.support})" for cause in left.values()]
    wrongly = sum(note.endswith(("disagreement True", "disagreement False")) for note in notes)
    wrongly += sum(cause.disagreement for cause in left.values())
    return Score(len(gold), found, supported, wrongly, tuple(notes))


def _match(row: dict[str, Any], causes: Iterable[TopicCause]) -> TopicCause | None:
    """Return the cause with one of the gold's names, else the narrowest that is quoted alike."""
    quotes = {mention["quote"] for mention in row["mentions"]}
    short = {found for quote in quotes for found in re.findall(r"\(([A-Za-z]{2,8})\)", quote)}
    names = {_words(name) for name in (row["name"], *quotes, *short)}
    said = {(m["doc_id"], _words(m["quote"])) for m in row["mentions"]}
    listed = sorted(causes, key=lambda cause: _words(cause.name) != _words(row["name"]))
    by_name = [cause for cause in listed if _words(cause.name) in names]
    by_quote = [
        cause
        for cause in sorted(listed, key=lambda cause: len(cause.quotes))
        if any((quote.document, _words(quote.quote)) in said for quote in cause.quotes)
    ]
    return next(iter(by_name + by_quote), None)


def _words(phrase: str) -> str:
    bare = re.sub(r"\([^)]*\)", " ", phrase.lower().replace("’", "'"))
    return " ".join(singular(w) for w in re.findall(r"[a-z0-9']+", bare) if w not in _IDLE)


if __name__ == "__main__":
    main()

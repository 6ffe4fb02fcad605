"""Score what is read of forum threads against marks made in the HTML of the pages.

    python -m benchmarks.annotations.threads --data DIR [--part tune|report] [--show]

DIR is the folder of the benchmarks; pages lie in `extraction/html`. Marked are the title of the
thread, who asks, when, where the question begins, and of the first five answers the author, the
day and where they begin. A post by the one who asks is no answer. Names and words are kept as
SHA-256 of their letters and digits in lower case, never as they are. Where a page shows its own
time and declares another, either day is right; a salutation may belong to the post or not.

The split is by engine: rules are tuned on `tune` alone. An answer that is none and stands before
the last one marked counts as one field that is wrong.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners import clean
from curette.extract import extract
from curette.model import CuretteError, RawPage
from curette.structure import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import QA, Answer

Json = dict[str, Any]
MARKS = Path(__file__).with_name("threads.jsonl")
MOST = 5
_RESAMPLES = 2000


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--part", choices=("tune", "report"))
    parser.add_argument("--show", action="store_true", help="print the fields that are wrong")
    options = parser.parse_args()
    addresses = _addresses(options.data)
    pages: dict[str, list[list[tuple[str, bool]]]] = defaultdict(list)
    for line in MARKS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        part = part_of(row["engine"])
        if options.part in (None, part):
            found = _read(row, options.data, addresses[row["id"]])
            fields = list(compared(row, found))
            pages[part].append(fields)
            wrong = [name for name, right in fields if not right]
            if options.show:
                print(f"{row['id']} {row['engine']}: {len(fields) - len(wrong)}/{len(fields)}")
                print("  wrong:", ", ".join(wrong) or "none")
    for part, scored in sorted(pages.items()):
        _print(part, scored)


def part_of(engine: str) -> str:
    """Return the part of the split that an engine's pages are in."""
    digest = hashlib.sha256(f"curette-threads-1:{engine}".encode()).digest()
    return "report" if digest[0] % 2 else "tune"


def compared(row: Json, found: QA | None) -> Iterator[tuple[str, bool]]:
    """Yield each field of a page with whether it was read as marked."""
    yield "title", found is not None and _hashed(found.question_title) == row["title"]
    yield "asker", found is not None and _hashed(found.asker.name) == row["asker"]
    yield "date", found is not None and _is_day(found.ask_date, row["dates"])
    if row["question"]:
        asked = found.question.quote if found and found.question else ""
        yield "question", _begins(asked, row["question"])
    answers = found.answers if found else ()
    places = _aligned(row["answers"], answers)
    for number, (mark, place) in enumerate(zip(row["answers"], places, strict=True), 1):
        answer = answers[place] if place is not None else None
        yield f"{number}.author", answer is not None and _hashed(answer.author) == mark["author"]
        yield f"{number}.date", answer is not None and _is_day(answer.date, mark["dates"])
        yield f"{number}.start", answer is not None and _begins(answer.span.quote, mark["starts"])
    last = max((place for place in places if place is not None), default=-1)
    for place in range(last):
        if place not in places:
            yield f"extra at {place + 1}", False


def _aligned(marks: Sequence[Json], answers: Sequence[Answer]) -> list[int | None]:
    """Return the place of the answer read for each one marked: by its beginning, else by order."""
    places: list[int | None] = []
    at = 0
    for mark in marks:
        same = (
            n for n in range(at, len(answers)) if _begins(answers[n].span.quote, mark["starts"])
        )
        place = next(same, None)
        places.append(place)
        at = place + 1 if place is not None else at
    for number, place in enumerate(places):
        if place is None:
            before = places[number - 1] if number else -1
            after = next((p for p in places[number + 1 :] if p is not None), len(answers))
            free = None if before is None else before + 1
            places[number] = free if free is not None and free < after else None
    return places


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text.lower()))


def _hashed(text: str | None) -> str | None:
    return hashlib.sha256(_letters(text).encode()).hexdigest() if text else None


def _is_day(day: str | None, days: Sequence[str]) -> bool:
    return day in days if days else day is None


def _begins(quote: str, starts: Sequence[Json]) -> bool:
    letters = _letters(quote[:400])
    return any(_hashed(letters[: start["chars"]]) == start["sha256"] for start in starts)


def _addresses(data: Path) -> dict[str, str]:
    with (data / "extraction" / "truth.jsonl").open(encoding="utf-8") as lines:
        return {str(row["id"]): row["url"] for row in map(json.loads, lines)}


def _read(row: Json, data: Path, address: str) -> QA | None:
    body = gzip.decompress((data / "extraction" / "html" / f"{row['id']}.html.gz").read_bytes())
    if hashlib.sha256(body).hexdigest() != row["sha256"]:
        raise ValueError(f"{row['id']}: the page is not the one that was marked")
    page = RawPage(row["id"], body, address, url=address, content_type="text/html; charset=utf-8")
    try:
        return read(clean(extract(page))).qa
    except CuretteError as error:
        print(error)
        return None


def _print(part: str, pages: Sequence[Sequence[tuple[str, bool]]]) -> None:
    right = [sum(good for _, good in fields) for fields in pages]
    sizes = [len(fields) for fields in pages]
    chance = random.Random(1)
    shares = []
    for _ in range(_RESAMPLES):
        drawn = chance.choices(range(len(pages)), k=len(pages))
        shares.append(sum(right[n] for n in drawn) / sum(sizes[n] for n in drawn))
    shares.sort()
    low, high = shares[_RESAMPLES // 40], shares[-_RESAMPLES // 40]
    print(f"{part}: {len(pages)} pages, {sum(right)} of {sum(sizes)} fields right: "
          f"{sum(right) / sum(sizes):.3f} [{low:.3f}, {high:.3f}]")  # fmt: skip
    kinds: dict[str, list[bool]] = defaultdict(list)
    for name, good in (field for fields in pages for field in fields):
        kinds[re.sub(r"[\d.]+\s*", "answer ", name, count=1)].append(good)
    for name, goods in kinds.items():
        print(f"  {name}: {sum(goods)}/{len(goods)}")


if __name__ == "__main__":
    main()

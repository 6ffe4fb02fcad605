"""Measure site templates: furniture that one page cannot tell, and what must survive them.

    python -m benchmarks.sites [--text]         # made sites of 2 to 50 pages, four layouts
    python -m benchmarks.sites --data DIR       # domains of a benchmark folder with three pages

Made sites: of the text that the pages put on themselves, how much stands without and with the
template; of warnings, doses, definitions and advice that recur, how much survives; and of the
articles themselves. Half of the texts (`unseen`) were not looked at when the rules were written.
With `--text` each page is a file without tags or address, a line a block, in a folder of its site.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.made_sites import LAYOUTS, SETS, site
from benchmarks.train_line_judge import written
from cleaners import clean, clean_with_site
from curette.crawl.urls import site_of
from curette.extract import extract
from curette.model import NOT_BOILERPLATE, CuretteError, RawPage
from curette.sites.template import SAMPLE, Template, learn
from curette.sites.traits import pack, traits_of, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.made_sites import MadePage
    from curette.model import Document

SIZES = (2, 3, 5, 8, 15, 30, 50)
# Pages of a benchmark are measured with their own references, as `benchmarks.extraction` does.
_THE_PAGES_OWN = NOT_BOILERPLATE | {"citations"}


class Tally(NamedTuple):
    """Characters of one sort of text: all there is, and what stands without and with templates."""

    whole: int = 0
    alone: int = 0
    templated: int = 0

    def plus(self, other: Tally) -> Tally:
        """Return the sum of two tallies."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="a benchmark folder with html/ and truth.jsonl")
    parser.add_argument("--text", action="store_true", help="made sites saved as plain text")
    parser.add_argument("--show", action="store_true", help="print what was missed in `seen`")
    options = parser.parse_args()
    report = real(options.data) if options.data else made(show=options.show, text=options.text)
    print(json.dumps(report, indent=1))


def made(*, show: bool = False, text: bool = False) -> dict[str, object]:
    """Measure the made sites; return shares by set, by size, and by layout."""
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    seconds: defaultdict[str, float] = defaultdict(float)
    missed: Counter[str] = Counter()
    same = True
    for which in SETS:
        for number, layout in enumerate(LAYOUTS):
            for size in SIZES:
                pages = site(which, layout, number, size, copies=size == SIZES[2])
                raw = [_as_text(page.page) if text else page.page for page in pages]
                documents = _cleaned(raw, seconds)
                template = _template(documents, seconds)
                same &= template == _shuffled(documents, size)
                for page, document in zip(pages, documents, strict=True):
                    start = time.process_time()
                    after = clean_with_site(document, template)
                    seconds["strike"] += time.process_time() - start
                    for sort, tally in _measure(page, document, after):
                        for key in ((which, "all"), (which, f"{size} pages"), (which, layout)):
                            tallies[key][sort] = tallies[key][sort].plus(tally)
                    if show and which == "seen" and size >= 5:
                        missed.update(_left(page, after))
    for line, times in missed.most_common():
        print(times, line)
    return {
        "shares standing, alone and with the template": {
            " ".join(key): {
                sort: [round(t.alone / t.whole, 4), round(t.templated / t.whole, 4)]
                for sort, t in found.items()
            }
            for key, found in sorted(tallies.items())
        },
        "same template for any order of pages": same,
        "cost over extraction": _cost(seconds),
    }


def real(data: Path) -> dict[str, object]:
    """Measure F1 with and without templates on domains with three pages or more, by halves."""
    rows = defaultdict(list)
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows[site_of(row["url"] or "") or ""].append(row)
    rows.pop("", None)
    seconds: defaultdict[str, float] = defaultdict(float)
    halves: dict[str, list[tuple[float, float, int, int, int]]] = defaultdict(list)
    for domain, pages in sorted(rows.items()):
        if len(pages) < 3:
            continue
        half = "seen" if int(hashlib.sha256(domain.encode()).hexdigest(), 16) % 2 == 0 else "unseen"
        found = [(row, _page(data, row)) for row in pages]
        documents = _cleaned([page for _, page in found], seconds)
        texts = {row["id"]: row["text"] for row, _ in found}
        template = _template(documents, seconds)
        for document in documents:
            start = time.process_time()
            after = clean_with_site(document, template)
            seconds["strike"] += time.process_time() - start
            halves[half].append(_compare(texts[document.id], document, after))
    return {
        "halves of the domains": {
            half: {
                "pages": len(scores),
                "F1 alone": _mean(score[0] for score in scores),
                "F1 with the template": _mean(score[1] for score in scores),
                "pages changed": sum(1 for score in scores if score[2]),
                "words struck": sum(score[2] for score in scores),
                "of these in the truth": sum(score[3] for score in scores),
                "words of the truth": sum(score[4] for score in scores),
            }
            for half, scores in sorted(halves.items())
        },
        "cost over extraction": _cost(seconds),
    }


def _as_text(page: RawPage) -> RawPage:
    """Return a page as a person would save it who copies what is seen into a file."""
    lines = written(page.body.decode("utf-8"), by_node=False)
    folder = site_of(page.url or "") or ""
    name = f"{folder}/{page.id.replace('/', '-')}.txt"
    return RawPage(page.id, "\n".join(lines).encode(), name, None, "text/plain")


def _page(data: Path, row: dict[str, str]) -> RawPage:
    body = gzip.decompress((data / "html" / f"{row['id']}.html.gz").read_bytes())
    return RawPage(row["id"], body, f"{row['id']}.html", row["url"], "text/html")


def _cleaned(pages: Iterable[RawPage], seconds: defaultdict[str, float]) -> list[Document]:
    documents = []
    for page in pages:
        start = time.process_time()
        try:
            document = extract(page)
        except CuretteError:
            continue
        seconds["extract"] += time.process_time() - start
        documents.append(clean(document))
    return documents


def _template(documents: Sequence[Document], seconds: defaultdict[str, float]) -> Template:
    """Learn as a run does: traits are packed and unpacked on the way."""
    start = time.process_time()
    packed = [pack(traits_of(document)) for document in documents]
    seconds["remember"] += time.process_time() - start
    start = time.process_time()
    template = learn([unpack(traits) for traits in packed[:SAMPLE]])
    seconds["learn"] += time.process_time() - start
    return template


def _shuffled(documents: Sequence[Document], size: int) -> Template:
    order = list(documents)
    random.Random(size).shuffle(order)
    return learn([traits_of(document) for document in order][:SAMPLE])


def _measure(page: MadePage, alone: Document, after: Document) -> list[tuple[str, Tally]]:
    return [
        (sort, Tally(_size(texts), _standing(alone, texts), _standing(after, texts)))
        for sort, texts in (
            ("furniture", page.furniture), ("must survive", page.survivors),
            ("article", page.content),
        )
    ]  # fmt: skip


def _size(texts: Iterable[str]) -> int:
    return sum(map(len, texts))


def _standing(document: Document, texts: Iterable[str]) -> int:
    total, at = 0, 0
    for text in texts:
        at = document.text.find(text)
        if at >= 0:
            total += sum(end - start for start, end in document.standing(at, at + len(text)))
    return total


def _left(page: MadePage, after: Document) -> list[str]:
    left = [f"left  {text}" for text in page.furniture if _standing(after, [text])]
    texts = (*page.survivors, *page.content)
    lost = [f"LOST  {text}" for text in texts if _standing(after, [text]) < len(text)]
    return left + lost


def _compare(truth: str, alone: Document, after: Document) -> tuple[float, float, int, int, int]:
    before, now = (
        "".join(found.text[start:end] for start, end in found.kept(ignoring=_THE_PAGES_OWN))
        for found in (alone, after)
    )
    struck = Counter(before.split()) - Counter(now.split())
    known = Counter(truth.split())
    return (
        _f1(before, truth), _f1(now, truth), sum(struck.values()), sum((struck & known).values()),
        sum(known.values()),
    )  # fmt: skip


def _f1(text: str, truth: str) -> float:
    """Return F1 over runs of four words, as the benchmark's own score does."""
    found, known = _runs(text), _runs(truth)
    shared = sum((found & known).values())
    both = sum(found.values()) + sum(known.values())
    return 2 * shared / both if both else 1.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 4)


def _cost(seconds: defaultdict[str, float]) -> dict[str, float]:
    return {
        part: round(seconds[part] / seconds["extract"], 4)
        for part in ("remember", "learn", "strike")
    }


if __name__ == "__main__":
    main()

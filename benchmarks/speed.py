"""Speed of the pipeline and of extraction, as ratios to trafilatura on the same pages.

    python -m benchmarks.speed --data DIR [--pages N]

DIR holds `html/<id>.html.gz` (or the files themselves). Prints JSON. The three are timed page by
page in turn, in one process, so that whatever else the machine does slows them alike; figures are
of processor time. The pipeline is what `curette run` does with a page: extract, clean, structure,
then near-duplicates and the export's records over all of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import trafilatura

from cleaners import clean
from curette import __version__
from curette.dedup import cluster
from curette.export import document_record, to_json_line
from curette.extract import extract
from curette.model import Document, PageError, RawPage
from curette.records import Provenance, Record
from curette.structure import read
from curette.structure.topics import merge
from flows.dedup import entry_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

# The first pages pay for imports, tables and models; they are run and not counted.
WARM_UP = 5


def pages(folder: Path) -> Iterator[RawPage]:
    """Yield the pages of a benchmark folder, in order of their ids."""
    below = folder / "html" if (folder / "html").is_dir() else folder
    for path in sorted(below.glob("*.html.gz")):
        name = path.name.removesuffix(".html.gz")
        yield RawPage(name, gzip.decompress(path.read_bytes()), path.name, content_type="text/html")


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=None, help="take only the first N pages")
    given = parser.parse_args(argv)
    todo = list(pages(given.data))[: given.pages]
    if not todo:
        parser.error(f"{given.data}: no *.html.gz pages there")
    print(json.dumps(measure(todo), indent=1))
    return 0


def measure(todo: list[RawPage]) -> dict[str, object]:
    """Return the figures for a list of pages, each timed by all three in turn."""
    for page in todo[:WARM_UP]:
        _one(page, {})
    spent: dict[str, float] = {}
    done: list[tuple[Document, Record]] = []
    failed = 0
    for page in todo:
        made = _one(page, spent)
        if made is None:
            failed += 1
        else:
            done.append(made)
    _timed("rest", spent, lambda: _rest(done))
    ours = spent["extract"] + spent.get("clean", 0) + spent.get("read", 0) + spent["rest"]
    count = len(todo)
    return {
        "pages": count,
        "failed": failed,
        "pipeline_pages_per_second": round(count / ours, 2),
        "extraction_pages_per_second": round(count / spent["extract"], 2),
        "trafilatura_pages_per_second": round(count / spent["trafilatura"], 2),
        "pipeline_over_trafilatura": round(ours / spent["trafilatura"], 3),
        "extraction_over_trafilatura": round(spent["extract"] / spent["trafilatura"], 3),
        "milliseconds_a_page": {
            name: round(1000 * seconds / count, 2) for name, seconds in sorted(spent.items())
        },
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "python": sys.version.split()[0],
    }


def _one(page: RawPage, spent: dict[str, float]) -> tuple[Document, Record] | None:
    html = page.body.decode("utf-8", "replace")
    _timed("trafilatura", spent, lambda: trafilatura.extract(html, include_comments=False))
    try:
        document = _timed("extract", spent, lambda: extract(page))
    except PageError:
        return None
    cleaned = _timed("clean", spent, lambda: clean(document))
    return cleaned, _timed("read", spent, lambda: read(cleaned))


def _rest(done: list[tuple[Document, Record]]) -> None:
    documents = {document.id: document for document, _ in done}
    clusters = cluster(
        (entry_of(document, record) for document, record in done),
        lambda page: documents[page].prose,
    )
    found = {member.id: group for group in clusters for member in group.members}
    provenance = Provenance(__version__, "benchmark")
    records = [
        document_record(document, record, found.get(document.id), provenance)
        for document, record in done
        if document.rejected is None
    ]
    for record in records:
        to_json_line(record)
    for topic in merge(records):
        to_json_line(topic)


def _timed(name: str, spent: dict[str, float], work: Callable[[], T]) -> T:
    start = time.process_time()
    made = work()
    spent[name] = spent.get(name, 0.0) + time.process_time() - start
    return made


if __name__ == "__main__":
    sys.exit(main())

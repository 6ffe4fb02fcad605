"""Make any number of short pages and measure what clustering them costs.

    python -m benchmarks.make_pages --pages 10000 100000 [--folder DIR]

A fifth of the pages are edited copies of earlier ones; all carry some of a few lines of furniture.
They are written to DIR by one process and clustered by another, so that neither the time nor the
memory of making them counts; a DIR that is given is left, and a second call uses its pages. Prints
a line of JSON a size: CPU seconds of the whole job, milliseconds a page, those against the first
size, peak memory, clusters found and made.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from curette.dedup import Entry, cluster

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS_A_PAGE = 60
COPIES = 0.2
# As in a language: a word's chance falls with its rank, and there are more than anyone has met.
VOCABULARY = 60_000
_TEXTS, _SIZES, _MADE, _FOUND = "texts", "sizes.npy", "made", "found.json"
FURNITURE = [
    "we use cookies to make this site work for you",
    "sign up and get our letter once a week for free",
    "share this page with the people you know and trust",
    "all that you read here is no substitute for a visit to your doctor",
]


class Pages:
    """Made-up pages: the same number always gives the same text, and none is held."""

    def __init__(self, count: int) -> None:
        """Say how many there are."""
        self.count = count

    def original(self, number: int) -> int:
        """Return the number of the page that this one is a copy of, or its own."""
        chance = random.Random(number * 7919 + 1)
        if number < 10 or chance.random() >= COPIES:
            return number
        earlier = chance.randrange(number)
        while random.Random(earlier * 7919 + 1).random() < COPIES and earlier >= 10:
            earlier -= 1
        return earlier

    def text(self, number: int) -> str:
        """Return the text of one page."""
        source = self.original(number)
        words = self._words(source)
        chance = random.Random(number * 104729 + 3)
        if source != number:
            words = [
                f"w{chance.randrange(VOCABULARY)}" if chance.random() < 0.08 else word
                for word in words
            ]
        lines = [" ".join(words[:30]) + ".", " ".join(words[30:]) + "."]
        return "\n".join([*lines, *chance.sample(FURNITURE, 2)])

    def _words(self, number: int) -> list[str]:
        chance = random.Random(number * 15485863 + 2)
        return [f"w{int(VOCABULARY ** chance.random())}" for _ in range(WORDS_A_PAGE)]


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", required=True)
    parser.add_argument("--folder", type=Path, help="where made pages are kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        first = None
        for count in arguments.pages:
            folder = (arguments.folder or Path(other)) / f"pages-{count}"
            if not folder.exists():
                _apart(make, folder, count)
            _apart(measure, folder, count)
            row = json.loads((folder / _FOUND).read_text(encoding="utf-8"))
            first = first or row["ms_a_page"]
            print(json.dumps(row | {"against_first": round(row["ms_a_page"] / first, 2)}))


def _apart(work: Callable[[Path, int], None], folder: Path, count: int) -> None:
    """Do work in a process of its own, since peak memory never falls."""
    worker = multiprocessing.get_context("spawn").Process(target=work, args=(folder, count))
    worker.start()
    worker.join()
    if worker.exitcode:
        raise SystemExit(f"{count} pages: the run ended with code {worker.exitcode}")


def make(folder: Path, count: int) -> None:
    """Write `count` pages, the size of each, and how many clusters they are."""
    pages = Pages(count)
    folder.mkdir(parents=True)
    sizes = np.empty(count, dtype=np.int64)
    with (folder / _TEXTS).open("wb") as out:
        for number in range(count):
            sizes[number] = out.write(pages.text(number).encode())
    np.save(folder / _SIZES, sizes)
    made = sum(pages.original(number) == number for number in range(count))
    (folder / _MADE).write_text(str(made), encoding="utf-8")


def measure(folder: Path, count: int) -> None:
    """Cluster the pages of a folder and write down what it cost."""
    sizes = iter(np.load(folder / _SIZES).tolist())
    entries = (Entry(f"{number:09}", words=WORDS_A_PAGE) for number in range(count))
    began = time.process_time()
    with (folder / _TEXTS).open("rb") as texts:
        # Pages are asked for in the order of their ids.
        clusters = cluster(entries, lambda _: texts.read(next(sizes)).decode())
    seconds = time.process_time() - began
    row = {
        "pages": count,
        "cpu_s": round(seconds, 1),
        "ms_a_page": round(1000 * seconds / count, 4),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "clusters": len(clusters),
        "clusters_made": int((folder / _MADE).read_text(encoding="utf-8")),
    }
    (folder / _FOUND).write_text(json.dumps(row), encoding="utf-8")


if __name__ == "__main__":
    main()

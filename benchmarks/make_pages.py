"""Make any number of short pages and measure what clustering them costs.

    python -m benchmarks.make_pages --pages 10000 100000

A fifth of the pages are edited copies of earlier ones; all carry some of a few lines of furniture.
Prints a line of JSON a size: CPU seconds, seconds a thousand pages, peak memory, clusters found and
made. Each size runs in a process of its own, since peak memory never falls.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import time

from curette.dedup import Entry, cluster

WORDS_A_PAGE = 60
COPIES = 0.2
# As in a language: a word's chance falls with its rank, and there are more than anyone has met.
VOCABULARY = 60_000
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", required=True)
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for count in arguments.pages:
        worker = context.Process(target=measure, args=(count,))
        worker.start()
        worker.join()
        if worker.exitcode:
            raise SystemExit(f"{count} pages: the run ended with code {worker.exitcode}")


def measure(count: int) -> None:
    """Cluster `count` pages and print what it cost, the making of the pages taken off."""
    pages = Pages(count)
    making = 0.0

    def text_of(name: str) -> str:
        nonlocal making
        began = time.process_time()
        text = pages.text(int(name))
        making += time.process_time() - began
        return text

    entries = (Entry(f"{number:09}", words=WORDS_A_PAGE) for number in range(count))
    began = time.process_time()
    clusters = cluster(entries, text_of)
    seconds = time.process_time() - began - making
    made = sum(pages.original(number) == number for number in range(count))
    print(
        json.dumps(
            {
                "pages": count,
                "cpu_s": round(seconds, 1),
                "cpu_s_per_1000": round(1000 * seconds / count, 3),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "clusters": len(clusters),
                "clusters_made": made,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()

"""Spin clean pages with the test spinners and report what is found, by style and length.

    python -m benchmarks.spinners.report --clean FILE.jsonl

FILE holds `{"text"}` a line. Besides recall, the report gives the share of the same clean
stretches that are called spun.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.spinners import light, round_trip, shuffled, slots, wrong_sense
from curette.garbled import assess
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.spinners.swap import Spun


class Spinner(Protocol):
    """A module that spins text."""

    NAME: str

    def spin(self, text: str, rate: float, seed: int) -> Spun:
        """Return the text with wordings of the spinner's table replaced."""


# The last two are for the report alone: nothing was tuned on them.
SPINNERS: tuple[Spinner, ...] = (wrong_sense, round_trip, light, slots, shuffled)
# How many words a stretch has, at least and at most.
LENGTHS = {"40-60 words": (40, 60), "paragraph": (90, 150), "page": (250, 700)}
RATES = (0.4, 0.8)
HALF = "half-clean page"


def main() -> None:
    """Print one row a spinner: the share found at each length."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--clean", type=Path, required=True, help="clean pages, one a line")
    parser.add_argument("--pages", type=int, default=60, help="how many pages to use")
    options = parser.parse_args()
    rows = options.clean.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows if row.strip()][: options.pages]
    columns = [*LENGTHS, HALF]
    print(f"{'':14}", *(f"{c:>16}" for c in columns))
    for name, found in report(texts).items():
        cells = (f"{sum(found[c])}/{len(found[c])}" for c in columns)
        print(f"{name:14}", *(f"{cell:>16}" for cell in cells))


def report(texts: Sequence[str]) -> dict[str, dict[str, list[bool]]]:
    """Return for each spinner and length whether each made page was found."""
    found: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for number, text in enumerate(texts):
        for length, stretch in stretches(text, number):
            found["clean"][length].append(_spun(stretch))
            for spinner in SPINNERS:
                made = spinner.spin(stretch, RATES[number % len(RATES)], number)
                if touched(made, stretch):
                    found[spinner.NAME][length].append(_spun(made.text))
            if length == "page":
                found["clean"][HALF].append(_spun(stretch))
                for spinner in SPINNERS:
                    spun, half = half_clean(spinner, stretch, number)
                    if touched(spun, stretch[: len(stretch) // 2]):
                        found[spinner.NAME][HALF].append(_spun(half))
    return found


def stretches(text: str, seed: int) -> Iterator[tuple[str, str]]:
    """Yield a stretch of whole sentences of each length that the text has."""
    spans = list(sentences(text))
    chance = random.Random(seed)
    for name, (least, most) in LENGTHS.items():
        for _ in range(20):
            first = chance.randrange(len(spans))
            end, words = first, 0
            while end < len(spans) and words < least:
                words += len(text[spans[end][0] : spans[end][1]].split())
                end += 1
            if least <= words <= most:
                yield name, text[spans[first][0] : spans[end - 1][1]]
                break


def half_clean(spinner: Spinner, text: str, seed: int) -> tuple[Spun, str]:
    """Spin the first half of a page, sentence by sentence, and leave the second as it is."""
    spans = list(sentences(text))
    middle = spans[len(spans) // 2][0]
    spun = spinner.spin(text[:middle], RATES[seed % len(RATES)], seed)
    return spun, spun.text + text[middle:]


def touched(spun: Spun, text: str) -> bool:
    """Tell whether enough was changed to call the text spun: two words, and one in fifty."""
    words = len(re.findall(r"\w+", text))
    return len(spun.changes) >= max(2, words // 50)


def _spun(text: str) -> bool:
    return assess(text, list(sentences(text)), "en").spun


if __name__ == "__main__":
    main()

"""Compare extraction with committed figures, a page at a time.

    python -m benchmarks.baselines --data DIR [--write]

`baselines.toml` holds the ids of a few pages of each type and the F1 that was reached on them by
the whole path: extraction, then every cleaner. The shipped judge has seen these pages, so the
figures guard against falling back and measure nothing else. `--write` commits to the figures of
today: do so when they rose, or when a fall is wanted and explained.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.block_pages import f1
from benchmarks.extraction import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FIGURES = Path(__file__).with_name("baselines.toml")
# A group may lose so much of mean F1: less is one short line of one page.
SLACK = 0.001
# How many pages of each group are tried: together about six seconds.
PAGES = {"article": 14, "health": 8}
OTHER_PAGES = 4

Figures = dict[str, dict[str, float]]


class Fall(NamedTuple):
    """A group of pages on which extraction does worse than it did."""

    group: str
    before: float
    now: float
    pages: tuple[str, ...]
    """The pages that fell, the worst fall first."""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with html/ and truth.jsonl"
    )
    parser.add_argument("--write", action="store_true", help="commit to today's figures")
    given = parser.parse_args()
    if given.write:
        FIGURES.write_text(_toml(measure(given.data, _sample(given.data))), encoding="utf-8")
        return 0
    committed = read()
    found = falls(committed, measure(given.data, committed))
    for fall in found:
        print(describe(fall))
    return 1 if found else 0


def read(path: Path = FIGURES) -> Figures:
    """Return the committed figures: by group, F1 by page."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def measure(data: Path, wanted: Mapping[str, Mapping[str, float] | list[str]]) -> Figures:
    """Return the figures of today for the pages of each group."""
    rows = {row["id"]: row for row in _rows(data)}

    def today(page: str) -> float:
        path = data / "html" / f"{page}.html.gz"
        return round(f1(rows[page]["text"], clean_text(page, path, rows[page]["url"])), 4)

    return {group: {page: today(page) for page in pages} for group, pages in wanted.items()}


def falls(before: Figures, now: Figures) -> list[Fall]:
    """Return the groups whose mean is lower than it was.

    >>> falls({"forum": {"a": 0.9, "b": 0.8}}, {"forum": {"a": 0.7, "b": 0.9}})
    [Fall(group='forum', before=0.85, now=0.8, pages=('a',))]
    """
    found = []
    for group, pages in before.items():
        was, is_now = _mean(pages), _mean(now[group])
        if is_now < was - SLACK:
            fell = [page for page in pages if now[group][page] < pages[page]]
            fell.sort(key=lambda page: now[group][page] - pages[page])
            found.append(Fall(group, round(was, 4), round(is_now, 4), tuple(fell)))
    return found


def describe(fall: Fall) -> str:
    """Say what fell, and what to do about it."""
    return (
        f"{fall.group}: F1 {fall.now:.4f}, committed {fall.before:.4f}; worst pages "
        f"{', '.join(fall.pages[:3])}. If the fall is wanted, say why in docs/extraction.md and "
        "run `python -m benchmarks.baselines --data DIR --write`"
    )


def _mean(pages: Mapping[str, float]) -> float:
    return sum(pages.values()) / len(pages)


def _rows(data: Path) -> list[dict[str, str]]:
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _sample(data: Path) -> dict[str, list[str]]:
    """Return pages of each group, spread evenly over the benchmark."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in _rows(data):
        health = row.get("health") and row["type"] == "article"
        groups["health" if health else row["type"]].append(row["id"])
    sample = {}
    for group, pages in sorted(groups.items()):
        count = PAGES.get(group, OTHER_PAGES)
        sample[group] = [pages[number * len(pages) // count] for number in range(count)]
    return sample


def _toml(figures: Figures) -> str:
    lines = ["# F1 a page by the whole path. Written by `python -m benchmarks.baselines --write`."]
    for group, pages in figures.items():
        lines += ["", f"[{group}]", *(f'"{page}" = {value:.4f}' for page, value in pages.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

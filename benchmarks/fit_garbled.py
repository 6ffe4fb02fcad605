"""Fit again what is usual of clean text, for a new model of spinner text.

    OMP_NUM_THREADS=1 python -m benchmarks.fit_garbled --data SHARED/benchmarks/spun [--model FILE]

Prints USUAL, STRAYS, NEEDED and NEEDED_SHORT of curette/garbled/suspicion.py, fitted on the clean
pages of half A (by source), whole and in stretches of 40 to 400 words, and how many of the clean
stretches of either half then stray further than needed, by length. The last two rest on few
stretches: take them as a place to begin.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from curette.garbled.model import SHIPPED, load
from curette.garbled.page import read_page
from curette.garbled.summary import word_counts
from curette.garbled.suspicion import Weighed, Words
from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.garbled.model import Model

Floats = npt.NDArray[np.float64]

# Stretches of a page: so many, of so many words.
STRETCHES = 6
SHORTEST, LONGEST = 40, 400
# One in so many clean stretches may stray further than needed.
ONE_IN = 200
LENGTHS = (40, 70, 110, 180, 300, 10_000)


def main() -> None:
    """Fit and print the constants and what follows from them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled pages")
    parser.add_argument("--model", type=Path, default=SHIPPED)
    options = parser.parse_args()
    halves = stretches(options.data, load(options.model))
    usual, strays = fit_usual(halves[0])
    needed, short = fit_needed(_strays(halves[0], usual, strays), _shortness(halves[0]))
    print(f"USUAL = {_shown(usual)}\nSTRAYS = {_shown(strays)}")
    print(f"NEEDED = {needed:.2f}\nNEEDED_SHORT = {short:.1f}")
    for low, high in itertools.pairwise(LENGTHS):
        shares = []
        for half in halves:
            there = (half.words >= low) & (half.words < high)
            above = _strays(half, usual, strays) > needed + short * _shortness(half)
            shares.append(f"{np.count_nonzero(above & there)} of {np.count_nonzero(there)}")
        print(f"{low}-{high} words, too far: half A {shares[0]}, half B {shares[1]}")


def stretches(data: Path, model: Model) -> tuple[Weighed, Weighed]:
    """Return what is said of the clean pages of either half, whole and in stretches."""
    spans: dict[str, list[Span]] = {}
    for row in _rows(data / "sentences.jsonl"):
        spans.setdefault(row["doc"], []).append(Span(row["start"], row["end"]))
    halves: tuple[list[Weighed], list[Weighed]] = ([], [])
    for row in _rows(data / "documents.jsonl"):
        if row["label"] != "clean":
            continue
        chance = random.Random(crc32(row["id"].encode()))
        page = read_page(row["text"], sorted(spans[row["id"]]), model)
        counted = word_counts(page.tokens, len(spans[row["id"]]))
        words = Words(page, counted)
        runs = {_run(words.edges, chance) for _ in range(STRETCHES)} | {(0, len(counted))}
        long = [(a, b) for a, b in sorted(runs) if words.edges[b] - words.edges[a] >= SHORTEST]
        if long:
            halves[crc32(row["source"].encode()) % 2].append(words.weigh(np.array(long)))
    one, other = (Weighed(*map(np.concatenate, zip(*half, strict=True))) for half in halves)
    return one, other


def _run(edges: npt.NDArray[np.int64], chance: random.Random) -> tuple[int, int]:
    """Return a run of whole sentences, of any length between the bounds."""
    first = chance.randrange(len(edges) - 1)
    length = SHORTEST * (LONGEST / SHORTEST) ** chance.random()
    last = int(np.searchsorted(edges, edges[first] + length))
    return first, min(last, len(edges) - 1)


def fit_usual(learnt: Weighed) -> tuple[Floats, Floats]:
    """Return how the verdict depends on the facts, and the logarithm of how far it strays."""
    facts, verdicts = learnt.facts.astype(np.float64), learnt.verdict.astype(np.float64)
    usual = np.linalg.lstsq(facts, verdicts, rcond=None)[0]
    far = np.log(np.abs(verdicts - facts @ usual) + 1e-3)
    strays = np.linalg.lstsq(facts, far, rcond=None)[0]
    # The mean logarithm of how far a normal variable strays is 0.635 below that of its deviation.
    strays[0] += 0.635
    return usual.astype(np.float64), strays.astype(np.float64)


def fit_needed(strays: Floats, shortness: Floats) -> tuple[float, float]:
    """Return the line that one in ONE_IN stretches is above, by the loss whose optimum it is."""
    best = (np.inf, 0.0, 0.0)
    for needed in np.arange(0.5, 4.01, 0.05):
        for short in np.arange(0, 30.1, 0.5):
            above = strays - needed - short * shortness
            loss = float(np.where(above > 0, above * (ONE_IN - 1), -above).mean())
            best = min(best, (loss, float(needed), float(short)))
    return best[1], best[2]


def _strays(there: Weighed, usual: Floats, strays: Floats) -> Floats:
    return np.asarray((there.verdict - there.facts @ usual) / np.exp(there.facts @ strays))


def _shortness(there: Weighed) -> Floats:
    return np.asarray(1 / np.sqrt(there.words))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _shown(values: Floats) -> str:
    return f"({', '.join(f'{value:.3f}' for value in values)})"


if __name__ == "__main__":
    main()

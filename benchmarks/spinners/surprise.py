"""A detector to compare with: the mean surprise of a text's words, as corpus filters use it.

    python -m benchmarks.spinners.report --detector benchmarks.spinners.surprise:assess

Counts come from those pages of the extraction benchmark that are no health pages, on every other
of which the threshold is set. It shares nothing with curette's detector.
"""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.spinners.carriers import lines_of
from benchmarks.spinners.measures import threshold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.model import Span

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
# Each step to a shorter run of words costs this factor, as in "stupid back-off" (Brants 2007).
BACK_OFF = 0.4
# A word of a suspicious text is in question when it is as rare in its place as this, in bits.
IN_QUESTION = 18.0
CALIBRATION_WORDS = 100
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A surprising word."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the surprise says of a sentence."""

    start: int
    garbled: bool
    suspects: tuple[Suspect, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the surprise says of a text."""

    spun: bool
    score: float
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Words, pairs and runs of three, and the surprise above which a text is called spun."""

    runs: tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]], Counter[tuple[str, ...]]]
    total: int
    spun_above: float


def assess(text: str, sentences: Sequence[Span], language: str) -> Verdict:
    """Judge a text by its mean surprise, and its sentences where that is high."""
    counts = _counts()
    per_sentence = [
        (start, [(m.start() + start, m.end() + start, m.group()) for m in _words(text[start:end])])
        for start, end in sentences
    ]
    bits = [_bits([word for *_, word in found], counts) for _, found in per_sentence]
    score = _mean(bit for row in bits for bit in row)
    spun = score > counts.spun_above
    verdicts = []
    for (start, found), row in zip(per_sentence, bits, strict=True):
        odd = tuple(
            Suspect(begin, end)
            for (begin, end, _), bit in zip(found, row, strict=True)
            if bit > IN_QUESTION
        )
        verdicts.append(Sentence(start, spun and bool(odd), odd))
    return Verdict(spun, score, tuple(verdicts))


@cache
def _counts() -> Counts:
    path = Path(os.environ.get("CURETTE_SHARED", SHARED)) / "benchmarks/extraction/truth.jsonl"
    runs: tuple[Counter[tuple[str, ...]], ...] = (Counter(), Counter(), Counter())
    kept: list[list[str]] = []
    for number, row in enumerate(lines_of(path)):
        words = [match.group().lower() for match in _words(row["text"])]
        if row["health"]:
            continue
        if number % 2:
            kept.append(words)
            continue
        for size, counter in enumerate(runs, 1):
            counter.update(zip(*(words[k:] for k in range(size)), strict=False))
    counts = Counts((runs[0], runs[1], runs[2]), runs[0].total(), math.inf)
    means = [
        _mean(_bits(words[at : at + CALIBRATION_WORDS], counts))
        for words in kept
        for at in range(0, len(words) - CALIBRATION_WORDS, 5 * CALIBRATION_WORDS)
    ]
    return Counts(counts.runs, counts.total, threshold(means))


def _bits(words: Sequence[str], counts: Counts) -> list[float]:
    """Return the surprise of each word after the two before it."""
    low = [word.lower() for word in words]
    ones, twos, threes = counts.runs
    out = []
    for k, word in enumerate(low):
        chance = BACK_OFF**2 * (ones[(word,)] or 0.5) / counts.total
        if k and (pair := twos[low[k - 1], word]):
            chance = BACK_OFF * pair / ones[(low[k - 1],)]
        if k > 1 and (triple := threes[low[k - 2], low[k - 1], word]):
            chance = triple / twos[low[k - 2], low[k - 1]]
        out.append(-math.log2(chance))
    return out


def _words(text: str) -> Iterable[re.Match[str]]:
    return _WORD.finditer(text)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0

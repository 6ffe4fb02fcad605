"""Learn the weights by which a passage is taken for causes, symptoms, treatment and so on.

    python -m benchmarks.train_aspects --data ASPECTS.jsonl [--sources] [--out FILE.npz]

A row of ASPECTS holds `source`, `qtype`, `question`, `answer` and `aspect`. `--sources` learns from
all sources but one, for each, and prints how the one left out is judged: by the answer alone, and
by the heading that a question makes where it makes one. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.structure.aspect_model import ASPECTS, Evidence, Weights, evidence, headed, judged
from curette.structure.lexicon import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# Answers that sum up a page under the name of treatment: they teach that all is treatment.
UNTRUE = frozenset(("considerations",))
# A word counts where so many answers of so many sources hold it: others name an illness or a house.
# With 20 and 3 unseen conditions of known sources lose .01, and sources left out gain nothing.
LEAST_SEEN, LEAST_SOURCES = 8, 2
# How much weights are held back: of common features, of cues, of words. With words held a third as
# much, unseen conditions of known sources gain .01, and the aspect that only the source left out
# has (outlook, of NINDS) loses .04.
HELD = (1e-4, 3e-2, 3e-3)
ROUNDS, RATE = 150, 0.05


class Row(NamedTuple):
    """An answer: what it shows, its aspect, where it is from, and its question's."""

    found: Evidence
    aspect: str
    source: str
    question: str
    true: bool


Guess = tuple[Row, str]
# An aspect of which a source has fewer answers tells nothing of the source.
FEWEST = 10


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sources", action="store_true", help="measure on sources left out")
    parser.add_argument("--out", type=Path, default=RULES / "aspects.npz")
    options = parser.parse_args()
    with options.data.open(encoding="utf-8") as lines:
        rows = [_row(json.loads(line)) for line in lines]
    if options.sources:
        print(json.dumps(measured(rows), indent=1))
        return
    weights = learn(rows)
    np.savez_compressed(
        options.out,
        common=weights.common,
        features=np.array(list(weights.rows)),
        values=weights.values.astype(np.float16),
    )
    print(f"{len(rows)} answers, {len(weights.rows)} cues and words")


def _row(row: dict[str, str]) -> Row:
    return Row(
        evidence(row["answer"]),
        row["aspect"],
        row["source"],
        row["question"],
        row["qtype"] not in UNTRUE,
    )


def learn(rows: Sequence[Row]) -> Weights:
    """Fit a multinomial model: common weights for all aspects, and each feature's own."""
    rows = [row for row in rows if row.true]
    names = _features(rows)
    at = {name: n for n, name in enumerate(names)}
    inputs = np.zeros((len(rows), len(names)), dtype=np.float32)
    for n, row in enumerate(rows):
        for name, value in row.found.seen.items():
            if name in at:
                inputs[n, at[name]] = value
    common = np.stack([row.found.common for row in rows])
    wanted = np.zeros((len(rows), len(ASPECTS)), dtype=np.float32)
    order: list[str] = [*ASPECTS]
    for n, row in enumerate(rows):
        wanted[n, order.index(row.aspect)] = 1
    return Weights(*_fitted(inputs, common, wanted, _shares(rows), names, at))


def _features(rows: Sequence[Row]) -> list[str]:
    seen: Counter[str] = Counter()
    sources: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in row.found.seen:
            seen[name] += 1
            sources[name].add(row.source)
    return sorted(
        name
        for name, count in seen.items()
        if ": " in name or (count >= LEAST_SEEN and len(sources[name]) >= LEAST_SOURCES)
    )


def _shares(rows: Sequence[Row]) -> Floats:
    """Return what each row counts: a source that asks one thing often is heard less for it."""
    cells = Counter((row.source, row.aspect) for row in rows)
    weights = np.array([[cells[row.source, row.aspect] ** -0.5] for row in rows], dtype=np.float32)
    return np.asarray(weights / weights.sum())


def _fitted(
    inputs: Floats, common: Floats, wanted: Floats, shares: Floats, names: list[str],
    at: dict[str, int],
) -> tuple[Floats, dict[str, int], Floats]:  # fmt: skip
    """Descend with moments of slope and square; a cue speaks for its own aspect alone."""
    own = np.array([": " in name for name in names])
    free = np.array(
        [[": " not in name or name.startswith(f"{one}: ") for one in ASPECTS] for name in names],
        dtype=np.float32,
    )
    held = np.where(own, HELD[1], HELD[2]).astype(np.float32)[:, None]
    values = np.zeros((len(names), len(ASPECTS)), dtype=np.float32)
    shared = np.zeros(common.shape[2], dtype=np.float32)
    moments = [np.zeros_like(part) for part in (values, shared, values, shared)]
    for step in range(1, ROUNDS + 1):
        scores = inputs @ values + common @ shared
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        off = (scores / scores.sum(axis=1, keepdims=True) - wanted) * shares
        slopes = [
            (inputs.T @ off + held * values) * free,
            np.einsum("na,nac->c", off, common) + HELD[0] * shared,
        ]
        for n, slope in enumerate(slopes):
            moments[n] = 0.9 * moments[n] + 0.1 * slope
            moments[n + 2] = 0.99 * moments[n + 2] + 0.01 * slope * slope
        rate = RATE * (1 - step / (ROUNDS + 1))
        moved = [
            rate * (moments[n] / (1 - 0.9**step))
            / (np.sqrt(moments[n + 2] / (1 - 0.99**step)) + 1e-8)
            for n in (0, 1)
        ]  # fmt: skip
        values, shared = values - moved[0], shared - moved[1]
    return shared.astype(np.float32), at, values.astype(np.float32)


def measured(rows: Sequence[Row]) -> dict[str, object]:
    """Return macro-F1 and F1 an aspect over sources that were left out, and each source's own."""
    guesses: list[Guess] = []
    result: dict[str, object] = {}
    for source in sorted({row.source for row in rows}):
        weights = learn([row for row in rows if row.source != source])
        here = [(row, judged(row.found, weights)) for row in rows if row.source == source]
        asked = Counter(row.aspect for row, _ in here)
        result[source] = _mean(here, [one for one in ASPECTS if asked[one] >= FEWEST])
        guesses += here
    result["aspects"] = {one: round(_f1(guesses, one), 3) for one in ASPECTS}
    result["macro"] = _mean(guesses, ASPECTS)
    result["macro without summaries"] = _mean([pair for pair in guesses if pair[0].true], ASPECTS)
    asked_for = [(row, headed(row.question) or guess) for row, guess in guesses]
    result["macro with the question"] = _mean(asked_for, ASPECTS)
    return result


def _mean(guesses: Sequence[Guess], aspects: Sequence[str]) -> float:
    return round(sum(_f1(guesses, one) for one in aspects) / max(1, len(aspects)), 3)


def _f1(guesses: Sequence[Guess], aspect: str) -> float:
    right = sum(row.aspect == guess == aspect for row, guess in guesses)
    said = sum((row.aspect == aspect) + (guess == aspect) for row, guess in guesses)
    return 2 * right / said if said else 0.0


if __name__ == "__main__":
    main()

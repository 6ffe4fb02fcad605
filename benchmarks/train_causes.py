"""Learn the sorts of causes that the lexicon and the table of heads leave open.

    python -m benchmarks.train_causes --gold GOLD.json [GOLD.json ...] [--folds] [--out FILE.npz]

A GOLD file is what `benchmarks.annotations gold --part tune` writes, or the gold of the seeds; the
built-in lexicon is learnt from as well. `--folds` prints how often the sort is right on sources
that the model was not shown, by the table alone, the model alone, and the model where the table
is silent. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from curette.structure import sorts
from curette.structure.lexicon import ENTRIES, RULES, told_category

ROUNDS, RATE, MOMENTUM, DECAY = 120, 25.0, 0.9, 2e-4
# An entry of the lexicon tells less of how pages speak than a quotation of one.
WEIGHT_OF_ENTRY = 0.5
# A feature seen once names a text.
LEAST_SEEN = 2


class Row(NamedTuple):
    """A phrase, its sort, what it counts, and the text it is from."""

    phrase: str
    sort: str
    weight: float
    text: str


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--folds", action="store_true", help="measure on held-out sources")
    parser.add_argument("--out", type=Path, default=RULES / "sorts.npz")
    options = parser.parse_args()
    rows = [row for path in options.gold for row in quotations(path)]
    entries = [Row(e.term, e.category, WEIGHT_OF_ENTRY, "") for e in ENTRIES.values()]
    if options.folds:
        print(json.dumps(measured(rows, entries)))
        return
    model = learn(rows + entries)
    np.savez_compressed(
        options.out,
        features=np.array(list(model.rows)),
        labels=np.array(model.labels),
        values=model.values.astype(np.float16),
    )
    print(f"{len(rows)} quotations, {len(entries)} entries, {len(model.rows)} features")


def quotations(path: Path) -> list[Row]:
    """Return the causes of a gold file with their sorts."""
    documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
    return [
        Row(cause["quote"], cause["category"], 1.0, document["doc_id"])
        for document in documents
        for cause in document["causes"]
        if cause.get("category")
    ]


def learn(rows: list[Row]) -> sorts.Weights:
    """Fit a multinomial logistic model by gradient descent with momentum."""
    said = [sorts.features(row.phrase) for row in rows]
    seen = Counter(one for features in said for one in features)
    known = {one: n for n, one in enumerate(sorted(f for f, c in seen.items() if c >= LEAST_SEEN))}
    labels = tuple(sorted({row.sort for row in rows}))
    inputs = np.zeros((len(rows), len(known) + 1), dtype=np.float32)
    wanted = np.zeros((len(rows), len(labels)), dtype=np.float32)
    for n, (row, features) in enumerate(zip(rows, said, strict=True)):
        at = [known[one] for one in features if one in known]
        inputs[n, at] = 1 / np.sqrt(max(1, len(at)))
        inputs[n, -1] = sorts.BIAS
        wanted[n, labels.index(row.sort)] = 1
    weight = np.array([[row.weight] for row in rows], dtype=np.float32)
    values = np.zeros((inputs.shape[1], len(labels)), dtype=np.float32)
    moved = np.zeros_like(values)
    for _ in range(ROUNDS):
        scores = inputs @ values
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = inputs.T @ ((shares - wanted) * weight) / weight.sum() + DECAY * values
        moved = MOMENTUM * moved + slope
        values -= RATE * (1 - MOMENTUM) * moved
    return sorts.Weights(labels, known, values)


def measured(rows: list[Row], entries: list[Row]) -> dict[str, float]:
    """Return the share of right sorts on held-out sources: table, model, and both."""
    right: Counter[str] = Counter()
    for held in sorted({_source(row) for row in rows}):
        model = learn([row for row in rows if _source(row) != held] + entries)
        for row in rows:
            if _source(row) == held:
                table = told_category(row.phrase)
                guess = sorts.sort_of(row.phrase, model) or "other"
                right["table"] += (table or "other") == row.sort
                right["model"] += guess == row.sort
                right["both"] += (table or guess) == row.sort
    return {name: round(count / len(rows), 3) for name, count in right.items()}


def _source(row: Row) -> str:
    """Return what stands before the first "-" of the text's id; ids without one go together."""
    before, dash, _ = row.text.partition("-")
    return before if dash else ""


if __name__ == "__main__":
    main()

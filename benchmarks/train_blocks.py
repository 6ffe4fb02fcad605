"""Train the judges of blocks on a folder of pages with truth, and say how well they do.

    python -m benchmarks.train_blocks --data DIR [--out MODEL.npz] [--oof FILE.jsonl] [--only-oof]

Needs lightgbm, which running curette does not. The figures printed are of pages whose domain the
model was not trained on: the domains are dealt into folds, and each fold is predicted by trees
grown on the others. The model written is then grown on all pages.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaners import off_article
from curette import __version__
from curette.extract import encoding, features, html, judge, metadata, trees, votes
from curette.extract.page import laid_out
from curette.model import Document, Metadata, RawPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from curette.extract.html import Piece

FOLDS = 5
# Tried on held-out domains: 120 rounds at 0.1 with a bag of 0.35 gave F1 .9575 on articles, 150
# rounds at 0.05 with a bag of 0.7 and half of the columns .9600. More trees cost time on each page.
ROUNDS = 150
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 31,
    "max_depth": 7,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 1,
    "force_row_wise": True,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}
# A token or word enters the lexicon when so many domains have it: fewer would name a site.
DOMAINS_NEEDED = 4
# A page whose truth is not in its HTML teaches nothing.
LEAST_REACH = 0.5
_WORD = re.compile(r"\w+")
_N = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A page with truth, its blocks, and how many of each block's words the truth holds."""

    id: str
    site: str
    group: str
    reach: float
    truth: str
    title: str
    types: tuple[str, ...]
    pieces: tuple[Piece, ...]
    votes: tuple[bool, ...] | None
    words: tuple[int, ...]
    hits: tuple[int, ...]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=judge.MODEL)
    parser.add_argument("--oof", type=Path, help="write held-out predictions here")
    parser.add_argument("--only-oof", action="store_true", help="measure, and write no model")
    given = parser.parse_args()
    examples = [example for example in read(given.data) if example.pieces]
    tables = Tables(examples)
    cheap, full = tables.held_out()
    chosen, asked = cascade(examples, cheap, full)
    for name, scores in (("without votes", cheap), ("with votes", full), ("cascade", chosen)):
        print(name, report(examples, scores))
    print(f"trafilatura asked on {asked:.1%} of the pages")
    if given.oof:
        with given.oof.open("w", encoding="utf-8") as lines:
            for example, own in zip(examples, chosen, strict=True):
                row = {"id": example.id, "text": kept_text(example, own)}
                lines.write(json.dumps(row) + "\n")
    if not given.only_oof:
        figures = report(examples, chosen)
        judge.save(given.out, tables.model(figures, given.data))
        print(f"wrote {given.out}")


def read(data: Path) -> Iterable[Example]:
    """Yield the pages of a benchmark folder, read by the code that `curette run` runs."""
    with (data / "truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for number, row in enumerate(rows):
        if number % 100 == 0:
            print(f"{number} of {len(rows)} pages read", file=sys.stderr)
        body = gzip.decompress((data / "html" / f"{row['id']}.html.gz").read_bytes())
        page = RawPage(row["id"], body, f"{row['id']}.html", row["url"], "text/html")
        parsed = html.parse(encoding.decode(page, html=True).text)
        meta = metadata.read(parsed.tree, page)
        pieces = tuple(piece._replace(text=encoding.mended(piece.text)) for piece in parsed.pieces)
        texts = [piece.text for piece in pieces]
        cast = votes.ask(parsed.markup, parsed.tags, texts)
        words, hits = overlap(texts, row["text"])
        yield Example(
            row["id"],
            metadata.site(row["url"]) or row["id"],
            "health" if row.get("health") and row["type"] == "article" else row["type"],
            row.get("reach", 1.0),
            row["text"],
            meta.title,
            meta.structured_types,
            pieces,
            None if cast is None else tuple(cast),
            tuple(words),
            tuple(hits),
        )


def overlap(texts: Sequence[str], truth: str) -> tuple[list[int], list[int]]:
    """Count each block's words, and those that stand in a 4-word run that the truth has too.

    Runs go across blocks, so a heading of one word counts when its neighbours are there.
    """
    wanted = set(_shingles(truth))
    running: list[str] = []
    owners: list[int] = []
    for number, text in enumerate(texts):
        found = _WORD.findall(text)
        running += found
        owners += [number] * len(found)
    hit = [False] * len(running)
    for at in range(len(running) - _N + 1):
        if tuple(running[at : at + _N]) in wanted:
            hit[at : at + _N] = [True] * _N
    words, hits = [0] * len(texts), [0] * len(texts)
    for owner, there in zip(owners, hit, strict=True):
        words[owner] += 1
        hits[owner] += there
    return words, hits


class Tables:
    """The examples as rows of numbers, kept so that folds share them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Build the lexicon and every page's rows; each page by a lexicon without its domain."""
        self.examples = examples
        self.tokens = _Counts(examples, lambda piece: features.tokens(piece.path))
        self.words = _Counts(examples, lambda piece: features.words(piece.text))
        rows, sizes = [], []
        for number, example in enumerate(examples):
            lexicon = features.Lexicon(
                self.tokens.weights(without=number), self.words.weights(without=number)
            )
            own = features.matrix(example.pieces, example.title, example.types, lexicon)
            if example.votes is not None:
                own = features.add_votes(own, example.pieces, example.votes)
            rows.append(own)
            sizes.append(len(example.pieces))
        self.rows = np.vstack(rows)
        self.edges = np.cumsum([0, *sizes])
        counts = np.concatenate([np.array(example.words) for example in examples])
        hits = np.concatenate([np.array(example.hits) for example in examples])
        self.main = (hits >= 0.5 * np.maximum(counts, 1)).astype(int)
        told = [max(50.0, float(sum(example.hits))) for example in examples]
        # Every page counts the same in the score, and long blocks more than short ones.
        self.weight = np.sqrt((counts + 1) / np.repeat(told, sizes))
        reach = np.repeat([example.reach for example in examples], sizes)
        self.use = (reach > LEAST_REACH) & (counts > 0)
        self.fold = np.repeat([fold(example.site) for example in examples], sizes)

    def held_out(self) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
        """Return each page's scores by judges that saw no page of its domain."""
        scores = []
        for columns in (list(judge.CHEAP), list(range(len(features.NAMES)))):
            found = np.zeros(len(self.rows), dtype=np.float32)
            for number in range(FOLDS):
                print(f"fold {number} of {len(columns)} columns", file=sys.stderr)
                grown = self._grow(columns, self.use & (self.fold != number))
                there = self.fold == number
                found[there] = trees.probabilities(grown, self.rows[there][:, columns])
            scores.append(
                [found[a:b] for a, b in zip(self.edges[:-1], self.edges[1:], strict=True)]
            )
        return scores[0], scores[1]

    def model(self, figures: str, data: Path) -> judge.Model:
        """Return the judges grown on all pages, with the account of their training."""
        everything = list(range(len(features.NAMES)))
        lexicon = features.Lexicon(self.tokens.weights(), self.words.weights())
        account = {
            "version": __version__,
            "pages": str(len(self.examples)),
            "domains": str(len({example.site for example in self.examples})),
            "data": f"{data.name}: scrapinghub benchmark (MIT) and WCXB (CC-BY-4.0)",
            "held_out": figures,
        }
        return judge.Model(
            self._grow(list(judge.CHEAP), self.use),
            self._grow(everything, self.use),
            lexicon,
            account,
        )

    def _grow(self, columns: list[int], rows: NDArray[np.bool_]) -> trees.Forest:
        import lightgbm  # heavy, and needed for training only

        table = lightgbm.Dataset(
            self.rows[rows][:, columns], self.main[rows], weight=self.weight[rows]
        )
        return forest(lightgbm.train(PARAMETERS, table, ROUNDS).dump_model())


class _Counts:
    """In how many domains a word is seen, and in what share of its blocks it is main content."""

    def __init__(self, examples: Sequence[Example], words_of: Callable[[Piece], list[str]]) -> None:
        self._sites = [example.site for example in examples]
        self._by_site: dict[str, dict[str, list[float]]] = defaultdict(dict)
        for example in examples:
            for word, share in self._shares(example, words_of).items():
                self._by_site[example.site].setdefault(word, []).append(share)
        self._sum: Counter[str] = Counter()
        self._count: Counter[str] = Counter()
        for shares in self._by_site.values():
            for word, found in shares.items():
                self._sum[word] += sum(found) / len(found)  # type: ignore[assignment]
                self._count[word] += 1
        self._all = {
            word: _log_odds(self._sum[word], count)
            for word, count in self._count.items()
            if count >= DOMAINS_NEEDED
        }

    def weights(self, without: int | None = None) -> dict[str, float]:
        """Return the log odds of each word, as if the domain of that page had not been seen."""
        weights = dict(self._all)
        if without is None:
            return weights
        for word, found in self._by_site[self._sites[without]].items():
            if word in weights:
                count = self._count[word] - 1
                if count < DOMAINS_NEEDED - 1:
                    del weights[word]
                else:
                    weights[word] = _log_odds(self._sum[word] - sum(found) / len(found), count)
        return weights

    @staticmethod
    def _shares(example: Example, words_of: Callable[[Piece], list[str]]) -> dict[str, float]:
        seen: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        blocks = zip(example.pieces, example.words, example.hits, strict=True)
        for piece, count, hits in blocks:
            weight = min(count, 60) + 1
            for word in set(words_of(piece)):
                seen[word][1] += weight
                seen[word][0] += weight * (hits >= 0.5 * max(1, count))
        return {word: main / both for word, (main, both) in seen.items()}


def _log_odds(total: float, count: int) -> float:
    return math.log((total + 0.6) / (count - total + 0.9))


def fold(site: str) -> int:
    """Deal a domain into one of the folds."""
    return int(hashlib.sha256(f"f{site}".encode()).hexdigest(), 16) % FOLDS


def cascade(
    examples: Sequence[Example],
    cheap: Sequence[NDArray[np.float32]],
    full: Sequence[NDArray[np.float32]],
) -> tuple[list[NDArray[np.float32]], float]:
    """Return the scores as the running system gives them, and how often it asks."""
    chosen, asked = [], 0
    for example, first, second in zip(examples, cheap, full, strict=True):
        sizes = np.array([len(piece.text) for piece in example.pieces])
        ask = judge.unsure(first, sizes) and example.votes is not None
        asked += ask
        chosen.append(second if ask else first)
    return chosen, asked / len(examples)


def kept_text(example: Example, scores: NDArray[np.float32]) -> str:
    """Return what stands after `off_article` has read the scores, as in a run."""
    text, blocks = laid_out(example.pieces, judge.Verdict(tuple(scores.tolist()), None))
    document = Document(example.id, text, example.id, meta=Metadata(media="html"), blocks=blocks)
    return document.strike(off_article.find(document)).clean_text


def report(examples: Sequence[Example], scores: Sequence[NDArray[np.float32]]) -> str:
    """Return mean F1 over 4-word shingles, by kind of page, as `score.py` counts it."""
    groups: dict[str, list[float]] = defaultdict(list)
    for example, own in zip(examples, scores, strict=True):
        value = f1(example.truth, kept_text(example, own))
        groups["article" if example.group == "health" else example.group].append(value)
        groups["all"].append(value)
        if example.group == "health":
            groups["health"].append(value)
    return ", ".join(f"{name} {np.mean(found):.4f}" for name, found in sorted(groups.items()))


def f1(truth: str, guess: str) -> float:
    """Return F1 over 4-word shingles, counted with repeats."""
    want, got = Counter(_shingles(truth)), Counter(_shingles(guess))
    hits = sum((want & got).values())
    if not hits:
        return 0.0
    precision, recall = hits / sum(got.values()), hits / sum(want.values())
    return 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = _WORD.findall(text)
    if 0 < len(found) < _N:
        return [tuple(found)]
    return [tuple(found[at : at + _N]) for at in range(len(found) - _N + 1)]


def forest(dump: dict[str, Any]) -> trees.Forest:
    """Return the trees of a lightgbm model as arrays."""
    roots: list[int] = []
    nodes: list[tuple[int, float, int, int, bool, float]] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        at = len(nodes)
        deepest = max(deepest, depth)
        if "leaf_value" in node:
            nodes.append((0, 0.0, at, at, True, node["leaf_value"]))
            return at
        nodes.append((0, 0.0, at, at, True, 0.0))
        threshold = float(node["threshold"])
        gap_left = bool(node["default_left"]) if node["missing_type"] == "NaN" else threshold >= 0.0
        left = add(node["left_child"], depth + 1)
        right = add(node["right_child"], depth + 1)
        nodes[at] = (node["split_feature"], threshold, left, right, gap_left, 0.0)
        return at

    for tree in dump["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    column, threshold, left, right, gap_left, value = zip(*nodes, strict=True)
    return trees.Forest(
        np.array(roots, dtype=np.int32),
        np.array(column, dtype=np.int16),
        np.array(threshold, dtype=np.float32),
        np.array(left, dtype=np.int32),
        np.array(right, dtype=np.int32),
        np.array(gap_left, dtype=np.bool_),
        np.array(value, dtype=np.float32),
        deepest,
    )


if __name__ == "__main__":
    main()

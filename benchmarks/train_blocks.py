"""Train the judges of blocks on a folder of pages with truth, and say how well they do.

    python -m benchmarks.train_blocks --data DIR [--out MODEL.npz] [--oof FILE.jsonl] [--only-oof]

Needs lightgbm, which running curette does not. The figures printed are of pages whose domain the
model was not trained on: the domains are dealt into folds, and each fold is predicted by trees
grown on the others. The model written is then grown on all pages.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.block_pages import FOLDS, Example, fold, kept_text, read, report
from curette import __version__
from curette.extract import features, judge, trees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from curette.extract.html import Piece

# Tried on held-out domains: 120 rounds at 0.1 with a bag of 0.35 gave F1 .9575 on articles, 150
# rounds at 0.05 with a bag of 0.7 and half of the columns .9600. More trees cost time on each page.
ROUNDS = 150
SEEDS = (1, 2)
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
    "force_col_wise": True,
    "deterministic": True,
    "verbose": -1,
}
# A token or word enters the lexicon when so many domains have it: fewer would name a site.
DOMAINS_NEEDED = 4
# Long pages are mostly lists and threads of blocks that are much alike.
ROWS_TAUGHT = 400
# A page whose truth is not in its HTML teaches nothing.
LEAST_REACH = 0.5
# Articles are what curette is for; on the other types the truth takes in more.
ARTICLES = frozenset({"article", "health"})
ARTICLE_WEIGHT = 2.0
CHEAP = len(features.DOM)
FULL = CHEAP + len(features.VOTES)


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


class Tables:
    """The examples as rows of numbers, kept so that folds share them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Build the lexicon and every page's rows; each page by a lexicon without its domain."""
        self.examples = examples
        self.tokens = _Counts(examples, lambda piece: features.tokens(piece.path))
        self.words = _Counts(examples, lambda piece: features.words(piece.text))
        rows = []
        for number, example in enumerate(examples):
            lexicon = features.Lexicon(
                self.tokens.weights(without=number), self.words.weights(without=number)
            )
            own = features.matrix(example.pieces, example.title, example.types, lexicon)
            shares = example.votes or (0.0,) * len(own)
            rows.append(np.hstack([own, features.votes(example.pieces, shares)]))
        sizes = [len(own) for own in rows]
        self.rows = np.vstack(rows)
        self.edges = np.cumsum([0, *sizes])
        self.main = np.concatenate([np.array(example.main) for example in examples])
        counts = np.concatenate([np.array(example.words) for example in examples])
        told = np.repeat([max(50.0, sum(example.hits)) for example in examples], sizes)
        self.article = np.repeat([example.group in ARTICLES for example in examples], sizes)
        self.share = counts / told
        # Every page counts the same in the score, and long blocks more than short ones.
        self.weight = np.sqrt((counts + 1) / told) * np.where(self.article, ARTICLE_WEIGHT, 1.0)
        reach = np.repeat([example.reach for example in examples], sizes)
        self.use = (reach > LEAST_REACH) & (counts > 0)
        # Of a long page only some rows teach, and each counts for those left out.
        size = np.repeat(sizes, sizes)
        turn = np.arange(len(size)) * ROWS_TAUGHT % size
        self.use &= (turn < ROWS_TAUGHT) | (size <= ROWS_TAUGHT)
        self.weight *= np.maximum(1.0, size / ROWS_TAUGHT)
        self.voted = np.repeat([example.votes is not None for example in examples], sizes)
        self.fold = np.repeat([fold(example.site) for example in examples], sizes)

    def held_out(self) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
        """Return each page's scores by judges that saw no page of its domain."""
        cheap, full = (
            self._pages(odds, line) for odds, line in zip(self.odds, self.lines, strict=True)
        )
        return cheap, full

    @cached_property
    def odds(self) -> list[NDArray[np.float64]]:
        """The held-out log odds of each row, without votes and with them."""
        return [self._odds(columns) for columns in (CHEAP, FULL)]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that make these odds true on articles, each page counting the same."""
        at = self.use & self.article
        return [fitted(odds[at], self.main[at], self.share[at]) for odds in self.odds]

    def _odds(self, columns: int) -> NDArray[np.float64]:
        found = np.zeros(len(self.rows))
        for number in range(FOLDS):
            print(f"fold {number} of {columns} columns", file=sys.stderr)
            grown = self._grow(columns, self.fold != number)
            there = self.fold == number
            found[there] = trees.log_odds(grown, self.rows[there][:, :columns])
        return found

    def _pages(self, odds: NDArray[np.float64], line: Line) -> list[NDArray[np.float32]]:
        scores = (1.0 / (1.0 + np.exp(-(line.slope * odds + line.start)))).astype(np.float32)
        return [scores[a:b] for a, b in zip(self.edges[:-1], self.edges[1:], strict=True)]

    def model(self, figures: str, data: Path) -> judge.Model:
        """Return the judges grown on all pages, with the account of their training."""
        account = {
            "version": __version__,
            "pages": str(len(self.examples)),
            "domains": str(len({example.site for example in self.examples})),
            "data": f"{data.name}: scrapinghub benchmark (MIT) and WCXB (CC-BY-4.0)",
            "held_out": figures,
        }
        everything = np.ones(len(self.rows), dtype=np.bool_)
        return judge.Model(
            straightened(self._grow(CHEAP, everything), self.lines[0]),
            straightened(self._grow(FULL, everything), self.lines[1]),
            features.Lexicon(self.tokens.weights(), self.words.weights()),
            account,
        )

    def _grow(self, columns: int, among: NDArray[np.bool_]) -> trees.Forest:
        """Return trees grown on some rows, a bag for each seed."""
        import lightgbm  # heavy, and needed for training only

        rows = among & self.use & (self.voted if columns == FULL else True)
        table = lightgbm.Dataset(
            self.rows[rows][:, :columns],
            self.main[rows].astype(int),
            weight=self.weight[rows],
            params=PARAMETERS,
        )
        return forest(
            *(
                lightgbm.train({**PARAMETERS, "seed": seed}, table, ROUNDS).dump_model()
                for seed in SEEDS
            )
        )


class Line(NamedTuple):
    """Log odds by the trees become log odds that are true: `slope * odds + start`."""

    slope: float
    start: float


def fitted(odds: NDArray[np.float64], main: NDArray[np.bool_], weight: NDArray[np.float64]) -> Line:
    """Return the line under which the truth is likeliest (Platt's way, by Newton's steps)."""
    line = np.array([1.0, 0.0])
    columns = np.column_stack([odds, np.ones(len(odds))])
    for _ in range(30):
        likely = 1.0 / (1.0 + np.exp(-(columns @ line)))
        slope = columns.T @ (weight * (main - likely))
        bend = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns
        line += np.linalg.solve(bend + 1e-9 * np.eye(2), slope)
    return Line(float(line[0]), float(line[1]))


def straightened(grown: trees.Forest, line: Line) -> trees.Forest:
    """Return trees whose sums are on the line."""
    each = len(grown.roots) // grown.bags
    leaf = np.arange(len(grown.left)) == grown.left
    value = np.where(leaf, line.slope * grown.value + line.start / each, 0.0)
    return grown._replace(value=value.astype(np.float32))


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
        blocks = zip(example.pieces, example.words, example.main, strict=True)
        for piece, count, main in blocks:
            weight = min(count, 60) + 1
            for word in set(words_of(piece)):
                seen[word][1] += weight
                seen[word][0] += weight * main
        return {word: held / both for word, (held, both) in seen.items()}


def _log_odds(total: float, count: int) -> float:
    return math.log((total + 0.6) / (count - total + 0.9))


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
        settled = judge.settled(second if ask else first, np.array(example.words))
        chosen.append(judge.without_echoes(settled, [piece.text for piece in example.pieces]))
    return chosen, asked / len(examples)


def forest(*dumps: dict[str, Any]) -> trees.Forest:
    """Return the trees of lightgbm models, a bag each, as arrays."""
    # Level by level; both children of a node are put down together, so they stand side by side.
    todo = [(tree["tree_structure"], 0) for dump in dumps for tree in dump["tree_info"]]
    roots = len(todo)
    nodes: list[tuple[int, float, int, bool, float]] = []
    for at, (node, depth) in enumerate(todo):  # which grows on the way
        if "leaf_value" in node:
            nodes.append((0, math.inf, at, True, node["leaf_value"]))
            continue
        threshold = float(node["threshold"])
        gap_left = bool(node["default_left"]) if node["missing_type"] == "NaN" else threshold >= 0.0
        nodes.append((node["split_feature"], threshold, len(todo), gap_left, 0.0))
        todo += [(node[child], depth + 1) for child in ("left_child", "right_child")]
    column, threshold_of, left, gap_left_of, value = zip(*nodes, strict=True)
    return trees.Forest(
        np.arange(roots, dtype=np.int32),
        np.array(column, dtype=np.int16),
        np.array(threshold_of, dtype=np.float32),
        np.array(left, dtype=np.int32),
        np.array(gap_left_of, dtype=np.bool_),
        np.array(value, dtype=np.float32),
        max(depth for _, depth in todo),
        len(dumps),
    )


if __name__ == "__main__":
    main()

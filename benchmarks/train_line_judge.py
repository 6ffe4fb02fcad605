"""Grow the judge of lines on pages turned to plain text.

    python -m benchmarks.train_line_judge --data DIR [--half 0] [--out FILE.npz] [--folds FOLDER]

Each page of `DIR/html` is written as a person would copy it, without tags, a line a block, and
one page in four once more, a line a text node. A line is content when most of its 4-word shingles
stand in the page's truth, furniture when few do, and is left out between. Domains are dealt into
halves: with `--half` the judge is grown on one alone, for `benchmarks.plain_text` to measure on the
other; with `--folds` five more are grown, each without one fifth of the domains. The same data give
the same bytes. Needs lightgbm, which running curette does not.
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
from urllib.parse import urlsplit

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from benchmarks.train_blocks import forest
from cleaners import line_context, line_features, line_judge
from cleaners.line_features import Lexicon, Said
from curette import __version__
from curette.extract import metadata, trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

FOLDS = 5
ROUNDS = 90
# Held-out pages of one half: slower trees (180 rounds at .06), heavier leaves (200 rows) and a
# third round of trees changed what is left by less than a point either way.
SETTINGS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.12, "num_leaves": 24, "max_depth": 7,
    "min_data_in_leaf": 60, "feature_fraction": 0.25, "bagging_fraction": 0.5, "bagging_freq": 1,
    "max_bin": 63, "lambda_l2": 5, "verbosity": -1, "num_threads": 1, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
# Content struck is dearer than furniture left; other pages than articles, where threads and lists
# are the content, teach less of what an article is; the second writing is nearly the first again.
WEIGHT_OF_CONTENT, WEIGHT_OF_OTHER_TYPES, WEIGHT_OF_NODES = 1.5, 0.3, 0.6
LONGEST_WEIGHED = 600
# Written a line a text node as well: one page in so many. On all pages it doubles the time of
# training and changes nothing on the first writing.
PAGES_A_NODE_WRITING = 4
# A word, pair or phrase enters the lexicon when so many domains have it: fewer would name a site.
DOMAINS_NEEDED = (5, 6, 3)
CONTENT_FROM, FURNITURE_TO = 0.8, 0.1
# A page whose truth is not in its HTML teaches nothing.
LEAST_REACH = 0.5

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"[\s\u200b]+")
_BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|button|caption|center|d[dltir]+|details|dialog|fieldset"
    r"|fig(?:caption|ure)|footer|form|h[1-6r]|header|legend|li|main|menu|nav|ol|option|p|pre"
    r"|section|select|summary|table|t(?:body|d|foot|h|head|r)|ul|br|div"
)
_SKIPPED = re.compile(
    r"script|style|noscript|template|svg|math|iframe|object|canvas|head|textarea|[-_].*"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as lines, each with its label: 1 content, 0 furniture, None doubtful."""

    id: str
    site: str
    type: str
    by_node: bool
    lines: tuple[str, ...]
    labels: tuple[int | None, ...]


def main() -> None:
    """Read the folder, grow the judge and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--out", type=Path, default=line_judge.MODEL)
    parser.add_argument("--folds", type=Path, help="write here a judge for each fold too")
    given = parser.parse_args()
    pages = [
        page
        for page in read(given.data, given.half, (False, True))
        if not page.by_node or part(page.id, PAGES_A_NODE_WRITING) == 0
    ]
    model, folds = grow(pages, given.data.name, held_out=given.folds is not None)
    line_judge.save(given.out, model)
    for number, fold in enumerate(folds):
        line_judge.save(given.folds / f"{number}.npz", fold)
    print(f"{len(pages)} writings; wrote {given.out}")


def read(folder: Path, half: int | None, writings: tuple[bool, ...]) -> Iterator[Page]:
    """Yield the writings of every page of a half, or of all, whose text is in its HTML."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            site = metadata.site(row["url"]) or urlsplit(row["url"]).netloc
            if row["reach"] < LEAST_REACH or half not in (None, part(site, 2)):
                continue
            path = folder / "html" / f"{row['id']}.html.gz"
            html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            for by_node in writings:
                lines = written(html, by_node=by_node)
                if lines:
                    labels = tuple(labelled(lines, row["text"]))
                    yield Page(row["id"], site, row["type"], by_node, tuple(lines), labels)


def written(html: str, *, by_node: bool) -> list[str]:
    """Return the page's visible text, a line a block or a line a text node."""
    root = LexborHTMLParser(html).body
    lines: list[str] = []
    current: list[str] = []

    def flush() -> None:
        line = _SPACE.sub(" ", "".join(current)).strip()
        current.clear()
        if line:
            lines.append(line)

    stack: list[tuple[Any, bool]] = [(root, False)] if root is not None else []
    while stack:
        node, closing = stack.pop()
        if closing:
            flush()
        elif node.tag == "-text":
            current.append(node.text_content or "")
            if by_node:
                flush()
        elif not _SKIPPED.fullmatch(node.tag):
            if _BLOCKS.fullmatch(node.tag):
                flush()
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
    flush()
    return lines


def labelled(lines: list[str], truth: str) -> list[int | None]:
    """Return what the truth says of each line."""
    words = _WORD.findall(truth.lower())
    shingles = {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
    whole = f" {' '.join(words)} "
    own = {" ".join(_WORD.findall(line.lower())) for line in truth.split("\n")}
    labels: list[int | None] = []
    for line in lines:
        tokens = _WORD.findall(line.lower())
        joined = " ".join(tokens)
        if len(tokens) < 4:
            inside = None if f" {joined} " in whole else 0
            labels.append(1 if joined in own else inside)
            continue
        found = [tuple(tokens[at : at + 4]) in shingles for at in range(len(tokens) - 3)]
        share = sum(found) / len(found)
        labels.append(1 if share >= CONTENT_FROM else 0 if share <= FURNITURE_TO else None)
    return labels


def grow(
    pages: list[Page], data: str, *, held_out: bool
) -> tuple[line_judge.Model, list[line_judge.Model]]:
    """Return both sets of trees with the lexicon; and, if asked for, one more for each fold.

    The second set reads the first one's odds, so for its training those come from trees that
    have not seen the page's domain; and each page's weights of words leave its own domain out.
    The model of a fold has seen none of the fold's domains: its pages may be judged by it.
    """
    counts = [
        _Counts(pages, of, need)
        for of, need in zip((_words, _pairs, _phrases), DOMAINS_NEEDED, strict=True)
    ]
    own = [_described(page, counts) for page in pages]
    _say("described")
    sizes = [len(page.lines) for page in pages]
    folds = np.repeat([part(page.site, FOLDS) for page in pages], sizes)
    labels, weights = (np.concatenate(column) for column in zip(*map(_weighed, pages), strict=True))
    rows = np.vstack(own)
    odds = np.zeros(len(rows), dtype=np.float32)
    firsts = []
    for number in range(FOLDS):
        there = folds == number
        firsts.append(_fit(rows[~there], labels[~there], weights[~there]))
        odds[there] = trees.probabilities(firsts[-1], rows[there])
        _say(f"fold {number}")
    first = _fit(rows, labels, weights)
    before = np.split(odds, np.cumsum(sizes)[:-1])
    del rows
    second = np.vstack(
        [
            line_context.evidence(mine, likely, page.lines)
            for mine, likely, page in zip(own, before, pages, strict=True)
        ]
    )
    del own

    def model(
        first: trees.Forest, taught: NDArray[np.bool_], without: frozenset[str]
    ) -> line_judge.Model:
        again = _fit(second[taught], labels[taught], weights[taught])
        lexicon = Lexicon(*(count.weights(without) for count in counts))
        seen = [page for page in pages if page.site not in without]
        account = {
            "version": __version__,
            "pages": str(len({page.id for page in seen})),
            "domains": str(len({page.site for page in seen})),
            "data": f"{data}: scrapinghub benchmark (MIT) and WCXB (CC-BY-4.0)",
        }
        return line_judge.Model(first, again, lexicon, account)

    whole = model(first, np.ones(len(labels), dtype=np.bool_), frozenset())
    if not held_out:
        return whole, []
    sites = [
        frozenset(page.site for page in pages if part(page.site, FOLDS) == number)
        for number in range(FOLDS)
    ]
    return whole, [model(firsts[at], folds != at, sites[at]) for at in range(FOLDS)]


def part(site: str, parts: int) -> int:
    """Deal a domain into one of the parts."""
    return int(hashlib.sha256(f"lines:{parts}:{site}".encode()).hexdigest(), 16) % parts


def _words(told: Said) -> list[str]:
    return told.words


def _pairs(told: Said) -> list[str]:
    return told.pairs


def _phrases(told: Said) -> list[str]:
    return [told.phrase] if told.phrase else []


class _Counts:
    """In how many domains a word is seen, and in what share of its lines it is furniture."""

    def __init__(self, pages: list[Page], of: Callable[[Said], list[str]], need: int) -> None:
        self._need = need
        self._by_site: dict[str, dict[str, list[float]]] = defaultdict(dict)
        for page in pages:
            if not page.by_node:
                for word, share in _shares(page, of).items():
                    self._by_site[page.site].setdefault(word, []).append(share)
        self._sum: defaultdict[str, float] = defaultdict(float)
        self._count: Counter[str] = Counter()
        for shares in self._by_site.values():
            for word, found in shares.items():
                self._sum[word] += sum(found) / len(found)
                self._count[word] += 1
        self._all = {
            word: _log_odds(self._sum[word], count)
            for word, count in self._count.items()
            if count >= need
        }

    def weights(self, without: Iterable[str] = ()) -> dict[str, float]:
        """Return the log odds of each word, as if those domains had not been seen."""
        own: defaultdict[str, list[float]] = defaultdict(list)
        for site in without:
            for word, found in self._by_site.get(site, {}).items():
                if word in self._all:
                    own[word].append(sum(found) / len(found))
        weights = dict(self._all)
        for word, shares in own.items():
            count = self._count[word] - len(shares)
            if count < self._need - 1:
                del weights[word]
            else:
                weights[word] = _log_odds(self._sum[word] - sum(shares), count)
        return weights


def _shares(page: Page, of: Callable[[Said], list[str]]) -> dict[str, float]:
    seen: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line, label in zip(page.lines, page.labels, strict=True):
        if label is not None:
            weight = min(len(line) / 6, 60) + 1
            for word in dict.fromkeys(of(line_features.said(line))):
                seen[word][0] += weight * (1 - label)
                seen[word][1] += weight
    return {word: furniture / both for word, (furniture, both) in seen.items()}


def _log_odds(total: float, count: int) -> float:
    return round(math.log((total + 0.6) / (count - total + 0.9)), 3)


def _described(page: Page, counts: list[_Counts]) -> Matrix:
    lexicon = Lexicon(*(count.weights((page.site,)) for count in counts))
    return line_features.evidence(page.lines, lexicon)


def _weighed(page: Page) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each line 1 for furniture, 0 for content or nothing; and what it weighs."""
    labels = np.array([math.nan if label is None else 1 - label for label in page.labels])
    lengths = np.array([max(len(line), 10) for line in page.lines], dtype=np.float64)
    weights = np.minimum(lengths, LONGEST_WEIGHED) ** 0.8 / max(np.sqrt(lengths).sum(), 1.0) ** 0.7
    weights *= 1.0 if page.type == "article" else WEIGHT_OF_OTHER_TYPES
    weights *= WEIGHT_OF_NODES if page.by_node else 1.0
    return labels, weights * np.where(labels == 0, WEIGHT_OF_CONTENT, 1.0)


def _fit(rows: Matrix, labels: NDArray[np.float64], weights: NDArray[np.float64]) -> trees.Forest:
    import lightgbm  # heavy, and needed for training only

    known = ~np.isnan(labels)
    data = lightgbm.Dataset(rows[known], labels[known], weight=weights[known])
    return forest(lightgbm.train(SETTINGS, data, ROUNDS).dump_model())


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

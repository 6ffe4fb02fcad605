"""Grow the judge of line shapes on pages turned to plain text, and say how well it does.

    python -m benchmarks.train_line_judge --data DIR [--half 0] [--limit N] [--out FOLDER]

Each page of `DIR/html` is written as a person would copy it, without tags, once a line a block
and once a line a text node. A line is content when most of its 4-word shingles stand in the page's
truth, furniture when few do, and is left out between. Domains are dealt into halves: with `--half`
the judge is grown on one and figures are printed for the other; without it on all, and figures
would mean nothing, so none are printed. Needs lightgbm, which running curette does not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from cleaners import consent, furniture, line_judge, promos, references
from curette.model import Document
from curette.rules import lines_of, matches

RULES = consent.RULES + promos.RULES + furniture.RULES + references.RULES
FOLDS = 4
TREES = (90, 160)
# Content struck is dearer than furniture left.
WEIGHT_OF_CONTENT = 2.0
# A word counts when this many domains use it and it tells the two apart at all.
FEWEST_DOMAINS = 8
LEAST_WEIGHT = 0.3
CONTENT_FROM, FURNITURE_TO = 0.8, 0.1
SETTINGS = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 31, "max_depth": 8,
    "min_data_in_leaf": 80, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5, "verbosity": -1, "num_threads": 1, "seed": 1, "deterministic": True,
    "force_col_wise": True,
}  # fmt: skip

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
    """A page as lines, each with its label (1 content, 0 furniture, None doubtful) and sign."""

    domain: str
    article: bool
    by_node: bool
    lines: tuple[str, ...]
    labels: tuple[int | None, ...]
    signs: tuple[str, ...]


def main() -> None:
    """Read the folder, grow the judge, print figures or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    pages = list(read(options.data, options.limit))
    chosen = [page for page in pages if options.half in (None, _part(page.domain, 2))]
    words, first, second = grow(chosen)
    if options.half is not None:
        report([page for page in pages if page not in chosen], words, first, second)
    if options.out is not None:
        write(options.out, words, first, second)


def read(folder: Path, limit: int | None) -> list[Page]:
    """Return both writings of every page whose text is in its HTML."""
    pages = []
    rows = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, rows[:limit]):
        if row["reach"] < 0.5:
            continue
        path = folder / "html" / f"{row['id']}.html.gz"
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        domain = ".".join((urlsplit(row["url"]).hostname or "").split(".")[-2:])
        for by_node in (False, True):
            lines = written(html, by_node=by_node)
            pages.append(
                Page(
                    domain, row["type"] == "article", by_node, tuple(lines),
                    tuple(labelled(lines, row["text"])), tuple(signs_of(lines)),
                )
            )  # fmt: skip
    return pages


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


def signs_of(lines: list[str]) -> list[str]:
    """Return the kind of cut that a rule's wording suggests for each line."""
    document = Document("page", "\n".join(lines), "page")
    found = lines_of(document)
    at = {}
    start = 0
    for number, line in enumerate(lines):
        at[start] = number
        start += len(line) + 1
    signs = [""] * len(lines)
    for match in matches(document, RULES, found):
        number = at.get(found[match.line].start, -1)
        if number >= 0 and not signs[number] and not match.rule.weak:
            signs[number] = match.rule.grounds.kind
    return signs


def grow(pages: list[Page]) -> tuple[dict[str, float], Any, Any]:
    """Return word weights and both rounds of trees.

    The second round reads the first one's odds, so for its training those come from trees that
    have not seen the page's domain; and so do the word weights that any trees are grown on.
    """
    folds = [_part(page.domain, FOLDS) for page in pages]
    seen: list[tuple[Any, Any]] = [(None, None)] * len(pages)
    for fold in range(FOLDS):
        inside = [number for number, other in enumerate(folds) if other != fold]
        rows = {}
        for part in range(FOLDS):
            weights = weigh([pages[n] for n in inside if folds[n] != part])
            for number in inside:
                if folds[number] == part:
                    rows[number] = _described(pages[number], weights)
        trees = _fit([rows[n] for n in inside], [pages[n] for n in inside], TREES[0])
        weights = weigh([pages[n] for n in inside])
        for number, other in enumerate(folds):
            if other == fold:
                described = _described(pages[number], weights)
                seen[number] = described, trees.predict(described).astype(np.float32)
    first = _fit([described for described, _ in seen], pages, TREES[0])
    second = _fit(
        [
            np.hstack([described, line_judge.neighbourhood(odds, page.lines)])
            for (described, odds), page in zip(seen, pages, strict=True)
        ],
        pages,
        TREES[1],
    )
    return weigh(pages), first, second


def weigh(pages: list[Page]) -> dict[str, float]:
    """Return how much each word speaks for furniture: the logarithm of a ratio of pages."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    domains: defaultdict[str, set[str]] = defaultdict(set)
    for page in pages:
        if page.by_node:
            continue
        for label in (0, 1):
            words = {
                word.lower()
                for line, own in zip(page.lines, page.labels, strict=True)
                if own == label
                for word in line_judge.words_in(line)
            }
            counts[label].update(words)
            for word in words:
                domains[word].add(page.domain)
    weights = {}
    for word, used_by in domains.items():
        if len(used_by) >= FEWEST_DOMAINS:
            weight = math.log((counts[0][word] + 1) / (counts[1][word] + 1))
            weight = max(-line_judge.HEAVIEST_WORD, min(line_judge.HEAVIEST_WORD, weight))
            if abs(weight) >= LEAST_WEIGHT:
                weights[word] = round(weight, 1)
    return weights


def report(pages: list[Page], words: dict[str, float], first: Any, second: Any) -> None:
    """Print furniture left and content struck over thresholds, by characters."""
    for by_node in (False, True):
        lengths: list[int] = []
        labels: list[int] = []
        odds: list[float] = []
        for page in pages:
            if page.by_node is by_node and page.article and page.lines:
                rows = _described(page, words)
                near = line_judge.neighbourhood(first.predict(rows).astype(np.float32), page.lines)
                odds.extend(second.predict(np.hstack([rows, near])))
                lengths.extend(map(len, page.lines))
                labels.extend(-1 if label is None else label for label in page.labels)
        length, label, odd = np.array(lengths), np.array(labels), np.array(odds)
        for threshold in (0.6, 0.7, 0.8, 0.9, 0.95):
            left = length[(label == 0) & (odd < threshold)].sum() / length[label == 0].sum()
            lost = length[(label == 1) & (odd >= threshold)].sum() / length[label == 1].sum()
            print(f"by node {by_node}, from {threshold}: left {left:.3f}, content lost {lost:.4f}")


def write(folder: Path, words: dict[str, float], first: Any, second: Any) -> None:
    """Write the trees and the words where the cleaner reads them."""
    tables: dict[str, Any] = {}
    for name, trees in (("first", first), ("second", second)):
        tables.update({f"{name}_{key}": table for key, table in _tables(trees).items()})
    np.savez_compressed(folder / "line_judge.npz", **tables)
    rows = [
        "# How much a word speaks for furniture (above 0) or content: logarithm of the ratio of"
        f" pages, from {FEWEST_DOMAINS} or more domains. Counted on the annotation of WCXB"
        " (CC BY 4.0) and scrapinghub (MIT) pages.",
        *(f"{word}\t{weight:.1f}" for word, weight in sorted(words.items())),
    ]
    (folder / "line_words.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _part(domain: str, parts: int) -> int:
    return int(hashlib.sha256(f"lines:{parts}:{domain}".encode()).hexdigest(), 16) % parts


def _described(page: Page, words: dict[str, float]) -> Any:
    if not page.lines:
        return np.zeros((0, len(line_judge.describe(["a"], [""], {}).names)), dtype=np.float32)
    return line_judge.describe(page.lines, page.signs, words).rows


def _fit(rows: list[Any], pages: list[Page], rounds: int) -> Any:
    import lightgbm

    labels = np.array(
        [math.nan if label is None else 1 - label for p in pages for label in p.labels]
    )
    lengths = [np.array([max(len(line), 10) for line in page.lines]) for page in pages]
    weights = np.concatenate(
        [
            np.minimum(length, 600) ** 0.8
            / max(float(np.sqrt(length).sum()), 1.0) ** 0.7
            * (1.0 if page.article else 0.6)
            for length, page in zip(lengths, pages, strict=True)
        ]
    ) * np.where(labels == 0, WEIGHT_OF_CONTENT, 1.0)
    known = ~np.isnan(labels)
    data = lightgbm.Dataset(np.vstack(rows)[known], labels[known], weight=weights[known])
    return lightgbm.train(SETTINGS, data, rounds)


def _tables(trees: Any) -> dict[str, Any]:
    """Return trees as one row of nodes each; a leaf is its own child."""
    grown = []
    deepest = 0
    for tree in trees.dump_model()["tree_info"]:
        nodes: list[list[float]] = []

        def add(node: dict[str, Any], depth: int, nodes: list[list[float]] = nodes) -> int:
            nonlocal deepest
            deepest = max(deepest, depth)
            own = len(nodes)
            nodes.append([0, 0.0, own, own, node.get("leaf_value", 0.0)])
            if "split_feature" in node:
                nodes[own][0], nodes[own][1] = node["split_feature"], node["threshold"]
                nodes[own][2] = add(node["left_child"], depth + 1)
                nodes[own][3] = add(node["right_child"], depth + 1)
                nodes[own][4] = 0.0
            return own

        add(tree["tree_structure"], 0)
        grown.append(nodes)
    longest = max(map(len, grown))
    table = np.array([nodes + [[0.0] * 5] * (longest - len(nodes)) for nodes in grown])
    return {
        "feature": table[:, :, 0].astype(np.int16),
        "threshold": table[:, :, 1].astype(np.float32),
        "left": table[:, :, 2].astype(np.int16),
        "right": table[:, :, 3].astype(np.int16),
        "value": table[:, :, 4].astype(np.float32),
        "depth": np.int16(deepest),
    }


if __name__ == "__main__":
    main()

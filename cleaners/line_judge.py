"""How likely a line of a plain-text page is furniture, from its shape, words and neighbours.

A page saved as text has lost the tags that tell a menu from an article. What is left is shape:
menus are runs of short lines without sentences, related lists stand after the last prose, and
both use few words over and over. A small forest of decision trees weighs that evidence; it was
grown by `benchmarks/train_line_judge.py`, which also says on which pages and with what figures.
The judge only gives numbers: `cleaners.furniture` decides, and keeps when in doubt.
"""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from curette.rules import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_RULES = Path(__file__).parent / "rules"

# A line with this many words and a stop at its end is prose for the purpose of position.
WORDS_OF_PROSE = 12
# Trees are walked for this many lines at a time, which bounds memory on endless pages.
ROWS_AT_ONCE = 2000
# A word weighs at most this much either way, so that no single word decides.
HEAVIEST_WORD = 4.0

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE_INSIDE = re.compile(r"[.!?][\"”’')]* +[\"“‘(]?[A-ZÀ-Þ]")
_DATE = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]"
    r"|\b(?:19|20)\d\d\b|\bago\b|\d:\d\d"
)
_LINKISH = re.compile(r"[|»›→▸▾✓×©@#]|https?:|www\.|\.com\b|>>|\.\.\.$|…$")
_BULLET = re.compile(r"^(?:[•*–—·▪◦-]|\d{1,2}[.)]) ")
_ENDINGS = {".": 1, "!": 1, "?": 2, "。": 1, "”": 1, '"': 1, ")": 6, ":": 3, ",": 4, ";": 4, "…": 5}
_STOPS = frozenset(
    word
    for word in (_RULES / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    if not word.startswith("#")
)
_PERSONS = frozenset(["i", "me", "my", "we", "our", "us", "you", "your", "yours"])


class Features(NamedTuple):
    """One row a line; the names are in the same order as the columns."""

    names: tuple[str, ...]
    rows: Matrix


class Judgement(NamedTuple):
    """How likely each line is furniture, and the stretch that holds most of the article."""

    odds: list[float]
    first: int
    last: int


def judge(lines: Sequence[str], signs: Sequence[str]) -> Judgement:
    """Return for each line how likely it is furniture, 0 to 1, and where the article lies.

    `signs` holds for each line the kind of cut that a rule's wording suggests, or nothing.
    """
    if not lines:
        return Judgement([], 0, 0)
    forest = _forest()
    features = describe(lines, signs, forest.words)
    first = _walk(forest.first, features.rows)
    odds = _walk(forest.second, np.hstack([features.rows, neighbourhood(first, lines)]))
    stretch = _stretch(odds, np.array([len(line) for line in lines], dtype=np.float32))
    return Judgement([round(float(value), 4) for value in odds], *stretch)


def words_in(line: str) -> list[str]:
    """Return the words of a line that may bear a weight."""
    return _WORD.findall(line[:2000])


def describe(lines: Sequence[str], signs: Sequence[str], words: Mapping[str, float]) -> Features:
    """Return the evidence on each line: itself, its place, and its neighbours."""
    own = np.array([_shape(line, words) for line in lines], dtype=np.float32)
    names = list(_SHAPE)
    prose = own[:, _SHAPE.index("prose")]
    place_names, place = _place(lines, own, prose)
    names += place_names
    sign_names, signed = _signs(signs)
    names += sign_names
    columns = [own, place, signed]
    near = [_SHAPE.index(name) for name in _NEAR]
    for step in (-3, -2, -1, 1, 2, 3):
        columns.append(_shifted(own[:, near], step))
        names += [f"{name}{step:+d}" for name in _NEAR]
    for reach in (4, 12):
        columns.append(_window(own[:, near], reach))
        names += [f"{name}~{reach}" for name in _NEAR]
    return Features(tuple(names), np.hstack(columns).astype(np.float32))


def neighbourhood(odds: Matrix, lines: Sequence[str]) -> Matrix:
    """Return what the first judgement says of each line and of those around it."""
    column = odds.reshape(-1, 1)
    lengths = np.array([len(line) for line in lines], dtype=np.float32)
    content = (1 - odds) * lengths
    before = np.concatenate([[0], np.cumsum(content)[:-1]])
    total = float(content.sum()) + 1
    after = np.maximum(total - before - content, 0)
    steps = [_shifted(column, step) for step in (-4, -3, -2, -1, 1, 2, 3, 4)]
    windows = [_window(column, reach) for reach in (3, 8, 20)]
    core = _core(odds, lengths)
    return np.hstack(
        [
            column,
            *steps,
            *windows,
            (before / total).reshape(-1, 1),
            (after / total).reshape(-1, 1),
            np.log1p(before).reshape(-1, 1),
            np.log1p(after).reshape(-1, 1),
            *core,
        ]
    ).astype(np.float32)


def _core(odds: Matrix, lengths: Matrix) -> list[Matrix]:
    """Return where each line lies to the stretch that is most of all content."""
    first, last = _stretch(odds, lengths)
    order = np.arange(len(odds), dtype=np.float32)
    inside = ((order >= first) & (order < last)).astype(np.float32)
    return [
        column.reshape(-1, 1)
        for column in (
            inside,
            np.clip(order - first, -60, 60),
            np.clip(order - last, -60, 60),
            np.full_like(order, (last - first) / max(len(odds), 1)),
        )
    ]


def _stretch(odds: Matrix, lengths: Matrix) -> tuple[int, int]:
    """Return the stretch with the greatest sum of evidence for content less evidence against.

    An article is one stretch of a page, whatever stands between its paragraphs.
    """
    bounded = np.clip(odds, 0.02, 0.98)
    evidence = np.log((1 - bounded) / bounded) * np.sqrt(lengths)
    best, first, last = 0.0, 0, 0
    running, start = 0.0, 0
    for number, value in enumerate(evidence.tolist()):
        if running <= 0:
            running, start = 0.0, number
        running += value
        if running > best:
            best, first, last = running, start, number + 1
    return first, last


_SHAPE = (
    "chars", "words", "ending", "capitals", "upper", "digits", "stops", "date", "linkish",
    "bullet", "inside", "persons", "question", "opening", "weight", "weights", "heaviest",
    "lightest", "length", "prose",
)  # fmt: skip
_NEAR = ("chars", "ending", "capitals", "stops", "weight", "date", "prose")


def _shape(line: str, words: Mapping[str, float]) -> tuple[float, ...]:
    tokens = words_in(line)
    count = len(tokens) or 1
    lower = [token.lower() for token in tokens]
    weights = [words.get(token, 0.0) for token in lower]
    stops = sum(token in _STOPS for token in lower) / count
    ending = _ENDINGS.get(line[-1:], 0)
    first = line[:1]
    if first.isupper():
        opening = 1
    elif first.islower():
        opening = 2
    else:
        opening = 3 if first.isdigit() else 4
    return (
        math.log1p(len(line)),
        math.log1p(len(tokens)),
        ending,
        sum(token[0].isupper() for token in tokens) / count,
        sum(len(token) > 1 and token.isupper() for token in tokens) / count,
        sum(map(str.isdigit, line[:200])) / (len(line[:200]) or 1),
        stops,
        _DATE.search(line) is not None,
        _LINKISH.search(line) is not None,
        _BULLET.match(line) is not None,
        min(len(_SENTENCE_INSIDE.findall(line[:2000])), 5),
        sum(token in _PERSONS for token in lower) / count,
        "?" in line,
        opening,
        sum(weights) / count,
        max(-12.0, min(12.0, sum(weights))),
        max(weights, default=0.0),
        min(weights, default=0.0),
        sum(map(len, tokens)) / count,
        len(tokens) >= WORDS_OF_PROSE and ending in (1, 2) and stops > 0.15,
    )


def _place(lines: Sequence[str], own: Matrix, prose: Matrix) -> tuple[list[str], Matrix]:
    count = len(lines)
    order = np.arange(count, dtype=np.float32)
    lengths = np.array([len(line) for line in lines], dtype=np.float32)
    text = prose * lengths
    before = np.concatenate([[0], np.cumsum(text)[:-1]])
    total = float(text.sum()) + 1
    after = np.maximum(total - before - text, 0)
    seen: dict[str, int] = {}
    keys = [plain(line[:300]) for line in lines]
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    repeats = np.array([min(seen[key], 6) for key in keys], dtype=np.float32)
    spread = _known(lines, prose)
    columns = {
        "order": order / count,
        "lines": np.full(count, math.log1p(count)),
        "top": np.log1p(order),
        "bottom": np.log1p(count - 1 - order),
        "prose_before": before / total,
        "prose_after": after / total,
        "prose_before_log": np.log1p(before),
        "prose_after_log": np.log1p(after),
        "since_prose": _distance(prose),
        "until_prose": _distance(prose[::-1])[::-1],
        "repeats": repeats,
        "known": spread,
        "prose_share": np.full(count, total / (float(lengths.sum()) + 1)),
    }
    return list(columns), np.stack(list(columns.values()), axis=1).astype(np.float32)


# Cut kinds in the groups that a neighbour cares about.
_GROUPS = {
    "related": 0, "teaser": 0, "author_bio": 0, "comments": 1, "comment_form": 1, "menu": 2,
    "share_bar": 2, "tag_list": 2, "pagination": 2, "form": 2, "copyright": 2, "hashtags": 2,
    "byline": 3, "caption": 3, "advert": 4, "newsletter": 4, "promo": 4, "consent": 4,
    "disclaimer": 4,
}  # fmt: skip
_FARTHEST_SIGN = 60


def _signs(signs: Sequence[str]) -> tuple[list[str], Matrix]:
    """Return what the wordings say of each line, and how far above the last one stands."""
    table = np.zeros((len(signs), 5), dtype=np.float32)
    for number, sign in enumerate(signs):
        group = _GROUPS.get(sign)
        if group is not None:
            table[number, group] = 1
    since = np.full((len(signs), 2), float(_FARTHEST_SIGN), dtype=np.float32)
    for column in (0, 1):
        distance = float(_FARTHEST_SIGN)
        for number, flag in enumerate(table[:, column]):
            distance = 0.0 if flag else min(distance + 1, _FARTHEST_SIGN)
            since[number, column] = distance
    names = ["related", "comments", "menu", "byline", "promo", "since_related", "since_comments"]
    names += [f"sign{number}~4" for number in range(5)] + [
        f"sign{number}~12" for number in range(5)
    ]
    return names, np.hstack([table, since, _window(table, 4), _window(table, 12)])


def _known(lines: Sequence[str], prose: Matrix) -> NDArray[np.float64]:
    """Return the share of each line's longer words that the page's other prose uses too."""
    used: dict[str, int] = {}
    tokens = [
        {token.lower() for token in _WORD.findall(line[:600]) if len(token) > 3} for line in lines
    ]
    for number, line_tokens in enumerate(tokens):
        if prose[number]:
            for token in line_tokens:
                used[token] = used.get(token, 0) + 1
    shares = []
    for number, line_tokens in enumerate(tokens):
        own = 1 if prose[number] else 0
        known = sum(1 for token in line_tokens if used.get(token, 0) > own)
        shares.append(known / len(line_tokens) if line_tokens else -1.0)
    return np.array(shares)


def _distance(prose: Matrix) -> NDArray[np.float64]:
    distances = []
    since = 30
    for flag in prose:
        since = 0 if flag else min(since + 1, 30)
        distances.append(since)
    return np.array(distances, dtype=np.float64)


def _shifted(rows: Matrix, step: int) -> Matrix:
    """Return the rows of the neighbours `step` lines away; -1 beyond the page's ends."""
    moved = np.full_like(rows, -1)
    if abs(step) < len(rows):
        if step > 0:
            moved[:-step] = rows[step:]
        else:
            moved[-step:] = rows[:step]
    return moved


def _window(rows: Matrix, reach: int) -> Matrix:
    """Return the mean over each row and `reach` rows on either side."""
    sums = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    at = np.arange(len(rows))
    low = np.maximum(at - reach, 0)
    high = np.minimum(at + reach + 1, len(rows))
    means: Matrix = ((sums[high] - sums[low]) / (high - low).reshape(-1, 1)).astype(np.float32)
    return means


class _Trees(NamedTuple):
    """Trees one after the other in flat tables; a leaf is its own child."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: Matrix
    children: NDArray[np.int32]
    """Left and right child of each node, side by side."""
    value: Matrix
    depth: int


class _Forest(NamedTuple):
    words: dict[str, float]
    first: _Trees
    second: _Trees


def _walk(trees: _Trees, rows: Matrix) -> Matrix:
    parts = [
        _walk_part(trees, rows[start : start + ROWS_AT_ONCE])
        for start in range(0, len(rows), ROWS_AT_ONCE)
    ]
    return np.concatenate(parts)


def _walk_part(trees: _Trees, rows: Matrix) -> Matrix:
    """Lead every row down every tree at once; all tables are flat, which numpy reads fastest."""
    count, width = rows.shape
    flat = np.ascontiguousarray(rows).ravel()
    offset = (np.arange(count, dtype=np.int32) * width).reshape(-1, 1)
    node = np.broadcast_to(trees.roots, (count, len(trees.roots)))
    for _ in range(trees.depth):
        goes_right = flat.take(trees.feature.take(node) + offset) > trees.threshold.take(node)
        node = trees.children.take(2 * node + goes_right)
    sums = trees.value.take(node).sum(axis=1)
    odds: Matrix = (1 / (1 + np.exp(-sums))).astype(np.float32)
    return odds


@cache
def _forest() -> _Forest:
    with np.load(_RULES / "line_judge.npz") as saved:
        rows = (_RULES / "line_words.tsv").read_text(encoding="utf-8").splitlines()
        words = {}
        for row in rows:
            if not row.startswith("#"):
                word, weight = row.split("\t")
                words[word] = float(weight)
        return _Forest(words, _trees(saved, "first"), _trees(saved, "second"))


def _trees(saved: Any, name: str) -> _Trees:
    feature = saved[f"{name}_feature"]
    first = (np.arange(len(feature), dtype=np.int32) * feature.shape[1]).reshape(-1, 1)
    left = saved[f"{name}_left"].astype(np.int32) + first
    right = saved[f"{name}_right"].astype(np.int32) + first
    return _Trees(
        roots=first.ravel(),
        feature=feature.astype(np.int32).ravel(),
        threshold=saved[f"{name}_threshold"].ravel(),
        children=np.stack([left.ravel(), right.ravel()], axis=1).ravel(),
        value=saved[f"{name}_value"].ravel(),
        depth=int(saved[f"{name}_depth"]),
    )

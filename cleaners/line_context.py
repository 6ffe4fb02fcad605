"""What the judge of lines looks at second: what a first judgement of the whole page says.

Where the sure prose lies, what can still come after a line and came before it, and whether a
line speaks of what the page speaks of. All is linear in the length of the page.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from cleaners import line_islands
from cleaners.line_features import (
    POOLED,
    distance,
    for_content,
    key,
    lengths_of,
    shifted,
    topic_words,
    weighed,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.line_features import Matrix


# How many lines on either side have a say in a line's odds in the end, and how much of it.
SETTLED_REACH, SETTLED_SHARE = 2, 0.6


def evidence(
    own: NDArray[np.float32], odds: NDArray[np.float32], lines: Sequence[str]
) -> NDArray[np.float32]:
    """Return `own` and what the first judgement says of each line, its neighbours and the page."""
    likely = odds.astype(np.float64)
    lengths = lengths_of(lines)
    topic = _topic(lines, likely)
    return np.hstack(
        [
            own,
            _around(likely, lengths),
            _page(likely, lengths),
            topic,
            weighed(np.nan_to_num(topic), 3, lengths),
            _before_and_after(likely, lengths),
            _copies(lines, likely),
            line_islands.evidence(own[:, POOLED].astype(np.float64), likely, lines),
        ]
    ).astype(np.float32)


def stretch(odds: Matrix, lengths: Matrix) -> tuple[int, int]:
    """Return the stretch with the greatest sum of evidence for content less evidence against.

    An article is one stretch of a page, whatever stands between its paragraphs.
    """
    best, begin, end = 0.0, 0, 0
    running, start = 0.0, 0
    for number, value in enumerate(for_content(odds, lengths).tolist()):
        if running <= 0:
            running, start = 0.0, number
        running += value
        if running > best:
            best, begin, end = running, start, number + 1
    return begin, end


def settled(odds: Matrix, lengths: Matrix) -> Matrix:
    """Return the odds of each line, moved towards those of the lines around it.

    Furniture comes in runs. Held-out pages of one half, at .3 % of content lost: without this
    1.6 % more of the furniture is left; two rounds of trees, a chain of states over the page and
    pooling whole runs did no better than this mean.
    """
    bounded = np.clip(odds, 1e-4, 1 - 1e-4)
    said = np.log(bounded / (1 - bounded))
    around = weighed(said[:, None], SETTLED_REACH, np.sqrt(lengths))[:, 0]
    moved = (1 - SETTLED_SHARE) * said + SETTLED_SHARE * around
    settled: Matrix = 1 / (1 + np.exp(-moved))
    return settled


def _around(likely: Matrix, lengths: Matrix) -> Matrix:
    column = likely[:, None]
    content = (1 - likely) * lengths
    before = np.cumsum(content) - content
    total = float(content.sum()) + 1
    after = np.maximum(total - before - content, 0)
    sure_content = (likely < 0.2) & (lengths > 60)
    sure_other = likely > 0.9
    return np.hstack(
        [
            column,
            *(shifted(column, step) for step in range(-6, 7) if step),
            *(window(column, reach) for reach in (1, 3, 8, 20)),
            *(weighed(column, reach, lengths) for reach in (3, 8, 20)),
            np.column_stack([before / total, after / total, np.log1p(before), np.log1p(after)]),
            *(distance(flag, 30)[:, None] for flag in (sure_content, sure_other)),
            *(distance(flag[::-1], 30)[::-1][:, None] for flag in (sure_content, sure_other)),
        ]
    )


def _page(likely: Matrix, lengths: Matrix) -> Matrix:
    """Return what holds for the whole page, and where its greatest stretch of content lies."""
    count = len(likely)
    order = np.arange(count)
    begin, end = stretch(likely, lengths)
    content = (1 - likely) * lengths
    whole = float(lengths.sum()) + 1
    total = float(content.sum()) + 1
    inside = float(content[begin:end].sum())
    unsure = (likely > 0.15) & (likely < 0.85)
    same = [
        (end - begin) / count, float(lengths[unsure].sum()) / whole, total / whole,
        math.log1p(total), (likely < 0.5).mean(), np.abs(np.diff(likely)).sum() / count,
        1 - likely.min(), float(lengths[likely < 0.1].sum()) / whole,
        inside / (float(lengths[begin:end].sum()) + 1), inside / total,
    ]  # fmt: skip
    return np.column_stack(
        [
            (order >= begin) & (order < end),
            np.clip(order - begin, -60, 60),
            np.clip(order - end, -60, 60),
            *(np.full(count, value) for value in same),
        ]
    )


def _topic(lines: Sequence[str], likely: Matrix) -> Matrix:
    """Return how far a line's words are those of this page's content, or of its furniture."""
    tokens = [topic_words(line) for line in lines]
    odds = likely.tolist()
    content: defaultdict[str, float] = defaultdict(float)
    other: defaultdict[str, float] = defaultdict(float)
    for own, value in zip(tokens, odds, strict=True):
        for word in own:
            content[word] += 1 - value
            other[word] += value
    rows = []
    for own, value in zip(tokens, odds, strict=True):
        ratios = [
            math.log(
                (max(content[word] - (1 - value), 0) + 0.2) / (max(other[word] - value, 0) + 0.2)
            )
            for word in own
        ]
        size = len(ratios)
        rows.append(
            (
                sum(ratios) / size,
                sum(ratio > 0.5 for ratio in ratios) / size,
                sum(ratio < -0.5 for ratio in ratios) / size,
            )
            if size
            else (math.nan,) * 3
        )
    return np.array(rows)


def _before_and_after(likely: Matrix, lengths: Matrix) -> Matrix:
    """Return the best evidence for content that still comes after a line, or came before it.

    A thread of comments is prose, and the article is over: that shows in what is left, not in
    the line.
    """
    evidence = for_content(likely, lengths)
    best, ending = _best_so_far(evidence)
    best_left, starting = (side[::-1] for side in _best_so_far(evidence[::-1]))
    came = np.concatenate([[0.0], best[:-1]])
    comes = np.concatenate([best_left[1:], [0.0]])
    whole = best[-1] + 1e-6
    sure = (likely < 0.15) * lengths
    sure_before, sure_after = np.cumsum(sure) - sure, sure.sum() - np.cumsum(sure)
    content = (1 - likely) * lengths
    shown = np.cumsum(lengths)
    most = np.maximum.accumulate(sure)
    most_left = np.maximum.accumulate(sure[::-1])[::-1]
    return np.column_stack(
        [
            came, comes, ending, starting, came / whole, comes / whole,
            np.full(len(likely), whole), sure_after / (sure.sum() + 1),
            sure_before / (sure.sum() + 1), np.log1p(sure_after), np.log1p(sure_before),
            (content.sum() - np.cumsum(content)) / (shown[-1] - shown + 1),
            (np.cumsum(content) - content) / (shown - lengths + 1),
            np.log1p(np.concatenate([most_left[1:], [0.0]])),
            np.log1p(np.concatenate([[0.0], most[:-1]])),
        ]
    )  # fmt: skip


def _best_so_far(evidence: Matrix) -> tuple[Matrix, Matrix]:
    """Return the greatest sum of a stretch up to each line, and of one that ends there."""
    best, ending = np.empty_like(evidence), np.empty_like(evidence)
    greatest = running = 0.0
    for number, value in enumerate(evidence.tolist()):
        running = max(running, 0.0) + value
        greatest = max(greatest, running)
        best[number], ending[number] = greatest, running
    return best, ending


def _copies(lines: Sequence[str], likely: Matrix) -> Matrix:
    """Return the least, mean and greatest odds of the other copies of a line, if it has any."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        places[key(line)].append(number)
    rows = np.full((len(lines), 3), np.nan)
    for name, numbers in places.items():
        if name and len(numbers) > 1:
            odds = likely[numbers]
            total, order = float(odds.sum()), np.sort(odds)
            for number, value in zip(numbers, odds.tolist(), strict=True):
                least = order[1] if value == order[0] else order[0]
                most = order[-2] if value == order[-1] else order[-1]
                rows[number] = (least, (total - value) / (len(numbers) - 1), most)
    return rows

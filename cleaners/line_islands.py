"""What the judge of lines looks at second, continued: the islands of content of a page.

By the first judgement a page falls into islands of content with furniture between them: the
article, perhaps in pieces, and after it the comments, or another article. One line of these says
little; all lines of an island say more. All is linear in the length of the page.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaners.line_features import for_content, lengths_of, topic_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.line_features import Matrix

# Content goes on over so many lines of furniture in a row: a button, a card, a list of links.
BRIDGED = (1, 4, 12)
# The article is taken to be the first island with this share of the largest one's content.
SHARE_OF_THE_LARGEST = 0.3
# Neighbours say much the same, so what they say together counts for less than its sum: this many
# times less, to tell where the one stretch of content begins and ends.
DISCOUNTS = (40.0, 200.0)


class _Island(NamedTuple):
    first: int
    end: int


class _Page(NamedTuple):
    """Sums up to each line: what is likely content, all characters, and the pooled evidence."""

    content: Matrix
    shown: Matrix
    pooled: Matrix
    words: Sequence[tuple[str, ...]]


def evidence(own: Matrix, likely: Matrix, lines: Sequence[str]) -> Matrix:
    """Return the evidence on each line from the island it stands in; `own` is pooled over it."""
    lengths = lengths_of(lines)
    page = _Page(
        _summed((1 - likely) * lengths),
        _summed(lengths),
        np.vstack([np.zeros((1, own.shape[1])), np.cumsum(own * lengths[:, None], axis=0)]),
        [topic_words(line) for line in lines],
    )
    told = [_told(page, _islands(likely < 0.5, bridged)) for bridged in BRIDGED]
    return np.hstack([_inside(likely, lengths), *told])


def _islands(content: NDArray[np.bool_], bridged: int) -> list[_Island]:
    """Return the runs of content, those with few lines between them as one."""
    islands: list[_Island] = []
    for number in np.flatnonzero(content).tolist():
        if islands and number - islands[-1].end <= bridged:
            islands[-1] = _Island(islands[-1].first, number + 1)
        else:
            islands.append(_Island(number, number + 1))
    return islands


_SHAPE = 13


def _told(page: _Page, islands: Sequence[_Island]) -> Matrix:
    rows = np.full((len(page.words), _SHAPE + page.pooled.shape[1]), np.nan)
    if not islands:
        return rows
    mass = np.array([page.content[island.end] - page.content[island.first] for island in islands])
    largest = int(np.argmax(mass))
    main = int(np.argmax(mass >= SHARE_OF_THE_LARGEST * mass[largest]))
    spoken = _spoken(page, islands, main)
    for number, island in enumerate(islands):
        first, end = island
        here = slice(first, end)
        size = page.shown[end] - page.shown[first]
        before = islands[number - 1].end if number else 0
        after = islands[number + 1].first if number + 1 < len(islands) else len(page.words)
        rows[here, :_SHAPE] = (
            math.log1p(mass[number]),
            mass[number] / mass[largest],
            mass[number] / (size + 1),
            number - main,
            number - largest,
            -1.0 if number == main else math.log1p(_between(page, island, islands[main])),
            math.log1p(page.shown[first] - page.shown[before]),
            math.log1p(page.shown[after] - page.shown[end]),
            page.content[first] / (mass.sum() + 1),
            math.log1p(end - first),
            *spoken[number],
        )
        rows[here, _SHAPE:] = (page.pooled[end] - page.pooled[first]) / size
    return rows


def _spoken(page: _Page, islands: Sequence[_Island], main: int) -> list[tuple[float, ...]]:
    """Return which share of an island's words the article says, and any other island; and how new.

    Comments and other articles speak of other things than the article.
    """
    bags = [
        Counter(word for own in page.words[first:end] for word in own) for first, end in islands
    ]
    everywhere: Counter[str] = Counter()
    for bag in bags:
        everywhere.update(bag)
    found: list[tuple[float, ...]] = []
    for number, bag in enumerate(bags):
        total = sum(bag.values()) or 1
        in_main = sum(count for word, count in bag.items() if word in bags[main])
        elsewhere = sum(count for word, count in bag.items() if everywhere[word] > count)
        found.append(
            (2.0 if number == main else in_main / total, elsewhere / total, len(bag) / total)
        )
    return found


def _between(page: _Page, one: _Island, other: _Island) -> float:
    """Return how many characters stand between two islands."""
    upper, lower = sorted((one, other))
    return float(page.shown[lower.first] - page.shown[upper.end])


def _inside(likely: Matrix, lengths: Matrix) -> Matrix:
    """Return the log odds, for and against, that a line stands in the page's one stretch."""
    columns = []
    for discount in DISCOUNTS:
        sums = _summed(for_content(likely, lengths) / discount)
        begins = np.logaddexp.accumulate(-sums[:-1])
        ends = np.logaddexp.accumulate(sums[:0:-1])[::-1]
        whole = np.logaddexp.reduce(sums[1:] + begins)
        inside = np.minimum(begins + ends - whole, -1e-12)
        columns += [np.maximum(inside, -30.0), np.log(np.maximum(-np.expm1(inside), 1e-12))]
    return np.column_stack(columns)


def _summed(values: Matrix) -> Matrix:
    return np.concatenate([[0.0], np.cumsum(values)])

"""The figures of the report: shares with their intervals, AUC, thresholds, F1."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# The share of clean texts that may lie above a threshold, as issue 4 asks.
FALSE_POSITIVES = 0.005
_Z = 1.959964


class Share(NamedTuple):
    """How many of how many, with the 95 % interval of Wilson."""

    found: int
    of: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return the share and its interval in hundredths."""
        if not self.of:
            return "-"
        return f"{self.share:4.0%} [{self.low:.0%}-{self.high:.0%}]"


def share(found: int, of: int) -> Share:
    """Return the share and its interval; nothing of nothing tells nothing.

    >>> str(share(9, 10)), str(share(0, 200))
    (' 90% [60%-98%]', '  0% [0%-2%]')
    """
    if not of:
        return Share(0, 0, 0.0, 0.0, 1.0)
    p, z2 = found / of, _Z * _Z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    reach = _Z * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(found, of, p, max(0.0, middle - reach), min(1.0, middle + reach))


def auc(spun: Sequence[float], clean: Sequence[float]) -> float | None:
    """Return how often a spun text scores above a clean one; a tie counts half.

    >>> auc([0.9, 0.5], [0.1, 0.5])
    0.875
    """
    if not spun or not clean:
        return None
    ranked = sorted(clean)
    above = sum(bisect_left(ranked, s) + bisect_right(ranked, s) for s in spun)
    return above / 2 / len(spun) / len(clean)


def threshold(clean: Sequence[float]) -> float:
    """Return the score that at most FALSE_POSITIVES of the clean texts lie above.

    >>> threshold([0.1, 0.9, 0.3])
    0.9
    """
    ranked = sorted(clean, reverse=True)
    return ranked[min(len(ranked) - 1, int(FALSE_POSITIVES * len(ranked)))]


class Hits(NamedTuple):
    """Right and wrong finds, and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """The share of finds that are right."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """The share that was found."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


class Marks(NamedTuple):
    """Marked stretches, how many of them meet a touched one; touched ones, how many are met."""

    marked: int = 0
    meeting: int = 0
    touched: int = 0
    met: int = 0

    @property
    def precision(self) -> float | None:
        """The share of marked stretches that meet a touched one."""
        return _ratio(self.meeting, self.marked)

    @property
    def recall(self) -> float | None:
        """The share of touched stretches that a marked one meets."""
        return _ratio(self.met, self.touched)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None

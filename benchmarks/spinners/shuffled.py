"""A spinner that moves words: an adjective behind its noun, a clause before its verb."""

from __future__ import annotations

import random
import re

from benchmarks.spinners.swap import Spun, by_match

NAME = "shuffled"
_PAIR = re.compile(r"\b([A-Za-z]{4,}) ([a-z]{4,})\b")
_TAIL = re.compile(r"(?<=, )([a-z][\w\s'’-]{8,60}), ([\w\s'’-]{8,60})(?=[.;])")


def spin(text: str, rate: float, seed: int) -> Spun:
    """Swap neighbouring words, and the last two clauses of a sentence."""
    chance = random.Random(seed)

    def turned(match: re.Match[str]) -> str | None:
        if chance.random() >= rate / 3:
            return None
        return f"{match.group(2)} {match.group(1).lower()}"

    def swapped(match: re.Match[str]) -> str | None:
        return f"{match.group(2)}, {match.group(1)}" if chance.random() < rate else None

    return by_match(by_match(text, _TAIL, swapped).text, _PAIR, turned)

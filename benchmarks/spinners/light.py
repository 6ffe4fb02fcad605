"""A light spinner: close synonyms of a stiff register, each one nearly right."""

from __future__ import annotations

import random

from benchmarks.spinners.swap import Spun, by_table, table

NAME = "light"


def spin(text: str, rate: float, seed: int) -> Spun:
    """Put stiff synonyms for plain words."""
    return by_table(text, table("light.txt"), rate, random.Random(seed))

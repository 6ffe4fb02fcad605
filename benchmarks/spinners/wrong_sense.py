"""A spinner that takes any word that a book of synonyms lists, in whatever sense."""

from __future__ import annotations

import random

from benchmarks.spinners.swap import Spun, by_table, table

NAME = "wrong-sense"


def spin(text: str, rate: float, seed: int) -> Spun:
    """Put words of another sense for the words of the table."""
    return by_table(text, table("wrong_sense.txt"), rate, random.Random(seed))

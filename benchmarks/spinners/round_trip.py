"""A round trip through other languages: phrases come back as a dictionary has them."""

from __future__ import annotations

import random

from benchmarks.spinners.swap import Spun, by_table, table

NAME = "round-trip"


def spin(text: str, rate: float, seed: int) -> Spun:
    """Put the wording that comes back for the phrases of the table."""
    return by_table(text, table("round_trip.txt"), rate, random.Random(seed))

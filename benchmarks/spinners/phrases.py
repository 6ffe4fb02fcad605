"""Text that went through other languages and back, as a reader of such pages remembers it.

Two tables, written for curette by hand: calques, idioms taken word by word, wrong prepositions and
articles. `back_translation.txt` sounds of the languages of southern Europe, `round_trip.txt` of
those of the north and east; the second is for the report alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.spinners.pieces import Piece, by_match
from benchmarks.spinners.table import rows

if TYPE_CHECKING:
    import random

SOUTH = "back_translation.txt"
NORTH = "round_trip.txt"


@cache
def _wordings(name: str) -> re.Pattern[str]:
    known = "|".join(re.escape(w) for w in sorted(rows(name), key=len, reverse=True))
    return re.compile(rf"\b(?:{known})\b", re.IGNORECASE)


def translated(sentence: str, rate: float, chance: random.Random, name: str) -> list[Piece]:
    """Replace wordings of the table, the longest first, each with the probability `rate`."""
    known = rows(name)

    def other(match: re.Match[str]) -> str | None:
        return chance.choice(known[match.group().lower()]) if chance.random() < rate else None

    return by_match(sentence, _wordings(name), other)

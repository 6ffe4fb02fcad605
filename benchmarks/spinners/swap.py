"""Replace stretches of a text and remember where the new ones stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping, Sequence

TABLES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the new text and the wording that stood there before."""

    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Spun:
    """A spun text and all that was changed in it, in order."""

    text: str
    changes: tuple[Change, ...]


def table(name: str) -> dict[str, tuple[str, ...]]:
    """Read a table of `wording = other / other` lines beside this file."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            wording, _, others = line.partition("=")
            rows[wording.strip()] = tuple(other.strip() for other in others.split("/"))
    return rows


def by_table(
    text: str, rows: Mapping[str, Sequence[str]], rate: float, chance: random.Random
) -> Spun:
    """Replace wordings of the table, the longest first, each with the probability `rate`."""
    known = "|".join(re.escape(w) for w in sorted(rows, key=len, reverse=True))
    found = re.compile(rf"\b(?:{known})\b", re.IGNORECASE)

    def other(match: re.Match[str]) -> str | None:
        return chance.choice(rows[match.group().lower()]) if chance.random() < rate else None

    return by_match(text, found, other)


def by_match(
    text: str, pattern: re.Pattern[str], other: Callable[[re.Match[str]], str | None]
) -> Spun:
    """Replace each match by what `other` says; None leaves it."""
    pieces: list[str] = []
    changes: list[Change] = []
    at = length = 0
    for match in pattern.finditer(text):
        new = other(match)
        if new is None:
            continue
        if match.group()[0].isupper():
            new = new[0].upper() + new[1:]
        pieces += (text[at : match.start()], new)
        length += match.start() - at
        changes.append(Change(length, length + len(new), match.group()))
        length += len(new)
        at = match.end()
    return Spun("".join(pieces) + text[at:], tuple(changes))


def lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, breaks included."""
    yield from text.splitlines(keepends=True)

"""Tables of `wording = other / other` lines beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent


@cache
def rows(name: str) -> dict[str, tuple[str, ...]]:
    """Read the table of that name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            wording, _, others = line.partition("=")
            found[wording.strip()] = tuple(other.strip() for other in others.split("/"))
    return found

"""Strike adverts, newsletter pitches, affiliate lines and disclaimers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from curette.rules import joined, load_rules, removals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.model import Document, Flag, Removal

RULES = load_rules(Path(__file__).parent / "rules" / "promos.toml")


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each promotion and disclaimer."""
    yield from joined(document.text, removals(document, RULES))

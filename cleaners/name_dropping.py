"""Strike rows of institutions that are named for their weight and support no statement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from curette.rules import joined, load_rules, removals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.model import Document, Flag, Removal

RULES = load_rules(Path(__file__).parent / "rules" / "name_dropping.toml")


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each row of names and for the praise that follows it."""
    yield from joined(document.text, removals(document, RULES))

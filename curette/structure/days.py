"""Days in bylines that were struck: when the page was published, changed and reviewed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.dates import find_date
from curette.records import Days

if TYPE_CHECKING:
    from curette.model import Document

# What stands before a day says what the day is of. A page says "updated" of the day of a review
# as well; then both words stand there, and the one nearest to the day counts.
_SAID = re.compile(
    r"(?P<reviewed>review(?:ed)?|fact[- ]checked|geprüft|relu|revisado|revisto)"
    r"|(?P<modified>updated?|modified|revised|changed|aktualisiert|mis à jour"
    r"|actualizado|atualizado)"
    r"|(?P<published>published|posted|written|first appeared|veröffentlicht|publié|publicado)",
    re.IGNORECASE,
)
# "Last updated on Monday, " is the longest that was seen between the word and the day, but for a
# reviewer's name with titles.
_FARTHEST = 90


def days(document: Document) -> Days:
    """Return the first day of each sort that a struck byline gives.

    A byline with a day and no word for it says when the page was published.
    """
    found: dict[str, str] = {}
    for cut in document.ledger:
        if cut.kind != "byline":
            continue
        at = cut.start
        while (day := find_date(document.text[at : cut.end])) is not None:
            iso, start, end = day
            before = document.text[max(at, at + start - _FARTHEST) : at + start]
            nearest = [match.lastgroup for match in _SAID.finditer(before)][-1:]
            found.setdefault((nearest[0] if nearest else None) or "published", iso)
            at += end
    return Days(found.get("published"), found.get("modified"), found.get("reviewed"))

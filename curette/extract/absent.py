"""Pages that stand in for another: "not found", "access denied", "this domain is for sale".

Servers send many of them with the status of a real page. What gives one away is that its title or
its first heading says so, and that it says little else.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from curette.extract.html import Piece

_TABLE = Path(__file__).with_name("absent.toml")
# Prose is a visible block of so many characters, most of them outside links. An error page has a
# paragraph or two of it, an article on "404 days of pain" has more.
PROSE_CHARS = 60
LITTLE_PROSE = 700
_SHARE_OF_LINKS = 0.3
# A title is read whole and by its parts: sites put their name before or after the message.
_PARTS = re.compile(r"\s+[|–—·»«:-]+\s+|\s*[|»«]\s*")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_HEADINGS_READ = 3
_LONGEST = 120


class Absence(NamedTuple):
    """What a page says instead of what it should hold."""

    message: str
    says: str
    cure: str


def absence(title: str, tree: LexborHTMLParser, pieces: Sequence[Piece]) -> Absence | None:
    """Return what the page says where it only stands in for another, else None."""
    prose = sum(
        len(piece.text)
        for piece in pieces
        if len(piece.text) >= PROSE_CHARS
        and piece.link_share < _SHARE_OF_LINKS
        and not piece.hidden
        and "footer" not in piece.path
    )
    if prose > LITTLE_PROSE:
        return None
    head = tree.css_first("title")
    titles = (title, "" if head is None else head.text())
    for message in _messages(titles, pieces):
        plain = _EDGES.sub("", " ".join(message.split())).lower()
        for pattern, says, cure in _patterns():
            if len(plain) <= _LONGEST and pattern.fullmatch(plain):
                return Absence(" ".join(message.split()), says, cure)
    return None


def _messages(titles: Sequence[str], pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the titles, their parts, and the first headings."""
    for title in titles:
        yield title
        yield from _PARTS.split(title)
    headings = (piece.text for piece in pieces if piece.kind == "heading" and piece.level <= 2)
    for _, heading in zip(range(_HEADINGS_READ), headings, strict=False):
        yield heading


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    found = tuple((re.compile(row["pattern"]), row["says"], row["cure"]) for row in rows.values())
    if any(pattern.fullmatch("") for pattern, _, _ in found):
        raise CuretteError(f"{_TABLE.name}: a pattern matches an empty title; mend it")
    return found

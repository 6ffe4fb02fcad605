"""How much of a page is read. What is beyond is left out, and a flag says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.model import Flag

if TYPE_CHECKING:
    from curette.extract.html import Piece
    from curette.model import RawPage

# Real pages are below 5 MB, but for pictures that are written out in them.
MAX_BYTES = 20_000_000
# The fullest of 973 dev pages has 85,000 characters in 2,200 blocks. With these two every stage
# after has a bounded work: the slowest shape of text tried takes 11 s a million characters.
MAX_CHARS = 1_000_000
MAX_BLOCKS = 20_000
# A cut is made between two words where one ends within so many characters.
_LONGEST_WORD = 1_000

# A picture or font written out in a tag or a style. On a page over MAX_BYTES these go first.
_WRITTEN_OUT = re.compile(rb"(data:[\w.+-]{1,60}/[\w.+-]{1,60};base64,)[A-Za-z0-9+/=]{1000,}")

TOO_MANY_BLOCKS = Flag(
    "cut-short", f"Only the first {MAX_BLOCKS:,} blocks of a very long page were read."
)


def first_bytes(page: RawPage) -> tuple[RawPage, tuple[Flag, ...]]:
    """Return the page with no more bytes than are read."""
    size = len(page.body)
    if size <= MAX_BYTES:
        return page, ()
    body = _WRITTEN_OUT.sub(rb"\1", page.body)
    if len(body) <= MAX_BYTES:
        return replace(page, body=body), ()
    return replace(page, body=body[:MAX_BYTES]), (_cut_short(MAX_BYTES, size, "bytes"),)


def first_chars(text: str) -> tuple[str, tuple[Flag, ...]]:
    """Return as much of a text as is read."""
    if len(text) <= MAX_CHARS:
        return text, ()
    first = _to_a_word(text, MAX_CHARS)
    return first, (_cut_short(len(first), len(text), "characters"),)


def first_pieces(pieces: list[Piece]) -> tuple[list[Piece], tuple[Flag, ...]]:
    """Return as many pieces of a page as are read; a line within one counts as a piece."""
    total = sum(len(piece.text) for piece in pieces)
    kept, chars, lines = [], MAX_CHARS, MAX_BLOCKS
    for piece in pieces:
        first = _first_lines(piece.text, lines)
        first = first if len(first) <= chars else _to_a_word(first, chars)
        if first.strip():
            kept.append(piece if first == piece.text else piece._replace(text=first.rstrip()))
        chars -= len(first)
        lines -= 1 + first.count("\n")
        if len(first) < len(piece.text) or lines <= 0:
            break
    read = sum(len(piece.text) for piece in kept)
    return kept, () if read == total else (_cut_short(read, total, "characters"),)


def _first_lines(text: str, count: int) -> str:
    if text.count("\n") < count:
        return text
    return "\n".join(text.split("\n", count)[:count])


def _to_a_word(text: str, size: int) -> str:
    """Return the beginning of a text, up to the end of a word if one is near."""
    near = max(0, size - _LONGEST_WORD)
    at = max(text.rfind(" ", near, size), text.rfind("\n", near, size))
    return text[: at if at > 0 else size]


def _cut_short(read: int, total: int, of: str) -> Flag:
    return Flag("cut-short", f"Only the first {read:,} of {total:,} {of} were read.")

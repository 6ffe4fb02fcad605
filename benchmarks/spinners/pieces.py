"""A text in pieces: those that stand as on the page, and those that a spinner put there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable


class Piece(NamedTuple):
    """A stretch of the new text; `original` is what stood there, None where nothing was done."""

    text: str
    original: str | None = None


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


def joined(pieces: Iterable[Piece]) -> Spun:
    """Put the pieces together and say where the changed ones stand.

    >>> joined([Piece("Drink "), Piece("waters", "water"), Piece(".")])
    Spun(text='Drink waters.', changes=(Change(start=6, end=12, original='water'),))
    """
    texts: list[str] = []
    changes: list[Change] = []
    at = 0
    for piece in pieces:
        texts.append(piece.text)
        if piece.original is not None:
            changes.append(Change(at, at + len(piece.text), piece.original))
        at += len(piece.text)
    return Spun("".join(texts), tuple(changes))


def by_match(
    text: str, pattern: re.Pattern[str], other: Callable[[re.Match[str]], str | None]
) -> list[Piece]:
    """Replace each match by what `other` says, in the case of the match; None leaves it."""
    pieces: list[Piece] = []
    at = 0
    for match in pattern.finditer(text):
        new = other(match)
        if new is None or new == match.group():
            continue
        pieces += (Piece(text[at : match.start()]), Piece(cased(new, match.group()), match.group()))
        at = match.end()
    return [piece for piece in (*pieces, Piece(text[at:])) if piece != Piece("")]


def over_untouched(pieces: Iterable[Piece], spin: Callable[[str], list[Piece]]) -> list[Piece]:
    """Let another spinner work on what stands as on the page."""
    return [
        new
        for piece in pieces
        for new in ([piece] if piece.original is not None else spin(piece.text))
    ]


def cased(new: str, old: str) -> str:
    """Return the new wording with the capitals of the old one.

    >>> cased("loud", "Rowdy"), cased("sang", "BLOOD"), cased("sang", "A")
    ('Loud', 'SANG', 'Sang')
    """
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new

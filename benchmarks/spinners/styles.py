"""The spinning styles, at which rates each is tried, and which are for the report alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.spinners import synonyms
from benchmarks.spinners.phrases import NORTH, SOUTH, translated
from benchmarks.spinners.pieces import Piece, over_untouched
from benchmarks.spinners.reorder import reorder

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from benchmarks.spinners.thesaurus import Thesaurus

    # One sentence into pieces, at a rate between 0 and 1.
    Spin = Callable[[str, float, random.Random], list[Piece]]


class Style(NamedTuple):
    """A way to spin; `kept_back` means that nobody who tunes a detector sees its figures."""

    name: str
    rates: tuple[float, ...]
    kept_back: bool
    spin: Spin


def styles(thesaurus: Thesaurus | None) -> Iterator[Style]:
    """Yield the styles; without a thesaurus, those that need none."""

    def south(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
        return translated(sentence, rate, chance, SOUTH)

    def north(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
        return translated(sentence, rate, chance, NORTH)

    yield Style("back-translation", (0.3, 0.6, 1.0), False, south)
    yield Style("light-synonym", (0.15, 0.3, 0.45), False, synonyms.light)
    yield Style("reorder", (0.5, 1.0), False, reorder)
    yield Style("round-trip", (0.3, 0.6, 1.0), True, north)
    if thesaurus is None:
        return
    book = thesaurus

    def any_sense(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
        return synonyms.any_sense(sentence, rate, chance, book)

    def junk(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
        return synonyms.junk(sentence, rate, chance, book)

    def mixed(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
        pieces = reorder(sentence, rate / 2, chance)
        for spin in (south, any_sense, synonyms.light):
            pieces = over_untouched(pieces, partial(spin, rate=rate / 2, chance=chance))
        return pieces

    yield Style("any-sense", (0.15, 0.3, 0.6), False, any_sense)
    yield Style("mixed", (0.3, 0.6), False, mixed)
    yield Style("junk", (0.1, 0.3), True, junk)

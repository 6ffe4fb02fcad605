"""Tell a slip of the pen from a wrong word: a commoner or fitter word is one letter away."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.garbled.model import Model

Floats = npt.NDArray[np.float32]

# "caffein" is 60 times rarer than "caffeine"; pairs of honest words that differ in a letter
# ("posing", "posting") are seldom so far apart.
MUCH_COMMONER = 20.0
SHORTEST = 6
# How much better (a logarithm) a word of nearly the same letters must suit a place.
SUITS_BETTER = 4.0


def is_slip(number: int, model: Model, expected: Floats | None = None) -> bool:
    """Tell whether a word of the vocabulary looks like another one mistyped.

    Where `expected` says what suits the place, a word of one letter more or less that suits it
    much better will do as well: "reigning in" for "reining in" is an honest slip.
    """
    word = model.vocabulary[number]
    if number < model.lexicon.plain or len(word) < SHORTEST:
        return False
    near = [model.ids[other] for other in _one_letter_away(word) if other in model.ids]
    if float(model.ngrams.unigram[near].max(initial=0)) > MUCH_COMMONER * float(
        model.ngrams.unigram[number]
    ):
        return True
    if expected is None or not near:
        return False
    outward = model.lexicon.context.outward
    return float((outward[near] @ expected).max() - outward[number] @ expected) > SUITS_BETTER


@lru_cache(maxsize=4096)
def _one_letter_away(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_edits(word)))


def _edits(word: str) -> Iterator[str]:
    """Yield what one letter more, less, changed or swapped makes of a word; its first stays.

    A plural or a past tense is no slip: an s or a d more or less at the end does not count.
    """
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            if tail not in ("s", "d"):
                yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        added = ascii_lowercase if tail else "aceghiklnortyz"
        yield from (head + letter + tail for letter in added)

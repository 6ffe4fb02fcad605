"""Spinners that swap single words: for any sense, for fair synonyms, or small words for junk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.spinners.pieces import Piece, by_match
from benchmarks.spinners.table import rows
from benchmarks.spinners.wording import SMALL, WORD, bases, bent, content_words, sloppily_bent

if TYPE_CHECKING:
    import random
    import re
    from collections.abc import Callable

    from benchmarks.spinners.thesaurus import Thesaurus

# One broken slot in five gets a second small word rather than junk ("in regards to the a").
DOUBLED = 0.2


def any_sense(
    sentence: str, rate: float, chance: random.Random, thesaurus: Thesaurus
) -> list[Piece]:
    """Put any word of any sense for `rate` of the content words, bent by rule or not at all."""

    def other(word: str) -> str | None:
        for base, ending in bases(word):
            senses = thesaurus.senses(base)
            if senses:
                return sloppily_bent(chance.choice(chance.choice(senses)), ending, chance)
        return None

    return _share_of_content(sentence, rate, chance, other)


def light(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
    """Put synonyms of the hand-written table for `rate` of the content words, bent by rule.

    The nearest words of the thesaurus were tried for this, those that share two fifths of their
    meanings and are in use: a reader found three in five of the sentences wrong ("race pressure").
    """
    table = rows("light.txt")

    def other(word: str) -> str | None:
        for base, ending in bases(word):
            if base in table:
                return bent(chance.choice(table[base]), ending)
        return None

    return _share_of_content(sentence, rate, chance, other)


def junk(sentence: str, rate: float, chance: random.Random, thesaurus: Thesaurus) -> list[Piece]:
    """Put headwords, or a second small word, for `rate` of the small words."""

    def other(match: re.Match[str]) -> str | None:
        if chance.random() >= rate:
            return None
        if chance.random() < DOUBLED:
            small = chance.choice(("a", "the", "of", "to", "is", "in regards to"))
            return f"{match.group().lower()} {small}"
        return _headword(thesaurus, chance)

    return by_match(sentence, SMALL, other)


def _headword(thesaurus: Thesaurus, chance: random.Random) -> str:
    while True:
        word = chance.choice(thesaurus.words)
        if word.isalpha() and word.islower() and 3 <= len(word) <= 10:
            return word


def _share_of_content(
    sentence: str, rate: float, chance: random.Random, other: Callable[[str], str | None]
) -> list[Piece]:
    """Replace `rate` of the content words, or all that `other` knows where it knows fewer."""
    places = list(content_words(sentence))
    wanted = int(rate * len(places) + chance.random())
    new: dict[int, str] = {}
    for match in chance.sample(places, len(places)):
        if len(new) >= wanted:
            break
        put = other(match.group().lower())
        if put is not None and put != match.group().lower():
            new[match.start()] = put
    return by_match(sentence, WORD, lambda match: new.get(match.start()))

"""A spinner that keeps the words and moves them: clauses, adjectives, adverbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.spinners.pieces import Piece
from benchmarks.spinners.wording import content_words

if TYPE_CHECKING:
    import random

_CLAUSES = re.compile(r"(?P<head>[^,;:]{12,}), (?P<tail>[^,;:]{12,}?)(?P<stop>[.!?]?)")
_TAIL = re.compile(
    r"(?P<head>.{12,}) (?P<tail>(?:in|on|at|with|by|for|from|because|when|if|while|after|before|"
    r"during|through) [^,;:]{6,}?)(?P<stop>[.!?]?)"
)
# How far a word is moved, in content words.
FARTHEST = 3


def reorder(sentence: str, rate: float, chance: random.Random) -> list[Piece]:
    """Move a clause of `rate` of the sentences, and one word in eight of those."""
    if chance.random() >= rate:
        return [Piece(sentence)]
    match = _CLAUSES.fullmatch(sentence) or _TAIL.fullmatch(sentence)
    if match is None or chance.random() < 0.3:
        return _words_moved(sentence, chance)
    head, tail = match["head"], match["tail"]
    between = ", " if ", " in sentence else " "
    front = Piece(tail[0].upper() + tail[1:], head)
    rest = head if head[:2].isupper() or head.startswith("I ") else head[0].lower() + head[1:]
    return [front, Piece(between), *_words_moved(rest, chance), Piece(match["stop"])]


def _words_moved(text: str, chance: random.Random) -> list[Piece]:
    """Let content words change places with one of the next, one in eight and at least one."""
    places = [match for match in content_words(text) if match.start()]
    if len(places) < 2:
        return [Piece(text)]
    new: dict[int, str] = {}
    for _ in range(1 + len(places) // 8):
        one = chance.randrange(len(places) - 1)
        other = min(len(places) - 1, one + chance.randint(1, FARTHEST))
        if not {places[one].start(), places[other].start()} & new.keys():
            new[places[one].start()] = places[other].group()
            new[places[other].start()] = places[one].group()
    pieces: list[Piece] = []
    at = 0
    for match in places:
        if match.start() in new:
            pieces += (
                Piece(text[at : match.start()]),
                Piece(new[match.start()], match.group()),
            )
            at = match.end()
    return [*pieces, Piece(text[at:])]

"""What a cause brings about, named by its own words: a phrase without the clauses around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.structure.grammar import right_phrase
from curette.structure.lexicon import WORDS
from curette.structure.subjects import VERB_GROUP
from curette.structure.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.structure.words import Token


def effect_name(text: str, effect: Sequence[Token], *, subject: bool = False) -> str:
    """Name what is caused by its own words, lower case; "" where they name nothing by themselves.

    With `subject` the words end before a verb ("tremor is a known"), else they follow one.
    """
    words = _subject(effect) if subject else own_clause(effect)
    members = right_phrase(text, words, 0) if words else []
    if members:
        words = [w for w in words if members[0].start <= w.start < members[-1].end]
    while words and words[-1].low in WORDS["adverbs"] | {"almost"}:
        words = words[:-1]
    span = trimmed(words, 0, min(len(words), LONGEST_EFFECT))
    said = [w.low for w in words if span and span.start <= w.start < span.end]
    return text[slice(*span)].lower() if span and _names(said) else ""


LONGEST_EFFECT = 10


def _names(said: Sequence[str]) -> bool:
    """Tell whether words name an ill by themselves: not "over time", "40 percent of cases"."""
    if not said or said[0] in _NO_NAME_BEGINS or said[-1] in WORDS["people"]:
        return False
    if set(said) & _FINITE:
        return False
    return any(w.isalpha() and w not in _EMPTY for w in said)


_NO_NAME_BEGINS = (
    WORDS["prepositions"] | WORDS["adverbs"] | WORDS["passing"] | WORDS["pronouns"]
    | {"than", "contribute", "develop", "narrows", "rather"}
)  # fmt: skip
_FINITE = WORDS["thinking"] | WORDS["modals"] | WORDS["auxiliaries"] - {"being"}
_EMPTY = (
    WORDS["stands_for_the_ill"] | WORDS["determiners"] | WORDS["pronouns"] | WORDS["adverbs"]
    | WORDS["prepositions"]
    | {"percent", "approximately", "about", "and", "or", "little", "levels", "higher"}
)  # fmt: skip


def own_clause(effect: Sequence[Token]) -> list[Token]:
    """Return the words up to where another clause begins: ", so rinse it", ", and a knock can"."""
    for n, word in enumerate(effect):
        if n and (word.low in _EDGES or (word.low in (",", "and") and _clause_at(effect, n + 1))):
            return list(effect[: n - (effect[n - 1].low == ",")])
    return list(effect)


_ASIDES = frozenset(("including", "suggesting", "called", "especially", "making", "causing"))
_EDGES = frozenset(
    ("so", "but", "because", "if", "when", "whereas", "although", "though", "unless", ";", ":")
)


def _clause_at(words: Sequence[Token], n: int) -> bool:
    """Tell whether words to the next comma are a clause: they hold a verb, or refer back."""
    first = words[n].low if n < len(words) else ""
    if first in _EDGES | _ASIDES | WORDS["relatives"] | WORDS["pronouns"]:
        return True
    for word in words[n:]:
        if word.low in (",", "and", "or", "that", "which", "who"):
            break
        if word.low in WORDS["modals"] | WORDS["auxiliaries"] - {"being"}:
            return True
    return False


def _subject(ahead: Sequence[Token]) -> list[Token]:
    """Return the subject of the verb that ends a stretch of words: its last clause's own."""
    stop = next((n for n in range(len(ahead), 0, -1) if ahead[n - 1].low in _VERBS), len(ahead))
    while stop and ahead[stop - 1].low in VERB_GROUP:
        stop -= 1
    aside = next((n for n in range(stop - 1) if _is_aside(ahead, n)), stop)
    words = list(ahead[:aside])
    for n in range(len(words) - 2, -1, -1):
        opens = words[n].low == "that" and n and words[n - 1].low in WORDS["says_that"]
        if opens or words[n].low in _EDGES | {"while", "where"}:
            words = words[n + 1 :]
            break
    return _past_setting(words)


_VERBS = WORDS["auxiliaries"] | WORDS["modals"]


def _is_aside(words: Sequence[Token], n: int) -> bool:
    return words[n].low == "," and words[n + 1].low in ("which", "who", "such", "including")


def _past_setting(words: list[Token]) -> list[Token]:
    """Strike "In older people," or "For most people" from the front of a subject."""
    if not words or words[0].low not in WORDS["prepositions"]:
        return words
    comma = next((n for n, w in enumerate(words[:-1]) if w.low == ","), -1)
    people = next((n for n, w in enumerate(words[:SETTING]) if w.low in WORDS["people"]), -1)
    return words[max(comma, people) + 1 :]


# "For most people" and the like are of no more words.
SETTING = 4

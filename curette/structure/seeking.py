"""Seeking help: where a sentence sends its reader to a professional or a service, and how soon.

Three forms are told apart by what the verb is turned to: a person ("ask your dentist"), a service
or a number ("dial 112", "get to the ER") and help itself ("seek medical attention").
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from curette.structure.lexicon import RULES, bag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Urgency

_TABLE = tomllib.loads((RULES / "seeking.toml").read_text(encoding="utf-8"))


# Words before the verb by which help is sought: such as leave it an order, such as make it one.
BEFORE = frozenset(_TABLE["before_seeking"].split())
TELLS = frozenset(_TABLE["tells_to"].split())

FEELS = frozenset(_TABLE["feels"].split())


def _either(*keys: str) -> str:
    words = [word for key in keys for word in _TABLE[key].split()]
    return "(?:" + "|".join(word.replace("_", r"\s") for word in words) + ")"


WHO = _either("who")
# "your own", "an eye", "the nearest": at most so many words before whom or where one turns to.
_FEW = r"(?:\s(?!who\b|that\b|if\b|when\b|for\b|about\b)[\w-]+(?:['’]s)?,?){0,4}?\s"
_PERSON = re.compile(rf"\b{_either('turns')}{_FEW}(?P<who>{WHO})\b", re.I)
_SERVICE = re.compile(
    rf"\b{_either('calls', 'goes', 'seeks')}(?:\s(?!if\b|when\b|who\b|that\b)[\w'’&-]+){{0,7}}?\s"
    rf"\(?(?P<service>{_either('services')}|(?-i:{_either('capitals')}))(?!\w)",
    re.I,
)
_NUMBER = re.compile(
    rf"\b(?:{_either('calls')}(?:\s(?!if\b|when\b|who\b|that\b)[\w'’()&/-]+){{0,7}}?\s\(?|help\sat\s)"
    rf"[“\"]?(?P<service>{_either('numbers')})(?![\w-]|[.,]\d)",
    re.I,
)
_PLACE = re.compile(
    rf"\b{_either('goes')}(?:\s[\w'’-]+){{0,2}}?\s(?:to\s)?(?:the|your|an?|any)(?:\s[\w'’-]+){{0,3}}?\s"
    rf"{_either('places')}\b|\b(?:go|get|come)\s(?:\w+\s)?(?:in)?to\s(?:the\s)?hospital\b",
    re.I,
)
_HELP = re.compile(
    rf"\b{_either('seeks')}(?:\s(?!if\b|when\b)\w+){{0,3}}?\s(?:{_either('sorts')}\s)+(?:\w+\s)?{_either('help')}\b|"
    rf"\bseek(?:ing)?(?:\s(?!if\b|when\b)\w+){{0,2}}?\s(?:help|care|support|counsel(?:l)?ing|treatment)\b|"
    r"\bget\s(?:\w+\s){0,2}?help\b|"
    r"\b(?:make|book|schedule|get|arrange)\s(?:an?|another)\s(?:\w+\s){0,3}?(?:appointment|check-?up)\b|"
    r"\b(?:keep|scheduling|schedule)\s(?:all\s)?(?:of\s)?(?:your\s)?(?:\w+\s)?(?:appointments|check-?ups|visits)\b|"
    r"\b(?:dental|medical|all\syour|\d{4})\s(?:appointments|check-?ups|visits)\b|"
    r"\bnot\sto\signore\b|\bcause\s(?:for|get\sinto|of)\sconcern\b|"
    r"\bdoctors?\sand\spatients?\sshould|\bpatients?\sand\sdoctors?\sshould",
    re.I,
)
_FIRST_WORDS = frozenset(_TABLE["also"].split()) | {
    word
    for key in ("calls", "goes", "seeks", "turns")
    for entry in _TABLE[key].split()
    for word in re.findall(r"^[a-z]+", entry)
}


class Sought(NamedTuple):
    """Where a sentence names help to seek: its place, whom, and whether it is for emergencies."""

    start: int
    end: int
    who: str | None
    service: bool


def sought(text: str, start: int, end: int) -> tuple[Sought, ...]:
    """Return each place of a sentence that names help to seek, in order.

    >>> [found.who or found.service for found in sought("Ask a nurse or dial 112.", 0, 24)]
    ['nurse', True]
    """
    words = bag(text[start:end])
    if not words & _FIRST_WORDS:
        return ()
    return tuple(sorted(_found(text, start, end, words)))


def _found(text: str, start: int, end: int, words: frozenset[str]) -> Iterator[Sought]:
    if any(word.rstrip("s") in _STEMS or word.endswith(_ENDINGS) for word in words):
        for m in _PERSON.finditer(text, start, end):
            yield Sought(m.start(), m.end(), m["who"].lower(), False)
    for pattern, gate in ((_SERVICE, _SERVICE_WORDS), (_NUMBER, _NUMBER_WORDS)):
        if words & gate:
            for m in pattern.finditer(text, start, end):
                yield Sought(m.start(), m.end(), None, True)
    for pattern, gate in ((_PLACE, _PLACE_WORDS), (_HELP, _HELP_WORDS)):
        if words & gate:
            for m in pattern.finditer(text, start, end):
                yield Sought(m.start(), m.end(), None, False)


def _listed(key: str) -> frozenset[str]:
    return frozenset(_TABLE[key].split())


# The quick look before the slow patterns: a word without which none of them can match.
_STEMS = _listed("who_stems")
_ENDINGS = ("ologist", "ologists", "iatrist", "iatrists", "ian", "ians", "midwife", "midwives")
_SERVICE_WORDS, _NUMBER_WORDS = _listed("service_words"), _listed("number_words")
_PLACE_WORDS, _HELP_WORDS = _listed("place_words"), _listed("help_words")


# ---- how soon

_AT_ONCE = re.compile(rf"\b(?:{'|'.join(_TABLE['at_once'])})\b", re.I)
_SOON = re.compile(rf"\b(?:{'|'.join(_TABLE['soon'])})\b", re.I)
# "as soon as you can" hurries; "as soon as you feel better" is a condition.
_ONCE = re.compile(r"\bas soon as (?!possible|you can\b|they can\b|practical)[^,.;]*", re.I)


def urgency(said: str, conditions: Sequence[tuple[int, int]] = ()) -> Urgency:
    """Return how soon help should be sought; what `conditions` say does not count.

    >>> urgency("See a doctor if it starts immediately.", [(17, 37)])
    'routine'
    """
    parts = list(said)
    for start, end in conditions:
        parts[start:end] = " " * (end - start)
    main = _ONCE.sub(" soon ", "".join(parts))
    if _AT_ONCE.search(main) or any(one.service for one in sought(main, 0, len(main))):
        return "emergency"
    return "soon" if _SOON.search(main) else "routine"

"""Honest text as honest people also write it: mistyped, learnt late, in notes, in lists."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

Sentence = Sequence[str]

# What learners of English and note-takers leave out, and what learners take for one another.
LEFT_OUT = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "of",
        "have",
        "has",
        "do",
        "does",
        "that",
        "to",
        "it",
        "was",
        "been",
        "will",
    ]
)
TAKEN_FOR = (
    ["in", "on", "at", "for", "to", "of", "with", "from", "by", "about", "since", "during"],
    ["is", "are", "was", "has", "have", "be"],
    ["a", "the", "an"],
    ["very", "much", "many", "too", "so"],
    ["this", "these", "that", "those"],
    ["he", "she", "it", "they"],
    ["can", "could", "may", "must", "should", "will", "would"],
)
_OTHERS = {word: group for group in TAKEN_FOR for word in group}
_UNITS = ["mg", "ml", "g", "mmol/L", "%", "kg", "cm", "mcg", "U/L", "hours", "days", "weeks"]
_CHAT = {
    "you": "u", "are": "r", "your": "ur", "because": "cos", "please": "pls", "with": "w",
    "and": "n", "about": "abt", "people": "ppl", "thanks": "thx", "before": "b4", "really": "rly",
    "probably": "prob", "though": "tho", "through": "thru", "going": "goin", "want": "wanna",
}  # fmt: skip


def lower(sentence: Sentence, chance: random.Random) -> list[str]:
    """Write all small."""
    return [token.lower() for token in sentence]


def capitals(sentence: Sentence, chance: random.Random) -> list[str]:
    """Write all large."""
    return [token.upper() for token in sentence]


def notes(sentence: Sentence, chance: random.Random) -> list[str]:
    """Leave out small words."""
    kept = [t for t in sentence if t.lower() not in LEFT_OUT or chance.random() < 0.4]
    return kept or list(sentence)


def typos(sentence: Sentence, chance: random.Random) -> list[str]:
    """Mistype a few words."""
    return [_mistyped(t, chance) if chance.random() < 0.06 else t for t in sentence]


def learner(sentence: Sentence, chance: random.Random) -> list[str]:
    """Take one small word for another, lose endings, and drop articles."""
    out: list[str] = []
    for token in sentence:
        small = token.lower()
        if small in _OTHERS and chance.random() < 0.12:
            out.append(chance.choice(_OTHERS[small]))
        elif small in LEFT_OUT and chance.random() < 0.15:
            continue
        elif len(small) > 4 and small.endswith("s") and chance.random() < 0.1:
            out.append(token[:-1])
        elif len(small) > 5 and small.endswith("ed") and chance.random() < 0.1:
            out.append(token[:-2] if token[-3] != "i" else token)
        else:
            out.append(token)
    return out or list(sentence)


def chat(sentence: Sentence, chance: random.Random) -> list[str]:
    """Write as in a forum: small, abbreviated, without stops."""
    out = [
        _CHAT.get(t.lower(), t.lower()) for t in sentence if t not in ".,;" or chance.random() < 0.4
    ]
    return typos(out, chance) or list(sentence)


def listing(sentence: Sentence, chance: random.Random) -> list[str]:
    """Keep a few words running, as an item of a list or a heading."""
    if len(sentence) < 4:
        return list(sentence)
    length = chance.randint(2, min(8, len(sentence)))
    at = chance.randrange(len(sentence) - length + 1)
    out = list(sentence[at : at + length])
    if chance.random() < 0.3:
        out = [t.capitalize() if t.islower() and len(t) > 3 else t for t in out]
    return out


def table(sentence: Sentence, chance: random.Random) -> list[str]:
    """Put figures and units beside words, as in lists of drugs and of laboratory values."""
    out: list[str] = []
    for token in (t for t in sentence if len(t) > 4 and t.isalpha()):
        out += (token.capitalize(), str(chance.randint(1, 400)), chance.choice(_UNITS))
        if chance.random() < 0.5:
            out += ("(", str(chance.randint(1, 50)), "-", str(chance.randint(50, 400)), ")")
        if chance.random() < 0.5:
            out.append(chance.choice((",", ".", ";")))
    return out or list(sentence)


def names(sentence: Sentence, chance: random.Random) -> list[str]:
    """Write the words as if each were a name in a row of names."""
    out: list[str] = []
    for token in (t for t in sentence if len(t) > 3 and t.isalpha()):
        end = chance.choice(("", "", "s", "er", "a", "o", "ski", "son", "ov", "ez"))
        begin = token[: chance.randint(3, 6)].capitalize()
        out.append(begin + end if chance.random() < 0.7 else token.capitalize())
        if chance.random() < 0.45:
            out.append(chance.choice((",", ",", ",", "and", "Dr", ".")))
    return out or list(sentence)


def _mistyped(token: str, chance: random.Random) -> str:
    if len(token) < 4 or not token.isalpha():
        return token
    at = chance.randrange(1, len(token) - 1)
    return chance.choice(
        (
            token[:at] + token[at + 1 :],
            token[:at] + token[at] + token[at:],
            token[:at] + token[at + 1] + token[at] + token[at + 2 :],
        )
    )


Rough = Callable[[Sentence, random.Random], list[str]]
ROUGH: Mapping[str, Rough] = {
    "lower": lower,
    "capitals": capitals,
    "notes": notes,
    "typos": typos,
    "learner": learner,
    "chat": chat,
    "listing": listing,
    "table": table,
    "names": names,
}

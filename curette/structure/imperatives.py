"""Instructions: does a sentence begin with the bare form of a verb?

"Drink plenty of water" is one; "Drink choices may matter" is not. A leading clause ("If it hurts,
…", "At meals, …") is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.structure.lexicon import WORDS, word_lists
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.structure.words import Token

VERBS = word_lists("verbs.toml")
# A leading clause with more words than this is a sentence of its own.
LONGEST_LEAD = 34
# The verb of an instruction stands within these characters of its start.
FURTHEST = 280
# Of a sentence that opens with its instruction the first characters are enough to know it.
OPENING = 90
_LEADS = WORDS["lead_clause"]
# "Tip: …", and what a point of a list is about: "Flu shot - Get one each year."
_LABEL = re.compile(
    r"(?:TIP|Tip|Tips|Note|Fact|Solution|Remedy|Advice|Do|Step \d{1,2})\s?:\s*|"
    r"#\d{1,2}[.:]?\s+|[A-Z][\w'’-]*(?: [\w'’-]+){0,3}(?:: | [-–—] )(?=[A-Z])"
)
_VERB_SOON = WORDS["modals"] | frozenset(WORDS["verb_soon"])
_OPENS_OBJECT = WORDS["determiners"] | WORDS["prepositions"] | frozenset(WORDS["opens_object"])


def instruction(text: str, start: int, end: int) -> int | None:
    """Return where the verb of an instruction stands, or None where there is no instruction."""
    label = _LABEL.match(text, start, end)
    begin = label.end() if label else start
    opens = _OPENING_WORD.match(text, begin, end)
    if opens and opens.group().lower() in _NEVER_OPENS:
        return None
    stop = min(end, begin + OPENING)
    while stop < end and stop < begin + FURTHEST and text[stop].isalnum():
        stop += 1
    words = tokens(text, begin, stop)
    at = _first(words, 0)
    if at is not None:
        return at
    first = _skip_marks(words)
    while first < len(words) and words[first].low in _PASSED_OVER:
        first += 1
    if first >= len(words):
        return None
    opening = words[first].low
    if opening not in _LEADS and not opening.endswith("ing"):
        return _concluded(text, begin, end)
    words = tokens(text, begin, min(end, begin + FURTHEST))
    for i, word in enumerate(words[:LONGEST_LEAD]):
        # ", and increase …" goes on with the clause before it.
        if word.low == "," and i > first and _next(words, i) not in ("and", "or", "but", "so"):
            at = _first(words, i + 1)
            if at is not None:
                return at
    return _concluded(text, begin, end)


_SO = re.compile(r"[,;—–-]\s+so\s+")


def _concluded(text: str, begin: int, end: int) -> int | None:
    """Find the instruction that a sentence ends in: "Bags cost more, so bring your own"."""
    so = _SO.search(text, begin, end)
    return None if so is None else _first(tokens(text, so.end(), min(end, so.end() + OPENING)), 0)


_PASSED_OVER = VERBS["lead_ins"] - _LEADS | {","}
_OPENING_WORD = re.compile(r"[A-Za-z]+\b(?!['’])")
# Most sentences open with one of these, and no instruction does.
_NEVER_OPENS = (WORDS["determiners"] | WORDS["pronouns"] | WORDS["modals"]) - (
    VERBS["lead_ins"] | _LEADS | VERBS["plain"] | VERBS["also_nouns"]
)


def is_deed(verb: str) -> bool:
    """Tell whether a bare verb is of something that one does, not of what befalls one."""
    return verb in VERBS["plain"] | VERBS["also_nouns"] and verb not in VERBS["befalls"]


def _skip_marks(words: Sequence[Token]) -> int:
    i = 0
    while i < len(words) and not words[i].low[0].isalnum():
        i += 1
    return i


def _first(words: Sequence[Token], i: int) -> int | None:
    """Return the start of the verb where the words from `i` on are an instruction."""
    while i < len(words) and not words[i].low[0].isalnum():
        i += 1
    passed = 0
    while (
        i < len(words) and (words[i].low in VERBS["lead_ins"] or words[i].low == ",") and passed < 4
    ):
        if words[i].low in ("never", "always", "please"):
            return words[i].start if i + 1 < len(words) else None
        if words[i].low == "remember" and _next(words, i) in ("that", "why", "how", "what", "the"):
            return words[i].start
        i += 1
        passed += 1
    if i >= len(words):
        return None
    low = words[i].low.replace("'", "")
    if low == "have":  # "Have your eyes checked", not "Have you …"
        return words[i].start if _next(words, i) in WORDS["determiners"] | VERBS["had"] else None
    if low in ("do", "dont"):
        said = low == "dont" or _next(words, i) in ("not", "your", "this", "these")
        return words[i].start if said else None
    if _next(words, i) in _SHOWS_A_VERB and _could_be_verb(low):
        return words[i].start
    if low in VERBS["mostly_others"]:
        return words[i].start if _next(words, i) in _OPENS_OBJECT else None
    if low in VERBS["also_nouns"]:
        return words[i].start if _is_verb(words, i) else None
    if _VERBAL_END.search(low) and low not in WORDS["no_verbs"] and not _noun_follows(words, i):
        return words[i].start
    if low in VERBS["plain"] and _next(words, i) not in (":", "'s", "is", "are", "-"):
        return words[i].start
    return None


# "Automate", "prioritize", "clarify": endings that make verbs, short of the nouns listed.
_VERBAL_END = re.compile(r"\A\w{3,}(?:ate|i[sz]e|ify)\Z")


def _noun_follows(words: Sequence[Token], i: int) -> bool:
    """Tell whether the word is a noun or adjective after all: a verb or a comma follows it."""
    return _next(words, i) in _VERB_SOON | {"of", ",", "and", "or", "", ":", ".", "-"}


_SHOWS_A_VERB = WORDS["shows_a_verb"]
_CLOSED = (
    WORDS["determiners"] | WORDS["pronouns"] | WORDS["prepositions"] | WORDS["subordinators"]
    | WORDS["modals"] | WORDS["auxiliaries"] | WORDS["adverbs"] | WORDS["conjunctions"]
    | WORDS["no_verbs"]
)  # fmt: skip


def _could_be_verb(low: str) -> bool:
    """Tell whether an unknown word before "the" or "your" can be a bare verb: "Squeeze the …"."""
    return (
        low.isalpha() and len(low) > 2 and low not in _CLOSED
        and not low.endswith(("ing", "ed", "ly", "ous", "ful", "ness"))
        and not (low.endswith("s") and not low.endswith("ss"))
    )  # fmt: skip


def _next(words: Sequence[Token], i: int) -> str:
    return words[i + 1].low if i + 1 < len(words) else ""


def _is_verb(words: Sequence[Token], i: int) -> bool:
    """Tell a verb from a noun by what follows: an object, and no verb soon after."""
    follows = _next(words, i)
    if not follows or follows in ("of", "and", ",") or follows in _VERB_SOON:
        return follows == "and" and _next(words, i + 1) in VERBS["plain"]
    if follows in _OPENS_OBJECT:
        return True
    for word in words[i + 1 : i + 6]:
        if word.low in ",.;:" or word.low in WORDS["relatives"]:
            break
        if word.low in _VERB_SOON:
            return False
    return True

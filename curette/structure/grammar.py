"""Noun phrases and coordination, read from words and punctuation alone.

A cause is quoted as the phrase that names it. The rules of the span: articles, possessives and
words like "certain" at the front are left out, members of a list that can stand alone are spans
of their own, and members that share a head or a modifier are one span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.structure.coordination import members_of
from curette.structure.lexicon import WORDS, category
from curette.structure.words import LONGEST_NAME, Member, Token

if TYPE_CHECKING:
    from collections.abc import Sequence


_CLAUSE_EDGE = WORDS["thinking"] | WORDS["subordinators"] | WORDS["modals"] | {
    "that", "which", "who", "that's", "who's", "it's", "they're", "there's",
}  # fmt: skip
_ASIDE = frozenset(("when", "if", "while", "as", "whether"))
_STOPS = frozenset('.;:!?—–…“”"|[]{}•→')
_CUT = WORDS["subordinators"] | WORDS["pronouns"] | WORDS["modals"]
_PARTICIPLES = WORDS["participles"]


def right_phrase(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read the list of noun phrases that begins at token `at`."""
    return members_of(text, words, at, _right_end(text, words, at))


def right_list(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read a list that may be divided by semicolons: "a cold; long flights; and gout"."""
    out = right_phrase(text, words, at)
    at = next((n for n, w in enumerate(words) if out and w.start >= out[-1].end), len(words))
    if len(out) > 1 and at < len(words) and words[at].low in WORDS["relatives"]:
        past = _past_clause(words, at)
        if past:
            out += [Member(m.start, m.end) for m in right_phrase(text, words, past)]
            at = next((n for n, w in enumerate(words) if w.start >= out[-1].end), len(words))
    while at < len(words) and words[at].low in _CLOSES:
        while at < len(words) and words[at].low == ")":
            at += 1
        if at >= len(words) or words[at].low != ";":
            return out
        while at < len(words) and (words[at].low in _BETWEEN or words[at - 1].low == "/"):
            at += 1
        stop = next((n for n in range(at, len(words)) if words[n].low in ";.!?"), len(words))
        if {w.low for w in words[at:stop]} & _FINITE:
            return out
        more = right_phrase(text, words, at)
        if not more:
            return out
        out.extend(Member(m.start, m.end, None) for m in more)
        at = next((n for n, w in enumerate(words) if w.start >= more[-1].end), len(words))
    return out


def _past_clause(words: Sequence[Token], at: int) -> int:
    """Return where a list goes on after the clause that tells of one member; 0 where it ends."""
    for n in range(at, min(at + LONGEST_CLAUSE, len(words))):
        if words[n].low in ".;:!?(":
            return 0
        if words[n].low == ",":
            rest = [w.low for w in words[n + 1 : n + LONGEST_CLAUSE]]
            if not {"and", "or"} & set(rest) or not _goes_on(words, n):
                return 0
            return n + (2 if rest[0] in ("and", "or") else 1)
    return 0


# A clause of more words about one member of a list is where the list ends.
LONGEST_CLAUSE = 14
_CLOSES = frozenset((")", ";"))
_BETWEEN = frozenset((";", "and", "or", "/", "and/or"))
# A piece with one of these is a clause, not a member: "; this leads to …".
_FINITE = (WORDS["auxiliaries"] | WORDS["modals"] | WORDS["pronouns"] | WORDS["finite_only"]) - {
    "lead",
    "being",
    "having",
    "those",
    "one",
}


def left_phrase(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read the list of noun phrases that ends before token `at`: the subject of a verb."""
    first = _left_start(words, at)
    if first and words[first - 1].low in WORDS["modals"] | {"to", "not"}:
        return []  # "may irritate the skin and cause": what stands there is a verb
    if (
        first > 1
        and words[first - 1].low in ("that", "which", "who")
        and words[first - 2].low not in WORDS["says_that"] | {","}
        and not words[first - 2].low.endswith("ized")
    ):
        return _restricted(words, left_phrase(text, words, first - 1), at)
    if first and at < len(words) and words[at].low == "," and words[first - 1].low in _ASIDE:
        return []  # "pills, when taken alone, do not cause"
    return members_of(text, words, first, at) if first < at else []


def _restricted(words: Sequence[Token], heads: list[Member], at: int) -> list[Member]:
    """Give a subject the clause that restricts it: "pains that come and go" can cause …"""
    if (
        len(heads) != 1
        or sum(1 for w in words[:at] if w.start >= heads[0].start) > LONGEST_NAME + 4
    ):
        return heads
    return [Member(heads[0].start, words[at - 1].end)]


def _right_end(text: str, words: Sequence[Token], at: int) -> int:
    depth = 0
    i = at
    while i < len(words):
        low = words[i].low
        if low == "(":
            depth += 1
        elif low == ")":
            if not depth:
                return i
            depth -= 1
        elif not depth:
            if low in _STOPS:
                return i
            if low == ",":
                if not _goes_on(words, i):
                    return i
            elif low in ("and", "or"):
                if i > at and not _continues(words, i + 1):
                    return i
            elif i > at and words[i - 1].low in ("and", "or", ",") and low in _REPEATED:
                pass  # "caused by a fall or by an infection"
            elif i > at and _ends_phrase(words, i, at):
                return i
        i += 1
    return i


_REPEATED = frozenset(("by", "from"))


def _goes_on(words: Sequence[Token], comma: int) -> bool:
    """Tell whether the list goes on after a comma."""
    i = comma + 1
    if i < len(words) and words[i].low in ("and", "or", "as", "plus"):
        if words[i].low == "as":
            return [w.low for w in words[i : i + 3]] == ["as", "well", "as"]
        return _continues(words, i + 1) and not _new_clause(words, i + 1)
    return _continues(words, i) and not _new_clause(words, i)


def _continues(words: Sequence[Token], i: int) -> bool:
    if _told_of_subject(words, i):
        return False
    while i < len(words) and words[i].low in ("often", "also", "sometimes", "usually", "commonly"):
        i += 1
    if i >= len(words):
        return False
    low = words[i].low
    if low in ("known", "called", "referred"):
        return True
    follows = words[i + 1].low if i + 1 < len(words) else ""
    if low.endswith("ed") and follows in ("to", "as", "by", "in", "with", "for", "from", "at"):
        return False
    if low in ("such", "like", "including", "both", "either", "that", "those", "these", "even"):
        return low not in ("that", "these", "those") or (
            i + 1 < len(words) and words[i + 1].low not in _CUT | WORDS["auxiliaries"]
        )
    if low in _PARTICIPLES or low in WORDS["verbs"] & _FINITE_ONLY:
        return False
    return low not in _CUT | WORDS["auxiliaries"] and low not in _STOPS


def _told_of_subject(words: Sequence[Token], i: int) -> bool:
    """Tell whether what follows an "and" is told of the subject: "and often settles later"."""
    n = i
    while n < len(words) and (words[n].low in WORDS["adverbs"] or LY.search(words[n].low)):
        n += 1
    if n >= len(words):
        return False
    low = words[n].low
    if low in WORDS["passing"] or (n > i and low in WORDS["passing_bare"]):
        return True
    follows = words[n + 1].low if n + 1 < len(words) else ""
    return n > i and follows in _TELLS_WHEN and category(low) == "other"


LY = re.compile(r"\w{4}ly\Z")
# "often flares after meals": a noun that is not known, so placed, is a verb.
_TELLS_WHEN = frozenset(("after", "within", "once", "when", "until", "if", "by"))
# Verb forms that cannot be nouns: "and leads", not "and stress".
_FINITE_ONLY = WORDS["finite_only"]


def _new_clause(words: Sequence[Token], i: int) -> bool:
    """Tell whether the words from `i` to the next comma hold a finite verb: "X, Y may follow"."""
    for word in words[i : i + 8]:
        if word.low in ",.;:()" or word.low in ("and", "or"):
            return False
        if word.low in WORDS["modals"] or word.low in ("is", "are", "was", "were", "has", "have"):
            return True
        if word.low in WORDS["relatives"]:
            return False
        if word.low in _BEFORE_FROM and _next_low(words, word) == "from":
            return True
        if word.low == "as" or (word.low in _FINITE_ONLY and word.low != "causes"):
            return word.low != "as" or _aside_with_as(words, word)
    return False


_BEFORE_FROM = frozenset(("result", "results", "stem", "arise", "come", "comes"))


def _next_low(words: Sequence[Token], word: Token) -> str:
    at = words.index(word) + 1
    return words[at].low if at < len(words) else ""


def _aside_with_as(words: Sequence[Token], word: Token) -> bool:
    """Tell whether "as" opens an aside: "strange as it sounds"."""
    return _next_low(words, word) in WORDS["pronouns"]


def _ends_phrase(words: Sequence[Token], i: int, at: int) -> bool:
    low = words[i].low
    if low in ("that", "who", "which", "where", "whose"):
        follows = words[i + 1].low if i + 1 < len(words) else ""
        return words[i - 1].low not in WORDS["wide_heads"] or follows in ("cause", "causes")
    if low == "as":
        return (
            words[i - 1].low != "such"
            and words[i - 1].low != "well"
            and not (i + 1 < len(words) and words[i + 1].low == "well")
        )
    if low in ("when", "while") and words[i - 1].low in WORDS["wide_heads"]:
        return False
    if low == "than" and words[i - 1].low in _COMPARES:
        return False  # "more than one factor, including …", "more than two cups a day"
    if low == "one" and i + 1 < len(words) and words[i + 1].low.isalpha():
        return words[i + 1].low in WORDS["auxiliaries"] | WORDS["modals"] | {"of"}
    if low == "had" and words[i - 1].low == "having":
        return False
    if low in _CUT | WORDS["auxiliaries"]:
        return not _inside_relative(words, i, at)
    if low in _FINITE_ONLY:
        return not _inside_relative(words, i, at)
    if low in ("by", "caused", "due", "rather") or low in WORDS["thinking"]:
        return True
    if low == "-" and words[i - 1].end < words[i].start:
        return True  # a dash of poor typists: "diabetes -- both types"
    if low == "according":
        return True
    if low in ("in", "for", "among", "of") and i + 1 < len(words):
        follows = words[i + 1].low
        if low != "of" and follows in WORDS["people"] | {
            "some",
            "most",
            "many",
            "you",
            "her",
            "him",
        }:
            return True
    return low in _PARTICIPLES


_COMPARES = frozenset(("more", "less", "fewer", "longer", "older", "higher", "lower", "greater"))


def _inside_relative(words: Sequence[Token], i: int, at: int) -> bool:
    """Tell whether a restricting clause ("foods that contain …") is still open at `i`."""
    for back in range(i - 1, at, -1):
        low = words[back].low
        if low in ",;:":
            return False
        if low in ("that", "who", "which", "where"):
            # One verb group belongs to the clause; a second one is the sentence's own.
            between = [w.low for w in words[back + 1 : i]]
            seen = [w for w in between if w in _FINITE_ONLY or w in WORDS["auxiliaries"]]
            return len(seen) <= 1 and i - back <= 8
    return False


def _left_start(words: Sequence[Token], at: int) -> int:
    """Find where the subject that ends before `at` begins."""
    i = at
    depth = 0
    last = at
    while i > 0:
        low = words[i - 1].low
        if low == ")":
            depth += 1
        elif low == "(":
            depth -= 1
            if depth < 0:
                break
        elif not depth:
            if low in _STOPS:
                break
            if (
                low in ("that", "which", "who")
                and i - 2 >= 0
                and (words[i - 2].low in WORDS["wide_heads"] or words[i - 2].low in WORDS["people"])
                and i < at
            ):
                i -= 1
                continue
            such = low == "as" and i > 1 and words[i - 2].low in ("such", "well")
            such = such or (low == "as" and i < at and words[i].low in ("a", "an"))
            such = such or (low == "than" and i > 1 and words[i - 2].low in _COMPARES)
            if not such and low in _CLAUSE_EDGE:
                break
            if low == "," and not _list_comma(words, i, at):
                break
        i -= 1
        last = i
    return last


def _list_comma(words: Sequence[Token], after: int, at: int) -> bool:
    """Tell whether the comma before `after` separates members of one subject."""
    rest = [w.low for w in words[after:at]]
    if not rest or len(rest) > 40:
        return False
    if rest[0] in ("and", "or", "such", "including", "like", "as"):
        return True
    if "and" not in rest and "or" not in rest:
        return False
    if words[after - 2].low.endswith("ly") and (after == 2 or words[after - 3].low in ".;:!?"):
        return False  # "Additionally, …"
    return "," in rest or _names_before(words, after - 1)


def _names_before(words: Sequence[Token], comma: int) -> bool:
    """Tell whether a short noun phrase stands before a comma: "Coffee, tea and wine"."""
    first = comma
    while first > 0 and words[first - 1].low not in ",.;:()!?—–" and comma - first <= 5:
        first -= 1
    before = [w.low for w in words[first:comma]]
    if not 1 <= len(before) <= 5 or before[-1].endswith("ly") or before[0].endswith("ly"):
        return False
    bad = _CLAUSE_EDGE | WORDS["auxiliaries"] | WORDS["pronouns"] | WORDS["adverbs"] | {"to"}
    bad -= {"being", "having"}
    return (
        before[0] not in WORDS["prepositions"] and not set(before) & bad
        and before[-1] not in WORDS["openers"]
    )  # fmt: skip

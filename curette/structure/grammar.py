"""Noun phrases and coordination, read from words and punctuation alone.

A cause is quoted as the phrase that names it. The rules of the span: articles, possessives and
words like "certain" at the front are left out, members of a list that can stand alone are spans
of their own, and members that share a head or a modifier are one span.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from curette.model import Span
from curette.structure.lexicon import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\w+(?:['’\-/.]\w+)*%?|\S")
_ADJECTIVE = re.compile(r"(?:ic|al|ous|ar|ary|ive|ed|able|ible|less|ful)$")
# A cause named in more words than this is a clause that the reader of spans cut badly.
LONGEST_NAME = 16
# Nobody lists more causes in one sentence; what does is a menu or a table without borders.
LONGEST_LIST = 24


class Token(NamedTuple):
    """A word or a mark, with its lower-case form."""

    start: int
    end: int
    low: str


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Cut a range into words and single marks; curly apostrophes are read as straight ones."""
    return list(_tokens(text, start, end))


@lru_cache(maxsize=256)
def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    return tuple(
        Token(m.start(), m.end(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, start, end)
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One phrase of a list. `within` is the index of the wider phrase that it is an example of."""

    start: int
    end: int
    within: int | None = None
    negated: bool = False


_CLAUSE_EDGE = WORDS["thinking"] | WORDS["subordinators"] | WORDS["modals"] | {
    "that", "which", "who", "that's", "who's", "it's", "they're", "there's",
}  # fmt: skip
_ASIDE = frozenset(("when", "if", "while", "as", "whether"))
_STOPS = frozenset('.;:!?—–…“”"|[]{}•→')
_CUT = WORDS["subordinators"] | WORDS["pronouns"] | WORDS["modals"]
_PARTICIPLES = WORDS["participles"]


def right_phrase(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read the list of noun phrases that begins at token `at`."""
    return _members(text, words, at, _right_end(text, words, at))


def left_phrase(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Read the list of noun phrases that ends before token `at`: the subject of a verb."""
    first = _left_start(words, at)
    if first and words[first - 1].low in WORDS["modals"] | {"to", "not"}:
        return []  # "may irritate the skin and cause": what stands there is a verb
    if (
        first > 1
        and words[first - 1].low in ("that", "which", "who")
        and words[first - 2].low not in WORDS["says_that"]
        and not words[first - 2].low.endswith("ized")
    ):
        return _restricted(words, left_phrase(text, words, first - 1), at)
    if first and at < len(words) and words[at].low == "," and words[first - 1].low in _ASIDE:
        return []  # "pills, when taken alone, do not cause"
    return _members(text, words, first, at) if first < at else []


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
            elif i > at and _ends_phrase(words, i, at):
                return i
        i += 1
    return i


def _goes_on(words: Sequence[Token], comma: int) -> bool:
    """Tell whether the list goes on after a comma."""
    i = comma + 1
    if i < len(words) and words[i].low in ("and", "or", "as", "plus"):
        if words[i].low == "as":
            return [w.low for w in words[i : i + 3]] == ["as", "well", "as"]
        return _continues(words, i + 1) and not _new_clause(words, i + 1)
    return _continues(words, i) and not _new_clause(words, i)


def _continues(words: Sequence[Token], i: int) -> bool:
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
    bad -= {"being", "having"} if before[0] in ("being", "having") else frozenset()
    return (
        before[0] not in WORDS["prepositions"] and not set(before) & bad
        and before[-1] not in WORDS["openers"]
    )  # fmt: skip


def _members(text: str, words: Sequence[Token], start: int, end: int) -> list[Member]:
    """Split a range of tokens into the phrases it lists."""
    found: list[Member] = []
    head_end, tail = _examples_at(words, start, end)
    heads = _split(text, words, start, head_end)
    for span in heads:
        found.append(Member(*span))
    if tail is not None:
        within = len(found) - 1 if found else None
        stop = end
        for span in _split(text, words, tail, stop):
            found.append(Member(span.start, span.end, within))
    return found[:LONGEST_LIST]


def _examples_at(words: Sequence[Token], start: int, end: int) -> tuple[int, int | None]:
    """Find "such as", "including" or "like": where the wide phrase ends, where examples begin."""
    depth = 0
    for i in range(start, end):
        low = words[i].low
        if low == "(":
            depth += 1
        elif low == ")":
            depth -= 1
        if depth:
            continue
        if low == "such" and i + 1 < end and words[i + 1].low == "as":
            return i, i + 2
        if low == "including" and i > start:
            return i, i + 1
        if low == "like" and i > start:
            return i, i + 1
        if low in ("e.g", "eg") and i > start:
            return i, i + (2 if i + 1 < end and words[i + 1].low in ".," else 1)
        if low == "for" and i + 1 < end and words[i + 1].low in ("example", "instance"):
            return i, i + 2
        if i > start and low in ("known", "called", "especially", "particularly", "namely"):
            return i, i + (2 if i + 1 < end and words[i + 1].low == "as" else 1)
        if (
            i > start
            and low == "referred"
            and [w.low for w in words[i + 1 : i + 3]] == ["to", "as"]
        ):
            return i, i + 3
    return end, None


def _split(text: str, words: Sequence[Token], start: int, end: int) -> list[Span]:
    """Split at top-level commas and conjunctions, then join what shares a head or modifier."""
    pieces: list[tuple[int, int]] = []
    joints: list[str] = []
    depth = 0
    first = start
    i = start
    while i < end:
        low = words[i].low
        if low == "(":
            depth += 1
        elif low == ")":
            depth = max(0, depth - 1)
        elif not depth and (low in _JOINTS or _as_well(words, i) or _related(words, i, first)):
            joint = low if low not in (",", ";") else ","
            stop = i
            i += 3 if low == "as" else 1
            if low in _RELATED:  # "X related to Y" names two
                joint, i = ",", i + 1
            if joint == "," and i < end and words[i].low in ("and", "or", "and/or", "plus"):
                joint = ", " + words[i].low
                i += 1
            if first < stop:
                pieces.append((first, stop))
                joints.append(joint)
            first = i
            continue
        i += 1
    if first < end:
        pieces.append((first, end))
    pieces = _joined(words, pieces, joints)
    spans = []
    for a, b in pieces:
        span = trimmed(words, a, b)
        if span is not None:
            spans.append(span)
    return spans


_JOINTS = frozenset((",", ";", "and", "or", "and/or", "plus", "nor"))
_RELATED = frozenset(("related", "connected", "linked"))


def _related(words: Sequence[Token], i: int, first: int) -> bool:
    following = words[i + 1].low if i + 1 < len(words) else ""
    return i > first and words[i].low in _RELATED and following in ("to", "with")


def _as_well(words: Sequence[Token], i: int) -> bool:
    return words[i].low == "as" and [w.low for w in words[i : i + 3]] == ["as", "well", "as"]


def _joined(
    words: Sequence[Token], pieces: list[tuple[int, int]], joints: list[str]
) -> list[tuple[int, int]]:
    """Join neighbours that share a head ("liver or kidney disease") or a modifier."""
    out: list[tuple[int, int]] = []
    if len(pieces) > 1 and [w.low for w in words[pieces[-1][0] : pieces[-1][0] + 3]][::2] == [
        "other", "of",
    ]:  # fmt: skip
        return [(pieces[0][0], pieces[-1][1])]  # "pipe, cigar and other types of smoking"
    while len(pieces) > 1 and (
        words[pieces[0][0]].low in WORDS["prepositions"] | {"as"}
        or words[pieces[0][1] - 1].low in ("example", "instance", "result", "addition", "fact")
    ):
        pieces, joints = pieces[1:], joints[1:]  # "As an example, …"
    for n in range(len(pieces) - 2):
        single = all(
            sum(1 for w in words[a:b] if w.low not in WORDS["fronts"]) == 1
            for a, b in pieces[n : n + 2]
        )
        if single and joints[n] in (", or", "or") and joints[n + 1] == ",":
            merged = (pieces[n][0], pieces[n + 2][1])  # "repeating, or recurrent, infections"
            pieces = [*pieces[:n], merged, *pieces[n + 3 :]]
            joints = [*joints[:n], *joints[n + 2 :]]
            break
    pieces, joints = _adjectives_joined(words, pieces, joints)
    for n, (a, b) in enumerate(pieces[:-1]):
        if {w.low for w in words[a + 1 : b - 1]} & {"that", "which", "who"}:
            # "diseases that affect the stomach or colon"
            pieces = [*pieces[:n], (a, pieces[-1][1])]
            joints = joints[: max(n, 0)]
            break
    first = [w.low for w in words[pieces[0][0] : pieces[0][1]]] if pieces else []
    if len(pieces) == 2 and first[-1] in _KIN and words[pieces[1][0]].low in _KIN:
        return [(pieces[0][0], pieces[1][1])]  # "a parent or sibling with asthma"
    if len(pieces) > 1 and "for" in first and first[0] in WORDS["remedies"]:
        return [(pieces[0][0], pieces[-1][1])]  # "medicines for allergies and depression"
    inner = "and" if any(joint in ("or", ", or") for joint in joints) else ""
    for n, piece in enumerate(pieces):
        mixed = n > 0 and joints[n - 1] == inner and piece[1] - piece[0] == 1
        if out and n and (mixed or _shares(words, out[-1], piece, joints[n - 1], len(pieces))):
            out[-1] = (out[-1][0], piece[1])
        else:
            out.append(piece)
    return out


_KIN = frozenset(
    ("parent", "sibling", "brother", "sister", "mother", "father", "parents", "siblings", "child")
)


def _adjectives_joined(
    words: Sequence[Token], pieces: list[tuple[int, int]], joints: list[str]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Join adjectives to the head that they share: "bacterial, viral or parasitic infection"."""
    n = 0
    while n < len(pieces) - 1:
        last = n
        while last < len(pieces) - 1 and _lone_adjective(words, pieces[last]):
            last += 1
        first_word = words[pieces[last][0]].low
        shares = pieces[last][1] - pieces[last][0] == 2 and _SHARED_ADJECTIVE.search(first_word)
        if last - n >= 2 and shares:
            pieces = [*pieces[:n], (pieces[n][0], pieces[last][1]), *pieces[last + 1 :]]
            joints = [*joints[:n], *joints[last:]]
        n = max(n + 1, last)
    return pieces, joints


def _lone_adjective(words: Sequence[Token], piece: tuple[int, int]) -> bool:
    low = [w.low for w in words[piece[0] : piece[1]] if w.low not in WORDS["fronts"]]
    return (
        len(low) == 1 and low[0] not in WORDS["nouns_in_al"]
        and bool(_SHARED_ADJECTIVE.search(low[0]))
    )  # fmt: skip


_SHARED_ADJECTIVE = re.compile(r"(?<=\w\w\w)(?:ic|al|ous|ary|ive|ular)\Z")


def _shares(
    words: Sequence[Token], left: tuple[int, int], right: tuple[int, int], joint: str, count: int
) -> bool:
    """Tell whether two neighbours of a list are one name: they share a head or a modifier."""
    a = [w.low for w in words[left[0] : left[1]]]
    b = [w.low for w in words[right[0] : right[1]]]
    while a and a[0] in WORDS["fronts"]:
        a = a[1:]
    while b and b[0] in WORDS["fronts"]:
        b = b[1:]
    if not a or not b:
        return False
    pairs = set(itertools.pairwise(a))
    prepositions = set(a) & WORDS["prepositions"]
    if a[-1] in WORDS["adjectives"] or (
        prepositions and _ADJECTIVE.search(a[-1]) and a[-1] not in WORDS["nouns_in_al"]
    ):
        return True  # "swelling in the anal or rectal veins"
    bare = next((n for n, w in enumerate(b) if w in WORDS["prepositions"]), len(b))
    if 0 < bare <= 2 and pairs & _LEVELS:
        return True  # "high levels of zinc, iron and copper"
    if len(b) == 1 and ("involving" in a or (prepositions and b[0] in WORDS["body_parts"])):
        return True  # "diseases of the muscles or nerves, brain and spine"
    if joint in ("and", "or") and len(b) == 1 and prepositions and {"the", "involving"} & set(a):
        return True  # "weakness of the rectum and anus"
    if joint in ("and", "or") and pairs & _TAKERS and len(b) <= 3 and "of" not in b:
        return True  # "exposure to smoke or dust"
    if joint != "," and len(a) == 1 and len(b) >= 2:
        return _completes(a[0], b)
    return joint != "," and count == 2 and len(b) == 1 and _modifies(a, b[0])


def _completes(first: str, b: list[str]) -> bool:
    """Tell whether a word alone takes its head from what follows: "liver or kidney disease"."""
    if _ADJECTIVE.search(first) and not first.endswith(("itis", "medical")):
        return True
    if first in WORDS["body"] and (b[-1] in WORDS["shared_heads"] or b[0] in WORDS["body"]):
        return True
    return "of" in b[1:3] or b[1].endswith("ing")  # "irritation or swelling of the nerve"


def _modifies(a: list[str], second: str) -> bool:
    """Tell whether a modifier goes for both: "low zinc or iron", "muscle fatigue or overuse"."""
    if a[0] in WORDS["amounts"] or a[:2] == ["too", "much"]:
        return True
    return len(a) == 2 and a[0] in WORDS["body"] and second in _DEVERBAL


_LEVELS = frozenset(
    {
        ("high", "in"), ("low", "in"), ("rich", "in"), ("full", "of"), ("lot", "of"),
        ("levels", "of"), ("level", "of"), ("amounts", "of"), ("amount", "of"),
    }
)  # fmt: skip
_DEVERBAL = WORDS["deverbal"]
_TAKERS = frozenset(
    {
        ("exposure", "to"), ("diseases", "of"), ("disease", "of"), ("intake", "of"),
        ("inflammation", "of"), ("injury", "to"), ("damage", "to"), ("disorders", "of"),
        ("infection", "of"), ("infections", "of"), ("history", "of"), ("changes", "in"),
        ("problems", "in"), ("problems", "with"), ("pressure", "on"), ("consumption", "of"),
        ("lack", "of"), ("shortage", "of"), ("deficiency", "of"), ("excess", "of"),
    }
)  # fmt: skip


def trimmed(words: Sequence[Token], start: int, end: int) -> Span | None:
    """Strike announcing words from the front and loose ends from the back of a phrase."""
    while start < end and (
        words[start].low in WORDS["fronts"] or words[start].low in ",'\"“”‘’:-–—•*"
    ):
        follows = words[start + 1].low if start + 1 < end else ""
        if words[start].low == "too" and follows in _QUANTITIES:
            break
        if words[start].low == "multiple" and follows in WORDS["after_multiple"]:
            break
        if (
            words[start].low in ("most", "more", "many")
            and start + 1 < end
            and words[start + 1].low == "of"
        ):
            start += 1
        start += 1
    if start + 2 < end and words[start + 1].low == "of" and words[start].low in _MEASURES:
        return trimmed(words, start + 2, end)
    if start + 3 < end and words[start + 2].low == "of" and words[start + 1].low in _MEASURES:
        return trimmed(words, start + 3, end)
    while start < end and (
        (words[end - 1].low in _LOOSE_ENDS and not _lettered(words, end))
        or words[end - 1].low in ",'\"“”‘’:-–—"
    ):
        end -= 1
    if start >= end or end - start > LONGEST_NAME:
        return None
    return Span(words[start].start, words[end - 1].end)


def _lettered(words: Sequence[Token], end: int) -> bool:
    """Tell whether a last "a" is a letter: "vitamin A"."""
    return end > 1 and words[end - 1].low == "a" and words[end - 2].low in _TAKES_A_LETTER


_TAKES_A_LETTER = frozenset(("vitamin", "hepatitis", "type", "group", "influenza", "factor"))
_MEASURES = WORDS["measures"]
_QUANTITIES = WORDS["quantities"]
_LOOSE_ENDS = (
    WORDS["prepositions"]
    | WORDS["conjunctions"]
    | WORDS["determiners"]
    | WORDS["relatives"]
    | WORDS["loose_ends"]
)


def is_announcer(text: str, span: Span) -> bool:
    """Tell whether a phrase names nothing: "a number of things", "several factors", "this"."""
    low = [w.low for w in tokens(text, span.start, span.end)]
    content = [
        w for w in low if any(map(str.isalpha, w)) and w not in WORDS["determiners"] | _EMPTY
    ]
    return all(w in WORDS["announcers"] or w in WORDS["pronouns"] for w in content)


_EMPTY = WORDS["empty"]


def clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence into stretches between semicolons and contrasting conjunctions."""
    at = start
    for m in _CONTRAST.finditer(text, start, end):
        if m.start() > at:
            yield Span(at, m.start())
        at = m.end()
    if at < end:
        yield Span(at, end)


_CONTRAST = re.compile(r";|,?\s{1,9}(?:but|although|though|whereas|however)\s+|,\s+while\s+", re.I)

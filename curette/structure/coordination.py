"""Lists of phrases: where they part, and which members share a head or a modifier."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from curette.structure.lexicon import WORDS, find
from curette.structure.words import Member, Token, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span

_ADJECTIVE = re.compile(r"(?:ic|al|ous|ar|ary|ive|ed|able|ible|less|ful)$")
# Nobody lists more causes in one sentence; what does is a menu or a table without borders.
LONGEST_LIST = 24


def members_of(text: str, words: Sequence[Token], start: int, end: int) -> list[Member]:
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
        elif low in ("and", "or") and i > first and _one_phrase(words, i):
            pass
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
            # "diseases that affect the stomach or colon": to the next comma, past organs.
            last = n
            while last + 1 < len(pieces) and (
                joints[last] in ("and", "or") or _is_organ(words, pieces[last + 1])
            ):
                last += 1
            pieces = [*pieces[:n], (a, pieces[last][1]), *pieces[last + 1 :]]
            joints = [*joints[:n], *joints[last:]]
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


def _one_phrase(words: Sequence[Token], i: int) -> bool:
    """Tell whether a conjunction joins words inside a name: "on or around", "45 or older"."""
    after = words[i + 1].low if i + 1 < len(words) else ""
    return words[i - 1].low in WORDS["prepositions"] or after in ("older", "younger", "more")


def _is_organ(words: Sequence[Token], piece: tuple[int, int]) -> bool:
    return words[piece[1] - 1].low in WORDS["body_parts"]


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
    if not a or not b or b[0] in ("by", "from", "not", "no"):
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
    organ = b[-1] in WORDS["body_parts"] and all(w in _ORGANS for w in b)
    if (len(b) == 1 and "involving" in a) or (prepositions and organ):
        return True  # "diseases of the muscles or nerves, brain and spine"
    known = find(" ".join(b)) is not None and not organ
    if (
        joint in ("and", "or")
        and len(b) == 1
        and prepositions
        and {"the", "involving"} & set(a)
        and not known
    ):
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
    if b[0] in _OWN_HEADS:
        return False  # "smoking and lack of exercise"
    return "of" in b[1:3] or b[1].endswith("ing")  # "irritation or swelling of the nerve"


_ORGANS = WORDS["body_parts"] | WORDS["body"]
_OWN_HEADS = frozenset(
    ("lack", "use", "abuse", "overuse", "history", "exposure", "family", "consumption", "types")
)


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

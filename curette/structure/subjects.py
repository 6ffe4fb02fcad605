"""What stands before a verb: its subject, or none where it cannot be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.grammar import LY, left_phrase, right_phrase
from curette.structure.ills import has_sort, named
from curette.structure.lexicon import WORDS
from curette.structure.words import Member, Token

if TYPE_CHECKING:
    from collections.abc import Sequence


def group_before(words: Sequence[Token], left: int) -> list[Member]:
    """Read "Pregnant women are at higher risk": the group is named by what sets it apart."""
    first = left
    while first > 0 and words[first - 1].low in VERB_GROUP:
        first -= 1
    stop = first
    while first > 0 and words[first - 1].low not in ",.;:()" and stop - first < 5:
        first -= 1
    if stop - first < 2 or words[stop - 1].low not in WORDS["people"]:
        return []
    if words[first].low in WORDS["determiners"] | WORDS["prepositions"] | WORDS["subordinators"]:
        return []
    inner = {w.low for w in words[first : stop - 1]}
    if inner & (WORDS["auxiliaries"] | WORDS["verbs"] | WORDS["pronouns"] | WORDS["determiners"]):
        return []
    return [Member(words[first].start, words[stop - 1].end)]


def has_object(effect: Sequence[Token]) -> bool:
    """Tell whether something is worsened or caused, not just "worsens quickly"."""
    return bool(effect) and effect[0].low not in _NO_OBJECT


_NO_OBJECT = WORDS["adverbs"] - {"more", "less", "not", "most", "both"} | {"when", "if", ",", "as"}
NO_ILL = frozenset(("no", "signs", "symptoms"))
NOUN_BEFORE = WORDS["noun_before"]


def is_noun(words: Sequence[Token], left: int, text: str, trigger: Span) -> bool:
    """Tell whether "cause" or "trigger" at a place is a noun, or its subject is a pronoun."""
    if left == 0:
        return True
    previous = words[left - 1].low
    after = next((w.low for w in words if w.start >= trigger.end), "")
    if after in WORDS["auxiliaries"] | {"of", "include", "including", "for", "among"}:
        return True
    if previous in ("and", "or") and any(w.low in WORDS["modals"] for w in words[: left - 1]):
        return False  # "can infect the throat and cause …"
    if previous in NOUN_BEFORE and text[trigger.start : trigger.end].lower() in _BARE:
        return True
    if previous == "to":
        return left < 2 or words[left - 2].low not in _KNOWN_TO
    return previous in WORDS["pronouns"] - RELATIVE


_BARE = WORDS["bare"]


def clause_begin(words: Sequence[Token], left: int) -> int:
    """Return where the clause that ends before `left` begins."""
    for i in range(left - 1, -1, -1):
        if words[i].low in (";", ":", "but", "although", "while", "."):
            return i + 1
    return 0


def until_stop(words: Sequence[Token]) -> list[Token]:
    """Return the words to the end of the clause."""
    out: list[Token] = []
    for word in words:
        if word.low in (";", ".", "!", "?", "but", "although", "because") or len(out) > 30:
            break
        out.append(word)
    return out


def subject_before(text: str, words: Sequence[Token], left: int) -> list[Member]:
    """Read the subject that ends before a verb; none where it cannot be told apart."""
    stop = left
    while stop > 0 and words[stop - 1].low in ("all", "both", "each"):
        stop -= 1
    while stop > 0 and (words[stop - 1].low in VERB_GROUP or LY.search(words[stop - 1].low)):
        stop -= 1
        if words[stop].low == ",":
            stop = min(stop, _before_aside(words, stop))
    if stop and words[stop - 1].low in ("—", "–"):
        opening = [i for i in range(stop - 1) if words[i].low == words[stop - 1].low]
        if not opening:
            return []
        stop = opening[-1]
    if stop and words[stop - 1].low in ("and", "or"):
        return shared_subject(text, words, stop - 1)
    if stop == 0 or words[stop - 1].low in WORDS["pronouns"] - RELATIVE:
        return []
    if words[stop - 1].low in ("that", "which", "who"):
        defined = _defined(words, stop)
        if not defined:
            return _last_named(text, words, stop - 1)
        stop = defined
    members = [m for m in left_phrase(text, words, stop) if not _opens_badly(words, m)]
    if not members or members[-1].end != words[stop - 1].end:
        return []
    return members


def _before_aside(words: Sequence[Token], comma: int) -> int:
    """Return where the aside begins that ends at a comma: "thirst, which is common, causes …"."""
    for n in range(comma - 1, max(0, comma - LONGEST_ASIDE), -1):
        if words[n].low in ",;:.":
            after = words[n + 1].low
            opens = words[n].low == "," and (after in _ASIDES or _is_participle(words, n + 1))
            return n if opens else comma + 1
    return comma + 1


def _is_participle(words: Sequence[Token], n: int) -> bool:
    """Tell whether an aside begins with a participle: ", used for high blood pressure,"."""
    return words[n].low.endswith("ed") and words[n + 1].low in WORDS["prepositions"] | {"to"}


LONGEST_ASIDE = 14
_ASIDES = frozenset(("which", "who", "a", "an", "if", "when", "though", "although", "both"))


def _last_named(text: str, words: Sequence[Token], stop: int) -> list[Member]:
    """Read "… hardening of the arteries, which can cause": the last name before the clause."""
    if words[stop].low != "which" or not stop or words[stop - 1].low != ",":
        return []
    stop -= 1
    first = stop
    while first > 0 and words[first - 1].low not in _PHRASE_EDGE and stop - first < LONGEST_SUBJECT:
        first -= 1
    while first < stop and words[first].low in WORDS["prepositions"]:
        first += 1
    if first and words[first - 1].low in ",":
        return []  # a list, or an aside: which of them is meant?
    members = right_phrase(text, words[:stop], first) if first < stop else []
    if not members or members[-1].end != words[stop - 1].end or len(members) > 2:
        return []
    known = all(has_sort(text, m) or named(text, Span(m.start, m.end)) for m in members)
    return members if known else []


_REPORTING = WORDS["reporting"]
_PHRASE_EDGE = (
    _REPORTING | WORDS["verbs"] | WORDS["auxiliaries"] | WORDS["modals"] | WORDS["subordinators"]
    | WORDS["relatives"] | WORDS["pronouns"] | WORDS["adverbs"]
    | {"to", ",", ".", ";", ":", "(", ")"}
)  # fmt: skip


def shared_subject(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Find the subject of "X can irritate the skin and cause …": before the first verb group."""
    start = clause_begin(words, at)
    for i in range(start, at):
        if words[i].low in WORDS["modals"]:
            members = left_phrase(text, words, i)
            bad = any(_opens_badly(words, m) for m in members)
            if bad or not members or words[i - 1].low in WORDS["pronouns"]:
                return []
            long = sum(1 for w in words if members[0].start <= w.start < members[-1].end)
            return members if long <= LONGEST_SUBJECT else []
        if words[i].low in WORDS["auxiliaries"] or words[i].low in RELATIVE:
            return []
    return []


# A subject of more words holds a clause that was not seen as one.
LONGEST_SUBJECT = 9
RELATIVE = frozenset({"that", "which", "who"})


def _defined(words: Sequence[Token], stop: int) -> int:
    """Find the subject of "X is a substance that causes …"; 0 where there is none."""
    for i in range(stop - 2, 0, -1):
        low = words[i].low
        if low in ",;:." or low in RELATIVE:
            return 0
        if low in ("is", "are") and words[i + 1].low in ("a", "an", "one", "the", "another"):
            return i
    return 0


_KNOWN_TO = WORDS["known_to"]
VERB_GROUP = (
    WORDS["known_to"]
    | WORDS["adverbs"]
    | WORDS["modals"]
    | WORDS["auxiliaries"]
    | {"to", ",", "similarly"}
)


def _opens_badly(words: Sequence[Token], member: Member) -> bool:
    """Tell whether a phrase begins like an adverbial ("in adults") or holds a finite verb."""
    inside = [w.low for w in words if member.start <= w.start < member.end]
    if (
        not inside
        or inside[0] in WORDS["prepositions"] | WORDS["subordinators"] | WORDS["pronouns"]
    ):
        return True
    relative = False
    for low in inside:
        if low in ("that", "which", "who"):
            relative = True
        if not relative and (low in WORDS["auxiliaries"] - {"being"} or low in _REPORTING):
            return True
    return False

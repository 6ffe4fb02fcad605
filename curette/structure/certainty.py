"""How sure a page is of what it says: asserted, hedged, rare or negated.

Cues are sought in the clause of the cause, to the left of it and in the words that name the link.
A list takes the cues of the sentence that introduces it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.records import Certainty
    from curette.structure.words import Member

_HEDGE = re.compile(
    r"\b(?:may|might|can|could|sometimes|possibl[ey]|possibilit(?:y|ies)|potential(?:ly)?|perhaps|"
    r"suspected|thought to|believed to|seems?|appears? to|suggests?|probably|linked|associated "
    r"with|"
    r"related to|connected (?:to|with)|a (?:wide )?variety of (?:reasons|factors|causes|things)|"
    r"in some (?:cases|people|instances)|at times|occasionally|not always|not necessarily)\b",
    re.I,
)
_RARE = re.compile(
    r"\b(?:rare(?:ly)?|uncommon(?:ly)?|less (?:common(?:ly)?|often|frequent(?:ly)?)|seldom|"
    r"infrequently)\b",
    re.I,
)
_NO_EVIDENCE = re.compile(
    r"\b(?:(?:no|little|scant) (?:\w+ )?(?:evidence|proof|link|connection)|without evidence|"
    r"unlikely|none of|hardly any|no longer (?:thought|believed|considered|seen))\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:in no way|by no means|not|never|neither|nor|cannot|unrelated to|"
    r"(?:do|does|did|is|are|was|were|has|have|ca|wo)n['’]t)\b",
    re.I,
)
# "not only", "not always", "if not checked": the negation does not deny the cause.
_NOT_A_DENIAL = re.compile(
    r"\bnot (?:only|just|always|fully|completely|entirely|all|necessarily a|the only|sure|known|"
    r"clear|yet|merely|checked|treated)\b|\bif not\b|\bwhether or not\b|\bdon['’]t know\b|"
    r"\bwhy not\b|\bcannot always\b|\bnot (?:\w+ )?understood\b",
    re.I,
)
_CLAUSE_START = re.compile(
    r"[;:]|,?\s(?:but|although|though|whereas|however|because|while)\s|,\s(?:and|so|or)\s(?=\w+ )",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A certainty and the spans of the words that decided it."""

    certainty: Certainty
    cues: tuple[Span, ...] = ()


def judge(
    text: str, start: int, trigger: Span, *, hedged: bool = False, own: Sequence[Member] = ()
) -> Judgement:
    """Judge a cause by the words from `start` of its sentence to the end of its trigger.

    A "not" inside one of its `own` phrases names the cause and denies nothing: "not eating".
    """
    begin = start
    for m in _CLAUSE_START.finditer(text, start, trigger.start):
        begin = m.end()
    denial = (
        _mistaken(text, start, trigger.start)
        or _denial(text, max(begin, trigger.start - NEAR), trigger.end, own)
        or _not_found(text, start, trigger.start)
        or _taken_back(text, start, trigger)
    )
    if denial is None:
        doubt = _NO_EVIDENCE.search(text, begin, trigger.end)
        denial = Span(*doubt.span()) if doubt else None
    if denial is not None:
        return Judgement("negated", (denial,))
    rare = _RARE.search(text, max(begin, trigger.start - 2 * FAR), trigger.end)
    if rare:
        return Judgement("rare", (Span(*rare.span()),))
    near = max(begin, trigger.start - FAR)
    cues = [Span(*m.span()) for m in _HEDGE.finditer(text, near, trigger.end)]
    cues += [Span(*m.span()) for m in _CONDITION.finditer(text, begin, trigger.start)]
    if not cues and _LISTING.search(text, trigger.start, trigger.end):
        cues = [
            Span(*m.span()) for m in MAY_CAUSE.finditer(text, trigger.end, trigger.end + FAR * 3)
        ]
    if cues or hedged:
        return Judgement("hedged", tuple(cues) or (trigger,))
    return Judgement("asserted")


# A word that denies stands in the verb group or right before it; a hedge may stand further off.
# Set on the tuning half of the gold: with 120 for both, 3 causes in 150 were denied by a
# neighbour's "not" and 9 hedged by a neighbour's "may".
NEAR, FAR = 24, 70


def of_member(text: str, listed: Judgement, start: int, end: int) -> Judgement:
    """Judge a member of a list by what stands right before it: "a cold, or rarely from gout"."""
    if listed.certainty == "negated":
        return listed
    rare = _RARE.search(text, start, end)
    return Judgement("rare", (Span(*rare.span()),)) if rare else listed


_CONDITION = re.compile(
    r"\b(?:if|(?:knows?|known|clear|unclear|sure|certain|tested|asked) whether|"
    r"(?:unclear|uncertain|(?:was|were) (?:thought|believed|said)) that)\b|"
    r"(?:\bnot|n['’]t)(?: \w+)? (?:clear|certain|known|sure) that\b",
    re.I,
)
_LISTING = re.compile(r"\b(?:including|such as|like)\W*\Z", re.I)
MAY_CAUSE = re.compile(
    r"\b(?:can|may|might|could)\b"
    r"(?= (?:\w+ )?(?:contribute|cause|lead|trigger|increase|result|make))",
    re.I,
)


_NOT_FOUND = re.compile(
    r"(?:\b(?:not|never|nothing|nobody|no (?:one|study|studies|research|trials?))|n['’]t)"
    r"(?: has| have)?(?: \w+)? (?:found|find|believe|think|shown|show|shows|proven|prove|"
    r"demonstrated?|established|suggests?|"
    r"suggested|support|confirm(?:ed)?|proved)(?: \w+){0,3} that\b",
    re.I,
)
_MISTAKEN = re.compile(
    r"\b(?:(?:incorrectly|wrongly|mistakenly|falsely) (?:believe|think|assume|say|claim)|"
    r"(?:myth|misconception|misunderstanding|fallacy|(?:not|never) true|untrue|false|doubtful|"
    r"nobody has (?:shown|proved|proven|found)) (?:(?:is|was) )?that|myth(?: \w+)?(?=:)|"
    r"(?:common|popular|widespread|old|false|mistaken) (?:beliefs?|ideas?|assumptions?|notions?|"
    r"superstitions?|wives['’] tales?) (?:(?:is|was) )?that|"
    r"fail(?:s|ed)? to (?:show|find|prove|demonstrate|establish|confirm)|"
    r"(?:was|were) (?:once|long|formerly|previously) (?:thought|believed|said) (?:to|that)|"
    r"used to (?:think|believe|say|assume|be (?:thought|believed|said))|"
    r"yet to (?:be )?(?:show|prove|confirm|establish|demonstrate)\w*|"
    r"(?:disproved|debunked) the (?:idea|claim|belief|theory|notion))\b",
    re.I,
)
# "The idea that …": what is said of it after the link is said of the link.
_CLAIM = re.compile(
    r"\b(?:beliefs?|ideas?|claims?|notions?|views?|theory|theories|assumption) that\b", re.I
)
_REFUTED = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do)(?:n['’]t| not| never| (?:\w+ )?(?:wrong|false|untrue|"
    r"mistaken|incorrect|unproven|unfounded|baseless|outdated|nonsense))\b",
    re.I,
)
_TAKEN_BACK = re.compile(
    r"\b(?:is|are|was)(?: \w+)?(?: an?)?(?: \w+)? (?:myth|misconception|fallacy)\b|"
    r"\b(?:been|was|were|is|are) (?:debunked|disproved|disproven|refuted)\b|"
    r"\b(?:this|that|it|which) (?:(?:is|was) (?:not (?:true|so|the case)|untrue|false|wrong)|"
    r"(?:isn|wasn)['’]t (?:true|so|the case))(?=\s?[.,;!]|\s*\Z)|"
    r"(?:\bnot|n['’]t) (?:confirm|support|prove|show|find|found|bear|borne)\w* "
    r"(?P<it>this|that|it)\b|"
    r"\bbut (?:it|they|this|that) (?:(?:do|does|did|is|are) not|(?:do|does|did|is|are)n['’]t)"
    r"(?=\s?[.;!]|\s*\Z)",
    re.I,
)
_TURN = re.compile(r";|\b(?:but|however|although|though|while|whereas)\b", re.I)


def _mistaken(text: str, start: int, end: int) -> Span | None:
    """Find "it is a myth that …" before a link, with no turn between."""
    m = _MISTAKEN.search(text, start, end)
    return None if m is None or _TURN.search(text, m.end(), end) else Span(*m.span())


def _taken_back(text: str, start: int, trigger: Span) -> Span | None:
    """Find what takes a link back in the rest of its sentence: "…, but this is not true"."""
    stop = _END.search(text, trigger.end)
    end = stop.start() if stop else len(text)
    m = _TAKEN_BACK.search(text, trigger.end, end)
    if m is None and _CLAIM.search(text, start, trigger.start):
        m = _REFUTED.search(text, trigger.end, end)
    if m is None:
        return None
    if m.groupdict().get("it"):
        return Span(*m.span())
    turns = list(_TURN.finditer(text, trigger.end, m.start()))
    apart = turns and text[turns[-1].end() : m.start()].strip()  # told of another cause
    return None if apart else Span(*m.span())


_END = re.compile(r"[.!?](?=\s|\Z)|[;\n]")


def _not_found(text: str, start: int, end: int) -> Span | None:
    """Find "researchers have not found that …" before a link, with no turn between."""
    m = _NOT_FOUND.search(text, start, end)
    if m is None or _TURN.search(text, m.end(), end):
        return None
    return Span(*m.span())


_LINK = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|due|link(?:ed|s)?|related|associated|lead|trigger(?:s|ed)?|"
    r"risk|factors?|result|reasons?|contribut\w+|signs?|symptoms?|connected|blame)\b",
    re.I,
)


def introduction(text: str, span: Span | None) -> Judgement:
    """Judge a list by the sentence that introduces it; no sentence, no doubt."""
    if span is None:
        return Judgement("asserted")
    denial = _denial(text, span.start, span.end)
    if denial is not None and _LINK.search(text, denial.end, min(span.end, denial.end + NEAR * 2)):
        return Judgement("negated")  # "risk factors that you cannot control" denies nothing
    rare = _RARE.search(text, span.start, span.end)
    if rare:
        return Judgement("rare", (Span(*rare.span()),))
    cues = tuple(Span(*m.span()) for m in _HEDGE.finditer(text, span.start, span.end))
    return Judgement("hedged" if cues else "asserted", cues)


_OTHER_VERB = re.compile(r"\bbut\b|\band (?:is|are|can|may|might|could|will)\b", re.I)


def _denial(text: str, start: int, end: int, own: Sequence[Member] = ()) -> Span | None:
    """Find a word between `start` and `end`, outside the causes, that denies the link."""
    for m in _NEGATION.finditer(text, start, end):
        if any(member.start <= m.start() < member.end for member in own):
            continue
        if _OTHER_VERB.search(text, m.end(), end):
            continue  # "is not contagious and is caused by", "is not a disease but a sign of"
        excuse = _NOT_A_DENIAL.search(text, max(start, m.start() - 8), min(len(text), m.end() + 16))
        if excuse and excuse.start() <= m.start() < excuse.end():
            continue
        return Span(*m.span())
    return None

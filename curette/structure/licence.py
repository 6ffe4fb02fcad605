"""Whether the words around a trigger make it a statement about health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from curette.structure.certainty import MAY_CAUSE
from curette.structure.ills import (
    any_named,
    has_sort,
    is_good,
    is_good_name,
    speaks_of_ill,
    wholesome,
)
from curette.structure.lexicon import WORDS, category
from curette.structure.subjects import VERB_GROUP, until_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span
    from curette.records import Aspect
    from curette.structure.topic_words import Topic
    from curette.structure.triggers import Trigger
    from curette.structure.words import Member, Token


def direction(
    topic: Topic, ahead: Sequence[Token], behind: Sequence[Token]
) -> Literal["after", "before"]:
    """Tell on which side of "linked to" the cause stands."""
    comma = max((i for i, w in enumerate(ahead) if w.low == ","), default=-1)
    if _pronoun(ahead) or all(w.low in VERB_GROUP for w in ahead[comma + 1 :]):
        return "after"  # "They can be linked to …"; "a disease, often linked to …"
    ahead = ahead[comma + 1 :]
    if topic.mentioned(ahead[-8:]) and (topic.is_ill or {w.low for w in ahead} & topic.short):
        return "after"
    if {w.low for w in ahead[-8:]} & {"these", "this"} and ahead[-1].low not in _OF_PHRASE:
        return "after"  # "these symptoms are more likely related to …"
    if {w.low for w in ahead} & _RISE:
        return "after"
    near = until_stop(behind)[:8]
    if topic.mentioned(near):
        return "before"
    if speaks_of_ill(near) and not speaks_of_ill(ahead[-8:]):
        first = " ".join(w.low for w in near[:2])
        return "after" if category(first) in _WAYS_OF_LIFE else "before"
    return "after"


_OF_PHRASE = frozenset(("gene", "genes", "foods", "medicines", "drugs", "factors"))
_RISE = frozenset(("rise", "cases", "onset", "development", "outbreak", "flare-ups", "flares"))
_WAYS_OF_LIFE = frozenset(
    ("psychological", "lifestyle", "nutritional_electrolyte", "medication_substance")
)


def licensed(
    rule: Trigger,
    topic: Topic,
    members: Sequence[Member],
    effect: Sequence[Token],
    text: str,
    side: str,
    aspect: Aspect,
    trigger: Span,
) -> bool:
    """Tell whether the words around a trigger make it a statement about health."""
    ill = speaks_of_ill(effect)
    named_one = any_named(text, members)
    if topic.is_no_ill and side == "after" and not ill and not named_one:
        return False  # "due to its low price, coffee is …", on a page about coffee
    wide = _WIDE.search(text, *trigger) is not None
    if wide and not (
        aspect == "causes" or topic.mentioned(effect) or ill or named_one
        or any(has_sort(text, m) for m in members)
    ):  # fmt: skip
        return False  # "the reasons are …" of what is no ill
    if side == "before":
        if is_good(effect):
            return False
        if rule.needs == "nothing":
            return True
        if rule.name in _WEAK and wholesome(text, members) and not speaks_of_ill(effect[:4]):
            return False
        at_risk = rule.name == "people-with" and _AT_RISK.search(text, *trigger) is not None
        if not effect or effect[0].low in ",.;":
            # "Genes may play a part."
            return aspect == "causes" or at_risk or all(has_sort(text, m) for m in members)
        if at_risk and any_named(text, members):
            return True
        if rule.name == "makes-you":
            return True  # its pattern names the ill
        if rule.name == "damages" and {w.low for w in effect[:5]} & _OF_THE_BODY:
            return True
        return speaks_of_ill(effect) or topic.mentioned(effect)
    if rule.name in ("turned-out", "it-was-from"):
        return any_named(text, members) or all(has_sort(text, m) for m in members)
    if rule.name != "causes-include" and {w.low for w in effect} & WORDS["not_caused"]:
        return False  # "few seek therapy due to its cost"
    if rule.name == "linked-to" and any(is_good_name(text, m) for m in members):
        return False
    if rule.name == "causes-include" and _EXAMPLES.search(text, *trigger):
        sure = not topic.is_no_ill and all(has_sort(text, m) for m in members)
        return aspect == "causes" or topic.mentioned(effect) or sure
    if rule.name == "causes-include" and _FACTORS.match(text, trigger.start, trigger.end):
        may = MAY_CAUSE.search(text, trigger.end, trigger.end + 200)
        return aspect == "causes" or topic.mentioned(effect) or may is not None
    if rule.name == "so-can":
        return _CAUSING.search(text, max(0, trigger.start - 160), trigger.start) is not None
    if rule.name in ("more-likely-if", "risk-rises-with"):
        of_what = [w for w in effect if w.low not in ("risk", "risks")]
        return topic.mentioned(effect) or speaks_of_ill(of_what)
    if rule.name == "because-they-have":
        known = any(has_sort(text, m) for m in members) or any_named(text, members)
        return known and (topic.mentioned(effect) or aspect == "causes")
    if rule.needs == "topic":
        return topic.mentioned(effect) or aspect == "causes" or _pronoun(effect)
    if rule.needs == "nothing":
        if is_good(effect[-4:]):
            return False
        if rule.name in ("caused-by", "due-to"):
            return (
                aspect == "causes"
                or topic.mentioned(effect)
                or speaks_of_ill(effect)
                or _pronoun(effect)
                or any_named(text, members)
            )
        return True
    if topic.mentioned(effect) or aspect == "causes" or _pronoun(effect):
        return rule.name != "consider-condition" or any_named(text, members)
    if not speaks_of_ill(effect) and rule.name != "consider-condition":
        return False
    if rule.name in _LOOSE:
        return any(has_sort(text, m) for m in members)
    return any_named(text, members)


_EXAMPLES = re.compile(r", (?:such as|like|including)\W*\Z", re.I)
_WIDE = re.compile(r"\b(?:reasons?|culprits?|things?)\b", re.I)
_AT_RISK = re.compile(r"\b(?:risk|likely|prone|chance|likelihood)\b", re.I)
_CAUSING = re.compile(
    r"\b(?:causes?|trigger|bring on|set off|lead to|worsen|result in|contribute to|make|"
    r"risk factor|reason)\b[^.\n]*[.]?[^.\n]*\Z",
    re.I,
)
_WEAK = frozenset(("damages", "leads-to", "predisposes", "linked-to", "harms"))
_OF_THE_BODY = (
    WORDS["body"] | WORDS["body_parts"]
    | {"cells", "vessels", "vessel", "tissue", "tissues", "arteries", "enamel", "immune", "system",
       "eyes", "gum", "lining", "airways", "dna", "sleep", "digestion", "digestive", "hearing",
       "vision", "sight", "memory", "hormones", "organs", "body", "mood", "scalp", "valve"}
)  # fmt: skip
_LOOSE = frozenset(("linked-to", "because-of", "sign-of"))


_FACTORS = re.compile(r"(?:factors|reasons)\b(?! that| which| in).*(?:includ|such as|like)", re.I)
_STANDS_FOR = WORDS["stands_for"]


def _pronoun(effect: Sequence[Token]) -> bool:
    """Tell whether a pronoun alone is what is caused: "It can also be due to …"."""
    start = max((i for i, w in enumerate(effect) if w.low == ","), default=-1) + 1
    clause = [w.low for w in effect[start:]]
    while clause and clause[-1] in VERB_GROUP:
        clause.pop()
    if clause and clause[-1] in ("cases", "instances", "episodes"):
        return True  # "a few cases are caused by …"
    if len(clause) > 1 and clause[0] == "the" and clause[1] in _THE_ILL:
        clause = clause[1:]  # "the condition is …"
        return set(clause[1:]) <= VERB_GROUP | _FILL
    return bool(clause) and clause[0] in _STANDS_FOR and set(clause[1:]) <= VERB_GROUP | _FILL


_THE_ILL = frozenset(
    ("condition", "disease", "disorder", "syndrome", "infection", "problem", "illness", "pain")
)
_FILL = frozenset(
    [
        "benign",
        "common",
        "normal",
        "in",
        "most",
        "some",
        "many",
        "cases",
        "often",
        "symptoms",
        "symptom",
        "and",
    ]
)

"""Whether a phrase can name a cause at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.structure.grammar import LY
from curette.structure.lexicon import WORDS, category
from curette.structure.words import Member, Token, is_announcer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span
    from curette.structure.topic_words import Topic
    from curette.structure.view import View


def is_topic(topic: Topic, words: Sequence[Token], member: Member) -> bool:
    """Tell whether a phrase says the page's topic and nothing else."""
    inside = [w for w in words if member.start <= w.start < member.end]
    return bool(topic.stems) and all(topic.mentioned([w]) for w in inside if len(w.low) > 2)


def only_announces(text: str, members: Sequence[Member], n: int) -> bool:
    """Tell whether a wide word such as "illnesses" only announces the examples after it."""
    if not any(other.within == n for other in members):
        return False
    return category(text[members[n].start : members[n].end]) == "unspecified"


def is_a_place(text: str, member: Member) -> bool:
    """Tell whether a phrase names a part of the body: "symptoms related to the urinary tract"."""
    low = text[member.start : member.end].lower().split()
    if low[-1] in ("tract", "area", "region"):
        return True
    # "the lower back" is a place, "flat feet" and "weak ankles" are not.
    return low[-1] in WORDS["body_parts"] and all(w in _WHERE or w in WORDS["body"] for w in low)


_WHERE = WORDS["body_parts"] | frozenset(
    ("upper", "lower", "left", "right", "inner", "outer", "back", "front", "middle", "and", "or",
     "of", "the")
)  # fmt: skip


_ALONE_NO_NAME = WORDS["people"] | WORDS["adverbs"]
_AN_AMOUNT_OF_TIME = re.compile(
    r"(?:(?:more|less|fewer) than )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|fifteen|several|many|few) (?:minutes|hours|days|weeks|months|years|times)"
    r"(?: (?:an?|per|each|every|in|or) \w+){0,2}\Z",
    re.I,
)
GAINS = frozenset(("benefits", "improvement", "improvements"))
_SAYING = frozenset(("adds", "says", "explains", "notes", "said", "warns"))
_NEVER_FIRST = frozenset(
    ("(", ")", "causing", "leading", "resulting", "responsible", "specifically", "less", "rarity")
)
_GENERIC = frozenset(("disease", "disorder", "illness", "syndrome", "infection"))
_POINTING = frozenset(("the", "your", "this", "that", "his", "her", "their", "its"))
_POINTS = frozenset(("this", "these", "that", "those"))
_NO_START = WORDS["prepositions"] - {"without", "under", "over", "before", "below"}
_ALPHA = re.compile(r"[^\W\d_]{2}")
_NOT_A_NAME = WORDS["not_a_name"]


# In a list of causes these fill the place of one: "smoking, or medical conditions".
FILLS = re.compile(
    r"(?:\w+ )?(?:medical|health|chronic|genetic) (?:condition|problem|disorder)s?\Z"
)


def names_something(
    view: View, span: Span, words: Sequence[Token], *, generic: bool = False
) -> bool:
    """Tell whether a phrase can name a cause at all; `generic` lets "medical conditions" pass."""
    text = view.text
    if not view.holds(span.start, span.end) or not _ALPHA.search(text, span.start, span.end):
        return False
    inside = [w.low for w in words if span.start <= w.start < span.end]
    if not inside or inside[0] in _NO_START or inside[0] in _NEVER_FIRST:
        return False
    if len(inside) == 1 and (LY.search(inside[0]) or inside[0] in _ALONE_NO_NAME):
        return False
    if inside[0] == "no" and set(inside[1:]) & WORDS["wholesome"]:
        inside = inside[1:]  # "no exercise" names the lack of it
    if inside[0] in (_NOT_A_NAME - WORDS["adjectives_only"] if len(inside) > 1 else _NOT_A_NAME):
        return False
    if inside[0] in _NOT_A_NAME and inside[1] in ("to", "for", "as", "and", "or", "but", "when"):
        return False  # "hard to find", "common in old age"
    if "of" in inside[1:3] and {"cause", "causes"} & set(inside[:3]):
        return False  # "primary cause of the disorder"
    if inside[0] in _POINTS and inside[-1] in WORDS["wide_heads"]:
        return False  # "side effects of this medicine"
    if inside[-1] in _SAYING or (len(inside) == 1 and inside[0] in _GENERIC):
        at = next(i for i, w in enumerate(words) if w.start >= span.start)
        if inside[-1] in _SAYING or (at and words[at - 1].low in _POINTING):
            return False  # "Jones adds"; "a symptom of the disease"
    if _AN_AMOUNT_OF_TIME.match(text, span.start, span.end):
        return False
    if inside[0] == "not" and not (inside[1:] and inside[1].endswith(("ing", "enough"))):
        return False
    if len(inside) <= 2 and (inside[-1].endswith("ed") or inside[-1] in _NOT_A_NAME):
        return False  # "the cause is treated", "is currently unknown"
    if len(inside) > 1 and inside[0].endswith("ed") and inside[1] in WORDS["prepositions"]:
        return False
    return generic or not is_announcer(text, span)

"""What is an ill, what is a good, and what a phrase is known as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.lexicon import WORDS, bag, category, knows, word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.structure.words import Member, Token


ILL = word_lists("ill.toml")
ENDINGS = re.compile(rf"\b\w{{3,}}(?:{'|'.join(sorted(ILL['endings']))})s?\b", re.I)


def wholesome(text: str, members: Sequence[Member]) -> bool:
    """Tell whether a phrase names what does good, such as sleep, and not the lack of it."""
    return any(
        bag(text[m.start : m.end]) & WORDS["wholesome"]
        and not bag(text[m.start : m.end]) & _LACKING
        for m in members
    )


_LACKING = frozenset(
    ("lack", "poor", "little", "no", "not", "without", "excessive", "too", "much", "intense",
     "strenuous", "skipping", "low", "insufficient", "inadequate", "disrupted", "overtraining")
)  # fmt: skip


def has_sort(text: str, member: Member) -> bool:
    """Tell whether a phrase can be sorted: a sign that it speaks of health."""
    return category(text[member.start : member.end]) not in ("other", "unspecified")


def any_named(text: str, members: Sequence[Member]) -> bool:
    """Tell whether one of the phrases is known as a cause or a condition."""
    return any(named(text, Span(m.start, m.end)) for m in members)


def named(text: str, span: Span) -> bool:
    """Tell whether a phrase is known as a cause or ends in the name of a condition."""
    low = text[span.start : span.end].lower()
    words = re.findall(r"[\w'-]+", low)
    return bool(words) and (
        words[-1] in ILL["naming"] or knows(low) or bool(ENDINGS.search(words[-1]))
    )


def speaks_of_ill(words: Sequence[Token]) -> bool:
    """Tell whether one of the words names a health problem."""
    return any(w.low in ILL["problems"] or ENDINGS.fullmatch(w.low) for w in words)


def is_good(words: Sequence[Token]) -> bool:
    """Tell whether the effect is a good one: "better sleep", "a reduced risk of stroke"."""
    return any(word.low in ILL["benefits"] for word in words[:GOOD_WITHIN])


# Of an effect that is a good, one of the first words says so.
GOOD_WITHIN = 6


def is_good_name(text: str, member: Member) -> bool:
    """Tell whether a phrase begins with a good: "better sleep"."""
    first = text[member.start : member.end].lower().split()[:4]
    return bool(set(first) & ILL["benefits"])

"""The page's subject as words that a sentence may mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.structure.ills import ILL
from curette.structure.lexicon import WORDS, told_category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.records import Subject
    from curette.structure.words import Token


class Topic:
    """The page's subject as words that a sentence may mention."""

    def __init__(self, subject: Subject) -> None:
        """Take the content words of the name and aliases, cut to stems."""
        names = (subject.name, *subject.aliases)
        stems = {cut_stem(w) for name in names for w in re.findall(r"\w+", name.lower())}
        self.name = subject.name
        self.beginnings = frozenset(
            stem[:-cut] for stem in stems for cut in (3, 4) if len(stem) - cut >= LONG
        )
        self.stems = frozenset(s for s in stems if len(s) >= 3 and s not in _EMPTY_STEMS)
        self.short: frozenset[str] = frozenset()
        self.is_no_ill = told_category(subject.name) in _NO_ILLS
        """A page about food, exercise or a medicine: what it mentions of that is no ill."""
        self.is_ill = any(w in ILL["problems"] for name in names for w in name.lower().split())

    def learn(self, text: str) -> None:
        """Take in the abbreviations that the page gives to ills: "urinary incontinence (UI)"."""
        for m in _ABBREVIATION.finditer(text):
            words = re.findall(r"\w+", text[max(0, m.start() - 50) : m.start()].lower())
            if any(w in ILL["problems"] or cut_stem(w) in self.stems for w in words[-4:]):
                self.short |= {m.group(1).lower()}
        self.stems |= {cut_stem(word) for word in self.short}

    def mentioned(self, words: Sequence[Token]) -> bool:
        """Tell whether one of the words has a stem of the topic."""
        return any(
            stem in self.stems or (len(stem) >= LONG and stem in self.beginnings)
            for stem in (cut_stem(w.low) for w in words)
        )

    def named_outright(self, words: Sequence[Token]) -> bool:
        """Tell whether a word of the topic's own name stands there, abbreviations left out."""
        return any(cut_stem(w.low) in self.stems and w.low not in self.short for w in words)


_NO_ILLS = frozenset(("lifestyle", "nutritional_electrolyte", "medication_substance"))
# A beginning of so many letters stands for its word: "hoarse" for "hoarseness".
LONG = 5
_ABBREVIATION = re.compile(r"\(([A-Z]{2,6})s?\)")
_EMPTY_STEMS = WORDS["empty_stems"]


def cut_stem(word: str) -> str:
    """Return a word without its ending, roughly."""
    for ending in ("ings", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word

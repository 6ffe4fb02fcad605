"""Evidence of spinning that needs no model: names and abbreviations that no longer fit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Clue:
    """A word that the page itself contradicts, and how."""

    start: int
    end: int
    because: str
    begins_with: str = ""
    """The letter that the right word must begin with, where that is known."""
    hard: bool = True
    """Whether it is evidence on the page as a whole, not on an odd word alone."""


_ABBREVIATION = re.compile(r"\(([A-Z]{3,6})s?\)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SMALL = frozenset(["of", "the", "and", "for", "in", "a", "an", "to", "on", "with", "by", "or"])
# As far back as a spelt-out abbreviation reaches: its letters, and as many small words.
_PHRASE = 120

_SPEAKS = re.compile(
    r"(?<![\w.])(?P<who>[A-Z][a-z]{3,})\s(?:adds|says|explains|notes|concludes|warns|advises|"
    r"continues|recommends|stresses|told|tells)\b"
)
# What may speak without having been introduced. Kinship, sources and people in general.
_MAY_SPEAK = frozenset(
    [
        "anyone",
        "article",
        "author",
        "bible",
        "book",
        "collectively",
        "common",
        "conventional",
        "court",
        "daughter",
        "dietitian",
        "doctor",
        "editor",
        "else",
        "everybody",
        "everyone",
        "evidence",
        "experience",
        "expert",
        "father",
        "friend",
        "government",
        "grandma",
        "grandmother",
        "guidance",
        "guideline",
        "history",
        "husband",
        "law",
        "legend",
        "literature",
        "logic",
        "medicine",
        "mother",
        "mum",
        "name",
        "nature",
        "nobody",
        "nothing",
        "nurse",
        "nutritionist",
        "officer",
        "owner",
        "pathologist",
        "patient",
        "physician",
        "poet",
        "policy",
        "president",
        "professor",
        "prof",
        "religion",
        "report",
        "research",
        "researcher",
        "reviewer",
        "rumor",
        "rumour",
        "scientist",
        "scripture",
        "somebody",
        "someone",
        "son",
        "spokesman",
        "spokesperson",
        "spokeswoman",
        "statement",
        "study",
        "surgeon",
        "teacher",
        "therapist",
        "tradition",
        "website",
        "wife",
        "wisdom",
        "also",
        "and",
        "but",
        "further",
        "furthermore",
        "label",
        "mayor",
        "minister",
        "analyst",
        "that",
        "this",
        "what",
        "which",
        "who",
        "other",
    ]
)
# No page quotes more people; each unknown one costs a search through the page.
MOST_SPEAKERS = 60
_LONGEST_NAME = 60
_LARGE_BEFORE = re.compile(r"[A-Z]\w+ \Z")
_LARGE_AFTER = re.compile(r" [A-Z]")
_INSTITUTION = re.compile(
    r"\b(?!The\s)[A-Z][a-z]+(?:\s(?:(?:of|for)\s(?:the\s)?|and\s)?[A-Z][a-z]+){1,7}"
)
_KIND = frozenset(
    [
        "Association",
        "Center",
        "Centre",
        "Clinic",
        "College",
        "Department",
        "Foundation",
        "Hospital",
        "Institute",
        "Institution",
        "School",
        "Society",
        "University",
    ]
)


def abbreviations(text: str) -> Iterator[Clue]:
    """Yield each word that its abbreviation no longer spells, all others of the phrase fitting.

    >>> [text[c.start : c.end] for text in ["Chronic Obstructive Lung Illness (COLD)."]
    ...  for c in abbreviations(text)]
    ['Illness']
    """
    for match in _ABBREVIATION.finditer(text):
        letters = match.group(1).lower()
        words = [
            word
            for word in _WORD.finditer(text, max(0, match.start() - _PHRASE), match.start())
            if word.group().lower() not in _SMALL
        ][-len(letters) :]
        if len(words) < len(letters) or "\n" in text[words[0].start() : match.start()]:
            continue
        wrong = [
            (word, letter)
            for word, letter in zip(words, letters, strict=True)
            if word.group()[0].lower() != letter
        ]
        if len(wrong) != 1:
            continue
        word, letter = wrong[0]
        if word.group().isupper():
            continue  # "Recombinant DNA Advisory Committee (RAC)": an abbreviation within
        if _spells(text[words[0].start() : match.start()].lower(), letters):
            continue  # "human papillomavirus infection (HPV)": an inner letter serves
        yield Clue(
            *word.span(),
            because=f"the abbreviation {match.group(1)} does not fit {word.group()!r}",
            begins_with=letter,
        )


def _spells(phrase: str, letters: str) -> bool:
    """Tell whether the letters stand in the phrase in that order."""
    at = -1
    for letter in letters:
        at = phrase.find(letter, at + 1)
        if at < 0:
            return False
    return True


def speakers(text: str) -> Iterator[Clue]:
    """Yield each speaker whose name the page nowhere introduces, where others are introduced.

    Every word of an introduced name counts as introduced.
    """
    spoken = list(islice(_SPEAKS.finditer(text), MOST_SPEAKERS))
    if len(spoken) < 2:
        return
    capitals = Counter(re.findall(r"(?<![\w.])[A-Z][a-z]{3,}", text))
    known = {who for who, count in capitals.items() if count > 1}
    if not any(match["who"] in known for match in spoken):
        return
    for match in spoken:
        who = match["who"]
        if who in known or who.lower() in _MAY_SPEAK or who.endswith("s"):
            continue
        if not _has_two_names(who, text):
            yield Clue(
                *match.span("who"),
                because=f"{who!r} speaks, and the page introduces nobody of that name",
            )


def _has_two_names(who: str, text: str) -> bool:
    """Tell whether the name stands beside another word that is written large."""
    return any(
        _LARGE_BEFORE.search(text, max(0, found.start() - _LONGEST_NAME), found.start())
        or _LARGE_AFTER.match(text, found.end())
        for found in re.finditer(rf"\b{who}\b", text)
    )


def institutions(text: str) -> Iterator[Clue]:
    """Yield the odd word of each institution that the page also spells with another word there."""
    names = [match for match in _INSTITUTION.finditer(text) if _KIND & set(match.group().split())]
    by_rest: dict[tuple[int, tuple[str, ...]], list[tuple[re.Match[str], int]]] = {}
    for match in names[:200]:
        words = match.group().split()
        if len(words) < 4:
            continue
        for at, word in enumerate(words):
            if word[0].isupper() and word not in _KIND:
                rest = (at, (*words[:at], "", *words[at + 1 :]))
                by_rest.setdefault(rest, []).append((match, at))
    for (at, _), found in by_rest.items():
        spelt = {match.group().split()[at] for match, _ in found}
        if len(spelt) < 2:
            continue
        for match, _ in found:
            odd = list(re.finditer(r"\S+", match.group()))[at]
            others = ", ".join(sorted(spelt - {odd.group()}))
            yield Clue(
                match.start() + odd.start(),
                match.start() + odd.end(),
                hard=False,
                because=f"elsewhere the page spells the same institution with {others!r}",
            )

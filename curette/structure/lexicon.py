"""Word lists and the lay lexicon: what a word is, what a cause is called, what sort it is.

The lists are own work. They lie in tables under `rules/`, one idea a list.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from curette.records import Category, Concept
from curette.text import singular as singular

RULES = Path(__file__).parent / "rules"
# The release of ICD-10-CM that the codes of our tables were held against.
ICD10CM_RELEASE = "April 2026"


def word_lists(name: str) -> dict[str, frozenset[str]]:
    """Read a table of word lists: each value is words with white space between."""
    table = tomllib.loads((RULES / name).read_text(encoding="utf-8"))
    return {key: frozenset(value.split()) for key, value in table.items()}


WORDS = word_lists("words.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A lay name, the plain name that topics merge it under, its sort and its code."""

    term: str
    name: str
    category: Category
    code: str | None = None

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The entry's code as a concept, where it has one."""
        if self.code is None:
            return ()
        return (Concept("ICD10CM", self.code, self.name, version=ICD10CM_RELEASE),)


def _load() -> dict[str, Entry]:
    table = tomllib.loads((RULES / "lexicon.toml").read_text(encoding="utf-8"))
    entries: dict[str, Entry] = {}
    for category, lines in table.items():
        for line in lines.strip().splitlines():
            words, _, code = (part.strip() for part in line.partition("|"))
            term, _, name = (part.strip() for part in words.partition("="))
            entries.setdefault(
                singular(term),
                Entry(term, name or term, cast("Category", category), code or None),
            )
    return entries


_BAG = re.compile(r"[a-z0-9][a-z0-9'-]*")


@lru_cache(maxsize=512)
def bag(sentence: str) -> frozenset[str]:
    """Return the set of a sentence's words, lower case: the quick look before a slow pattern.

    >>> sorted(bag("Don’t scratch; don’t rub."))
    ["don't", 'rub', 'scratch']
    """
    return frozenset(_BAG.findall(sentence.lower().replace("’", "'")))


ENTRIES = _load()
_LONGEST = max(term.count(" ") + 1 for term in ENTRIES)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_INSIDE_BRACKETS = re.compile(r"\(([A-Za-z]{2,8})\)")
_WORD = re.compile(r"[\w.'/+-]*\w")


def plain(quote: str) -> str:
    """Return a quotation as a plain, lower-case name: no brackets, no articles.

    >>> plain("The Benign Fasciculation Syndrome (BFS)")
    'benign fasciculation syndrome'
    """
    low = _BRACKETS.sub("", quote.lower().replace("’", "'")).strip(" .,;:*\"'“”") or quote.lower()
    return " ".join(w for w in low.split() if w not in ("the", "a", "an"))


def find(phrase: str) -> Entry | None:
    """Return the entry for exactly this phrase."""
    low = plain(phrase)
    return ENTRIES.get(low) or ENTRIES.get(singular(low))


def knows(phrase: str) -> bool:
    """Tell whether the phrase is an entry of the lexicon."""
    return find(phrase) is not None


# What a phrase is when its words say it and no entry does, and what a head word's ending says.
_TABLE = tomllib.loads((RULES / "categories.toml").read_text(encoding="utf-8"))
_HEADS: tuple[tuple[re.Pattern[str], Category], ...] = tuple(
    (re.compile(row["pattern"], re.I), cast("Category", row["category"])) for row in _TABLE["head"]
)
_ENDINGS: tuple[tuple[re.Pattern[str], Category], ...] = tuple(
    (re.compile(rf"\w*(?:{row['pattern']})", re.I), cast("Category", row["category"]))
    for row in _TABLE["ending"]
)
_TRANSPARENT = frozenset(_TABLE["transparent"].split())
_GENERIC = frozenset(_TABLE["generic"].split())
_UNSPECIFIED = re.compile(
    r"\A(?:underlying |serious |other |medical |health |chronic |certain |more |systemic |"
    r"different |many |various |kinds of |another )*"
    r"(?:disease|disorder|condition|problem|illness|issue|syndrome|complication)(?:e?s)?"
    r"(?: that affects? the (?:entire|whole) body)?\Z",
    re.I,
)


def category(phrase: str) -> Category:
    """Return what sort of cause a phrase names, "other" where nothing says so."""
    return told_category(phrase) or "other"


@lru_cache(maxsize=4096)
def told_category(phrase: str) -> Category | None:
    """Return what sort of cause the words of a phrase say it is.

    An entry for the whole phrase decides; then its head, by the longest entry that ends in it, by
    the ending of the head word and by the table; then, as after a head like "lack" that says
    nothing of itself, what follows the head.

    >>> told_category("stress fracture"), told_category("lack of sunlight at work")
    ('injury', 'environmental')
    """
    low = plain(phrase)
    entry = find(low)
    if entry:
        return entry.category
    if _UNSPECIFIED.match(low):
        return "unspecified"
    for inside in _INSIDE_BRACKETS.findall(phrase):
        if find(inside):
            return category(inside)
    core, _, rest = _FOLLOWS_HEAD.sub("\n", low, count=1).partition("\n")
    words = [singular(w) for w in _WORD.findall(core)]
    head = words[-1] if words else ""
    entry = find(core)
    if entry:
        return entry.category
    if head not in _TRANSPARENT | _GENERIC:
        told = _by_head(words)
        if told:
            return told
    return (
        (_by_words(rest) if head in _TRANSPARENT and rest else None)
        or _by_words(core)
        or _by_words(low)
    )


_FOLLOWS_HEAD = re.compile(
    r" (?=(?:of|in|on|to|for|with|from|by|at|between|during|after|that|which|who|when|caused|"
    r"such|involving|affecting|due|related|within|without) )|,"
)


def _by_head(words: list[str]) -> Category | None:
    """Sort a phrase by the longest entry that ends it, then by the ending of its last word."""
    for size in range(min(_LONGEST, len(words)), 0, -1):
        entry = ENTRIES.get(" ".join(words[-size:]))
        if entry and not (size == 1 and len(words) > 1 and entry.category in _LOOSE):
            return entry.category
    for pattern, sort in _ENDINGS if words else ():
        if pattern.fullmatch(words[-1]):
            return sort
    return None


# A head alone of these sorts is told apart by what stands before it ("night work", "nerve strain").
_LOOSE = frozenset(("lifestyle", "nutritional_electrolyte", "environmental"))


def _by_words(low: str) -> Category | None:
    """Sort a phrase by its longest entry of several words, by the table, by any entry."""
    inner = _longest_inside(low)
    if inner and inner.term.count(" "):
        return inner.category
    for pattern, sort in _HEADS:
        if pattern.search(low):
            return sort
    return inner.category if inner else None


def _longest_inside(low: str) -> Entry | None:
    words = [singular(w) for w in _WORD.findall(low)]
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            entry = ENTRIES.get(" ".join(words[at : at + size]))
            if entry:
                return entry
    return None

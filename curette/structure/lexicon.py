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

RULES = Path(__file__).parent / "rules"


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
        return (Concept("ICD10CM", self.code, self.name),) if self.code else ()


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


_PLURAL_Y = re.compile(r"(?<=[a-z]{3})ies\b")
_KEEPS_S = ("ss", "us", "is", "as", "os")


@lru_cache(maxsize=4096)
def singular(phrase: str) -> str:
    """Return a lower-case phrase with plain plurals cut to the singular.

    >>> singular("low levels of allergies")
    'low level of allergy'
    """
    return " ".join(_one(word) for word in phrase.split())


def _one(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEPS_S):
        return word[:-1]
    return word


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


# What a phrase is when its last words say it and no entry does.
_HEADS: tuple[tuple[re.Pattern[str], Category], ...] = tuple(
    (re.compile(pattern, re.I), cast("Category", category))
    for pattern, category in (
        (r"cancer|tumou?r|oma\b|lymphoma|leuk[ae]mia|malignan", "neoplasm"),
        (r"infect|virus|viral|bacteri|parasit|fung|sepsis|abscess|microb", "infection"),
        (r"medic|drug|pills?\b|antibiotic|steroid|alcohol|caffein|smok|nicotin|tobacco|opioid|"
         r"stimulant|chemotherap|vaccin|ics\b(?<=otics)|blockers?\b|inhibitors?\b|agonists?\b|"
         r"antidepress|anti-", "medication_substance"),
        (r"pregnan|childbirth", "pregnancy"),
        (r"genetic|\bgenes?\b|inherit|heredit|mutation|family history|congenital|chromosom|"
         r"dystroph", "genetic"),
        (r"allerg|immun|antibod|lupus|psoria", "immune"),
        (r"nerv(?:e|es|ous)\b|neuro|neural|brain|spinal cord|stroke|seizure|epilep|scleros|palsy|"
         r"dementia|migraine|axon|cerebell|myelin", "neurological"),
        (r"anxi|stress|depress|emotion|psych|mental|panic|trauma\b|grief|mood", "psychological"),
        (r"thyroid|hormon|diabet|insulin|blood sugar|glucose|metabol|kidney|renal|bladder|"
         r"urin|adrenal|menopaus|menstru|ovar|obes|weight|cholesterol|prostate|estrogen|"
         r"cortisol", "endocrine_metabolic"),
        (r"heart|cardi|blood pressure|blood flow|circulat|vein|arter|vascular|an[ae]mia|clot|"
         r"hypertens|blood vessel", "circulatory"),
        (r"lung|asthma|breath|respir|airway|bronch|apn|pneumon|copd|nasal|sinus", "respiratory"),
        (r"bowel|stomach|digest|intestin|liver|hepat|bile|gall|gastr|reflux|colon|constipat|"
         r"diarrh|pancrea|rect|anal\b|celiac|coeliac|lactose", "gastrointestinal"),
        (r"sodium|potassium|calcium|magnesium|electrolyt|vitamin|mineral|nutri|diet|food|salt|"
         r"sugar|\bfats?\b|fib(?:er|re)|hydrat|water|meal|eat|calor|protein|carb|drink|iron|"
         r"deficien|milk|oil|fruit|juice|vegetable|acid", "nutritional_electrolyte"),
        (r"injur|fractur|sprain|accident|fall\b|falls\b|blow|wound|surger|bite|strain", "injury"),
        (r"muscle|muscular|joint|bone|spine|spinal|disc\b|arthrit|tendon|ligament|skelet|back\b|"
         r"posture problem|jaw|tmj", "musculoskeletal"),
        (r"\bears?\b|hearing|earwax|vestibular", "ear"),
        (r"pollut|chemical|fume|dust|smoke|weather|temperature|noise|exposure|environment|toxin|"
         r"cold air|heat|sun|mold|irritant|feather|bird|air\b", "environmental"),
        (r"sleep|exercis|activit|inactiv|sedentary|sitting|standing|posture|position|lifting|"
         r"overuse|exert|habit|lifestyle|fatigue|tired|screen|work|travel|brush|hygiene|"
         r"training|shoes|clothing", "lifestyle"),
        (r"\bage\b|aging|ageing|\bolder\b", "age"),
        (r"benign", "benign"),
    )
)  # fmt: skip
_UNSPECIFIED = re.compile(
    r"\A(?:underlying |serious |other |medical |health |chronic |certain |more )*"
    r"(?:disease|disorder|condition|problem|illness|issue|syndrome)s?\Z",
    re.I,
)


@lru_cache(maxsize=4096)
def category(phrase: str) -> Category:
    """Return what sort of cause a phrase names.

    An entry for the whole phrase decides, then the head words, then the longest entry in it.
    """
    low = plain(phrase)
    entry = find(low)
    if entry:
        return entry.category
    if _UNSPECIFIED.match(low):
        return "unspecified"
    inner = _longest_inside(low)
    if inner and inner.term.count(" "):
        return inner.category
    for pattern, sort in _HEADS:
        if pattern.search(low):
            return sort
    return inner.category if inner else "other"


def _longest_inside(low: str) -> Entry | None:
    words = [singular(w) for w in _WORD.findall(low)]
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            entry = ENTRIES.get(" ".join(words[at : at + size]))
            if entry:
                return entry
    return None

"""What a page is about: a name that pages with other titles on the same thing share.

The title gives the candidates, the text decides between them by how often it comes back to
each. Words are compared by their stems, so "twitches" and "twitching" are one subject; a table
of conditions adds the other names that people use, and a code.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from curette.model import CuretteError
from curette.records import Concept, Subject
from curette.structure.lexicon import ICD10CM_RELEASE, word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from curette.model import Document

_WORDS = word_lists("subject_words.toml")

# The subject is settled long before the end of a long page.
_LONGEST_READ = 60_000
_LONGEST_NAME = 6
# How much more likely a phrase is the subject when it names a known condition. At 1 the seeds'
# pages on twitching are about "muscle", at 4 a page on sleep is about the anxiety it mentions.
KNOWN = 2.0
# What a phrase of the first title counts, of the second, and so on. A question comes first, then
# the page's title, its headings, its address.
_TITLE_WEIGHTS = (1.5, 1.0, 0.6, 0.4, 0.4, 0.4)
# A phrase that stops before its noun ("dental" of "dental visits") is hardly ever the subject.
HEADLESS = 0.3

# Words that frame a subject in a title or join phrases, and are never part of its name.
_FRAME = _WORDS["frame"]
# Words that may stand in a name but are none: "a rare condition".
_GENERIC = _WORDS["generic"]
_OPENERS = _WORDS["openers"]
# Words after which a name that the text introduces has ended.
_ENDS = _WORDS["ends"] | _FRAME
_BREAK = re.compile(r"[^\w\s'’-]|\s[-–—]\s")
_SITE_TAIL = re.compile(r"\s[|–—-]\s[^|–—]{2,40}\Z|\s\|\s.*\Z")
# After which two words a text names its subject: "causes of …", "people with …".
_PEOPLE = frozenset(
    ("people", "individuals", "children", "adults", "patients", "someone", "those", "living")
)
_LEADS: Mapping[str, frozenset[str]] = {
    "of": frozenset(
        ("cause", "causes", "symptoms", "signs", "treatment", "treatments", "diagnosis", "form",
         "forms", "rid")
    ),
    "for": frozenset(("treatment", "treatments", "factor", "factors")),
    "by": frozenset(("caused",)),
    "with": _PEOPLE,
}  # fmt: skip
_LEADING_VERBS = frozenset(("cause", "causes", "prevent", "treat"))
_TURNS = _LEADING_VERBS | _LEADS.keys()
# What a sentence goes on with that begins with its subject.
_SAYS = frozenset(
    ("is", "are", "can be", "may be", "occur", "occurs", "happen", "happens", "refers", "means",
     "affect", "affects")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A row of the table of conditions."""

    name: str
    aliases: tuple[str, ...]
    icd10cm: str | None

    def subject(self) -> Subject:
        """Return the condition as a record's subject."""
        if self.icd10cm is None:
            return Subject(self.name, self.aliases)
        concept = Concept("ICD10CM", self.icd10cm, self.name, version=ICD10CM_RELEASE)
        return Subject(self.name, self.aliases, (concept,))


def load_conditions(path: Path) -> tuple[Condition, ...]:
    """Read a table of conditions; raise `CuretteError` where two rows share a name."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        Condition(str(row["name"]), tuple(row.get("aliases", ())), row.get("icd10cm"))
        for row in table.values()
    )
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        for name in (row.name, *row.aliases):
            other = seen.setdefault(stems(name), row.name)
            if other != row.name:
                raise CuretteError(
                    f"{path.name}: {name!r} is listed under {other!r} and {row.name!r}; "
                    "a name belongs to one condition"
                )
    return rows


_SUFFIXES = ("ings", "ing", "ies", "ied", "es", "ed", "s", "y", "e")
_WHOLE = _WORDS["whole"]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut a word's ending, so that its forms compare equal.

    >>> [stem(word) for word in ("twitches", "twitching", "snore", "snoring", "allergies")]
    ['twitch', 'twitch', 'snor', 'snor', 'allerg']
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word in _WHOLE or word.endswith(("ss", "us", "is")):
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


_TOKEN = re.compile(r"[\w'’]+")


def stems(phrase: str) -> tuple[str, ...]:
    """Return the stems of a phrase's words, in order: its key."""
    return tuple(stem(word) for word in _TOKEN.findall(phrase.lower()))


CONDITIONS = load_conditions(Path(__file__).parent / "rules" / "conditions.toml")
_BY_STEMS: Mapping[tuple[str, ...], Condition] = {
    stems(name): row for row in CONDITIONS for name in (row.name, *row.aliases)
}


def condition(phrase: str) -> Condition | None:
    """Return the condition that `phrase` names, under any of its names."""
    return _BY_STEMS.get(stems(phrase))


def subject(document: Document, *, question_title: str | None = None) -> Subject:
    """Return what the page is about.

    A Q&A page is about its question; other pages about their title. The name is `unknown` for a
    page without any words to go by.
    """
    text = _standing(document)
    titles = [title for title in (question_title, *_titles(document)) if title]
    told = [list(_phrases(title)) for title in titles[: len(_TITLE_WEIGHTS)]]
    led = _led(text)
    short = _short_forms("\n".join((*titles, text)))
    counts = _counts(text, {phrase for phrases in (*told, led) for phrase in phrases}, short)
    best: tuple[float, str] = (0.0, "")
    for weight, title, phrases in zip(_TITLE_WEIGHTS, titles, told, strict=False):
        ends = _headed(title)
        for phrase in phrases:
            score = weight * _weight(phrase, counts)
            if phrase.split()[-1] not in ends and condition(phrase) is None:
                score *= HEADLESS
            if score > best[0]:
                best = (score, phrase)
    # A title that names nothing of what the text speaks of leaves it to the text.
    share = 1.0 if best[0] == 0 else 1 / len(titles)
    for phrase, said in led.items():
        score = math.sqrt(said) * _weight(phrase, counts) * share
        if score > best[0]:
            best = (score, phrase)
    name = best[1] or next((phrase for phrases in told for phrase in phrases), "")
    return _in_full(name, short) if name else Subject("unknown")


def _in_full(name: str, short: Mapping[str, str]) -> Subject:
    """Return the subject of a name, with the short form that the page gives to it."""
    long = short.get(name, name)
    found = named(long)
    forms = [form for form, meant in short.items() if meant == long and form not in found.aliases]
    return replace(found, aliases=(*found.aliases, *forms))


def named(phrase: str) -> Subject:
    """Return the subject that a phrase names: a known condition, or the phrase itself."""
    known = condition(phrase)
    if known is not None:
        own = phrase.lower()
        subject = known.subject()
        if own == subject.name or own in subject.aliases:
            return subject
        return Subject(subject.name, (*subject.aliases, own), subject.concepts)
    return Subject(phrase.lower())


def _standing(document: Document) -> str:
    parts = []
    size = 0
    for start, end in document.kept(ignoring=frozenset({"garbled", "rejected"})):
        parts.append(document.text[start : min(end, start + _LONGEST_READ - size)])
        size += len(parts[-1])
        if size >= _LONGEST_READ:
            break
    return " ".join(parts)


def _titles(document: Document) -> Iterator[str]:
    yield from _own_titles(document)
    # The address often names the subject ("/digestive-diseases/hemorrhoids/facts.html"). It comes
    # last: what the page says itself counts for more.
    if document.url:
        path = re.sub(r"\.\w{2,5}\Z", "", urlsplit(document.url).path)
        yield from (re.sub(r"[-_+]+", " ", part) for part in reversed(path.split("/")[-3:]) if part)


def _own_titles(document: Document) -> Iterator[str]:
    if document.meta.title:
        yield _SITE_TAIL.sub("", document.meta.title)
    seen = 0
    for block in document.blocks:
        line = document.text[block.start : block.end].strip()
        if block.kind == "heading" and len(line) <= 160 and not block.hidden:
            yield _SITE_TAIL.sub("", line)
            seen += 1
        if seen == 2:
            return
    if not document.blocks:
        first = document.text[:400].strip().split("\n", 1)[0]
        if len(first) <= 160:
            yield _SITE_TAIL.sub("", first)


def _phrases(title: str) -> Iterator[str]:
    """Yield what may be a name in a title: parts of its runs of words that frame nothing, and
    several runs with what joins them ("transposition of the great arteries")."""
    for piece in _BREAK.split(title):
        words = [bare for word in piece.split() if (bare := word.strip("'’\"-").lower())]
        for size in range(min(len(words), _LONGEST_NAME), 0, -1):
            for at in range(len(words) - size + 1):
                if _may_name(words[at : at + size]):
                    yield " ".join(words[at : at + size])


def _may_name(words: Sequence[str]) -> bool:
    """Tell whether words may be a name: it begins and ends with its own, and not all are wide."""
    first, last = words[0], words[-1]
    if first in _FRAME or last in _FRAME or not any(map(str.isalpha, first)):
        return False
    if first in _OPENERS and len(words) > 1 and words[1] in _JOINS:
        return False  # "people with gout", "forms of gout"
    if any(word in _FRAME and word not in _JOINS for word in words[1:-1]):
        return False
    if last.endswith("ed") and condition(" ".join(words)) is None:
        return False
    return not all(word in _GENERIC or word in _FRAME for word in words)


_JOINS = frozenset(("of", "the", "with", "and", "in", "to", "a", "due", "great"))


def _headed(title: str) -> frozenset[str]:
    """Return the phrases of a title that end where a noun phrase ends.

    An English noun phrase is named by its last word: of "dental visits", "dental" is no subject.
    """
    ends = set()
    for piece in _BREAK.split(title.lower()):
        words = [word.strip("'’\"-") for word in piece.split()]
        for at, word in enumerate(words):
            last = at + 1 == len(words)
            if word in _FRAME or (not last and word.endswith(("'s", "’s"))):
                continue
            if last or words[at + 1] in _FRAME:
                ends.add(word)
    return frozenset(ends)


_SHORT = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,7})\)")
_BEFORE = re.compile(r"[\w'’/-]+(?=[^\S\n])")


def _short_forms(text: str) -> dict[str, str]:
    """Return the names that the page gives in full, by their short forms: "tinea pedis (TP)"."""
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        form = match[1].lower()
        before = text[max(0, match.start() - _LONGEST_FULL) : match.start()].lower()
        run = re.split(r"[^\w\s'’/-]|\n", before)[-1]
        words = _BEFORE.findall(run)[-len(form) - MOST_UNHEARD :]
        for at in range(len(words) - 1, -1, -1):
            if words[at][0] == form[0] and words[at] not in _FRAME and _spells(words[at:], form):
                found.setdefault(form, " ".join(words[at:]))
                break
    return found


_LONGEST_FULL = 120
# Small words that have no letter in a short form: "transposition of the great arteries (TGA)".
MOST_UNHEARD = 3


def _spells(words: Sequence[str], form: str) -> bool:
    """Tell whether the letters of a short form stand in words, in their order."""
    letters = iter("".join(words))
    return all(char in letters for char in form if char.isalpha())


def _counts(
    text: str, phrases: Iterable[str], short: Mapping[str, str]
) -> Counter[tuple[str, ...]]:
    """Count how often the text says each phrase, and each name of a condition among them.

    A short form counts as what it stands for, and as itself no more.
    """
    wanted: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in phrases:
        row = condition(phrase)
        for name in (phrase, *((row.name, *row.aliases) if row else ())):
            key = stems(name)
            if key:
                wanted[key[0]].add(key)
    words = [stem(word) for word in _TOKEN.findall(text.lower())]
    counts: Counter[tuple[str, ...]] = Counter()
    meant = {stems(form): stems(long) for form, long in short.items()}
    for form in meant:
        if form:
            wanted[form[0]].add(form)
    for at, word in enumerate(words):
        for key in wanted.get(word, ()):
            if len(key) == 1 or tuple(words[at : at + len(key)]) == key:
                counts[key] += 1
    for form, long in meant.items():
        counts[long] += counts.pop(form, 0)
    return counts


def _weight(phrase: str, counts: Counter[tuple[str, ...]]) -> float:
    """How often the text says the phrase; a longer phrase says more, a known condition more yet.

    The longer phrase counts where the text repeats it at all: a page on muscle twitching says
    "muscle" and "twitching" more often than both together.
    """
    key = stems(phrase)
    row = _BY_STEMS.get(key)
    said = counts[key]
    if row is not None:
        said = sum(counts[key] for key in {stems(name) for name in (row.name, *row.aliases)})
    if said == 0:
        return 0.0
    return math.sqrt(said) * len(key) * (KNOWN if row is not None else 1.0)


_PIECE = re.compile(r"[\w'’-]+|\([^()\n]{2,40}\)|[^\w\s]|\n")
_STOPS = frozenset(".!?:\n")
_ARTICLES = frozenset(("a", "an", "the"))


def _led(text: str) -> Counter[str]:
    """Count the phrases that stand where a subject stands: "causes of …", "… is caused by"."""
    found: Counter[str] = Counter()
    words = _PIECE.findall(text.lower())
    for at, (before, word) in enumerate(zip(["\n", *words], words, strict=False)):
        if word in _TURNS:
            if word not in _LEADING_VERBS and before not in _LEADS[word]:
                continue
            name = _name_at(words, at + 1)
        elif before in _STOPS:
            name = _name_at(words, at)
            after = at + len(name) + (word in _ARTICLES)
            while after < len(words) and words[after][0] in "(,":
                after += 1
            if not _SAYS & {" ".join(words[after : after + n]) for n in (1, 2)}:
                continue
        else:
            continue
        if name and _may_name(name):
            found[" ".join(name)] += 1
    return found


def _name_at(words: Sequence[str], at: int) -> list[str]:
    """Return the words of a name that begins at a place, without its article."""
    name: list[str] = []
    start = at + 1 if at < len(words) and words[at] in _ARTICLES else at
    for word in words[start : start + _LONGEST_NAME]:
        if word in _ENDS or word.endswith("ly") or not word[0].isalnum():
            break
        name.append(word)
    return name

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
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from curette.model import CuretteError
from curette.records import Concept, Subject
from curette.structure.lexicon import ICD10CM_RELEASE, word_lists
from curette.text import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from curette.model import Document

_WORDS = word_lists("subject_words.toml")

# The subject is settled long before the end of a long page.
_LONGEST_READ = 60_000
_LONGEST_NAME = 4
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
_BREAK = re.compile(r"[^\w\s'’-]|\s[-–—]\s")
_SITE_TAIL = re.compile(r"\s[|–—-]\s[^|–—]{2,40}\Z|\s\|\s.*\Z")
_LEAD = re.compile(
    r"\b(?:causes? of|caused by|symptoms of|treatments? (?:of|for)|diagnosis of|signs of|"
    r"people with|living with|risk factors? for|get rid of)\s+(?:the |an? )?(?P<after>[a-z][\w'’-]*"
    r"(?: [a-z][\w'’-]*){0,2})"
    r"|\A(?P<first>[A-Z][\w'’-]*(?: [a-z][\w'’-]*){0,2})(?: \([A-Z]{2,6}\))?"
    r" (?:is|are|can be|may be|occurs?|happens?)\b|\bcauses? (?P<object>[a-z][\w'’-]*"
    r"(?: [a-z][\w'’-]*){0,1})",
    re.MULTILINE,
)


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


def stems(phrase: str) -> tuple[str, ...]:
    """Return the stems of a phrase's words, in order: its key."""
    return tuple(stem(word) for word in re.findall(r"[\w'’]+", phrase.lower()))


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
    counts = _counts(text, {phrase for phrases in (*told, led) for phrase in phrases})
    best: tuple[float, str] = (0.0, "")
    for weight, title, phrases in zip(_TITLE_WEIGHTS, titles, told, strict=False):
        ends = _headed(title)
        for phrase in phrases:
            score = weight * _weight(phrase, counts)
            if phrase.split()[-1] not in ends and condition(phrase) is None:
                score *= HEADLESS
            if score > best[0]:
                best = (score, phrase)
    for phrase, said in led.items():
        score = said * _weight(phrase, counts) / max(1, len(titles))
        if score > best[0]:
            best = (score, phrase)
    name = best[1] or next((phrase for phrases in told for phrase in phrases), "")
    return named(name) if name else Subject("unknown")


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
    """Yield the noun phrases of a title: runs of words that frame nothing, and their tails."""
    run: list[str] = []
    for piece in _BREAK.split(title):
        for word in [*piece.split(), "."]:
            bare = word.strip("'’\"-").lower()
            if bare in _FRAME or not bare or not any(map(str.isalpha, bare)):
                if run:
                    yield from _tails(run)
                run = []
            else:
                run.append(bare)
    if run:
        yield from _tails(run)


def _tails(run: Sequence[str]) -> Iterator[str]:
    for size in range(min(len(run), _LONGEST_NAME), 0, -1):
        for at in range(len(run) - size + 1):
            yield " ".join(run[at : at + size])


def _headed(title: str) -> frozenset[str]:
    """Return the phrases of a title that end where a noun phrase ends.

    An English noun phrase is named by its last word: of "dental visits", "dental" is no subject.
    """
    ends = set()
    for piece in _BREAK.split(title.lower()):
        words = [word.strip("'’\"-") for word in piece.split()]
        for at, word in enumerate(words):
            if word not in _FRAME and (at + 1 == len(words) or words[at + 1] in _FRAME):
                ends.add(word)
    return frozenset(ends)


def _counts(text: str, phrases: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Count how often the text says each phrase, and each name of a condition among them."""
    wanted: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in phrases:
        row = condition(phrase)
        for name in (phrase, *((row.name, *row.aliases) if row else ())):
            key = stems(name)
            if key:
                wanted[key[0]].add(key)
    words = [stem(match.group()) for match in WORD.finditer(text)]
    counts: Counter[tuple[str, ...]] = Counter()
    for at, word in enumerate(words):
        for key in wanted.get(word, ()):
            if len(key) == 1 or tuple(words[at : at + len(key)]) == key:
                counts[key] += 1
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


def _led(text: str) -> Counter[str]:
    """Count the phrases that stand where a subject stands: "causes of …", "… is caused by"."""
    found: Counter[str] = Counter()
    for match in _LEAD.finditer(text):
        words = next(group for group in match.groups() if group).lower().split()
        while words and words[-1] in _FRAME:
            words.pop()
        kept = []
        for word in words:
            if word in _FRAME:
                break
            kept.append(word)
        if kept:
            found[" ".join(kept)] += 1
    return found

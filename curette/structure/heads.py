"""Lines that say whose words follow: question and answer labels, names, dates, section ends.

A head is recognised by what it is made of (a name, a title, a speciality, a date, a verb of
answering), not by the site it stands on. What cannot be explained by these parts is a sentence,
and a sentence is never a head.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from curette.dates import find_date
from curette.model import CuretteError

Role = Literal[
    "question", "answer", "asker", "post", "name", "date", "ask_date", "reply_date",
    "more_info", "ai", "related", "tags", "end", "control",
]  # fmt: skip

# A line longer than this is prose, whatever it begins with (labels such as "Q:" aside).
LONGEST_HEAD = 160
# "Dr. Anna Maria van der Berg" has six words; more than that is a phrase.
LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What a line announces. `body` is where, in the line, the words that it announces begin."""

    role: Role
    name: str | None = None
    doctor: bool = False
    specialty: str | None = None
    date: str | None = None
    age: int | None = None
    age_range: str | None = None
    sex: Literal["female", "male"] | None = None
    body: int | None = None
    rule: str = "composed"


@dataclass(frozen=True, slots=True)
class Label:
    """A row of the table of labels."""

    role: Role
    name: str
    pattern: re.Pattern[str]
    whole: bool
    reads: tuple[str, ...]
    ignores: tuple[str, ...]


def load_labels(path: Path) -> tuple[Label, ...]:
    """Read a table of labels; raise `CuretteError` for a row that is not whole."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("head", [])
    return tuple(_label(row, path.name) for row in rows)


def _label(row: dict[str, object], file: str) -> Label:
    name = row.get("name")
    reads, ignores = row.get("reads"), row.get("ignores")
    if row.get("role") not in get_args(Role) or not isinstance(row.get("pattern"), str):
        raise CuretteError(f"{file}: row {name!r} needs a known `role` and a `pattern`")
    if not isinstance(reads, list) or not isinstance(ignores, list) or not reads or not ignores:
        raise CuretteError(f"{file}: row {name!r} needs examples under `reads` and `ignores`")
    try:
        pattern = re.compile(str(row["pattern"]), re.IGNORECASE)
    except re.error as error:
        raise CuretteError(f"{file}: row {name!r}: {error}; mend the pattern") from error
    return Label(
        role=row["role"],  # type: ignore[arg-type]
        name=str(name),
        pattern=pattern,
        whole=bool(row.get("whole")),
        reads=tuple(map(str, reads)),
        ignores=tuple(map(str, ignores)),
    )


LABELS = load_labels(Path(__file__).parent / "rules" / "heads.toml")
# Most lines match no label at all: one look at all rows together tells.
_ANY_LABEL = re.compile("|".join(f"(?:{one.pattern.pattern})" for one in LABELS), re.IGNORECASE)

# `\b` and the length keep a megabyte of capitals from being tried at each of its letters.
_PARTICLE = r"(?:van|von|de|del|der|den|di|da|la|le|bin|al|el)"
_CAP = rf"(?:\b[A-Z\u00c0-\u00de][\w.’'\u00c0-\u024f-]{{0,40}}|{_PARTICLE})"
_TITLE = r"(?:(?:Dr|Drs|DR|dr|Prof|Professor|Doctor)\b\.?\s?){1,2}"
CREDENTIAL = (
    r"(?:M\.?D|Ph\.?D|D\.?O|MBBS|MBChB|M\.?B\.?B\.?S|B\.?D\.?S|D\.?D\.?S|D\.?M\.?D|R\.?N|N\.?P|"
    r"P\.?A|P\.?A-C|R\.?D|R\.?D\.?N|L\.?C\.?S\.?W|Psy\.?D|Pharm\.?D|D\.?V\.?M|FRCP|FRCS|MRCP|"
    r"MRCGP|FACP|FACC|FAAP|M\.?P\.?H|M\.?S|M\.?S\.?N|B\.?Sc|M\.?Sc|D\.?C|D\.?P\.?T|P\.?T|O\.?D)"
)
DOCTOR = re.compile(rf"{_TITLE}{_CAP}(?:\s{{1,2}}{_CAP}){{0,4}}")
CREDENTIALED = re.compile(
    rf"(?P<name>{_CAP}(?:\s{_CAP}){{1,4}}),?\s(?P<credential>{CREDENTIAL}(?![\w])\.?"
    rf"(?:,?\s{CREDENTIAL}(?![\w])\.?){{0,4}})"
)
SPECIALTY = re.compile(
    r"(?:Consultant |Specialist |Clinical |Pa?ediatric |Interventional |General |Internal |"
    r"Family |Emergency |Sports |Physical |Rehabilitation |Occupational |Oral |Plastic |"
    r"Orthop(?:a)?edic |Vascular |Thoracic |Reproductive |Sleep |Chest |Infectious |"
    r"Obstetrics (?:and|&) |Ear,? Nose,? (?:and|&) )*"
    r"(?:[A-Z][a-z]{2,18}(?:ology|ologist|iatry|iatrist|iatrics|ician|opath|opathy)|"
    r"Orthop(?:a)?edics|Orthop(?:a)?edist|Surgery|Surgeon|Medicine|Practitioner|Practice|GP|"
    r"Dentist|Dentistry|Dietitian|Nutritionist|Pharmacist|Physiotherapist|Psychotherapist|"
    r"Therapist|Physician|Nurse|Midwife|Optometrist|Throat|ENT|Diseases?)\b"
)
_TIME = re.compile(
    r"\b\d{1,2}:\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?(?:\s?(?:UTC|GMT|[A-Z]{2,4}T))?"
    r"|\b\d{1,3} (?:second|minute|hour|day|week|month|year)s? ago\b|\b(?:an?|over|about) "
    r"(?:hour|day|week|month|year)s? ago\b|\byesterday\b"
    r"|\b\d{1,4}\s?(?:y|yr|mo|d|h|m|w)\b(?: ago)?"
    r"|\A(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r" (?:19|20)\d\d\Z",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|rsday|urday)?\b,?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:answer(?:ed|s)?|repl(?:y|ied|ies)|respon(?:se|ded|ds|d))(?: date| time)?\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:ask(?:ed|s)?|question|submitted|patient)(?: date| time)?\b|\bfrom(?=:)", re.IGNORECASE
)
_POSTS = re.compile(
    r"\b(?:posted|wrote|writes|said|says|commented|started|created|published|date|updated|"
    r"last edited|joined|author|user|username|member|thread starter|original poster)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?:\bage[d]?\s?:?\s?)?(?<![\d/])(?P<low>\d{1,3})(?:\s?(?:~|-|–|to)\s?(?P<high>\d{1,3}))?"
    r"(?:[\s-]?(?:years?|yrs?|y)[\s./-]?(?:of age|old|o)?\b\.?)(?!\s?(?:of )?exp)"
    r"|\bage[d]?\s?:?\s?(?P<bare>\d{1,3})\b"
    r"|(?<=, )(?P<comma>\d{1,2})(?=,|\Z)",
    re.IGNORECASE,
)
_SEX = re.compile(
    r"\b(?:(?:sex|gender)\s?:?\s?)?(?:(?P<female>female|woman|girl|lady|F)|"
    r"(?P<male>male|man|boy|gentleman|M))\b(?!\.\w)",
)
_SEX_FOLDED = re.compile(_SEX.pattern.replace("|F)", ")").replace("|M)", ")"), re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:by|on|at|in|the|and|via|with|for|dated|years?|experience|exp|specialist|expert|online|"
    r"verified|helpful|votes?|likes?|points?|reputation|level|gold|doctor|old)\b|[|•·»«:;,#()\[\]"
    r"~–—*/+.!-]|\b\d{1,6}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_USERNAME = re.compile(r"[\w][\w.@’'-]{1,29}\Z")
_SENTENCE_END = re.compile(r"[.!?…]\s*\Z")
# A "name" with one of these in it is the beginning of a sentence or a title.
_NO_NAME = frozenset(
    [
        "by",
        "from",
        "the",
        "if",
        "no",
        "not",
        "this",
        "that",
        "is",
        "are",
        "was",
        "and",
        "of",
        "for",
        "with",
    ]
)
_SPOKEN = re.compile(
    r"\b(?:i|i['’]m|my|me|you|your|we|our|he|she|they|it|hello|hi|dear|thanks?|please|because)\b",
    re.IGNORECASE,
)


def head(text: str) -> Head | None:
    """Return what the line announces, or None where it is text.

    >>> head("Dr. Ada Quill replied: Dermatology, 3 May 2019")
    Head(role='answer', name='Dr. Ada Quill', doctor=True, specialty='Dermatology', \
date='2019-05-03', age=None, age_range=None, sex=None, body=None, rule='composed')
    >>> head("Dr. Quill says that most moles are harmless.") is None
    True
    """
    labelled = _labelled(text)
    if labelled is not None:
        return labelled
    return _composed(text) if len(text) <= LONGEST_HEAD else None


def _labelled(text: str) -> Head | None:
    if _ANY_LABEL.match(text) is None:
        return None
    for label in LABELS:
        if label.whole and len(text) > LONGEST_HEAD:
            continue
        match = label.pattern.fullmatch(text) if label.whole else label.pattern.match(text)
        if match is None:
            continue
        body = match.end() if match.end() < len(text) else None
        return Head(label.role, body=body, rule=label.name)
    return None


def _composed(text: str) -> Head | None:
    """Read a line as parts: who, what of, when. None where words are left unexplained."""
    if _plainly_prose(text) or _SPOKEN.search(text):
        return None
    rest = text
    when = find_date(rest)
    if when:
        rest = f"{rest[: when[1]]} , {rest[when[2] :]}"
    timed = when is not None or _TIME.search(rest) is not None
    rest = _WEEKDAY.sub(" ", _TIME.sub(" ", rest)) if timed else rest
    answers = bool(_ANSWERS.search(rest))
    asks = bool(_ASKS.search(rest)) and not answers
    posts = bool(_POSTS.search(rest))
    name, doctor, rest = _doctor(rest)
    specialty = SPECIALTY.search(rest)
    if specialty:
        rest = rest[: specialty.start()] + " " + rest[specialty.end() :]
    age, age_range, sex, rest = _demographics(rest)
    verbless = _POSTS.sub(" ", _ASKS.sub(" , ", _ANSWERS.sub(" ", rest)))
    left = " ".join(_FILLER.sub(" ", verbless).split())
    if doctor and (left or (posts and text.endswith("."))):
        return None  # "Dr. Fry adds that ..." is a sentence
    if not doctor and left:
        name = _named(verbless, left, composed=bool(timed or asks or answers or sex))
        if name is None:
            return None
    if _SENTENCE_END.search(text) and not (timed or sex or doctor or age or age_range):
        return None
    role = _role(
        named=name is not None,
        doctor=doctor,
        timed=timed,
        answers=answers,
        asks=asks,
        posts=posts,
        person=sex is not None or age is not None or age_range is not None,
    )
    if role is None:
        return None
    return Head(
        role,
        name=name,
        doctor=doctor,
        specialty=" ".join(specialty.group().split()) if specialty else None,
        date=when[0] if when else None,
        age=age,
        age_range=age_range,
        sex=sex,
    )


def _plainly_prose(text: str) -> bool:
    """Tell without a closer look that a line is no head: most lines of most pages are none."""
    if text.endswith(("?", ",", ";")):
        return True
    if len(text) <= 40:
        return False
    return not (_TELLING.search(text) or text.count(" ") < LONGEST_NAME)


_TELLING = re.compile(
    r"\d|\b(?:Drs?|Prof|Professor|Doctor)\b|(?i:\b(?:repl|answer|respon|ask|submitted|question|post|"
    r"wrote|writes|said|says|comment|female|male|woman|man|girl|boy)|\bago\b|yesterday)|"
    r"\b(?:[A-Z]\.?[A-Z]\.?[A-Z]?\.?|Ph\.?D|Psy\.?D)(?!\w)"
)


def _role(
    *, named: bool, doctor: bool, timed: bool, answers: bool, asks: bool, posts: bool, person: bool
) -> Role | None:
    if doctor:
        return "answer" if answers or timed or posts else "name"
    if asks and (named or timed or person):
        return "asker" if named or person else "ask_date"
    if answers and timed:
        return "answer" if named else "reply_date"
    if answers and named:
        return "answer"
    if person:
        return "asker"
    if named:
        return "post" if timed or posts else "name"
    return "date" if timed else None


def _doctor(rest: str) -> tuple[str | None, bool, str]:
    found = DOCTOR.search(rest)
    if found is None:
        found = CREDENTIALED.search(rest)
        if found is None:
            return None, False, rest
        name = found.group("name")
    else:
        name = found.group()
    # A speciality or a verb that begins with a capital is no part of the name.
    cut = min(
        (
            match.start()
            for match in (SPECIALTY.search(name), _ANSWERS.search(name), _ASKS.search(name))
            if match and match.start() > 0
        ),
        default=len(name),
    )
    end = found.start() + cut if cut < len(name) else found.end()
    tail = re.match(rf"(?:,?\s{CREDENTIAL}(?![\w])\.?)+", rest[end:])
    end += tail.end() if tail else 0
    return name[:cut].strip(" ,"), True, f"{rest[: found.start()]} {rest[end:]}"


def _demographics(
    rest: str,
) -> tuple[int | None, str | None, Literal["female", "male"] | None, str]:
    age: int | None = None
    age_range: str | None = None
    found = _AGE.search(rest)
    if found:
        low = found["low"] or found["bare"] or found["comma"]
        if found["high"]:
            age_range = f"{low}~{found['high']}"
        elif int(low) <= 120:
            age = int(low)
        rest = f"{rest[: found.start()]} , {rest[found.end() :]}"
    sex: Literal["female", "male"] | None = None
    marked = _SEX.search(rest) or _SEX_FOLDED.search(rest)
    if marked:
        sex = "female" if marked["female"] else "male"
        rest = f"{rest[: marked.start()]} , {rest[marked.end() :]}"
    return age, age_range, sex, rest


def _named(rest: str, left: str, *, composed: bool) -> str | None:
    """Return the name that the unexplained words of a head are, or None where they are prose."""
    tokens = left.split()
    if len(tokens) > LONGEST_NAME:
        return None
    first = next((part for part in re.split(r"[,|•·»:()–—]+", rest) if part.strip(" .-#")), "")
    name = " ".join(first.split()).strip(" .-#*")
    name = re.sub(r"\A(?:by|from)\s+|\s+(?:by|on|at|in)\Z", "", name, flags=re.IGNORECASE).strip()
    words = name.split()
    if not words or len(name) > 60 or not _NO_NAME.isdisjoint(name.lower().split()):
        return None
    if len(words) == 1:
        return name if _USERNAME.match(name) and (composed or name[:1].isupper()) else None
    capitals = sum(1 for word in words if word[:1].isupper() or word[:1].isdigit())
    return name if capitals >= len(words) - (2 if len(words) > 3 else 1) else None

"""Who stands behind a page: authors, reviewers, experts quoted, doctors who answer; and the
institutions it names, told apart by whether the page also says what comes from them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from curette.model import Span
from curette.records import NamedSource, Person, Quote
from curette.structure.heads import CREDENTIAL, CREDENTIALED, SPECIALTY
from curette.structure.lexicon import word_lists
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from curette.model import Document
    from curette.records import QA

# People and sources are looked for in this much text: a page, not a book.
_LONGEST_READ = 200_000
_MOST = 40

_WORDS = word_lists("subject_words.toml")
_CAP = r"\b(?:[A-Z]\.|[A-Z\u00c0-\u00de][\w’'\u00c0-\u024f-]{1,40})"
_FULL_NAME = rf"{_CAP}(?: (?:van|von|de|del|der|den|di|da|la|le|bin|al|el) )?(?: {_CAP}){{1,3}}"
_ROLES = (
    ("reviewer", r"(?:medically |clinically |expert |fact[- ]?)?(?:reviewed|checked|verified|"
                 r"approved|vetted)(?: and (?:approved|updated|edited))?(?: for accuracy)? by|"
                 r"review provided by|(?:medical )?reviewers?\s?:"),
    ("author", r"(?:written|authored|posted|published|updated|created|edited|compiled) by|"
               r"authors?\s?:"),
)  # fmt: skip
# "By Ann Grey" tells who wrote only where a line, or a part of it, begins with it.
_BY = r"(?P<by>(?:^|(?<=[|•·] ))[ \t]*[Bb][Yy] (?=(?:Dr\b|[A-Z][a-z]+ [A-Z])))"
_BYLINE = re.compile(
    "|".join(f"(?P<{role}>(?:^|(?<=[\\s(|•·]))(?i:{words}))" for role, words in _ROLES) + f"|{_BY}",
    re.MULTILINE,
)
# Each byline holds one of these; looking for them first takes a fraction of the time.
_HINT = re.compile(r"\b(?:by|authors?|reviewers?)\b", re.IGNORECASE)
_PERSON = re.compile(rf"\s*:?\s*(?P<name>(?:(?:Dr|Prof|Professor)\.? )?{_FULL_NAME})")
_SAYS = re.compile(
    r"\b(?:says?|said|explains?|explained|adds?|added|notes?|noted|tells?|told|advis(?:es|ed)|"
    r"recommends?|recommended|suggests?|suggested|warns?|warned|according to|points? out|"
    r"concludes?|concluded|writes?|wrote|stress(?:es|ed)|emphasi[sz]es?)\b",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    rf"\b(?:at|of|with|from) (?:the )?(?P<where>(?:{_CAP} )*(?:University|College|Clinic|Hospital|"
    rf"Medical Cent(?:er|re)|Institute|Cent(?:er|re)|School|Health|Healthcare|Foundation)"
    rf"(?:(?: (?:of|for|at|in)(?: the)?)? {_CAP})*)"
)
_INSTITUTION = re.compile(
    rf"(?:(?:the )?(?:National|American|British|European|World|Royal|International|Canadian|"
    rf"Australian) (?:{_CAP} |(?:of|for|on|and|the) ){{0,6}}(?:Institutes?|Association|Academy|"
    rf"Society|Foundation|College|Organi[sz]ation|Federation|Council|Library|Cent(?:er|re)s?|"
    rf"Service|Health|Diseases?|Medicine)(?: (?:of|for|on) (?:{_CAP}(?: and)? ?){{1,4}})?)"
    rf"|(?:{_CAP} ){{1,4}}(?:University|Medical Cent(?:er|re)|Clinic|Hospital|Health(?:care)?|"
    rf"Medicine|Institute|School of Medicine|Foundation|Neurosurgery|Children['’]s)"
    rf"(?: (?:in|of) (?:{_CAP} ?){{1,3}})?"
    rf"|(?:University|College|School) of (?:{_CAP} ?){{1,3}}(?:of (?:{_CAP} ?){{1,2}})?"
    rf"|\b(?:NHS|CDC|WHO|NIH|FDA|NICE|NIDDK|NIAMS|WebMD|Medscape|UpToDate|MedlinePlus|PubMed|"
    rf"Cochrane|Healthline|StatPearls|Verywell Health)\b"
)
_POINTS_AWAY = re.compile(
    r"\b(?:for (?:more|further|additional)|visit|explore|check out|see|refer to|resources? from|"
    r"sources? (?:such as|include)|learn more|read more|consult (?:resources|websites))\b",
    re.IGNORECASE,
)
_COMES_FROM = re.compile(
    r"\b(?:according to|says?|said|states?|reports?|reported|found|recommends?|estimates?|notes?|"
    r"study|studies|research|researchers|guidelines?|data|published|review|trial|survey)\b",
    re.IGNORECASE,
)


def people(document: Document, qa: QA | None = None) -> tuple[Person, ...]:
    """Return the people that the page names in a role, each once, with the words that say so.

    Bylines are read even where they are struck: they are about the page, not about health.
    """
    found: dict[tuple[str, str], Person] = {}
    for person in _all(document, qa):
        key = (_key(person.name), person.role)
        old = found.get(key)
        if old is None or _known(person) > _known(old):
            found[key] = person
        if len(found) >= _MOST:
            break
    return tuple(found.values())


def _all(document: Document, qa: QA | None) -> Iterator[Person]:
    for name in document.meta.authors:
        yield _declared(document, name, "author")
    for name in document.meta.reviewers:
        yield _declared(document, name, "reviewer")
    yield from _bylines(document)
    for answer in qa.answers if qa else ():
        if answer.author and answer.kind in ("doctor_reply", "columnist"):
            yield Person(
                answer.author,
                "answering_doctor",
                specialty=answer.specialty,
                span=_find(document, answer.author, max(0, answer.span.start - 400)),
            )
    yield from _experts(document)


def _declared(document: Document, name: str, role: str) -> Person:
    match = CREDENTIALED.fullmatch(name)
    span = _find(document, name, 0)
    return Person(
        match["name"] if match else name,
        "author" if role == "author" else "reviewer",
        credential=match["credential"] if match else None,
        span=span,
    )


def _bylines(document: Document) -> Iterator[Person]:
    text = document.text
    struck = [Span(cut.start, cut.end) for cut in document.ledger if cut.kind in _TOLD]
    done = 0
    for hint in _HINT.finditer(text, 0, _LONGEST_READ):
        label = _BYLINE.search(text, max(done, hint.start() - 60), hint.end() + 20)
        if label is None:
            continue
        done = label.end()
        if not (_on_short_line(text, label.start()) or _within(struck, label.start())):
            continue
        person = _PERSON.match(text, label.end(), min(len(text), label.end() + 120))
        if person is None:
            continue
        name = _proper(person["name"])
        if _HOUSE.search(name):
            continue
        at = person.start("name")
        credential = CREDENTIALED.match(text, at, min(len(text), at + 160))
        yield Person(
            name,
            "reviewer" if label.lastgroup == "reviewer" else "author",
            credential=credential["credential"] if credential else None,
            span=_quote(document, at, at + len(name)),
        )


_TOLD = frozenset({"byline", "author_bio", "caption", "citations"})
_LONGEST_BYLINE = 140


def _on_short_line(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return (len(text) if end < 0 else end) - start <= _LONGEST_BYLINE


def _within(spans: list[Span], at: int) -> bool:
    place = bisect_right(spans, at, key=lambda span: span.start) - 1
    return place >= 0 and at < spans[place].end


def _experts(document: Document) -> Iterator[Person]:
    """Yield who is introduced with a credential and quoted: "…, says Ann Grey, M.D., of …"."""
    text = document.text[:_LONGEST_READ]
    for match in _credentialed(text):
        # "Jonas, M.D., an associate" has stops that end no sentence, so take a window.
        before = text[max(0, match.start() - 160) : match.start()]
        after = text[match.end() : match.end() + 240].split("\n", 1)[0]
        if not (_SAYS.search(before.rsplit("\n", 1)[-1]) or _SAYS.search(after)):
            continue
        where = _AFFILIATION.search(after)
        specialty = re.search(r"\b(?:of|in) (?P<what>[a-z]+(?:ology|iatry|iatrics|edics))\b", after)
        capital = SPECIALTY.search(after[:80])
        name = _proper(match["name"])
        yield Person(
            name,
            "expert",
            credential=match["credential"],
            specialty=specialty["what"] if specialty else capital.group() if capital else None,
            affiliation=where["where"].strip() if where else None,
            span=_quote(document, match.start("name"), match.start("name") + len(name)),
        )


def _credentialed(text: str) -> Iterator[re.Match[str]]:
    """Yield each name with a credential, looking only where a credential stands."""
    done = 0
    for mark in _CREDENTIAL.finditer(text):
        match = CREDENTIALED.search(text, max(done, mark.start() - 120), mark.end() + 40)
        if match is not None:
            done = match.end()
            yield match


_CREDENTIAL = re.compile(rf",?\s{CREDENTIAL}(?!\w)")


def _proper(name: str) -> str:
    """Return a name without the words of the next line that begin with a capital as well."""
    name = _NEXT_WORDS.sub("", name)
    return name if re.search(r"\b[A-Z]\.\Z", name) else name.rstrip(" ,.")


_NEXT_WORDS = re.compile(
    r"\s(?:Medically|Review(?:ed)?|Updated?|Written|Editor(?:ial)?|Published|Posted|Last|On|In|And)"
    r"\b.*"
)
_HOUSE = re.compile(
    r"\b(?:Network|Clinic|Hospital|Health|Healthcare|Cent(?:er|re)|University|Institute|Foundation|"
    r"Team|Staff|Board|Association|Society|Department|Group|News|Media|Company|Inc|Editors?)\b"
)


def _key(name: str) -> str:
    bare = re.sub(r"\b(?:dr|prof|professor)\b\.?", "", name.lower())
    return " ".join(re.findall(r"\w+", bare))


def _known(person: Person) -> int:
    return sum(
        value is not None
        for value in (person.credential, person.specialty, person.affiliation, person.span)
    )


def _find(document: Document, words: str, start: int) -> Quote | None:
    at = document.text.find(words, start)
    at = document.text.find(words) if at < 0 else at
    return _quote(document, at, at + len(words)) if at >= 0 else None


def _quote(document: Document, start: int, end: int) -> Quote:
    return Quote(document.text[start:end], start, end)


def named_sources(document: Document, persons: Iterable[Person] = ()) -> tuple[NamedSource, ...]:
    """Return the institutions that the page names, each once.

    One is cited where some sentence also says what it says or found; a sentence that only sends
    the reader there ("For more, visit …") cites nothing. Where an expert works is no source.
    """
    workplaces = {person.affiliation for person in persons if person.affiliation}
    found: dict[str, NamedSource] = {}
    text = document.text
    for start, end in _readable(document):
        for match in _INSTITUTION.finditer(text, start, end):
            name = re.sub(r"\A(?:the|The) ", "", match.group().strip())
            if _is_phrase(name) or any(name in w or w in name for w in workplaces):
                continue
            cited = _is_cited(text, _sentence(text, match.start(), Span(start, end)), document)
            old = found.get(name.lower())
            if old is None or (cited and not old.cited):
                at = text.find(name, match.start())
                span = _quote(document, at, at + len(name))
                found[name.lower()] = NamedSource(name, cited, span)
            if len(found) >= _MOST:
                return tuple(found.values())
    return tuple(found.values())


# Institutions named in these cuts are named by the page; those in teasers or menus are not.
_PAGES_OWN = frozenset({"name_dropping", "byline", "citations", "garbled", "layout"})
_LONGEST_SENTENCE = 2000


def _sentence(text: str, at: int, within: Span) -> Span:
    """Return the sentence around `at`, found on its own line."""
    start = max(within.start, text.rfind("\n", 0, at) + 1, at - _LONGEST_SENTENCE)
    end = text.find("\n", at)
    end = min(within.end, len(text) if end < 0 else end, at + _LONGEST_SENTENCE)
    for sentence in sentences(text, start, end):
        if at < sentence.end:
            return sentence
    return Span(start, end)


def _readable(document: Document) -> Iterator[Span]:
    for start, end in document.kept(ignoring=_PAGES_OWN):
        if start < _LONGEST_READ:
            yield Span(start, min(end, _LONGEST_READ))


def _is_phrase(name: str) -> bool:
    """Tell whether the capitals are a heading's: "Better Health" is no institution."""
    words = name.lower().split()
    return len(words) > 1 and words[0] in _WORDS["no_institution"]


def _is_cited(text: str, sentence: Span, document: Document) -> bool:
    words = text[sentence.start : sentence.end]
    first = bisect_right(document.ledger, sentence.start, key=lambda cut: cut.end)
    struck = takewhile(lambda cut: cut.start < sentence.end, islice(document.ledger, first, None))
    if any(cut.kind in ("name_dropping", "promo", "teaser", "related") for cut in struck):
        return False
    return bool(_COMES_FROM.search(words)) and not _POINTS_AWAY.search(words)

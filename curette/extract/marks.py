"""Marks of a contribution: what the markup says of who wrote something, and when.

Forums name nothing alike, so many signs are known and the plainest wins: what a page declares
for machines, then what its links and classes tell, then what looks like a time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from curette.dates import month_comes_first, posted_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from curette.extract.html import Piece

# The more a sign says, the more it counts: declared for machines; of a class, a link, an
# attribute made for it; a text that looks like it.
DECLARED, MADE_FOR, LOOKS_LIKE = 3, 2, 1
LONGEST_NAME = 60
# A line with a time in it that is longer than this is a sentence.
LONGEST_TIME_LINE = 120

_AUTHORS = (
    '[itemprop~="author"], [itemprop~="creator"], [data-author], [data-username], '
    'a[rel~="author"], a[href*="user"], a[href*="member"], a[href*="profile"], a[href*="/u/"], '
    'a[href*="/author/"], a[href*="/people/"], [class*="user"], [class*="author"], '
    '[class*="poster"], [class*="nickname"], [class*="byline"]'
)
_TIMES = (
    "time, [datetime], [itemprop*=date], [itemprop*=Date], [itemprop=commentTime], "
    "[data-time], [data-timestamp], abbr[title], span[title], div[title], a[title], p[title]"
)
_PROFILE = re.compile(
    r"/(?:users?|members?|profiles?|people|u|authors?)[/.?-]|memberlist|showuser|viewprofile|"
    r"member\.php|profile\.php|[?&](?:user|u|uid|mid)=|/user[-/]?profile|/@\w|action=profile",
    re.IGNORECASE,
)
# Parts of a class as people write them: "post-author", "message_username", "userName".
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:user-?name|nick-?name|poster(?:-?name)?|post-?author|author(?:-?name)?|"
    r"author-link|byline|user-?link|display-?name|member-?name)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What stands where a name would: buttons, ranks, counts.
_NO_NAME = re.compile(
    r"\A(?:view|find|more|show|see|send|add|all|edit|reply|quote|report|like|profile|website|www|"
    r"home ?page|e-?mail|contact|message|private message|pm|members?|users?|guest|posts?|threads?|"
    r"topics?|joined|log ?in|sign|register|follow|share|by|author|admin|moderator|staff|online|"
    r"offline|options|menu|avatar|answered|asked|posted|delete|upvote|award)\b(?! \w+\Z)(?:.*)\Z"
    r"|\A(?:view|find|send|see|show|log|sign|more)\b.*|\W*\Z|\A[\d,.\s]+[km]?\Z|.*[?!:]\Z|.*://",
    re.IGNORECASE,
)
_EDITED = re.compile(r"edit|modif|updat|join|regist|since|last|visit|seen|activ|deleted", re.I)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zä]{0,6}\.?"
_TIME = re.compile(
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}\b|"
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b|"
    r"\b(?:\d+|an?) (?:second|minute|hour|day|week|month|year)s? ago\b|\byesterday\b|"
    r"(?:\A|[·•|] ?)(?:updated )?\d{1,3} ?(?:y|yr|mo|w|d|h|min)\Z",
    re.IGNORECASE,
)
_NO_POST_TIME = re.compile(
    r"\b(?:join(?:ed)?|registered|member since|founded|last (?:edited|modified|visit|seen|active|"
    r"post)|edited|modified|birthday|posts?:)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}:\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?|\b(?:19|20)\d\d\b|#\d+|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b(?:utc|gmt)\b",
    re.IGNORECASE,
)
_BESIDE_TIME = re.compile(
    r"\b(?:posted|written|asked|answered|replied|replies|commented|said|wrote|by|on|at|from|the|"
    r"date|re:.*)\b:?",
    re.IGNORECASE,
)
_MOST_MARKS = 20_000


class Mark(NamedTuple):
    """A sign of an author or of a time, at the piece of text that it stands at or before."""

    piece: int
    element: int
    """The number of the innermost block around it."""
    strength: int
    value: str | None
    """The name; the ISO day, or None where none can be read."""


def authors(
    trees: Sequence[LexborHTMLParser], numbers: Mapping[int, int], firsts: Mapping[int, int]
) -> list[Mark]:
    """Return the marks of who wrote, in reading order."""
    found = []
    for node, element in _placed(trees, _AUTHORS, numbers, firsts):
        told = _author(node)
        if told is not None:
            found.append(Mark(firsts[element], element, *told))
    return found


def times(
    trees: Sequence[LexborHTMLParser],
    numbers: Mapping[int, int],
    firsts: Mapping[int, int],
    pieces: Sequence[Piece],
) -> list[Mark]:
    """Return the marks of when something was written, in reading order."""
    found = []
    for node, element in _placed(trees, _TIMES, numbers, firsts):
        told = _time(node)
        if told is not None:
            found.append(Mark(firsts[element], element, *told))
    lines = {
        at: piece.text
        for at, piece in enumerate(pieces)
        if len(piece.text) <= LONGEST_TIME_LINE and shows_time(piece.text)
    }
    order = month_comes_first(lines.values())
    for at, line in lines.items():
        inner = next((n for n in reversed(pieces[at].trail) if n in firsts), None)
        if inner is not None:
            found.append(Mark(at, inner, LOOKS_LIKE, posted_date(line, month_first=order)))
    return sorted(found, key=lambda mark: mark.piece)


def shows_time(text: str) -> bool:
    """Tell whether a short line shows when something was posted, not when somebody joined."""
    return bool(_TIME.search(text)) and not _NO_POST_TIME.search(text)


def without_time(line: str) -> str:
    """Return a line that shows a time without it, and without the words that go with one.

    >>> without_time("Posted by Ann Grey on May 3, 2021 at 10:14 pm")
    'Ann Grey'
    """
    rest = _CLOCK.sub(" ", _TIME.sub(" ", line))
    return " ".join(_BESIDE_TIME.sub(" ", rest).split()).strip(" ,.·•|–—-»:()#")


def _placed(
    trees: Sequence[LexborHTMLParser],
    selector: str,
    numbers: Mapping[int, int],
    firsts: Mapping[int, int],
) -> Iterator[tuple[LexborNode, int]]:
    """Yield the nodes of a selector with the innermost block around each that holds text."""
    left = _MOST_MARKS
    for tree in trees:
        for node in tree.css(selector):
            left -= 1
            if left < 0:
                return
            above: LexborNode | None = node
            while above is not None:
                number = numbers.get(above.mem_id)
                if number is not None and number in firsts:
                    yield node, number
                    break
                above = above.parent


def _author(node: LexborNode) -> tuple[int, str] | None:
    attributes = node.attributes
    props = (attributes.get("itemprop") or "").split()
    if "author" in props or "creator" in props:
        inner = node.css_first('[itemprop~="name"]')
        told = [attributes.get("content"), node.text()]
        if inner is not None:
            told[1:1] = [inner.attributes.get("content"), inner.text()]
        found = next((one for value in told if (one := name(value))), None)
        return (DECLARED, found) if found else None
    for key in ("data-author", "data-username"):
        found = name(attributes.get(key))
        if found and not _is_quote(attributes.get("class") or ""):
            return DECLARED, found
    found = name(node.text(deep=True))
    if found is None:
        return None
    if node.tag == "a":
        rel = (attributes.get("rel") or "").split()
        if "author" in rel or _PROFILE.search(attributes.get("href") or ""):
            return MADE_FOR, found
    classes = _CAMEL.sub("-", attributes.get("class") or "")
    return (LOOKS_LIKE, found) if _NAMED.search(classes) else None


def _is_quote(classes: str) -> bool:
    return "quote" in classes.lower()


def name(value: str | None) -> str | None:
    """Return a text as a name, or None where it cannot be one: a button, a count, an initial."""
    found = " ".join((value or "").split()).strip(" ,·•|–—-\u200b")
    if not 2 <= len(found) <= LONGEST_NAME or _NO_NAME.match(found):
        return None
    return found


def _time(node: LexborNode) -> tuple[int, str | None] | None:
    attributes = node.attributes
    props = attributes.get("itemprop") or ""
    if _EDITED.search(props) or _EDITED.search(attributes.get("class") or ""):
        return None
    if props:
        day = iso_day(attributes.get("datetime") or attributes.get("content") or node.text())
        if "date" in props.lower() or props == "commentTime":
            return (DECLARED, day) if day else None
    for key in ("datetime", "data-time", "data-timestamp"):
        day = iso_day(attributes.get(key))
        if day:
            return MADE_FOR, day
    title = attributes.get("title") or ""
    if len(title) <= LONGEST_TIME_LINE and shows_time(title):
        return MADE_FOR, posted_date(title)
    return None


def iso_day(value: object) -> str | None:
    """Return the ISO day of a machine's time: ISO 8601, or seconds since 1970."""
    told = value if isinstance(value, str) else ""
    found = _ISO.search(told)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:  # 31 February, month 13: not a day
            return None
    if told.isdecimal() and told.isascii() and 9 <= len(told) <= 13:
        seconds = int(told) / (1000 if len(told) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return None

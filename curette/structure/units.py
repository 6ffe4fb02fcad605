"""The shape of a page: headings, list items with what introduces them, and running text.

Web pages say it with tags. Plain text says it with bullets, numbers, short lines and, in data
sets that lost their line breaks, with bullets in the middle of a line.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from curette.structure.view import Part, View
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Span

Role = Literal["heading", "item", "text"]

# The signs that open a list item; a lone "o" is what a converted Word list leaves.
_BULLET = re.compile(r"(?:[•‣◦▪▸►●○■□✓✔➤·*–—-]|o(?=\s))\s+|\(?(?:\d{1,2}|[a-h])[.)]\s+")
_LONE_BULLET = re.compile(r"[•‣◦▪▸►●○■□✓✔➤·*–-]\s*\Z")
_INLINE = re.compile(r"(?:(?<=\s\s)|(?<=[.:;]\s))[-•*]\s+(?=\S)|\s•\s+(?=\S)")
# Some data sets joined a list into one line with single spaces: "include - a cold - the flu".
_DASHED = re.compile(r"(?<=\s)-\s+(?=[^\W\d_]|\d+ |_+ \w)")
_BEFORE_DASHED = re.compile(
    r"(?:\b(?:include|includes|including|of|to|are|from|by|as|with|following|is|be|if|when|these|"
    r"having|have|you|who|who have)|[:.;?])\s+\Z|\A\s*\Z",
    re.I,
)
_OPEN_END = re.compile(
    r"\b(?:include|includes|including|are|as|of|to|by|from|is|following|these|with|when|if|"
    r"having|have|who|you|people|those|may be|can be)\Z",
    re.I,
)
# A line of more words is a sentence without its stop, not a heading. On full articles of the
# development half the longest true headings have 14 words.
LONGEST_HEADING = 14
_HEADING_END = re.compile(r"[\w)?!:”\"'’&%]\Z")


@dataclass(slots=True)
class Unit:
    """A heading, a list item or a stretch of running text.

    `start` skips the bullet. `intro` is the sentence that introduces an item's list; `title` the
    index of the unit that heads this one.
    """

    start: int
    end: int
    role: Role
    level: int = 0
    numbered: bool = False
    intro: Span | None = None
    title: int | None = None
    context: Span | None = None
    """The introduction with the sentence that it points back to: "… tests. These include:"."""
    direct: bool = False
    """Of an item: nothing but items stands between it and its heading."""
    lines: list[Span] = field(default_factory=list)


def units(view: View, breaks: Sequence[Span] = ()) -> list[Unit]:
    """Read the parts of a view as headings, items and text, each item with its introduction.

    No introduction and no heading reaches across the start of one of `breaks`.
    """
    found = [unit for part in _joined(view, view.parts) for unit in _units(view.text, part)]
    _open_headings(view, found)
    _unmarked(view, found)
    _find_headings(view, found)
    _introduce(view, found, sorted(span.start for span in breaks))
    return found


def _joined(view: View, parts: Sequence[Part]) -> Iterator[Part]:
    """Join a bullet that stands alone on its line to the line below it."""
    held: Part | None = None
    for part in parts:
        if held is not None:
            if view.holds(held.start, part.end) and part.kind != "heading":
                part = Part(held.start, part.end, "list_item", held.level)
            held = None
        if part.end - part.start <= 3 and _LONE_BULLET.match(view.text, part.start, part.end):
            held = part
            continue
        yield part


def _units(text: str, part: Part) -> Iterator[Unit]:
    if part.kind in ("caption", "code", "control"):
        return
    if part.kind == "heading":
        start, numbered = _past_number(text, part.start, part.end)
        yield Unit(start, part.end, "heading", part.level or 7, numbered)
        return
    cuts = [part.start, *(m.start() for m in _INLINE.finditer(text, part.start, part.end))]
    if len(cuts) < 3 and not (len(cuts) == 2 and _BULLET.match(text, part.start, part.end)):
        cuts = [part.start]
    dashes = [m.start() for m in _DASHED.finditer(text, part.start, part.end)]
    if dashes and _dashes_are_bullets(text, part, dashes):
        cuts = sorted({*cuts, *dashes})
    for n, start in enumerate(cuts):
        end = cuts[n + 1] if n + 1 < len(cuts) else part.end
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            number = bullet.group()[0].isalnum() and bullet.group()[0] != "o"
            yield Unit(bullet.end(), end, "item", part.level, number or bullet.group()[0] == "(")
        elif start < end:
            item = part.kind in ("list_item", "definition")
            yield Unit(start, end, "item" if item else "text", part.level)


def _dashes_are_bullets(text: str, part: Part, dashes: Sequence[int]) -> bool:
    if text[part.start] == "-" and _BULLET.match(text, part.start, part.end):
        return True
    before = text[max(part.start, dashes[0] - 14) : dashes[0]]
    return len(dashes) > 1 and bool(_BEFORE_DASHED.search(before))


def _past_number(text: str, start: int, end: int) -> tuple[int, bool]:
    m = re.compile(r"(?:#\s?)?\(?\d{1,2}[.):]?\s+(?=\D)").match(text, start, end)
    return (m.end(), True) if m else (start, False)


def _open_headings(view: View, found: list[Unit]) -> None:
    """Read a heading that stops in the middle of a sentence, over a list, as its introduction."""
    for unit, following in itertools.pairwise(found):
        if unit.role == "heading" and following.role == "item":
            words = view.text.count(" ", unit.start, unit.end) + 1
            if words >= SHORTEST_OPENING and _OPEN_END.search(view.text, unit.start, unit.end):
                unit.role, unit.level = "text", 0


# "Causes include" over a list is as good a heading as an introduction.
SHORTEST_OPENING = 4


def _unmarked(view: View, found: list[Unit]) -> None:
    """Read runs of short lines as lists whose marks are lost: below a colon, or three in a row."""
    text = view.text
    n = 0
    while n < len(found):
        last = n
        while last < len(found) and _is_point(text, found[last], found[n]):
            last += 1
        below = n > 0 and found[n - 1].role == "text" and text[found[n - 1].end - 1] == ":"
        if last < len(found) and found[last].role == "text":
            last -= 1  # that may be the heading of what follows
        if n > 0 and last - n >= (FEWEST_POINTS if below else FEWEST_WITHOUT_COLON):
            for point in found[n:last]:
                point.role, point.level = "item", 0
        n = max(last, n) + 1


# Three short lines may be a heading, a second one and a label; a fourth makes a list.
FEWEST_POINTS, FEWEST_WITHOUT_COLON = 2, 4


def _is_point(text: str, unit: Unit, first: Unit) -> bool:
    words = text.count(" ", unit.start, unit.end) + 1
    return (
        unit.role != "item"
        and unit.role == first.role
        and unit.level == first.level
        and not 0 < unit.level < LEVEL_BY_SHAPE
        and words <= LONGEST_HEADING
        and text[unit.end - 1] not in ".:?!"
        and "\t" not in text[unit.start : unit.end]
    )


# Headings of a lower level were marked as such by the page.
LEVEL_BY_SHAPE = 7


def _find_headings(view: View, found: list[Unit]) -> None:
    """Read short lines without a full stop as headings of what follows them."""
    text = view.text
    for n, unit in enumerate(found):
        if unit.role == "heading":
            continue
        following = found[n + 1] if n + 1 < len(found) else None
        before = found[n - 1] if n else None
        words = text.count(" ", unit.start, unit.end) + 1
        if words > LONGEST_HEADING or not _HEADING_END.search(text, unit.start, unit.end):
            continue
        if "\t" in text[unit.start : unit.end] or _OPEN_END.search(text, unit.start, unit.end):
            continue
        if unit.role == "item":
            # A numbered line over a paragraph is a heading: "2. Make time for sleep".
            over_text = following is not None and following.role == "text" and _long(following)
            if unit.numbered and over_text and text[unit.end - 1] not in ":.":
                unit.role, unit.level = "heading", 9
            continue
        first = text[unit.start]
        if not (first.isupper() or first.isdigit() or first in "“\"'‘¿"):
            continue
        if text[unit.end - 1] == ":" and (
            words > 8 or _OPEN_END.search(text, unit.start, unit.end - 1)
        ):
            continue
        if following is None or (
            before is None and following.role == "text" and not _long(following)
        ):
            continue
        if text[unit.end - 1] == "!" and words > 6:
            continue
        if following.role == "item" or _long(following) or _short_line_over_long(found, n):
            unit.role, unit.level = "heading", 8


def _long(unit: Unit) -> bool:
    return unit.end - unit.start > 60


def _short_line_over_long(found: list[Unit], n: int) -> bool:
    """Tell whether a title and a second title stand over a paragraph or a list."""
    return n + 2 < len(found) and (found[n + 2].role == "item" or _long(found[n + 2]))


def _introduce(view: View, found: list[Unit], breaks: list[int]) -> None:
    """Give each item the sentence that introduces its list, and each unit its heading."""
    title: int | None = None
    intro: Span | None = None
    context: Span | None = None
    direct = False
    at = 0
    for n, unit in enumerate(found):
        while at < len(breaks) and breaks[at] <= unit.start:
            title = intro = None
            direct = False
            at += 1
        if unit.role == "heading":
            unit.title = title
            title, intro, direct = n, None, True
        elif unit.role == "text":
            direct = False
            unit.title = title
            unit.lines = list(sentences(view.text, unit.start, unit.end))
            last = unit.lines[-1] if unit.lines else None
            listed = n + 1 < len(found) and found[n + 1].role == "item"
            open_end = last is not None and listed and view.text[last.end - 1] not in '.!?)”"'
            shown = last is not None and listed and _SHOWN.search(view.text, *last) is not None
            intro = last if last and (open_end or shown or _announces(view.text, last)) else None
            context = _context(view.text, unit.lines) if intro is not None else None
        else:
            unit.title, unit.intro, unit.direct = title, intro, direct
            unit.context = context if intro is not None else None
            unit.lines = list(sentences(view.text, unit.start, unit.end))
            if len(unit.lines) > 1 and _announces(view.text, unit.lines[-1]):
                # text whose line breaks are lost goes on in the last point of a list
                intro, context = unit.lines[-1], _context(view.text, unit.lines)


_POINTS_BACK = re.compile(
    r"\W*(?:(?:these|they|some|just|a few|examples?|this|it|among|others?)\b|"
    r"(?:do|does|are|have) any\b)",
    re.I,
)
# An introduction of more characters says by itself what its list is of.
LONGEST_POINTER = 60


def _context(text: str, lines: Sequence[Span]) -> Span:
    last = lines[-1]
    short = last.end - last.start <= LONGEST_POINTER and _POINTS_BACK.match(text, *last)
    if not short or len(lines) == 1:
        return last
    before = lines[-3:-1] if "?" in text[last.start : last.end] else lines[-2:-1]
    return type(last)(before[0].start, last.end)


_ANNOUNCING = re.compile(
    r":\s*\Z|\bany of (?:these|the following)\b[^.]*\?\Z|"
    r"\b(?:including|include|includes|are|is|by|to|from|you|of|if|when|as|like|following|"
    r"these|with|having|have|who)\W{0,3}\Z|\bfollowing\b[^.]*\.?\Z|\bthese\s+(?:tips|steps|things|"
    r"ideas|strategies|"
    r"measures|symptoms|signs|factors|causes)\W*\Z",
    re.I,
)


_SHOWN = re.compile(
    r"\b(?:here (?:are|is)|these|the following|there are (?:several|many|some|a number))\b", re.I
)


def _announces(text: str, sentence: Span) -> bool:
    return bool(_ANNOUNCING.search(text, max(sentence.start, sentence.end - 160), sentence.end))

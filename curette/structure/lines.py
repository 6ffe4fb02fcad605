"""The lines of a page, each with what it announces, and the parts that lines of one voice make."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from curette.model import Block, Document, Span
from curette.structure.heads import Head, head
from curette.structure.voice import TO_DOCTOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Cuts that are no part of a question or an answer, though they may stand between two. Bylines,
# salutations and captions are not here: they say who answers.
FURNITURE = frozenset(
    {
        "advert", "comment_form", "comments", "consent", "copyright", "disclaimer", "form",
        "hashtags", "hidden", "menu", "newsletter", "off_article", "pagination", "promo",
        "related", "share_bar", "tag_list", "teaser",
    }
)  # fmt: skip
# A page is read line by line; beyond this many lines it is a dump, and is left alone.
MOST_LINES = 20_000
# Cuts that hold titles and tags, so that their lines are looked at though they are struck.
_TEASERS = frozenset({"related", "tag_list", "teaser"})
# On a forum these cuts hold the replies: extractors and cleaners take them for comments.
REPLIES = frozenset({"comments", "off_article"})
# Titles of questions are lines; the longest of the gold pages has 66 characters.
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page with what is known of it."""

    start: int
    end: int
    text: str
    gap: bool
    """An empty line stands before it."""
    heading: bool
    cut: str | None
    head: Head | None


@dataclass(slots=True)
class Part:
    """Lines of one voice, with the heads that announce it. Built up line by line."""

    kind: str
    heads: list[Head] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def first(self, name: str) -> object:
        """Return what the first head that knows `name` (author, date, age …) says of it."""
        found = (getattr(head, name) for head in self.heads)
        return next((value for value in found if value is not None), None)

    @property
    def doctor(self) -> bool:
        """Whether a doctor's name heads the part."""
        return any(head.doctor for head in self.heads)

    def span(self) -> Span | None:
        """Return the range of the part's own words; None where all of them are furniture."""
        kept = [line for line in self.lines if line.cut not in FURNITURE]
        tail = len(kept)
        while tail > 1 and _is_list_line(kept[tail - 1]):
            tail -= 1
        # Titles with dates below an answer are the site's next pages.
        if any(line.head and line.head.role in _BETWEEN for line in kept[tail:]):
            kept = kept[:tail]
        return Span(kept[0].start, kept[-1].end) if kept else None


_BETWEEN = frozenset({"date", "control", "post"})


def _is_list_line(line: Line) -> bool:
    """Tell whether a line may be part of a list of other pages: a title, a date, a button."""
    if line.head is not None:
        return line.head.role in _BETWEEN
    return is_titlelike(line)


@dataclass(slots=True)
class Parts:
    """A page parted into voices, with the lines that belong to none."""

    parts: list[Part] = field(default_factory=list)
    asker: list[Head] = field(default_factory=list)
    related: list[Line] = field(default_factory=list)
    tags: list[Line] = field(default_factory=list)


_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")


def page_lines(document: Document) -> Iterator[Line]:
    """Yield the lines of the page that hold something, each with what it announces."""
    text = document.text
    blocks = document.blocks
    starts = [block.start for block in blocks]
    cuts = [(cut.start, cut.end, cut.kind) for cut in document.ledger]
    cut_starts = [cut[0] for cut in cuts]
    last = 0
    telling = _TEASERS | REPLIES if is_forum(document) else _TEASERS
    for match in _LINE.finditer(text):
        start, end = match.span()
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        start += len(raw) - len(raw.lstrip())
        end = start + len(stripped)
        gap = text.count("\n", last, start) > 1
        block = _at(blocks, starts, start)
        at = bisect_right(cut_starts, start) - 1
        cut = cuts[at][2] if at >= 0 and cuts[at][1] >= end else None
        heading = block is not None and block.kind == "heading"
        silent = cut in FURNITURE and cut not in telling
        yield Line(start, end, stripped, gap, heading, cut, None if silent else head(stripped))
        last = end


def _at(blocks: Sequence[Block], starts: Sequence[int], offset: int) -> Block | None:
    at = bisect_right(starts, offset) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None


def is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether there is a sentence, not only titles and names."""
    return any(len(line.text) > 45 or re.search(r"[.!?]\Z", line.text) for line in lines)


def joined(lines: Sequence[Line]) -> str:
    """Return the text of lines, one below the other."""
    return "\n".join(line.text for line in lines)


_FORUM_ADDRESS = re.compile(
    r"/(?:forums?|threads?|topics?|t|questions?|qa|q-and-a|q-a|answers?|ask|community|"
    r"discussions?|viewtopic|showthread|talk|consult(?:ation)?s?)\b|//(?:forums?|community|ask|"
    r"answers?|discuss|talk)\.",
    re.IGNORECASE,
)


# The questions of an FAQPage are `Question`s, too, and nobody asks them.
_FORUM_TYPES = frozenset({"QAPage", "DiscussionForumPosting"})


def is_forum(document: Document) -> bool:
    """Tell whether the page declares itself a question or a forum, by its address or markup."""
    return bool(
        (document.url and _FORUM_ADDRESS.search(document.url))
        or _FORUM_TYPES.intersection(document.meta.structured_types)
    )


def is_titlelike(line: Line) -> bool:
    """Tell whether a line may be a title: markup says so, or it is short and no sentence."""
    if line.heading:
        return True
    text = line.text
    if len(text) > LONGEST_TITLE or re.search(r"[.!,;:…]\Z", text) or TO_DOCTOR.match(text):
        return False
    return not re.search(r"[.!?]\s+[A-Z]", text)

"""Where a page has no tags: what a trained judge of lines says is furniture, and what is not.

`furniture` asks for both. A line that the judge holds to be content is spared by the sections that
a heading of the tables opens, and where it is sure also by rows that know the line by its words;
lines of furniture that it is sure of are struck, each run of them named by what stands in it.
Warnings and sources are never its business.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cleaners import line_judge
from cleaners.line_features import CHARS_OF_A_MARK, TEASER_MARK, THREAD_MARK
from cleaners.safety import WARNING
from curette.model import Flag
from curette.rules import Grounds, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Removal
    from curette.rules import Line, Match

ABOVE = Grounds(
    "furniture/shape-above",
    "off_article",
    "Above the article, among lines shaped like a menu or a page head.",
)
BELOW = Grounds(
    "furniture/shape-below",
    "off_article",
    "Below the article, among lines shaped like links to other pages or a page foot.",
)
WITHIN = Grounds(
    "furniture/shape-within",
    "off_article",
    "Between paragraphs, a line shaped like a link, a button or a form.",
)
MENU = Grounds(
    "furniture/shape-menu",
    "menu",
    "A run of labels without a sentence: links to other parts of the site.",
)
TEASERS = Grounds(
    "furniture/shape-teasers",
    "related",
    "Titles and openings of other pages, with dates or calls to read on between them.",
)
THREAD = Grounds(
    "furniture/shape-thread",
    "comments",
    "Readers' comments: times and calls to reply stand between them.",
)
RULES_IN_CODE = (ABOVE, BELOW, WITHIN, MENU, TEASERS, THREAD)

# How sure the judge must be to strike. Chosen on held-out folds of one half of the domains of the
# extraction benchmark turned to text: no more than .3 % of content may be lost. That counts what
# all tables strike (.14 %), references apart, and leaves out lines of which another copy stands:
# strikes from   .97     .95     .94     .92     .90     .85     .80     .70     .50
# left           43 %    37 %    35 %    32 %    30 %    27 %    25 %    23 %    19 %
# content lost   .24 %   .26 %   .27 %   .30 %   .35 %   .54 %   .64 %   .94 %   2.2 %
# The other half has always lost some .03 % more.
SURE = 0.94
SURE_IN_ANOTHER_LANGUAGE = 0.97
# Below what a line is content: under a heading that opens a section of furniture, and where a row
# of the tables knows the line itself. Without the second, and with .2 for the first, .28 % of the
# content is lost to tables alone; with .5 for the first, titles of other answers of a seed stay.
CONTENT_BELOW = 0.35
SURELY_CONTENT = 0.2
# The judge learnt from pages that count a letter's closing words as content.
_NOT_CONTRADICTED = frozenset({"salutation"})
UNSURE_PAGE = 0.2
UNSURE_FROM, UNSURE_TO = 0.3, 0.9
# The judge learnt from whole pages: with fewer lines there is no menu to know by its shape, with
# more it would take seconds, and with less article left than this it has found none.
FEWEST_LINES, MOST_LINES = 12, 20_000
LEAST_ARTICLE = 400
# A run of so many labels of so few words is a menu; so many marks make a thread or a teaser list.
LABELS_OF_A_MENU, WORDS_OF_A_LABEL = 4, 6
MARKS_OF_A_RUN = 2
# Lists of sources look like links. Striking them is for `references`, which knows their forms;
# half of the content that the judge would lose is theirs.
_SOURCE = re.compile(
    r"(?i)\bdoi\b|https?://|\bn\.d\.|\bet al\b|\((?:19|20)\d\d[,)a-z]|\bretrieved\b"
    r"|\b(?:19|20)\d\d;\s?\d|\A\[\d+\]"
)
# Where help is to be had, beside what `safety` holds: on a page without tags these lines stand
# apart, and look like a foot.
_HELP = re.compile(
    r"(?i)\bsuicid|\bpoison (?:control|cent)|\bcrisis (?:line|lifeline)|\bhelpline\b"
    r"|\bphone (?:911|999|112|111|000)\b|\b(?:see|tell|ask|call|contact|consult) "
    r"(?:a|your|the) health ?care\b"
)
_BEYOND_LATIN = re.compile("[\u0250-\U0010ffff]")
_CHARS_READ = 2000


class Judged(NamedTuple):
    """The judge's word on each line of a document, and the stretch that holds the article."""

    odds: tuple[float, ...]
    first: int
    last: int


def judged(document: Document, lines: Sequence[Line]) -> Judged | None:
    """Ask the judge about each block of a page without tags; None where it has nothing to say."""
    if document.meta.media != "text" or not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return None
    text = document.text
    if not _mostly_latin(text):
        return None  # words and stops are told apart by other means there, which the judge lacks
    owners = _owners(document, lines)
    units = [""] * (owners[-1] + 1)
    for line, owner in zip(lines, owners, strict=True):
        units[owner] = f"{units[owner]} {text[line.start : line.end]}".strip()
    found = line_judge.judge(units)
    first = next((at for at, owner in enumerate(owners) if owner >= found.first), len(lines))
    last = next((at for at, owner in enumerate(owners) if owner >= found.last), len(lines))
    return Judged(tuple(found.odds[owner] for owner in owners), first, last)


def spared(
    text: str, section: Removal, lines: Sequence[Line], below: range, found: Judged | None
) -> Iterator[Removal]:
    """Yield the cut of a section, less the lines below its heading that the judge would keep."""
    inside = [lines[number] for number in below if found and found.odds[number] < CONTENT_BELOW]
    edges = [section.start, *(edge for line in inside for edge in line[:2]), section.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield replace(section, start=first, end=first + len(piece.strip()))


def contradicted(match: Match, lines: Sequence[Line], found: Judged | None) -> bool:
    """Tell whether a row knows a whole line by its words, and the judge is sure of the contrary."""
    rule = match.rule
    if found is None or rule.takes == "section" or rule.grounds.kind in _NOT_CONTRADICTED:
        return False
    line = lines[match.line]
    whole = match.start <= line.start and line.end <= match.end
    return whole and found.odds[match.line] < SURELY_CONTENT


def find(
    document: Document, lines: Sequence[Line], found: Judged, taken: set[int]
) -> Iterator[Removal | Flag]:
    """Yield what the judge is sure of, and a flag where it is not; `taken` lines are struck."""
    text = document.text
    english = document.meta.language in (None, "en")
    sure = SURE if english else SURE_IN_ANOTHER_LANGUAGE
    sizes = [line.end - line.start for line in lines]
    struck = [
        number
        for number, (line, odds) in enumerate(zip(lines, found.odds, strict=True))
        if odds >= sure and not _needed(text, line)
    ]
    if sum(sizes) - sum(sizes[number] for number in struck) < LEAST_ARTICLE:
        yield Flag("no_article_by_shape", "By the shape of its lines the page holds no article.")
        return
    cuts: list[Removal] = []
    for run in _runs(struck, (found.first, found.last)):
        grounds = _grounds(text, [lines[number] for number in run], run[0], found)
        cuts += [
            grounds.strike(lines[number].start, lines[number].end)
            for number in run
            if number not in taken
        ]
    yield from joined(text, cuts)
    unsure = sum(
        size for size, odds in zip(sizes, found.odds, strict=True) if UNSURE_FROM < odds < UNSURE_TO
    )
    if unsure >= UNSURE_PAGE * sum(sizes):
        yield Flag(
            "furniture_unsure",
            f"{unsure / sum(sizes):.0%} of the text may or may not be furniture, and was kept.",
        )


def _owners(document: Document, lines: Sequence[Line]) -> list[int]:
    """Return for each line the number of its block: a wrapped paragraph is judged as one."""
    ends = [block.end for block in document.blocks]
    owners: list[int] = []
    last, number = None, -1
    for line in lines:
        block = bisect_left(ends, line.end)
        if block != last or block == len(ends):
            number += 1
        last = block
        owners.append(number)
    return owners


def _needed(text: str, line: Line) -> bool:
    """Tell whether a line is none of the judge's business: a warning, or a source."""
    if WARNING.search(text, line.start, line.end) or _HELP.search(text, line.start, line.end):
        return True
    return _SOURCE.search(text[line.start : min(line.end, line.start + _CHARS_READ)]) is not None


def _runs(struck: Sequence[int], edges: tuple[int, int]) -> Iterator[list[int]]:
    """Yield runs of lines next to each other; none crosses an edge of the article."""
    run: list[int] = []
    for number in struck:
        if run and (number != run[-1] + 1 or number in edges):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _grounds(text: str, run: Sequence[Line], first: int, found: Judged) -> Grounds:
    """Name a run by what stands in it, else by where it stands."""
    marks = teasers = labels = 0
    for start, end, *_ in run:
        line = text[start : min(end, start + _CHARS_READ)]
        marks += len(line) < CHARS_OF_A_MARK and THREAD_MARK.search(line) is not None
        teasers += TEASER_MARK.search(line) is not None
        labels += line.count(" ") < WORDS_OF_A_LABEL and line[-1] not in ".!?"
    if first >= found.first and marks >= MARKS_OF_A_RUN and marks >= teasers:
        return THREAD
    if teasers >= MARKS_OF_A_RUN:
        return TEASERS
    if len(run) == labels >= LABELS_OF_A_MENU:
        return MENU
    if first < found.first:
        return ABOVE
    return BELOW if first >= found.last else WITHIN


def _mostly_latin(text: str) -> bool:
    sample = text[:20_000]
    foreign = sum(map(str.isalpha, _BEYOND_LATIN.findall(sample)))
    return not foreign or foreign * 10 <= sum(map(str.isalpha, sample)) * 3

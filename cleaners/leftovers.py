"""Strike what earlier cuts leave behind: headings over nothing, orphan bullets, doubled gaps.

White space away from a cut is the page's own and is never touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Flag
from curette.rules import Grounds, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.model import Document, Removal

RULES = ()
EMPTY_HEADING = Grounds(
    "leftovers/heading-over-nothing",
    "layout",
    "A heading whose whole section was struck.",
)
ORPHAN_MARK = Grounds(
    "leftovers/orphan-mark",
    "layout",
    "A bullet, number or bracket whose text was struck.",
)
GAP = Grounds(
    "leftovers/gap",
    "layout",
    "White space that stood on both sides of a cut: one side is enough.",
)
RULES_IN_CODE = (EMPTY_HEADING, ORPHAN_MARK, GAP)

_MARK = re.compile(r"[\W_]{1,4}|\(?\d{1,2}[.)]")
_BLANK = re.compile(r"\s*")
# "Causes include:." and "such as:" with a capital after it: a list was lost in the stitching.
_EMPTY_LIST = re.compile(
    r"(?::\s?\.(?!\.)|\b(?:includ(?:e|es|ing)|such as|following)\s?\.(?!\.))(?=\s|\Z)"
)
# An introduction is one sentence; no start of it is looked for further back than this.
LONGEST_INTRODUCTION = 300


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each leftover, and a flag for each list introduction without a list."""
    yield from _empty_lists(document)
    if not document.ledger:
        return
    marks = list(_marks(document))
    yield from marks
    document = document.strike(marks)
    headings = list(_headings(document))
    yield from headings
    yield from _gaps(document.strike(headings))


def _headings(document: Document) -> Iterator[Removal]:
    """Yield headings below which only cuts stand until the next heading of their rank."""
    blocks = document.blocks
    for number, block in enumerate(blocks):
        if block.kind != "heading" or not document.stands(block.start, block.end):
            continue
        emptied = False
        for at in range(number + 1, len(blocks)):
            other = blocks[at]
            if other.kind == "heading" and _rank(other.level) <= _rank(block.level):
                break
            standing = document.standing(other.start, other.end)
            if any(document.text[start:end].strip() for start, end in standing):
                emptied = False
                break
            emptied = True
        if emptied and number:
            yield EMPTY_HEADING.strike(block.start, block.end)


def _rank(level: int) -> int:
    return level or 6


def _marks(document: Document) -> Iterator[Removal]:
    """Yield marks that stand alone on a line beside a cut."""
    text = document.text
    edges = {cut.start for cut in document.ledger} | {cut.end for cut in document.ledger}
    for line in lines_of(document):
        if line.end - line.start > 5 or not _MARK.fullmatch(text, line.start, line.end):
            continue
        before = line.start
        while before and text[before - 1] in " \t":
            before -= 1
        after = line.end
        while after < len(text) and text[after] in " \t":
            after += 1
        if before in edges or after in edges:
            yield ORPHAN_MARK.strike(line.start, line.end)


def _gaps(document: Document) -> Iterator[Removal]:
    """Yield the weaker of the two gaps around each run of cuts."""
    text = document.text
    ledger = document.ledger
    at = 0
    while at < len(ledger):
        first = at
        # Cuts with nothing but white space between them leave one gap.
        while at + 1 < len(ledger) and not text[ledger[at].end : ledger[at + 1].start].strip():
            at += 1
        for one, other in zip(ledger[first:at], ledger[first + 1 : at + 1], strict=True):
            if one.end < other.start:
                yield GAP.strike(one.end, other.start)
        left_end, right_start = ledger[first].start, ledger[at].end
        left = left_end - _blank_before(text, left_end)
        blank = _BLANK.match(text, right_start)
        right = blank.end() if blank else right_start
        yield from _weaker(text, left, left_end, right_start, right)
        at += 1


def _blank_before(text: str, end: int) -> int:
    start = end
    while start and text[start - 1].isspace():
        start -= 1
    return end - start


def _weaker(text: str, left: int, left_end: int, right_start: int, right: int) -> Iterator[Removal]:
    if left == 0 or right == len(text):
        # At the page's edge no gap is needed on either side.
        if (left == 0 and left < left_end) or (right == len(text) and left < left_end):
            yield GAP.strike(left, left_end)
        if right_start < right:
            yield GAP.strike(right_start, right)
        return
    if left == left_end or right == right_start:
        return
    if text.count("\n", left, left_end) >= text.count("\n", right_start, right):
        yield GAP.strike(right_start, right)
    else:
        yield GAP.strike(left, left_end)


def _empty_lists(document: Document) -> Iterator[Flag]:
    text = document.text
    for start, end in document.kept():
        for found in _EMPTY_LIST.finditer(text, start, end):
            first = max(start, found.start() - LONGEST_INTRODUCTION)
            at = max(text.rfind(stop, first, found.start()) for stop in ".!?\n") + 1
            at = max(at, first)
            while text[at].isspace():
                at += 1
            yield Flag(
                "empty_list_intro",
                "A sentence announces a list and none follows: what comes next is not that list.",
                at,
                found.end(),
            )

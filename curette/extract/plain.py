"""Plain text becomes blocks by its lines and blank lines. The text itself is never changed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from curette.model import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")
_BULLET = re.compile(
    r"(?:[•‣▪▫◦●○■□·∙➢➤►✓✔–—*+-]|\(?\d{1,3}[.)](?!\d)|\(?[a-zA-Z][.)]|[ivxIVX]{1,5}[.)])"
    r"[ \t\u00a0]+"
)
_MARKED_HEADING = re.compile(r"(#{1,6})\s+\S")
_RULE_LINE = re.compile(r"[-=_*~#.\s]{3,}\Z")
_CELLS = re.compile(r"\t|\s\|\s|\S {3,}\S")
# A heading in a text without markup is a short line that is no sentence. On the dev pages
# written out as text, longer lines and lines of more words are mostly sentences without a stop.
HEADING_CHARS = 90
HEADING_WORDS = 14
# Files wrapped by hand or by mail programs break at 60 to 80 columns; 100 leaves room for
# wide ones, and a file with one longer line in twenty is not wrapped.
WRAP_COLUMNS = range(45, 101)
_LONG_LINES_ALLOWED = 0.05
# Of the lines that another line follows, this share must be full for the file to count as wrapped.
_FULL_LINES = 0.5
_LINES_TO_JUDGE_BY = 4


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    follows: bool
    """No blank line stands between this line and the one before."""


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text; their offsets lead into `text` itself.

    >>> text = "Cramps\\n\\n- Rest.\\n- Drink."
    >>> [(text[block.start : block.end], block.kind) for block in blocks(text)]
    [('Cramps', 'heading'), ('- Rest.', 'list_item'), ('- Drink.', 'list_item')]
    """
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    groups = [[line] for line in lines] if width is None else list(_joined(text, lines, width))
    found = []
    for at, group in enumerate(groups):
        start, end = group[0].start, group[-1].end
        alone = (at + 1 == len(groups)) or not groups[at + 1][0].follows
        kind, level = _kind(text[start:end], group[0], first=at == 0, alone=alone)
        found.append(Block(start, end, kind, level))
    return tuple(found)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that hold something, without the white space around them."""
    last = 0
    for line in _LINE.finditer(text):
        start = line.start()
        stripped = line[0].strip()
        if not stripped.strip("\x00"):
            continue
        start += len(line[0]) - len(line[0].lstrip())
        between = text[last:start]
        breaks = between.count("\n") or between.count("\r")
        yield _Line(start, start + len(stripped), start - line.start(), last > 0 and breaks == 1)
        last = start + len(stripped)


def _wrap_width(text: str, lines: list[_Line]) -> int | None:
    """Return the column at which the file's lines are wrapped, if they are."""
    followed = [line for line, after in pairwise(lines) if after.follows]
    if len(followed) < _LINES_TO_JUDGE_BY:
        return None
    widths = sorted(line.indent + line.end - line.start for line in lines)
    width = widths[int((1 - _LONG_LINES_ALLOWED) * (len(widths) - 1))]
    if width not in WRAP_COLUMNS:
        return None
    full = sum(_full(text, line, after, width) for line, after in pairwise(lines) if after.follows)
    return width if full >= _FULL_LINES * len(followed) else None


def _full(text: str, line: _Line, after: _Line, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on this line."""
    word = len(text[after.start : after.end].split(None, 1)[0])
    return line.indent + line.end - line.start + 1 + word > width


def _joined(text: str, lines: list[_Line], width: int) -> Iterator[list[_Line]]:
    """Group the lines of a wrapped file into paragraphs and list items."""
    group: list[_Line] = []
    for line in lines:
        if group and not (line.follows and _continues(text, group, line, width)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(text: str, group: list[_Line], line: _Line, width: int) -> bool:
    before = group[-1]
    here = text[line.start : line.end]
    if _BULLET.match(here) or _MARKED_HEADING.match(here) or _RULE_LINE.match(here):
        return False
    if len(group) == 1 and _RULE_LINE.match(text[before.start : before.end]):
        return False
    return _full(text, before, line, width)


def _kind(text: str, line: _Line, *, first: bool, alone: bool) -> tuple[BlockKind, int]:
    marked = _MARKED_HEADING.match(text)
    if marked:
        return "heading", len(marked[1])
    if _RULE_LINE.match(text):
        return "other", 0
    if _BULLET.match(text):
        return "list_item", line.indent // 2 + 1
    if "\n" not in text and len(_CELLS.findall(text)) >= 2:
        return "row", 0
    short = len(text) <= HEADING_CHARS and len(text.split()) <= HEADING_WORDS
    stopped = text[-1] in ".,;:!。、，：；！" or "\n" in text
    apart = alone or not line.follows
    if short and not stopped and (first or apart) and (text[0].isupper() or text[0].isdigit()):
        return "heading", 0
    return "paragraph", 0

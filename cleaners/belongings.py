"""What belongs to a kept block stays with it, though the judge scored it lower by itself.

No cleaner: `off_article` asks here. The rest of a sentence, the heading above, the question above
its answer, the other items of a list, and the page's own title above the article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.places import outside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Block, Document

# A heading belongs to the kept block below it, and the page's title to the article, unless the
# judge is sure that it does not. The truth of most benchmark pages leaves the title out: with
# titles from .30, .35 and .40 articles lose .0003, .0002 and .0001 of F1.
LEAST_JOINED_SCORE = 0.35
_HEADING_CHARS = 120
_SHORT_LINE = 60
# Above this share of links a block is a link to somewhere else, not a part of a sentence.
_MOSTLY_LINKS = 0.5
_WORD = re.compile(r"\w+")


def score(block: Block) -> float:
    """Return how likely a block is main content; without a judge, by the extractors' votes."""
    if block.main_score is None:
        return 1.0 if block.votes else 0.0
    return block.main_score


def reunited(document: Document, sure: Sequence[bool], trunk: frozenset[str]) -> list[bool]:
    """Return what is kept once each kept block has what belongs to it.

    That is the rest of a sentence that a block breaks off, the heading directly above, and the
    page's own title above the article.
    """
    blocks, kept = document.blocks, list(sure)
    for number in range(1, len(blocks)):
        if kept[number - 1] and not kept[number]:
            kept[number] = _continues(document, blocks[number - 1], blocks[number])
    lines = frozenset(
        block.path
        for block, keep in zip(blocks, kept, strict=True)
        if keep and block.end - block.start <= _SHORT_LINE
    )
    for number in range(len(blocks) - 2, -1, -1):
        if kept[number + 1] and not kept[number]:
            kept[number] = _heads(document, blocks[number], blocks[number + 1], trunk, lines)
    title = _title(document, kept, trunk)
    if title is not None:
        kept[title] = True
    return kept


def _continues(document: Document, before: Block, block: Block) -> bool:
    """Tell whether a block inside the element of the one before goes on with its sentence."""
    if block.hidden or block.kind == "control" or block.link_share > _MOSTLY_LINKS:
        return False
    if score(block) < LEAST_JOINED_SCORE or not block.path.startswith(f"{before.path}>"):
        return False
    first = document.text[block.start]
    last = document.text[before.end - 1]
    return (first.islower() or first in ",;)") and (last.isalnum() or last in ",;(–—")


def _heads(
    document: Document, block: Block, below: Block, trunk: frozenset[str], lines: frozenset[str]
) -> bool:
    """Tell whether a block is the heading of the one below: it shares an element with it.

    A short line serves as a heading where others in elements of its name are kept (`lines`).
    """
    size = block.end - block.start
    if block.kind == "heading":
        lower = below.kind == "heading" and 0 < below.level < block.level
        heads = size <= _HEADING_CHARS and not lower
    else:
        heads = (
            block.kind == "paragraph"
            and size <= _SHORT_LINE
            and below.kind != "heading"
            and below.path != block.path
            and block.path in lines
            and block.link_share == 0
            and document.text[block.end - 1] not in ".!…"
        )
    if not heads:
        return False
    if block.hidden or score(block) < LEAST_JOINED_SCORE or outside(block.path, trunk):
        return False
    return f"{below.path}>".startswith(f"{block.path.rpartition('>')[0]}>")


def _title(document: Document, kept: Sequence[bool], trunk: frozenset[str]) -> int | None:
    """Return the heading that says the page's title above the article, unless one is kept."""
    title, found, above = _plain(document.meta.title), None, True
    longest = 2 * len(document.meta.title) + _HEADING_CHARS
    if not title:
        return None
    for number, block in enumerate(document.blocks):
        above = above and not (kept[number] and block.kind != "heading")
        if block.end - block.start > longest:
            continue
        if _plain(document.text[block.start : block.end]) != title:
            continue
        if kept[number]:
            return None
        is_title = above and block.kind == "heading" and not block.hidden
        if is_title and score(block) >= LEAST_JOINED_SCORE:
            found = found if outside(block.path, trunk, but="header") else number
    return found


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))

"""What belongs to a kept block stays with it, though the judge scored it lower by itself.

No cleaner: `off_article` asks here. The rest of a sentence, the heading above, the question above
its answer, who answers above the answer, the other items of a list, and the page's own title above
the article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.places import outside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block, Document

# A heading belongs to the kept block below it, and the page's title to the article, unless the
# judge is sure that it does not. The truth of most benchmark pages leaves the title out: with
# titles from .30, .35 and .40 articles lose .0003, .0002 and .0001 of F1.
LEAST_JOINED_SCORE = 0.35
_HEADING_CHARS = 120
# A list or a table is kept as one where half of its items are. On held-out scores two thirds of the
# items that this adds, and of their words, stand in the truth, on either half of the domains.
SHARE_OF_A_LIST = 0.5
LEAST_LISTED_SCORE = 0.3
# A table between kept blocks is struck only where its best row scores below the first, and a list
# that is announced where its mean is below the second; other lists, if no links, by the score of an
# item. Of held-out blocks that this was chosen on, all 14 that it kept stand in the truth; from .2
# to .1 one table more was kept, and stands there too.
LEAST_TABLE_SCORE = 0.1
LEAST_AMID_SCORE = 0.2
# A question belongs to the answer below it, and a row of column names to the rows: of 28 such
# questions and rows three in four stand in the truth, from .1 on.
LEAST_ASKED_SCORE = 0.05
_QUESTION_CHARS = 160
# A panel's head stands in a heading, that in a box, and the box beside the panel.
_LEVELS_TO_AN_ANSWER = 3
_LISTS = frozenset({"list_item", "row", "term", "definition"})
_SHORT_LINE = 60
# Above this share of links a block is a link to somewhere else, not a part of a sentence.
_MOSTLY_LINKS = 0.5
_WORD = re.compile(r"\w+")
# The line that says who answers, or when, directly above the answer.
_ANSWERER = re.compile(
    r"(?:Dr|Prof|Doctor)\b\.?\s.{2,40}\b(?:repl(?:y|ies|ied)|answer(?:s|ed)?|responds?|responded)\b.{0,30}"
    r"|(?:repl(?:y|ied)|answer(?:ed)?)\s(?:by|from|date|on)\b.{2,50}",
    re.IGNORECASE,
)
# A table made of other elements, as the page itself says.
_ROLE = re.compile(r".*?\[role=(?:table|grid)\]>")


def score(block: Block) -> float:
    """Return how likely a block is main content; without a judge, by the extractors' votes."""
    if block.main_score is None:
        return 1.0 if block.votes else 0.0
    return block.main_score


def reunited(document: Document, sure: Sequence[bool], trunk: frozenset[str]) -> list[bool]:
    """Return what is kept once each kept block has what belongs to it.

    That is the rest of a sentence that a block breaks off, the other items of its list, the heading
    or question directly above, and the page's own title above the article.
    """
    blocks, kept = document.blocks, list(sure)
    for first, last in _lists(blocks):
        if sum(kept[first:last]) >= SHARE_OF_A_LIST * (last - first):
            least = LEAST_LISTED_SCORE if _items(blocks[first]) else LEAST_ASKED_SCORE
            for number in range(first, last):
                kept[number] = kept[number] or score(blocks[number]) >= least
        elif _amid(document, kept, first, last) and not outside(blocks[first].path, trunk):
            kept[first:last] = [True] * (last - first)
    for number in range(1, len(blocks)):
        if kept[number - 1] and not kept[number]:
            before, block = blocks[number - 1], blocks[number]
            kept[number] = _continues(document, before, block) or _tells_of(before, block)
    lines = frozenset(
        block.path
        for block, keep in zip(blocks, kept, strict=True)
        if keep and block.end - block.start <= _SHORT_LINE
    )
    for number in range(len(blocks) - 2, -1, -1):
        if kept[number + 1] and not kept[number]:
            block, below = blocks[number], blocks[number + 1]
            kept[number] = (
                _asks(document, block, below, trunk)
                or _heads(document, block, below, trunk, lines)
                or _answers(document, block)
            )
    title = _title(document, kept, trunk)
    if title is not None:
        kept[title] = True
    return kept


def _lists(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield where lists and tables of two or more items begin and end."""
    first = 0
    for number in range(1, len(blocks) + 1):
        if number < len(blocks) and _one_list(blocks[number - 1], blocks[number]):
            continue
        if number - first > 1:
            yield first, number
        first = number


def _one_list(before: Block, block: Block) -> bool:
    table = _ROLE.match(before.path)
    if table is not None:
        return block.path.startswith(table.group())
    if before.kind not in _LISTS or block.kind not in _LISTS:
        return False
    if block.kind in ("list_item", "row"):
        return before.path == block.path
    return before.path.rpartition(">")[0] == block.path.rpartition(">")[0]


def _items(block: Block) -> bool:
    return block.kind == "list_item"


def _amid(document: Document, kept: Sequence[bool], first: int, last: int) -> bool:
    """Tell whether a list or table stands between kept blocks, and is not quite unlikely itself.

    A list of links does so only under a line that announces it with a colon.
    """
    blocks = document.blocks
    after = last + (last < len(blocks) and _tells_of(blocks[last - 1], blocks[last]))
    if not first or after == len(blocks) or not (kept[first - 1] and kept[after]):
        return False
    listed = blocks[first:last]
    mean = sum(map(score, listed)) / len(listed)
    if not _items(blocks[first]):
        return max(map(score, listed)) >= LEAST_TABLE_SCORE
    if document.text[blocks[first - 1].end - 1] in ":\N{FULLWIDTH COLON}":
        return mean >= LEAST_AMID_SCORE
    linked = sum(block.link_share for block in listed) / len(listed)
    return mean >= LEAST_LISTED_SCORE and linked <= _MOSTLY_LINKS


def _asks(document: Document, block: Block, below: Block, trunk: frozenset[str]) -> bool:
    """Tell whether a block is the question that the one below answers, or the head of its table."""
    # A panel's head is a heading, and may be a link that opens it: judges take it for a menu's.
    opens = block.kind == "heading" and below.kind != "heading"
    if block.hidden or (score(block) < LEAST_ASKED_SCORE and not opens):
        return False
    if outside(block.path, trunk, but="header"):
        return False
    around = block.path.rpartition(">")[0]
    if block.kind == "row":
        return below.path.startswith(f"{around}>")
    if block.kind == "caption" and below.kind == "row":
        return below.path.startswith(f"{around}>")
    if block.end - block.start > _QUESTION_CHARS or document.text[block.end - 1] not in "?？":
        return False
    for _ in range(_LEVELS_TO_AN_ANSWER):
        if ">" in around and below.path.startswith(f"{around}>"):
            return True
        around = around.rpartition(">")[0]
    return False


def _continues(document: Document, before: Block, block: Block) -> bool:
    """Tell whether a block inside the element of the one before goes on with its sentence."""
    if block.hidden or block.kind == "control" or block.link_share > _MOSTLY_LINKS:
        return False
    if score(block) < LEAST_JOINED_SCORE or not block.path.startswith(f"{before.path}>"):
        return False
    first = document.text[block.start]
    last = document.text[before.end - 1]
    return (first.islower() or first in ",;)") and (last.isalnum() or last in ",;(–—")


def _tells_of(table: Block, block: Block) -> bool:
    """Tell whether a block is the caption of the table above it."""
    figure = block.path.rpartition(">")[0]
    return (
        block.kind == "caption"
        and table.kind == "row"
        and score(block) >= LEAST_ASKED_SCORE
        and table.path.startswith(f"{figure}>")
    )


def _answers(document: Document, block: Block) -> bool:
    """Tell whether a block says who gives the answer that begins below it, or on which day."""
    line = document.text[block.start : block.end]
    return not block.hidden and len(line) <= _QUESTION_CHARS and bool(_ANSWERER.fullmatch(line))


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

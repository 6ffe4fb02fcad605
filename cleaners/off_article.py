"""Strike blocks that the evidence of extraction places outside the article.

The judge's score and the markup decide what goes: blocks that belong to a kept one stay with it
(`belongings`); what warns (`safety`), and what a professional answers a reader (`answers`), is kept
whatever its score. What a struck block is called (`kinds`) is told by its markup (`places`) and its
words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from cleaners import kinds, places
from cleaners.answers import answered
from cleaners.belongings import reunited, score
from cleaners.safety import WARNING
from curette.model import Flag
from curette.rules import Grounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from curette.model import Block, Document, Removal

# From here a block is main content as likely as not; when in doubt we keep. On the dev articles,
# domains held out, .50, .55 and .60 give F1 .9575, .9585 and .9592: .60 strikes more of what is
# not the article and loses 0.4 % more of what is, and a lost sentence is worse.
KEEP_FROM = 0.5
# A page with fewer kept characters has no article that the judge is sure of. Then blocks are kept
# that come near the best one; where even that one is unlikely, nothing is struck.
FEWEST_KEPT = 80
SHARE_OF_BEST_SCORE = 0.6
LEAST_BEST_SCORE = 0.2
# The article's element is the innermost one with this share of what is kept.
SHARE_OF_HOME = 0.6
# A warning may link to a page about it; a list of such links is a menu.
LINKS_OF_A_WARNING = 0.5
# A block so few places from a kept one is next to the article, whatever element it stands in.
NEXT_TO = 2
_WARNING_REASON = "The judge places it outside the article, but it warns or gives a dose: kept."
_ANSWER_REASON = (
    "The judge places it outside the article, but a professional answers a question there: kept."
)
_ADVERT = Grounds(
    "off_article/advert-box",
    "advert",
    "Stands in a box that the page itself calls an advert.",
)
# Ids and classes that name an advert and nothing else. On 179 articles of the benchmark no kept
# block stood in one, so what an advert in the middle of an article says is all that this strikes.
_ADVERT_BOX = re.compile(
    r"[.#](?:ads?|advert(?:s|isements?|ising)?|adsbygoogle|sponsored"
    r"|ad-(?:box|slot|unit|banner|container|wrapper|block|text))(?=$|[.#])"
)
# A page that is itself called an advert somewhere near its root is no box in an article.
_LARGEST_BOX = 0.2

RULES_IN_CODE = (*kinds.RULES_IN_CODE, _ADVERT, places.PLATFORM)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each block outside the article; nothing for a plain-text page."""
    if document.meta.media != "html":
        return
    floor = _floor(document)
    if floor is None:
        return
    blocks = document.blocks
    notices = _notices(blocks, floor)
    posted = _posted(document)
    sure = [
        n in posted or (score(block) >= floor and n not in notices)
        for n, block in enumerate(blocks)
    ]
    trunk = places.trunk(blocks, sure)
    home = _home(blocks, sure)
    kept = reunited(document, sure, trunk)
    answers = answered(document, kept, trunk)
    boxes = _advert_boxes(blocks)
    struck: list[int] = []
    for number, block in enumerate(blocks):
        if number in notices:
            yield places.PLATFORM.strike(block.start, block.end)
        elif kept[number]:
            if boxes and any(_inside(block.path, box) for box in boxes):
                yield _ADVERT.strike(block.start, block.end)
        elif number in answers:
            yield Flag("answer-kept", _ANSWER_REASON, block.start, block.end)
        else:
            near = any(kept[max(0, number - NEXT_TO) : number + NEXT_TO + 1])
            if _warns(document, block, home, trunk, near=near):
                yield Flag("warning-kept", _WARNING_REASON, block.start, block.end)
            else:
                struck.append(number)
    yield from kinds.strike(document, struck, trunk)


def _posted(document: Document) -> frozenset[int]:
    """Return the blocks of a thread's posts: there the replies are no comments but the page.

    What a post quotes of another stands or falls by the judge.
    """
    starts = [block.start for block in document.blocks]
    quoted = {quote.start for post in document.posts for quote in post.quotes}
    return frozenset(
        number
        for post in document.posts
        for number in range(bisect_left(starts, post.start), bisect_left(starts, post.end))
        if starts[number] not in quoted
    )


def _notices(blocks: Sequence[Block], floor: float) -> frozenset[int]:
    """Return the blocks in a consent platform's element, unless that is all there is to keep."""
    found = frozenset(
        number
        for number, block in enumerate(blocks)
        if any(map(places.platform, block.path.split(">")))
    )
    kept = _size(b for n, b in enumerate(blocks) if score(b) >= floor and n not in found)
    return found if kept >= FEWEST_KEPT else frozenset()


def _advert_boxes(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the paths of small elements that the page itself calls an advert."""
    sizes: Counter[str] = Counter()
    for block in blocks:
        steps = block.path.split(">")
        named = next((n for n, step in enumerate(steps) if _ADVERT_BOX.search(step)), None)
        if named is not None:
            sizes[">".join(steps[: named + 1])] += block.end - block.start
    whole = _size(blocks)
    return tuple(path for path, size in sizes.items() if size <= _LARGEST_BOX * whole)


def _inside(path: str, box: str) -> bool:
    return path == box or path.startswith(f"{box}>")


def _floor(document: Document) -> float | None:
    """Return the score from which a block is kept; None where nothing looks like an article."""
    blocks = document.blocks
    if not document.voters and all(block.main_score is None for block in blocks):
        return None
    if _size(block for block in blocks if score(block) >= KEEP_FROM) >= FEWEST_KEPT:
        return KEEP_FROM
    best = max(map(score, blocks), default=0.0)
    if best < LEAST_BEST_SCORE:
        return None
    floor = min(KEEP_FROM, best * SHARE_OF_BEST_SCORE)
    return floor if _size(block for block in blocks if score(block) >= floor) else None


def _size(blocks: Iterable[Block]) -> int:
    return sum(block.end - block.start for block in blocks)


def _home(blocks: Sequence[Block], kept: Sequence[bool]) -> str:
    """Return the path of the innermost element that holds most of the kept text."""
    sizes: Counter[str] = Counter()
    for block, keep in zip(blocks, kept, strict=True):
        if keep:
            sizes[block.path.rpartition(">")[0]] += block.end - block.start
    total = sum(sizes.values())
    held: Counter[str] = Counter()
    for path, size in sizes.items():
        while path:
            held[path] += size
            path = path.rpartition(">")[0]
    homes = [path for path, size in held.items() if size >= SHARE_OF_HOME * total]
    return max(homes, key=lambda path: (path.count(">"), path), default="")


def _warns(
    document: Document, block: Block, home: str, trunk: frozenset[str], *, near: bool
) -> bool:
    """Tell whether a block in or next to the article warns of danger or gives a dose."""
    if not near and not (home and f"{block.path}>".startswith(f"{home}>")):
        return False
    if block.link_share > LINKS_OF_A_WARNING or block.hidden or block.kind == "control":
        return False
    if places.outside(block.path, trunk):
        return False
    return bool(WARNING.search(document.text, block.start, block.end))

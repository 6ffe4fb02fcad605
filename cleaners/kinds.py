"""What struck blocks are: told by markup, by their words, by the heading over them, by shape.

No cleaner: `off_article` has decided what goes, and asks here what to call it. A reviewer filters
by the answer, and reads beside it what gave it away.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaners import places
from cleaners.places import PLACES, Place
from curette.rules import Grounds, Line, load_rules, matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block, CutKind, Document, Removal

HIDDEN = Grounds(
    "off_article/hidden",
    "hidden",
    "The page's markup hides it, and the judge places it outside the article.",
)
CONTROL = Grounds(
    "off_article/control",
    "form",
    "A button or a form's label; the judge places it outside the article.",
)
ELSEWHERE = Grounds(
    "off_article/not-main",
    "off_article",
    "The judge places it outside the main content, and nothing says what it is.",
)
RULES_IN_CODE = (*(place.grounds for place in PLACES.values()), HIDDEN, CONTROL, ELSEWHERE)

_TABLES = Path(__file__).parent / "rules"
# Whole lines that the cleaners of words know tell what a struck block is, too.
_LINES = tuple(
    rule
    for table in ("consent", "promos", "furniture")
    for rule in load_rules(_TABLES / f"{table}.toml")
    if rule.takes in ("line", "section", "sentence")
)
_BY_KIND: dict[CutKind, Place] = {
    **{place.grounds.kind: place for place in reversed(PLACES.values())},
    "promo": PLACES["advert"],
}
# What an element mostly holds, its other blocks are; the opening of another page stands among links
# to other pages.
_SPREADS_AS = {name: name for name, place in PLACES.items() if place.spreads}
_SPREADS_AS["teaser"] = "related"
# A line over a part of the page has no more words than this, and a block no more lines.
WORDS_OF_A_LEAD = 8
# A block is a link or a row of links where this share of it is linked.
SHARE_OF_LINKS = 0.6
# The label of a menu has at most so many words; the title of another page mostly has more. On the
# development half of the extraction benchmark, links in elements named for a menu have 2 words
# (9 in 10 up to 4), in elements named for related pages 8.
WORDS_OF_A_LABEL = 4
_WORD = re.compile(r"\w+")


class Told(NamedTuple):
    """What a block is, and what gave it away."""

    place: Place
    because: str


def strike(document: Document, struck: Sequence[int], trunk: frozenset[str]) -> Iterator[Removal]:
    """Yield the removal of each struck block, under the most telling name that can be had."""
    blocks = document.blocks
    named = {number: _named(blocks[number], trunk) for number in struck}
    told: dict[int, Told] = {}
    for number, name in named.items():
        if _is_title(document, number):
            told[number] = Told(PLACES["title"], "says the page's title")
        elif name is not None and name.place.rank in ("container", "part"):
            told[number] = name
    for number, name in _worded(document, [n for n in struck if n not in told]):
        told.setdefault(number, name)
    _spread(document, struck, told, trunk)
    for number, name in named.items():
        if name is not None and name.place.rank == "frame":
            told.setdefault(number, name)
    _shaped(document, struck, told)
    _beside(document, struck, told, trunk)
    for number in struck:
        block = blocks[number]
        answer = told.get(number)
        if answer is not None:
            yield answer.place.grounds.strike(block.start, block.end, answer.because)
        elif block.hidden:
            yield HIDDEN.strike(block.start, block.end)
        elif block.kind == "control":
            yield CONTROL.strike(block.start, block.end)
        elif (ground := named[number]) is not None:
            yield ground.place.grounds.strike(block.start, block.end, ground.because)
        else:
            yield ELSEWHERE.strike(block.start, block.end)


def _is_title(document: Document, number: int) -> bool:
    """Tell whether a block says the page's title, or the part of it before the site's name."""
    block, title = document.blocks[number], document.meta.title
    if block.end - block.start > len(title) or block.kind != "heading":
        return False
    said = " ".join(_WORD.findall(document.text[block.start : block.end].lower()))
    whole = " ".join(_WORD.findall(title.lower()))
    return bool(said) and f"{whole} ".startswith(f"{said} ")


_RANKS = ("container", "part", "frame", "ground")


def _named(block: Block, trunk: frozenset[str]) -> Told | None:
    """Return the innermost element's name of the best rank."""
    best: places.Name | None = None
    for name in places.names(block.path, trunk, loosely=True):
        if best is None or _RANKS.index(name.place.rank) < _RANKS.index(best.place.rank):
            best = name
    return None if best is None else Told(best.place, f"in <{best.segment}>")


def _worded(document: Document, numbers: Sequence[int]) -> Iterator[tuple[int, Told]]:
    """Yield what the words of blocks say: lines that a table of phrases knows, then looser ones."""
    text, blocks = document.text, document.blocks
    lines = [Line(blocks[n].start, blocks[n].end, blocks[n].kind) for n in numbers]
    found = matches(document, _LINES, lines)
    for match in sorted(found, key=lambda match: match.rule.grounds.kind == "menu"):
        line = lines[match.line]
        place = _BY_KIND.get(match.rule.grounds.kind)
        if place is not None and 2 * (match.end - match.start) > line.end - line.start:
            yield numbers[match.line], Told(place, "by its words")
    for number in numbers:
        block = blocks[number]
        words = text.count(" ", block.start, block.end) + 1
        passage = text[block.start : block.end]
        for place in PLACES.values():
            if place.words and words <= place.max_words and place.words.search(passage):
                yield number, Told(place, "by its words")
                break


def _spread(
    document: Document, struck: Sequence[int], told: dict[int, Told], trunk: frozenset[str]
) -> None:
    """Give what stands under a telling line the name of that line."""
    blocks, text = document.blocks, document.text
    at = 0
    while at < len(struck):
        number = struck[at]
        at += 1
        lead = told.get(number)
        if lead is None or not lead.place.heads or not _leads(document, blocks[number]):
            continue
        scope = _scope(blocks[number].path, trunk)
        heading = " ".join(text[blocks[number].start : blocks[number].end].split())
        because = f"under \N{LEFT DOUBLE QUOTATION MARK}{heading}\N{RIGHT DOUBLE QUOTATION MARK}"
        before = number
        while at < len(struck) and struck[at] == before + 1:
            block = blocks[struck[at]]
            if block.kind == "heading" or not f"{block.path}>".startswith(f"{scope}>"):
                break
            before = struck[at]
            told.setdefault(before, Told(lead.place, because))
            at += 1


def _leads(document: Document, block: Block) -> bool:
    words = document.text.count(" ", block.start, block.end) + 1
    return words <= WORDS_OF_A_LEAD and block.link_share < SHARE_OF_LINKS


def _scope(path: str, trunk: frozenset[str]) -> str:
    """Return the element over which a line reigns: its parent's parent, off the trunk."""
    parent = path.rpartition(">")[0]
    above = parent.rpartition(">")[0]
    return parent if above in trunk or not above else above


def _shaped(document: Document, struck: Sequence[int], told: dict[int, Told]) -> None:
    """Name links in a row by their length, and what stands between them with them."""
    for run in _runs(document, [number for number in struck if number not in told]):
        links = [n for n in run if document.blocks[n].link_share >= SHARE_OF_LINKS]
        if not links:
            continue
        lengths = sorted(_count(document, number) for number in links)
        labels = lengths[len(lengths) // 2] <= WORDS_OF_A_LABEL
        place = PLACES["menu"] if labels else PLACES["related"]
        shape = "links of few words" if labels else "links as long as titles"
        for number in links:
            told[number] = Told(place, shape)


def _runs(document: Document, numbers: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and document.blocks[number].path != document.blocks[run[-1]].path:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _beside(
    document: Document, struck: Sequence[int], told: dict[int, Told], trunk: frozenset[str]
) -> None:
    """Give what nothing tells the name of most of what shares its innermost element."""
    left = [number for number in struck if number not in told]
    if not left:
        return
    around: dict[str, Counter[str]] = {}
    for number, name in told.items():
        for path in _elements(document.blocks[number], trunk):
            around.setdefault(path, Counter())[_SPREADS_AS.get(name.place.name, "")] += 1
    for number in left:
        for path in _elements(document.blocks[number], trunk):
            if path in around:
                ((most, _),) = around[path].most_common(1)
                if most:
                    because = f"beside others in <{path.rpartition('>')[2]}>"
                    told[number] = Told(PLACES[most], because)
                break


def _elements(block: Block, trunk: frozenset[str]) -> Iterator[str]:
    """Yield the paths of the elements around a block that hold nothing kept, innermost first."""
    path = block.path.rpartition(">")[0]
    while path and path not in trunk:
        yield path
        path = path.rpartition(">")[0]


def _count(document: Document, number: int) -> int:
    block = document.blocks[number]
    return len(_WORD.findall(document.text, block.start, block.end))

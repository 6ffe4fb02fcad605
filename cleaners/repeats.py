"""Strike what a page says twice: its title, a paragraph, and words left over before its title.

The first copy always stands, so nothing is lost to a reader. Rows, list items and short lines may
repeat with good reason (the same dose for two ages, the same answer to two questions) and stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Flag
from curette.rules import Grounds, Line, lines_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Removal

RULES = ()
TITLE_TWICE = Grounds(
    "repeats/title-twice",
    "duplicate_title",
    "The page's title, word for word, a second time.",
)
PARAGRAPH_TWICE = Grounds(
    "repeats/paragraph-twice",
    "duplicate",
    "A paragraph that stands, word for word, further up the page.",
)
TITLE_RESIDUE = Grounds(
    "repeats/title-residue",
    "title_residue",
    "Search words above the real title, some of which the page never uses.",
)
RULES_IN_CODE = (TITLE_TWICE, PARAGRAPH_TWICE, TITLE_RESIDUE)

# Shorter lines repeat by right: "Symptoms", "Call your doctor", "None known".
WORDS_OF_A_TITLE_TWICE = 3
WORDS_OF_A_PARAGRAPH = 25
WORDS_OF_A_HEADING = 10
# The title is one of the first lines; furniture may stand above it.
LINES_TO_THE_TITLE = 4
WORDS_OF_A_RESIDUE = 8

_STOP = re.compile(r"[.!…。！][\"”’»)\]]*\Z")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "what",
        "why",
        "how",
        "when",
        "that",
        "this",
        "your",
        "are",
    ]
)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each repeat and for search words above the title."""
    text = document.text
    lines = lines_of(document)
    residue = _residue(text, lines)
    if residue is not None:
        yield TITLE_RESIDUE.strike(residue.start, residue.end)
    yield from _titles(document, lines)
    yield from _paragraphs(text, lines)


def _titles(document: Document, lines: Sequence[Line]) -> Iterator[Removal]:
    text = document.text
    named = plain(document.meta.title)
    titles: set[str] = set()
    for number, line in enumerate(lines):
        if line.end - line.start > 200:
            continue
        words = text[line.start : line.end]
        key = plain(words)
        if key in titles:
            yield TITLE_TWICE.strike(line.start, line.end)
        elif (
            number < LINES_TO_THE_TITLE
            and (number == 0 or key == named or (line.kind == "heading" and line.level == 1))
            and key.count(" ") + 1 >= WORDS_OF_A_TITLE_TWICE
            and not words.endswith((".", "!", ":"))
            and ". " not in words
            and line.kind not in ("row", "list_item")
        ):
            titles.add(key)


def _paragraphs(text: str, lines: Sequence[Line]) -> Iterator[Removal | Flag]:
    seen: dict[str, str] = {}
    heading = ""
    for line in lines:
        words = " ".join(text[line.start : line.end].split())
        count = words.count(" ") + 1
        if line.kind == "heading" or (count <= WORDS_OF_A_HEADING and not _STOP.search(words)):
            heading = plain(words)
            continue
        if line.kind in ("row", "list_item", "term", "definition"):
            continue
        if count < WORDS_OF_A_PARAGRAPH:
            continue
        above = seen.get(words)
        if above is None:
            seen[words] = heading
        elif above != heading:
            # Said again on purpose, perhaps: the same advice after two tests.
            yield Flag(
                "paragraph_said_twice",
                "The same paragraph stands under another heading as well.",
                line.start,
                line.end,
            )
        else:
            yield PARAGRAPH_TWICE.strike(line.start, line.end)


def _residue(text: str, lines: Sequence[Line]) -> Line | None:
    """Return the first line if it holds search words and the real title follows it.

    It must share a word with that title, hold words that the rest of the page never uses, and be
    written like a search: no stop, and its last words in small letters.
    """
    if len(lines) < 3:
        return None
    first, title = lines[0], lines[1]
    words = text[first.start : first.end].split()
    title_words = text[title.start : title.end].split()
    if not 2 <= len(words) <= WORDS_OF_A_RESIDUE or not 3 <= len(title_words) <= 25:
        return None
    if re.search(r"[.!?:,;]", text[first.start : first.end]) or words[-1][0].isupper():
        return None
    if text[title.end - 1] in ".:;," or not title_words[0][0].isupper():
        return None
    own = [word.lower() for word in _WORD.findall(text[first.start : first.end])]
    stems = {_stem(word) for word in _WORD.findall(text[title.start : title.end].lower())}
    shared = [word for word in own if _stem(word) in stems and word not in _SMALL]
    used = {_stem(word) for word in _WORD.findall(text[title.start :].lower())}
    alien = [word for word in own if _stem(word) not in used and word not in _SMALL]
    return first if shared and alien else None


def _stem(word: str) -> str:
    """Cut the endings that tell "twitches" from "twitching"."""
    return re.sub(r"(?:ing|es|ed|s)\Z", "", word) if len(word) > 4 else word

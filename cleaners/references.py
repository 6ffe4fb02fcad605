"""Strike citation lists: a page's sources are read for the record, not as part of the article.

A list may have a heading, or stand among the sentences of a page that was put together from others
("Otter A. Knee Medicine. Leiden: Duckpond Press; chap 4."). Such sentences give themselves away by
their shape: authors with initials, a place with its publisher, a year with volume and pages.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from curette.rules import Grounds, joined, lines_of, load_rules, matches
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Flag, Removal, Span
    from curette.rules import Line

RULES = load_rules(Path(__file__).parent / "rules" / "references.toml")
SHAPE = Grounds(
    "references/cited-passage",
    "citations",
    "Sentence after sentence has the shape of a citation: names with initials, publisher, year.",
)
RULES_IN_CODE = (SHAPE,)

# A lone sentence with a year and a name is prose ("Otter et al., 2019, found ..."): a passage
# needs one sentence with two marks, such as place and publisher.
MARKS_OF_A_CITATION = 2
# A title stands between authors and publisher as a sentence of its own, without a verb form.
WORDS_OF_A_CITED_TITLE = 14
# More words than this before any year or address, and a line is prose that ends in a citation.
WORDS_OF_AN_OPENING = 45
# Under a heading, a citation may be any line with a year, an address or initials.
WORDS_OF_AN_ENTRY = 70
# No title of a cited work is looked for further than this from a sure mark.
SENTENCES_BETWEEN_MARKS = 2

_PLACE = re.compile(
    r"\b(?:[A-Z][\w.’'-]{1,40} ){0,2}[A-Z][\w.’'-]{1,40}(?:, [A-Z]{2})?: "
    r"(?:[A-Z][\w&.’'-]{1,40},? ){0,5}"
    r"(?:Elsevier|Press|Wiley|Springer|Saunders|Lippincott|Publish\w+|McGraw|Thieme|Mosby|Karger"
    r"|Churchill|Academic|Books|Verlag|Williams|Blackwell|Routledge)\b"
)
_INITIALS = re.compile(
    r"\b[A-Z][a-zà-þ'’-]+(?:-[A-Z][a-z]+)? [A-Z]{1,3}(?:,|\.|;|$)"
    r"(?:\s[A-Z][\w'’-]+ [A-Z]{1,3}[,.;])*"
)
_VOLUME = re.compile(
    r"\b(?:19|20)\d\d\s?(?:[A-Z][a-z]{2}\s?\d{0,2})?;\s?\d+|\b\d+\s?\(\d+\)\s?:\s?[\de]\d*"
)
_PAGES = re.compile(
    r"\b(?:pp?\.|chap(?:ter)?\.?|vol\.|(?:\d+(?:st|nd|rd|th)|rev) ed\b|eds?\.)(?=\s|\d|$)"
)
_ADDRESS = re.compile(r"(?i)\bdoi\b|https?://|\bwww\.|\bPMID\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_JOURNAL = re.compile(
    r"\b(?:J|N|Am|Br|Eur|Int|Clin|Med|Lancet|JAMA|BMJ|Ann|Arch|Rev|Acta|Curr|Nat)\.? "
    r"(?:[A-Z][a-z]{1,9}\.? ?){1,4}(?=[.;,\d(]|$)"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|might|will|should|do|does|did|causes?|helps?|said|says"
    r"|include[sd]?|found|shows?|makes?|be|been|if|you|your)\b"
)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each list of sources."""
    text = document.text
    lines = lines_of(document)
    cuts: list[Removal] = []
    for match in matches(document, RULES, lines):
        end = match.end
        if match.rule.takes == "section":
            end = _entries_end(text, lines, match.line + 1, end)
            if end == match.end and match.line + 1 < len(lines):
                continue  # a heading with something else under it: "Sources" of iron, of stress
        elif _is_prose(text[match.start : match.end]):
            continue
        cuts.append(match.rule.grounds.strike(match.start, end))
    cuts.extend(_passages(text, lines))
    yield from joined(text, cuts)


def _is_prose(line: str) -> bool:
    """Tell whether a line says something before it cites: then it is the article's own."""
    marks = [found.start() for pattern in (_ADDRESS, _YEAR) if (found := pattern.search(line))]
    opening = line[: min(marks, default=len(line))]
    return _VERB.search(opening) is not None or opening.count(" ") > WORDS_OF_AN_OPENING


def _entries_end(text: str, lines: Sequence[Line], at: int, end: int) -> int:
    """Return the end of the entries below a heading; a doubtful line ends them."""
    while at < len(lines):
        line = text[lines[at].start : min(lines[at].end, lines[at].start + 1200)]
        marks = _marks(line)
        titled = _YEAR.search(line) is not None or marks > 0
        prose = _VERB.search(line) is not None and marks < MARKS_OF_A_CITATION
        if not titled or line.count(" ") > WORDS_OF_AN_ENTRY or prose:
            break
        end = lines[at].end
        at += 1
    return end


def _marks(sentence: str) -> int:
    """Count the different marks of a citation in a sentence; a publisher or volume is two."""
    strong = _PLACE.search(sentence) is not None or _VOLUME.search(sentence) is not None
    weak = sum(
        pattern.search(sentence) is not None for pattern in (_INITIALS, _PAGES, _ADDRESS, _JOURNAL)
    )
    if _VERB.search(sentence) is not None:
        return weak if not strong else weak + 1
    return weak + MARKS_OF_A_CITATION if strong else min(weak, 1)


def _passages(text: str, lines: Sequence[Line]) -> Iterator[Removal]:
    run: list[tuple[Span, int]] = []
    for line in lines:
        if not _worth_reading(text, line):
            yield from _judged(text, run)
            run = []
            continue
        for span in sentences(text, line.start, line.end):
            sentence = text[span.start : min(span.end, span.start + 600)]
            marks = _marks(sentence)
            if marks or _could_be_title(sentence):
                run.append((span, marks))
            else:
                yield from _judged(text, run)
                run = []
    yield from _judged(text, run)


def _worth_reading(text: str, line: Line) -> bool:
    """Tell cheaply whether a line may hold a citation or one of its titles."""
    return (
        _PLACE.search(text, line.start, line.end) is not None
        or _VOLUME.search(text, line.start, line.end) is not None
        or _INITIALS.search(text, line.start, line.end) is not None
        or _PAGES.search(text, line.start, line.end) is not None
        or text.count(" ", line.start, line.end) <= WORDS_OF_A_CITED_TITLE
        or text.find("Clinical Practice", line.start, line.end) >= 0
    )


def _could_be_title(sentence: str) -> bool:
    return sentence.count(" ") < WORDS_OF_A_CITED_TITLE and _VERB.search(sentence) is None


def _judged(text: str, run: list[tuple[Span, int]]) -> Iterator[Removal]:
    """Yield the citations of a run: its sure marks and the titles that belong to them."""
    sure = [number for number, (_, marks) in enumerate(run) if marks >= MARKS_OF_A_CITATION]
    if not sure:
        return
    first = last = sure[0]
    if first and _book(text, run[first - 1][0]):
        first -= 1
    for number in range(sure[0] + 1, len(run)):
        if run[number][1] and number - last <= SENTENCES_BETWEEN_MARKS + 1:
            last = number
    if _INITIALS.search(text, *run[last][0]) and run[last][1] == 1:
        # Authors alone: their title follows, and perhaps the book that it stands in.
        after = range(last + 1, min(last + 1 + SENTENCES_BETWEEN_MARKS, len(run)))
        last = next((number for number in reversed(after) if _book(text, run[number][0])), last)
    yield SHAPE.strike(run[first][0].start, run[last][0].end)


def _book(text: str, span: Span) -> bool:
    """Tell whether a sentence is written as the title of a book: "Otter's Manual of the Knee."."""
    found = [word for word in text[span.start : span.end].split() if len(word) > 3]
    capitals = sum(word[0].isupper() for word in found)
    return len(found) >= 2 and capitals * 4 >= len(found) * 3

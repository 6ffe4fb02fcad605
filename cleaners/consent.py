"""Strike cookie and consent notices: what a site asks of its readers before they may read.

Fixed wordings are rows of the table. Most notices are put together from parts, so a passage also
goes when its sentences, one after the other, are dense with consent words.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curette.rules import Grounds, Line, joined, lines_of, load_rules, removals
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block, Document, Flag, Removal, Span

_TABLES = Path(__file__).parent / "rules"
RULES = load_rules(_TABLES / "consent.toml")
DENSE = Grounds(
    "consent/dense-passage",
    "consent",
    "Sentence after sentence speaks of cookies, partners, advertising or consent.",
)
RULES_IN_CODE = (DENSE,)

# A notice's sentences bring two or three consent words each, so 5 points are reached in two or
# three sentences; an article on advertising for food reaches 2 to 4 over a whole page.
POINTS_OF_A_NOTICE = 5
# One sentence with a strong word may stand in an article on health data; two in a row do not.
STRONG_SENTENCES = 2
# Short button texts ("OK", "Learn more") stand between the sentences of a notice.
WORDS_OF_A_BUTTON = 4
# A sentence longer than this is prose that mentions the subject: it needs a second word.
WORDS_OF_A_PURPOSE = 14
# Where a judge has read the markup, it scores notices far below this; what it is so sure of names
# cookies for another reason: manuals of web servers, advice on donors' data.
SURE_OF_THE_ARTICLE = 0.85
# Lines on either side of a strong word that are looked at.
REACH = 3


class _Scored(NamedTuple):
    span: Span
    points: int
    words: int
    strong: bool


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each consent notice."""
    lines = lines_of(document)
    cuts = list(removals(document, RULES, lines))
    sure = [block for block in document.blocks if (block.main_score or 0) >= SURE_OF_THE_ARTICLE]
    cuts.extend(cut for cut in _dense(document.text, lines) if not _inside(cut, sure))
    yield from joined(document.text, cuts)


def _inside(cut: Removal, blocks: Sequence[Block]) -> bool:
    return any(block.start < cut.end and cut.start < block.end for block in blocks)


def _dense(text: str, lines: Sequence[Line]) -> Iterator[Removal]:
    strong = _words(strong=True)
    hits = [number for number, line in enumerate(lines) if strong.search(text, *line[:2])]
    if not hits:
        return
    near = sorted({other for hit in hits for other in range(max(0, hit - REACH), hit + REACH + 1)})
    run: list[_Scored] = []
    before = -2
    for number in near:
        if number >= len(lines):
            break
        if number != before + 1:
            yield from _judged(run)
            run = []
        before = number
        for span in sentences(text, lines[number].start, lines[number].end):
            scored = _score(text, span)
            if scored.points or (run and scored.words <= WORDS_OF_A_BUTTON):
                run.append(scored)
            else:
                yield from _judged(run)
                run = []
    yield from _judged(run)


def _judged(run: list[_Scored]) -> Iterator[Removal]:
    """Yield the removal of a run of sentences if it is a notice."""
    while run and not run[-1].points:
        run.pop()
    points = sum(scored.points for scored in run)
    telling = sum(1 for scored in run if scored.points)
    strong = sum(1 for scored in run if scored.strong)
    if telling >= 2 and strong >= STRONG_SENTENCES and points >= POINTS_OF_A_NOTICE:
        yield DENSE.strike(run[0].span.start, run[-1].span.end)


def _score(text: str, span: Span) -> _Scored:
    found = {word.group().lower() for word in _words(strong=False).finditer(text, *span)}
    weights = _weights()
    points = sum(weights[word] for word in found)
    strong = any(weights[word] == 2 for word in found)
    words = text.count(" ", *span) + 1
    if words > WORDS_OF_A_PURPOSE and points < 2:
        points = 0
    return _Scored(span, points, words, strong)


@cache
def _weights() -> dict[str, int]:
    rows = (_TABLES / "consent_words.txt").read_text(encoding="utf-8").splitlines()
    return {
        word: int(weight)
        for _, weight, word in (row.split("\t") for row in rows if not row.startswith("#"))
    }


@cache
def _words(*, strong: bool) -> re.Pattern[str]:
    """Return one pattern for the words; longer ones first, so that they win."""
    words = [word for word, weight in _weights().items() if weight == 2 or not strong]
    words.sort(key=lambda word: (-len(word), word))
    asian = [word for word in words if not re.match(r"\w", word, re.ASCII)]
    other = [word for word in words if re.match(r"\w", word, re.ASCII)]
    return re.compile(
        rf"(?i)\b(?:{'|'.join(map(re.escape, other))})\b|(?:{'|'.join(map(re.escape, asian))})"
    )

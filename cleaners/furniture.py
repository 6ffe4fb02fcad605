"""Strike what surrounds an article: menus, share bars, bylines, teasers, tags, comment forms.

Three kinds of evidence, from the surest down: a line with a known wording (the table); a section
that such a line opens and whose shape shows how far it runs; and, on plain-text pages, runs of
lines that a trained judge holds to be furniture (`plain_furniture`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners import plain_furniture
from curette.rules import Grounds, Line, Match, joined, lines_of, load_rules, matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Flag, Removal

RULES = load_rules(Path(__file__).parent / "rules" / "furniture.toml")
LABELS = Grounds(
    "furniture/bracketed-labels",
    "tag_list",
    "A run of labels with the same word in brackets: links to the site's own topics.",
)
SIGNED = Grounds(
    "furniture/signature",
    "salutation",
    "The name and the place of work under a letter's closing words.",
)
RULES_IN_CODE = (LABELS, SIGNED, *plain_furniture.RULES_IN_CODE)

# A line of prose in a section of links belongs to a teaser as long as the teaser's own "Read more"
# comes within this many lines; otherwise the article has begun again.
LINES_OF_A_TEASER = 6
# Titles of other pages are short lines; a line with more words and a stop is prose.
WORDS_OF_A_TITLE = 18
WORDS_OF_A_LABEL = 6
# Weak signs prove each other within this distance, or in a run of this length.
LINES_BETWEEN_SIGNS = 2
RUN_OF_WEAK_SIGNS = 4
# The same word in brackets at the end of this many lines in a row is no accident.
LABELS_IN_A_ROW = 4

_STOP = re.compile(r"[.!?。！？][\"”’»)\]]*\Z")
_CUT_OFF = re.compile(r"(?:\.\.\.|…)(?:\s*\[[^\]]{1,20}\])?\Z")
_MORE = re.compile(r"(?i)\[(?:read )?more\]|\[(?:…|\.\.\.)\]|\b(?:read|continue|view) more\W*\Z")
_LABEL = re.compile(r"(?:.{0,50}?\S)?\s*\(([A-ZÀ-Þ][^()]{2,39})\)\Z")
_BYLINE_OR_DATE = re.compile(
    r"(?i)\A(?:by\s+[A-Z]|\W*(?:\w{3,9}\.?\s\d{1,2},?\s(?:19|20)\d\d"
    r"|\d{1,2}\.?\s\w{3,9}\.?\s(?:19|20)\d\d"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d+\s(?:minutes?|hours?|days?|weeks?|months?|years?)\sago)\b)"
)
_THREAD = re.compile(
    r"(?i)\bsays:?\Z|\bwrote:?\Z|\ba dit\b|\bschrieb am\b|\bdice:?\Z|\breply\b|\bago\b"
    r"|\b(?:19|20)\d\d\b.{0,12}\d{1,2}:\d\d|\d{1,2}:\d\d.{0,12}\b(?:19|20)\d\d\b"
)
# A signature is up to this many short lines of titles, names and places of work.
LINES_OF_A_SIGNATURE = 3
_SIGNED = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\b\.?|[A-ZÀ-Þ][\w.’'-]*)"
    r"(?:[ ,]+(?:[A-ZÀ-Þ][\w.’'&-]*|of|for|and|the|de|di|von|\([A-Z][\w ]*\)))*[.,]?"
)
_WORKPLACE = re.compile(
    r"\b(?:Department|Dept|Division|Hospital|Clinic|Cent(?:er|re)|University|Institute|College)\b"
)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each piece of furniture."""
    text = document.text
    lines = lines_of(document)
    judged = plain_furniture.judged(document, lines)
    found = [
        match
        for match in matches(document, RULES, lines)
        if not plain_furniture.contradicted(match, lines, judged)
    ]
    cuts = [_cut(match) for match in found if not match.rule.weak and not _opens(match)]
    struck = {match.line for match in found if not match.rule.weak}
    openers = sorted({match.line for match in found if _opens(match)})
    for match in found:
        if match.rule.grounds.kind == "salutation" and match.end == lines[match.line].end:
            cuts.extend(_signature(text, lines, match.line + 1, struck))
        if _opens(match):
            # A section ends at the next one's heading at the latest.
            next_ = bisect_right(openers, match.line)
            until = openers[next_] if next_ < len(openers) else len(lines)
            end = _section_end(text, lines, match, until)
            struck.update(range(match.line, end))
            section = match.rule.grounds.strike(match.start, max(match.end, lines[end - 1].end))
            below = range(match.line + 1, end)
            cuts.extend(plain_furniture.spared(text, section, lines, below, judged))
    for start, end in _bracketed(text, lines):
        struck.update(range(start, end))
        cuts.append(LABELS.strike(lines[start].start, lines[end - 1].end))
    cuts.extend(_cut(match) for match in _proved([m for m in found if m.rule.weak], struck))
    yield from joined(text, cuts)
    if judged is not None:
        yield from plain_furniture.find(document, lines, judged, struck)


def _cut(match: Match) -> Removal:
    return match.rule.grounds.strike(match.start, match.end)


def _opens(match: Match) -> bool:
    return match.rule.takes == "section"


def _proved(weak: Sequence[Match], struck: set[int]) -> list[Match]:
    """Return the weak matches that stand beside a surer one, or in a run of their own."""
    sure = set(struck)
    by_line = {match.line: match for match in weak}
    run: list[int] = []
    for number in [*sorted(by_line), -1]:
        if run and number != run[-1] + 1:
            if len(run) >= RUN_OF_WEAK_SIGNS:
                sure.update(run)
            run = []
        run.append(number)
    proved: dict[int, Match] = {}
    for order in (sorted(by_line), sorted(by_line, reverse=True)):
        for number in order:
            near = range(number - LINES_BETWEEN_SIGNS, number + LINES_BETWEEN_SIGNS + 1)
            if number not in proved and any(other in sure for other in near):
                sure.add(number)
                proved[number] = by_line[number]
    return list(proved.values())


def _signature(text: str, lines: Sequence[Line], at: int, struck: set[int]) -> Iterator[Removal]:
    """Yield the lines under closing words, down to the one that names a place of work.

    A bare name may be the author of the answer that comes next: it stays.
    """
    last = at
    for number in range(at, min(at + LINES_OF_A_SIGNATURE, len(lines))):
        start, end = lines[number][:2]
        if number in struck or end - start > 160 or not _SIGNED.fullmatch(text, start, end):
            break
        if _WORKPLACE.search(text, start, end):
            last = number + 1
    if last > at:
        yield SIGNED.strike(lines[at].start, lines[last - 1].end)


def _section_end(text: str, lines: Sequence[Line], match: Match, until: int) -> int:
    """Return the index after the last line of the section that a match opens."""
    if match.rule.grounds.kind == "tag_list":
        return _labels_end(text, lines, match.line + 1, until)
    if match.rule.grounds.kind == "related":
        return _teasers_end(text, lines, match.line + 1, until)
    if match.rule.grounds.kind in ("comments", "comment_form"):
        return _thread_end(text, lines, match, until)
    return _names_end(text, lines, match.line + 1, until)


def _labels_end(text: str, lines: Sequence[Line], at: int, until: int) -> int:
    first = at
    while at < until and _is_label(text[lines[at].start : lines[at].end]):
        at += 1
    # The last label before prose may be the heading of what follows.
    if at < until and at - first >= 1 and not _bracket(text, lines[at - 1]):
        at -= 1
    return at


def _is_label(line: str) -> bool:
    return line.count(" ") < WORDS_OF_A_LABEL and not _STOP.search(line) and line[-1] not in ":;"


def _bracket(text: str, line: Line) -> str | None:
    found = _LABEL.match(text[line.start : min(line.end, line.start + 120)])
    return found.group(1) if found and line.end - line.start <= 100 else None


def _bracketed(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that end with the same word in brackets, a bare name between or not."""
    at = 0
    while at < len(lines):
        label = _bracket(text, lines[at])
        if label is None:
            at += 1
            continue
        last, count, next_ = at, 1, at + 1
        while next_ < len(lines) and next_ - last <= 2:
            if _bracket(text, lines[next_]) == label:
                last, count = next_, count + 1
            elif not _is_label(text[lines[next_].start : lines[next_].end]):
                break
            next_ += 1
        if count >= LABELS_IN_A_ROW:
            start = at
            alone = text[lines[at].start] == "("
            if alone and start and _is_label(text[lines[start - 1].start : lines[start - 1].end]):
                start -= 1
            yield start, last + 1
        at = last + 1


def _teasers_end(text: str, lines: Sequence[Line], at: int, until: int) -> int:
    """Return where a list of teasers ends: at prose that no "Read more" claims."""
    first = at
    sure = at
    while at < until:
        line = text[lines[at].start : min(lines[at].end, lines[at].start + 4000)]
        if _MORE.search(line) or _CUT_OFF.search(line) or _BYLINE_OR_DATE.match(line):
            at += 1
            sure = at
            continue
        if _is_prose(line):
            claimed = _claimed(text, lines, at, until)
            if claimed is None:
                break
            at = sure = claimed
            continue
        at += 1
    if at == until:
        return at
    # Titles run up to the prose; the last one may be the heading that belongs to it.
    return max(sure, at - 1, first) if at - first > 1 else max(sure, first)


def _is_prose(line: str) -> bool:
    return line.count(" ") >= WORDS_OF_A_TITLE or (
        line.count(" ") >= 6 and _STOP.search(line) is not None and not line.endswith("?")
    )


def _claimed(text: str, lines: Sequence[Line], at: int, until: int) -> int | None:
    """Return the index after the "Read more" that claims the prose at `at`, if one is near."""
    for later in range(at, min(at + LINES_OF_A_TEASER, until)):
        if _MORE.search(text, lines[later].start, lines[later].end):
            return later + 1
    return None


def _thread_end(text: str, lines: Sequence[Line], match: Match, until: int) -> int:
    """Return where a comment form or thread ends: as far as its marks lie close together."""
    at = sure = match.line + 1
    if match.rule.grounds.kind == "comment_form":
        return sure
    while at < until and at - sure < LINES_OF_A_TEASER:
        if _THREAD.search(text, lines[at].start, min(lines[at].end, lines[at].start + 200)):
            sure = at + 1
        at += 1
    # The text after the last mark is that comment's own, if a mark came before it at all.
    return sure


def _names_end(text: str, lines: Sequence[Line], at: int, until: int) -> int:
    """Return the line after a name, where a heading such as "Written by" stands above it."""
    if at < until:
        line = text[lines[at].start : lines[at].end]
        words = line.split()
        named = (
            2 <= len(words) <= 12 and sum(word[0].isupper() for word in words) * 3 >= len(words) * 2
        )
        if named and not _STOP.search(line):
            return at + 1
    return at

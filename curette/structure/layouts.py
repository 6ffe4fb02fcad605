"""Part a page into voices: who speaks on which lines, by heads, by posts or by the voice itself.

A layout is not known beforehand. Lines that announce whose words follow part a doctor's column,
names with dates part a thread, and where a page has neither, the change from asking to answering
does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.structure.heads import Head
from curette.structure.lines import (
    FURNITURE,
    REPLIES,
    Line,
    Part,
    Parts,
    is_prose,
    is_titlelike,
    joined,
)
from curette.structure.voice import FIRST_PERSON, asks_in_own_voice, speaks_to_asker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The words above the first post of a thread: a question has at least this many characters, and
# what is longer than a site's own introduction and asks nothing is an article.
SHORTEST_LEAD = 120
LONGEST_TEASER = 600
# Between the name and the date of a post stand at most this many lines (rank, joined, posts).
_HEAD_LINES = 7
# A page without a single head is taken for a bare question and answer only where it is short
# and the change of voice is plain. The four sites seen publish answers of under 3,000 characters.
LONGEST_BARE_PAGE = 6000
# The question and its title are the first one to three paragraphs of such a page.
MOST_BARE_CHUNKS = 3
# One word in thirty is "I" or "my" where somebody tells of themselves; an article that opens with
# "we" or an anecdote stays below (gold threads: .04 to .12).
OWN_VOICE = 0.033
# Posters ask at length, but an article is longer: the longest question of the gold pages has
# 720 characters, the longest first post of 93 forum pages about 5,000.
LONGEST_QUESTION = 6000


def by_heads(lines: Sequence[Line]) -> Parts:
    """Part the page by its explicit heads; names and dates alone part nothing here."""
    page = Parts()
    current = Part("lead")
    page.parts.append(current)
    pending: Part | None = None
    zone: str | None = None
    zone_cut = False
    doctors = _signed_by_doctors(lines)
    for at, line in enumerate(lines):
        found = line.head
        if zone and not (found and found.role in ("tags", "end", "related")):
            if not zone_cut or line.cut in FURNITURE or _is_between(lines, at):
                _collect(page, zone, line)
                continue
            zone = None
        if found and found.role in ("related", "tags", "end") and (len(page.parts) > 1 or line.cut):
            zone, zone_cut = found.role, line.cut in FURNITURE
            if found.body:
                start = line.start + found.body
                _collect(page, zone, replace(line, start=start, text=line.text[found.body :]))
            continue
        if line.cut in FURNITURE:
            continue
        role = found.role if found else None
        if found and role in ("name", "date", "post") and not _counts(found, at, doctors):
            if role == "date" and pending:
                pending.heads.append(found)
                continue
            role = None
        if role in (None, "related", "tags", "end"):
            if pending:
                current, pending = pending, None
                page.parts.append(current)
            current.lines.append(line)
        elif found is None or role == "control":
            continue
        elif role in ("asker", "ask_date"):
            if len(page.parts) > 1 and current.kind != "question":
                current.lines.append(line)  # an age within an answer
                continue
            page.asker.append(found)
            if is_prose([line for line in current.lines if not is_titlelike(line)]):
                current.kind = "question"
            pending = Part("question", [found])
        elif role == "reply_date":
            target = pending if pending and pending.kind == "answer" else current
            target.heads.append(found)
        else:
            kind = {"name": "answer", "post": "answer"}.get(str(role), str(role))
            same = pending and pending.kind == kind == "answer"
            if pending and same:
                pending.heads.append(found)
            else:
                pending = Part(kind, [found])
            if found.body is not None:
                current, pending = pending, None
                page.parts.append(current)
                start = line.start + found.body
                current.lines.append(replace(line, start=start, text=line.text[found.body :]))
    if pending and pending.kind == current.kind == "answer" and current.first("name") is None:
        current.heads.extend(pending.heads)  # "Answered by ..." below the answer
    return page


def _is_between(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line is a title that was left standing among struck ones."""
    before, after = lines[at - 1 : at], lines[at + 1 : at + 2]
    return is_titlelike(lines[at]) and all(line.cut in FURNITURE for line in (*before, *after))


def _collect(page: Parts, zone: str, line: Line) -> None:
    if zone == "related":
        page.related.append(line)
    elif zone == "tags":
        page.tags.append(line)


def _signed_by_doctors(lines: Sequence[Line]) -> frozenset[int]:
    """Return the places of name lines that head answers.

    Names alone on a line head answers where most of them are doctors' names, each with text
    below it: then a name without a title among them ("Ann Grey") is one as well.
    """
    names = []
    doctors = 0
    for at, line in enumerate(lines[:-1]):
        found = line.head
        if found is None or found.role != "name" or line.cut in FURNITURE:
            continue
        after = lines[at + 1].head
        if after is None and is_prose([lines[at + 1]]) and at > 0:
            if not found.doctor and not re.fullmatch(
                r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}", line.text
            ):
                continue
            names.append(at)
            doctors += found.doctor
    return frozenset(names) if doctors and doctors * 2 >= len(names) else frozenset()


def _counts(found: Head, at: int, doctors: frozenset[int]) -> bool:
    return at in doctors or (found.doctor and found.role == "post")


def by_posts(lines: Sequence[Line], *, forum: bool) -> Iterator[Parts]:
    """Part the page at its post heads: a name with a date, on one line or on several."""
    furniture = FURNITURE - REPLIES if forum else FURNITURE
    lines = [line for line in lines if line.cut not in furniture]
    posts: list[tuple[int, int, Head]] = []
    at = 0
    while at < len(lines):
        found = _post_head(lines, at)
        if found is not None:
            posts.append((at, found[0], found[1]))
        at = found[0] if found is not None else at + 1
    if len(posts) < 2:
        return
    page = Parts()
    page.parts.append(Part("lead", [], list(lines[: posts[0][0]])))
    lead = joined(page.parts[0].lines)
    # A question without a head of its own stands above the first reply; an article above its
    # readers' comments does as well, and asks nobody.
    headless = len(lead) >= SHORTEST_LEAD and asks_in_own_voice(lead) > 0
    if len(lead) > LONGEST_TEASER and not headless:
        return
    asker = None if headless else posts[0][2].name
    stops = [*(post[0] for post in posts[1:]), len(lines)]
    for (_, stop, poster), after in zip(posts, stops, strict=True):
        body = list(_body(lines[stop:after]))
        if not body:
            continue
        kind = "follow_up" if asker and poster.name == asker else "post"
        if len(page.parts) == 1 and not headless:
            kind = "question"
        page.parts.append(Part(kind, [poster], body))
    yield page


_USERNAME = re.compile(r"[\w@][\w .@’'-]{0,29}(?: ?\([^()]{1,30}\))?")


def _body(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        role = line.head.role if line.head else None
        if role in ("related", "tags", "end"):
            return
        if role != "control":
            yield line


def _post_head(lines: Sequence[Line], at: int) -> tuple[int, Head] | None:
    """Read the head of a post at line `at`: the line after it, and who and when."""
    first = lines[at]
    if first.head and first.head.role == "post" and first.head.name:
        return _after_controls(lines, at + 1), first.head
    name = _poster(first)
    dated = first.head if first.head and first.head.role in _DATES else None
    if name is None and dated is None:
        return None
    for place in range(at + 1, min(at + _HEAD_LINES, len(lines))):
        line = lines[place]
        role = line.head.role if line.head else None
        if dated is None and role in _DATES and line.head:
            dated = line.head
            found = replace(name or dated, role="post", date=dated.date)
            return (_after_controls(lines, place + 1), found) if name else None
        if name is None and _poster(line):
            name = _poster(line)
            if name and dated and place + 1 < len(lines):
                found = replace(name, role="post", date=dated.date)
                return _after_controls(lines, place + 1), found
        if role not in ("control", "name"):
            return None
    return None


_DATES = frozenset({"date", "ask_date", "reply_date"})


def _poster(line: Line) -> Head | None:
    """Return who posts, where the line is nothing but a name."""
    if line.head is not None:
        return line.head if line.head.role == "name" and len(line.text) <= 60 else None
    if not _USERNAME.fullmatch(line.text) or len(line.text.split("(")[0].split()) > 3:
        return None
    return Head("name", name=line.text, rule="username")


def _after_controls(lines: Sequence[Line], at: int) -> int:
    while at < len(lines):
        found = lines[at].head
        if found is None or found.role not in ("control", "date"):
            break
        at += 1
    return at


def unanswered(lines: Sequence[Line]) -> Iterator[Parts]:
    """Take a short page for a question alone: nobody answered, or the page was cut off."""
    standing = [line for line in lines if line.cut not in FURNITURE]
    if standing and standing[-1].end - standing[0].start <= LONGEST_QUESTION:
        yield Parts([Part("lead", [], standing)])


def by_voice(lines: Sequence[Line]) -> Iterator[Parts]:
    """Part a page without heads where the voice changes from asking to answering."""
    standing = [line for line in lines if line.cut not in FURNITURE]
    if not standing or standing[-1].end - standing[0].start > LONGEST_BARE_PAGE:
        return
    chunks: list[list[Line]] = []
    for line in standing:
        if line.gap or not chunks:
            chunks.append([])
        chunks[-1].append(line)
    for at in range(1, min(len(chunks), MOST_BARE_CHUNKS + 1)):
        before = joined([line for chunk in chunks[:at] for line in chunk])
        opening = joined(chunks[at])
        if (
            speaks_to_asker(opening)
            and asks_in_own_voice(before)
            and len(before) <= LONGEST_QUESTION
        ):
            own = len(FIRST_PERSON.findall(before))
            if own < 2 or own < OWN_VOICE * len(before.split()):
                continue
            page = Parts()
            page.parts.append(Part("lead", [], [line for c in chunks[:at] for line in c]))
            label = Head("answer", rule="voice")
            page.parts.append(Part("answer", [label], [ln for c in chunks[at:] for ln in c]))
            yield page
            return

"""Part a page into voices: who speaks on which lines, by heads, by posts or by the voice itself.

A layout is not known beforehand. Lines that announce whose words follow part a doctor's column,
names with dates part a thread, and where a page has neither, the change from asking to answering
does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from curette.model import Block, Document, Span
from curette.structure.heads import Head, head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Cuts that are no part of a question or an answer, though they may stand between two. Bylines,
# salutations and captions are not here: they say who answers.
FURNITURE = frozenset(
    {
        "advert", "comment_form", "comments", "consent", "copyright", "disclaimer", "form",
        "hashtags", "hidden", "menu", "newsletter", "off_article", "pagination", "promo",
        "related", "share_bar", "tag_list", "teaser",
    }
)  # fmt: skip
# A page is read line by line; beyond this many lines it is a dump, and is left alone.
MOST_LINES = 20_000
# Cuts that hold titles and tags, so that their lines are looked at though they are struck.
_TEASERS = frozenset({"related", "tag_list", "teaser"})
# On a forum these cuts hold the replies: extractors and cleaners take them for comments.
_REPLIES = frozenset({"comments", "off_article"})
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
# Titles of questions are lines; the longest of the gold pages has 66 characters.
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page with what is known of it."""

    start: int
    end: int
    text: str
    gap: bool
    """An empty line stands before it."""
    heading: bool
    cut: str | None
    head: Head | None


@dataclass(slots=True)
class Part:
    """Lines of one voice, with the heads that announce it. Built up line by line."""

    kind: str
    heads: list[Head] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def first(self, name: str) -> object:
        """Return what the first head that knows `name` (author, date, age …) says of it."""
        found = (getattr(head, name) for head in self.heads)
        return next((value for value in found if value is not None), None)

    @property
    def doctor(self) -> bool:
        """Whether a doctor's name heads the part."""
        return any(head.doctor for head in self.heads)

    def span(self) -> Span | None:
        """Return the range of the part's own words; None where all of them are furniture."""
        kept = [line for line in self.lines if line.cut not in FURNITURE]
        tail = len(kept)
        while tail > 1 and _is_list_line(kept[tail - 1]):
            tail -= 1
        # Titles with dates below an answer are the site's next pages.
        if any(line.head and line.head.role in _BETWEEN for line in kept[tail:]):
            kept = kept[:tail]
        return Span(kept[0].start, kept[-1].end) if kept else None


_BETWEEN = frozenset({"date", "control", "post"})


def _is_list_line(line: Line) -> bool:
    """Tell whether a line may be part of a list of other pages: a title, a date, a button."""
    if line.head is not None:
        return line.head.role in _BETWEEN
    return is_titlelike(line)


@dataclass(slots=True)
class Parts:
    """A page parted into voices, with the lines that belong to none."""

    parts: list[Part] = field(default_factory=list)
    asker: list[Head] = field(default_factory=list)
    related: list[Line] = field(default_factory=list)
    tags: list[Line] = field(default_factory=list)


_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")


def page_lines(document: Document) -> Iterator[Line]:
    """Yield the lines of the page that hold something, each with what it announces."""
    text = document.text
    blocks = document.blocks
    starts = [block.start for block in blocks]
    cuts = [(cut.start, cut.end, cut.kind) for cut in document.ledger]
    cut_starts = [cut[0] for cut in cuts]
    last = 0
    telling = _TEASERS | _REPLIES if is_forum(document) else _TEASERS
    for match in _LINE.finditer(text):
        start, end = match.span()
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        start += len(raw) - len(raw.lstrip())
        end = start + len(stripped)
        gap = text.count("\n", last, start) > 1
        block = _at(blocks, starts, start)
        at = bisect_right(cut_starts, start) - 1
        cut = cuts[at][2] if at >= 0 and cuts[at][1] >= end else None
        heading = block is not None and block.kind == "heading"
        silent = cut in FURNITURE and cut not in telling
        yield Line(start, end, stripped, gap, heading, cut, None if silent else head(stripped))
        last = end


def _at(blocks: Sequence[Block], starts: Sequence[int], offset: int) -> Block | None:
    at = bisect_right(starts, offset) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None


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
            if not zone_cut or line.cut in FURNITURE:
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


def is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether there is a sentence, not only titles and names."""
    return any(len(line.text) > 45 or re.search(r"[.!?]\Z", line.text) for line in lines)


FIRST_PERSON = re.compile(r"\b(?:i|i['’]?(?:m|ve|d|ll)|my|me|mine|we|our|im|ive)\b", re.IGNORECASE)


_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|you['’](?:re|ve|ll|d))\b", re.IGNORECASE)


_REQUEST = re.compile(
    r"\b(?:please (?:help|advi[sc]e|suggest|tell|let me know|guide|reply|answer)|"
    r"(?:any|some) (?:advice|ideas?|suggestions?|help|recommendations?)|"
    r"(?:would|want|like|need) (?:like )?to (?:know|ask|understand|consult)|"
    r"thanks? (?:you )?in advance|thank you,? doctor|does anyone|has anyone|can anyone|anybody|"
    r"what (?:should|can|could|shall) i|should i|can i|could i|"
    r"is (?:it|this) (?:safe|normal|ok))\b",
    re.IGNORECASE,
)


TO_DOCTOR = re.compile(r"\A\W{0,3}(?:hi|hello|hey|dear|good (?:day|morning|evening|afternoon))\b"
                        r"[\s,]{0,3}(?:there )?(?:dr|doctors?|doc|sir|ma.?am|everyone|all|guys)\b",
                        re.IGNORECASE)  # fmt: skip


_TO_ASKER = re.compile(
    r"\byour (?:question|query|concern|symptoms?|case|history|problem|situation|message|post|"
    r"worry|reports?|complaints?|description)\b|\bthank(?:s| you) for (?:the |your |asking|"
    r"writing|posting|sharing|contacting|consulting)|\bi (?:understand|have (?:read|gone)|can see|"
    r"would (?:suggest|advise|recommend)|(?:suggest|advise|recommend) (?:you|that you))\b|"
    r"\bhope (?:this|that|it) helps\b|\bwelcome to\b|\bas (?:you|per your) (?:mention|describ)",
    re.IGNORECASE,
)


_FORUM_ADDRESS = re.compile(
    r"/(?:forums?|threads?|topics?|t|questions?|qa|q-and-a|q-a|answers?|ask|community|"
    r"discussions?|viewtopic|showthread|talk|consult(?:ation)?s?)\b|//(?:forums?|community|ask|"
    r"answers?|discuss|talk)\.",
    re.IGNORECASE,
)


_FORUM_TYPES = frozenset({"QAPage", "DiscussionForumPosting", "Question"})


def asks_in_own_voice(text: str) -> int:
    """Count the signs that `text` is somebody's question: own voice, a request, a greeting."""
    own = bool(FIRST_PERSON.search(text))
    asking = "?" in text or "？" in text
    return (
        (own and (asking or bool(_REQUEST.search(text))))
        + bool(TO_DOCTOR.match(text))
        + (own and bool(_REQUEST.search(text)))
    )


def joined(lines: Sequence[Line]) -> str:
    """Return the text of lines, one below the other."""
    return "\n".join(line.text for line in lines)


def by_posts(lines: Sequence[Line], *, forum: bool) -> Iterator[Parts]:
    """Part the page at its post heads: a name with a date, on one line or on several."""
    furniture = FURNITURE - _REPLIES if forum else FURNITURE
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
            _speaks_to_asker(opening)
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


def _speaks_to_asker(opening: str) -> bool:
    start = opening[:250]
    return bool(_TO_ASKER.search(start)) and bool(_SECOND_PERSON.search(start))


def is_forum(document: Document) -> bool:
    """Tell whether the page declares itself a question or a forum, by its address or markup."""
    return bool(
        (document.url and _FORUM_ADDRESS.search(document.url))
        or _FORUM_TYPES.intersection(document.meta.structured_types)
    )


def is_titlelike(line: Line) -> bool:
    """Tell whether a line may be a title: markup says so, or it is short and no sentence."""
    if line.heading:
        return True
    text = line.text
    if len(text) > LONGEST_TITLE or re.search(r"[.!,;:…]\Z", text) or TO_DOCTOR.match(text):
        return False
    return not re.search(r"[.!?]\s+[A-Z]", text)

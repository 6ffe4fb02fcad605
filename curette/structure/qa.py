"""Take a question-and-answer page apart: who asks, what, when, and who answers.

The layouts are many and the evidence is the same everywhere: lines that announce whose words
follow (`curette.structure.heads`), a question in somebody's own voice, answers that speak to
them. A page is a Q&A page only where that evidence adds up; an article with a question for a
heading is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from curette.model import Block, Document, Span
from curette.records import QA, Answer, Asker, Quote, Related
from curette.structure.heads import Head, head
from curette.structure.lexicon import word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import AnswerKind

_WORDS = word_lists("subject_words.toml")

# Cuts that are no part of a question or an answer, though they may stand between two. Bylines,
# salutations and captions are not here: they say who answers.
FURNITURE = frozenset(
    {
        "advert", "comment_form", "comments", "consent", "copyright", "disclaimer", "form",
        "hashtags", "hidden", "menu", "newsletter", "off_article", "pagination", "promo",
        "related", "share_bar", "tag_list", "teaser",
    }
)  # fmt: skip

# How much evidence makes a page a Q&A page: two strong signs, or one and some weak ones. On the
# gold pages of both tables every Q&A page has 3 or more and no article has more than 1.
ENOUGH = 3
# Posters ask at length, but an article is longer: the longest question of the gold pages has
# 720 characters, the longest first post of 93 forum pages about 5,000.
LONGEST_QUESTION = 6000
# On a page that nothing declares a forum, a first post of more than this is an article with
# comments below it (three of 540 articles were taken for threads without this).
LONGEST_FIRST_POST = 2000
# Titles of questions are lines; the longest of the gold pages has 66 characters.
LONGEST_TITLE = 160
# A page is read line by line; beyond this many lines it is a dump, and is left alone.
MOST_LINES = 20_000


# Cuts that hold titles and tags, so that their lines are looked at though they are struck.
_TEASERS = frozenset({"related", "tag_list", "teaser"})
# On a forum these cuts hold the replies: extractors and cleaners take them for comments.
_REPLIES = frozenset({"comments", "off_article"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as questions and answers: the record, what may be read for items, and why."""

    qa: QA | None = None
    answers: tuple[Span, ...] = ()
    """The spans of all answers on the page, also those to further questions."""
    faq: bool = False
    because: tuple[str, ...] = ()

    def blind(self, document: Document) -> tuple[Span, ...]:
        """Return the ranges in which nothing may be read as a statement: all but the answers."""
        if self.qa is None:
            return ()
        ranges = []
        at = 0
        for span in sorted(self.answers):
            if at < span.start:
                ranges.append(Span(at, span.start))
            at = max(at, span.end)
        if at < len(document.text):
            ranges.append(Span(at, len(document.text)))
        return tuple(ranges)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    gap: bool
    """An empty line stands before it."""
    heading: bool
    cut: str | None
    head: Head | None


@dataclass(slots=True)
class _Part:
    """Lines of one voice, with the heads that announce it. Built up line by line."""

    kind: str
    heads: list[Head] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)

    def first(self, name: str) -> object:
        found = (getattr(head, name) for head in self.heads)
        return next((value for value in found if value is not None), None)

    @property
    def doctor(self) -> bool:
        return any(head.doctor for head in self.heads)

    def span(self) -> Span | None:
        kept = [line for line in self.lines if line.cut not in FURNITURE]
        tail = len(kept)
        while tail > 1 and _is_list_line(kept[tail - 1]):
            tail -= 1
        # Titles with dates below an answer are the site's next pages.
        if any(line.head and line.head.role in _BETWEEN for line in kept[tail:]):
            kept = kept[:tail]
        return Span(kept[0].start, kept[-1].end) if kept else None


_BETWEEN = frozenset({"date", "control", "post"})


def _is_list_line(line: _Line) -> bool:
    """Tell whether a line may be part of a list of other pages: a title, a date, a button."""
    if line.head is not None:
        return line.head.role in _BETWEEN
    return _titlelike(line)


@dataclass(slots=True)
class _Page:
    parts: list[_Part] = field(default_factory=list)
    asker: list[Head] = field(default_factory=list)
    related: list[_Line] = field(default_factory=list)
    tags: list[_Line] = field(default_factory=list)


def parse(document: Document) -> Reading:
    """Read `document` as a Q&A page; the reading is empty where it is none."""
    lines = list(_lines(document))
    if len(lines) > MOST_LINES:
        return Reading()
    page = _walk(lines)
    faq = _is_faq(page, lines, document)
    if faq:
        return Reading(faq=True, because=(faq,))
    pages = [page] if any(part.kind == "answer" for part in page.parts) or page.asker else []
    furniture = FURNITURE - _REPLIES if _is_forum(document) else FURNITURE
    for candidate in chain(pages, _threads(lines, furniture), _bare(lines)):
        reading = _judge(candidate, document)
        if reading.qa is not None:
            return reading
    return Reading()


_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")


def _lines(document: Document) -> Iterator[_Line]:
    text = document.text
    blocks = document.blocks
    starts = [block.start for block in blocks]
    cuts = [(cut.start, cut.end, cut.kind) for cut in document.ledger]
    cut_starts = [cut[0] for cut in cuts]
    last = 0
    telling = _TEASERS | _REPLIES if _is_forum(document) else _TEASERS
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
        yield _Line(start, end, stripped, gap, heading, cut, None if silent else head(stripped))
        last = end


def _at(blocks: Sequence[Block], starts: Sequence[int], offset: int) -> Block | None:
    at = bisect_right(starts, offset) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None


def _walk(lines: Sequence[_Line]) -> _Page:
    """Part the page by its explicit heads; names and dates alone part nothing here."""
    page = _Page()
    current = _Part("lead")
    page.parts.append(current)
    pending: _Part | None = None
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
            if _is_prose([line for line in current.lines if not _titlelike(line)]):
                current.kind = "question"
            pending = _Part("question", [found])
        elif role == "reply_date":
            target = pending if pending and pending.kind == "answer" else current
            target.heads.append(found)
        else:
            kind = {"name": "answer", "post": "answer"}.get(str(role), str(role))
            same = pending and pending.kind == kind == "answer"
            if pending and same:
                pending.heads.append(found)
            else:
                pending = _Part(kind, [found])
            if found.body is not None:
                current, pending = pending, None
                page.parts.append(current)
                start = line.start + found.body
                current.lines.append(replace(line, start=start, text=line.text[found.body :]))
    if pending and pending.kind == current.kind == "answer" and current.first("name") is None:
        current.heads.extend(pending.heads)  # "Answered by ..." below the answer
    return page


def _collect(page: _Page, zone: str, line: _Line) -> None:
    if zone == "related":
        page.related.append(line)
    elif zone == "tags":
        page.tags.append(line)


def _signed_by_doctors(lines: Sequence[_Line]) -> frozenset[int]:
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
        if after is None and _is_prose([lines[at + 1]]) and at > 0:
            if not found.doctor and not re.fullmatch(
                r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}", line.text
            ):
                continue
            names.append(at)
            doctors += found.doctor
    return frozenset(names) if doctors and doctors * 2 >= len(names) else frozenset()


def _counts(found: Head, at: int, doctors: frozenset[int]) -> bool:
    return at in doctors or (found.doctor and found.role == "post")


def _is_prose(lines: Sequence[_Line]) -> bool:
    """Tell whether there is a sentence, not only titles and names."""
    return any(len(line.text) > 45 or re.search(r"[.!?]\Z", line.text) for line in lines)


_FIRST_PERSON = re.compile(r"\b(?:i|i['’]?(?:m|ve|d|ll)|my|me|mine|we|our|im|ive)\b", re.IGNORECASE)
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
_TO_DOCTOR = re.compile(r"\A\W{0,3}(?:hi|hello|hey|dear|good (?:day|morning|evening|afternoon))\b"
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


def _asks(text: str) -> int:
    """Count the signs that `text` is somebody's question: own voice, a request, a greeting."""
    own = bool(_FIRST_PERSON.search(text))
    asking = "?" in text or "？" in text
    return (
        (own and (asking or bool(_REQUEST.search(text))))
        + bool(_TO_DOCTOR.match(text))
        + (own and bool(_REQUEST.search(text)))
    )


def _is_faq(page: _Page, lines: Sequence[_Line], document: Document) -> str:
    """Say why the page is a list of questions that nobody in particular asks; empty if not."""
    asked = [part for part in page.parts if part.kind == "question" and part.lines]
    labelled = [part for part in asked if not part.first("age") and not part.first("sex")]
    personal = sum(1 for part in labelled if len(_FIRST_PERSON.findall(_joined(part.lines))) > 3)
    if len(labelled) >= 3 and personal * 2 < len(labelled) and not page.asker:
        return f"{len(labelled)} questions under labels, each with its answer"
    headings = [line for line in lines if line.heading and not line.cut]
    questions = [line for line in headings if line.text.endswith(("?", "？"))]
    if len(questions) >= 3 and len(questions) * 2 >= len(headings):
        return f"{len(questions)} of {len(headings)} headings are questions"
    if "FAQPage" in document.meta.structured_types and len(questions) >= 2:
        return "the page declares an FAQPage and has questions for headings"
    return ""


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(line.text for line in lines)


def _threads(lines: Sequence[_Line], furniture: frozenset[str]) -> Iterator[_Page]:
    """Part the page at its post heads: a name with a date, on one line or on several."""
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
    page = _Page()
    page.parts.append(_Part("lead", [], list(lines[: posts[0][0]])))
    lead = _joined(page.parts[0].lines)
    # A question without a head of its own stands above the first reply; an article above its
    # readers' comments does as well, and asks nobody.
    headless = len(lead) >= SHORTEST_LEAD and _asks(lead) > 0
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
        page.parts.append(_Part(kind, [poster], body))
    yield page


# The words above the first post of a thread: a question has at least this many characters, and
# what is longer than a site's own introduction and asks nothing is an article.
SHORTEST_LEAD = 120
LONGEST_TEASER = 600
# Between the name and the date of a post stand at most this many lines (rank, joined, posts).
_HEAD_LINES = 7
_USERNAME = re.compile(r"[\w@][\w .@’'-]{0,29}(?: ?\([^()]{1,30}\))?")


def _body(lines: Sequence[_Line]) -> Iterator[_Line]:
    for line in lines:
        role = line.head.role if line.head else None
        if role in ("related", "tags", "end"):
            return
        if role != "control":
            yield line


def _post_head(lines: Sequence[_Line], at: int) -> tuple[int, Head] | None:
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


def _poster(line: _Line) -> Head | None:
    """Return who posts, where the line is nothing but a name."""
    if line.head is not None:
        return line.head if line.head.role == "name" and len(line.text) <= 60 else None
    if not _USERNAME.fullmatch(line.text) or len(line.text.split("(")[0].split()) > 3:
        return None
    return Head("name", name=line.text, rule="username")


def _after_controls(lines: Sequence[_Line], at: int) -> int:
    while at < len(lines):
        found = lines[at].head
        if found is None or found.role not in ("control", "date"):
            break
        at += 1
    return at


# A page without a single head is taken for a bare question and answer only where it is short
# and the change of voice is plain. The four sites seen publish answers of under 3,000 characters.
LONGEST_BARE_PAGE = 6000
# The question and its title are the first one to three paragraphs of such a page.
MOST_BARE_CHUNKS = 3
# One word in thirty is "I" or "my" where somebody tells of themselves; an article that opens with
# "we" or an anecdote stays below (gold threads: .04 to .12).
OWN_VOICE = 0.033


def _bare(lines: Sequence[_Line]) -> Iterator[_Page]:
    """Part a page without heads where the voice changes from asking to answering."""
    standing = [line for line in lines if line.cut not in FURNITURE]
    if not standing or standing[-1].end - standing[0].start > LONGEST_BARE_PAGE:
        return
    chunks: list[list[_Line]] = []
    for line in standing:
        if line.gap or not chunks:
            chunks.append([])
        chunks[-1].append(line)
    for at in range(1, min(len(chunks), MOST_BARE_CHUNKS + 1)):
        before = _joined([line for chunk in chunks[:at] for line in chunk])
        opening = _joined(chunks[at])
        if _speaks_to_asker(opening) and _asks(before) and len(before) <= LONGEST_QUESTION:
            own = len(_FIRST_PERSON.findall(before))
            if own < 2 or own < OWN_VOICE * len(before.split()):
                continue
            page = _Page()
            page.parts.append(_Part("lead", [], [line for c in chunks[:at] for line in c]))
            label = Head("answer", rule="voice")
            page.parts.append(_Part("answer", [label], [ln for c in chunks[at:] for ln in c]))
            yield page
            return


def _speaks_to_asker(opening: str) -> bool:
    start = opening[:250]
    return bool(_TO_ASKER.search(start)) and bool(_SECOND_PERSON.search(start))


def _judge(page: _Page, document: Document) -> Reading:
    """Weigh the evidence and write the record."""
    parts = page.parts
    asked = _asked(parts)
    title, body = _question(parts, asked)
    if title is None and document.meta.media == "html":
        title = document.meta.title or None
    question = Span(body[0].start, body[-1].end) if body else None
    answers = _answers(parts, asked)
    because = _evidence(page, asked, answers, document, question)
    if sum(weight for weight, _ in because) < ENOUGH:
        return Reading(because=tuple(reason for _, reason in because))
    size = question.end - question.start if question else 0
    thread = any(part.kind == "post" for part, _ in answers) and not _is_forum(document)
    if size > (LONGEST_FIRST_POST if thread else LONGEST_QUESTION) and not page.asker:
        return Reading()
    text = document.text
    asker, ask_date = _asker(page, asked, text[question.start : question.end] if question else "")
    record = QA(
        question_title=title,
        question=_quote(text, question) if question else None,
        asker=asker,
        ask_date=ask_date,
        answers=tuple(_answer(part, span, text, page) for part, span in answers),
        related=tuple(_related(page.related, text)),
        tags=tuple(_tags(page.tags)),
    )
    spans = [part.span() for part in parts if part.kind in _ANSWERING]
    return Reading(
        qa=record,
        answers=tuple(span for span in spans if span is not None),
        because=tuple(reason for _, reason in because),
    )


def _asked(parts: Sequence[_Part]) -> _Part:
    """Return the part that holds the question: a labelled one, else one that is prose."""
    put = [part for part in parts if part.kind == "question" and part.lines]
    labelled = [part for part in put if any(one.rule != "composed" for one in part.heads)]
    prose = [part for part in put if _is_prose(part.lines)]
    return next(iter((*labelled, *prose, *put)), parts[0])


_ANSWERING = frozenset({"answer", "more_info", "ai", "post"})


def _answers(parts: Sequence[_Part], asked: _Part) -> list[tuple[_Part, Span]]:
    """Return the answers to `asked`: those that stand before another question is put."""
    found = []
    seen = False
    for part in parts:
        if part is asked:
            seen = True
        elif seen and part.kind == "question" and part.lines:
            break
        elif seen and part.kind in _ANSWERING:
            span = part.span()
            if span is not None:
                found.append((part, span))
    return found


def _evidence(
    page: _Page,
    asked: _Part,
    answers: Sequence[tuple[_Part, Span]],
    document: Document,
    question: Span | None,
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    words = document.text[question.start : question.end] if question else ""
    asks = _asks(words)
    rules = {head.rule for part, _ in answers for head in part.heads}
    facts = sum(
        any(known)
        for known in (
            [h.age or h.age_range for h in page.asker],
            [h.sex for h in page.asker],
            [h.date or h.role == "ask_date" for h in page.asker],
        )
    )
    if facts and (answers or any(h.date for h in page.asker)):
        found.append((min(facts, 2), "a line tells who asks"))
    if any(h.date and h.role == "asker" for h in page.asker):
        found.append((1, "a line tells when it was asked"))
    composed = [
        h for part, _ in answers for h in part.heads
        if h.rule == "composed" and h.role in ("answer", "name") and h.name
    ]  # fmt: skip
    if composed:
        sure = any(h.doctor or h.date for h in composed)
        found.append((1 + sure, f"a line tells who answers: {composed[0].name}"))
    labels = sorted(rules - {"composed", "voice", "more-info", "username"})
    if labels:
        found.append((1, f"an answer is labelled ({', '.join(labels)})"))
        if any(h.rule not in ("composed", "username") for h in asked.heads):
            found.append((2, f"so is the question ({asked.heads[0].rule})"))
    posts = sum(part.kind == "post" for part, _ in answers)
    if posts:
        found.append(
            (1 + (posts > 1), f"a thread of {len(answers) + 1} posts with names and dates")
        )
    if "voice" in rules:
        found.append((2, "an answer speaks to the one who asks"))
    if asks:
        found.append((min(asks, 2), "a question in somebody's own voice"))
    elif "?" in words or (page.parts[0].lines and "?" in _joined(page.parts[0].lines)):
        found.append((int(bool(answers)), "a question stands first"))
    if _is_forum(document):
        found.append((1, "its address or its markup is that of a question"))
    return found


def _is_forum(document: Document) -> bool:
    return bool(
        (document.url and _FORUM_ADDRESS.search(document.url))
        or _FORUM_TYPES.intersection(document.meta.structured_types)
    )


def _question(parts: Sequence[_Part], asked: _Part) -> tuple[str | None, list[_Line]]:
    """Return the question's title and the lines of the question itself."""
    lines = [line for line in asked.lines if line.cut not in FURNITURE]
    if asked is not parts[0]:
        before = [ln for ln in parts[0].lines if ln.cut is None and _titlelike(ln)]
        before = [ln for ln in before if ln.head is None]
        title, body = _split(lines)
        if title is not None and body and not asked.lines[0].heading and before:
            return before[-1].text, lines
        if title is not None and body and body is not lines:
            return title, body
        return (before[-1].text if before else title), lines
    return _split(lines)


def _split(lines: list[_Line]) -> tuple[str | None, list[_Line]]:
    """Part the heading lines from the question below them."""
    lines = [line for line in lines if line.cut != "duplicate_title"] or lines
    run = 0
    while run < len(lines) and _titlelike(lines[run]):
        run += 1
    if run == 0:
        return None, lines
    if run == len(lines):
        if run == 1:
            return lines[0].text, lines
        return lines[run - 2].text, lines[run - 1 :]
    # Several title-like lines: the last one that white space or markup sets apart. Where the
    # lines follow closely, the first is the title and the question opens with a short line.
    apart = [n for n in range(1, run + 1) if lines[n].gap or lines[n - 1].heading]
    at = apart[-1] if apart else 1
    return lines[at - 1].text, lines[at:]


def _titlelike(line: _Line) -> bool:
    if line.heading:
        return True
    text = line.text
    if len(text) > LONGEST_TITLE or re.search(r"[.!,;:…]\Z", text) or _TO_DOCTOR.match(text):
        return False
    return not re.search(r"[.!?]\s+[A-Z]", text)


_RELATIVE = re.compile(
    r"\b(?:my|our) (?:\d{1,3}[- ]?(?:years?|yrs?|months?|yo|y)[- /]?(?:o(?:ld)?)? )?(?:(?:"
    r"eld(?:er|est)|young(?:er|est)|old(?:er)?|little|late|dear|own|baby) )*(?:mother|mom|mum|father|dad|wife|"
    r"husband|son|daughter|child|kid|baby|infant|toddler|brother|sister|grand(?:mother|father|ma|pa|son|"
    r"daughter)|aunt|uncle|friend|girlfriend|boyfriend|partner|niece|nephew|cousin|parents?|"
    r"mother-in-law|father-in-law|boy|girl|family member)\b",
    re.IGNORECASE,
)
_OWN_AGE = re.compile(
    r"\b(?:i['’]?\s?a?m|im)\s(?:(?:now|currently|also|only|just|an?|about|almost|nearly) ){0,3}"
    r"(?P<age>\d{1,3})(?:[\s-]?(?:years?|yrs?|y/?o)\b|\s?(?=[,.;]|and\b|\Z)|\s?(?:f|m)\b)"
    r"|\bas an? (?P<as>\d{1,3})[\s-]?(?:years?|yrs?)|\bmy age is (?P<is>\d{1,3})"
    r"|\A\W{0,3}(?:hi\W+)?(?P<lead>\d{2})\s?[/,]?\s?(?:f|m|female|male|yo)\b"
    r"|\bi\b[^.?!]{0,20}\((?P<paren>\d{1,2})\s?/?,?\s?[fm]?\)",
    re.IGNORECASE,
)
_OWN_SEX = re.compile(
    r"\b(?:i['’]?\s?a?m|im)\b[^.?!\n]{0,40}?\b(?P<word>female|woman|girl|lady|mother|mum|mom|wife|"
    r"pregnant|male|man|boy|guy|father|dad)\b"
    r"|\A\W{0,3}(?:hi\W+)?\d{2}\s?[/,]?\s?(?P<letter>f|m|female|male)\b",
    re.IGNORECASE,
)
_THEIR_AGE = re.compile(
    r"\b(?:(?:s?he|who|they|it)\s?(?:is|['’]s|was|are)|aged?|is)\s(?:(?:now|currently|only|just|"
    r"about|around|almost|nearly|an?) ){0,2}(?P<age>\d{1,3})\b(?!\s?(?:days?|weeks?|months?|mg|ml"
    r"|%|times?|hours?|minutes?|cm|kg))|\b(?P<adjective>\d{1,3})[\s-](?:years?|yrs?)[\s-]old\b",
    re.IGNORECASE,
)
_FEMALE = _WORDS["female"]


def _asker(page: _Page, asked: _Part, question: str) -> tuple[Asker, str | None]:
    """Gather what head lines and the question itself tell of the one who asks."""
    heads = [*page.asker, *asked.heads]
    one = _Part("question", heads)
    name = one.first("name")
    age = one.first("age")
    sex = one.first("sex")
    relative = _RELATIVE.search(question[:400])
    relation = "relative" if relative else "self" if _FIRST_PERSON.search(question) else None
    patient_age = None
    if relative:
        their = _THEIR_AGE.search(question, max(0, relative.start() - 20))
        if their:
            patient_age = int(their["age"] or their["adjective"])
    else:
        own = _OWN_AGE.search(question)
        if age is None and own:
            age = int(next(value for value in own.groupdict().values() if value))
        own_sex = _OWN_SEX.search(question)
        if sex is None and own_sex:
            word = (own_sex["word"] or own_sex["letter"]).lower()
            sex = "female" if word in _FEMALE else "male"
    date = one.first("date")
    return (
        Asker(
            name=str(name) if name else None,
            age=age if isinstance(age, int) and age <= 120 else None,
            age_range=str(one.first("age_range")) if one.first("age_range") else None,
            sex="female" if sex == "female" else "male" if sex == "male" else None,
            relation="relative" if relation == "relative" else "self" if relation else None,
            patient_age=patient_age if patient_age is None or patient_age <= 120 else None,
        ),
        str(date) if date else None,
    )


def _answer(part: _Part, span: Span, text: str, page: _Page) -> Answer:
    author = part.first("name")
    kind: AnswerKind
    if part.kind == "more_info":
        kind = "more_info"
    elif part.kind == "ai":
        kind = "ai_generated"
    elif part.kind == "post":
        kind = "doctor_reply" if part.doctor else "user_reply"
    elif any(head.rule == "letter-to-reader" for head in part.heads):
        kind = "columnist"
    else:
        kind = "doctor_reply"
        if author is None and part.lines:
            author = _signature(part.lines[-1])
    if kind in ("more_info", "ai_generated"):
        author = None
    specialty = part.first("specialty")
    date = part.first("date")
    return Answer(
        author=str(author) if author else None,
        specialty=str(specialty) if specialty and author else None,
        date=str(date) if date else None,
        kind=kind,
        span=_quote(text, span),
    )


def _signature(line: _Line) -> str | None:
    """Return the doctor's name where an answer that names no author is signed at its end."""
    found = head(line.text.lstrip("-–— "))
    return found.name if found and found.doctor and found.role in ("name", "answer") else None


_READ_MORE = re.compile(r"\[?\s?(?:read|see|show|view|learn) more\s?\]?\s?", re.IGNORECASE)


def _related(lines: Sequence[_Line], text: str) -> Iterator[Related]:
    """Yield the teasers below a "related" heading: a title and all that belongs to it."""
    titles = _teaser_titles(lines)
    for at, place in enumerate(titles):
        stop = titles[at + 1] if at + 1 < len(titles) else len(lines)
        span = Span(lines[place].start, lines[stop - 1].end)
        yield Related(lines[place].text, _quote(text, span))


def _teaser_titles(lines: Sequence[_Line]) -> list[int]:
    # A teaser that ends in "[Read More] its title" names its title itself.
    named = set()
    for line in lines:
        more = _READ_MORE.search(line.text)
        if more and line.text[more.end() :].strip():
            named.add(line.text[more.end() :].strip())
    if named:
        return [at for at, line in enumerate(lines) if line.text in named]
    headings = [at for at, line in enumerate(lines) if line.heading]
    if headings:
        return headings
    return [
        at
        for at, line in enumerate(lines)
        if _titlelike(line) and line.head is None and len(line.text.split()) >= 3
    ]


_BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]")


def _tags(lines: Sequence[_Line]) -> Iterator[str]:
    for line in lines:
        for tag in re.split(r"[,|•·;]|\s#", _BRACKETED.sub("", line.text)):
            word = tag.strip(" #\t")
            if word and len(word.split()) <= 6:
                yield word


def _quote(text: str, span: Span) -> Quote:
    return Quote(text[span.start : span.end], span.start, span.end)

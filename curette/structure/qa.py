"""Take a question-and-answer page apart: who asks, what, when, and who answers.

The layouts are many and the evidence is the same everywhere: lines that announce whose words
follow (`curette.structure.heads`), a question in somebody's own voice, answers that speak to
them. A page is a Q&A page only where that evidence adds up; an article with a question for a
heading is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from curette.model import Document, Span
from curette.records import QA, Answer, Quote, Related
from curette.structure.asker import asker_of
from curette.structure.heads import head
from curette.structure.layouts import LONGEST_QUESTION, by_heads, by_posts, by_voice, unanswered
from curette.structure.lines import (
    FURNITURE,
    MOST_LINES,
    Line,
    Part,
    Parts,
    is_forum,
    is_prose,
    is_titlelike,
    joined,
    page_lines,
)
from curette.structure.quoted import own_words
from curette.structure.threads import thread
from curette.structure.voice import FIRST_PERSON, asks_in_own_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import AnswerKind

# How much evidence makes a page a Q&A page: two strong signs, or one and some weak ones. On the
# gold pages of both tables every Q&A page has 3 or more and no article has more than 1.
ENOUGH = 3
# On a page that nothing declares a forum, a first post of more than this is an article with
# comments below it (three of 540 articles were taken for threads without this).
LONGEST_FIRST_POST = 2000
# Above a question that is more prose than this, and than question and answers hold, it is an
# article with readers' questions below it: its own statements must not go unread.
LEAST_ARTICLE = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as questions and answers: the record, what may be read for items, and why."""

    qa: QA | None = None
    answers: tuple[Span, ...] = ()
    """The spans of all answers on the page, also those to further questions."""
    asked: tuple[Span, ...] = ()
    """What readers ask below an article: no Q&A page, and yet nobody's statement."""
    faq: bool = False
    because: tuple[str, ...] = ()

    def blind(self, document: Document) -> tuple[Span, ...]:
        """Return the ranges in which nothing may be read as a statement: all but the answers."""
        if self.qa is None:
            return self.asked
        ranges = []
        at = 0
        for span in sorted(self.answers):
            if at < span.start:
                ranges.append(Span(at, span.start))
            at = max(at, span.end)
        if at < len(document.text):
            ranges.append(Span(at, len(document.text)))
        return tuple(ranges)


def parse(document: Document) -> Reading:
    """Read `document` as a Q&A page; the reading is empty where it is none.

    What the markup tells of posts comes first; lines are read where it tells nothing.
    """
    told = thread(document)
    if told is not None:
        qa, spans = told
        return Reading(qa, spans, because=(f"its markup tells {len(document.posts)} posts",))
    lines = list(islice(page_lines(document), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        return Reading()
    page = by_heads(lines)
    faq = _is_faq(page, lines, document)
    if faq:
        return Reading(faq=True, because=(faq,))
    pages = [page] if any(part.kind == "answer" for part in page.parts) or page.asker else []
    forum = is_forum(document)
    alone = unanswered(lines) if forum else ()
    article = Reading()
    for candidate in chain(pages, by_posts(lines, forum=forum), by_voice(lines), alone):
        reading = _judge(candidate, document)
        if reading.qa is not None:
            return reading
        article = article if article.asked else reading
    return article


def _is_faq(page: Parts, lines: Sequence[Line], document: Document) -> str:
    """Say why the page is a list of questions that nobody in particular asks; empty if not."""
    asked = [part for part in page.parts if part.kind == "question" and part.lines]
    labelled = [part for part in asked if not part.first("age") and not part.first("sex")]
    personal = sum(1 for part in labelled if len(FIRST_PERSON.findall(joined(part.lines))) > 3)
    if len(labelled) >= 3 and personal * 2 < len(labelled) and not page.asker:
        return f"{len(labelled)} questions under labels, each with its answer"
    headings = [line for line in lines if line.heading and not line.cut]
    questions = [line for line in headings if line.text.endswith(("?", "？"))]
    if len(questions) >= 3 and len(questions) * 2 >= len(headings):
        return f"{len(questions)} of {len(headings)} headings are questions"
    if "FAQPage" in document.meta.structured_types and len(questions) >= 2:
        return "the page declares an FAQPage and has questions for headings"
    return ""


def _judge(page: Parts, document: Document) -> Reading:
    """Weigh the evidence and write the record."""
    parts = page.parts
    asked = _asked(parts)
    title, body = _question(parts, asked)
    if title is None and document.meta.media == "html":
        title = document.meta.title or None
    question = Span(body[0].start, body[-1].end) if body else None
    answers = _answers(parts, asked)
    if _below_an_article(parts, asked, answers):
        put = (part.span() for part in parts[1:] if part.kind == "question")
        asks = tuple(span for span in put if span is not None)
        return Reading(asked=asks, because=("an article stands above the question",))
    because = _evidence(page, asked, answers, document, question)
    if sum(weight for weight, _ in because) < ENOUGH:
        return Reading(because=tuple(reason for _, reason in because))
    size = question.end - question.start if question else 0
    thread = any(part.kind == "post" for part, _ in answers) and not is_forum(document)
    if size > (LONGEST_FIRST_POST if thread else LONGEST_QUESTION) and not page.asker:
        return Reading()
    text = document.text
    asker, ask_date = asker_of(page, asked, text[question.start : question.end] if question else "")
    record = QA(
        question_title=title,
        question=_quote(text, question) if question else None,
        asker=asker,
        ask_date=ask_date,
        answers=tuple(_answer(part, span, text, page) for part, span in answers),
        related=tuple(_related(page.related, text)),
        tags=tuple(_tags(page.tags)),
    )
    spans = (part.span() for part in parts if part.kind in _ANSWERING)
    said = [span for span in spans if span is not None]
    return Reading(
        qa=record,
        answers=tuple(own_words(text, said, (question,) if question else ())),
        because=tuple(reason for _, reason in because),
    )


def _asked(parts: Sequence[Part]) -> Part:
    """Return the part that holds the question: a labelled one, else one that is prose."""
    put = [part for part in parts if part.kind == "question" and part.lines]
    labelled = [part for part in put if any(one.rule != "composed" for one in part.heads)]
    prose = [part for part in put if is_prose(part.lines)]
    return next(iter((*labelled, *prose, *put)), parts[0])


_ANSWERING = frozenset({"answer", "more_info", "ai", "post"})


def _answers(parts: Sequence[Part], asked: Part) -> list[tuple[Part, Span]]:
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


def _below_an_article(
    parts: Sequence[Part], asked: Part, answers: Sequence[tuple[Part, Span]]
) -> bool:
    """Tell whether more prose stands above the question than it and its answers hold."""
    above = chain.from_iterable(part.lines for part in parts[: parts.index(asked)])
    prose = sum(len(line.text) for line in above if line.cut is None and not is_titlelike(line))
    own = sum(len(line.text) for line in asked.lines if line.cut is None)
    return prose > LEAST_ARTICLE and prose > own + sum(span.end - span.start for _, span in answers)


def _evidence(
    page: Parts,
    asked: Part,
    answers: Sequence[tuple[Part, Span]],
    document: Document,
    question: Span | None,
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    words = document.text[question.start : question.end] if question else ""
    asks = asks_in_own_voice(words)
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
    elif "?" in words or (page.parts[0].lines and "?" in joined(page.parts[0].lines)):
        found.append((int(bool(answers)), "a question stands first"))
    if is_forum(document):
        found.append((1, "its address or its markup is that of a question"))
    return found


def _question(parts: Sequence[Part], asked: Part) -> tuple[str | None, list[Line]]:
    """Return the question's title and the lines of the question itself."""
    lines = [line for line in asked.lines if line.cut not in FURNITURE]
    if asked is not parts[0]:
        before = [ln for ln in parts[0].lines if ln.cut is None and is_titlelike(ln)]
        before = [ln for ln in before if ln.head is None]
        title, body = _split(lines)
        if title is not None and body and not asked.lines[0].heading and before:
            return before[-1].text, lines
        if title is not None and body and body is not lines:
            return title, body
        return (before[-1].text if before else title), lines
    return _split(lines)


def _split(lines: list[Line]) -> tuple[str | None, list[Line]]:
    """Part the heading lines from the question below them."""
    lines = [line for line in lines if line.cut != "duplicate_title"] or lines
    run = 0
    while run < len(lines) and is_titlelike(lines[run]):
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


def _answer(part: Part, span: Span, text: str, page: Parts) -> Answer:
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


def _signature(line: Line) -> str | None:
    """Return the doctor's name where an answer that names no author is signed at its end."""
    found = head(line.text.lstrip("-–— "))
    return found.name if found and found.doctor and found.role in ("name", "answer") else None


_READ_MORE = re.compile(r"\[?\s?(?:read|see|show|view|learn) more\s?\]?\s?", re.IGNORECASE)


def _related(lines: Sequence[Line], text: str) -> Iterator[Related]:
    """Yield the teasers below a "related" heading: a title and all that belongs to it."""
    titles = _teaser_titles(lines)
    for at, place in enumerate(titles):
        stop = titles[at + 1] if at + 1 < len(titles) else len(lines)
        span = Span(lines[place].start, lines[stop - 1].end)
        yield Related(lines[place].text, _quote(text, span))


def _teaser_titles(lines: Sequence[Line]) -> list[int]:
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
        if is_titlelike(line) and line.head is None and len(line.text.split()) >= 3
    ]


_BRACKETED = re.compile(r"(?<!\s)\s*[(（][^()（）]*[)）]")


def _tags(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        for tag in re.split(r"[,|•·;]|\s#", _BRACKETED.sub("", line.text)):
            word = tag.strip(" #\t")
            if word and len(word.split()) <= 6:
                yield word


def _quote(text: str, span: Span) -> Quote:
    return Quote(text[span.start : span.end], span.start, span.end)

"""Read a thread from the posts that its markup tells: the first asks, the others answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.model import Span
from curette.records import QA, Answer, Quote
from curette.structure.asker import asker_of
from curette.structure.heads import Head, head
from curette.structure.lines import Part, Parts
from curette.structure.quoted import own_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Post

# Between two posts stand names, ranks and dates; a doctor's speciality is looked for in so much.
_HEAD_CHARS = 400


def thread(document: Document) -> tuple[QA, tuple[Span, ...]] | None:
    """Return the questions and answers of a thread, with the words that its answers hold.

    What is quoted of others in a post is nobody's answer; a further post by the one who asks is
    none either. None where the markup tells of no thread.
    """
    posts = document.posts
    replies = [post for post in posts if post.kind != "question"]
    if not replies:
        return None
    question = next((post for post in posts if post.kind == "question"), None)
    if question is not None and _answers_by_its_line(question):
        # The markup holds no post for the question: lines know better where it stands.
        return None
    asking = question.author if question else None
    answers = [
        post for post in replies if post.kind == "answer" or not asking or post.author != asking
    ]
    page, text = Parts(), ""
    asked = Part("question")
    if question is not None:
        asked.heads.append(Head("post", name=question.author, date=question.date))
        text = document.text[question.start : question.end]
    asker, ask_date = asker_of(page, asked, text)
    qa = QA(
        question_title=posts[0].title,
        question=_quote(document, question) if question else None,
        asker=asker,
        ask_date=ask_date,
        answers=tuple(_answer(document, posts, post) for post in answers),
        related=(),
        tags=(),
    )
    unquoted = (span for post in answers for span in _unquoted(post))
    earlier = (Span(question.start, question.end),) if question else ()
    return qa, tuple(own_words(document.text, unquoted, earlier))


def _quote(document: Document, post: Post) -> Quote:
    return Quote(document.text[post.start : post.end], post.start, post.end)


def _unquoted(post: Post) -> Iterator[Span]:
    at = post.start
    for quote in sorted(post.quotes):
        if at < quote.start:
            yield Span(at, quote.start)
        at = max(at, quote.end)
    if at < post.end:
        yield Span(at, post.end)


def _answer(document: Document, posts: Sequence[Post], post: Post) -> Answer:
    found = _doctor(document, posts, post)
    return Answer(
        author=post.author,
        specialty=found.specialty if found else None,
        date=post.date,
        kind="doctor_reply" if found else "user_reply",
        span=_quote(document, post),
    )


def _answers_by_its_line(question: Post) -> bool:
    line = head(question.author) if question.author else None
    return line is not None and line.role == "answer" and line.doctor


def _doctor(document: Document, posts: Sequence[Post], post: Post) -> Head | None:
    """Return the line around a post that says its author is a doctor, where there is one."""
    if post.author is None:
        return None
    place = posts.index(post)
    before = posts[place - 1].end if place else 0
    after = posts[place + 1].start if place + 1 < len(posts) else len(document.text)
    around = (
        document.text[max(before, post.start - _HEAD_CHARS) : post.start],
        document.text[post.end : min(after, post.end + _HEAD_CHARS)],
    )
    lines = [post.author, *(line.strip() for part in around for line in part.splitlines())]
    heads = [one for line in lines if line and post.author in line and (one := head(line))]
    doctors = [one for one in heads if one.doctor]
    return max(doctors, key=lambda one: one.specialty is not None, default=None)

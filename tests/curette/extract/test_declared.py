"""Answers declared in JSON-LD: they lead to what the page shows, and prove nothing."""

from __future__ import annotations

import json

import pytest

from curette.extract import extract
from curette.model import Document, RawPage

ASKED = "My left eyelid has twitched for four days. Is that a sign of something serious?"
ANSWER = "A twitching lid is harmless in nearly all cases; sleep more and drink less coffee."
SECOND = "Have it looked at when the whole cheek twitches with it, or the lid hangs down."
SHOWN = (
    f"<h1>A twitching eyelid</h1><p>{ASKED}</p><p>Reply of Bo Lee</p><p>{ANSWER}</p><p>{SECOND}</p>"
)


def node(kind: str, text: str, name: str, day: str) -> dict[str, object]:
    author = {"@type": "Person", "name": name}
    return {"@type": kind, "text": text, "author": author, "dateCreated": f"{day}T08:00:00Z"}


def read(body: str, question: dict[str, object], page: str = "QAPage") -> Document:
    told = json.dumps({"@context": "https://schema.org", "@type": page, "mainEntity": question})
    head = f'<title>A twitching eyelid</title><script type="application/ld+json">{told}</script>'
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return extract(RawPage("a", html.encode(), "a.html", "https://eyes.example/7", "text/html"))


def names(document: Document) -> set[str]:
    return {flag.name for flag in document.flags}


def test_declared_answers_that_the_page_shows_are_posts() -> None:
    told = f"<p>{ANSWER}</p> <p>{SECOND}</p>"
    question = node("Question", ASKED, "ann", "2020-02-01")
    question["acceptedAnswer"] = node("Answer", told, "Bo Lee", "2020-02-03")
    document = read(SHOWN, question)
    asked, answer = document.posts
    assert document.text[asked.start : asked.end] == ASKED
    assert (asked.kind, asked.date, asked.title) == ("question", "2020-02-01", "A twitching eyelid")
    assert asked.author is None  # the page shows no such name
    assert document.text[answer.start : answer.end] == f"{ANSWER}\n\n{SECOND}"
    assert (answer.kind, answer.author, answer.date) == ("answer", "Bo Lee", "2020-02-03")
    assert "declared-unseen" not in names(document)


@pytest.mark.parametrize("page", ["QAPage", "FAQPage"])
def test_a_declared_answer_that_the_page_does_not_show_is_flagged_and_is_none(page: str) -> None:
    question = node("Question", ASKED, "ann", "2020-02-01")
    question["acceptedAnswer"] = node("Answer", "Rub the lid with the juice of an onion.", "x", "")
    document = read(SHOWN, question, page)
    assert document.posts == ()
    assert "declared-unseen" in names(document)
    assert "onion" not in document.text


@pytest.mark.parametrize(
    ("name", "day", "differs"),
    [("Bo Lee", "2020-02-03", False), ("Bo Lee", "2020-02-04", False),  # a day may be a time zone
     ("Ed Orr", "2020-02-03", True), ("Bo Lee", "2021-02-03", True)],
)  # fmt: skip
def test_the_text_is_right_where_the_page_declares_something_else(
    name: str, day: str, *, differs: bool
) -> None:
    posts = "".join(
        f'<div class="post"><a href="/users/{n}">{who}</a> <time datetime="2020-02-0{n}">{n} Feb'
        f'</time><p class="words">{words}</p></div>'
        for n, who, words in ((1, "ann", ASKED), (3, "Bo Lee", ANSWER))
    )
    question = node("Question", ASKED, "ann", "2020-02-01")
    question["acceptedAnswer"] = node("Answer", ANSWER, name, day)
    document = read(f"<h1>A twitching eyelid</h1>{posts}", question)
    answer = document.posts[1]
    assert (answer.author, answer.date) == ("Bo Lee", "2020-02-03")
    assert ("declared-differs" in names(document)) is differs


def test_a_day_that_only_the_json_ld_gives_is_taken() -> None:
    posts = "".join(
        f'<div class="post"><a href="/users/{n}">{who}</a> <i class="when">{n} years ago</i>'
        f'<p class="words">{words}</p></div>'
        for n, who, words in ((4, "ann", ASKED), (3, "Bo Lee", ANSWER))
    )
    question = node("Question", ASKED, "ann", "2020-02-01")
    question["suggestedAnswer"] = [node("Answer", ANSWER, "Bo Lee", "2020-02-30")]
    first, second = read(f"<h1>A twitching eyelid</h1>{posts}", question).posts
    assert (first.author, first.date) == ("ann", "2020-02-01")
    assert (second.author, second.date) == ("Bo Lee", None)  # there is no such day

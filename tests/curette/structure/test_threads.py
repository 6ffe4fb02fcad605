"""What somebody fears is no cause, in whatever layout they ask; all pages here are made up."""

from __future__ import annotations

import pytest

from cleaners import clean
from curette.extract import extract
from curette.model import RawPage
from curette.records import Record
from curette.structure import read

FEAR = (
    "My hands have gone numb every night for a month. I am sure that the numbness is caused by a "
    "stroke or by multiple sclerosis. Could it be a brain tumor? What should I do?"
)
ANSWER = (
    "Numb hands at night can be caused by a pinched nerve in the wrist. Wear a splint at night, "
    "and see a neurologist if your grip becomes weak."
)
MORE = "In my case the numbness was caused by low vitamin B12. A blood test told it in a day."
FEARED = ("stroke", "sclerosis", "tumor")


def page(body: str, url: str) -> Record:
    html = f"<html><head><title>Numb hands at night</title></head><body>{body}</body></html>"
    return read(clean(extract(RawPage("a", html.encode(), "a.html", url, "text/html"))))


def text(body: str) -> Record:
    return read(clean(extract(RawPage("a", body.encode(), "a.txt", None, "text/plain"))))


def post(number: int, name: str, words: str) -> str:
    return (
        f'<div class="item"><a href="/users/{number}">{name}</a> '
        f'<time datetime="2021-03-0{number}">'
        f'{number} March 2021</time><div class="words">{words}</div></div>'
    )


QUOTE = f"<blockquote><p>ann said:</p><p>{FEAR}</p></blockquote>"
THREAD = post(1, "ann", f"<p>{FEAR}</p>") + post(2, "bo", f"{QUOTE}<p>{ANSWER}</p>")
ARTICLE = (
    "<p>The median nerve runs through a narrow canal in the wrist, and bends with it.</p>" * 12
)
LAYOUTS = {
    "thread": page(f"<h1>Numb hands at night</h1>{THREAD}", "https://forum.example/threads/9"),
    "thread that goes on": page(
        f"<h1>Numb hands at night</h1>{THREAD}{post(3, 'ann', f'<p>{FEAR} {FEAR}</p>')}"
        f"{post(4, 'cy', f'<p>{MORE}</p>')}",
        "https://forum.example/threads/9",
    ),
    "doctor column": text(
        f"Numb hands at night\n\n{FEAR}\n\nRuth, 30~39 year old female. Ask Date: 2018/11/02\n\n"
        f"Dr. Olga Brandt reply Neurology\n\n{ANSWER}\n\nReply Date: 2018/11/03\n"
    ),
    "posts without markup": text(
        f"Numb hands at night\n\nann\nPosted March 1, 2021\n{FEAR}\n\nbo\nPosted March 2, 2021\n"
        f"ann said:\n{FEAR}\n{ANSWER}\n\ncy\nPosted March 4, 2021\n{MORE}\n"
    ),
    "labels": text(f"Numb hands at night\n\nQ: {FEAR}\n\nA: {ANSWER}\n"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_item_is_read_from_a_question(name: str) -> None:
    record = LAYOUTS[name]
    assert record.page_type == "qa"
    items = [*record.causes, *record.advice, *record.red_flags, *record.tests, *record.symptoms]
    said = " ".join(item.span.quote for item in items)
    assert "pinched nerve" in said
    assert not any(word in said for word in FEARED)


def test_readers_questions_below_an_article_are_no_statements() -> None:
    record = page(
        f"<article><h1>Numb hands at night</h1>{ARTICLE}<p>Numbness can be caused by a cyst.</p>"
        f"<h2>Readers ask</h2><p>Question: {FEAR}</p><p>Answer: {ANSWER}</p></article>",
        "https://health.example/numb-hands",
    )
    said = " ".join(cause.span.quote for cause in record.causes)
    assert record.page_type == "article"
    assert "cyst" in said
    assert not any(word in said for word in FEARED)


def test_who_asks_and_who_answers_in_a_thread() -> None:
    qa = LAYOUTS["thread that goes on"].qa
    assert qa is not None
    assert (qa.question_title, qa.asker.name, qa.ask_date) == (
        "Numb hands at night",
        "ann",
        "2021-03-01",
    )
    assert qa.asker.relation == "self"
    assert [(one.author, one.date, one.kind) for one in qa.answers] == [
        ("bo", "2021-03-02", "user_reply"),
        ("cy", "2021-03-04", "user_reply"),
    ]


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_page_cut_short_is_read_as_far_as_it_goes(share: float) -> None:
    body = f"<h1>Numb hands at night</h1>{THREAD}"
    record = page(body[: int(share * len(body))], "https://forum.example/threads/9")
    said = " ".join(cause.span.quote for cause in record.causes)
    assert not any(word in said for word in FEARED)


def test_a_doctors_reply_is_told_from_another_posters() -> None:
    body = (
        f"<h1>Numb hands at night</h1>{post(1, 'ann', f'<p>{FEAR}</p>')}"
        f"{post(2, 'Dr. Olga Brandt', f'<p>{ANSWER}</p>')}{post(3, 'cy', f'<p>{MORE}</p>')}"
    )
    qa = page(body, "https://forum.example/threads/9").qa
    assert qa is not None
    assert [answer.kind for answer in qa.answers] == ["doctor_reply", "user_reply"]

"""Threads told by their markup; all pages here are made up, and none has an engine's classes."""

from __future__ import annotations

import pytest

from curette.extract import extract
from curette.model import Document, RawPage

ASKED = "For three weeks my calf has cramped every night. What could help me to sleep?"
FIRST = "Stretch the calf before you go to bed, and drink a glass of water with dinner."
SECOND = "A warm bath helped my father, who had the same trouble for most of a winter."
THIRD = "See your doctor if the leg swells or gets warm; that would be no mere cramp."


def read(
    body: str, *, url: str = "https://forum.example/threads/calf.7", head: str = ""
) -> Document:
    page = f"<html><head><title>Calf cramps | Leg forum</title>{head}</head><body>{body}</body>"
    return extract(RawPage("a", page.encode(), "a.html", url, "text/html"))


def told(document: Document) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (post.kind, post.author, post.date, document.text[post.start : post.end])
        for post in document.posts
    ]


BOXES = "".join(
    f'<div class="entry"><div class="who"><a href="/members/{n}">{name}</a><p>Joined: May 2, 2009'
    f'</p></div><time datetime="2021-03-0{n}T10:00:00Z">{n} March</time><div class="text">{words}'
    f'</div><div class="signature">{name} of the long and winding signature line</div></div>'
    for n, name, words in ((1, "ann", ASKED), (2, "bo", FIRST), (3, "cy", SECOND))
)
WORDS_FIRST = f"""<div id="q"><div class="body"><p>{ASKED}</p></div>
<p>asked <span title="2021-03-01 10:00:00Z">2 years ago</span>
<a href="/users/4/ann">ann</a></p></div>
<h2>2 Answers</h2>""" + "".join(
    f'<div class="a"><div class="body"><p>{words}</p></div><p>answered '
    f'<span title="2021-03-0{n} 11:00:00Z">a year ago</span> '
    f'<a href="/users/{n}/x">{name}</a></p></div>'
    for n, name, words in ((2, "bo", FIRST), (3, "cy", SECOND))
)
APART = "".join(
    f"<div><b>{name}</b> · {n}/03/2021 10:2{n % 10}</div><div><p>{words}</p></div>"
    for n, name, words in ((1, "ann", ASKED), (22, "bo", FIRST), (23, "cy", SECOND))
)
BARE = "".join(
    f"<div><h3>#{n} 2021-03-0{n} 10:00:00</h3><dl><dt>{name}</dt><dd>Member</dd></dl><div>"
    f"<p>{words}</p></div></div>"
    for n, name, words in ((1, "ann", ASKED), (2, "bo", FIRST), (3, "cy", SECOND))
)
THREAD = [
    ("question", "ann", "2021-03-01", ASKED),
    ("reply", "bo", "2021-03-02", FIRST),
    ("reply", "cy", "2021-03-03", SECOND),
]
LATER = [
    THREAD[0],
    *((kind, who, f"2021-03-2{day[-1]}", words) for kind, who, day, words in THREAD[1:]),
]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BOXES, THREAD),
        (WORDS_FIRST, THREAD),
        (APART, LATER),  # days before months, as the 22nd tells
        (BARE, THREAD),
    ],
    ids=["boxes", "words-first", "heads-apart", "unmarked-names"],
)
def test_posts_of_any_layout(
    body: str, expected: list[tuple[str, str | None, str | None, str]]
) -> None:
    document = read(f"<h1>Calf cramps</h1>{body}")
    assert told(document) == expected
    assert document.posts[0].title == "Calf cramps"


def test_answers_told_by_schema_org_are_posts_and_comments_on_them_are_not() -> None:
    comment = (
        '<li itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span '
        'itemprop="text">I tried that for a month and nothing at all came of it, sadly.</span>'
        '<a itemprop="author" href="/users/9/di">di</a>'
        '<time datetime="2021-03-05">5 March</time></li>'
    )
    answers = "".join(
        f'<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer"><div '
        f'itemprop="text" class="t"><p>{words}</p></div><a itemprop="author" href="/users/{n}/x">'
        f'{name}</a><time itemprop="dateCreated" datetime="2021-03-0{n}">x</time><ul>{comment * 3}'
        "</ul></div>"
        for n, name, words in ((2, "bo", FIRST), (3, "cy", SECOND))
    )
    question = (
        f'<h1>Calf cramps</h1><div class="t"><p>{ASKED}</p></div><a href="/users/4/ann">ann</a>'
        f'<time datetime="2021-03-01">1 March</time><ul>{comment}</ul>'
    )
    typed = '<div itemscope itemtype="https://schema.org/Question">'
    document = read(f"{typed}{question}{answers}</div>")
    kinds = [("question", "ann"), ("answer", "bo"), ("answer", "cy")]
    assert [(post.kind, post.author) for post in document.posts] == kinds
    assert [text for *_, text in told(document)] == [ASKED, FIRST, SECOND]
    assert read(f"{typed}{question}</div>").posts == ()  # nobody answered


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote><p>ann said:</p><p>{ASKED}</p></blockquote>",
        f'<div class="quoted-words"><p>ann wrote:</p><p>{ASKED}</p></div>',
        f'<div><p>Originally posted by ann: "{ASKED}"</p></div>',
    ],
)
def test_words_quoted_of_others_are_not_the_posters(quote: str) -> None:
    start = BOXES.replace(FIRST, f"{quote}<p>{FIRST}</p>")
    document = read(f"<h1>Calf cramps</h1>{start}")
    assert told(document) == THREAD
    middle = BOXES.replace(FIRST, f"<p>{FIRST}</p>{quote}<p>{THIRD}</p>")
    document = read(f"<h1>Calf cramps</h1>{middle}")
    post = document.posts[1]
    quoted = " ".join(document.text[start:end] for start, end in post.quotes)
    assert ASKED in quoted
    assert FIRST not in quoted
    assert THIRD not in quoted


def test_an_article_with_comments_and_a_list_of_threads_have_no_posts() -> None:
    article = f"<h1>Calf cramps</h1><p>{FIRST} {SECOND}</p>{BOXES}"
    assert read(article, url="https://health.example/calf").posts == ()
    cards = "".join(
        f'<li class="card"><a href="/threads/{n}">A thread about cramps, number {n} of many</a>'
        f'<a href="/members/{n}">ann{n}</a> <time datetime="2021-03-0{n}">{n} March</time>'
        f"<p>{words}</p></li>"
        for n, words in ((1, FIRST), (2, SECOND), (3, THIRD))
    )
    assert (
        read(f"<h1>Leg forum</h1><ul>{cards}</ul>", url="https://forum.example/forums/2").posts
        == ()
    )


def test_answers_below_a_question_that_is_only_the_title() -> None:
    page = f"<div>What helps against cramps?</div>{BOXES}"
    head = '<meta property="og:title" content="What helps against cramps?">'
    posts = read(page, url="https://curious.example/What-helps", head=head).posts
    assert [(post.kind, post.author) for post in posts] == [
        ("answer", "ann"),
        ("answer", "bo"),
        ("answer", "cy"),
    ]
    assert posts[0].title == "What helps against cramps?"

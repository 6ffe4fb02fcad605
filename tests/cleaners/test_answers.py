"""Whole pages: questions that a professional answers, in a box of their own below an article.

The pages are written for this test. The judge places such a box off the article; the advice in it
is kept and flagged, and what stands around it is not.
"""

from __future__ import annotations

import pytest

from cleaners import clean
from curette import structure
from curette.extract import extract
from curette.model import Document, RawPage

ARTICLE = """
<h1>Why am I so thirsty?</h1><p class="who">By Ruth Abel, practice nurse</p>
<p>Most thirst has a plain cause: a salty meal, a hot day, a long run, or too little to drink since
the morning. It passes within an hour or two of a few glasses of water.</p>
<p>Some medicines dry out the mouth, and so does breathing through it at night. Both feel like
thirst, though the body lacks nothing, and a humid bedroom helps with the second.</p>
<p>Thirst that comes back every day for a week, whatever one drinks, is another matter, and a simple
test at the surgery tells within minutes what is behind it.</p>
"""
MENU = """<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/shop">Shop</a></li></ul></nav>"""
TEASERS = """<aside><h3>Most read</h3><ul><li><a href="/1">Nine soups for cold days</a></li>
<li><a href="/2">What your shoes say about your back</a></li></ul></aside>
<footer><p>© 2024 Heron Weekly. All rights reserved.</p></footer>"""
QUESTION = "I drink all day long and my mouth stays dry. Should I worry?"
ANSWER = "Have your blood sugar checked within the week, and bring a list of what you take."
LAYOUTS = {
    "a heading asks, a line below says who answers": f"""<section class="readers">
        <h2>Readers ask</h2><div><h3>{QUESTION}</h3>
        <p>Answered by Dr. Lena Hoff, general practitioner</p><p>{ANSWER}</p></div></section>""",
    "labels": f"""<div class="box"><h2>Your questions</h2><p>Question: {QUESTION}</p>
        <p>Answered by Ruth Abel on 5 March 2024</p><p>{ANSWER}</p></div>""",
    "a column with a profession over it": f"""<div class="column"><h2>Ask the pharmacist</h2>
        <dl><dt>Q: {QUESTION}</dt><dd>A: {ANSWER}</dd></dl></div>""",
    "the answer begins with who gives it": f"""<div class="letters"><p>{QUESTION}</p>
        <p>Dr. Hoff replies: {ANSWER}</p></div>""",
    "in a sidebar": f"""<aside class="sidebar"><h3>{QUESTION}</h3>
        <p>Our dietitian answers:</p><p>{ANSWER}</p></aside>""",
    "among the comments": f"""<div id="comments"><p>{QUESTION}</p>
        <p>Reply by Dr. Lena Hoff</p><p>{ANSWER}</p></div>""",
    "somebody who warns": f"""<div class="qa"><p>{QUESTION}</p><p>Answered by Moss</p>
        <p>{ANSWER} See your doctor today if you lose weight as well.</p></div>""",
    "in another language": """<div class="fragen"><h3>Ich habe den ganzen Tag Durst. Muss ich
        mir Sorgen machen?</h3><p>Antwort von Dr. Lena Hoff</p><p>Lassen Sie noch diese Woche den
        Blutzucker messen, und bringen Sie eine Liste Ihrer Mittel mit.</p></div>""",
}
NONE = {
    "a call to ask": """<div class="ask"><h2>Ask the doctor</h2><p>Do you have a question for our
        doctor?</p><p>Write to us.</p></div>""",
    "a shop's answer": """<div class="qa"><p>Does the bottle fit into the holder of my bicycle?</p>
        <p>Answered by Moss on 3 May 2023</p><p>Yes, it fits into every holder that we have tried it
        with, and into most cars.</p></div>""",
    "teasers of answers": f"""<div class="related-posts"><h3>{QUESTION}</h3>
        <p>Answered by Dr. Lena Hoff</p><p>{ANSWER}</p></div>""",
    "links": f"""<div class="more"><h3><a href="/q">{QUESTION}</a></h3>
        <p>Answered by Dr. Lena Hoff</p><p><a href="/q">Read what she says about thirst and when
        it ought to be looked into</a></p></div>""",
}


def read(box: str) -> Document:
    """Return the cleaned document of a page with the box below its article."""
    html = (
        "<!doctype html><html lang=en><head><title>Why am I so thirsty? | Heron Weekly</title>"
        f"</head><body>{MENU}<main><article>{ARTICLE}</article></main>{box}{TEASERS}</body></html>"
    )
    page = RawPage("p", html.encode(), "p.html", "https://heron.example/thirst", "text/html")
    return clean(extract(page))


def standing(document: Document) -> str:
    return " ".join(document.clean_text.split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_question_that_a_professional_answers_is_kept(layout: str) -> None:
    document = read(LAYOUTS[layout])
    text = standing(document)
    if layout == "in another language":
        assert "Muss ich mir Sorgen machen?" in text
        assert "den Blutzucker messen" in text
    else:
        assert QUESTION in text
        assert ANSWER in text
    assert "Nine soups" not in text
    assert "All rights reserved" not in text


def test_what_is_kept_against_the_judge_is_flagged() -> None:
    document = read(LAYOUTS["labels"])
    flagged = [
        document.text[flag.start : flag.end]
        for flag in document.flags
        if flag.name == "answer-kept" and flag.start is not None
    ]
    assert ANSWER in flagged


@pytest.mark.parametrize("layout", NONE)
def test_other_boxes_of_questions_are_not_kept(layout: str) -> None:
    document = read(NONE[layout])
    assert not any(flag.name == "answer-kept" for flag in document.flags)


def test_the_article_above_the_answers_is_still_read() -> None:
    record = structure.read(read(LAYOUTS["labels"]))
    assert record.qa is None
    assert record.page_type == "article"

"""Whatever the bytes: no crash, exact offsets, and every visible word in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curette.extract import extract, html
from curette.model import Document, PageError, RawPage

QUICK = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TAGS = st.sampled_from(
    """
    p div span b i a ul ol li table tr td th dl dt dd h1 h2 h3 pre br hr article aside main nav
    section form button label details summary blockquote figure figcaption font center em x-card
    noscript template script style svg math select option textarea title frameset body html
    """.split()  # noqa: SIM905
)
ATTRIBUTES = st.sampled_from(
    ["", " class=a", " id='b c'", " hidden", " style='display:none'", " aria-hidden=true",
     " href=/", " role=main", " =", ' "', " a='", " <"]
)  # fmt: skip
ODD = st.sampled_from(
    ["&amp;", "&#0;", "&lt", "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "\x00", "\u200b",
     "\ufeff", "\u202e", "\u00ad", "\U0001f469\u200d\U0001f467", "e\u0301", "\ud7a3", "\t", "\r\n",
     "\n\n", "\u00a0", "\u2028", "<?x", "<!doctype html>", "\u00e2\u20ac\u2122"]
)  # fmt: skip
WORDS = st.integers(0, 999).map(lambda n: f"word{n} ")
PARTS = st.one_of(
    WORDS,
    WORDS,
    st.builds(lambda tag, more: f"<{tag}{more}>", TAGS, ATTRIBUTES),
    TAGS.map(lambda tag: f"</{tag}>"),
    ODD,
)
MARKUP = st.lists(PARTS, max_size=60).map("".join)
# Only what a browser shows, in tags that close: here each word must come through, in order.
SHOWN = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "div", "span", "b", "ul", "li", "h2", "aside", "em", "x-card"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip


def read(body: bytes, name: str) -> Document | None:
    try:
        return extract(RawPage("a", body, name))
    except PageError:
        return None


def check(document: Document) -> None:
    """Hold what every document must: blocks in order, trimmed, and covering all but white space."""
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(document.text)
        assert _is_blank(document.text[at : block.start])
        assert document.text[block.start : block.end].strip()
        at = block.end
    assert _is_blank(document.text[at:])
    for flag in document.flags:
        assert flag.start is None or 0 <= flag.start < (flag.end or 0) <= len(document.text)


def _is_blank(text: str) -> bool:
    return all(char.isspace() or char == "\x00" for char in text)


@QUICK
@given(MARKUP)
@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_any_markup(name: str, markup: str) -> None:
    document = read(markup.encode("utf-8", "surrogatepass"), name)
    if document is not None:
        check(document)
        assert document == read(markup.encode("utf-8", "surrogatepass"), name)


@QUICK
@given(st.binary(max_size=400))
@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_any_bytes(name: str, body: bytes) -> None:
    document = read(body, name)
    if document is not None:
        check(document)


@QUICK
@given(st.lists(SHOWN, min_size=1, max_size=6).map("".join))
def test_every_visible_word_is_in_the_text(markup: str) -> None:
    visible = re.findall(r"word\d+", re.sub("<[^>]*>", " ", markup))
    pieces = html.parse(f"<html><body>{markup}</body></html>").pieces
    assert re.findall(r"word\d+", " ".join(piece.text for piece in pieces)) == visible

from __future__ import annotations

import codecs
import itertools

import pytest

from curette.extract import encoding, extract
from curette.model import RawPage

GERMAN = (
    "Müdigkeit und Wadenkrämpfe können von zu wenig Magnesium kommen, größere Übel sind selten."
)
RUSSIAN = "Судороги в икрах по ночам бывают часто и обычно проходят сами за несколько минут." * 3


def html(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "says", "flags"),
    [
        (html(GERMAN, "utf-8").encode(), None, "utf-8", "meta", ()),
        (html(GERMAN).encode(), None, "utf-8", "assumed", ()),
        (html(GERMAN, "iso-8859-1").encode("cp1252"), None, "cp1252", "meta", ()),
        (html(GERMAN).encode("cp1252"), "text/html; charset=latin1", "cp1252", "header", ()),
        (
            html(GERMAN, "iso-8859-1").encode(),
            None,
            "utf-8",
            "detected",
            ("encoding-misdeclared",),
        ),
        (codecs.BOM_UTF8 + html(GERMAN).encode(), "text/html; charset=latin1", "utf-8", "bom", ()),
        (
            codecs.BOM_UTF16_LE + html(GERMAN).encode("utf-16-le"),
            None,
            "utf-16-le",
            "bom",
            (),
        ),
        (html(GERMAN, "no-such-code").encode(), None, "utf-8", "assumed", ()),
        (html(GERMAN, "utf-16").encode(), None, "utf-8", "assumed", ()),
    ],
)
def test_who_says_the_encoding(
    body: bytes, content_type: str | None, encoding: str, says: str, flags: tuple[str, ...]
) -> None:
    document = extract(RawPage("a", body, "a.html", None, content_type))
    assert document.text == GERMAN
    assert (document.meta.encoding, document.meta.encoding_from) == (encoding, says)
    assert tuple(flag.name for flag in document.flags) == flags


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [(RUSSIAN, "cp1251", ""), (RUSSIAN, "cp1251", "utf-8"), (GERMAN, "cp1252", "utf-8")],
)
def test_an_encoding_that_does_not_hold_is_detected(text: str, codec: str, declared: str) -> None:
    document = extract(RawPage("a", html(text, declared).encode(codec), "a.html"))
    assert document.text == text
    assert document.meta.encoding_from == "detected"
    assert "encoding-guessed" in {flag.name for flag in document.flags}


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    body = html(GERMAN).encode()
    cut = body[: body.rindex("Ü".encode()) + 1]
    document = extract(RawPage("a", cut, "a.html"))
    assert document.text.startswith("Müdigkeit")
    assert document.meta.encoding == "utf-8"
    assert "broken-bytes" in {flag.name for flag in document.flags}


def test_mojibake_is_mended_and_flagged() -> None:
    body = html("Wadenkrämpfe – was tun?").encode().decode("cp1252").encode()
    document = extract(RawPage("a", body, "a.html"))
    assert document.text == "Wadenkrämpfe – was tun?"
    assert [flag.name for flag in document.flags] == ["mojibake-mended"]


@pytest.mark.parametrize(
    "text", ["It’s 5 µg – “fine” … ½ tablet ≥ 3×/day", "naïve café Ærø, Ångström", "Ã is a letter"]
)
def test_good_text_is_not_mended(text: str) -> None:
    assert extract(RawPage("a", text.encode(), "a.txt")).text == text


@pytest.mark.parametrize(
    "label", ["hex", "zlib", "base64", "rot13", "undefined", "idna", "punycode", "unicode_escape"]
)
def test_a_codec_that_is_no_encoding_of_text_is_not_believed(label: str) -> None:
    page = RawPage("p", html("Naïve rest, and water.", label).encode(), "p.html")
    assert "Naïve rest" in extract(page).text


def test_what_is_not_even_suspect_is_never_bad() -> None:
    """Quotation marks, dashes and dots in any order of three, with letters and spaces between."""
    harmless = [char for name in encoding._HARMLESS for char in encoding.MOJIBAKE_CATEGORIES[name]]
    assert not any(map(encoding._SUSPECT.search, harmless))
    for some in itertools.product([*harmless, "a", "A", " ", "1", "."], repeat=3):
        assert not encoding.is_bad("".join(some))

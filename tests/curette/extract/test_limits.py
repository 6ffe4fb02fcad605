"""More than is read of a page is left out, at a word's end, and flagged; less is never touched."""

from __future__ import annotations

import base64

import pytest

from curette.extract import extract, html, limits
from curette.model import Document, RawPage

PROSE = "Cramps come at night, and stretching the leg helps. "


def read(body: str, name: str) -> Document:
    return extract(RawPage("a", body.encode(), name))


def flags(document: Document) -> set[str]:
    return {flag.name for flag in document.flags}


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CHARS", 1_000)
    monkeypatch.setattr(limits, "MAX_BLOCKS", 20)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("body", "name", "chars"),
    [
        (PROSE * 40, "a.txt", 999),
        (f"<p>{PROSE * 40}</p>", "a.html", 999),
        (f"<p>{PROSE}</p>" * 15 + f"<p>{PROSE * 9}", "a.html", 1_028),  # with its blank lines
        ("Cramps\n" * 40, "a.txt", 20 * 7 - 1),
        ("Cramps\n\n" * 40, "a.txt", 20 * 8 - 2),
        ("<p>" + "Cramps<br>" * 40, "a.html", 20 * 7 - 1),
        ("<p>Cramps</p>" * 40, "a.html", 20 * 8 - 2),
        ("<pre>" + "Cramps\n" * 40, "a.html", 20 * 7 - 1),
        ("x" * 5_000, "a.txt", 1_000),
        (f"<p>{'x' * 5_000}", "a.html", 1_000),
    ],
)
def test_a_page_of_too_much_is_cut_short(body: str, name: str, chars: int) -> None:
    document = read(body, name)
    assert len(document.text) == chars
    assert document.blocks[-1].end == chars
    assert "cut-short" in flags(document)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_page_below_the_limits_is_whole(name: str) -> None:
    document = read("\n\n".join([f"<p>{PROSE}</p>"] * 16), name)
    assert document.text.count("stretching") == 16
    assert "cut-short" not in flags(document)


def test_of_endless_tags_the_first_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MAX_TAGS", 10)
    parsed = html.parse(f"<p>{PROSE}</p>" * 9)
    assert len(parsed.pieces) == 5
    assert [flag.name for flag in parsed.flags] == ["cut-short"]


def test_pictures_written_out_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 3_000)
    picture = base64.b64encode(bytes(range(256)) * 20).decode()
    body = f'<p>{PROSE}<p><img src="data:image/png;base64,{picture}"><p>{PROSE}'
    document = read(body, "a.html")
    assert document.text.count("stretching") == 2
    assert "cut-short" not in flags(document)
    document = read(body + f"<p>{PROSE}" * 60, "a.html")
    assert document.text.count("stretching") > 40
    assert "cut-short" in flags(document)

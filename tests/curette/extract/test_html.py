from __future__ import annotations

import time

import pytest

from curette.extract import extract
from curette.extract.html import MAX_DEPTH, Piece, parse
from curette.model import Document, PageError, RawPage

PROSE = (
    "Cramps come at night, and most of them pass within a few minutes when the leg is stretched."
)


def pieces(body: str) -> list[Piece]:
    return parse(f"<html><body>{body}</body></html>").pieces


def texts(body: str) -> list[str]:
    return [piece.text for piece in pieces(body)]


def read(body: str | bytes, **fields: str) -> Document:
    raw = body if isinstance(body, bytes) else body.encode()
    return extract(RawPage("a", raw, fields.get("origin", "a.html"), fields.get("url")))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Take <b>two</b>fold\n  care.</p>", ["Take twofold care."]),  # inline glues as shown
        ("<p>One<br>two</p>", ["One\ntwo"]),
        ("<p>One<br> <br>two</p>", ["One", "two"]),
        ("<div>One<p>two</p>three</div>", ["One", "two", "three"]),
        ("<p>5&nbsp;mg</p>", ["5 mg"]),
        ("<p>mag&shy;nesium</p>", ["magnesium"]),
        ("<p>a<script>b</script><style>c</style><template>d</template></p>", ["a"]),
        ("<ul><li>Rest</li><li>Drink</li></ul>", ["Rest", "Drink"]),
        ("<pre>one\n  two\n\nthree</pre>", ["one\n  two", "three"]),
        ("<a>One</a><a>Two</a>", ["One Two"]),  # two links are two words on the screen
        ("<x-card>One</x-card><x-card>Two</x-card>", ["One Two"]),
        ("<p>Rest <or if it hurts>, and see a doctor.</p>", ["Rest , and see a doctor."]),
        ("<story><p>One</p></story><p>Two</p>", ["One", "Two"]),
        ("<p>seen <span style='display:none'>not</span> here</p>", ["seen here"]),
        ("<p>漢字<ruby>薬<rp>(</rp><rt>くすり</rt><rp>)</rp></ruby></p>", ["漢字薬くすり"]),
        ("<noscript>Turn scripts on.</noscript><p>Text</p>", ["Text"]),
    ],
)
def test_text_as_a_browser_shows_it(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h3>Causes</h3>", [("heading", 3)]),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", [("list_item", 1), ("list_item", 2)]),
        ("<dl><dt>a</dt><dd>b</dd></dl>", [("term", 0), ("definition", 0)]),
        ("<blockquote><p>a</p></blockquote>", [("quote", 0)]),
        ("<figure><figcaption>a</figcaption></figure>", [("caption", 0)]),
        ("<details><summary>a</summary><p>b</p></details>", [("heading", 0), ("paragraph", 0)]),
        ("<li><article><p>a</p></article></li>", [("paragraph", 0)]),
        ("<button>a</button>", [("control", 0)]),
    ],
)
def test_kinds(body: str, expected: list[tuple[str, int]]) -> None:
    assert [(piece.kind, piece.level) for piece in pieces(body)] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<p>Take <span class='gloss'>ibuprofen<span class='tooltip-text'>A drug <b>against</b>"
            " pain.</span></span> twice a day.</p><p>Next.</p>",
            [("Take ibuprofen twice a day.", False), ("A drug against pain.", True),
             ("Next.", False)],
        ),
        (
            "<p>Dr. <span class=popover><a href=/h>Hoff</a><span role=tooltip><a href=/1>One</a>"
            "<br><a href=/2>Two</a></span></span> says <i class=js-PopupBox>a <em role=tooltip>b"
            "</em></i> so.</p>",
            [("Dr. Hoff says so.", False), ("One\nTwo", True), ("b", True), ("a", True)],
        ),
        ("<p>A <span class='tooltip'>word</span> stays.</p>", [("A word stays.", False)]),
        ("<p><span class='popup-box'>Its own line.</span></p>", [("Its own line.", False)]),
        ("<p>No end <span role=tooltip>of it", [("No end", False), ("of it", True)]),
    ],
)  # fmt: skip
def test_what_opens_over_a_sentence_stands_below_it(
    body: str, expected: list[tuple[str, bool]]
) -> None:
    assert [(piece.text, piece.hidden) for piece in pieces(body)] == expected


def test_a_row_of_data_is_one_block() -> None:
    body = "<table><tr><th>Drug<th>Dose</tr><tr><td>Ibuprofen<td><p>200 <b>mg</b></p></tr></table>"
    assert [(piece.kind, piece.text) for piece in pieces(body)] == [
        ("row", "Drug\tDose"),
        ("row", "Ibuprofen\t200 mg"),
    ]


def test_a_table_that_arranges_the_page_is_taken_apart() -> None:
    body = "<table><tr><td><p>One.</p><p>Two.</p></td><td><h2>Three</h2></td></tr></table>"
    assert [piece.kind for piece in pieces(body)] == ["paragraph", "paragraph", "heading"]


def test_evidence() -> None:
    body = '<div id="main" class="wide content"><p>One <a href="/">two</a></p></div>'
    piece = pieces(body)[0]
    assert piece.path == "body>div#main.wide.content>p"
    assert piece.link_share == pytest.approx(3 / 7, abs=0.01)
    assert [p.hidden for p in pieces("<div hidden><p>a</p></div><p>b</p>")] == [True, False]


def test_blocks_lead_into_the_text() -> None:
    document = read(f"<h1>Cramps</h1><p>{PROSE}</p><ul><li>Rest</li><li>Drink</li></ul>")
    parts = [document.text[block.start : block.end] for block in document.blocks]
    assert parts == ["Cramps", PROSE, "Rest", "Drink"]
    assert document.text == f"Cramps\n\n{PROSE}\n\nRest\nDrink"
    assert document.meta.language == "en"
    assert all(block.main_score is not None for block in document.blocks)


def test_text_in_noscript_only() -> None:
    document = read(f"<body><noscript>{'<p>' + PROSE + '</p>'} {PROSE * 5}</noscript></body>")
    assert PROSE in document.text
    assert "noscript-text" in {flag.name for flag in document.flags}


def test_elements_of_two_noscripts_have_numbers_of_their_own() -> None:
    parts = "".join(f"<noscript><div><p>{PROSE * 4}</p></div></noscript>" for _ in range(2))
    first, second = pieces(f"<p>Menu</p>{parts}")[1:]
    assert not set(first.trail) & set(second.trail)


def test_text_in_json_ld_only() -> None:
    body = (
        '<script type="application/ld+json">{"@type":"Article","articleBody":"'
        + PROSE * 4
        + '"}</script><div id="root">Loading</div>'
    )
    document = read(body)
    assert PROSE in document.text
    assert "text-from-metadata" in {flag.name for flag in document.flags}


ARTICLE = PROSE * 6
LD = '<script type="application/ld+json">{"@type":"Article","articleBody":"%s"}</script>'


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        (f"<p>{PROSE}{PROSE}{PROSE}</p>", None),
        ("<p>Rest. Drink.</p>", None),  # short, and nothing says that there is more
        ("<script></script>" * 2 + "<p>Rest. Drink.</p>", None),
        ("<p>Rest. Drink.</p><main></main>", "needs-browser"),
        ("<p>Menu</p><x-app></x-app>", "needs-browser"),
        ("<p>Menu</p><div id=root></div>", "needs-browser"),
        ('<link rel="modulepreload" href="a.js"><p>Menu</p>', "needs-browser"),
        ("<p>Menu</p><noscript>Bitte JavaScript einschalten</noscript>", "needs-browser"),
        (f"{'<p>Menu of words</p>' * 30}<main></main>", "needs-browser"),
        (f"{'<p>Menu of words</p>' * 30}<main>Rest.</main>", None),
        (f"<p>{ARTICLE}<main></main>", None),  # it stands beside its `main`
        (f"<p>Menu</p><main></main><div hidden>{ARTICLE}</div>", "hidden-text"),
        (f"<p>{PROSE * 4}</p><div hidden>{PROSE * 9}</div>", None),
        (f"<main></main>{LD % ARTICLE}", "text-from-metadata"),
        (f"<p>Menu of many words, {'and more, ' * 30}</p>{LD % ARTICLE}", "text-from-metadata"),
        (f"<p>{ARTICLE}</p>{LD % (ARTICLE * 2)}", None),  # told in full, and shown
        (LD % f"<p>{PROSE}</p><p>{ARTICLE}</p>", "text-from-metadata"),
    ],
)
def test_text_that_scripts_would_draw_or_show(body: str, flag: str | None) -> None:
    document = read(f"<html><body>{body}")
    known = {"needs-browser", "hidden-text", "text-from-metadata"}
    assert {found.name for found in document.flags} & known == ({flag} if flag else set())
    assert "<p>" not in document.text
    if flag and flag != "needs-browser":
        assert PROSE in document.text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG"),
        (bytes(range(256)) * 4, "binary"),
        (b"<html><body><img src=a></body></html>", "no text"),
        (b'<html><body><div id="root"></div><script src=a></script>', "needs a browser"),
        (b"<html><body><div></div><main></main>", "needs a browser"),
        (b"<html><body><my-app></my-app>", "needs a browser"),
    ],
)
def test_pages_without_text_are_errors(body: bytes, error: str) -> None:
    with pytest.raises(PageError, match=error) as caught:
        read(body)
    assert caught.value.failure.stage == "extract"
    assert caught.value.failure.cure


@pytest.mark.parametrize("depth", [300, 5_000, 60_000])
@pytest.mark.parametrize("tag", ["div", "span", "blockquote"])
def test_deep_nesting_is_flattened_and_flagged(tag: str, depth: int) -> None:
    began = time.process_time()
    parsed = parse(f"<{tag}>" * depth + PROSE + f"</{tag}>" * depth + "<p>After.</p>")
    assert [piece.text for piece in parsed.pieces] == [PROSE, "After."] or tag == "span"
    assert PROSE in " ".join(piece.text for piece in parsed.pieces)
    assert [flag.name for flag in parsed.flags] == ["deep-nesting"]
    assert all(piece.path.count(">") <= MAX_DEPTH for piece in parsed.pieces)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "body",
    [
        "<p>" * 20_000,
        "<table>" + "<tr><td>1<td>2" * 30_000,
        "<!--" * 20_000 + PROSE,
        "<" * 100_000,
        "<a " * 20_000,
        "<p><b><p><i>" * 2_000 + PROSE,
        f"<p>{PROSE}\x00{PROSE}</p></div></div></p></table>",
        "<div" + " a" * 50_000 + f">{PROSE}",
        "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + f">{PROSE}",
        "".join(f"<font color={number}><p>" for number in range(20_000)) + PROSE,
        "<a" * 400_000,
        ("<a " * 3_300 + ">") * 400 + PROSE,
        "<span style='display:none'>a b " * 9_900,
        "<span style='display:none'>" * 200 + "a b c " * 200_000,
    ],
)
def test_broken_pages_end_in_time(body: str) -> None:
    """Each of these takes minutes where the time grows with the square of the size."""
    began = time.process_time()
    parse(body)
    assert time.process_time() - began < 20

import time

import pytest

from curette.crawl.links import MOST_LINKS, links
from curette.model import RawPage

URL = "https://heartleaf.example/guide/index.html"


def page(html: str | bytes, content_type: str | None = "text/html") -> RawPage:
    body = html if isinstance(html, bytes) else html.encode()
    return RawPage("id", body, URL, URL, content_type)


def test_links_come_in_page_order_each_once() -> None:
    html = '<a href="b">b</a> <a href="/a#x">a</a> <area href="c?utm_source=m"> <a href="b#y">b</a>'
    assert links(page(html)) == (
        "https://heartleaf.example/guide/b",
        "https://heartleaf.example/a",
        "https://heartleaf.example/guide/c",
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="mailto:ada@heartleaf.example">',
        '<a href="javascript:void(0)">',
        '<a href="tel:123">',
        '<a href="http://[bad/">',
        '<a href="leaflet.PDF?v=2">',
        '<a href="calf.jpg">',
        '<a rel="NoFollow noopener" href="ad">',
        '<a rel="ugc" href="comment">',
        "<a name='top'>",
        "<a href>",
        "<!-- <a href='hidden'> -->",
        "<script>'<a href=\"x\">'</script>",
    ],
)
def test_what_is_not_followed(tag: str) -> None:
    assert set(links(page(tag + "text</a>"))) <= {URL}


def test_quotes_may_hold_brackets() -> None:
    html = '<div title="a > b"><a title="a > b" href="/c">c</a> <p data-x="<a href=/no>">d</p>'
    assert links(page(html))[0] == "https://heartleaf.example/c"


def test_near_misses_are_followed() -> None:
    html = '<a rel="noopener" href="a.pdf/about"></a><a href="page.htm"></a><a href=""></a>'
    assert links(page(html)) == (
        "https://heartleaf.example/guide/a.pdf/about",
        "https://heartleaf.example/guide/page.htm",
        URL,
    )


def test_a_base_is_honoured() -> None:
    html = '<base href="https://mossbank.example/x/"><a href="b">'
    assert links(page(html)) == ("https://mossbank.example/x/b",)
    assert links(page('<base href="mailto:x"><a href="/b">')) == ("https://heartleaf.example/b",)


@pytest.mark.parametrize("name", ["robots", "ROBOTS", "curette"])
def test_a_page_may_ask_not_to_be_followed(name: str) -> None:
    assert links(page(f'<meta name="{name}" content="noindex, NoFollow"><a href="b">')) == ()


def test_other_requests_to_robots_do_not_stop_us() -> None:
    assert links(page('<meta name="robots" content="noindex"><a href="/b">'))
    assert links(page('<meta name="googlebot" content="nofollow"><a href="/b">'))


def test_plain_text_has_no_links() -> None:
    assert links(page('<a href="b">', "text/plain; charset=utf-8")) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe\x00\x00", b"%PDF-1.4 <a href=", b"<div>" * 1_000_000 + b"<a href=/b>",
        b"<a href='/b'" * 50_000, b"<!--" * 100_000, b"<div " * 500_000, b"<a " * 500_000,
        b"<a>" * 500_000,
        b"<a " + b" ".join(b"x%d=1" % n for n in range(200_000)) + b">", b"<title>" * 200_000,
        b"<noscript>" * 200_000, b"<svg><a>" * 50_000, b"<a><b><i><table>" * 50_000,
    ],
)  # fmt: skip
def test_bad_pages_end_soon(body: bytes) -> None:
    """Each of these takes minutes where the time grows with the square of the size."""
    began = time.process_time()
    links(page(body))
    assert time.process_time() - began < 20


def test_a_page_of_links_to_everything_is_cut_off() -> None:
    html = "".join(f'<a href="/{number}">x</a>' for number in range(MOST_LINKS + 100))
    assert len(links(page(html))) == MOST_LINKS

"""The fetcher on a local server: politeness, redirects, retries, and what an answer becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from curette.crawl.answers import Known, Validators
from curette.crawl.fetch import Fetcher, Limits
from curette.crawl.urls import page_id
from curette.model import PageError, RawPage

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.at = 100.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.waits.append(round(seconds, 3))

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at - 100.0)


def fetcher(clock: Clock | None = None, **options: Any) -> Fetcher:
    clock = clock or Clock()
    options = {"pace": 0.0, "allow_loopback": True, **options}
    return Fetcher(clock=clock, sleep=clock.sleep, now=clock.now, **options)


def fault(url: str, **options: Any) -> str:
    with fetcher(**options) as found, pytest.raises(PageError) as caught:
        found.fetch(url)
    assert caught.value.failure.page == url
    assert caught.value.failure.stage == "fetch"
    assert caught.value.failure.cure
    return caught.value.failure.error


def turns(*answers: Callable[[Any], None]) -> Callable[[Any], None]:
    """Answer the first request with the first, and so on; the last one stays."""
    left = list(answers)
    return lambda talk: (left.pop(0) if len(left) > 1 else left[0])(talk)


def test_a_page_is_what_was_served(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.page(b"<p>Rest \xff.</p>"))
    with fetcher() as found:
        page = found.fetch(url + "#top")
    assert page == RawPage(
        id=page_id(url),
        body=b"<p>Rest \xff.</p>",
        origin=url + "#top",
        url=url,
        content_type="text/html; charset=utf-8",
        fetched_at="2026-03-01T12:00:00+00:00",
    )


def test_it_says_who_it_is(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.page())
    with fetcher(contact="mailto:ada@heartleaf.example") as found:
        found.fetch(url)
    assert server.asked == ["/robots.txt", "/a"]
    for headers in server.headers:
        assert headers["user-agent"].startswith("curette/")
        assert "mailto:ada@heartleaf.example" in headers["user-agent"]
        assert headers["host"] == f"127.0.0.1:{server.port}"
        assert "cookie" not in headers


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        (b"text/html", True),
        (b"Application/XHTML+xml; charset=x", True),
        (b"text/plain", True),
        (b"", True),  # says nothing; the bytes are judged later
        (b"application/pdf", False),
        (b"image/png", False),
        (b"application/octet-stream", False),
    ],
)
def test_content_types(server: Any, kind: bytes, taken: bool) -> None:
    header = b"Content-Type: " + kind + b"\r\n" if kind else b""
    url = server.on("/a", lambda talk: talk.page(headers=header))
    if taken:
        with fetcher() as found:
            assert found.fetch(url).body == b"<p>Rest.</p>"
    else:
        assert kind.decode() in fault(url)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("401 Unauthorized", "login"),
        ("403 Forbidden", "refuses"),
        ("404 Not Found", "no such page"),
        ("410 Gone", "gone"),
        ("204 No Content", "gives no page"),
        ("206 Partial Content", "gives no page"),
        ("418 Teapot", "status 418"),
        ("501 Not Implemented", "in trouble"),
    ],
)
def test_statuses(server: Any, status: str, says: str) -> None:
    url = server.on("/a", lambda talk: talk.page(b"", status=status))
    assert says in fault(url)
    assert server.asked.count("/a") == 1  # none of these gets better by asking again


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://127.0.0.1/a", "gopher://127.0.0.1/", "no address", ""]
)
def test_other_schemes_are_no_addresses(url: str) -> None:
    assert "http" in fault(url)


# Robots


def robots(server: Any, text: bytes) -> None:
    server.on("/robots.txt", lambda talk: talk.page(text, headers=b"Content-Type: text/plain\r\n"))


def test_robots_is_asked_once_and_obeyed(server: Any) -> None:
    robots(server, b"User-agent: curette\nDisallow: /private\nUser-agent: *\nDisallow: /\n")
    server.on("/a", lambda talk: talk.page())
    secret = server.on("/private/b", lambda talk: talk.page())
    with fetcher() as found:
        found.fetch(server.base + "/a")
        with pytest.raises(PageError, match=r"robots\.txt forbids"):
            found.fetch(secret)
    assert server.asked == ["/robots.txt", "/a"]


def test_robots_of_others_do_not_bind_us(server: Any) -> None:
    robots(server, b"User-agent: SomeOtherBot\nDisallow: /\n")
    url = server.on("/a", lambda talk: talk.page())
    with fetcher() as found:
        assert found.fetch(url).body


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_no_robots_allows_all(server: Any, status: str) -> None:
    server.on("/robots.txt", lambda talk: talk.page(b"", status=status))
    url = server.on("/a", lambda talk: talk.page())
    with fetcher() as found:
        assert found.fetch(url).body


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Slow"])
def test_robots_in_trouble_forbids_all_for_now(server: Any, status: str) -> None:
    server.on("/robots.txt", lambda talk: talk.page(b"", status=status))
    url = server.on("/a", lambda talk: talk.page())
    assert status[:3] in fault(url)
    assert "/a" not in server.asked


def test_robots_that_never_arrives_forbids_all(server: Any) -> None:
    server.on("/robots.txt", lambda talk: server.over.wait(5))
    url = server.on("/a", lambda talk: talk.page())
    assert "robots.txt could not be read" in fault(url, limits=Limits(page_seconds=0.2))
    assert "/a" not in server.asked


def test_a_huge_robots_is_read_as_far_as_the_standard_asks(server: Any) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"# padding\n" * 100_000 + b"Disallow: /\n"
    robots(server, rules)
    url = server.on("/a", lambda talk: talk.page())
    with fetcher() as found:
        assert found.fetch(url).body
        with pytest.raises(PageError, match="forbids"):
            found.fetch(server.base + "/private")


def test_robots_may_be_redirected(server: Any) -> None:
    server.on("/robots.txt", lambda talk: talk.redirect("/r"))
    server.on("/r", lambda talk: talk.page(b"User-agent: *\nDisallow: /a\n"))
    assert "forbids" in fault(server.base + "/a")


# Pace


def test_requests_to_one_host_start_a_pace_apart(server: Any) -> None:
    clock = Clock()
    for path in ("/a", "/b"):
        server.on(path, lambda talk: talk.page())
    with fetcher(clock, pace=2.0) as found:
        found.fetch(server.base + "/a")
        clock.at += 0.5  # the page took half a second; the pace counts from its start
        found.fetch(server.base + "/b")
    assert clock.waits == [2.0, 1.5]


def test_crawl_delay_slows_us_down_and_never_speeds_us_up(server: Any) -> None:
    robots(server, b"User-agent: *\nCrawl-delay: 5\n")
    for path in ("/a", "/b"):
        server.on(path, lambda talk: talk.page())
    clock = Clock()
    with fetcher(clock, pace=1.0) as found:
        found.fetch(server.base + "/a")
        found.fetch(server.base + "/b")
    assert clock.waits == [1.0, 5.0]  # the first is before robots.txt was known
    clock = Clock()
    with fetcher(clock, pace=9.0) as found:
        found.fetch(server.base + "/a")
        found.fetch(server.base + "/b")
    assert clock.waits == [9.0, 9.0]


def test_a_crawl_delay_beyond_patience_is_said(server: Any) -> None:
    robots(server, b"User-agent: *\nCrawl-delay: 86400\n")
    url = server.on("/a", lambda talk: talk.page())
    assert "86400 seconds" in fault(url)
    assert "/a" not in server.asked


# Redirects


def test_a_redirect_is_followed_and_the_page_is_known_by_its_end(server: Any) -> None:
    url = server.on("/old", lambda talk: talk.redirect("/new?utm_source=x#y"))
    server.on("/new", lambda talk: talk.page())
    with fetcher() as found:
        page = found.fetch(url)
    assert (page.origin, page.url) == (url, server.base + "/new")
    assert page.id == page_id(server.base + "/new")


def test_redirects_in_a_circle_end(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.redirect("/b"))
    server.on("/b", lambda talk: talk.redirect("/a"))
    assert "more than 5 redirects" in fault(url)
    assert server.asked.count("/a") + server.asked.count("/b") == 6


def test_each_hop_asks_robots(server: Any) -> None:
    robots(server, b"User-agent: *\nDisallow: /private\n")
    url = server.on("/a", lambda talk: talk.redirect("/private"))
    server.on("/private", lambda talk: talk.page())
    assert "forbids" in fault(url)
    assert "/private" not in server.asked


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("file:///etc/hostname", "http"),
        ("ftp://127.0.0.1/", "http"),
        ("http://ada:secret@127.0.0.1/", "password"),
        ("http://10.0.0.1/", "private network"),
        ("http://169.254.169.254/latest/meta-data/", "local link"),
        ("http://[::ffff:127.0.0.1]/", "IPv4 address in IPv6 dress"),
        ("", "leads nowhere"),
    ],
)
def test_redirects_to_where_no_page_lies(server: Any, location: str, says: str) -> None:
    assert says in fault(server.on("/a", lambda talk: talk.redirect(location)))


def test_a_redirect_out_of_the_source_is_refused(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.redirect("/b"))
    with fetcher() as found, pytest.raises(PageError, match="outside what may be read"):
        found.fetch(url, allowed=lambda address: address.endswith("/a"))
    assert "/b" not in server.asked


# Retries


def test_a_busy_server_is_asked_again_later(server: Any) -> None:
    clock = Clock()
    busy = lambda talk: talk.page(b"", status="503 Busy")  # noqa: E731
    url = server.on("/a", turns(busy, busy, lambda talk: talk.page()))
    with fetcher(clock) as found:
        assert found.fetch(url).body
    assert clock.waits == [1.0, 2.0]


def test_a_server_that_stays_busy_is_given_up(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.page(b"", status="503 Busy"))
    assert "in trouble (status 503)" in fault(url)
    assert server.asked.count("/a") == 3


@pytest.mark.parametrize("value", ["7", "Sun, 01 Mar 2026 12:00:07 GMT"])
def test_retry_after_is_honoured(server: Any, value: str) -> None:
    clock = Clock()
    header = f"Retry-After: {value}\r\n".encode()
    busy = lambda talk: talk.page(b"", status="429 Slow", headers=header)  # noqa: E731
    url = server.on("/a", turns(busy, lambda talk: talk.page()))
    with fetcher(clock) as found:
        assert found.fetch(url).body
    assert clock.waits == [7.0]


@pytest.mark.parametrize("value", ["3600", "9" * 40, "Sun, 01 Mar 2026 13:00:00 GMT"])
def test_a_retry_after_beyond_patience_leaves_the_host_alone(server: Any, value: str) -> None:
    header = f"Retry-After: {value}\r\n".encode()
    busy = lambda talk: talk.page(b"", status="429 Slow", headers=header)  # noqa: E731
    url = server.on("/a", busy)
    server.on("/b", lambda talk: talk.page())
    clock = Clock()
    with fetcher(clock) as found:
        for address in (url, server.base + "/b"):
            with pytest.raises(PageError, match="left alone"):
                found.fetch(address)
    assert server.asked == ["/robots.txt", "/a"]
    assert clock.waits == []


@pytest.mark.parametrize("value", ["soon", "-5", "99999999999999999999 GMT", "1e9"])
def test_a_retry_after_that_says_nothing_is_a_plain_backoff(server: Any, value: str) -> None:
    clock = Clock()
    header = f"Retry-After: {value}\r\n".encode()
    busy = lambda talk: talk.page(b"", status="429 Slow", headers=header)  # noqa: E731
    url = server.on("/a", turns(busy, lambda talk: talk.page()))
    with fetcher(clock) as found:
        assert found.fetch(url).body
    assert clock.waits == [1.0]


def test_a_connection_that_breaks_off_is_tried_again(server: Any) -> None:
    cut = lambda talk: talk.hang_up()  # noqa: E731
    url = server.on("/a", turns(cut, lambda talk: talk.page()))
    with fetcher() as found:
        assert found.fetch(url).body


# What is known from an earlier run


def known_page(url: str, body: bytes) -> RawPage:
    return RawPage(page_id(url), body, url, url, "text/html", "2025-01-01T00:00:00+00:00")


def test_an_unchanged_page_keeps_its_bytes_and_its_date(server: Any) -> None:
    def answer(talk: Any) -> None:
        assert talk.headers["if-none-match"] == '"v1"'
        assert talk.headers["if-modified-since"] == "Sun, 01 Mar 2026 12:00:00 GMT"
        talk.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    url = server.on("/a", answer)
    given = Validators('"v1"', "Sun, 01 Mar 2026 12:00:00 GMT")
    page = known_page(url, b"<p>Before</p>")
    with fetcher(known={url: Known(page, given)}) as found:
        assert found.fetch(url) == page
        assert found.validators == {page.id: given}


def test_same_bytes_without_a_validator_keep_their_date_too(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.page(b"<p>Before</p>"))
    page = known_page(url, b"<p>Before</p>")
    with fetcher(known={url: Known(page)}) as found:
        assert found.fetch(url) == page


def test_a_changed_page_is_new(server: Any) -> None:
    header = b'Content-Type: text/html\r\nETag: "v2"\r\n'
    url = server.on("/a", lambda talk: talk.page(b"<p>After</p>", headers=header))
    page = known_page(url, b"<p>Before</p>")
    with fetcher(known={url: Known(page, Validators('"v1"'))}) as found:
        after = found.fetch(url)
    assert (after.body, after.fetched_at) == (b"<p>After</p>", "2026-03-01T12:00:00+00:00")
    assert found.validators == {page.id: Validators('"v2"')}


def test_an_unasked_304_is_a_fault(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.send(b"HTTP/1.1 304 Not Modified\r\n\r\n"))
    assert "no earlier copy" in fault(url)

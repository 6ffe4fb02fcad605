"""The fetcher against a server that means harm: each attack ends soon and takes little memory."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from curette.crawl.fetch import Fetcher, Limits
from curette.model import PageError

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = Limits(body_bytes=200_000, page_seconds=0.4, read_seconds=0.2, connect_seconds=0.3)
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

# Longer than the limits above allow, shorter than a hang, on a machine that is busy.
SOON = 5.0


def fault(url: str, limits: Limits = LIMITS) -> str:
    began = time.monotonic()
    with (
        Fetcher(pace=0, allow_loopback=True, limits=limits, sleep=lambda seconds: None) as found,
        pytest.raises(PageError) as caught,
    ):
        found.fetch(url)
    assert time.monotonic() - began < SOON
    return caught.value.failure.error


def packed(body: bytes, encoding: bytes = b"gzip") -> Callable[[Any], None]:
    headers = b"Content-Type: text/html\r\nContent-Encoding: " + encoding + b"\r\n"
    return lambda talk: talk.page(body, headers=headers)


def drip(talk: Any, piece: bytes) -> None:
    """Send a piece now and then, each in time, for as long as the test runs."""
    while not talk.over.wait(0.05):
        talk.send(piece)


def test_a_bomb_of_gzip(server: Any) -> None:
    bomb = gzip.compress(bytes(60_000_000))
    assert len(bomb) < LIMITS.body_bytes
    assert "larger than 0.2 MB" in fault(server.on("/a", packed(bomb)))


def test_a_bomb_inside_a_bomb(server: Any) -> None:
    bomb = gzip.compress(gzip.compress(bytes(60_000_000)))
    assert "packed twice" in fault(server.on("/a", packed(bomb)))
    assert "not asked for" in fault(server.on("/b", packed(bomb, b"gzip, gzip")))


def test_packing_that_was_not_asked_for(server: Any) -> None:
    assert "'br'" in fault(server.on("/a", packed(b"xx", b"br")))


def test_packing_in_two_headers_is_two_layers(server: Any) -> None:
    url = server.on("/a", packed(b"x", b"gzip\r\nContent-Encoding: gzip"))
    assert "'gzip, gzip'" in fault(url)


def test_a_body_that_is_not_packed_as_it_says(server: Any) -> None:
    assert "is not the gzip" in fault(server.on("/a", packed(b"<p>Rest.</p>")))


def test_a_packed_body_that_is_cut_off(server: Any) -> None:
    body = gzip.compress(b"<p>Do not stop the tablets without asking.</p>")[:-12]
    assert "cut off" in fault(server.on("/a", packed(body)))


def test_an_endless_body(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(HTML + b"\r\n")
        while not talk.over.is_set():
            talk.send(b"x" * 10_000)

    assert "larger than" in fault(server.on("/a", answer))


def test_an_endless_body_in_chunks_of_nothing(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(HTML + b"Transfer-Encoding: chunked\r\n\r\n")
        drip(talk, b"1;note=" + b"x" * 500 + b"\r\nx\r\n")

    assert "in time" in fault(server.on("/a", answer))


def test_a_body_larger_than_its_length_says(server: Any) -> None:
    """The rest belongs to no request; it must not become the answer to the next one."""
    answer = HTML + b"Content-Length: 4\r\n\r\nRest" + HTML + b"Content-Length: 4\r\n\r\nEvil"
    server.on("/a", lambda talk: talk.send(answer))
    server.on("/b", lambda talk: talk.page(b"Honest"))
    with Fetcher(pace=0, allow_loopback=True, limits=LIMITS) as found:
        assert found.fetch(server.base + "/a").body == b"Rest"
        assert found.fetch(server.base + "/b").body == b"Honest"


def test_a_body_smaller_than_its_length_says(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(HTML + b"Content-Length: 400\r\n\r\nRest")
        talk.hang_up()

    assert "broke off" in fault(server.on("/a", answer))


def test_a_length_that_is_no_number(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.send(HTML + b"Content-Length: many\r\n\r\nRest"))
    assert "no proper answer" in fault(url)


def test_a_slow_body(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(HTML + b"Content-Length: 100000\r\n\r\n")
        drip(talk, b"x")

    assert "in time" in fault(server.on("/a", answer))


def test_a_body_that_stops(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(HTML + b"Content-Length: 100000\r\n\r\nRest")
        talk.over.wait(SOON)

    assert "in time" in fault(server.on("/a", answer))


def test_a_slow_header(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nX: ")
        drip(talk, b"x")

    assert "in time" in fault(server.on("/a", answer))


def test_a_server_that_says_nothing(server: Any) -> None:
    assert "in time" in fault(server.on("/a", lambda talk: talk.over.wait(SOON)))


def test_a_header_of_twenty_megabytes(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(2_000):
            talk.send(b"x" * 10_000)

    assert "no proper answer" in fault(server.on("/a", answer))


def test_endless_headers(server: Any) -> None:
    def answer(talk: Any) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\n")
        while not talk.over.is_set():
            talk.send(b"X: y\r\n" * 1_000)

    assert "no proper answer" in fault(server.on("/a", answer))


def test_endless_provisional_answers(server: Any) -> None:
    def answer(talk: Any) -> None:
        drip(talk, b"HTTP/1.1 102 Processing\r\n\r\n" * 10)

    assert "in time" in fault(server.on("/a", answer))


def test_no_http_at_all(server: Any) -> None:
    url = server.on("/a", lambda talk: talk.send(b"220 mail.heartleaf.example ESMTP\r\n\r\n"))
    assert "no proper answer" in fault(url)


@pytest.fixture
def nobody() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_a_connection_that_is_refused(nobody: str) -> None:
    assert "cannot be reached" in fault(nobody + "/a")


def test_a_host_that_cannot_be_reached_is_not_tried_for_each_page(
    nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        tries.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr("curette.crawl.fetch._resolve", resolve)
    with Fetcher(pace=0, allow_loopback=True, limits=LIMITS) as found:
        for path in ("/a", "/b", "/c"):
            with pytest.raises(PageError, match="cannot be reached"):
                found.fetch(nobody + path)
    assert len(tries) == 1


def test_the_time_of_a_page_is_shared_by_its_tries(server: Any) -> None:
    """Three tries of a page do not take three times as long."""

    def answer(talk: Any) -> None:
        talk.over.wait(0.15)
        talk.hang_up()

    url = server.on("/a", answer)
    assert "in time" in fault(url, Limits(page_seconds=0.3, read_seconds=0.2))
    assert server.asked.count("/a") < 3


# What is honest must get through the same limits.


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"<p>Rest.</p>"), b"gzip"),
        (gzip.compress(b"<p>Rest.</p>"), b"x-gzip"),
        (gzip.compress(b"<p>Rest.</p>"), b"GZIP, identity"),
        (gzip.compress(b"<p>Re") + gzip.compress(b"st.</p>"), b"gzip"),
        (gzip.compress(b"<p>Rest.</p>") + bytes(64), b"gzip"),
        (zlib.compress(b"<p>Rest.</p>"), b"deflate"),
        (zlib.compress(b"<p>Rest.</p>")[2:-4], b"deflate"),
        (b"<p>Rest.</p>", b"identity"),
    ],
)
def test_honest_packing(server: Any, body: bytes, encoding: bytes) -> None:
    url = server.on("/a", packed(body, encoding))
    with Fetcher(pace=0, allow_loopback=True, limits=LIMITS) as found:
        assert found.fetch(url).body == b"<p>Rest.</p>"


def test_a_page_just_within_the_limit(server: Any) -> None:
    body = b"x" * LIMITS.body_bytes
    server.on("/a", lambda talk: talk.page(body))
    server.on("/b", packed(gzip.compress(body)))
    server.on("/c", lambda talk: talk.page(body + b"x"))
    with Fetcher(pace=0, allow_loopback=True, limits=LIMITS) as found:
        assert found.fetch(server.base + "/a").body == body
        assert found.fetch(server.base + "/b").body == body
        with pytest.raises(PageError, match="larger than"):
            found.fetch(server.base + "/c")

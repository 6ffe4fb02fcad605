"""Fetch one page: the only door to the network, and a slow, honest and bounded one.

Built on httpcore2, the engine of httpx2 (the living fork of httpx, which has had no release since
2024). The engine is used bare, since it takes a network backend, which is where the address
guard sits; redirects, unpacking and retries are decided here anyway.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import httpcore2

import curette
from curette.crawl import guard
from curette.crawl.body import BodyError, read_body
from curette.crawl.robots import LONGEST_ROBOTS, PRODUCT, Robots, closed, read_robots
from curette.crawl.urls import AddressError, canonical, page_id
from curette.model import PageError, RawPage

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

ACCEPTED_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
BUSY = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

# Addresses of one name that are tried in turn; big sites give eight and more.
MOST_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one page may take.

    Health pages of the extraction benchmark are below 2 MB each; 10 MB leaves room for the odd
    one with its pictures inside. Half a minute is what a person would wait, and longer than
    the slowest honest page met. A wait that a server asks for does not count against it.
    """

    body_bytes: int = 10_000_000
    page_seconds: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 10.0
    redirects: int = 5
    tries: int = 3
    wait_seconds: float = 60.0
    """The longest wait a server can ask for (Retry-After, Crawl-delay) before we go elsewhere."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by later whether a page has changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A page of an earlier run, and what to ask by whether it has changed."""

    page: RawPage
    validators: Validators


class _RefusedError(Exception):
    """Why an address was not fetched, before it is known for which page."""

    def __init__(self, error: str, cure: str) -> None:
        super().__init__(error)
        self.error = error
        self.cure = cure


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class _Budget:
    """The seconds of network time that a page has left."""

    seconds: float
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def running(self, backend: _GuardedBackend) -> Iterator[None]:
        started = self.clock()
        backend.deadline = started + self.seconds
        try:
            yield
        finally:
            self.seconds = max(0.0, self.seconds - (self.clock() - started))


class Fetcher:
    """Fetches pages one at a time, at each host's pace; hold it open for a whole source.

    `known` holds earlier pages by their address: one that is unchanged is returned as it was,
    earlier bytes and `fetched_at` included. After a fetch, `validators` has what the server gave
    for the next run, by page id. Not for use from several threads at once.
    """

    def __init__(
        self,
        *,
        pace: float = 1.0,
        allow_loopback: bool = False,
        contact: str | None = None,
        known: Mapping[str, Known] | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Set the pace in seconds between requests to one host; clocks are for tests."""
        self.validators: dict[str, Validators] = {}
        self._pace = pace
        self._known = known or {}
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._agent = user_agent(contact)
        self._robots: dict[str, Robots] = {}
        self._next_start: dict[str, float] = {}
        self._quiet_until: dict[str, float] = {}
        self._backend = _GuardedBackend(allow_loopback, self._limits.connect_seconds)
        self._pool: httpcore2.ConnectionPool | None = None

    def __enter__(self) -> Self:
        """Open the pool of connections."""
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections; a later fetch opens new ones."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def fetch(self, url: str, *, allowed: Callable[[str], bool] = lambda url: True) -> RawPage:
        """Return the page at `url`, following redirects to addresses that are `allowed`.

        The page's `url` and id come from the address that answered, its `origin` is `url`.

        Raises `PageError` when there is no page to be had, naming the cure.
        """
        try:
            return self._fetch(url, canonical(url), allowed)
        except AddressError as fault:
            raise PageError(url, "fetch", str(fault), "correct the address") from fault
        except (_RefusedError, BodyError) as fault:
            raise PageError(url, "fetch", fault.error, fault.cure) from fault

    def _fetch(self, url: str, address: str, allowed: Callable[[str], bool]) -> RawPage:
        budget = _Budget(self._limits.page_seconds)
        for _hop in range(self._limits.redirects + 1):
            self._ask_robots(address)
            known = self._known.get(address)
            answer = self._answer(address, budget, _conditions(known))
            if answer.status not in REDIRECTS:
                return self._page(url, address, answer, known)
            address = _next_address(address, answer)
            if not allowed(address):
                raise _RefusedError(
                    f"the page leads on to {address}, outside what may be read here",
                    "add that address to the seeds if it is wanted",
                )
        raise _RefusedError(
            f"more than {self._limits.redirects} redirects, the last to {address}",
            "give the address that a browser ends at",
        )

    def _page(self, url: str, address: str, answer: _Answer, known: Known | None) -> RawPage:
        identity = page_id(address)
        given = Validators(answer.headers.get("etag"), answer.headers.get("last-modified"))
        if answer.status == 304 and known is not None:
            # A server may repeat its validators or leave them out; then the old ones hold.
            kept = known.validators
            self.validators[identity] = Validators(
                given.etag or kept.etag, given.last_modified or kept.last_modified
            )
            return known.page
        if answer.status != 200:
            raise _RefusedError(*_fault_of(answer.status))
        self.validators[identity] = given
        if known is not None and known.page.body == answer.body:
            return known.page
        return RawPage(
            id=identity,
            body=answer.body,
            origin=url,
            url=address,
            content_type=answer.headers.get("content-type"),
            fetched_at=self._now().astimezone(UTC).isoformat(timespec="seconds"),
        )

    def _ask_robots(self, address: str) -> None:
        parts = urlsplit(address)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            self._robots[root] = self._read_robots(f"{root}/robots.txt")
        robots = self._robots[root]
        if robots.delay > self._limits.wait_seconds:
            raise _RefusedError(
                f"robots.txt asks for {robots.delay:g} seconds between pages, more than the "
                f"{self._limits.wait_seconds:g} that curette waits",
                "leave this site out, or save its pages by hand and give the files",
            )
        if not robots.allows(address):
            raise _RefusedError(robots.because, robots.cure)

    def _read_robots(self, address: str) -> Robots:
        budget = _Budget(self._limits.page_seconds)
        try:
            for _hop in range(self._limits.redirects + 1):
                answer = self._answer(address, budget, {}, robots=True)
                if answer.status not in REDIRECTS:
                    return read_robots(answer.status, answer.body)
                address = _next_address(address, answer)
        except _UnreachableError as fault:
            return closed(fault.error, fault.cure)
        except (_RefusedError, BodyError) as fault:
            return closed(f"robots.txt could not be read: {fault.error}", fault.cure)
        except AddressError as fault:
            return closed(f"robots.txt could not be read: {fault}", "run again later")
        # RFC 9309: past five redirects, robots.txt counts as missing.
        return read_robots(404, b"")

    def _answer(
        self, address: str, budget: _Budget, headers: Mapping[str, str], *, robots: bool = False
    ) -> _Answer:
        """Ask until there is an answer, or a busy server has said no often enough."""
        host = urlsplit(address).hostname or ""
        dropped: _RefusedError | None = None
        for attempt in range(self._limits.tries):
            self._await_turn(host, address)
            try:
                with budget.running(self._backend):
                    answer = self._ask(address, headers, robots)
            except _DroppedError as fault:
                dropped = fault
                self._hold(host, 2.0**attempt)
                continue
            dropped = None
            if answer.status not in BUSY:
                return answer
            self._hold(host, _retry_after(answer, self._now()) or 2.0**attempt)
        if dropped is not None:
            raise dropped
        return answer

    def _await_turn(self, host: str, address: str) -> None:
        """Wait until the host may be asked again; the pace counts from start to start."""
        at = self._clock()
        quiet = self._quiet_until.get(host, at) - at
        if quiet > self._limits.wait_seconds:
            raise _RefusedError(
                f"{host} asks to be left alone for {quiet:.0f} seconds, longer than the "
                f"{self._limits.wait_seconds:g} that curette waits",
                "run again later",
            )
        wait = max(quiet, self._next_start.get(host, at) - at)
        if wait > 0:
            self._sleep(wait)
        parts = urlsplit(address)
        robots = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        pace = max(self._pace, robots.delay if robots else 0.0)
        self._next_start[host] = self._clock() + pace

    def _hold(self, host: str, seconds: float) -> None:
        until = self._clock() + seconds
        self._quiet_until[host] = max(until, self._quiet_until.get(host, until))

    def _ask(self, address: str, headers: Mapping[str, str], robots: bool) -> _Answer:
        """Send one request and read its answer."""
        limits = self._limits
        timeouts = {
            "connect": limits.connect_seconds,
            "read": limits.read_seconds,
            "write": limits.read_seconds,
            "pool": limits.read_seconds,
        }
        sent = {
            "Host": urlsplit(address).netloc,
            "User-Agent": self._agent,
            "Accept": "text/plain" if robots else ", ".join(ACCEPTED_TYPES),
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        with (
            _named_faults(address, limits),
            self._open().stream(
                "GET", address, headers=list(sent.items()), extensions={"timeout": timeouts}
            ) as response,
        ):
            found = _headers(response.headers)
            body = b""
            if response.status == 200:
                if not robots:
                    _check_type(found.get("content-type"))
                body = read_body(
                    response.iter_stream(),
                    found.get("content-encoding"),
                    limit=LONGEST_ROBOTS if robots else limits.body_bytes,
                    cut=robots,
                )
            return _Answer(response.status, found, body)

    def _open(self) -> httpcore2.ConnectionPool:
        if self._pool is None:
            self._pool = httpcore2.ConnectionPool(
                ssl_context=httpcore2.default_ssl_context(),
                network_backend=self._backend,
                keepalive_expiry=30.0,
                max_connections=8,
            )
        return self._pool


def user_agent(contact: str | None) -> str:
    """Say who asks, and where to complain if the source's file gives a contact.

    >>> user_agent("mailto:ada@heartleaf.example").partition(" ")[2]
    '(reads health pages, obeys robots.txt; mailto:ada@heartleaf.example)'
    """
    about = "reads health pages, obeys robots.txt" + (f"; {contact}" if contact else "")
    return f"{PRODUCT}/{curette.__version__} ({about})"


class _UnreachableError(_RefusedError):
    """A host that cannot or must not be connected to, for this page or any other."""


class _DroppedError(_RefusedError):
    """A connection that broke in the middle: worth another try."""


@contextmanager
def _named_faults(address: str, limits: Limits) -> Iterator[None]:
    """Turn the engine's exceptions into a fault and a cure."""
    host = urlsplit(address).netloc
    try:
        yield
    except httpcore2.ConnectTimeout as fault:
        raise _UnreachableError(f"{host} does not answer", "try again later") from fault
    except httpcore2.TimeoutException as fault:
        raise _RefusedError(
            f"the page did not arrive in time ({limits.read_seconds:g} s between two pieces, "
            f"{limits.page_seconds:g} s in all)",
            "try again later, or save the page and give the file",
        ) from fault
    except httpcore2.ConnectError as fault:
        raise _UnreachableError(
            f"{host} cannot be reached: {fault}",
            "check the address in a browser, or try again later",
        ) from fault
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as fault:
        raise _DroppedError(
            f"{host} broke off or sent no proper answer: {fault}",
            "try again later, or save the page and give the file",
        ) from fault
    except httpcore2.UnsupportedProtocol as fault:
        raise _RefusedError(f"cannot be fetched: {fault}", "give a web address") from fault


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1").strip()
        # Packing may be given in several headers, which is one list; elsewhere the first counts.
        if key == "content-encoding" and key in found:
            found[key] += f", {text}"
        else:
            found.setdefault(key, text)
    return found


def _check_type(content_type: str | None) -> None:
    """Refuse what is not a page by its own word; one that says nothing is read and judged later."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in ACCEPTED_TYPES:
        raise _RefusedError(
            f"the server says it is {kind}, not a page",
            "give pages as HTML or plain text; convert other files first",
        )


def _conditions(known: Known | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if known is not None and known.validators.etag:
        found["If-None-Match"] = known.validators.etag
    if known is not None and known.validators.last_modified:
        found["If-Modified-Since"] = known.validators.last_modified
    return found


def _next_address(address: str, answer: _Answer) -> str:
    location = answer.headers.get("location")
    if not location:
        raise _RefusedError(
            f"a redirect (status {answer.status}) that leads nowhere", "check it in a browser"
        )
    # Servers send the header as raw UTF-8 bytes too, which came in as Latin-1.
    return canonical(location.encode("latin-1").decode("utf-8", "replace"), base=address)


def _retry_after(answer: _Answer, now: datetime) -> float | None:
    """Return how many seconds the server asks us to wait; None when it does not say."""
    value = answer.headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _fault_of(status: int) -> tuple[str, str]:
    """Say what a status means for the one who gave the address."""
    what, cure = {
        304: ("unchanged, but no earlier copy was named", "run again"),
        401: ("asks for a login", "save the page and give the file"),
        402: ("asks for money", "leave the page out"),
        403: ("refuses to show the page", "open it in a browser; if it shows, save it and give it"),
        404: ("has no such page", "correct the address or leave it out"),
        410: ("says the page is gone for good", "leave the address out"),
        429: ("says there were too many requests", "raise `pace` in the source's file; run later"),
        451: ("may not show the page for legal reasons", "leave the page out"),
    }.get(status, (
        ("is in trouble", "run again later") if status >= 500
        else ("gives no page", "open the address in a browser and see")
    ))  # fmt: skip
    return f"the server {what} (status {status})", cure


@dataclass(slots=True)
class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects only to addresses that the guard lets pass, and only until the deadline."""

    allow_loopback: bool
    connect_seconds: float
    deadline: float = field(default=float("inf"))
    resolve: Callable[[str, int], list[str]] = field(default_factory=lambda: _resolve)
    inner: httpcore2.NetworkBackend = field(default_factory=httpcore2.SyncBackend)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve `host` once, check every answer, and connect to one of these very addresses.

        The engine takes the Host header and the name for TLS from the page's address, so
        certificates are checked against the name, whatever the number.
        """
        answers = self._resolved(host, port)
        fault = guard.first_fault(answers, allow_loopback=self.allow_loopback)
        if fault:
            raise _UnreachableError(
                f"{host} leads to an address that pages may not come from: {fault}",
                "give a public address; a source of your own on this machine needs "
                "`allow_loopback = true` in its file",
            )
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for answer in answers[:MOST_ANSWERS]:
            try:
                stream = self.inner.connect_tcp(answer, port, timeout=self.left(timeout))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as refused:
                failed = refused
            else:
                return _DeadlineStream(stream, self)
        raise failed

    def left(self, timeout: float | None) -> float:
        """Return the seconds that the next step may take."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the page's time is up")
        return left if timeout is None else min(timeout, left)

    def _resolved(self, host: str, port: int) -> list[str]:
        """Resolve in a thread of its own: the system's resolver knows no deadline."""
        host = host.strip("[]")
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self.resolve(host, port))
            except OSError as fault:
                answers.put(fault)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            found = answers.get(timeout=self.left(self.connect_seconds))
        except queue.Empty as late:
            raise httpcore2.ConnectTimeout(f"no answer to the name {host}") from late
        if isinstance(found, OSError):
            raise httpcore2.ConnectError(f"the name {host} is not known ({found})") from found
        return found


@dataclass(slots=True)
class _DeadlineStream(httpcore2.NetworkStream):
    """A connection each of whose steps ends at the page's deadline at the latest."""

    inner: httpcore2.NetworkStream
    backend: _GuardedBackend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.backend.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self.inner.start_tls(ssl_context, server_hostname, self.backend.left(timeout))
        return _DeadlineStream(stream, self.backend)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the system's order, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))

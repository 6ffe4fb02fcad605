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
from functools import cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import httpcore2

from curette.crawl import guard
from curette.crawl.answers import (
    ACCEPTED_TYPES,
    BUSY,
    REDIRECTS,
    Answer,
    Known,
    RefusedError,
    Validators,
    check_type,
    next_address,
    read_headers,
    retry_after,
    status_fault,
    user_agent,
)
from curette.crawl.body import read_body
from curette.crawl.robots import LONGEST_ROBOTS, Robots, closed, read_robots
from curette.crawl.urls import AddressError, canonical, page_id
from curette.model import PageError, RawPage

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

# Addresses of one name that are tried in turn; big sites give eight and more.
MOST_ANSWERS = 4

_SYSTEM = httpcore2.SyncBackend()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one page may take.

    Pages of the extraction benchmark are below 3 MB each; 10 MB leaves room for the odd one with
    its pictures inside. Half a minute, all tries and redirects together, is a guess at a
    reader's patience; a wait that a server asks for does not count against it.
    """

    body_bytes: int = 10_000_000
    page_seconds: float = 30.0
    connect_seconds: float = 10.0
    read_seconds: float = 10.0
    redirects: int = 5
    tries: int = 3
    wait_seconds: float = 60.0
    """The longest wait a server can ask for (Retry-After, Crawl-delay) before we go elsewhere."""


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
        # Not `known or {}`: to ask a store for its length may mean to read all of it.
        self._known = {} if known is None else known
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
        except RefusedError as fault:
            raise PageError(url, "fetch", fault.error, fault.cure) from fault

    def _fetch(self, url: str, address: str, allowed: Callable[[str], bool]) -> RawPage:
        budget = _Budget(self._limits.page_seconds)
        for _hop in range(self._limits.redirects + 1):
            self._ask_robots(address)
            known = self._known.get(address)
            answer = self._answer(address, budget, known.validators.conditions() if known else {})
            if answer.status not in REDIRECTS:
                return self._page(url, address, answer, known)
            address = next_address(address, answer)
            if not allowed(address):
                raise RefusedError(
                    f"the page leads on to {address}, outside what may be read here",
                    "add that address to the seeds if it is wanted",
                )
        raise RefusedError(
            f"more than {self._limits.redirects} redirects, the last to {address}",
            "give the address that a browser ends at",
        )

    def _page(self, url: str, address: str, answer: Answer, known: Known | None) -> RawPage:
        identity = page_id(address)
        given = answer.validators
        if answer.status == 304 and known is not None:
            # A server may repeat its validators or leave them out; then the old ones hold.
            kept = known.validators
            self.validators[identity] = Validators(
                given.etag or kept.etag, given.last_modified or kept.last_modified
            )
            return known.page
        if answer.status != 200:
            raise status_fault(answer.status)
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
            raise RefusedError(
                f"robots.txt asks for {robots.delay:g} seconds between pages, more than the "
                f"{self._limits.wait_seconds:g} that curette waits",
                "leave this site out, or save its pages by hand and give the files",
            )
        if not robots.allows(address):
            raise RefusedError(robots.because, robots.cure)

    def _read_robots(self, address: str) -> Robots:
        budget = _Budget(self._limits.page_seconds)
        try:
            for _hop in range(self._limits.redirects + 1):
                answer = self._answer(address, budget, {}, robots=True)
                if answer.status not in REDIRECTS:
                    return read_robots(answer.status, answer.body)
                address = next_address(address, answer)
        except _UnreachableError as fault:
            return closed(fault.error, fault.cure)
        except RefusedError as fault:
            return closed(f"robots.txt could not be read: {fault.error}", fault.cure)
        except AddressError as fault:
            return closed(f"robots.txt could not be read: {fault}", "run again later")
        # RFC 9309: past five redirects, robots.txt counts as missing.
        return read_robots(404, b"")

    def _answer(
        self, address: str, budget: _Budget, headers: Mapping[str, str], *, robots: bool = False
    ) -> Answer:
        """Ask until there is an answer, or a busy server has said no often enough."""
        host = urlsplit(address).hostname or ""
        dropped: RefusedError | None = None
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
            self._hold(host, retry_after(answer, self._now()) or 2.0**attempt)
        if dropped is not None:
            raise dropped
        return answer

    def _await_turn(self, host: str, address: str) -> None:
        """Wait until the host may be asked again; the pace counts from start to start."""
        at = self._clock()
        quiet = self._quiet_until.get(host, at) - at
        if quiet > self._limits.wait_seconds:
            raise RefusedError(
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

    def _ask(self, address: str, headers: Mapping[str, str], robots: bool) -> Answer:
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
            "Connection": "close",
            **headers,
        }
        with (
            _named_faults(address, limits),
            self._open().stream(
                "GET", address, headers=list(sent.items()), extensions={"timeout": timeouts}
            ) as response,
        ):
            found = read_headers(response.headers)
            body = b""
            if response.status == 200:
                if not robots:
                    check_type(found.get("content-type"))
                body = read_body(
                    response.iter_stream(),
                    found.get("content-encoding"),
                    limit=LONGEST_ROBOTS if robots else limits.body_bytes,
                    cut=robots,
                )
            return Answer(response.status, found, body)

    def _open(self) -> httpcore2.ConnectionPool:
        if self._pool is None:
            # One connection a page: what a server sends beyond the length it gave would otherwise
            # be taken for the next page. At a polite pace a handshake more is no burden.
            self._pool = httpcore2.ConnectionPool(
                ssl_context=_tls(),
                network_backend=self._backend,
                max_keepalive_connections=0,
            )
        return self._pool


class _UnreachableError(RefusedError):
    """A host that cannot or must not be connected to, for this page or any other."""


class _DroppedError(RefusedError):
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
        raise RefusedError(
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
        raise RefusedError(f"cannot be fetched: {fault}", "give a web address") from fault


@dataclass(slots=True)
class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects only to addresses that the guard lets pass, and only until the deadline."""

    allow_loopback: bool
    connect_seconds: float
    deadline: float = field(default=float("inf"))

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
                stream = _SYSTEM.connect_tcp(answer, port, timeout=self.left(timeout))
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
                answers.put(_resolve(host, port))
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


@cache
def _tls() -> ssl.SSLContext:
    """Return the settings for TLS, which take a twentieth of a second to make."""
    return httpcore2.default_ssl_context()


def _resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the system's order, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))

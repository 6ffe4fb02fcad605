"""The address guard: which addresses pass, and that a connection goes where the check went."""

from __future__ import annotations

import ipaddress
from typing import Any

import httpcore2
import pytest

from curette.crawl import guard
from curette.crawl.fetch import Fetcher, Limits
from curette.model import PageError


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0",
        "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:4700::1", "2a00:1450::1", "2001:200::1", "2003::1", "3ffe::1",
    ],
)  # fmt: skip
def test_public_addresses_pass(address: str) -> None:
    assert guard.fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1",
        "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001::1", "2001:2::1",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1",
        "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fdff::1",
        "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
        "", "localhost", "1.2.3", "0x7f000001", "2130706433",
    ],
)  # fmt: skip
def test_other_addresses_do_not(address: str) -> None:
    assert guard.fault(address)


def test_the_table_holds_what_python_calls_private() -> None:
    """Python's own list lacks some ranges; ours must lack none that Python has."""
    for number in range(0, 2**32, 2**18 - 1):
        address = ipaddress.IPv4Address(number)
        if not address.is_global or address.is_multicast:
            assert guard.fault(str(address)), address


def test_loopback_passes_only_when_it_is_allowed_and_alone() -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1"):
        assert guard.fault(address)
        assert guard.fault(address, allow_loopback=True) is None
    for address in ("10.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "169.254.169.254"):
        assert guard.fault(address, allow_loopback=True)


class Network:
    """Stands for the system's names and connections; nothing leaves this object."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.looked_up: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.refuses: set[str] = set()
        self.names_in_tls: list[str | None] = []
        self.sent = b""

    def resolve(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def connect_tcp(self, host: str, port: int, **options: Any) -> httpcore2.NetworkStream:
        self.connected.append((host, port))
        if host in self.refuses:
            raise httpcore2.ConnectError("refused")
        return Stream(self)


class Stream(httpcore2.NetworkStream):
    """One connection: answers any request with 404 for robots.txt and a page for the rest."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.left = b""

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        assert ssl_context.check_hostname
        self.network.names_in_tls.append(server_hostname)
        return self

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.network.sent += buffer
        status = b"404 No" if b"/robots.txt" in buffer else b"200 OK"
        self.left = b"HTTP/1.1 " + status + b"\r\nContent-Length: 4\r\n\r\nRest"

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        found, self.left = self.left[:max_bytes], self.left[max_bytes:]
        return found

    def close(self) -> None:
        pass


def through(monkeypatch: pytest.MonkeyPatch, network: Network) -> Fetcher:
    monkeypatch.setattr("curette.crawl.fetch._resolve", network.resolve)
    monkeypatch.setattr("curette.crawl.fetch._SYSTEM", network)
    return Fetcher(pace=0, limits=Limits(tries=1))


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network(["93.184.215.14"])
    with through(monkeypatch, network) as found:
        assert found.fetch("https://heartleaf.example/a").body == b"Rest"
    assert set(network.connected) == {("93.184.215.14", 443)}
    assert set(network.names_in_tls) == {"heartleaf.example"}
    assert network.sent.count(b"Host: heartleaf.example\r\n") == 2
    # One look-up a connection: there is no second answer that could be another one.
    assert len(network.looked_up) == len(network.connected)


def test_one_bad_answer_spoils_all(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(["93.184.215.14", "10.0.0.1"])
    with (
        through(monkeypatch, network) as found,
        pytest.raises(PageError, match=r"10\.0\.0\.1 is a private network"),
    ):
        found.fetch("https://heartleaf.example/a")
    assert network.connected == []


def test_a_name_that_turns_inward_later_is_caught_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rebinding attack: robots.txt comes from outside, the page from the inner network."""
    network = Network(["93.184.215.14"], ["127.0.0.1"])
    with (
        through(monkeypatch, network) as found,
        pytest.raises(PageError, match=r"127\.0\.0\.1 is this machine"),
    ):
        found.fetch("http://heartleaf.example/a")
    assert network.connected == [("93.184.215.14", 80)]


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://127.1/"]
)
def test_names_and_numbers_for_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    network = Network(["127.0.0.1"])  # what systems make of each of them
    with (
        through(monkeypatch, network) as found,
        pytest.raises(PageError, match="allow_loopback = true"),
    ):
        found.fetch(url)
    assert network.connected == []


def test_the_next_address_is_tried_when_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(["2606:4700::1", "93.184.215.14"])
    network.refuses = {"2606:4700::1"}
    with through(monkeypatch, network) as found:
        assert found.fetch("http://heartleaf.example/a").body == b"Rest"
    assert network.connected[:2] == [("2606:4700::1", 80), ("93.184.215.14", 80)]


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    monkeypatch.setattr("curette.crawl.fetch._resolve", resolve)
    with Fetcher(pace=0) as found, pytest.raises(PageError, match="is not known"):
        found.fetch("http://heartleaf.example/a")

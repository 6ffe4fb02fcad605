"""What a host's robots.txt allows, as RFC 9309 reads the answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Callable

# RFC 9309 asks a reader to take in at least 500 kibibytes; what lies beyond is cut off.
LONGEST_ROBOTS = 500 * 1024

# The name that robots.txt addresses us by.
PRODUCT = "curette"


@dataclass(frozen=True, slots=True)
class Robots:
    """One host's rules: may this address be read, and how many seconds lie between requests."""

    allows: Callable[[str], bool]
    delay: float
    because: str = "robots.txt forbids this address"
    cure: str = "leave the page out, or ask its owner for leave to read it"
    """What to say of an address that is not allowed, and what to do about it."""


def read_robots(status: int, body: bytes) -> Robots:
    """Read an answer to `/robots.txt`.

    No such file (4xx) allows all. A server in trouble (5xx), or one that asks for quiet (429),
    has not said what it allows, so nothing is read for now.
    """
    if status == 429 or status >= 500:
        because = f"robots.txt answers with status {status}, so nothing may be read for now"
        return closed(because, "run again later")
    if status >= 300:
        return Robots(lambda url: True, 0.0)
    rules = Protego.parse(body.decode("utf-8-sig", "replace"))
    delay = float(rules.crawl_delay(PRODUCT) or 0)
    rate = rules.request_rate(PRODUCT)
    if rate is not None and rate.requests > 0:
        delay = max(delay, rate.seconds / rate.requests)
    return Robots(lambda url: bool(rules.can_fetch(url, PRODUCT)), max(0.0, delay))


def closed(because: str, cure: str) -> Robots:
    """Return rules that allow nothing, and say why."""
    return Robots(lambda url: False, 0.0, because, cure)

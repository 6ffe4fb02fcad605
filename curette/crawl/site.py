"""Walk a source from its seeds, breadth first, in the order in which its pages link."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.crawl.fetch import Fetcher
from curette.crawl.links import links
from curette.crawl.urls import AddressError, canonical
from curette.model import Failure, PageError, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from curette.crawl.answers import Known
    from curette.crawl.sources import Source


def fetcher_for(source: Source, *, known: Mapping[str, Known] | None = None) -> Fetcher:
    """Return a fetcher with the source's own pace, contact and leave to use this machine."""
    return Fetcher(
        pace=source.pace,
        allow_loopback=source.allow_loopback,
        contact=source.contact,
        known=known,
    )


def crawl(source: Source, fetcher: Fetcher) -> Iterator[RawPage | Failure]:
    """Yield each page of a source, or why it could not be had.

    `max_pages` counts addresses that were tried, so an endless supply of dead links ends too.
    Two addresses that lead to one page yield it once.
    """
    waiting = deque(dict.fromkeys(_spelling(seed) for seed in source.seeds))
    seen = set(waiting)
    had: set[str] = set()
    tried = 0
    # A given address may lead anywhere public; a source's links must not lead out of it.
    allowed = source.holds if source.follow else _anywhere
    while waiting and tried < source.max_pages:
        address = waiting.popleft()
        if address in had:
            continue  # an earlier address led here
        tried += 1
        try:
            page = fetcher.fetch(address, allowed=allowed)
        except PageError as fault:
            yield fault.failure
            continue
        if page.id in had:
            continue
        had.update((page.id, page.url or ""))
        yield replace(page, source=source.name)
        if source.follow:
            for link in links(page):
                if link not in seen and source.holds(link):
                    seen.add(link)
                    waiting.append(link)


def _anywhere(url: str) -> bool:
    return True


def _spelling(seed: str) -> str:
    try:
        return canonical(seed)
    except AddressError:
        return seed

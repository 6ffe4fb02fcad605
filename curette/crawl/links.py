"""Where a page leads: its links, in the page's order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from curette.crawl.urls import AddressError, canonical

if TYPE_CHECKING:
    from curette.model import RawPage

# A page of links to everything is a map or a trap; the fullest of the 973 pages of
# the extraction benchmark has 1,455.
MOST_LINKS = 5_000

# Endings of files that are no pages; asking for them would only burden the server.
NO_PAGES = (
    ".7z", ".avi", ".bmp", ".css", ".csv", ".doc", ".docx", ".epub", ".exe", ".gif", ".gz", ".ico",
    ".jpeg", ".jpg", ".js", ".json", ".m4a", ".mov", ".mp3", ".mp4", ".ogg", ".pdf", ".png",
    ".ppt", ".pptx", ".rar", ".rss", ".svg", ".tar", ".tif", ".tiff", ".wav", ".webm", ".webp",
    ".woff", ".woff2", ".xls", ".xlsx", ".xml", ".zip",
)  # fmt: skip

# Tags that carry an address or a request to robots, and those whose inside is no markup.
_KEPT_TAGS = frozenset({"a", "area", "base", "meta", "script", "style", "textarea", "title"})
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)[^>]*>")

# Twice the longest address, and room for classes and data attributes.
LONGEST_TAG = 8_192

# Links that their own page disowns: visitors' and paid ones.
DISOWNED = frozenset({"nofollow", "sponsored", "ugc"})


def links(page: RawPage) -> tuple[str, ...]:
    """Return the canonical addresses that an HTML page links to, each once, in page order.

    A page that asks robots not to follow (`<meta name="robots" content="nofollow">`) leads
    nowhere. Plain text has no links.
    """
    kind = (page.content_type or "text/html").partition(";")[0].strip().lower()
    if page.url is None or kind == "text/plain":
        return ()
    # Addresses are ASCII in all but rare pages, so the page's encoding does not matter here.
    tree = LexborHTMLParser(_flat(page.body.decode("utf-8", "replace")))
    if any(
        "nofollow" in _value(meta.attributes, "content").lower()
        for meta in tree.css("meta[name=robots i], meta[name=curette i]")
    ):
        return ()
    base = _base(tree, page.url)
    found: dict[str, None] = {}
    for node in tree.css("a[href], area[href]")[:MOST_LINKS]:
        if DISOWNED & set(_value(node.attributes, "rel").lower().split()):
            continue
        try:
            address = canonical(_value(node.attributes, "href"), base=base)
        except AddressError:
            continue  # a mail address, a script, a slip: no page lies there
        if not address.partition("?")[0].lower().endswith(NO_PAGES):
            found.setdefault(address)
    return tuple(found)


def _flat(html: str) -> str:
    """Return the page without the tags that only nest, so that no page can be deep.

    The parser takes time in the square of the depth: 1.9 s at 20,000 open `div`s, over a minute
    at 200,000; and of the attributes in one tag. Links need neither.
    """
    # Without a `>` ahead, each `<` would make the pattern search to the end of the page.
    return _TAG.sub(_kept, html[: html.rfind(">") + 1])


def _kept(tag: re.Match[str]) -> str:
    keep = tag.group(1).lower() in _KEPT_TAGS and tag.end() - tag.start() <= LONGEST_TAG
    return tag.group() if keep else " "


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    if node is None:
        return url
    try:
        return canonical(_value(node.attributes, "href"), base=url)
    except AddressError:
        return url


def _value(attributes: dict[str, str | None], name: str) -> str:
    return attributes.get(name) or ""

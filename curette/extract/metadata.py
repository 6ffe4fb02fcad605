"""What a page says of itself: title, people, dates, address, types."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from curette.crawl.urls import site_of
from curette.extract.marks import iso_day
from curette.model import Metadata, RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_MAX_JSON = 500_000
_NAMES = 12
_ROLE_PREFIX = re.compile(r"(?:by|von|par|por|di|door|medically reviewed by)\s+", re.IGNORECASE)


def site(url: str | None) -> str | None:
    """Return the registrable domain of an address, or None.

    >>> site("https://www.health.example.co.uk/a")
    'example.co.uk'
    """
    return site_of(url) if url else None


def read(tree: LexborHTMLParser, page: RawPage) -> Metadata:
    """Return what the page's head and structured data say."""
    named = dict(_meta_tags(tree))
    told = list(things(tree))
    article = next((thing for thing in told if types(thing) & _ARTICLE_TYPES), {})
    canonical = _canonical(tree, named, page)
    return Metadata(
        title=_title(tree, named, article),
        canonical_url=canonical,
        site=site(canonical) or site(page.url),
        site_name=named.get("og:site_name"),
        description=named.get("description") or named.get("og:description"),
        authors=_names(article.get("author"), named.get("author"), named.get("article:author")),
        reviewers=_names(*(thing.get("reviewedBy") for thing in told)),
        published=_first_day(
            article.get("datePublished"),
            named.get("article:published_time"),
            named.get("datepublished"),
            named.get("date"),
            named.get("dc.date"),
        ),
        modified=_first_day(
            article.get("dateModified"),
            named.get("article:modified_time"),
            named.get("og:updated_time"),
            named.get("last-modified"),
        ),
        about=_names(*(thing.get("about") for thing in told if types(thing) & _MEDICAL)),
        reviewed=_first_day(*(thing.get("lastReviewed") for thing in told)),
        declared_language=_declared_language(tree, named),
        media="html",
        structured_types=tuple(sorted({name for thing in told for name in types(thing)})),
    )


def article_body(tree: LexborHTMLParser) -> str:
    """Return the longest `articleBody` or answer text of the page's JSON-LD."""
    bodies = [
        _text(thing[key])
        for thing in things(tree)
        for key in ("articleBody", "text")
        if key in thing
    ]
    return max(bodies, key=len, default="")


_MEDICAL = frozenset({"MedicalWebPage", "MedicalScholarlyArticle"})
_ARTICLE_TYPES = frozenset(
    """
    Article NewsArticle BlogPosting MedicalWebPage ScholarlyArticle MedicalScholarlyArticle
    Report TechArticle QAPage FAQPage WebPage HowTo Recipe
    """.split()  # noqa: SIM905
)


def _meta_tags(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield name and content; the first of a name wins, so later ones are yielded earlier."""
    for node in reversed(tree.css("meta[content]")):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            yield name.lower(), content


def things(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield each object of the page's JSON-LD, nested ones too."""
    for node in tree.css('script[type="application/ld+json"]'):
        source = node.text() or ""
        if not source.strip() or len(source) > _MAX_JSON:
            continue
        try:
            waiting = [json.loads(source, strict=False)]
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common, and says nothing
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, list):
                waiting.extend(reversed(thing))
            elif isinstance(thing, dict):
                if "@type" in thing:
                    yield thing
                waiting.extend(reversed([v for v in thing.values() if isinstance(v, dict | list)]))


def types(thing: dict[str, Any]) -> set[str]:
    """Return the schema.org types of an object."""
    kind = thing.get("@type")
    return {name for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _title(tree: LexborHTMLParser, named: dict[str, str], article: dict[str, Any]) -> str:
    """Prefer the headline a page gives to others; <title> often holds the site's name too."""
    heading = tree.css("h1")
    title = tree.css_first("title")
    for candidate in (
        named.get("og:title"),
        _text(article.get("headline")),
        heading[0].text() if len(heading) == 1 else None,
        title.text() if title else None,
        heading[0].text() if heading else None,
    ):
        text = " ".join((candidate or "").split())
        if text:
            return text[:500]
    return ""


def _canonical(tree: LexborHTMLParser, named: dict[str, str], page: RawPage) -> str | None:
    link = tree.css_first('link[rel="canonical"]')
    for address in (link.attributes.get("href") if link else None, named.get("og:url")):
        if not address:
            continue
        try:
            full = urljoin(page.url or "", address.strip())
            parts = urlsplit(full)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            return full
    return None


def _names(*values: object) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [value for value in reversed(values) if value]
    while waiting and len(found) < _NAMES:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            waiting.append(value.get("name"))
        elif isinstance(value, str):
            name = _ROLE_PREFIX.sub("", " ".join(value.split()), count=1)
            if name and len(name) <= 100 and "://" not in name:
                found[name] = None
    return tuple(found)


def _first_day(*values: object) -> str | None:
    return next((day for value in values if (day := iso_day(value)) is not None), None)


def _declared_language(tree: LexborHTMLParser, named: dict[str, str]) -> str | None:
    root = tree.css_first("html")
    declared = (root.attributes.get("lang") if root else None) or named.get("og:locale")
    code = re.match(r"[a-zA-Z]{2,3}\b|[a-zA-Z]{2}(?=_)", declared or "")
    return code[0].lower() if code else None

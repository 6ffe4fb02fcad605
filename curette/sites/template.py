"""What the articles of a site have in common: blocks that recur, and how widely."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from hashlib import sha256
from math import sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

from curette.sites.articles import distinct
from curette.sites.traits import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.sites.traits import Traits

# A template is learnt from so many pages of a site, those whose ids have the lowest hashes: a
# sample that is the same whatever the order of pages, and that a few new pages of a large site
# hardly touch. What stands on one article in twenty is found in it with ten.
SAMPLE = 200
# On fewer articles a repeat may be chance, or one editor's habit.
FEWEST_ARTICLES = 3
# One side of 19 in 20: the share of articles that carry a block is above the bound unless we are
# very unlucky in which articles we saw.
_NORMAL = 1.645
WIDE_SHARE = 0.5
# Verbatim on so many articles a block was put there by the site, whatever its share: what every
# article of one author or one section ends with.
OFTEN = 5
# Up to here counts are said as they are; above they are rounded, so that a page more does not
# change what is said of all others.
_EXACT = 20

Reach = Literal["wide", "often", ""]


class Fact(NamedTuple):
    """What is known of one block of a site."""

    reach: Reach
    """`wide`: surely on more than half of the articles; `often`: on five or more."""
    edge: bool
    """On most of them only furniture stands between it and the page's first or last word."""
    struck: bool
    """On most of them the page alone was enough to strike it."""
    said: str
    """`14 of 15 articles`."""
    blanks: bool = False
    """Its numbers and months differ from article to article."""


class Template(NamedTuple):
    """What recurs on a site. `common` are the words of most of its titles."""

    site: str = ""
    words: dict[int, Fact] = {}  # noqa: RUF012  a default that nobody writes to
    slots: dict[int, Fact] = {}  # noqa: RUF012
    common: frozenset[str] = frozenset()

    def fact(self, words: int, slots: int) -> Fact | None:
        """Return what is known of a block by its fingerprints, the wider of the two."""
        found = self.words.get(words)
        if found is not None and found.reach == "wide":
            return found
        return self.slots.get(slots) or found

    def part(self, page: Traits) -> str:
        """Return a hash of what this template says of a page; empty where it says nothing."""
        facts = []
        for row in page.blocks:
            fact = self.fact(row.words, row.slots)
            if fact is not None and row.standing and not row.heading:
                facts.append((row.words, fact))
        if not facts:
            return ""
        told = [facts, sorted(self.common & title_words(page.title))]
        return sha256(json.dumps(told).encode()).hexdigest()[:16]


def learn(pages: Sequence[Traits]) -> Template:
    """Return what the pages of one site have in common, counted by distinct article.

    Two copies of an article count once, and so do its parts; the order of pages changes nothing.
    """
    pages = sorted(pages)
    articles = distinct(pages)
    count = len(set(articles))
    if count < FEWEST_ARTICLES:
        return Template()
    words = _facts(pages, articles, count, by_slots=False)
    slots = {
        key: fact
        for key, fact in _facts(pages, articles, count, by_slots=True).items()
        if key not in words and fact.reach == "wide"
    }
    return Template(pages[0].site, words, slots, _common(pages, articles, count))


def _facts(
    pages: Sequence[Traits], articles: Sequence[int], count: int, *, by_slots: bool
) -> dict[int, Fact]:
    carriers: dict[int, set[int]] = defaultdict(set)
    struck: dict[int, set[int]] = defaultdict(set)
    for page, article in zip(pages, articles, strict=True):
        for row in page.blocks:
            key = row.slots if by_slots else row.words
            carriers[key].add(article)
            if not row.standing:
                struck[key].add(article)
    folder = pages[0].site.startswith(FOLDER)
    reach = {key: _reach(len(held), count, folder=folder) for key, held in carriers.items()}
    edges: dict[int, set[int]] = defaultdict(set)
    for page, article in zip(pages, articles, strict=True):
        keys = [
            (row.slots if by_slots else row.words, row.standing and not row.heading)
            for row in page.blocks
        ]
        for key in (*_edge(keys, reach), *_edge(reversed(keys), reach)):
            edges[key].add(article)
    return {
        key: Fact(
            reach[key],
            2 * len(edges[key]) > len(held),
            2 * len(struck[key]) > len(held),
            _said(len(held), count),
            by_slots,
        )
        for key, held in carriers.items()
        if reach[key]
    }


def _edge(keys: Iterable[tuple[int, bool]], reach: dict[int, Reach]) -> list[int]:
    """Return the recurring blocks before the first text of the article's own, titles aside."""
    found = []
    for key, own in keys:
        if reach[key]:
            found.append(key)
        elif own:
            break
    return found


def _reach(carriers: int, articles: int, *, folder: bool) -> Reach:
    if carriers < FEWEST_ARTICLES:
        return ""
    if at_least(carriers, articles) > WIDE_SHARE:
        return "wide"
    # A folder may hold texts of many sites, and what five of them share may be copied prose.
    return "often" if carriers >= OFTEN and not folder else ""


def at_least(carriers: int, articles: int) -> float:
    """Return the share of a site's articles that surely carry a block (Wilson's lower bound).

    >>> round(at_least(3, 3), 2), round(at_least(14, 15), 2), round(at_least(3, 6), 2)
    (0.53, 0.75, 0.22)
    """
    share, square = carriers / articles, _NORMAL**2
    middle = share + square / (2 * articles)
    swing = _NORMAL * sqrt(share * (1 - share) / articles + square / (4 * articles**2))
    return (middle - swing) / (1 + square / articles)


def _said(carriers: int, articles: int) -> str:
    """Return the counts in words.

    >>> _said(14, 15), _said(38, 43)
    ('14 of 15 articles', 'at least 80 % of some 40 articles')
    """
    if articles <= _EXACT:
        return f"{carriers} of {articles} articles"
    step = 10 ** (len(str(articles)) - 1)
    tenths = 10 * carriers // articles
    share = f"at least {tenths}0 %" if tenths else "under 10 %"
    share = "all" if tenths == 10 else share
    return f"{share} of some {articles - articles % step} articles"


def _common(pages: Sequence[Traits], articles: Sequence[int], count: int) -> frozenset[str]:
    titles: dict[int, set[str]] = defaultdict(set)
    for page, article in zip(pages, articles, strict=True):
        titles[article] |= title_words(page.title)
    found = Counter(word for words in titles.values() for word in words)
    return frozenset(word for word, times in found.items() if 2 * times > count)


def title_words(title: str) -> frozenset[str]:
    """Return the longer words of a title, in lower case."""
    return frozenset(word for word in title.lower().split() if len(word) > 3)

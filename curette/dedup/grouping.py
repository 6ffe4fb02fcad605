"""From pairs to groups that hang together: no chain of pages, and no page of two articles."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.common import Roots
from curette.dedup.reuse import ALONE, Reuse
from curette.dedup.spins import SPUN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curette.dedup.signatures import Pairs
    from curette.dedup.verify import Alike, Foreign, Judge

# How many members of each group are asked before two groups become one: five by five at most.
WITNESSES = 5
# Tuned together on half of the development set: 1.9 % of stitched pages stand with a source there
# and 1.5 % in the other half. With ONE_LACKS at .30 2.8 %, with BOTH_LACK at .20 2.3 %; without
# any of this 10 %. With ONE_LACKS at .20 copies that were cut short go as well (recall -.5 points).
#
# Of two copies of one article one lacks what the other was given or has kept. Where each has this
# share that the other lacks, both took from a third.
BOTH_LACK = 0.15
# Where one page lacks this much of the other, it is either cut short or the other is put together
# from two articles: then the paragraphs that it lacks are found in a third.
ONE_LACKS = 0.25
# Pages this much alike have no room for either.
BEYOND_DOUBT = 0.88
# The share of a page that has to come from elsewhere to say so. (A copy with a foreign end of a
# sixth is a copy.)
FROM_ELSEWHERE = 0.20
# A paragraph on pages of this many groups tells nothing of where it comes from.
TOO_WIDESPREAD = 10


class Link(NamedTuple):
    """Two pages accepted as near-duplicates."""

    a: int
    b: int
    similarity: float
    because: str


class Doubt(NamedTuple):
    """A link of which `page` has paragraphs that the other page has not."""

    link: Link
    page: int
    foreign: Foreign


class Group(NamedTuple):
    """Pages that hang together and the links between them, both in order."""

    pages: tuple[int, ...]
    links: tuple[Link, ...]


def grown(
    judge: Judge,
    reuse: Reuse,
    pages: int,
    pairs: Pairs | Iterable[Alike],
    term_pairs: Pairs,
) -> list[Group]:
    """Join pages from the most alike pair down; every page ends in one group.

    The links that leave no doubt come first. The doubtful are looked at again when it is known
    which pages are one article, so that a paragraph can be traced to another. `pairs` are those
    proposed, or what others have found alike among them.
    """
    alike = judge.alike(pairs) if isinstance(pairs, np.ndarray) else pairs
    certain, doubtful = links(judge, alike)
    groups = _Groups(judge, pages)
    for link in certain:
        groups.join(link)
    reuse.ask({doubt.page for doubt in doubtful})
    traced = [doubt.link for doubt in doubtful if not _from_elsewhere(groups.roots, reuse, doubt)]
    for link in traced:
        groups.join(link)
    spun = _spun(judge, groups, term_pairs)
    for link in spun:
        groups.join(link, spun=True)
    return groups.built(certain + traced + spun)


def _spun(judge: Judge, groups: _Groups, pairs: Pairs) -> list[Link]:
    """Return links between pages of different groups that are one text in other words."""
    found = []
    asked: Counter[tuple[int, int]] = Counter()
    for a, b in pairs.tolist():
        low, high = sorted((groups.roots.of(a), groups.roots.of(b)))
        asked[low, high] += low != high
        if low == high or asked[low, high] > WITNESSES:
            continue
        if link := spun_link(judge, a, b):
            found.append(link)
    return sorted(found, key=_most_alike_first)


def spun_link(judge: Judge, a: int, b: int) -> Link | None:
    """Return a link where one page is the other in other words."""
    kept = judge.aligner.kept(a, b)
    if not kept.reaches(SPUN):
        return None
    because = (
        f"other words in the same sentences: {kept.sentences:.0%} of the text aligns, "
        f"{kept.terms:.0%} of its rare terms and {kept.wording:.0%} of its words in place"
    )
    return Link(a, b, judge.likeness(a, b).all, because)


def links(judge: Judge, alike: Iterable[Alike]) -> tuple[list[Link], list[Doubt]]:
    """Return the links without doubt and the doubtful ones, each the most alike first."""
    certain: list[Link] = []
    doubtful: list[Doubt] = []
    for a, b, likeness, (one, other) in alike:
        link = Link(a, b, likeness.all, likeness.because)
        if likeness.all >= BEYOND_DOUBT:
            certain.append(link)
            continue
        less, more = sorted((one, other))
        if less >= BOTH_LACK:
            continue
        if more < ONE_LACKS:
            certain.append(link)
        else:
            page, rest = (a, b) if one == more else (b, a)
            doubtful.append(Doubt(link, page, judge.foreign(page, rest)))
    certain.sort(key=_most_alike_first)
    doubtful.sort(key=lambda doubt: _most_alike_first(doubt.link))
    return certain, doubtful


def _most_alike_first(link: Link) -> tuple[float, int, int]:
    return (-link.similarity, link.a, link.b)


def _from_elsewhere(roots: Roots, reuse: Reuse, doubt: Doubt) -> bool:
    """Tell whether what only one of the two pages has stands in pages of other groups."""
    here = {roots.of(doubt.link.a), roots.of(doubt.link.b)}
    groups = reuse.of(doubt.page)
    words = 0
    for paragraph, size in zip(doubt.foreign.paragraphs, doubt.foreign.sizes, strict=True):
        group = int(groups[paragraph])
        found = {roots.of(one) for one in reuse.pages(group).tolist()} if group != ALONE else set()
        if found - here and len(found) < TOO_WIDESPREAD:
            words += size
    return words * doubt.foreign.share >= FROM_ELSEWHERE * sum(doubt.foreign.sizes)


class _Groups:
    """Groups that grow; two become one only when at least half of their witnesses agree."""

    def __init__(self, judge: Judge, pages: int) -> None:
        self._judge = judge
        self.roots = Roots(pages)
        self._members: dict[int, list[int]] = {}  # of the groups of two and more
        self._pages = pages

    def join(self, link: Link, *, spun: bool = False) -> None:
        low, high = sorted((self.roots.of(link.a), self.roots.of(link.b)))
        if low == high:
            return
        mine, theirs = self._members.get(low, [low]), self._members.get(high, [high])
        # Of two single pages the link itself says that they hang together.
        if len(mine) == len(theirs) == 1 or self._hang_together(mine, theirs, spun):
            self.roots.join(low, high)
            self._members[low] = sorted(mine + theirs)
            self._members.pop(high, None)

    def built(self, links: Iterable[Link]) -> list[Group]:
        inside: dict[int, list[Link]] = {root: [] for root in self._members}
        for link in links:
            root = self.roots.of(link.a)
            if root == self.roots.of(link.b):
                inside[root].append(link)
        grouped = {page for members in self._members.values() for page in members}
        singles = [Group((page,), ()) for page in range(self._pages) if page not in grouped]
        return singles + [
            Group(tuple(pages), tuple(sorted(inside[root])))
            for root, pages in self._members.items()
        ]

    def _hang_together(self, mine: list[int], theirs: list[int], spun: bool) -> bool:
        asked = [
            self._judge.hang_together(min(a, b), max(a, b), spun=spun)
            for a in _witnesses(mine)
            for b in _witnesses(theirs)
        ]
        return 2 * sum(asked) >= len(asked)


def _witnesses(members: list[int]) -> list[int]:
    """Return a few members, spread evenly over the group."""
    if len(members) <= WITNESSES:
        return members
    return [members[at * len(members) // WITNESSES] for at in range(WITNESSES)]

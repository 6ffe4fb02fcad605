"""From pairs to groups that hang together: no chain of pages that share nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.candidates import Roots
from curette.dedup.verify import ALIKE, HANGS_TOGETHER, Judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curette.dedup.signatures import Pairs

# How many members of each group are asked before two groups become one: five by five at most.
WITNESSES = 5


class Link(NamedTuple):
    """Two pages accepted as near-duplicates."""

    a: int
    b: int
    similarity: float
    because: str


class Group(NamedTuple):
    """Pages that hang together and the links between them, both in order."""

    pages: tuple[int, ...]
    links: tuple[Link, ...]


def grown(judge: Judge, pages: int, pairs: Pairs) -> list[Group]:
    """Join pages from the most alike pair down; every page ends in one group.

    Two groups become one only when at least half of the pairs between their witnesses are alike
    as well, so that one odd page cannot tie two articles together.
    """
    links = _links(judge, pairs)
    roots = Roots(pages)
    members: dict[int, list[int]] = {page: [page] for page in range(pages)}
    refused: list[Link] = []
    for link in links:
        a, b = roots.of(link.a), roots.of(link.b)
        if a == b:
            continue
        if not _hang_together(judge, members[a], members[b]):
            refused.append(link)
            continue
        roots.join(a, b)
        low, high = min(a, b), max(a, b)
        members[low] = sorted(members[low] + members.pop(high))
    return _groups(roots, members, links)


def _links(judge: Judge, pairs: Pairs) -> list[Link]:
    found = []
    for a, b in pairs.tolist():
        likeness = judge.likeness(a, b)
        if likeness.similarity >= ALIKE:
            found.append(Link(a, b, *likeness))
    return sorted(found, key=lambda link: (-link.similarity, link.a, link.b))


def _hang_together(judge: Judge, one: list[int], other: list[int]) -> bool:
    asked = [
        judge.likeness(min(a, b), max(a, b)).similarity >= HANGS_TOGETHER
        for a in _witnesses(one)
        for b in _witnesses(other)
    ]
    return 2 * sum(asked) >= len(asked)


def _witnesses(members: list[int]) -> list[int]:
    """Return a few members, spread evenly over the group."""
    if len(members) <= WITNESSES:
        return members
    return [members[at * len(members) // WITNESSES] for at in range(WITNESSES)]


def _groups(roots: Roots, members: dict[int, list[int]], links: Iterable[Link]) -> list[Group]:
    inside: dict[int, list[Link]] = {root: [] for root in members}
    for link in links:
        root = roots.of(link.a)
        if root == roots.of(link.b):
            inside[root].append(link)
    return [Group(tuple(pages), tuple(sorted(inside[root]))) for root, pages in members.items()]

"""From pages to clusters, each with the page to keep, why that one, and what holds it together.

The pages are taken in the order of their ids and each text is read once, so neither the order in
which they come nor the size of a batch can change the clusters.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.candidates import candidates, term_candidates
from curette.dedup.common import common
from curette.dedup.entries import ALONE, Entry, choose
from curette.dedup.grouping import Group, grown
from curette.dedup.reading import in_order, read
from curette.dedup.reuse import Reuse
from curette.dedup.sharded import proposed
from curette.dedup.verify import Judge
from curette.model import Cluster, Edge, Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from curette.dedup.common import Common
    from curette.dedup.engines import Engine
    from curette.dedup.reading import Read


class Clustered(NamedTuple):
    """Clusters, one a group of texts, and what their pages have in common with all others."""

    shared: Common
    clusters: list[Cluster]


def cluster(
    entries: Iterable[Entry],
    text_of: Callable[[str], str],
    engine: Engine | None = None,
    folder: str = "",
) -> tuple[Cluster, ...]:
    """Group pages that say the same; every page is in exactly one cluster.

    `text_of` gives the cleaned text of an id and is asked once a page. A page without words is
    like no other. An `engine` signs, joins and judges in processes of its own, by way of files
    below `folder`, which all of them see; the clusters are the same. Raises `CuretteError` when
    two entries share an id.
    """
    found = clustered(read(in_order(entries), text_of), engine, folder)
    return tuple(sorted(found.clusters, key=lambda one: one.members[0].id))


def clustered(found: Read, engine: Engine | None = None, folder: str = "") -> Clustered:
    """Group texts that have been read; see `cluster`."""
    store = found.store
    shared = common(store)
    judge = Judge(store, shared)
    pairs, term_pairs = (
        proposed(store, shared, engine, folder)
        if engine
        else (candidates(store, shared), term_candidates(store, shared))
    )
    groups = grown(judge, Reuse(store, shared), len(store), pairs, term_pairs)
    return Clustered(shared, [built(found.pages, found.copies, group, judge) for group in groups])


def built(
    pages: Sequence[Entry], copies: Sequence[Sequence[int]], group: Group, judge: Judge
) -> Cluster:
    """Name the group, choose its keeper and say what holds it together."""
    if len(group.pages) == 1 and len(copies[group.pages[0]]) == 1:
        return _alone(pages[copies[group.pages[0]][0]])
    place_of = {at: place for place in group.pages for at in copies[place]}
    entries = [pages[at] for at in sorted(place_of)]
    keeper, reasons = choose(entries)
    kept = next(place for at, place in place_of.items() if pages[at].id == keeper.id)
    known = {(link.a, link.b): link.similarity for link in group.links}
    members = tuple(
        Member(
            pages[at].id,
            "keeper" if pages[at].id == keeper.id else "member",
            _rounded(1.0 if place == kept else _similarity(judge, known, place, kept)),
        )
        for at, place in sorted(place_of.items())
    )
    edges = [
        Edge(
            pages[copies[link.a][0]].id,
            pages[copies[link.b][0]].id,
            _rounded(link.similarity),
            link.because,
        )
        for link in group.links
    ]
    for place in group.pages:
        first, *others = copies[place]
        edges.extend(Edge(pages[first].id, pages[at].id, 1.0, "same words") for at in others)
    edges.sort(key=lambda edge: (edge.a, edge.b))
    return Cluster(cluster_id(members[0].id), keeper.id, reasons, members, tuple(edges))


def _alone(page: Entry) -> Cluster:
    return Cluster(cluster_id(page.id), page.id, ALONE, (Member(page.id, "keeper", 1.0),))


def _similarity(judge: Judge, known: dict[tuple[int, int], float], one: int, other: int) -> float:
    pair = (one, other) if one < other else (other, one)
    return known[pair] if pair in known else judge.likeness(*pair).all


def cluster_id(least: str) -> str:
    """Return the id of the cluster whose least member is `least`."""
    return "c-" + blake2b(least.encode(), digest_size=6).hexdigest()


def _rounded(similarity: float) -> float:
    return round(similarity, 4)

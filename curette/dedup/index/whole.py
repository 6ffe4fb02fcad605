"""All that is stored grouped anew: at first, when it has grown, when hashes are made otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from curette.dedup.clusters import clustered
from curette.dedup.index import writing
from curette.dedup.index.increment import gone, retired
from curette.dedup.index.naming import named
from curette.dedup.index.records import (
    Page,
    Stored,
    cluster_from,
    events_from,
    page_from,
    text_bytes,
    text_from,
)
from curette.dedup.reading import read, together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from curette.dedup.engines import Engine
    from curette.dedup.index.increment import Today
    from curette.dedup.index.runs import Runs
    from curette.dedup.index.tables import Row


def whole(
    runs: Runs, today: Today, version: str, engine: Engine | None = None, folder: str = ""
) -> None:
    """Group a day's pages and all that are stored, and put one run in the place of all.

    `version` names the hashes and the rules; `engine` and `folder` are those of `cluster`.
    """
    update = runs.manifest.update + 1
    old = {page.entry.id: page for page in map(page_from, _values(runs.all("pages")))}
    given = {entry.id for entry in today.read.pages}
    kept = sorted(old.keys() - given - today.gone)

    def packed(page: str) -> bytes:
        if page in given:
            return text_bytes(today.text_of(page))
        number = old[page].text
        return runs.newest("texts", [number])[number]

    stored = read([old[page].entry for page in kept], lambda page: text_from(packed(page)))
    found = together(today.read, stored)
    built = clustered(found, engine, folder)

    clusters = list(map(cluster_from, _values(runs.all("clusters"))))
    given_up = {stored.born.id: stored for stored in clusters if stored.cluster is None}
    before = {
        member.id: stored.born
        for stored in clusters
        if stored.cluster
        for member in stored.cluster.members
    }
    members = [[member.id for member in cluster.members] for cluster in built.clusters]
    names = {born.id for born in before.values()} | given_up.keys()
    born, events = named(members, before, update, names.__contains__)
    events += gone(before, given.union(kept), update)

    number_of = found.text_of
    news = writing.News(
        pages=[Page(entry, number_of[entry.id]) for entry in found.pages],
        digests=dict(enumerate(found.digests)),
        events={key: events_from(value) for key, value in runs.all("events")},
    )
    for cluster, ids, name in zip(built.clusters, members, born, strict=True):
        numbered = tuple(number_of[page] for page in ids)
        news.clusters.append(Stored(name, replace(cluster, id=name.id), numbered))
    news.clusters += [*given_up.values(), *retired(events, set(before.values()))]
    if events:
        news.events[update] = events

    def write(into: Path) -> None:
        writing.write(
            into, news, built.shared, found.store.row, lambda text: packed(found.first(text))
        )
        writing.write_common(into, built.shared)

    manifest = replace(
        runs.manifest,
        signatures=version,
        epoch=runs.manifest.epoch + 1,
        learned_on=len(found.store),
        update=update,
        texts=len(found.store),
    )
    runs.commit(write, manifest, instead=True)


def _values(rows: Iterator[Row]) -> Iterator[bytes]:
    return (value for _, value in rows)

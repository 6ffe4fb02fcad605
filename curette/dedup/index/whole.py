"""All that is stored grouped anew: at first, when it has grown, when hashes are made otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from curette.dedup.candidates import candidates, common, term_candidates
from curette.dedup.clusters import _built, _read
from curette.dedup.grouping import grown
from curette.dedup.index import writing
from curette.dedup.index.increment import gone, retired
from curette.dedup.index.naming import named
from curette.dedup.index.records import (
    Page,
    Stored,
    cluster_from,
    digest_of,
    events_from,
    page_from,
    text_from,
)
from curette.dedup.reuse import Reuse
from curette.dedup.verify import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from curette.dedup.index.increment import Today
    from curette.dedup.index.runs import Runs
    from curette.dedup.index.tables import Row


def whole(runs: Runs, today: Today, version: str) -> None:
    """Group a day's pages and all that are stored, and put one run in the place of all.

    `version` names the hashes and the rules.
    """
    update = runs.manifest.update + 1
    old = {page.entry.id: page for page in map(page_from, _values(runs.all("pages")))}
    given = {entry.id: entry for entry in today.entries}
    kept = {page: known.entry for page, known in old.items() if page not in today.gone}
    entries = [entry for _, entry in sorted((kept | given).items())]

    def text_of(page: str) -> str:
        if page in given:
            return today.text_of(page)
        number = old[page].text
        return text_from(runs.newest("texts", [number])[number])

    store, copies = _read(entries, text_of)
    shared = common(store)
    judge = Judge(store, shared)
    pairs, term_pairs = candidates(store, shared), term_candidates(store, shared)
    groups = grown(judge, Reuse(store, shared), len(store), pairs, term_pairs)
    built = [_built(entries, copies, group, judge) for group in groups]

    clusters = list(map(cluster_from, _values(runs.all("clusters"))))
    given_up = {stored.born.id: stored for stored in clusters if stored.cluster is None}
    before = {
        member.id: stored.born
        for stored in clusters
        if stored.cluster
        for member in stored.cluster.members
    }
    members = [[member.id for member in cluster.members] for cluster in built]
    names = {born.id for born in before.values()} | given_up.keys()
    born, events = named(members, before, update, names.__contains__)
    events += gone(before, (kept | given).keys(), update)

    number_of = {entries[at].id: text for text, pages in enumerate(copies) for at in pages}
    news = writing.News(
        pages=[Page(entry, number_of[entry.id]) for entry in entries],
        digests={
            text: digest_of(store.row(text), text_of(entries[pages[0]].id))
            for text, pages in enumerate(copies)
        },
        events={key: events_from(value) for key, value in runs.all("events")},
    )
    for cluster, ids, name in zip(built, members, born, strict=True):
        numbered = tuple(number_of[page] for page in ids)
        news.clusters.append(Stored(name, replace(cluster, id=name.id), numbered))
    news.clusters += [*given_up.values(), *retired(events, set(before.values()))]
    if events:
        news.events[update] = events

    def write(folder: Path) -> None:
        writing.write(
            folder, news, shared, store.row, lambda text: text_of(entries[copies[text][0]].id)
        )
        writing.write_common(folder, shared)

    manifest = replace(
        runs.manifest,
        signatures=version,
        epoch=runs.manifest.epoch + 1,
        learned_on=len(store),
        update=update,
        texts=len(store),
    )
    runs.commit(write, manifest, instead=True)


def _values(rows: Iterator[Row]) -> Iterator[bytes]:
    return (value for _, value in rows)

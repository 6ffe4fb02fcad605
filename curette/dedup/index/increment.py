"""A day's pages entered among all that are stored, with no more read than they touch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.clusters import built, cluster_id
from curette.dedup.index import compare, writing
from curette.dedup.index.naming import Born, Event, named
from curette.dedup.index.records import (
    Page,
    Stored,
    cluster_from,
    cluster_key,
    digest_from,
    digest_key,
    page_from,
    page_key,
    text_bytes,
    text_from,
)
from curette.dedup.words import numbers, without_stops
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from curette.dedup.candidates import Common
    from curette.dedup.index.runs import Runs
    from curette.dedup.reading import Read


class Today(NamedTuple):
    """What an update is given: pages with the words of their texts, and which are withdrawn."""

    read: Read
    text_of: Callable[[str], str]
    gone: frozenset[str]


class Change(NamedTuple):
    """What of a day's pages is new to the store."""

    pages: dict[str, Page]
    """Pages that are new, have another text, or of which something else is known now."""
    old: dict[str, Page]
    """What was stored of these pages and of the withdrawn ones."""
    digests: dict[int, bytes | None]
    """Of each text that the store has not, by the number that it is given."""


def stored_pages(runs: Runs, ids: Iterable[str]) -> dict[str, Page]:
    """Return what is stored of pages. Raises `CuretteError` where two ids have one hash."""
    wanted = list(ids)
    rows = runs.newest("pages", map(page_key, wanted))
    found = {}
    for page in wanted:
        if value := rows.get(page_key(page)):
            found[page] = page_from(value)
            if found[page].entry.id != page:
                raise CuretteError(
                    f"{page}: has the hash of {found[page].entry.id}; give one another id"
                )
    return found


def stored_clusters(runs: Runs, keys: Iterable[int]) -> dict[int, Stored]:
    """Return clusters by the number that they are stored under."""
    return {key: cluster_from(value) for key, value in runs.newest("clusters", keys).items()}


def change(runs: Runs, today: Today) -> Change:
    """Tell what of a day's pages is new."""
    texts = today.read.text_of
    before = stored_pages(runs, [*(entry.id for entry in today.read.pages), *sorted(today.gone)])
    digests = {digest for digest in today.read.digests if digest}
    rows = runs.newest("digests", map(digest_key, digests))

    def digest_of(page: str) -> bytes | None:
        return today.read.digests[texts[page]]

    known = {
        digest: number
        for digest in digests
        if (row := rows.get(digest_key(digest)))
        and (number := digest_from(row, digest)) is not None
    }
    wordless = _without_words(
        runs,
        [old.text for page, old in before.items() if page in texts and not digest_of(page)],
    )
    found: dict[str, Page] = {}
    new: dict[int, bytes | None] = {}
    following = runs.manifest.texts
    for entry in today.read.pages:
        digest = digest_of(entry.id)
        old = before.get(entry.id)
        if digest is None:
            number = old.text if old and old.text in wordless else None
        else:
            number = known.get(digest)
        if number is None:
            number = following
            following += 1
            new[number] = digest
            if digest:
                known[digest] = number
        if old != Page(entry, number):
            found[entry.id] = Page(entry, number)
    old_pages = {
        page: stored for page, stored in before.items() if page in found or page in today.gone
    }
    return Change(found, old_pages, new)


def increment(runs: Runs, shared: Common, today: Today, changed: Change) -> None:
    """Enter what has changed, and group anew the clusters that it touches."""
    update = runs.manifest.update + 1
    source = {page.text: page_id for page_id, page in sorted(changed.pages.items(), reverse=True)}
    texts = {page.text for page in (*changed.pages.values(), *changed.old.values())}
    home = compare.homes(runs, texts)
    given = today.read.text_of
    new = {
        text: today.read.store.row(given[page])
        for text, page in sorted(source.items())
        if text not in home
    }
    touched = set(home.values()) | compare.touched(runs, shared, list(new.items()))
    clusters = stored_clusters(runs, touched)
    pages = _pages(runs, clusters.values(), changed, today.gone)
    news = writing.News(
        pages=list(changed.pages.values()),
        withdrawn=sorted(today.gone & changed.old.keys()),
        digests=changed.digests,
    )
    entries = [page.entry for page in pages]
    copies: dict[int, list[int]] = {}
    for at, page in enumerate(pages):
        copies.setdefault(page.text, []).append(at)
    words = compare.read(runs, [text for text in copies if text not in new]) | new
    ordered = {text: words[text] for text in copies}
    grouped = compare.regrouped(runs, shared, ordered, touched)
    places = list(copies.values())
    found = [built(entries, places, group, grouped.judge) for group in grouped.groups]
    before = {
        member.id: stored.born
        for stored in clusters.values()
        if stored.cluster
        for member in stored.cluster.members
    }
    members = [[member.id for member in cluster.members] for cluster in found]
    names, events = named(members, before, update, _taken(runs, members))
    text_of_page = {page.entry.id: page.text for page in pages}
    for cluster, ids, name in zip(found, members, names, strict=True):
        numbered = tuple(text_of_page[page] for page in ids)
        news.clusters.append(Stored(name, replace(cluster, id=name.id), numbered))
    events += gone(before, text_of_page.keys(), update)
    news.clusters += retired(events, before.values())
    news.homeless = sorted({page.text for page in changed.old.values()} - copies.keys())
    if events:
        news.events[update] = events

    def write(folder: Path) -> None:
        writing.write(
            folder,
            news,
            shared,
            lambda text: new[text],
            lambda text: text_bytes(today.text_of(source[text])),
        )

    texts_known = runs.manifest.texts + len(changed.digests)
    runs.commit(write, replace(runs.manifest, update=update, texts=texts_known))


def gone(before: Mapping[str, Born], left: Iterable[str], update: int) -> list[Event]:
    """Return an event for each cluster none of whose pages is left."""
    still = {before[page] for page in left if page in before}
    return [Event(update, "gone", None, born.id) for born in sorted(set(before.values()) - still)]


def retired(events: Iterable[Event], born: Iterable[Born]) -> list[Stored]:
    """Return what is to be stored of names that are given up, so that none is given again."""
    known = {one.id: one for one in born}
    return [
        Stored(known[event.before], None, into=event.cluster)
        for event in events
        if event.kind in ("gone", "merged")
    ]


def _pages(
    runs: Runs, clusters: Iterable[Stored], changed: Change, gone: frozenset[str]
) -> list[Page]:
    """Return all pages of the clusters and all that changed, as they are now, by id."""
    members = [m.id for stored in clusters if stored.cluster for m in stored.cluster.members]
    found = stored_pages(runs, members) | changed.pages
    return [found[page] for page in sorted(found) if page not in gone or page in changed.pages]


def _without_words(runs: Runs, texts: Iterable[int]) -> set[int]:
    rows = runs.newest("texts", texts)
    return {text for text, row in rows.items() if not len(without_stops(numbers(text_from(row))))}


def _taken(runs: Runs, groups: Sequence[Sequence[str]]) -> Callable[[str], bool]:
    """Return whether a name was ever given; the likely ones are looked up at once."""
    likely = {cluster_key(cluster_id(min(group))) for group in groups}
    there = runs.newest("clusters", likely).keys()

    def taken(name: str) -> bool:
        key = cluster_key(name)
        return key in (there if key in likely else runs.newest("clusters", [key]))

    return taken

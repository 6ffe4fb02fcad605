"""The same paragraph in several articles: site furniture, a filled-in form, or reuse.

Pages are never merged on this. It says which text stands on many sites (for the site templates to
strike), which paragraph is whose, and which pages are put together from others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from curette.dedup.common import common
from curette.dedup.entries import Entry, choose
from curette.dedup.reuse import ALONE, Reuse
from curette.dedup.words import BREAK, Store, numbers
from curette.records import Origin, Passage, PassageKind, Place, Stitched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from curette.model import Cluster

# One wording on the pages of this many unrelated articles is furniture. On the development set any
# number from 15 to 60 tells all boilerplate texts from all but one paragraph of articles, which
# one publisher has word for word on 655 pages.
FURNITURE_CLUSTERS = 15
# A paragraph in this many articles, in whatever wording, is a form that one source fills in: what
# two of them share says nothing of who took from whom. At 10 one pair of copies in 25 that are
# found was never copied, at 6 one in 40.
FORM_CLUSTERS = 6
# A page is stitched when this share of its paragraphs' words stands in other articles, in at least
# two of them that are no stitched pages, each with at least this share of the page.
TRACED, EACH_ORIGIN = 0.75, 0.15
# An article of whose words this share stands nowhere else has text of its own.
OWN_TEXT = 0.10


class Provenance(NamedTuple):
    """Paragraphs that stand in several articles, and pages that are made of them."""

    passages: tuple[Passage, ...]
    stitched: tuple[Stitched, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    place: Place
    cluster: int
    group: int
    wording: int
    words: int


def provenance(
    entries: Iterable[Entry], text_of: Callable[[str], str], clusters: Sequence[Cluster]
) -> Provenance:
    """Return the paragraphs that stand in more than one cluster, and what is stitched from them.

    Each text is asked for once. Members of clusters that are not among the entries play no part. A
    page that is not called stitched may still share paragraphs with others: its own text, or the
    texts of others that took from it.
    """
    pages = {entry.id: entry for entry in entries}
    present = _present(clusters, pages)
    found = _paragraphs(pages, text_of, present)
    kinds = _kinds(found)
    passages = sorted(_passages(pages, found, kinds), key=lambda one: one.id)
    return Provenance(tuple(passages), tuple(_stitched(pages, found, kinds, present)))


def _present(clusters: Sequence[Cluster], pages: dict[str, Entry]) -> list[Cluster]:
    """Return the clusters as far as their members are among the pages."""
    present = []
    for cluster in clusters:
        members = tuple(member for member in cluster.members if member.id in pages)
        if members:
            keeper = cluster.keeper
            if keeper not in pages:
                keeper = choose([pages[member.id] for member in members])[0].id
            present.append(replace(cluster, keeper=keeper, members=members))
    return present


def _stitched(
    pages: dict[str, Entry],
    found: Sequence[_Paragraph],
    kinds: dict[int, PassageKind],
    clusters: Sequence[Cluster],
) -> Iterator[Stitched]:
    sources: dict[int, set[int]] = defaultdict(set)
    by_page: dict[str, list[_Paragraph]] = defaultdict(list)
    for one in found:
        if kinds.get(one.group) in (None, "reuse") and one.words:
            by_page[one.place.document].append(one)
            if one.group != ALONE:
                sources[one.group].add(one.cluster)
    original = _originals(clusters, by_page, sources)
    for page, mine in sorted(by_page.items()):
        origins = _origins(page, mine, sources, original, clusters, pages)
        if origins:
            yield Stitched("curette.stitched/1", page, origins)


def _paragraphs(
    pages: dict[str, Entry], text_of: Callable[[str], str], clusters: Sequence[Cluster]
) -> list[_Paragraph]:
    """Read every text and return its paragraphs with their groups, page by page."""
    cluster_of = {
        member.id: at for at, cluster in enumerate(clusters) for member in cluster.members
    }
    names = sorted(pages)
    store = Store()
    spans: list[list[tuple[int, int, int]]] = []
    for name in names:
        text = text_of(name)
        store.add(numbers(text))
        spans.append(list(_lines(text)))
    reuse = Reuse(store, common(store))
    found = []
    for at, name in enumerate(names):
        rows = zip(spans[at], reuse.of(at).tolist(), reuse.wordings(at).tolist(), strict=False)
        for (start, end, words), group, wording in rows:
            place = Place(name, start, end)
            found.append(_Paragraph(place, cluster_of[name], group, wording, words))
    return found


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of words of each line that has any."""
    at = 0
    for line in text.split("\n"):
        words = int((numbers(line) > BREAK).sum())
        if words:
            start = at + len(line) - len(line.lstrip())
            yield start, at + len(line.rstrip()), words
        at += len(line) + 1


def _kinds(found: Sequence[_Paragraph]) -> dict[int, PassageKind]:
    """Return the kind of each group that stands in at least two clusters."""
    spread: dict[int, set[int]] = defaultdict(set)
    worded: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in found:
        if one.group != ALONE:
            spread[one.group].add(one.cluster)
            worded[one.group, one.wording].add(one.cluster)
    widest: dict[int, int] = defaultdict(int)
    for (group, _), clusters in worded.items():
        widest[group] = max(widest[group], len(clusters))
    return {
        group: "furniture"
        if widest[group] >= FURNITURE_CLUSTERS
        else "form"
        if len(clusters) >= FORM_CLUSTERS
        else "reuse"
        for group, clusters in spread.items()
        if len(clusters) > 1
    }


def _passages(
    pages: dict[str, Entry], found: Sequence[_Paragraph], kinds: dict[int, PassageKind]
) -> Iterator[Passage]:
    members: dict[int, list[_Paragraph]] = defaultdict(list)
    for one in found:
        if one.group in kinds:
            members[one.group].append(one)
    for group, mine in members.items():
        places = tuple(sorted((one.place for one in mine), key=_reading_order))
        keeper, reasons = choose([pages[name] for name in {place.document for place in places}])
        canonical = next(place for place in places if place.document == keeper.id)
        first = places[0]
        name = blake2b(f"{first.document}\n{first.start}".encode(), digest_size=6).hexdigest()
        spread = len({one.cluster for one in mine})
        yield Passage(
            "curette.passage/1", "p-" + name, kinds[group], spread, canonical, reasons, places
        )


def _reading_order(place: Place) -> tuple[str, int]:
    return place.document, place.start


def _originals(
    clusters: Sequence[Cluster],
    by_page: dict[str, list[_Paragraph]],
    sources: dict[int, set[int]],
) -> set[int]:
    """Return the clusters that others can have taken from.

    Those whose keeper has text that stands nowhere else; and those all of whose text stands
    elsewhere, but in none of the first: an article that others have used up.
    """
    first, rest = set(), set()
    for at, cluster in enumerate(clusters):
        mine = by_page.get(cluster.keeper, [])
        own = sum(one.words for one in mine if not sources.get(one.group, set()) - {at})
        if own and own >= OWN_TEXT * sum(one.words for one in mine):
            first.add(at)
        elif mine:
            rest.add(at)
    used_up = {
        at
        for at in rest
        if not any(
            (sources.get(one.group, set()) - {at}) & first for one in by_page[clusters[at].keeper]
        )
    }
    return first | used_up


def _origins(
    page: str,
    mine: Sequence[_Paragraph],
    sources: dict[int, set[int]],
    original: set[int],
    clusters: Sequence[Cluster],
    pages: dict[str, Entry],
) -> tuple[Origin, ...]:
    """Return where the parts of a page come from; nothing where it is not stitched."""
    if mine[0].cluster in original:
        return ()
    total = sum(one.words for one in mine)
    parts: dict[int, list[_Paragraph]] = defaultdict(list)
    traced = 0
    for one in mine:
        others = sources.get(one.group, set()) - {one.cluster}
        traced += one.words if others else 0
        for other in others & original:
            if not _later(pages[clusters[other].keeper], pages[page]):
                parts[other].append(one)
    large = {
        other: words / total
        for other, taken in parts.items()
        if (words := sum(one.words for one in taken)) >= EACH_ORIGIN * total
    }
    if len(large) < 2 or traced < TRACED * total:
        return ()
    return tuple(
        Origin(
            clusters[other].id,
            clusters[other].keeper,
            round(share, 4),
            tuple(one.place for one in parts[other]),
        )
        for other, share in sorted(large.items(), key=lambda item: (-item[1], item[0]))
    )


def _later(one: Entry, other: Entry) -> bool:
    """Tell whether the first page says of itself that it is younger than the other."""
    return bool(one.published and other.published and one.published > other.published)

"""New texts against all that are stored: which clusters they touch, and how these group anew.

Old text is read only of texts that share a band with a new one, of the clusters that a new text
is found to belong to, and of those that have a paragraph of a doubtful page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.common import marked
from curette.dedup.grouping import BEYOND_DOUBT, TOO_WIDESPREAD, Group, grown
from curette.dedup.index.records import home_from, text_from
from curette.dedup.index.rows import Rows, near_rows, paragraph_rows, term_rows
from curette.dedup.reuse import Reuse
from curette.dedup.signatures import Pairs, agreeing
from curette.dedup.spins import SPUN
from curette.dedup.tokens import numbered
from curette.dedup.verify import Judge
from curette.dedup.words import Numbers, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from curette.dedup.candidates import Common
    from curette.dedup.index.runs import Runs

# So many new texts are compared at a time, with all old texts that they could be copies of.
TEXTS_AT_ONCE = 250


class Grouped(NamedTuple):
    """Groups of places in `texts`, and the judge who knows them by these places."""

    groups: list[Group]
    judge: Judge


def read(runs: Runs, texts: Iterable[int]) -> dict[int, Numbers]:
    """Return the words of stored texts."""
    found = runs.newest("texts", texts)
    rows = numbered(map(text_from, found.values()))
    places = pairwise(rows.starts.tolist())
    return {text: rows.flat[start:end] for text, (start, end) in zip(found, places, strict=True)}


def homes(runs: Runs, texts: Iterable[int]) -> dict[int, int]:
    """Return the cluster of each text, by the number that it is stored under.

    A text that no page has any longer has none.
    """
    return {text: home_from(value) for text, value in runs.newest("homes", texts).items()}


def proposed(runs: Runs, rows: Rows, numbers_of: Sequence[int]) -> list[tuple[int, int]]:
    """Return pairs of a new text, by its place in `numbers_of`, and a stored one that share a band.

    The new texts themselves are not proposed, stored though they may be.
    """
    rows = rows.sorted()
    hits = runs.find(rows.keys)
    pairs = np.unique(np.stack((rows.texts[hits.questions], hits.texts), axis=1), axis=0)
    old = pairs[~np.isin(pairs[:, 1], np.array(numbers_of, dtype=np.int64))]
    return [(new, text) for new, text in old.tolist()]


def touched(runs: Runs, shared: Common, new: Sequence[tuple[int, Numbers]]) -> set[int]:
    """Return the clusters with a text that a new text, given with its number, is a copy of."""
    found: set[int] = set()
    own = [number for number, _ in new]
    for at in range(0, len(new), TEXTS_AT_ONCE):
        store = _store(row for _, row in new[at : at + TEXTS_AT_ONCE])
        pages = marked(store, shared)
        near = proposed(runs, near_rows(pages), own)
        terms = proposed(runs, term_rows(pages), own)
        stored = homes(runs, {text for _, text in near + terms})
        home = {text: cluster for text, cluster in stored.items() if cluster not in found}
        place = {}
        for text, row in read(runs, home).items():
            place[text] = len(store)
            store.add(row)
        cluster_at = {place[text]: cluster for text, cluster in home.items()}
        judge = Judge(store, shared)
        asked = np.array([(one, place[text]) for one, text in near if text in place])
        pairs = asked.astype(np.int64).reshape(-1, 2)
        found |= {cluster_at[alike.b] for alike in judge.alike(pairs)}
        for one, text in terms:
            cluster = home.get(text)
            if cluster is None or cluster in found:
                continue
            if judge.aligner.kept(one, place[text]).reaches(SPUN):
                found.add(cluster)
    return found


def regrouped(
    runs: Runs, shared: Common, texts: Mapping[int, Numbers], clusters: set[int]
) -> Grouped:
    """Group texts, given by number in the order in which they count, by the rules of a whole run.

    `clusters` are those whose texts are all among `texts`: paragraphs of doubtful pages are looked
    for in others.
    """
    rows = list(texts.values())
    store = _store(rows)
    pages = marked(store, shared)
    near, terms = _pairs(near_rows(pages)), _pairs(term_rows(pages))
    judge = Judge(store, shared)
    alike = list(judge.alike(near))
    doubtful = sorted(
        {page for one in alike if one.likeness.all < BEYOND_DOUBT for page in (one.a, one.b)}
    )
    for row in _witnesses(runs, _store(rows[page] for page in doubtful), texts, clusters):
        store.add(row)
    groups = grown(judge, Reuse(store, shared), len(store), alike, terms)
    return Grouped([group for group in groups if group.pages[0] < len(rows)], judge)


def _store(rows: Iterable[Numbers]) -> Store:
    store = Store()
    for row in rows:
        store.add(row)
    return store


def _pairs(rows: Rows) -> Pairs:
    order = np.argsort(rows.texts, kind="stable")
    return agreeing(rows.keys[order][:, None], rows.texts[order])


def _witnesses(
    runs: Runs, doubtful: Store, texts: Mapping[int, Numbers], clusters: set[int]
) -> list[Numbers]:
    """Return texts of other clusters, one of each, that have a paragraph of a doubtful one."""
    hits = runs.find(np.unique(paragraph_rows(doubtful).keys))
    few = np.unique(hits.texts[hits.counts <= TOO_WIDESPREAD]).tolist()
    home = homes(runs, [text for text in few if text not in texts])
    first: dict[int, int] = {}
    for text, cluster in sorted(home.items()):
        if cluster not in clusters:
            first.setdefault(cluster, text)
    found = read(runs, first.values())
    return [found[text] for text in sorted(found)]

"""New texts against all that are stored: which clusters they touch, and how these group anew.

Old text is read only of texts that share a band with a new one, of the clusters that a new text
is found to belong to, and of those that have a paragraph of a doubtful page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup.grouping import BEYOND_DOUBT, TOO_WIDESPREAD, Group, grown
from curette.dedup.index.records import home_from, text_from
from curette.dedup.index.rows import Rows, near_rows, paragraph_rows, term_rows
from curette.dedup.reuse import Reuse
from curette.dedup.signatures import Pairs, agreeing
from curette.dedup.spins import SPUN
from curette.dedup.tokens import numbered
from curette.dedup.verify import ALIKE, Judge
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
        rows = [row for _, row in new[at : at + TEXTS_AT_ONCE]]
        near = proposed(runs, near_rows(rows, shared), own)
        terms = proposed(runs, term_rows(rows, shared), own)
        stored = homes(runs, {text for _, text in near + terms})
        home = {text: cluster for text, cluster in stored.items() if cluster not in found}
        words = read(runs, home)
        store = Store()
        for row in rows:
            store.add(row)
        places = {text: len(rows) + place for place, text in enumerate(words)}
        for row in words.values():
            store.add(row)
        judge = Judge(store, shared)

        for kind, pairs in (("near", near), ("terms", terms)):
            for one, text in pairs:
                cluster = home.get(text)
                if cluster in found or cluster is None:
                    continue
                place = places[text]
                if kind == "near":
                    alike = judge.likeness(one, place).reaches(ALIKE)
                else:
                    alike = judge.aligner.kept(one, place).reaches(SPUN)
                if alike:
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
    store = Store()
    for row in rows:
        store.add(row)
    judge = Judge(store, shared)
    near, terms = _pairs(near_rows(rows, shared)), _pairs(term_rows(rows, shared))
    doubtful = sorted(
        {
            page
            for a, b in near.tolist()
            if (likeness := judge.likeness(a, b)).reaches(ALIKE) and likeness.all < BEYOND_DOUBT
            for page in (a, b)
        }
    )
    for row in _witnesses(runs, [rows[page] for page in doubtful], texts, clusters):
        store.add(row)
    groups = grown(judge, Reuse(store, shared), len(store), near, terms)
    return Grouped([group for group in groups if group.pages[0] < len(rows)], judge)


def _pairs(rows: Rows) -> Pairs:
    order = np.argsort(rows.texts, kind="stable")
    return agreeing(rows.keys[order][:, None], rows.texts[order])


def _witnesses(
    runs: Runs, rows: Sequence[Numbers], texts: Mapping[int, Numbers], clusters: set[int]
) -> list[Numbers]:
    """Return texts of other clusters, one of each, that have a paragraph of one of `rows`."""
    hits = runs.find(np.unique(paragraph_rows(rows).keys))
    few = np.unique(hits.texts[hits.counts <= TOO_WIDESPREAD]).tolist()
    home = homes(runs, [text for text in few if text not in texts])
    first: dict[int, int] = {}
    for text, cluster in sorted(home.items()):
        if cluster not in clusters:
            first.setdefault(cluster, text)
    found = read(runs, first.values())
    return [found[text] for text in sorted(found)]

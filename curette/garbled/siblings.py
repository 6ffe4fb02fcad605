"""Align a page with its near-duplicate: where one was spun, the swapped words stand side by side.

What a spinner leaves alone (names, numbers, rare words, small words in their order) ties the
sentences together; what is left between two ties is a substitution.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log
from typing import TYPE_CHECKING

from curette.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.model import Span

# Longer pages are aligned up to here; a pair of pages must not take more than a moment.
MOST_SENTENCES = 400
# Two sentences are a pair from this weighted overlap on. Sentences of one topic share up to a
# quarter of their weight; a sentence and its spun copy at a rate of one word in three, over half.
LEAST_OVERLAP = 0.35
# A longer sentence is a page without stops; the work is the square of its words.
LONGEST_SENTENCE = 400
# A substitution of more words than this on either side is a rewritten clause, not a swap.
LONGEST_SWAP = 4


@dataclass(frozen=True, slots=True)
class Substitution:
    """A stretch of the page and the wording that its sibling has in that place."""

    start: int
    end: int
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence of the page, its counterpart, how much they share, and what differs."""

    here: int
    there: int
    overlap: float
    substitutions: tuple[Substitution, ...]


def align(
    page: str, page_sentences: Sequence[Span], sibling: str, sibling_sentences: Sequence[Span]
) -> tuple[Aligned, ...]:
    """Pair the sentences of two pages in order, each with its substitutions.

    Offsets are those of `page`; `here` and `there` count sentences. Sentences without a
    counterpart are left out.
    """
    here = [_words(page, span) for span in page_sentences[:MOST_SENTENCES]]
    there = [_words(sibling, span) for span in sibling_sentences[:MOST_SENTENCES]]
    counts = Counter(w for row in (*here, *there) for w in {word for word, _, _ in row})
    weight = {w: log(1 + (len(here) + len(there)) / n) for w, n in counts.items()}
    overlaps = _overlaps([_once(row) for row in here], [_once(row) for row in there], weight)
    return tuple(
        Aligned(i, j, round(overlaps[i, j], 3), tuple(_swaps(page, here[i], sibling, there[j])))
        for i, j in _in_order(overlaps)
    )


_Word = tuple[str, int, int]


def _words(text: str, span: Span) -> list[_Word]:
    return [(text[s:e].lower(), s, e) for s, e in words(text, *span)]


def _once(row: Sequence[_Word]) -> list[str]:
    """Return each word once, in an order of its own: sums over a set differ from run to run."""
    return list(dict.fromkeys(word for word, _, _ in row))


def _overlaps(
    here: Sequence[Sequence[str]], there: Sequence[Sequence[str]], weight: dict[str, float]
) -> dict[tuple[int, int], float]:
    """Return the weighted overlap of each two sentences that are near enough."""
    holders: dict[str, list[int]] = defaultdict(list)
    for j, row in enumerate(there):
        for word in row:
            holders[word].append(j)
    mass = [sum(weight[w] for w in row) for row in there]
    found: dict[tuple[int, int], float] = {}
    for i, row in enumerate(here):
        shared: dict[int, float] = defaultdict(float)
        for word in row:
            for j in holders.get(word, ()):
                shared[j] += weight[word]
        own = sum(weight[w] for w in row)
        for j, both in shared.items():
            overlap = both / max(own, mass[j])
            if overlap >= LEAST_OVERLAP:
                found[i, j] = overlap
    return found


def _in_order(overlaps: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs of the heaviest chain that runs forward in both pages."""
    pairs = sorted(overlaps)
    best: dict[tuple[int, int], float] = {}
    back: dict[tuple[int, int], tuple[int, int] | None] = {}
    # The best chain that ends at or before each sentence of the sibling, in a Fenwick tree.
    size = 1 + max((j for _, j in pairs), default=-1)
    tree: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)] * (size + 1)
    waiting: list[tuple[int, int]] = []
    for pair in pairs:
        while waiting and waiting[0][0] < pair[0]:
            done = waiting.pop(0)
            at = done[1] + 1
            while at <= size:
                if best[done] > tree[at][0]:
                    tree[at] = (best[done], done)
                at += at & -at
        before: tuple[float, tuple[int, int] | None] = (0.0, None)
        at = pair[1]
        while at > 0:
            if tree[at][0] > before[0]:
                before = tree[at]
            at -= at & -at
        best[pair] = before[0] + overlaps[pair]
        back[pair] = before[1]
        waiting.append(pair)
    chain: list[tuple[int, int]] = []
    last = max(best, key=lambda pair: (best[pair], pair), default=None)
    while last is not None:
        chain.append(last)
        last = back[last]
    return chain[::-1]


def _swaps(
    page: str, here: Sequence[_Word], sibling: str, there: Sequence[_Word]
) -> list[Substitution]:
    if max(len(here), len(there)) > LONGEST_SENTENCE:
        return []
    matcher = SequenceMatcher(None, [w for w, _, _ in here], [w for w, _, _ in there], False)
    swaps: list[Substitution] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and max(b - a, d - c) <= LONGEST_SWAP:
            start, end = here[a][1], here[b - 1][2]
            wording = re.sub(r"\s+", " ", sibling[there[c][1] : there[d - 1][2]])
            swaps.append(Substitution(start, end, page[start:end], wording))
    return swaps

"""Two texts side by side: which sentences of one stand in the other, and which words differ.

This is for people to look at; whether two pages are near-duplicates is judged in `verify`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.process import cdist

from curette.dedup.tokens import LONGEST_TEXT
from curette.model import Span
from curette.text import sentences, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Two sentences are shown side by side when this share of their words stands in both, in the same
# order. On 60 articles of the development set 98 % of the sentences of heavy spins reach it with
# their original and 4 % of those of unrelated articles, by their small words (.30: 9 %, .50: 93 %
# of those of spins).
SIDE_BY_SIDE = 0.40
# The work is the number of sentences, and of words, squared: of longer pages the first are shown.
MOST_SENTENCES, MOST_WORDS = 500, 20_000
# Words side by side are a substitution when so few stand in the place of so few.
LONGEST_SWAP = 4

_MARKS = ".,;:!?()[]\"'“”‘’«»"

PartKind = Literal["same", "swapped", "only_a", "only_b"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words of one page or both, as they stand there."""

    kind: PartKind
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences in a row that stand in both pages; offsets are into the two texts."""

    a: tuple[int, int]
    b: tuple[int, int]
    alike: float
    """The share of the words of both that stand in the same order in the other."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """What two texts share, in the order of the first, and what each has alone."""

    passages: tuple[Passage, ...]
    only_a: tuple[tuple[int, int], ...]
    only_b: tuple[tuple[int, int], ...]
    substitutions: tuple[tuple[str, str, int], ...]
    """Words of the first, what stands in their place in the second, and how often."""
    left_out: int
    """How many characters at the ends of long pages were not looked at."""


class _Sentence(NamedTuple):
    span: Span
    words: tuple[Span, ...]
    plain: tuple[str, ...]


def align(a: str, b: str) -> Aligned:
    """Put two texts side by side, sentence by sentence, in whatever order they stand.

    >>> found = align("Rest your knee for a week.", "Rest your leg for a week.")
    >>> found.substitutions
    (('knee', 'leg', 1),)
    """
    one, other = _sentences(a), _sentences(b)
    pairs = _pairs(one, other)
    passages = []
    swaps: Counter[tuple[str, str]] = Counter()
    for run in _runs(pairs):
        first = [one[at] for at, _ in run]
        second = [other[at] for _, at in run]
        parts = _parts(a, b, first, second)
        for part in parts:
            swaps.update(_swaps(part))
        passages.append(Passage(_reach(first), _reach(second), _alike(first, second), parts))
    ranked = sorted(swaps.items(), key=lambda item: (-item[1], item[0]))
    met = {at for _, at in pairs}
    return Aligned(
        tuple(passages),
        _alone(one, {at for at, _ in pairs}),
        _alone(other, met),
        tuple((mine, theirs, count) for (mine, theirs), count in ranked),
        sum(len(text) - side[-1].span.end for text, side in ((a, one), (b, other)) if _cut(side)),
    )


def _sentences(text: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    room = MOST_WORDS
    for span in sentences(text[:LONGEST_TEXT]):
        inside = tuple(islice(words(text, span.start, span.end), room))
        room -= len(inside)
        if inside:
            plain = tuple(_plain(text[word.start : word.end]) for word in inside)
            found.append(
                _Sentence(span if room else Span(span.start, inside[-1].end), inside, plain)
            )
        if _cut(found):
            break
    return found


def _cut(found: Sequence[_Sentence]) -> bool:
    """Tell whether no more of a page is looked at."""
    return len(found) >= MOST_SENTENCES or sum(len(one.words) for one in found) >= MOST_WORDS


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _pairs(one: Sequence[_Sentence], other: Sequence[_Sentence]) -> list[tuple[int, int]]:
    """Return which sentence stands beside which, each at most once, the most alike first served."""
    if not one or not other:
        return []
    letters: dict[str, str] = {}
    rows = [
        ["".join(letters.setdefault(w, chr(0x10000 + len(letters))) for w in s.plain) for s in side]
        for side in (one, other)
    ]
    common = cdist(*rows, scorer=LCSseq.similarity, dtype=np.int32)
    sizes = [np.array([len(s.plain) for s in side]) for side in (one, other)]
    alike = 2 * common / (sizes[0][:, None] + sizes[1][None, :])
    # Of equals the pair that keeps most to the order of the pages.
    places = np.arange(len(one))[:, None] / len(one) - np.arange(len(other))[None, :] / len(other)
    left, right = np.nonzero(alike >= SIDE_BY_SIDE)
    order = np.lexsort((right, left, np.abs(places[left, right]), -alike[left, right]))
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for mine, theirs in zip(left[order].tolist(), right[order].tolist(), strict=True):
        if mine not in taken[0] and theirs not in taken[1]:
            found.append((mine, theirs))
            taken[0].add(mine)
            taken[1].add(theirs)
    return sorted(found)


def _runs(pairs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Part pairs where either page goes on elsewhere."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _parts(
    a: str, b: str, first: Sequence[_Sentence], second: Sequence[_Sentence]
) -> tuple[Part, ...]:
    mine = [word for sentence in first for word in sentence.words]
    theirs = [word for sentence in second for word in sentence.words]
    steps = Indel.opcodes(
        [word for sentence in first for word in sentence.plain],
        [word for sentence in second for word in sentence.plain],
    )
    parts: list[Part] = []
    for step in steps:
        ours = _stretch(a, mine[step.src_start : step.src_end])
        if step.tag == "equal":  # with the punctuation that follows
            more = step.src_end < len(mine)
            end = mine[step.src_end].start if more else first[-1].span.end
            ours += a[mine[step.src_end - 1].end : end].rstrip()
        other = _stretch(b, theirs[step.dest_start : step.dest_end])
        kind: PartKind = (
            "same" if step.tag == "equal" else "only_a" if step.tag == "delete" else "only_b"
        )
        before = parts[-1] if parts else None
        if before and {before.kind, kind} == {"only_a", "only_b"}:
            parts[-1] = Part("swapped", before.a or ours, before.b or other)
        else:
            parts.append(Part(kind, ours, other))
    return tuple(parts)


def _stretch(text: str, inside: Sequence[Span]) -> str:
    return text[inside[0].start : inside[-1].end] if inside else ""


def _swaps(part: Part) -> Iterator[tuple[str, str]]:
    """Yield what stands in place of what, word by word where both are as many."""
    mine, theirs = (
        [word.strip(_MARKS) for word in side.lower().split()] for side in (part.a, part.b)
    )
    if part.kind == "swapped" and len(mine) == len(theirs):
        yield from zip(mine, theirs, strict=True)
    elif part.kind == "swapped" and max(len(mine), len(theirs)) <= LONGEST_SWAP:
        yield " ".join(mine), " ".join(theirs)


def _reach(run: Sequence[_Sentence]) -> tuple[int, int]:
    return run[0].span.start, run[-1].span.end


def _alike(first: Sequence[_Sentence], second: Sequence[_Sentence]) -> float:
    sides = [[word for sentence in side for word in sentence.plain] for side in (first, second)]
    return round(2 * LCSseq.similarity(*sides) / sum(map(len, sides)), 4)


def _alone(some: Sequence[_Sentence], met: set[int]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of sentences that stand beside none."""
    found: list[tuple[int, int]] = []
    before = -2
    for at, sentence in enumerate(some):
        if at in met:
            continue
        if at == before + 1:
            found[-1] = (found[-1][0], sentence.span.end)
        else:
            found.append((sentence.span.start, sentence.span.end))
        before = at
    return tuple(found)

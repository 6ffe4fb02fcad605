"""The health aspect of a passage without a heading, judged by its words.

A table of cues, own work, says which phrases speak of which aspect. How often they stand in the
first sentence, in the next ones and in all weighs the same for every aspect, so that what one
source teaches holds for an aspect that it never speaks of; on top each cue, and each word or pair
of words that two sources use, has a weight of its own. The weights are learnt by
`benchmarks.train_aspects` from the question types of MedQuAD (Ben Abacha and Demner-Fushman, 2019,
CC BY 4.0).

It labels answers that stand alone. It must not decide what is a cause: on single sentences such a
model is right half of the time.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from curette.structure.lexicon import RULES
from curette.structure.sections import heading_aspect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from curette.records import Aspect

    Floats = NDArray[np.float32]

# What a passage is about shows in its opening: more text was tried and changed nothing.
LONGEST_PASSAGE, MOST_SENTENCES, MOST_WORDS, OPENING = 2_500, 30, 250, 25
# A line of so few words that does not end in a stop is read like a heading.
LONGEST_HEADING = 8

_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
# Aspects of headings that the model does not tell apart.
_WIDER: Mapping[str, Aspect] = {
    "self_care": "treatment", "see_doctor": "symptoms", "risk": "causes",
    "complications": "symptoms",
}  # fmt: skip


class Cue(NamedTuple):
    """A phrase of the table; a word that ends in `*` stands for any ending."""

    aspect: Aspect
    words: tuple[str, ...]
    strong: bool


class Evidence(NamedTuple):
    """What a passage shows: a row of common features an aspect, and its own cues and words."""

    common: Floats
    seen: Mapping[str, float]


class Weights(NamedTuple):
    """Weights of the common features; the row of each cue and word, and its weights an aspect."""

    common: Floats
    rows: Mapping[str, int]
    values: Floats


def aspect_of(passage: str, heading: str = "") -> Aspect:
    """Return the aspect that a passage speaks of: its heading's, else that of its words."""
    return headed(heading) or judged(evidence(passage), _shipped())


def headed(line: str) -> Aspect | None:
    """Return the aspect that a heading or a question names, of those that the model tells apart.

    >>> headed("What are the complications of flu?"), headed("Flu")
    ('symptoms', None)
    """
    told = heading_aspect(line)
    told = _WIDER.get(told, told)
    return told if told in ASPECTS else None


def judged(found: Evidence, weights: Weights) -> Aspect:
    """Return the aspect for which most is to be said."""
    scores = found.common @ weights.common
    for name, value in found.seen.items():
        if name in weights.rows:
            scores += value * weights.values[weights.rows[name]]
    return ASPECTS[int(scores.argmax())]


def evidence(passage: str) -> Evidence:
    """Read the cues, the headings and the words of a passage."""
    text = passage[:LONGEST_PASSAGE].lower().replace("’", "'")
    lines = [line.strip() for line in _SENTENCE.split(text) if line.strip()][:MOST_SENTENCES]
    said = [_WORD.findall(line) for line in lines]
    hits = [Counter(_cues(words)) for words in said]
    seen: dict[str, float] = {}
    for cue, count in sum(hits, Counter()).items():
        first = 1.0 if hits[0][cue] else 0.0
        seen[f"{cue.aspect}: {' '.join(cue.words)}"] = math.log1p(count) + first
    seen |= _words([word for words in said for word in words][:MOST_WORDS])
    return Evidence(_common(lines, said, hits), seen)


def _cues(words: Sequence[str]) -> Iterator[Cue]:
    table = _table()
    for at, word in enumerate(words):
        for cue in (*table.get(word, ()), *table.get(word[:_PREFIX] + "*", ())):
            here = words[at : at + len(cue.words)]
            if len(here) == len(cue.words) and all(map(_fits, cue.words, here)):
                yield cue


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _common(
    lines: Sequence[str], said: Sequence[list[str]], hits: Sequence[Counter[Cue]]
) -> Floats:
    """Return a row an aspect: its strong and weak cues by place, their share, its headings."""
    rows = np.zeros((len(ASPECTS), 15), dtype=np.float32)
    length = max(1, sum(map(len, said)))
    for column, strong in ((0, True), (5, False)):
        for row, aspect in enumerate(ASPECTS):
            counts = [
                sum(n for cue, n in hit.items() if cue.strong is strong and cue.aspect == aspect)
                for hit in hits
            ]
            rows[row, column : column + 5] = (
                math.log1p(sum(counts[:1])),
                math.log1p(sum(counts[1:3])),
                math.log1p(sum(counts)),
                sum(1 for count in counts if count) / max(1, len(counts)),
                sum(counts) * 20 / length,
            )
    for column, of in ((10, 4), (11, 9), (12, 0)):
        rows[:, column] = rows[:, of] / max(float(rows[:, of].sum()), 1e-9)
    for n, line in enumerate(lines):
        short = line.count(" ") < LONGEST_HEADING and not line.endswith(".")
        if short or line.endswith(("?", ":")):
            told = headed(line)
            if told is not None:
                rows[ASPECTS.index(told), 14 if n else 13] += 1
    rows[:, 13:] = np.log1p(rows[:, 13:])
    return rows


def _words(words: Sequence[str]) -> dict[str, float]:
    """Return the words and pairs of a passage and of its opening, in all of length one."""
    said = [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]
    opening = words[:OPENING]
    said += ["^" + one for one in opening]
    said += [f"^{a} {b}" for a, b in itertools.pairwise(opening)]
    values = {one: 1 + math.log(n) for one, n in Counter(said).items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {one: WORDS_WEIGH * value / length for one, value in values.items()}


# What all words of a passage together weigh beside its cues.
WORDS_WEIGH = 3.0
_PREFIX = 3


def _load() -> tuple[Cue, ...]:
    table = tomllib.loads((RULES / "aspect_cues.toml").read_text(encoding="utf-8"))
    return tuple(
        Cue(cast("Aspect", aspect), tuple(line.split()), kind == "strong")
        for aspect, kinds in table.items()
        for kind in ("strong", "weak")
        for line in kinds[kind].strip().splitlines()
    )


CUES = _load()
ASPECTS: tuple[Aspect, ...] = tuple(dict.fromkeys(cue.aspect for cue in CUES))


@cache
def _table() -> Mapping[str, tuple[Cue, ...]]:
    """Return cues by their first word, or by its first letters and `*` where its ending is open."""
    table: dict[str, list[Cue]] = defaultdict(list)
    for cue in CUES:
        first = cue.words[0]
        table[first[:_PREFIX] + "*" if first.endswith("*") else first].append(cue)
    return {first: tuple(cues) for first, cues in table.items()}


@cache
def _shipped() -> Weights:
    with np.load(RULES / "aspects.npz", allow_pickle=False) as file:
        rows = {str(name): n for n, name in enumerate(file["features"])}
        return Weights(file["common"], rows, file["values"].astype(np.float32))

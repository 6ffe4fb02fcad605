"""The health aspect of a passage without a heading, judged by its words.

A linear model over words and pairs of words, learnt from the question types of MedQuAD (Ben Abacha
and Demner-Fushman, 2019, CC BY 4.0); `rules/aspect_weights.tsv.gz` holds its weights and no text.
It labels answers that stand alone. It must not decide what is a cause: on single sentences such a
model is right half of the time.
"""

from __future__ import annotations

import gzip
import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from curette.structure.lexicon import RULES

if TYPE_CHECKING:
    from curette.records import Aspect

_WORD = re.compile(r"[a-z][a-z'-]+|\?")
# What a passage is about shows in its opening: more text was tried and changed nothing.
LONGEST_PASSAGE, MOST_WORDS, OPENING = 2_500, 250, 25


@dataclass(frozen=True, slots=True)
class Weights:
    """Labels, their biases, and for each word its idf and its weight for each label."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    words: dict[str, tuple[float, tuple[float, ...]]]


def aspect_of(passage: str) -> Aspect:
    """Return the aspect that the words of a passage speak of."""
    model = _weights()
    counts = Counter(word for word in _features(passage) if word in model.words)
    scores = list(model.bias)
    heard = {word: (1 + math.log(n)) * model.words[word][0] for word, n in counts.items()}
    length = math.sqrt(sum(value * value for value in heard.values())) or 1.0
    for word, value in heard.items():
        for label, weight in enumerate(model.words[word][1]):
            scores[label] += value / length * weight
    best = max(range(len(scores)), key=scores.__getitem__)
    return cast("Aspect", model.labels[best])


def _features(passage: str) -> list[str]:
    words = _WORD.findall(passage[:LONGEST_PASSAGE].lower().replace("’", "'"))[:MOST_WORDS]
    opening = words[:OPENING]
    found = [*words, *_pairs(words)]
    found += ["^" + feature for feature in (*opening, *_pairs(opening))]
    return found


def _pairs(words: list[str]) -> list[str]:
    return [f"{a} {b}" for a, b in itertools.pairwise(words)]


@cache
def _weights() -> Weights:
    with gzip.open(RULES / "aspect_weights.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    labels, bias = rows[0][1:], rows[1][1:]
    words = {
        row[0]: (float(row[1]), tuple(int(value) / 20 for value in row[2:])) for row in rows[2:]
    }
    return Weights(tuple(labels), tuple(float(value) for value in bias), words)

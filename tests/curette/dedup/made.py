"""Made-up pages for the tests of this room, and how they are grouped."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from curette.dedup import Entry, cluster

if TYPE_CHECKING:
    from collections.abc import Iterable

    from curette.model import Cluster

SYLLABLES = [f"{a}{b}" for a in "bdfgklmnprst" for b in "aeiou"]
WORDS = [f"{one}{other}n" for one in SYLLABLES for other in SYLLABLES]
Texts = dict[str, str]


def article(seed: int, length: int = 120) -> str:
    """Return made-up prose that shares no run of words with that of another seed."""
    chance = random.Random(seed)
    words = [chance.choice(WORDS) for _ in range(length)]
    for at in range(11, length, 12):
        words[at] += "."
    return " ".join(words)


def edited(text: str, share: float, seed: int = 0) -> str:
    """Return the text with a share of its words replaced."""
    chance = random.Random(seed)
    return " ".join(
        chance.choice(WORDS) if chance.random() < share else word for word in text.split()
    )


def entries(texts: Texts) -> list[Entry]:
    return [Entry(name, words=len(text.split())) for name, text in texts.items()]


def clustered(texts: Texts) -> tuple[Cluster, ...]:
    return cluster(entries(texts), texts.__getitem__)


def grouped(clusters: Iterable[Cluster]) -> list[list[str]]:
    """Return the ids of each cluster's pages."""
    return sorted([member.id for member in found.members] for found in clusters)

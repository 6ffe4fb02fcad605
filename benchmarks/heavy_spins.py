"""Spin articles heavily in three styles and see whether they join their original, and nothing else.

    python -m benchmarks.heavy_spins --data DIR [--articles 300]

`DIR` is a folder as `benchmarks.dedup` reads it, with labels. Two spins a style are made of some of
its articles and clustered together with all its pages. The spinners keep what real ones keep
(numbers, names, abbreviations, most rare terms, the order of sentences) and swap the rest so far
that of the runs of three words a tenth to a quarter is left. A swapped word becomes some other word
of about its frequency: which one makes no difference to whoever compares pages, and no thesaurus
is needed.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import re
import statistics
import time
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from curette.dedup import Entry, cluster

# Articles of at least this many words: "whole pages".
FEWEST_WORDS = 120
SPINS_A_STYLE = 2
# How many words of about its frequency a word may turn into: a thesaurus entry's worth.
NEIGHBOURS = 6
# A word in fewer articles than this is a rare term; a spinner that does not know it keeps it.
RARE_IN = 4

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FUNCTION = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "no",
        "not",
        "of",
        "on",
        "or",
        "other",
        "she",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "these",
        "they",
        "this",
        "those",
        "to",
        "was",
        "were",
        "when",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)
# What a way through another language does to the small words.
_TURNS = {
    "of": ("from", "with", "of the"),
    "the": ("", "this", "a"),
    "is": ("is being", "comes to be"),
    "are": ("are being", "become"),
    "may": ("can", "might", "could"),
    "in": ("inside", "within", "at"),
    "and": ("as well as", "and also", "plus"),
    "with": ("along with", "having"),
    "that": ("which", "what"),
    "to": ("in order to", "towards"),
    "or": ("or then", "or else"),
    "for": ("to", "in favour of"),
    "by": ("through", "by means of"),
    "have": ("possess", "own"),
    "a": ("one", "some", "the"),
}


class Style(NamedTuple):
    """How a spinner works: shares of words, of small words, of sentences."""

    content: float
    rare: float
    small: float
    moved: float
    clauses: float


# Tried on ten articles until the overlap of three-word runs fell within .08 to .25.
STYLES = {
    "any-sense": Style(content=0.68, rare=0.20, small=0.04, moved=0.0, clauses=0.0),
    "through-another-language": Style(content=0.45, rare=0.15, small=0.50, moved=0.0, clauses=0.3),
    "shuffled": Style(content=0.62, rare=0.15, small=0.12, moved=0.4, clauses=0.2),
}


class Spinner:
    """Swaps words by a table made from the words of the given articles."""

    def __init__(self, texts: list[str]) -> None:
        """Count in how many articles each word is, and rank the words by that."""
        counts = collections.Counter(
            word for text in texts for word in {found.lower() for found in _WORD.findall(text)}
        )
        self._counts = counts
        self._ranked = sorted(counts, key=lambda word: (-counts[word], word))
        self._rank = {word: at for at, word in enumerate(self._ranked)}

    def spin(self, text: str, style: Style, seed: int) -> str:
        """Return the text spun."""
        chance = random.Random(seed)
        return "\n\n".join(self._paragraph(part, style, chance) for part in text.split("\n\n"))

    def _paragraph(self, text: str, style: Style, chance: random.Random) -> str:
        sentences = [self._sentence(part, style, chance) for part in _SENTENCE.split(text)]
        if chance.random() < style.moved:
            chance.shuffle(sentences)
        return " ".join(sentences)

    def _sentence(self, text: str, style: Style, chance: random.Random) -> str:
        head, comma, tail = text.partition(", ")
        if comma and len(tail) > 30 and chance.random() < style.clauses:
            text = tail.rstrip(".!?") + ", " + head + "."
        first = True

        def swapped(found: re.Match[str]) -> str:
            nonlocal first
            word, at_start = found.group(), first
            first = False
            return self._swapped(word, at_start, style, chance)

        return _WORD.sub(swapped, text)

    def _swapped(self, word: str, at_start: bool, style: Style, chance: random.Random) -> str:
        low = word.lower()
        if low in _FUNCTION:
            if low in _TURNS and chance.random() < style.small:
                return chance.choice(_TURNS[low])
            return word
        if len(word) < 3 or word.isupper() or (word[0].isupper() and not at_start):
            return word
        share = style.rare if self._counts[low] < RARE_IN else style.content
        if chance.random() >= share:
            return word
        rank = self._rank.get(low, len(self._ranked) - 1)
        fixed = random.Random(zlib.crc32(low.encode()))  # a word's neighbours are always the same
        reach = max(40, rank // 5)
        near = [self._ranked[self._near(rank, reach, fixed)] for _ in range(NEIGHBOURS)]
        other: str = chance.choice(near)
        return other.capitalize() if word[0].isupper() else other

    def _near(self, rank: int, reach: int, chance: random.Random) -> int:
        return min(len(self._ranked) - 1, max(0, rank + chance.randint(-reach, reach)))


def shingle_overlap(one: str, other: str) -> float:
    """Return the Jaccard similarity of the runs of three words."""
    a, b = _runs(one), _runs(other)
    return len(a & b) / max(1, len(a | b))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Spin(NamedTuple):
    """A spun page and what it is of."""

    id: str
    original: str
    style: str
    text: str


def spins(texts: dict[str, str], originals: list[str]) -> list[Spin]:
    """Return the spins of the given originals, the same ones every time."""
    spinner = Spinner([texts[name] for name in originals])
    made = []
    for name in originals:
        for style, how in STYLES.items():
            for turn in range(SPINS_A_STYLE):
                seed = zlib.crc32(f"{name}/{style}/{turn}".encode())
                spun = spinner.spin(texts[name], how, seed)
                made.append(Spin(f"{name}-{style}-{turn}", name, style, spun))
    return made


def main() -> None:
    """Spin, cluster, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=300)
    arguments = parser.parse_args()
    texts = {row["id"]: row["text"] for row in read_rows(arguments.data / "docs.jsonl.gz")}
    labels = {row["id"]: row["cluster"] for row in read_rows(arguments.data / "labels.jsonl.gz")}
    kinds = {row["id"]: row["kind"] for row in read_rows(arguments.data / "kinds.jsonl.gz")}
    originals = sorted(
        (name for name in texts if kinds[name] == "original" and long_enough(texts[name])),
        key=lambda name: zlib.crc32(name.encode()),
    )[: arguments.articles]
    made = spins(texts, originals)
    for style in STYLES:
        overlaps = [shingle_overlap(s.text, texts[s.original]) for s in made if s.style == style]
        low, *_, high = statistics.quantiles(overlaps, n=20)
        print(f"{style}: three-word Jaccard with the original {low:.2f} to {high:.2f}")
    texts.update((spin.id, spin.text) for spin in made)
    labels.update((spin.id, labels[spin.original]) for spin in made)
    began = time.process_time()
    entries = [Entry(name, words=len(text.split())) for name, text in texts.items()]
    clusters = cluster(entries, texts.__getitem__)
    print(f"{len(texts)} pages, {time.process_time() - began:.1f} CPU s")
    _report(made, labels, {m.id: found.id for found in clusters for m in found.members})


def long_enough(text: str) -> bool:
    """Tell whether a page is a whole article."""
    return len(text.split()) >= FEWEST_WORDS


def _report(made: list[Spin], labels: dict[str, str], named: dict[str, str]) -> None:
    """Print joined pairs by style and by half of the articles; even halves are tuned on."""
    mixed = collections.defaultdict(set)
    for name, found in named.items():
        mixed[found].add(labels[name])
    of = collections.defaultdict(list)
    for spin in made:
        of[spin.original].append(spin)
    for half, title in enumerate(("tuned on", "reported")):
        for style in STYLES:
            with_original, with_sibling = [], []
            for name, siblings in of.items():
                if zlib.crc32(labels[name].encode()) % 2 != half:
                    continue
                mine = [spin for spin in siblings if spin.style == style]
                with_original += [named[spin.id] == named[name] for spin in mine]
                with_sibling += [
                    named[spin.id] == named[other.id]
                    for spin in mine
                    for other in siblings
                    if other.id != spin.id
                ]
            print(
                f"{title}: {style}: with the original {statistics.mean(with_original):.3f}, "
                f"with other spins of it {statistics.mean(with_sibling):.3f}"
            )
    wrong = sum(len(mixed[named[spin.id]]) > 1 for spin in made)
    print(f"spins that stand with another article: {wrong} of {len(made)}")


if __name__ == "__main__":
    main()

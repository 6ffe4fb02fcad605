from __future__ import annotations

import random
from pathlib import Path

import curette.dedup
from curette.dedup import Entry, cluster
from tests.curette.dedup.made import SYLLABLES

EVERYDAY = ["and", "the", "of", "in", "with", "for", "are", "may", "this", "that", "have", "when"]
TERMS = [f"{a}{b}itis" for a in SYLLABLES for b in SYLLABLES]
# What a spinner swaps: words that many pages have.
_TABLE = Path(curette.dedup.__file__).with_name("everyday_words.tsv")
_KNOWN = [line.split("\t")[0] for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]]
PLAIN = [word for word in _KNOWN if len(word) > 4]


def sentences(seed: int, terms: list[str], count: int = 12) -> list[list[str]]:
    """Return sentences of small words, plain words and rare terms."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        words = [chance.choice(EVERYDAY if at % 2 else PLAIN) for at in range(12)]
        words[2], words[7], words[10] = (chance.choice(terms) for _ in range(3))
        made.append(words)
    return made


def spun(parts: list[list[str]], seed: int) -> list[list[str]]:
    """Return the sentences with nearly all plain words swapped and the rest left in place."""
    chance = random.Random(seed)
    return [
        [chance.choice(PLAIN) if word in PLAIN and chance.random() < 0.9 else word for word in one]
        for one in parts
    ]


def text(parts: list[list[str]]) -> str:
    return " ".join(" ".join(one).capitalize() + "." for one in parts)


def together(pages: dict[str, str]) -> list[list[str]]:
    entries = [Entry(name, spun=name.startswith("s")) for name in pages]
    return [[m.id for m in found.members] for found in cluster(entries, pages.__getitem__)]


def test_spun_copies_join_their_original_and_each_other() -> None:
    parts = sentences(1, TERMS[:40])
    moved = spun(parts, 8)
    random.Random(2).shuffle(moved)
    pages = {
        "original": text(parts),
        "s-1": text(spun(parts, 7)),
        "s-2": text(moved),
        "z-else": text(sentences(5, TERMS[900:940])),
    }
    assert together(pages) == [["original", "s-1", "s-2"], ["z-else"]]


def test_honest_pages_on_one_condition_stay_apart() -> None:
    terms = TERMS[:14]  # the same condition: the same terms, in sentences of their own
    pages = {"a": text(sentences(1, terms)), "b": text(sentences(2, terms))}
    assert together(pages) == [["a"], ["b"]]


def test_same_sentences_on_another_condition_stay_apart() -> None:
    """A form filled in for two conditions: the plain words agree and the terms differ."""
    parts = sentences(1, TERMS[:40])
    names = dict(zip(TERMS[:40], TERMS[500:540], strict=True))
    other = [[names.get(word, word) for word in one] for one in parts]
    chance = random.Random(3)
    other = [[chance.choice(PLAIN) if chance.random() < 0.2 else w for w in one] for one in other]
    pages = {"a": text(parts), "b": text(other)}
    assert together(pages) == [["a"], ["b"]]


def test_original_is_kept_and_the_edge_says_why() -> None:
    parts = sentences(1, TERMS[:40])
    pages = {"original": text(parts), "s-1": text(spun(parts, 7))}
    [found] = cluster([Entry("original"), Entry("s-1", spun=True)], pages.__getitem__)
    assert (found.keeper, found.reasons) == ("original", ("the only member not spun",))
    assert "other words in the same sentences" in found.edges[0].because

"""Vocabulary, counts, word vectors and neighbour tables, from clean text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import wordfreq
import wordsegment

from curette.garbled.features import Neighbours
from curette.garbled.ngrams import Ngrams
from curette.garbled.tokens import EDGE, MARKS, SPECIALS, fold, number_of

if TYPE_CHECKING:
    from curette.garbled.context import Context
    from curette.garbled.training.wordnet import Thesaurus

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Sentence = Sequence[str]

# 65,536 numbers fit in two bytes; rarer words join the class of their last three letters.
MOST_NUMBERS = 65_400
GENERAL_WORDS = 40_000
ENDINGS = 200
LEAST_COUNT = 3
# The bigrams of the web corpus are counted in trillions of words; this makes it weigh as much as
# ten million, so that a pair seen on the web counts like one seen once or more in health text.
WEB_SHARE = 1e-5
CANDIDATES = 16
# For so many words others are looked up, among so many: the nearest, and those after them.
ASKED, OFFERED = 14_000, 30_000
NEAREST, ALIKE = 4, 40
# A predictor guesses at this share of words, each time among so many drawn by chance.
GUESSED, DRAWN = 0.45, 1200


def vocabulary(
    texts: Iterable[Sentence], language: str, more: Iterable[str]
) -> tuple[list[str], int]:
    """Return the words to number, classes of tokens first, and how many classes there are.

    `more` are words for the numbers that are left, the first ones first.
    """
    counts = Counter(fold(token) for sentence in texts for token in sentence if token[0].isalpha())
    words = {w for w, n in counts.items() if n >= LEAST_COUNT and len(w) <= 40}
    words |= {
        w for w in wordfreq.top_n_list(language, GENERAL_WORDS) if w.isascii() and w.isalpha()
    }
    endings = Counter("*" + w[-3:] for w in counts if len(w) > 4)
    classes = [*SPECIALS, *MARKS, *sorted(e for e, _ in endings.most_common(ENDINGS))]
    for word in more:
        if len(words) + len(classes) >= MOST_NUMBERS:
            break
        words.add(word)
    return classes + sorted(words), len(classes)


def numbered(sentences: Iterable[Sentence], ids: Mapping[str, int]) -> Ints:
    """Return the sentences as one row of numbers, an edge before each and after the last."""
    edge = ids[EDGE]
    cache: dict[str, int] = {}
    row = [edge]
    for sentence in sentences:
        for token in sentence:
            number = cache.get(token)
            if number is None:
                number = cache[token] = number_of(token, ids)
            row.append(number)
        row.append(edge)
    return np.array(row, dtype=np.int64)


def web_pairs(ids: Mapping[str, int]) -> tuple[Ints, Floats]:
    """Return the keys and scaled counts of the bigrams that wordsegment bundles."""
    wordsegment.load()
    size = len(ids)
    keys: list[int] = []
    counts: list[float] = []
    for pair, count in wordsegment.BIGRAMS.items():
        left, _, word = pair.partition(" ")
        if left in ids and word in ids:
            keys.append(ids[left] * size + ids[word])
            counts.append(count * WEB_SHARE)
    return np.array(keys, dtype=np.int64), np.array(counts, dtype=np.float32)


def ngrams(
    rows: Sequence[Ints], general: Floats, size: int, web: tuple[Ints, Floats], least_triple: int
) -> Ngrams:
    """Count the pairs and triples of the rows, with the web's pairs beside them."""
    row = np.concatenate(rows)
    counts = np.bincount(row, minlength=size).astype(np.float64)
    usual = np.exp(general * np.log(10))
    usual[counts == 0] = np.maximum(usual[counts == 0], 1)
    unigram = 0.6 * counts / counts.sum() + 0.4 * usual / usual.sum()
    unigram = np.maximum(unigram, 1e-9)
    seen = np.concatenate((row[:-1] * size + row[1:], web[0]))
    weight = np.concatenate((np.ones(len(row) - 1, dtype=np.float32), web[1]))
    pairs, where = np.unique(seen, return_inverse=True)
    pair_counts = np.bincount(where, weight)
    place = where[: len(row) - 1]
    triples, triple_counts = np.unique(place[:-1] * size + row[2:], return_counts=True)
    kept = triple_counts >= least_triple
    return Ngrams.of(
        (unigram / unigram.sum()).astype(np.float32),
        pairs,
        np.maximum(pair_counts, 1).astype(np.float32),
        triples[kept],
        triple_counts[kept].astype(np.float32),
    )


def words_alike(
    vectors: Floats, words: Sequence[str], content: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return for each frequent content word the nearest four in meaning, and the next ones."""
    place = {word: at for at, word in enumerate(words)}
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    asked = content[:ASKED]
    other = content[:OFFERED]
    there = (vectors / length)[[place[w] for w in other]]
    nearest: dict[str, list[str]] = {}
    alike: dict[str, list[str]] = {}
    for at in range(0, len(asked), 1000):
        near = there[at : at + 1000] @ there.T
        for k, word in enumerate(asked[at : at + 1000]):
            best = np.argpartition(-near[k], ALIKE)[: ALIKE + 1]
            best = best[np.argsort(-near[k, best], kind="stable")]
            row = [other[n] for n in best if other[n] != word]
            nearest[word], alike[word] = row[:NEAREST], row[NEAREST:]
    return nearest, alike


def guess(
    table: dict[Sentence, list[str | None]],
    pages: Iterable[Sequence[tuple[str, ...]]],
    ids: Mapping[str, int],
    words: Sequence[str],
    plain: int,
    context: Context,
    unigram: Floats,
    seed: int,
) -> None:
    """Enter for each sentence what a predictor draws for a share of its words.

    It draws from chance words by how well they suit, as the generator of ELECTRA does.
    """
    chance = np.random.default_rng(seed)
    odds = unigram.astype(np.float64) ** 0.75
    odds[:plain] = 0
    odds = np.cumsum(odds / odds.sum())
    for sentences in pages:
        row = numbered(sentences, ids)
        places = np.flatnonzero((row >= plain) & (chance.random(len(row)) < GUESSED))
        drawn = np.searchsorted(odds, chance.random(DRAWN)).clip(plain, len(words) - 1)
        around = context.around(row, places)
        suits = context.expected(row, places, around) @ context.outward[drawn].T
        suits += chance.gumbel(size=suits.shape).astype(np.float32)
        taken = dict(zip(places.tolist(), drawn[suits.argmax(axis=1)].tolist(), strict=True))
        at = 1
        for sentence in sentences:
            table[sentence] = [
                words[taken[k]] if k in taken else None for k in range(at, at + len(sentence))
            ]
            at += len(sentence) + 1


def inverse_thesaurus(
    thesaurus: Thesaurus, words: Sequence[str], ids: Mapping[str, int], unigram: Floats, plain: int
) -> Neighbours:
    """Return for each word the commonest words that it is a neighbour of, in the same form."""
    origin: dict[int, set[int]] = {}
    for number in range(plain, len(words)):
        for lemma, part, form in thesaurus.readings(words[number]):
            for near in thesaurus.neighbours[lemma, part]:
                for shape in {form, ""}:
                    other = ids.get(thesaurus.inflect(near.lemma, shape).lower())
                    if other is not None and other != number:
                        origin.setdefault(other, set()).add(number)
    return neighbour_table(origin, unigram, len(words))


def swapped_words(
    pairs: Iterable[tuple[str, str]], ids: Mapping[str, int], unigram: Floats
) -> Neighbours:
    """Return for each word the words that pairs of phrases say it replaces."""
    origin: dict[int, set[int]] = {}
    for usual, spun in pairs:
        before, after = usual.split(), spun.split()
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                if old != new and old in ids and new in ids:
                    origin.setdefault(ids[new], set()).add(ids[old])
    return neighbour_table(origin, unigram, len(unigram))


def neighbour_table(origin: Mapping[int, set[int]], unigram: Floats, size: int) -> Neighbours:
    """Return the sparse table of `origin`, the commonest words of each row alone."""
    counts = np.zeros(size + 1, dtype=np.int64)
    flat: list[int] = []
    for number in range(size):
        row = sorted(origin.get(number, ()), key=lambda other: (-unigram[other], other))
        flat += row[:CANDIDATES]
        counts[number + 1] = min(len(row), CANDIDATES)
    return Neighbours(np.cumsum(counts), np.array(flat, dtype=np.int64))

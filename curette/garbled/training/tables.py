"""Vocabulary, counts, word vectors and neighbour tables, from clean text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import wordfreq
import wordsegment
from scipy import sparse

from curette.garbled.features import Neighbours
from curette.garbled.ngrams import Ngrams
from curette.garbled.tokens import EDGE, MARKS, SPECIALS, fold, number_of
from curette.garbled.training.spin import FUNCTION_WORDS

if TYPE_CHECKING:
    from curette.garbled.training.wordnet import Thesaurus

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Sentence = Sequence[str]

# 65,536 numbers fit in two bytes; rarer words join the class of their last three letters.
GENERAL_WORDS = 40_000
ENDINGS = 200
LEAST_COUNT = 3
# The bigrams of the web corpus are counted in trillions of words; this makes it weigh as much as
# ten million, so that a pair seen on the web counts like one seen once or more in health text.
WEB_SHARE = 1e-5
CANDIDATES = 16
VECTOR = 40
# Words are of one topic when they stand in the same stretches of this many tokens.
STRETCH = 60
TOPIC_COUNT = 8


def vocabulary(texts: Iterable[Sentence], language: str) -> tuple[list[str], int]:
    """Return the words to number, classes of tokens first, and how many classes there are."""
    counts = Counter(fold(token) for sentence in texts for token in sentence if token[0].isalpha())
    words = {w for w, n in counts.items() if n >= LEAST_COUNT and len(w) <= 40}
    words |= {
        w for w in wordfreq.top_n_list(language, GENERAL_WORDS) if w.isascii() and w.isalpha()
    }
    endings = Counter("*" + w[-3:] for w in counts if len(w) > 4)
    classes = [*SPECIALS, *MARKS, *sorted(e for e, _ in endings.most_common(ENDINGS))]
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


def word_vectors(row: Ints, size: int, seed: int) -> Floats:
    """Return a vector for each word from the words that stand beside it."""
    context = np.argsort(-np.bincount(row, minlength=size), kind="stable")[:4000]
    column = np.full(size, -1)
    column[context] = np.arange(len(context))
    rows: list[Ints] = []
    columns: list[Ints] = []
    for shift, block in ((1, 0), (2, 1), (-1, 2), (-2, 3)):
        word = row[max(0, -shift) : len(row) - max(0, shift)]
        other = row[max(0, shift) : len(row) - max(0, -shift)]
        known = column[other] >= 0
        rows.append(word[known])
        columns.append(column[other[known]] + block * len(context))
    at = np.concatenate(rows)
    to = np.concatenate(columns)
    table = sparse.coo_matrix((np.ones(len(at)), (at, to)), shape=(size, 4 * len(context))).tocsr()
    total = table.sum()
    by_word = np.asarray(table.sum(axis=1)).ravel()
    by_context = np.asarray(table.sum(axis=0)).ravel() ** 0.75
    by_context *= total / by_context.sum()
    table = table.tocoo()
    value = np.log(table.data * total / (by_word[table.row] * by_context[table.col]))
    positive = sparse.csr_matrix(
        (np.maximum(value, 0), (table.row, table.col)), shape=table.shape, dtype=np.float32
    )
    return _spectrum(positive, seed)


def topic_vectors(rows: Sequence[Ints], size: int, plain: int, seed: int) -> Floats:
    """Return a vector for each content word from the stretches of text that it occurs in.

    Words without a topic of their own (classes, the two hundred commonest, the rarest) have zeros.
    """
    row = np.concatenate(rows)
    counts = np.bincount(row, minlength=size)
    skipped = np.zeros(size, dtype=bool)
    skipped[:plain] = True
    skipped[np.argsort(-counts, kind="stable")[:200]] = True
    skipped[counts < TOPIC_COUNT] = True
    at = np.flatnonzero(~skipped[row])
    table = sparse.coo_matrix((np.ones(len(at)), (row[at], at // STRETCH))).tocsr()
    table = sparse.csr_matrix((table.data, table.indices, table.indptr))
    table.resize((size, int(len(row) // STRETCH + 1)))
    table = table.tocoo()
    rarity = np.log(len(row) / STRETCH / np.maximum(counts, 1)).clip(0)
    weighted = sparse.csr_matrix(
        (np.log1p(table.data) * rarity[table.row], (table.row, table.col)),
        shape=table.shape,
        dtype=np.float32,
    )
    return _spectrum(weighted, seed)


def _spectrum(positive: sparse.csr_matrix, seed: int) -> Floats:
    """Return the rows of a sparse table in few dimensions, each of length 1 or 0."""
    chance = np.random.default_rng(seed)
    basis = positive @ chance.standard_normal((positive.shape[1], VECTOR + 20)).astype(np.float32)
    for _ in range(4):
        basis, _ = np.linalg.qr(basis)
        basis = positive @ (positive.T @ basis)
    basis, _ = np.linalg.qr(basis)
    left, strength, _ = np.linalg.svd((positive.T @ basis).T, full_matrices=False)
    vectors = basis @ left[:, :VECTOR] * np.sqrt(strength[:VECTOR])
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-6), dtype=np.float32)


def words_alike(
    vectors: Floats, words: Sequence[str], unigram: Floats, plain: int
) -> dict[str, list[str]]:
    """Return for each frequent content word others that stand in the same places.

    The nearest four are left out: they may mean the same.
    """
    order = np.argsort(-unigram[plain:], kind="stable")[:12_000] + plain
    chosen = np.array([n for n in order if words[n] not in FUNCTION_WORDS and len(words[n]) > 3])
    table: dict[str, list[str]] = {}
    for at in range(0, len(chosen), 1000):
        near = vectors[chosen[at : at + 1000]] @ vectors[chosen].T
        best = np.argpartition(-near, 40, axis=1)[:, :40]
        for k, row in enumerate(best):
            ranked = row[np.argsort(-near[k, row], kind="stable")][5:]
            table[words[chosen[at + k]]] = [words[chosen[n]] for n in ranked]
    return table


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

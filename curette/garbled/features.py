"""What the model looks at, token by token: how usual each word is where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from curette.garbled.tokens import CAPITAL, CAPITALS, Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.context import Context
    from curette.garbled.ngrams import Keys, Ngrams

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NAMES = (
    "unigram", "general", "left", "right", "left_triple", "right_triple", "left_seen",
    "right_seen", "middle_seen", "triple_seen", "here", "next", "gain_any", "fit_gain_any",
    "gain_idiom", "fit_gain_idiom", "has_any", "has_idiom", "capital", "capitals", "first", "word",
    "unknown", "idiom_hint", "any_hint", "pair_hint", "next_pair_hint",
    "page_here", "page_seen", "repeats", "suits", "better", "sure", "topic", "article",
    "page_suits",
)  # fmt: skip
COLUMN = {name: at for at, name in enumerate(NAMES)}
# Neighbours are tried only where a word is at least this unusual beside a neighbour (natural
# logarithm of the ratio to chance): usual words cannot be made much more usual.
UNUSUAL = 1.0
# A word that suits its place so well (likewise a logarithm) is not asked about.
WELL = 3.0
# Of the neighbours of a word, so many that suit the place best are looked up in the counts.
TRIED = 5


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each word, the words that a spinner may have replaced by it: rows of a sparse table."""

    begin: Ints
    word: Ints

    def row(self, number: int) -> Ints:
        """Return the neighbours of one word."""
        return self.word[self.begin[number] : self.begin[number + 1]]

    def of(self, ids: Ints) -> tuple[Ints, Ints]:
        """Return `(row, neighbour)` for each neighbour of each id."""
        count = self.begin[ids + 1] - self.begin[ids]
        row = np.repeat(np.arange(len(ids)), count)
        shift = np.cumsum(count) - count
        return row, self.word[np.arange(len(row)) - shift[row] + self.begin[ids][row]]


@dataclass(frozen=True, slots=True)
class Hints:
    """How much commoner words and pairs are in what spinners write than in honest English.

    Logarithms of ratios, never below 0. `idiom` and `any_sense` have a row a word; `pair` one for
    each of the `keys`.
    """

    idiom: Floats
    any_sense: Floats
    keys: Keys
    pair: Floats

    def of_pairs(self, left: Ints, word: Ints) -> Floats:
        """Return the hint of each pair, 0 where there is none."""
        places = self.keys.places_of(left * len(self.idiom) + word)
        if not len(self.pair):
            return np.zeros(len(word), dtype=np.float32)
        return np.where(places >= 0, self.pair[places], 0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words, beside the counts: a row a word of the vocabulary."""

    plain: int
    """Numbers below this are classes of tokens, not words."""
    general: Floats
    sounds: npt.NDArray[np.int8]
    """1 where a word begins with a vowel, 2 with a consonant, 0 where spelling does not tell."""
    neighbours: tuple[Neighbours, Neighbours]
    hints: Hints
    context: Context


@dataclass(frozen=True, slots=True)
class Reading:
    """The features of each token and, where a neighbour fits better, that neighbour."""

    features: Floats
    best: Ints
    gain: Floats
    expected: Floats
    """What would suit the place of each word, as a vector."""


def read(tokens: Tokens, ngrams: Ngrams, lexicon: Lexicon) -> Reading:
    """Return the features of each token."""
    ids = tokens.ids
    out = np.zeros((len(ids), len(NAMES)), dtype=np.float32)
    pair = _counts(out, ids, ngrams)
    words = np.flatnonzero(tokens.word)
    expected = np.zeros((len(ids), lexicon.context.outward.shape[1]), dtype=np.float32)
    if len(words):
        expected[words] = _surroundings(out, ids, words, lexicon.context)
    best, gain = _neighbours(out, tokens, ngrams, lexicon, expected, pair)
    _spelling(out, tokens, lexicon)
    pair_hint = lexicon.hints.of_pairs(_shift(ids, 1), ids)
    out[:, 1] = lexicon.general[ids]
    out[:, 23] = lexicon.hints.idiom[ids]
    out[:, 24] = lexicon.hints.any_sense[ids]
    out[:, 25] = pair_hint
    out[:, 26] = _shift(pair_hint, -1)
    return Reading(out, best, gain, expected)


def _surroundings(out: Floats, ids: Ints, words: Ints, context: Context) -> Floats:
    """Enter how well the words suit their places and the page; return what would suit these.

    What is odd depends on how familiar the page is: medians, which a few odd words leave be.
    """
    around = context.around(ids, words)
    expected = context.expected(ids, words, around)
    suits = context.suits(expected, ids[words])
    out[:, 27] = _median(out[words, 10])
    out[:, 28] = out[words, 6].mean()
    out[:, 29] = np.log(np.bincount(ids)[ids])
    out[words, 30] = suits
    sure = expected[:, :-1]
    out[words, 32] = np.sqrt(np.einsum("ij,ij->i", sure, sure))
    out[words, 33] = context.topic(ids[words], around)
    out[:, 35] = _median(suits)
    return expected


def _median(values: Floats) -> float:
    """Return the middle value, in a third of the time that `np.median` takes."""
    low, high = (len(values) - 1) // 2, len(values) // 2
    parted = np.partition(values, (low, high))
    return float(parted[low] + parted[high]) / 2


def _counts(out: Floats, ids: Ints, ngrams: Ngrams) -> Floats:
    """Enter how usual each token is after and before its neighbours; return log probabilities.

    They are those after the token before.
    """
    before = _shift(ids, 1)
    unigram = np.log(ngrams.unigram[ids])
    places = ngrams.pair_places(before, ids)
    pair = ngrams.pair_probability(before, ids, places)
    earlier = np.concatenate(([-1], places[:-1]))
    triple, seen = ngrams.triple_probability(earlier, ids, pair)
    pair, here = np.log(pair), np.log(triple)
    left = pair - unigram
    left_triple = here - pair
    found = (places >= 0).astype(np.float32)
    out[:, 0] = unigram
    out[:, 2] = left
    out[:, 3] = _shift(left, -1)
    out[:, 4] = left_triple
    out[:, 5] = _shift(left_triple, -1)
    out[:, 6] = found
    out[:, 7] = _shift(found, -1)
    out[:, 8] = _shift(seen.astype(np.float32), -1)
    out[:, 9] = seen
    out[:, 10] = here
    out[:, 11] = _shift(here, -1)
    return pair


def _spelling(out: Floats, tokens: Tokens, lexicon: Lexicon) -> None:
    """Enter how the tokens are written."""
    out[:, 18] = tokens.case == CAPITAL
    out[:, 19] = tokens.case == CAPITALS
    out[:, 20] = tokens.first
    out[:, 21] = tokens.word
    out[:, 22] = tokens.word & (tokens.ids < lexicon.plain)
    sounds = lexicon.sounds[tokens.ids]
    out[1:, 34] = ((sounds[:-1] == AN) & (sounds[1:] == CONSONANT)) | (
        (sounds[:-1] == A) & (sounds[1:] == VOWEL)
    )


def _neighbours(
    out: Floats,
    tokens: Tokens,
    ngrams: Ngrams,
    lexicon: Lexicon,
    expected: Floats,
    pair: Floats,
) -> tuple[Ints, Floats]:
    """Enter how much better the neighbours of odd words would fit; return the best ones."""
    ids, suits = tokens.ids, out[:, 30]
    unusual = (out[:, 2] < UNUSUAL) | (out[:, 3] < UNUSUAL)
    asked = np.flatnonzero(tokens.word & unusual & (suits < WELL))
    best = np.full(len(ids), -1, dtype=np.int64)
    best_gain = np.zeros(len(ids), dtype=np.float32)
    # Each place is asked about twice, once for each table.
    size = len(asked)
    found = [table.of(ids[asked]) for table in lexicon.neighbours]
    row = np.concatenate([row + size * k for k, (row, _) in enumerate(found)])
    other = np.concatenate([other for _, other in found])
    places = np.concatenate((asked, asked))
    for column, table in enumerate(lexicon.neighbours):
        out[:, 16 + column] = (table.begin[ids + 1] > table.begin[ids]) & tokens.word
    better = lexicon.context.suits(expected[places[row]], other) - suits[places[row]]
    chosen = _best_of_rows(row, better)
    gains, fits, words = _gains(ids, places, row[chosen], other[chosen], pair, ngrams)
    for column in (0, 1):
        part = slice(column * size, (column + 1) * size)
        out[asked, 12 + 2 * column] = gains[part]
        out[asked, 13 + 2 * column] = fits[part]
        more = gains[part] > best_gain[asked]
        best[asked[more]] = words[part][more]
        best_gain[asked[more]] = gains[part][more]
    most = np.zeros(len(ids), dtype=np.float32)
    np.maximum.at(most, places[row], better)
    out[:, 31] = most
    return best, best_gain


def _best_of_rows(row: Ints, better: Floats) -> Ints:
    """Return where the TRIED best of each row stand; the rows are in order."""
    order = np.argsort(row - np.clip(better, -99, 99) / 200.0, kind="stable")
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    return order[rank < TRIED]


def sounds(vocabulary: Sequence[str], plain: int) -> npt.NDArray[np.int8]:
    """Return how each word begins, as far as its spelling tells."""
    out = np.zeros(len(vocabulary), dtype=np.int8)
    for number, word in enumerate(vocabulary):
        if word in ("a", "an"):
            out[number] = A if word == "a" else AN
        elif number >= plain and len(word) > 1 and word[0] not in "uho" and word[:2] != "eu":
            out[number] = VOWEL if word[0] in "aei" else CONSONANT
    return out


VOWEL, CONSONANT, A, AN = 1, 2, 3, 4


def _gains(
    ids: Ints, places: Ints, row: Ints, other: Ints, pair: Floats, ngrams: Ngrams
) -> tuple[Floats, Floats, Ints]:
    """Return how much better the best attested neighbour would fit at each of the places.

    The second figure leaves out how frequent the words are in themselves. `row` tells which of
    the places each neighbour is for, `pair` how likely each token is after the one before.
    """
    gains = np.zeros(len(places), dtype=np.float32)
    fits = np.zeros(len(places), dtype=np.float32)
    words = np.full(len(places), -1, dtype=np.int64)
    at = places[row]
    firsts = np.stack((ids[at - 1], other))
    seconds = np.stack((other, ids[at + 1]))
    known = ngrams.pair_places(firsts.ravel(), seconds.ravel()).reshape(2, -1)
    attested = np.flatnonzero((known >= 0).any(axis=0))
    row, other, at = row[attested], other[attested], at[attested]
    likely = ngrams.pair_probability(firsts[:, attested], seconds[:, attested], known[:, attested])
    gain = np.log(likely).sum(axis=0) - (pair[at] + pair[at + 1])
    fit = gain - np.log(ngrams.unigram[other]) + np.log(ngrams.unigram[ids[at]])
    np.maximum.at(fits, row, fit)
    order = np.argsort(gain, kind="stable")
    gains[row[order]] = np.maximum(gain[order], 0)
    words[row[order]] = other[order]
    return gains, fits, words


def _shift(values: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """Return the values moved along by one place; the end is repeated."""
    if by > 0:
        return np.concatenate((values[:1], values[:-1]))
    return np.concatenate((values[1:], values[-1:]))

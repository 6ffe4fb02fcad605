"""What the model looks at, token by token: how usual each word is where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from curette.garbled.ngrams import places_of
from curette.garbled.tokens import CAPITAL, CAPITALS, Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.context import Context
    from curette.garbled.ngrams import Ngrams

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
WELL = 4.0
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
    each of the sorted `keys`.
    """

    idiom: Floats
    any_sense: Floats
    keys: Ints
    pair: Floats

    def of_pairs(self, left: Ints, word: Ints) -> Floats:
        """Return the hint of each pair, 0 where there is none."""
        places = places_of(self.keys, left * len(self.idiom) + word)
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
    """What would suit each place, as a vector."""


def read(tokens: Tokens, ngrams: Ngrams, lexicon: Lexicon) -> Reading:
    """Return the features of each token."""
    ids = tokens.ids
    out = np.zeros((len(ids), len(NAMES)), dtype=np.float32)
    _counts(out, ids, ngrams)
    around = lexicon.context.around(ids)
    expected = lexicon.context.expected(ids, around)
    suits = lexicon.context.suits(expected, ids)
    best, gain = _neighbours(out, tokens, ngrams, lexicon, expected, suits)
    _spelling(out, tokens, lexicon)
    before = _shift(ids, 1)
    pair_hint = lexicon.hints.of_pairs(before, ids)
    out[:, 1] = lexicon.general[ids]
    out[:, 23] = lexicon.hints.idiom[ids]
    out[:, 24] = lexicon.hints.any_sense[ids]
    out[:, 25] = pair_hint
    out[:, 26] = _shift(pair_hint, -1)
    words = np.flatnonzero(tokens.word)
    if len(words):
        # What is odd depends on how familiar the page is: medians, which a few odd words leave be.
        out[:, 27] = np.median(out[words, 10])
        out[:, 28] = out[words, 6].mean()
        out[:, 29] = np.log(np.bincount(ids)[ids])
        out[:, 35] = np.median(suits[words])
    out[:, 30] = suits
    out[:, 32] = np.linalg.norm(expected[:, :-1], axis=1)
    out[:, 33] = lexicon.context.topic(ids, around)
    return Reading(out, best, gain, expected)


def _counts(out: Floats, ids: Ints, ngrams: Ngrams) -> None:
    """Enter how usual each token is after and before its neighbours."""
    before = _shift(ids, 1)
    unigram = np.log(ngrams.unigram[ids])
    places = ngrams.pair_places(before, ids)
    pair = ngrams.pair_probability(before, ids, places)
    earlier = np.concatenate(([-1], places[:-1]))
    triple, seen = ngrams.triple_probability(earlier, ids, pair)
    left = np.log(pair) - unigram
    left_triple = np.log(triple) - np.log(pair)
    here = np.log(triple)
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
    out: Floats, tokens: Tokens, ngrams: Ngrams, lexicon: Lexicon, expected: Floats, suits: Floats
) -> tuple[Ints, Floats]:
    """Enter how much better the neighbours of odd words would fit; return the best ones."""
    ids = tokens.ids
    before, after = _shift(ids, 1), _shift(ids, -1)
    unusual = (out[:, 2] < UNUSUAL) | (out[:, 3] < UNUSUAL)
    asked = np.flatnonzero(tokens.word & unusual & (suits < WELL))
    best = np.full(len(ids), -1, dtype=np.int64)
    best_gain = np.zeros(len(ids), dtype=np.float32)
    better = np.zeros(len(asked), dtype=np.float32)
    for column, table in enumerate(lexicon.neighbours):
        row, other = table.of(ids[asked])
        out[:, 16 + column] = (table.begin[ids + 1] > table.begin[ids]) & tokens.word
        if not len(row):
            continue
        gain = lexicon.context.suits(expected[asked[row]], other) - suits[asked[row]]
        np.maximum.at(better, row, gain)
        order = np.lexsort((-gain, row))
        place = np.arange(len(row)) - np.searchsorted(row, row)
        chosen = order[place < TRIED]
        gains, fits, words = _gains(ids, before, after, asked, row[chosen], other[chosen], ngrams)
        out[asked, 12 + 2 * column] = gains
        out[asked, 13 + 2 * column] = fits
        more = gains > best_gain[asked]
        best[asked[more]] = words[more]
        best_gain[asked[more]] = gains[more]
    out[asked, 31] = better
    return best, best_gain


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
    ids: Ints, before: Ints, after: Ints, asked: Ints, row: Ints, other: Ints, ngrams: Ngrams
) -> tuple[Floats, Floats, Ints]:
    """Return how much better the best attested neighbour of each word asked about would fit.

    The second figure leaves out how frequent the words are in themselves.
    """
    gains = np.zeros(len(asked), dtype=np.float32)
    fits = np.zeros(len(asked), dtype=np.float32)
    words = np.full(len(asked), -1, dtype=np.int64)
    left, right = before[asked], after[asked]
    left_place = ngrams.pair_places(left[row], other)
    right_place = ngrams.pair_places(other, right[row])
    attested = np.flatnonzero((left_place >= 0) | (right_place >= 0))
    row, other = row[attested], other[attested]
    new = _fit(left[row], other, right[row], left_place[attested], right_place[attested], ngrams)
    here = ids[asked]
    old = _fit(
        left, here, right, ngrams.pair_places(left, here), ngrams.pair_places(here, right), ngrams
    )
    gain = new - old[row]
    fit = gain - np.log(ngrams.unigram[other]) + np.log(ngrams.unigram[here[row]])
    np.maximum.at(fits, row, fit)
    order = np.argsort(gain, kind="stable")
    top = np.zeros(len(asked), dtype=np.float32)
    top[row[order]] = gain[order]
    words[row[order]] = other[order]
    gains = np.maximum(top, 0)
    return gains.astype(np.float32), fits, words


def _fit(
    left: Ints, word: Ints, right: Ints, left_place: Ints, right_place: Ints, ngrams: Ngrams
) -> Floats:
    here = ngrams.pair_probability(left, word, left_place)
    following = ngrams.pair_probability(word, right, right_place)
    return np.asarray(np.log(here) + np.log(following), dtype=np.float32)


def _shift(values: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """Return the values moved along by one place; the end is repeated."""
    if by > 0:
        return np.concatenate((values[:1], values[:-1]))
    return np.concatenate((values[1:], values[-1:]))

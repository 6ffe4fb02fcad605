"""What the store asks of a text: its band hashes, and the hashes of its paragraphs."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup import candidates, signatures
from curette.dedup.candidates import BANDS, FEWEST_OWN_WORDS, FEWEST_TERMS, TERM_BANDS, Common
from curette.dedup.index.bands import KEY_BITS, PREFIX_BITS, shortened
from curette.dedup.reuse import SHORTEST_EDITED
from curette.dedup.signatures import Hashes, Pages, Sets, bands, mixed, shingle_sets, word_sets
from curette.dedup.words import Numbers, numbers, paragraphs, without_stops

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each signature has its own hashes, so that all lie in one run and none meets another's.
_SHINGLES, _WORDS, _TERMS, _PARAGRAPHS = (np.uint64(n << 8) for n in range(4))
# A text whose hashes say whether two stores were made by the same code.
_SAMPLE = (
    "Rest for 2 days. Drink 1.5 litres of water, and ask a doctor about paracetamol.\n"
    "Émile's knee swelled after the fall; ice and a bandage helped within an hour. 筋肉が痛む。\n"
)


class Rows(NamedTuple):
    """Shortened hashes, and of each which of the texts has it."""

    keys: Hashes
    texts: Pages

    def sorted(self) -> Rows:
        """Return the rows by hash."""
        order = np.lexsort((self.texts, self.keys))
        return Rows(self.keys[order], self.texts[order])


def near_rows(texts: Sequence[Numbers], shared: Common) -> Rows:
    """Return the band hashes by which a copy would be found (runs of words, rare words)."""
    own = [shared.own(without_stops(text)) for text in texts]
    enough = np.array([len(row) >= FEWEST_OWN_WORDS for row in own], dtype=np.bool_)
    shingles = shingle_sets(own)
    words = word_sets([shared.rare(row) for row in own])
    return joined(
        _banded(shingles, enough & (shingles.sizes > 0), BANDS, _SHINGLES),
        _banded(words, enough & (words.sizes > 0), BANDS, _WORDS),
    )


def term_rows(texts: Sequence[Numbers], shared: Common) -> Rows:
    """Return the band hashes by which a spun copy would be found (rare terms)."""
    own = [shared.own(without_stops(text)) for text in texts]
    terms = word_sets([row[~shared.is_everyday(row)] for row in own])
    return _banded(terms, terms.sizes >= FEWEST_TERMS, TERM_BANDS, _TERMS)


def paragraph_rows(texts: Sequence[Numbers]) -> Rows:
    """Return a hash for each paragraph that is long enough to be told by it."""
    found: list[int] = []
    whose: list[int] = []
    for at, text in enumerate(texts):
        words, starts = paragraphs(text)
        for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            if end - start >= SHORTEST_EDITED:
                digest = blake2b(words[start:end].tobytes(), digest_size=8).digest()
                found.append(int.from_bytes(digest, "little"))
                whose.append(at)
    keys = mixed(np.array(found, dtype=np.uint64) ^ _PARAGRAPHS)
    rows = np.stack((shortened(keys), np.array(whose, dtype=np.uint64)), axis=1)
    rows = np.unique(rows, axis=0)
    return Rows(rows[:, 0], rows[:, 1].astype(np.int64))


def joined(*parts: Rows) -> Rows:
    """Return the rows of several, one after the other."""
    keys, texts = zip(*parts, strict=True)
    return Rows(np.concatenate(keys), np.concatenate(texts))


def version() -> str:
    """Return what tells whether stored hashes were made as they would be made now.

    It comes from the hashes of a sample as well as from the settings: another way to take words
    apart, another seed or another library shows in them, whoever forgot to say so.
    """
    nothing = np.empty(0, dtype=np.uint64)
    shared = Common(nothing, nothing, nothing, nothing)
    text = numbers(_SAMPLE)
    rows = joined(near_rows([text], shared), term_rows([text], shared), paragraph_rows([text]))
    settings = (
        signatures.SEED, signatures.WORDS_A_SHINGLE, signatures.PERMUTATIONS, BANDS, TERM_BANDS,
        candidates.TEMPLATE_WORDS, FEWEST_OWN_WORDS, FEWEST_TERMS, SHORTEST_EDITED, PREFIX_BITS,
        KEY_BITS,
    )  # fmt: skip
    return blake2b(repr(settings).encode() + rows.keys.tobytes(), digest_size=8).hexdigest()


def _banded(
    sets: Sets, there: np.ndarray[tuple[int], np.dtype[np.bool_]], count: int, kind: np.uint64
) -> Rows:
    some = np.flatnonzero(there)
    keys = bands(signatures.signatures(sets)[some], count)
    keys = mixed(keys ^ (kind + np.arange(count, dtype=np.uint64)))
    return Rows(shortened(keys).ravel(), np.repeat(some, count))

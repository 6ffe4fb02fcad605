"""What the store asks of a text: its band hashes, and the hashes of its paragraphs."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.dedup import candidates, signatures, spins
from curette.dedup.candidates import (
    BANDS,
    FEWEST_OWN_WORDS,
    FEWEST_TERMS,
    KINDS,
    TERM_BANDS,
    Common,
    banded,
)
from curette.dedup.common import marked
from curette.dedup.index.bands import KEY_BITS, PREFIX_BITS, shortened
from curette.dedup.reuse import SHORTEST_EDITED
from curette.dedup.signatures import Hashes, Pages, mixed
from curette.dedup.words import Store, numbers, paragraphs

if TYPE_CHECKING:
    from curette.dedup.common import Marked

# Each signature has its own hashes, so that all lie in one run and none meets another's.
_NEAR, _TERMS = (0, 1), 2
_PARAGRAPHS = np.uint64(len(KINDS) << 8)
# A text whose hashes say whether two stores were made by the same code.
_SAMPLE = (
    "Rest for 2 days. Drink 1.5 litres of water, and ask a doctor about paracetamol.\n"
    "Émile's knee swelled after the fall; ice and a bandage helped within an hour. 筋肉が痛む。\n"
    "Bursitis beside the patella wants a cushion. Tendons heal slowly after a rupture.\n"
)


class Rows(NamedTuple):
    """Shortened hashes, and of each which of the texts has it."""

    keys: Hashes
    texts: Pages

    def sorted(self) -> Rows:
        """Return the rows by hash."""
        order = np.lexsort((self.texts, self.keys))
        return Rows(self.keys[order], self.texts[order])


def near_rows(pages: Marked) -> Rows:
    """Return the band hashes by which a copy would be found (runs of words, rare words)."""
    return joined(*(_banded(pages, kind) for kind in _NEAR))


def term_rows(pages: Marked) -> Rows:
    """Return the band hashes by which a spun copy would be found (rare terms)."""
    return _banded(pages, _TERMS)


def paragraph_rows(store: Store) -> Rows:
    """Return a hash for each paragraph that is long enough to be told by it."""
    found: list[int] = []
    whose: list[int] = []
    for at in range(len(store)):
        words, starts = paragraphs(store.row(at))
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
    store = Store()
    store.add(numbers(_SAMPLE))
    pages = marked(store, shared)
    rows = joined(near_rows(pages), term_rows(pages), paragraph_rows(store))
    settings = (
        signatures.SEED, signatures.WORDS_A_SHINGLE, signatures.PERMUTATIONS, BANDS, TERM_BANDS,
        candidates.TEMPLATE_WORDS, FEWEST_OWN_WORDS, FEWEST_TERMS, SHORTEST_EDITED, PREFIX_BITS,
        KEY_BITS, spins.SHORTEST_SENTENCE, spins.FEWEST_SENTENCES,
    )  # fmt: skip
    return blake2b(repr(settings).encode() + rows.keys.tobytes(), digest_size=8).hexdigest()


def _banded(pages: Marked, kind: int) -> Rows:
    """Return the band hashes of one signature, each kind and column with hashes of its own."""
    keys, places = banded(pages, *KINDS[kind])
    columns = np.arange(len(keys), dtype=np.uint64) + np.uint64(kind << 8)
    return Rows(shortened(mixed(keys.T ^ columns)).ravel(), np.repeat(places, len(keys)))

"""Made pages: clean text, roughened or not, spun or not, in whole or in part, as tokens."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from curette.garbled.tokens import Codes, Tokens, tokens_of
from curette.garbled.training import rough, spin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from curette.garbled.training.corpora import CleanPage

Ints = npt.NDArray[np.int64]

NOWHERE = "nowhere"
# So many pages are clean; so many clean and spun ones are roughened; so many spun ones in part.
CLEAN = 0.4
ROUGH_CLEAN, ROUGH_SPUN = 0.35, 0.12
PARTIAL = 0.25
# So many pages are read as if no health text had been counted at all.
STRANGE = 0.4
# Words are touched at rates between these, even on a logarithmic scale.
RATES = (0.04, 1.0)
# What these styles put is often a fair synonym, or the very word: it counts for less.
MILD = {"light": 0.5, "near_meaning": 0.5, "reorder": 0.6, "guessed": 0.7}


@dataclass(frozen=True, slots=True)
class Example:
    """A made page: its tokens, which of them the spinner touched, the style, the source."""

    tokens: Tokens
    spun: npt.NDArray[np.bool_]
    style: str
    source: str
    half: int
    """Which half of the spinner's tables the reader of the page knows."""
    read_without: str
    """The source whose counts are left out when the page is read, or NOWHERE: all of them."""
    rough: str

    @property
    def weight(self) -> float:
        """How much its touched words count."""
        return MILD.get(self.style, 1.0)


def made(
    pages: Sequence[CleanPage],
    styles: Sequence[str],
    tables: spin.Tables,
    ids: Mapping[str, int],
    *,
    tokens: int,
    seed: int,
    shortest: int = 3,
    longest: int = 40,
) -> Iterator[Example]:
    """Yield clean and spun passages of many lengths until so many tokens are made."""
    chance = random.Random(seed)
    maker = _Maker(ids)
    count = 0
    while count < tokens:
        page = chance.choice(pages)
        length = min(len(page.sentences), int(chance.triangular(shortest, longest, 6)))
        at = chance.randrange(len(page.sentences) - length + 1)
        example = _example(
            page.sentences[at : at + length], page.source, styles, chance, tables, maker
        )
        count += len(example.tokens)
        yield example


def _example(
    passage: Sequence[Sequence[str]],
    source: str,
    styles: Sequence[str],
    chance: random.Random,
    tables: spin.Tables,
    maker: _Maker,
) -> Example:
    clean = chance.random() < CLEAN
    style = "clean" if clean else chance.choice(styles)
    low, high = math.log(RATES[0]), math.log(RATES[1])
    rate = math.exp(chance.uniform(low, high))
    first, last = 0, len(passage)
    if not clean and chance.random() < PARTIAL:
        first = chance.randrange(len(passage))
        last = chance.randrange(first, len(passage)) + 1
    kind = ""
    if chance.random() < (ROUGH_CLEAN if clean else ROUGH_SPUN):
        kind = chance.choice(list(rough.ROUGH))
    whole = chance.random() < 0.5
    out: list[list[tuple[str, bool]]] = []
    for number, sentence in enumerate(passage):
        if clean or not first <= number < last:
            row = [(token, False) for token in sentence]
        else:
            row = spin.STYLES[style](sentence, rate, chance, tables)
        if kind and (whole or chance.random() < 0.5):
            if any(spun for _, spun in row):
                if kind in ("lower", "capitals"):
                    row = [(t.lower() if kind == "lower" else t.upper(), s) for t, s in row]
            else:
                row = [(t, False) for t in rough.ROUGH[kind]([t for t, _ in row], chance)]
        out.append(row)
    tokens, spun = maker.tokens(out)
    away = NOWHERE if chance.random() < STRANGE else source
    return Example(tokens, spun, style, source, chance.randrange(2), away, kind)


class _Maker:
    """Turns words into tokens, remembering each."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self.codes = Codes(ids)

    def tokens(
        self, sentences: Sequence[Sequence[tuple[str, bool]]]
    ) -> tuple[Tokens, npt.NDArray[np.bool_]]:
        codes: list[int] = []
        spun: list[bool] = []
        for sentence in sentences:
            codes.append(self.codes.edge)
            spun.append(False)
            for token, touched in sentence:
                codes.append(self.codes[token])
                spun.append(touched)
        counts = np.array([len(sentence) + 1 for sentence in sentences])
        counts[-1] += 1
        nowhere = np.zeros((len(codes) + 1, 2), dtype=np.int64)
        made = tokens_of(np.array([*codes, self.codes.edge], dtype=np.int64), nowhere, counts)
        return made, np.array([*spun, False])

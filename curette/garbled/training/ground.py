"""What is counted and tabulated once, before any page is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import wordfreq

from curette.garbled.features import Hints, Lexicon, Neighbours, sounds
from curette.garbled.tokens import EDGE
from curette.garbled.training import hints as hinting
from curette.garbled.training import predict, spin, tables, vectors
from curette.garbled.training.corpora import (
    CleanPage,
    clean_pages,
    idiom_table,
    phrase_pairs,
    tokens_of,
)
from curette.garbled.training.pages import NOWHERE, Example
from curette.garbled.training.wordnet import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.garbled.ngrams import Ngrams

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

GLOSSES = "glosses"
IDIOM = Path(__file__).parent / "idiom.tsv"
# How often the predictor of words reads the text that it learns from.
READINGS = 1.5


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that a model is made from."""

    clean: Path
    pairs: Path
    wordnet: Path
    vectors: Path
    language: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Vocabulary, counts with each source left out, tables, spinner, pages."""

    words: list[str]
    ids: dict[str, int]
    whole: Ngrams
    without: dict[str, Ngrams]
    lexicon: Lexicon
    half_neighbours: tuple[tuple[Neighbours, Neighbours], ...]
    half_hints: dict[tuple[str, int], Hints]
    spinner: spin.Tables
    pages: list[CleanPage]

    def lexicon_for(self, example: Example) -> Lexicon:
        """Return what a stranger knows of words: half of the tables, no hints from the source."""
        return replace(
            self.lexicon,
            neighbours=self.half_neighbours[example.half],
            hints=self.half_hints[example.source, example.half],
        )


def lay(inputs: Inputs, seed: int) -> Ground:
    """Count, tabulate, and learn to predict words."""
    thesaurus = Thesaurus(inputs.wordnet)
    glosses = [s for gloss in thesaurus.glosses for s in tokens_of(gloss.replace("; ", "\n"))]
    pages = list(clean_pages(inputs.clean)) + [
        CleanPage(GLOSSES, tuple(glosses[at : at + 30])) for at in range(0, len(glosses), 300)
    ]
    known, table = vectors.published(inputs.vectors)
    more = (w for w in known if w.isalpha() and w.isascii() and any(thesaurus.readings(w)))
    texts = [s for p in pages for s in p.sentences] + glosses
    words, plain = tables.vocabulary(texts, inputs.language, more)
    ids = {word: number for number, word in enumerate(words)}
    general = np.array(
        [wordfreq.zipf_frequency(w, inputs.language) for w in words], dtype=np.float32
    )
    general[:plain] = 0
    rows: dict[str, list[Ints]] = {GLOSSES: [tables.numbered(glosses, ids)]}
    for page in (page for page in pages if page.source != GLOSSES):
        rows.setdefault(page.source, []).append(tables.numbered(page.sentences, ids))
    whole, without = _counts(rows, general, tables.web_pairs(ids))
    meanings = vectors.for_vocabulary(words, plain, known, table)
    numbered = [tables.numbered(page.sentences, ids) for page in pages]
    context = predict.fit(
        numbered, meanings, whole.unigram, ids[EDGE], passes=READINGS, seed=seed + 4
    )
    idiom_pairs = [(u, s) for u, options in idiom_table(IDIOM) for s in options]
    tortured_pairs = sorted(set(phrase_pairs(inputs.pairs)))
    idiom = spin.phrase_table(idiom_pairs, thesaurus)
    forms = [(" ".join(u), s) for u, options in idiom.items() for s in options]
    swaps = idiom_pairs + tortured_pairs + forms
    by_sense = tables.inverse_thesaurus(thesaurus, words, ids, whole.unigram, plain)
    half_neighbours = tuple(
        (
            hinting.half_of(by_sense, words, half),
            tables.swapped_words(
                [pair for pair in swaps if hinting.half(pair) == half], ids, whole.unigram
            ),
        )
        for half in (0, 1)
    )
    spinner = _spinner(thesaurus, idiom, tortured_pairs, words, plain, whole.unigram, meanings)
    tables.guess(
        spinner.guesses,
        [p.sentences for p in pages],
        ids,
        words,
        plain,
        context,
        whole.unigram,
        seed,
    )
    tally = hinting.Tally(len(words))
    tally.spin(pages, spinner, ids, seed)
    return Ground(
        words=words,
        ids=ids,
        whole=whole,
        without=without,
        lexicon=Lexicon(
            plain=plain,
            general=general,
            sounds=sounds(words, plain),
            neighbours=(by_sense, tables.swapped_words(swaps, ids, whole.unigram)),
            hints=tally.hints(whole, general, plain),
            context=context,
        ),
        half_neighbours=half_neighbours,
        half_hints={
            (source, half): tally.hints(whole, general, plain, without=source, half=half)
            for source in rows
            for half in (0, 1)
        },
        spinner=spinner,
        pages=pages,
    )


def _counts(
    rows: dict[str, list[Ints]], general: Floats, web: tuple[Ints, Floats]
) -> tuple[Ngrams, dict[str, Ngrams]]:
    """Count words, all of them and with each source left out."""
    size = len(general)
    whole = tables.ngrams([r for part in rows.values() for r in part], general, size, web, 2)
    without = {
        source: tables.ngrams(
            [r for other, part in rows.items() if other != source for r in part],
            general, size, web, 2,
        )
        for source in rows
    }  # fmt: skip
    # Text of a kind that the counts have never met is honest too: part of the pages is read with
    # no health text counted at all.
    without[NOWHERE] = tables.ngrams(rows[GLOSSES], general, size, web, 2)
    return whole, without


def _spinner(
    thesaurus: Thesaurus,
    idiom: dict[tuple[str, ...], list[str]],
    tortured_pairs: Sequence[tuple[str, str]],
    words: Sequence[str],
    plain: int,
    unigram: Floats,
    meanings: Floats,
) -> spin.Tables:
    ranked = [words[n] for n in np.argsort(-unigram[plain:], kind="stable") + plain]
    content = [w for w in ranked if w not in spin.FUNCTION_WORDS and len(w) > 3]
    nearest, alike = tables.words_alike(meanings, words, content)
    single = _single_swaps(tortured_pairs)
    phrases = sorted(w for w, part in thesaurus.neighbours if part == "v" and " " in w)[::3]
    return spin.Tables(
        thesaurus=thesaurus,
        idiom=idiom,
        tortured=spin.phrase_table([*tortured_pairs, *single], thesaurus),
        alike=alike,
        nearest=nearest,
        frequent=content[200:14_000] + phrases,
        ranked=content[:30_000],
        rank={word: at for at, word in enumerate(content[:30_000])},
        small=[
            w for w in ranked[:6000] if (w, "r") in thesaurus.neighbours or w in spin.FUNCTION_WORDS
        ],
        guesses={},
        found={},
    )


def _single_swaps(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the word swaps that phrase pairs of one length are made of, if seen twice."""
    seen: dict[tuple[str, str], int] = {}
    for usual, spun in pairs:
        before, after = usual.split(), spun.split()
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                if old != new and old.isalpha() and len(old) > 3:
                    seen[old, new] = seen.get((old, new), 0) + 1
    return sorted(swap for swap, count in seen.items() if count >= 2)

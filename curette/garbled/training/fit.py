"""Make the model of a language from clean text, a thesaurus and pairs of phrases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import wordfreq

from curette.garbled.features import Neighbours, read
from curette.garbled.model import Model, Network
from curette.garbled.tokens import Tokens, tokenise
from curette.garbled.training import network, spin, tables
from curette.garbled.training.corpora import (
    CleanPage,
    clean_pages,
    idiom_table,
    phrase_pairs,
    tokens_of,
)
from curette.garbled.training.wordnet import Thesaurus
from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.garbled.ngrams import Ngrams

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NOWHERE = "nowhere"
STRANGE = 0.4
IDIOM = Path(__file__).parent / "idiom.tsv"


@dataclass(frozen=True, slots=True)
class Example:
    """A made page: its tokens, which of them the spinner touched, the style, the source."""

    tokens: Tokens
    spun: npt.NDArray[np.bool_]
    style: str
    source: str
    read_without: str
    """The source whose counts are left out when the page is read, or NOWHERE: all of them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is counted once: vocabulary, counts with each source left out, tables, spinner."""

    words: list[str]
    plain: int
    ids: dict[str, int]
    general: Floats
    whole: Ngrams
    without: dict[str, Ngrams]
    vectors: Floats
    neighbours: tuple[Neighbours, Neighbours]
    spinner: spin.Tables
    pages: list[CleanPage]


def lay(clean: Path, pairs: Path, wordnet: Path, language: str, seed: int) -> Ground:
    """Count and tabulate."""
    pages = list(clean_pages(clean))
    thesaurus = Thesaurus(wordnet)
    glosses = [s for gloss in thesaurus.glosses for s in tokens_of(gloss.replace("; ", "\n"))]
    words, plain = tables.vocabulary([s for p in pages for s in p.sentences] + glosses, language)
    ids = {word: number for number, word in enumerate(words)}
    general = np.array(
        [1.0 if n < plain else wordfreq.zipf_frequency(w, language) for n, w in enumerate(words)],
        dtype=np.float32,
    )
    general[:plain] = 0
    web = tables.web_pairs(ids)
    rows: dict[str, list[Ints]] = {"glosses": [tables.numbered(glosses, ids)]}
    for page in pages:
        rows.setdefault(page.source, []).append(tables.numbered(page.sentences, ids))
    size = len(words)
    every = [row for part in rows.values() for row in part]
    whole = tables.ngrams(every, general, size, web, 2)
    without = {
        source: tables.ngrams(
            [r for other, part in rows.items() if other != source for r in part],
            general, size, web, 2,
        )
        for source in rows
        if source != "glosses"
    }  # fmt: skip
    # Text of a kind that the counts have never met is honest too: part of the pages is read with
    # no health text counted at all.
    without[NOWHERE] = tables.ngrams(rows["glosses"], general, size, web, 2)
    vectors = tables.word_vectors(np.concatenate(every), size, seed)
    idiom_pairs = [(u, s) for u, options in idiom_table(IDIOM) for s in options]
    tortured_pairs = sorted(set(phrase_pairs(pairs)))
    swaps = idiom_pairs + tortured_pairs
    idiom = spin.phrase_table(idiom_pairs, thesaurus)
    forms = [(" ".join(u), s) for u, options in idiom.items() for s in options]
    neighbours = (
        tables.inverse_thesaurus(thesaurus, words, ids, whole.unigram, plain),
        tables.swapped_words(swaps + forms, ids, whole.unigram),
    )
    single = _single_swaps(tortured_pairs)
    content = [
        words[n]
        for n in np.argsort(-whole.unigram[plain:], kind="stable")[200:15_000] + plain
        if words[n] not in spin.FUNCTION_WORDS and len(words[n]) > 3
    ]
    spinner = spin.Tables(
        thesaurus=thesaurus,
        idiom=idiom,
        tortured=spin.phrase_table([*tortured_pairs, *single], thesaurus),
        alike=tables.words_alike(vectors, words, whole.unigram, plain),
        frequent=content,
    )
    return Ground(words, plain, ids, general, whole, without, vectors, neighbours, spinner, pages)


def examples(
    ground: Ground, styles: Sequence[str], tokens: int, seed: int, shortest: int = 3
) -> Iterator[Example]:
    """Yield clean and spun passages of many lengths until so many tokens are made."""
    chance = random.Random(seed)
    made = 0
    while made < tokens:
        page = chance.choice(ground.pages)
        count = min(len(page.sentences), int(chance.triangular(shortest, 30, 5)))
        at = chance.randrange(len(page.sentences) - count + 1)
        passage = page.sentences[at : at + count]
        example = _example(passage, page.source, styles, chance, ground)
        made += len(example.tokens)
        yield example


def _example(
    passage: Sequence[Sequence[str]],
    source: str,
    styles: Sequence[str],
    chance: random.Random,
    ground: Ground,
) -> Example:
    clean = chance.random() < 0.4
    style = "clean" if clean else chance.choice(list(styles))
    rate = min(1.0, 0.08 + chance.betavariate(1.3, 2.0))
    first, last = 0, len(passage)
    if not clean and chance.random() < 0.25:
        first = chance.randrange(len(passage))
        last = chance.randrange(first, len(passage)) + 1
    pieces: list[str] = []
    spans: list[Span] = []
    touched: set[int] = set()
    at = 0
    for number, sentence in enumerate(passage):
        begin = at
        if clean or not first <= number < last:
            out = [(token, False) for token in sentence]
        else:
            out = spin.STYLES[style](sentence, rate, chance, ground.spinner)
        for token, spun in out:
            if spun:
                touched.update(range(at, at + len(token)))
            pieces.append(token)
            at += len(token) + 1
        spans.append(Span(begin, at - 1 if at > begin else at))
    tokens = tokenise(" ".join(pieces), spans, ground.ids)
    spun_at = np.array(
        [
            s in touched and e > s
            for s, e in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
        ]
    )
    away = NOWHERE if chance.random() < STRANGE else source
    return Example(tokens, spun_at, style, source, away)


def learn(ground: Ground, made: Sequence[Example], passes: int, seed: int) -> Network:
    """Fit the network on the made pages, each read with its own source left out."""
    ids, features, labels, weights = stack(ground, made)
    return network.fit(
        ids, features, labels, weights, ground.vectors,
        other=ground.ids["<other>"], passes=passes, seed=seed,
    )  # fmt: skip


def stack(ground: Ground, made: Sequence[Example]) -> tuple[Ints, Floats, Floats, Floats]:
    """Return ids, features, labels and weights of the tokens of all pages, end to end."""
    parts = [
        read(
            e.tokens,
            ground.without[e.read_without],
            ground.general,
            ground.neighbours,
            ground.plain,
        )
        for e in made
    ]
    return (
        np.concatenate([e.tokens.ids for e in made]),
        np.concatenate([p.features for p in parts]),
        np.concatenate([e.spun for e in made]).astype(np.float32),
        np.concatenate([e.tokens.word for e in made]).astype(np.float32),
    )


def assemble(ground: Ground, net: Network, head: Floats, version: str, language: str) -> Model:
    """Return the model to ship."""
    return Model(
        version=version,
        language=language,
        vocabulary=tuple(ground.words),
        ids=ground.ids,
        plain=ground.plain,
        ngrams=ground.whole,
        general=ground.general,
        neighbours=ground.neighbours,
        network=net,
        head=head,
        facts={
            "version": version,
            "language": language,
            "plain": ground.plain,
            "layers": len(net.weights),
            "words": len(ground.words),
            "pairs": len(ground.whole.pairs),
            "triples": len(ground.whole.triples),
            "pages": len(ground.pages),
        },
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

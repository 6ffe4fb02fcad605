"""Make the model of a language from clean text, a thesaurus and pairs of phrases."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import wordfreq

from curette.garbled.features import Hints, Neighbours, Reading, read
from curette.garbled.model import Model, Network, as_shipped
from curette.garbled.tokens import Tokens, tokenise
from curette.garbled.training import head, network, spin, tables
from curette.garbled.training import hints as hinting
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
GLOSSES = "glosses"
STRANGE = 0.4
VERSION = "1"
PASSES = 3
IDIOM = Path(__file__).parent / "idiom.tsv"


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
    topics: Floats
    neighbours: tuple[Neighbours, Neighbours]
    half_neighbours: tuple[tuple[Neighbours, Neighbours], ...]
    hints: Hints
    half_hints: dict[tuple[str, int], Hints]
    spinner: spin.Tables
    pages: list[CleanPage]


def lay(clean: Path, pairs: Path, wordnet: Path, language: str, seed: int) -> Ground:
    """Count and tabulate."""
    pages = list(clean_pages(clean))
    thesaurus = Thesaurus(wordnet)
    glosses = [s for gloss in thesaurus.glosses for s in tokens_of(gloss.replace("; ", "\n"))]
    pages += [
        CleanPage(GLOSSES, tuple(glosses[at : at + 30])) for at in range(0, len(glosses), 300)
    ]
    words, plain = tables.vocabulary([s for p in pages for s in p.sentences] + glosses, language)
    ids = {word: number for number, word in enumerate(words)}
    general = np.array(
        [1.0 if n < plain else wordfreq.zipf_frequency(w, language) for n, w in enumerate(words)],
        dtype=np.float32,
    )
    general[:plain] = 0
    web = tables.web_pairs(ids)
    rows: dict[str, list[Ints]] = {GLOSSES: [tables.numbered(glosses, ids)]}
    for page in (page for page in pages if page.source != GLOSSES):
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
    }  # fmt: skip
    # Text of a kind that the counts have never met is honest too: part of the pages is read with
    # no health text counted at all.
    without[NOWHERE] = tables.ngrams(rows[GLOSSES], general, size, web, 2)
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
    half_neighbours = tuple(
        (
            hinting.half_of(neighbours[0], words, half),
            tables.swapped_words(
                [pair for pair in swaps + forms if hinting.half(pair) == half], ids, whole.unigram
            ),
        )
        for half in (0, 1)
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
        frequent=content + junk_phrases(thesaurus),
        found={},
    )
    tally = hinting.Tally(size)
    tally.spin(pages, spinner, ids, seed)
    return Ground(
        words=words,
        plain=plain,
        ids=ids,
        general=general,
        whole=whole,
        without=without,
        vectors=vectors,
        topics=tables.topic_vectors(every, size, plain, seed),
        neighbours=neighbours,
        half_neighbours=half_neighbours,
        hints=tally.hints(whole, general, plain),
        half_hints={
            (source, half): tally.hints(whole, general, plain, without=source, half=half)
            for source in rows
            for half in (0, 1)
        },
        spinner=spinner,
        pages=pages,
    )


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
    rate = min(1.0, 0.05 + chance.betavariate(1.2, 2.2))
    first, last = 0, len(passage)
    if not clean and chance.random() < 0.25:
        first = chance.randrange(len(passage))
        last = chance.randrange(first, len(passage)) + 1
    rough = chance.choice(spin.ROUGHNESS) if chance.random() < (0.3 if clean else 0.1) else None
    pieces: list[str] = []
    spans: list[Span] = []
    touched: set[int] = set()
    at = 0
    for number, sentence in enumerate(passage):
        begin = at
        if rough is not None:
            sentence = spin.roughen(sentence, rough, chance)
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
    return Example(tokens, spun_at, style, source, chance.randrange(2), away)


def learn(ground: Ground, made: Sequence[Example], passes: int, seed: int) -> Network:
    """Fit the network on the made pages, each read with its own source left out."""
    ids, features, labels, weights = stack(ground, made)
    return network.fit(
        ids, features, labels, weights, ground.vectors,
        other=ground.ids["<other>"], passes=passes, seed=seed,
    )  # fmt: skip


def stack(ground: Ground, made: Sequence[Example]) -> tuple[Ints, Floats, Floats, Floats]:
    """Return ids, features, labels and weights of the tokens of all pages, end to end."""
    parts = [read_example(ground, e) for e in made]
    return (
        np.concatenate([e.tokens.ids for e in made]),
        np.concatenate([p.features for p in parts]),
        np.concatenate([e.spun for e in made]).astype(np.float32),
        np.concatenate([e.tokens.word for e in made]).astype(np.float32),
    )


def read_example(ground: Ground, example: Example) -> Reading:
    """Read a made page as a stranger would: without its source, with half of the tables."""
    return read(
        example.tokens,
        ground.without[example.read_without],
        ground.general,
        ground.half_neighbours[example.half],
        ground.half_hints[example.source, example.half],
        ground.topics,
        ground.plain,
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
        hints=ground.hints,
        topics=ground.topics,
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


def junk_phrases(thesaurus: Thesaurus) -> list[str]:
    """Return phrasal verbs, which careless spinners put for function words."""
    phrases = sorted(w for w, part in thesaurus.neighbours if part == "v" and " " in w)
    return phrases[::3]


def fit_head(ground: Ground, net: Network, made: Sequence[Example]) -> Floats:
    """Fit the verdict on pages that the network has not learnt from."""
    facts: list[Floats] = []
    spun: list[bool] = []
    for example in made:
        words = int(example.tokens.word.sum())
        touched = int(example.spun.sum())
        if words < head.LEAST_WORDS or 0 < touched < head.LEAST_TOUCHED * words:
            continue
        facts.append(head.facts_of(example.tokens, read_example(ground, example), net))
        spun.append(touched > 0)
    return head.fit(np.array(facts), np.array(spun))


def train(
    clean: Path, pairs: Path, wordnet: Path, *, language: str, tokens: int, seed: int
) -> Model:
    """Make the model, from counting to the verdict on pages."""
    ground = lay(clean, pairs, wordnet, language, seed)
    styles = list(spin.STYLES)
    made = list(examples(ground, styles, tokens, seed + 1))
    net = as_shipped(learn(ground, made, PASSES, seed + 2))
    judged = list(examples(ground, styles, tokens // 4, seed + 3))
    model = assemble(ground, net, fit_head(ground, net, judged), VERSION, language)
    sources = Counter(page.source for page in ground.pages)
    learnt = {"sources": dict(sources), "styles": styles, "tokens": tokens, "seed": seed}
    return replace(model, facts={**model.facts, **learnt})


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

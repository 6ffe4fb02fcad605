"""Spin clean text in several styles, and say of each token whether it was touched.

A model that has seen one spinner finds that spinner. The styles here differ in where the wrong
word comes from, how often it comes, and whether it is inflected to fit.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curette.garbled.training.wordnet import Thesaurus

Sentence = Sequence[str]
Spun = list[tuple[str, bool]]
# The commonest words of English with a grammatical task; spinners of one kind put junk for them.
FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "and",
        "or",
        "but",
        "if",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "can",
        "may",
        "will",
        "would",
        "not",
        "no",
        "do",
        "does",
        "has",
        "have",
        "had",
        "which",
        "who",
        "when",
        "how",
        "more",
        "than",
        "into",
        "about",
        "after",
        "before",
        "between",
        "through",
        "during",
        "over",
        "under",
        "up",
        "out",
        "so",
        "such",
        "also",
        "there",
    ]
)


@dataclass(frozen=True, slots=True)
class Tables:
    """Where the wrong words come from."""

    thesaurus: Thesaurus
    idiom: Mapping[tuple[str, ...], Sequence[str]]
    tortured: Mapping[tuple[str, ...], Sequence[str]]
    alike: Mapping[str, Sequence[str]]
    """Words that stand in the same places: the spinner whose thesaurus we do not know."""
    frequent: Sequence[str]
    """Content words, for junk."""
    nearest: Mapping[str, Sequence[str]]
    """The words nearest in meaning."""
    ranked: Sequence[str]
    """Content words, the most frequent first."""
    rank: Mapping[str, int]
    small: Sequence[str]
    """Small words, adverbs and particles."""
    guesses: dict[Sentence, list[str | None]]
    """For sentences of the clean text, what a predictor would put for some of the words."""
    found: dict[tuple[str, int, bool], list[str]]
    """Neighbours looked up before."""


Style = Callable[[Sentence, float, random.Random, Tables], Spun]


def any_sense(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put a neighbour in any sense for content words, not always inflected to fit."""
    return _by_word(sentence, rate, chance, lambda word: _neighbour(word, chance, tables, 99, 2))


def light(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put a close synonym in one of the first two senses."""
    return _by_word(sentence, rate, chance, lambda word: _neighbour(word, chance, tables, 2, 0))


def unknown_thesaurus(
    sentence: Sentence, rate: float, chance: random.Random, tables: Tables
) -> Spun:
    """Put a word that stands in the same places but means something else."""

    def other(word: str) -> str | None:
        near = tables.alike.get(word)
        return chance.choice(near) if near else None

    return _by_word(sentence, rate, chance, other)


def junk(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put content words into the slots of function words, and now and then double a phrase."""
    out: Spun = []
    for token in sentence:
        if token.lower() in FUNCTION_WORDS and chance.random() < rate / 2:
            out += ((part, True) for part in chance.choice(tables.frequent).split())
            if chance.random() < 0.2:
                out.append((chance.choice(tables.frequent), True))
        elif token.isalpha() and len(token) > 3 and chance.random() < rate / 3:
            other = _neighbour(token.lower(), chance, tables, 99, 2)
            out += ((part, True) for part in _cased(other, token)) if other else [(token, False)]
        else:
            out.append((token, False))
    return out


def careless(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put a few words of another sense, and here and there junk for a function word."""
    out: Spun = []
    for token, spun in any_sense(sentence, rate / 2, chance, tables):
        if not spun and token.lower() in FUNCTION_WORDS and chance.random() < rate / 4:
            out += ((part, True) for part in chance.choice(tables.frequent).split())
        else:
            out.append((token, spun))
    return out


def idiom(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put the stock wordings of automatic paraphrasers, phrases first."""
    return by_phrase(sentence, rate, chance, tables.idiom)


def tortured(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put swaps seen in spun papers."""
    return by_phrase(sentence, rate, chance, tables.tortured)


def mixed(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Paraphrase by phrase, then swap some of what is left."""
    table = chance.choice((tables.idiom, tables.tortured))
    first = by_phrase(sentence, rate, chance, table)
    out: Spun = []
    for token, spun in first:
        if spun:
            out.append((token, True))
        else:
            out += any_sense((token,), rate / 3, chance, tables)
    return out


def reorder(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Swap neighbouring words and clauses, and reword a little."""
    out = light(sentence, rate / 2, chance, tables)
    at = 0
    while at + 1 < len(out):
        here, there = out[at], out[at + 1]
        if here[0].isalpha() and there[0].isalpha() and chance.random() < rate / 4:
            out[at], out[at + 1] = (there[0], True), (here[0], True)
            at += 1
        at += 1
    return out


def near_meaning(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put one of the words that stand nearest to it in all English: often a fair synonym."""
    return _by_word(sentence, rate, chance, lambda word: _one_of(tables.nearest.get(word), chance))


def chance_word(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put any word that is about as frequent."""
    last = len(tables.ranked) - 1

    def other(word: str) -> str | None:
        at = tables.rank.get(word)
        if at is None:
            return None
        return tables.ranked[min(last, max(0, int(at * chance.uniform(0.4, 2.5))))]

    return _by_word(sentence, rate, chance, other)


def guessed(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put words that a predictor thinks likely there, small words too."""
    guesses = tables.guesses.get(tuple(sentence))
    if guesses is None:
        return [(token, False) for token in sentence]
    out: Spun = []
    for token, guess in zip(sentence, guesses, strict=True):
        if guess and guess != token.lower() and chance.random() < 1.5 * rate:
            out += ((part, True) for part in _cased(guess, token))
        else:
            out.append((token, False))
    return out


def small_words(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Put other small words, adverbs and particles for small words, or leave one out."""
    out: Spun = []
    for token in sentence:
        small = token.lower() in FUNCTION_WORDS
        if not small or chance.random() >= 0.7 * rate:
            out.append((token, False))
        elif chance.random() < 0.8:
            new = (
                chance.choice(tables.small)
                if chance.random() < 0.5
                else chance.choice(tables.ranked[:3000])
            )
            out += ((part, True) for part in _cased(new, token))
    return out


def shuffled(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Shuffle words within windows, or move a stretch of words."""
    out: Spun = [(token, False) for token in sentence]
    at = 0
    while at + 3 < len(out):
        width = min(chance.randint(2, 6), len(out) - at)
        if chance.random() < 0.6 * rate:
            window = [token for token, _ in out[at : at + width]]
            moved = window[:]
            if chance.random() < 0.5:
                chance.shuffle(moved)
            else:
                cut = chance.randrange(1, width)
                moved = moved[cut:] + moved[:cut]
            out[at : at + width] = [
                (new, new != old and new[0].isalpha())
                for new, old in zip(moved, window, strict=True)
            ]
        at += width
    return out


def twofold(sentence: Sentence, rate: float, chance: random.Random, tables: Tables) -> Spun:
    """Spin by one table, and some of what is left by another."""
    first, second = chance.sample(
        (any_sense, unknown_thesaurus, tortured, idiom, guessed, near_meaning), 2
    )
    out: Spun = []
    for token, spun in first(sentence, rate, chance, tables):
        if spun:
            out.append((token, True))
        else:
            out += second((token,), rate / 3, chance, tables)
    return out


def _one_of(options: Sequence[str] | None, chance: random.Random) -> str | None:
    return chance.choice(options) if options else None


STYLES: Mapping[str, Style] = {
    "any_sense": any_sense,
    "light": light,
    "unknown_thesaurus": unknown_thesaurus,
    "junk": junk,
    "careless": careless,
    "idiom": idiom,
    "tortured": tortured,
    "mixed": mixed,
    "reorder": reorder,
    "near_meaning": near_meaning,
    "chance_word": chance_word,
    "guessed": guessed,
    "small_words": small_words,
    "shuffled": shuffled,
    "twofold": twofold,
}


def _by_word(
    sentence: Sentence,
    rate: float,
    chance: random.Random,
    other: Callable[[str], str | None],
) -> Spun:
    out: Spun = []
    for at, token in enumerate(sentence):
        word = token.lower()
        name = at > 0 and token[0].isupper() and chance.random() < 0.7
        if word in FUNCTION_WORDS or len(word) < 3 or not word.isalpha() or name:
            out.append((token, False))
            continue
        new = other(word) if chance.random() < rate else None
        if new is None or new == word:
            out.append((token, False))
        else:
            out += ((part, True) for part in _cased(new, token))
    return out


def by_phrase(
    sentence: Sentence,
    rate: float,
    chance: random.Random,
    table: Mapping[tuple[str, ...], Sequence[str]],
) -> Spun:
    """Replace wordings that the table knows, the longest first."""
    out: Spun = []
    words = [token.lower() for token in sentence]
    at = 0
    while at < len(sentence):
        for length in (4, 3, 2, 1):
            found = table.get(tuple(words[at : at + length])) if at + length <= len(words) else None
            if found:
                break
        else:
            length, found = 1, None
        if found and chance.random() < rate:
            new = chance.choice(found)
            out += ((part, True) for part in _cased(new, sentence[at]))
        else:
            out += ((token, False) for token in sentence[at : at + length])
        at += length
    return out


def _neighbour(
    word: str, chance: random.Random, tables: Tables, senses: int, distance: int
) -> str | None:
    sloppy = distance > 0 and chance.random() < 0.25
    options = tables.found.get((word, senses, sloppy))
    if options is None:
        options = sorted(
            {
                (n.lemma if sloppy else tables.thesaurus.inflect(n.lemma, form)).lower()
                for lemma, part, form in tables.thesaurus.readings(word)
                for n in tables.thesaurus.neighbours[lemma, part]
                if n.sense < senses and n.distance <= distance
            }
            - {word}
        )
        tables.found[word, senses, sloppy] = options
    return chance.choice(options) if options else None


def _cased(new: str, old: str) -> list[str]:
    """Return the parts of a new wording, with a capital where the old one had it."""
    parts = new.replace("-", " - ").split()
    if old[0].isupper():
        parts[0] = parts[0].capitalize()
    return parts


def phrase_table(
    pairs: Sequence[tuple[str, str]], thesaurus: Thesaurus
) -> dict[tuple[str, ...], list[str]]:
    """Index wordings by the words they replace; single words also in their other forms."""
    table: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for usual, spun in pairs:
        key = tuple(usual.replace("-", " - ").split())
        table[key].append(spun)
        if len(key) == 1:
            forms = {part for lemma, part, form in thesaurus.readings(usual) if not form}
            for form in _forms(forms):
                table[(thesaurus.inflect(usual, form),)].append(thesaurus.inflect(spun, form))
    return dict(table)


def _forms(parts: set[str]) -> Sequence[str]:
    if parts == {"n"}:
        return ("s",)
    return ("s", "ed", "ing") if "v" in parts else ()

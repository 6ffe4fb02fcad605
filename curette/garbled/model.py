"""The shipped model: its tables, read once, and how they are written small."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curette.garbled.context import Context, weights_of
from curette.garbled.features import Hints, Lexicon, Neighbours, sounds
from curette.garbled.network import Network
from curette.garbled.ngrams import Keys, Ngrams
from curette.garbled.tokens import Codes

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Parts = dict[str, npt.NDArray[np.generic]]

SHIPPED = Path(__file__).parent / "model-en.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """All that is needed to judge a text in one language."""

    version: str
    language: str
    vocabulary: tuple[str, ...]
    ids: dict[str, int]
    codes: Codes
    ngrams: Ngrams
    lexicon: Lexicon
    network: Network
    head: Floats
    facts: dict[str, object]


@cache
def shipped() -> Model:
    """Return the model that ships with the package."""
    return load(SHIPPED)


def load(path: Path) -> Model:
    """Read a model that `save` wrote."""
    with np.load(path) as file:
        part = {name: file[name] for name in file.files}
    facts = json.loads(part["facts"].tobytes().decode())
    vocabulary = tuple(part["vocabulary"].tobytes().decode().split("\n"))
    ids = {word: number for number, word in enumerate(vocabulary)}
    unigram = np.exp(-part["unigram"].astype(np.float32) / 3000)
    plain = int(facts["plain"])
    return Model(
        version=facts["version"],
        language=facts["language"],
        vocabulary=vocabulary,
        ids=ids,
        codes=Codes(ids),
        ngrams=Ngrams.of(
            unigram,
            np.cumsum(part["pairs"], dtype=np.int64),
            counts_of(part["pair_counts"]),
            np.cumsum(part["triples"], dtype=np.int64),
            counts_of(part["triple_counts"]),
        ),
        lexicon=Lexicon(
            plain=plain,
            general=part["general"].astype(np.float32) / 10,
            sounds=sounds(vocabulary, plain),
            neighbours=(_neighbours(part, "any"), _neighbours(part, "idiom")),
            hints=Hints(
                idiom=part["idiom_hint"].astype(np.float32) / 20,
                any_sense=part["any_hint"].astype(np.float32) / 20,
                keys=Keys.of(np.cumsum(part["hint_pairs"], dtype=np.int64)),
                pair=part["pair_hint"].astype(np.float32) / 20,
            ),
            context=Context(
                inward=_wide(part, "inward"),
                outward=_wide(part, "outward"),
                weight=weights_of(unigram),
                first=part["context_first"].astype(np.float32),
                first_bias=part["context_first_bias"],
                second=part["context_second"].astype(np.float32),
                second_bias=part["context_second_bias"],
            ),
        ),
        network=_network(part),
        head=part["head"],
        facts=facts,
    )


def as_written(model: Model) -> Model:
    """Return a model whose vectors are those that a reader of its file gets."""
    context = model.lexicon.context
    narrow: Parts = {}
    for name, table in (("inward", context.inward), ("outward", context.outward)):
        _put_narrow(narrow, name, table)
    rounded = replace(context, inward=_wide(narrow, "inward"), outward=_wide(narrow, "outward"))
    return replace(model, lexicon=replace(model.lexicon, context=rounded))


def save(model: Model, path: Path) -> None:
    """Write a model small: keys as steps, counts and word vectors in a byte each."""
    hints, context = model.lexicon.hints, model.lexicon.context
    parts: Parts = {
        "facts": _bytes(json.dumps(model.facts, sort_keys=True)),
        "vocabulary": _bytes("\n".join(model.vocabulary)),
        "unigram": np.round(-np.log(model.ngrams.unigram) * 3000).astype(np.uint16),
        "pairs": _steps(model.ngrams.pairs.sorted),
        "pair_counts": levels_of(model.ngrams.pair_counts),
        "triples": _steps(model.ngrams.triples.sorted),
        "triple_counts": levels_of(model.ngrams.triple_counts),
        "idiom_hint": _twentieths(hints.idiom),
        "any_hint": _twentieths(hints.any_sense),
        "hint_pairs": _steps(hints.keys.sorted),
        "pair_hint": _twentieths(hints.pair),
        "general": np.round(model.lexicon.general * 10).astype(np.uint8),
        "context_first": context.first.astype(np.float16),
        "context_first_bias": context.first_bias,
        "context_second": context.second.astype(np.float16),
        "context_second_bias": context.second_bias,
        "head": model.head,
    }
    _put_narrow(parts, "inward", context.inward)
    _put_narrow(parts, "outward", context.outward)
    for name, table in zip(("any", "idiom"), model.lexicon.neighbours, strict=True):
        parts[f"{name}_count"] = np.diff(table.begin).astype(np.uint8)
        parts[f"{name}_word"] = table.word.astype(np.uint16)
    parts["mean"], parts["scale"] = model.network.mean, model.network.scale
    for k, (weight, bias) in enumerate(
        zip(model.network.weights, model.network.biases, strict=True)
    ):
        parts[f"weight{k}"] = weight.astype(np.float16)
        parts[f"bias{k}"] = bias
    np.savez_compressed(path, allow_pickle=False, **parts)


def _put_narrow(parts: Parts, name: str, table: Floats) -> None:
    """Enter a table with a byte a figure; columns have scales of their own."""
    scale = np.maximum(np.abs(table).max(axis=0), 1e-6) / 127
    parts[name] = np.round(table / scale).astype(np.int8)
    parts[f"{name}_scale"] = scale.astype(np.float32)


def _wide(part: Parts, name: str) -> Floats:
    return part[name].astype(np.float32) * part[f"{name}_scale"].astype(np.float32)


def _network(part: Parts) -> Network:
    count = sum(key.startswith("weight") for key in part)
    return Network(
        mean=part["mean"].astype(np.float32),
        scale=part["scale"].astype(np.float32),
        weights=tuple(part[f"weight{k}"].astype(np.float32) for k in range(count)),
        biases=tuple(part[f"bias{k}"].astype(np.float32) for k in range(count)),
    )


def levels_of(counts: Floats) -> npt.NDArray[np.uint8]:
    """Return counts in a byte each: exact up to 16, then in steps of a twelfth."""
    large = 16 + np.log(np.maximum(counts, 16) / 16) * 12
    return np.where(counts <= 16, np.round(counts), np.minimum(np.round(large), 255)).astype(
        np.uint8
    )


def counts_of(levels: npt.NDArray[np.uint8]) -> Floats:
    """Return what `levels_of` made small."""
    exact = levels.astype(np.float32)
    return np.where(levels <= 16, exact, 16 * np.exp((exact - 16) / 12)).astype(np.float32)


def _neighbours(part: Parts, name: str) -> Neighbours:
    begin = np.concatenate(([0], np.cumsum(part[f"{name}_count"], dtype=np.int64)))
    return Neighbours(begin, part[f"{name}_word"].astype(np.int64))


def _steps(keys: Ints) -> npt.NDArray[np.uint64]:
    return np.diff(keys, prepend=0).astype(np.uint64)


def _twentieths(hints: Floats) -> npt.NDArray[np.uint8]:
    return np.round(np.clip(hints, 0, 12) * 20).astype(np.uint8)


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)

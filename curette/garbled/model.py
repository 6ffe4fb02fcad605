"""The shipped model: its tables, read once, and the network that judges a word in its place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curette.garbled.features import Hints, Neighbours
from curette.garbled.ngrams import Ngrams

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SHIPPED = Path(__file__).parent / "model-en.npz"
# The network looks at this many words on either side of the one it judges.
REACH = 3
# Tokens judged at a time: enough for the matrix products to be fast, few enough to stay small.
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Network:
    """Two hidden layers over the words around a token and the features of its neighbourhood."""

    words: Floats
    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def logits(self, ids: Ints, features: Floats) -> Floats:
        """Return for each token how likely it is out of place, as log odds."""
        scaled = np.clip((features - self.mean) / self.scale, -5, 5).astype(np.float32)
        out = np.empty(len(ids), dtype=np.float32)
        for at in range(0, len(ids), BATCH):
            rows = np.arange(at, min(at + BATCH, len(ids)))
            out[rows] = self._forward(inputs(rows, ids, scaled, self.words))
        return out

    def _forward(self, layer: Floats) -> Floats:
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            layer = np.maximum(layer @ weight + bias, 0)
        return np.asarray(layer @ self.weights[-1] + self.biases[-1], dtype=np.float32)[:, 0]


def inputs(rows: Ints, ids: Ints, scaled: Floats, words: Floats) -> Floats:
    """Return what the network reads for each row: word vectors around it, features beside it."""
    last = len(ids) - 1
    around = np.clip(rows[:, None] + np.arange(-REACH, REACH + 1), 0, last)
    near = np.clip(rows[:, None] + np.arange(-1, 2), 0, last)
    vectors = words[ids[around]].reshape(len(rows), -1)
    return np.concatenate((vectors, scaled[near].reshape(len(rows), -1)), axis=1)


@dataclass(frozen=True, slots=True)
class Model:
    """All that is needed to judge a text in one language."""

    version: str
    language: str
    vocabulary: tuple[str, ...]
    ids: dict[str, int]
    plain: int
    """Numbers below this are classes of tokens, not words."""
    ngrams: Ngrams
    general: Floats
    neighbours: tuple[Neighbours, Neighbours]
    hints: Hints
    topics: Floats
    """A vector a word, near for words of one topic; zero for words without one."""
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
    layers = int(facts["layers"])
    return Model(
        version=facts["version"],
        language=facts["language"],
        vocabulary=vocabulary,
        ids={word: number for number, word in enumerate(vocabulary)},
        plain=int(facts["plain"]),
        ngrams=Ngrams.of(
            np.exp(-part["unigram"].astype(np.float32) / 3000),
            np.cumsum(part["pairs"], dtype=np.int64),
            counts_of(part["pair_counts"]),
            np.cumsum(part["triples"], dtype=np.int64),
            counts_of(part["triple_counts"]),
        ),
        general=part["general"].astype(np.float32) / 10,
        neighbours=(_neighbours(part, "any"), _neighbours(part, "idiom")),
        hints=Hints(
            idiom=part["idiom_hint"].astype(np.float32) / 20,
            any_sense=part["any_hint"].astype(np.float32) / 20,
            keys=np.cumsum(part["hint_pairs"], dtype=np.int64),
            pair=part["pair_hint"].astype(np.float32) / 20,
        ),
        topics=part["topics"].astype(np.float32) / 127,
        network=Network(
            words=part["words"].astype(np.float32) * part["words_scale"],
            mean=part["mean"],
            scale=part["scale"],
            weights=tuple(part[f"weight{k}"].astype(np.float32) for k in range(layers)),
            biases=tuple(part[f"bias{k}"].astype(np.float32) for k in range(layers)),
        ),
        head=part["head"],
        facts=facts,
    )


def as_shipped(network: Network) -> Network:
    """Return the network as it will be once it was written and read again."""
    scale = _word_scale(network.words)
    return Network(
        words=(np.round(network.words / scale).astype(np.int8).astype(np.float32) * scale),
        mean=network.mean,
        scale=network.scale,
        weights=tuple(w.astype(np.float16).astype(np.float32) for w in network.weights),
        biases=network.biases,
    )


def _word_scale(words: Floats) -> Floats:
    scale = np.maximum(np.abs(words).max(axis=0), 1e-6) / 127
    return np.asarray(scale, dtype=np.float32)


def save(model: Model, path: Path) -> None:
    """Write a model small: keys as steps, counts and word vectors in a byte each."""
    words = model.network.words
    scale = _word_scale(words)
    parts: dict[str, npt.NDArray[np.generic]] = {
        "facts": _bytes(json.dumps(model.facts, sort_keys=True)),
        "vocabulary": _bytes("\n".join(model.vocabulary)),
        "unigram": np.round(-np.log(model.ngrams.unigram) * 3000).astype(np.uint16),
        "pairs": _steps(model.ngrams.pairs),
        "pair_counts": levels_of(model.ngrams.pair_counts),
        "triples": _steps(model.ngrams.triples),
        "triple_counts": levels_of(model.ngrams.triple_counts),
        "idiom_hint": _twentieths(model.hints.idiom),
        "any_hint": _twentieths(model.hints.any_sense),
        "hint_pairs": _steps(model.hints.keys),
        "pair_hint": _twentieths(model.hints.pair),
        "topics": np.round(model.topics * 127).astype(np.int8),
        "general": np.round(model.general * 10).astype(np.uint8),
        "words": np.round(words / scale).astype(np.int8),
        "words_scale": scale,
        "mean": model.network.mean,
        "scale": model.network.scale,
        "head": model.head,
    }
    for name, table in zip(("any", "idiom"), model.neighbours, strict=True):
        parts[f"{name}_count"] = np.diff(table.begin).astype(np.uint8)
        parts[f"{name}_word"] = table.word.astype(np.uint16)
    for k, (weight, bias) in enumerate(
        zip(model.network.weights, model.network.biases, strict=True)
    ):
        parts[f"weight{k}"] = weight.astype(np.float16)
        parts[f"bias{k}"] = bias
    np.savez_compressed(path, allow_pickle=False, **parts)


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


def _neighbours(part: dict[str, npt.NDArray[np.generic]], name: str) -> Neighbours:
    begin = np.concatenate(([0], np.cumsum(part[f"{name}_count"], dtype=np.int64)))
    return Neighbours(begin, part[f"{name}_word"].astype(np.int64))


def _steps(keys: Ints) -> npt.NDArray[np.uint64]:
    return np.diff(keys, prepend=0).astype(np.uint64)


def _twentieths(hints: Floats) -> npt.NDArray[np.uint8]:
    return np.round(np.clip(hints, 0, 12) * 20).astype(np.uint8)


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)

"""The texts that the model learns from, as sentences of tokens."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curette.garbled.tokens import TOKEN
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page of edited text: its sentences, each a tuple of tokens, and where it is from."""

    source: str
    sentences: tuple[tuple[str, ...], ...]


def clean_pages(path: Path) -> Iterator[CleanPage]:
    """Yield the pages of a gzipped file of `{"text", "source"}` lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield CleanPage(row["source"], tokens_of(row["text"]))


def tokens_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the sentences of a text as tokens."""
    return tuple(tuple(TOKEN.findall(text, *span)) for span in sentences(text))


def phrase_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield `(usual, spun)` of a file of `{"tortured", "expected"}` lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["expected"].lower(), row["tortured"].lower()


def idiom_table(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each usual wording of a table with the wordings that stand for it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            usual, _, spun = line.partition("\t")
            yield usual, tuple(s for s in spun.split("|") if s != usual)

"""The words that say that one thing brings about another: the rows of `rules/causes.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from curette.structure.lexicon import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of `rules/causes.toml`."""

    name: str
    side: Literal["after", "before", "clause"]
    needs: Literal["nothing", "ill", "naming", "topic"]
    hedged: bool
    asker: bool
    words: frozenset[str]
    pattern: re.Pattern[str]
    reads: tuple[str, tuple[str, ...]]
    skips: str


def _load() -> tuple[Trigger, ...]:
    rows = tomllib.loads((RULES / "causes.toml").read_text(encoding="utf-8"))["trigger"]
    return tuple(
        Trigger(
            row["name"],
            cast("Literal['after', 'before', 'clause']", row["side"]),
            row.get("needs", "nothing"),
            row.get("hedged", False),
            row.get("asker", False),
            frozenset(row["words"].split()),
            re.compile(rf"(?:(?<!\w)|(?=,))(?:{row['pattern']})\b:?", re.I),
            (row["reads"]["text"], tuple(row["reads"]["causes"])),
            row["skips"],
        )
        for row in rows
    )


TRIGGERS = _load()
TRIGGER_WORDS = frozenset(word for rule in TRIGGERS for word in rule.words)
TRIGGERS_OF: dict[str, tuple[int, ...]] = {
    word: tuple(n for n, rule in enumerate(TRIGGERS) if word in rule.words)
    for word in TRIGGER_WORDS
}


def next_trigger(
    rules: Sequence[Trigger], text: str, start: int, end: int
) -> tuple[Trigger, re.Match[str]] | None:
    """Find the first place where a rule matches; of two at one place the earlier row wins."""
    best: tuple[Trigger, re.Match[str]] | None = None
    for rule in rules:
        m = rule.pattern.search(text, start, end)
        if m and (best is None or m.start() < best[1].start()):
            best = rule, m
    return best

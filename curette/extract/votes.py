"""Which extractors keep which block. Each is asked within a budget, and none remembers pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import trafilatura

if TYPE_CHECKING:
    from collections.abc import Sequence

VOTERS = ("trafilatura",)
# trafilatura has no time limit of its own (its issue 704: a page of a million rows never ends).
# Within these it took at most 4 s on made-up tables and lists; no real page tried is bigger.
MAX_CHARS = 2_000_000
MAX_TAGS = 40_000

_WORD = re.compile(r"\w+")
_N = 4
# A block counts as kept when this share of its 4-word shingles is in the extractor's text.
KEPT_SHARE = 0.5


def ask(markup: str, tags: int, blocks: Sequence[str]) -> list[bool] | None:
    """Return trafilatura's vote on each block; None for a page too big to ask in time."""
    if len(markup) > MAX_CHARS or tags > MAX_TAGS:
        return None
    return matched(trafilatura_text(markup), blocks)


def trafilatura_text(markup: str) -> str:
    """Return what trafilatura takes for the main text.

    Its `deduplicate` option is never used: it remembers between pages.
    """
    return trafilatura.extract(markup, include_comments=False) or ""


def matched(text: str, blocks: Sequence[str]) -> list[bool]:
    """Tell for each block whether it stands in an extractor's text.

    Long blocks are compared by 4-word shingles. Shorter ones count when they are a line of that
    text, or the start or end of one.
    """
    words = _WORD.findall(text)
    shingles = {tuple(words[at : at + _N]) for at in range(len(words) - _N + 1)}
    lines = {tuple(_WORD.findall(line)) for line in re.split(r"[\n|]", text)}
    starts = {line[:size] for line in lines for size in range(1, _N)}
    kept = []
    for block in blocks:
        own = _WORD.findall(block)
        if len(own) < _N:
            kept.append(bool(own) and (tuple(own) in lines or tuple(own) in starts))
            continue
        hits = sum(tuple(own[at : at + _N]) in shingles for at in range(len(own) - _N + 1))
        kept.append(hits >= KEPT_SHARE * (len(own) - _N + 1))
    return kept

"""Tests: examinations and procedures by a professional, each quoted where it is first named."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.lexicon import RULES, bag, plain, singular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.view import View


def _load() -> tuple[re.Pattern[str], frozenset[str]]:
    table = tomllib.loads((RULES / "tests.toml").read_text(encoding="utf-8"))
    names = sorted(table["names"], key=len, reverse=True)
    heads = sorted(table["heads"], key=len, reverse=True)
    modifiers = sorted(table["modifiers"], key=len, reverse=True)

    def either(words: Sequence[str]) -> str:
        return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words)

    pattern = re.compile(
        rf"\b(?:(?:{either(modifiers)})[\s-]+){{1,3}}(?:{either(heads)})\b(?:\s\([^()]{{2,40}}\))?"
        rf"|\b(?:{either(names)})\b(?:\s(?:scan|test|exam)s?\b|\sstud(?:y|ies)\b)?(?:\s\([^()]{{2,40}}\))?",
        re.I,
    )
    first = {word.lower() for name in names for word in re.findall(r"[\w'-]+", name)[:1]}
    return pattern, frozenset(first | {word.lower() for word in heads})


_TEST, FIRST_WORDS = _load()
# Everyday words that are tests only among other tests.
_AMONG = re.compile(r",|\s(?:and|or|scan)\b")
_WEAK = re.compile(r"\A(?:ct|pet|lh|family history|stress test|medical testing)\Z", re.I)
_CONTEXT = re.compile(
    r"\b(?:test|exam|diagnos|doctor|scan|order|perform|check|physician|provider|history|rule out|"
    r"specialist|dentist|technique|evaluat|detect|imaging|sample|levels?\b|confirm|measur|lab)",
    re.I,
)


_LEVELS = re.compile(r"\b(?:check|measur|test|get|done|order|monitor)", re.I)


def named(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the tests that a sentence names; a name and its abbreviation are one."""
    if not bag(text[start:end]) & FIRST_WORDS or not _CONTEXT.search(text, start, end):
        return
    held: Span | None = None
    for m in _TEST.finditer(text, start, end):
        if m.group()[-6:].lower() == "levels" and not _LEVELS.search(
            text, max(start, m.start() - 40), m.start()
        ):
            continue
        if _WEAK.match(m.group()) and held is None and not _AMONG.match(text, m.end(), end):
            continue
        if held is not None and not text[held.end : m.start()].strip():
            held = Span(held.start, m.end())
            continue
        if held is not None:
            yield held
        held = Span(*m.span())
    if held is not None:
        yield held


def first_mentions(
    view: View, sentences: Sequence[Span], breaks: Sequence[Span]
) -> Iterator[tuple[Span, str]]:
    """Yield each test where it is first named, afresh in each of `breaks`, with its plain name."""
    seen: set[tuple[int, str]] = set()
    for sentence in sentences:
        part = sum(1 for answer in breaks if answer.start <= sentence.start)
        for span in named(view.text, *sentence):
            name = plain(view.text[span.start : span.end])
            key = (part, singular(name))
            if key in seen or not view.holds(*span):
                continue
            seen.add(key)
            yield span, name

"""Sections by health aspect: which part of a page speaks of causes, which of care."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from curette.records import Aspect, Section
from curette.structure.lexicon import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.structure.units import Unit
    from curette.structure.view import View


@dataclass(frozen=True, slots=True)
class AspectRule:
    """What a heading says, with headings that it must and must not match."""

    name: Aspect
    pattern: re.Pattern[str]
    reads: tuple[str, ...]
    skips: tuple[str, ...]


def _load() -> tuple[AspectRule, ...]:
    rows = tomllib.loads((RULES / "aspects.toml").read_text(encoding="utf-8"))["aspect"]
    return tuple(
        AspectRule(
            cast("Aspect", row["name"]),
            re.compile(row["pattern"], re.I),
            tuple(row["reads"]),
            tuple(row["skips"]),
        )
        for row in rows
    )


ASPECTS = _load()


def heading_aspect(heading: str) -> Aspect:
    """Return the aspect that a heading announces; "other" where it announces none.

    >>> heading_aspect("What causes hiccups?")
    'causes'
    """
    for rule in ASPECTS:
        if rule.pattern.search(heading):
            return rule.name
    return "other"


def aspects(view: View, found: Sequence[Unit]) -> list[Aspect]:
    """Return the aspect of each unit: its heading's, or that of a heading above that one.

    A heading that says nothing ("Dehydration") belongs to the section of the last heading of a
    higher rank that does.
    """
    result: list[Aspect] = []
    open_: list[tuple[int, Aspect]] = []
    for unit in found:
        if unit.role == "heading":
            while open_ and open_[-1][0] >= unit.level:
                open_.pop()
            own = heading_aspect(view.text[unit.start : unit.end])
            above = open_[-1][1] if open_ else "other"
            open_.append((unit.level, own if own != "other" else above))
        result.append(open_[-1][1] if open_ else "other")
    return result


def sections(view: View, found: Sequence[Unit], named: Sequence[Aspect]) -> tuple[Section, ...]:
    """Return the stretches of the page under each heading that announces an aspect."""
    out: list[Section] = []
    n = 0
    while n < len(found):
        if found[n].role != "heading":
            n += 1
            continue
        stop = n + 1
        while stop < len(found) and found[stop].role != "heading":
            stop += 1
        if named[n] != "other":
            heading = view.text[found[n].start : found[n].end]
            out.append(Section(heading, named[n], found[n].start, found[stop - 1].end, "heading"))
        n = stop
    return tuple(out)

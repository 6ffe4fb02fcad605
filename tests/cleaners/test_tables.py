"""Every row of every table, each example as a block in the middle of a page, through `find`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cleaners import CLEANERS
from curette.model import Block, Document

if TYPE_CHECKING:
    from types import ModuleType

    from curette.rules import Rule

BEFORE = (
    "A sore throat is mostly the work of a virus, and it heals on its own within a week or so. "
    "Warm drinks ease the pain, and so does rest in a room that is not too dry.",
    "A fever that lasts for more than three days, or a voice that stays hoarse for three weeks, "
    "is a good reason to see a doctor, who will look at the throat with a small lamp.",
)
AFTER = (
    "Children get a sore throat five times a year on average, and grown people two times. "
    "It is passed on by hands and by droplets, so washing hands is what helps most.",
    "A swab from the throat shows within minutes whether bacteria are at work, and only then "
    "will an antibiotic shorten the illness by about a day.",
)
ROWS = [(cleaner, rule) for cleaner in CLEANERS for rule in getattr(cleaner, "RULES", ())]


def page(*middle: str) -> tuple[Document, int, int]:
    """Return a page with the lines in its middle, and where they begin and end."""
    lines = [line for part in middle for line in part.split("\n")]
    text = "\n\n".join([*BEFORE, *lines, *AFTER])
    blocks = tuple(
        Block(found.start(), found.end(), "paragraph") for found in re.finditer(r"[^\n]+", text)
    )
    start = len("\n\n".join(BEFORE)) + 2
    return Document("d", text, "d.txt", blocks=blocks), start, start + len("\n\n".join(lines))


def struck(cleaner: ModuleType, document: Document) -> set[int]:
    found = document.strike(cleaner.find(document))
    return {at for cut in found.ledger for at in range(cut.start, cut.end)}


def copies(rule: Rule) -> int:
    """A weak sign is proved by others beside it."""
    return 4 if rule.weak else 1


@pytest.mark.parametrize(
    ("cleaner", "rule", "example"),
    [
        pytest.param(cleaner, rule, example, id=f"{rule.grounds.rule}: {example[:40]}")
        for cleaner, rule in ROWS
        for example in rule.cuts
    ],
)
def test_cuts_are_struck_wholly(cleaner: ModuleType, rule: Rule, example: str) -> None:
    document, start, end = page(*[example] * copies(rule))
    gone = struck(cleaner, document)
    left = "".join(document.text[at] for at in range(start, end) if at not in gone)
    assert left.strip() == ""
    assert not [at for at in gone if not start <= at < end], "struck beyond the example"


@pytest.mark.parametrize(
    ("cleaner", "rule", "example"),
    [
        pytest.param(cleaner, rule, example, id=f"{rule.grounds.rule}: {example[:40]}")
        for cleaner, rule in ROWS
        for example in rule.keeps
    ],
)
def test_keeps_are_untouched(cleaner: ModuleType, rule: Rule, example: str) -> None:
    document, start, end = page(example)
    gone = struck(cleaner, document)
    assert "".join(document.text[at] for at in range(start, end) if at in gone) == ""


@pytest.mark.parametrize(
    ("cleaner", "rule"),
    [
        pytest.param(cleaner, rule, id=rule.grounds.rule)
        for cleaner, rule in ROWS
        if rule.phrases is not None
    ],
)
def test_every_phrase_is_struck(cleaner: ModuleType, rule: Rule) -> None:
    assert rule.phrases is not None
    for phrases in rule.phrases.values():
        for phrase in phrases:
            # A heading may need what stands below it: the example's own second line.
            below = rule.cuts[0].split("\n")[1:2]
            document, start, end = page(*[phrase] * copies(rule), *below)
            gone = struck(cleaner, document)
            assert set(range(start, end)) - gone <= {
                at for at in range(start, end) if document.text[at].isspace()
            }, phrase

"""Rows become rules, or are refused with a cure; rules find what they should, where they should."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from curette.model import Block, Document, Removal
from curette.rules import RuleError, joined, lines_of, load_rules, matches, plain, removals

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[[rule]]
name = "quack"
kind = "promo"
pattern = '(?i)quack'
reason = "A duck speaks."
cuts = ["Quack!"]
keeps = ["A duck swims."]
"""


def table(folder: Path, text: str) -> Path:
    path = folder / "ducks.toml"
    path.write_text(text, encoding="utf-8")
    return path


def page(text: str) -> Document:
    blocks = tuple(
        Block(found.start(), found.end(), "paragraph") for found in re.finditer(r"[^\n]+", text)
    )
    return Document("d", text, "d.txt", blocks=blocks)


def test_a_row_becomes_a_rule(tmp_path: Path) -> None:
    (rule,) = load_rules(table(tmp_path, GOOD))
    assert rule.grounds.rule == "ducks/quack"
    assert rule.grounds.kind == "promo"
    assert rule.takes == "line"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reason = "A duck speaks."', 'reason = " "', "has no `reason`"),
        ('cuts = ["Quack!"]', "cuts = []", "has no `cuts`"),
        ('keeps = ["A duck swims."]', 'keeps = [""]', "has no `keeps`"),
        ('kind = "promo"', 'kind = "duck"', "kind 'duck' is none of"),
        ("'(?i)quack'", "'(?i)(quack)?'", "matches empty text"),
        ("'(?i)quack'", "'(quack'", "is not valid"),
        ('name = "quack"', 'name = "Quack 1"', "give it a `name`"),
        ('name = "quack"', 'name = "quack"\ncolour = "green"', "unknown field 'colour'"),
        ('name = "quack"', 'name = "quack"\ntakes = "all"', "takes 'all' is none of"),
        ("pattern = '(?i)quack'", "", "either a `pattern` or `phrases`"),
        ("pattern = '(?i)quack'", 'phrases = {en = ["Quack!"]}', "write the phrase"),
        ("pattern = '(?i)quack'", 'phrases = {duck = ["quack"]}', "two-letter language"),
        ("[[rule]]", "[[rule", "not TOML"),
        ("[[rule]]", "[[row]]", r"no \[\[rule\]\]"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleError, match=message):
        load_rules(table(tmp_path, GOOD.replace(old, new)))


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="two rules are named 'quack'"):
        load_rules(table(tmp_path, GOOD + GOOD))


@pytest.mark.parametrize(
    ("takes", "struck"),
    [
        ("line", ["Rest. They quack. Sleep."]),
        ("sentence", ["They quack."]),
        ("match", ["quack"]),
    ],
)
def test_how_far_a_match_reaches(tmp_path: Path, takes: str, struck: list[str]) -> None:
    rules = load_rules(table(tmp_path, GOOD.replace("kind", f'takes = "{takes}"\nkind', 1)))
    document = page("Drink.\nRest. They quack. Sleep.\nWalk.")
    assert [document.text[cut.start : cut.end] for cut in removals(document, rules)] == struck


def test_phrases_are_whole_lines_whatever_their_case_marks_and_numbers(tmp_path: Path) -> None:
    phrased = GOOD.replace("pattern = '(?i)quack'", 'phrases = {en = ["0 quacks"]}')
    rules = load_rules(table(tmp_path, phrased))
    document = page("» 12 Quacks…\nHe heard 12 quacks.")
    assert [cut.end for cut in removals(document, rules)] == [12]


def test_hints_do_not_move_offsets_past_odd_capitals(tmp_path: Path) -> None:
    rules = load_rules(table(tmp_path, GOOD.replace("kind", 'hints = ["quack"]\nkind', 1)))
    document = page("İİİ rest\nİ Quack!")
    (cut,) = removals(document, rules)
    assert document.text[cut.start : cut.end] == "İ Quack!"


def test_a_rule_for_short_lines_leaves_long_ones(tmp_path: Path) -> None:
    rules = load_rules(table(tmp_path, GOOD.replace("kind", "max_words = 3\nkind", 1)))
    document = page("They quack.\nThey quack all day and all night.")
    assert [match.line for match in matches(document, rules)] == [0]


def test_lines_are_read_as_far_as_they_stand() -> None:
    document = page("Rest well.\nGo away now.").strike([Removal(14, 18, "a/b", "menu", "why")])
    assert [document.text[line.start : line.end] for line in lines_of(document)] == [
        "Rest well.",
        "Go",
        "now.",
    ]


def test_removals_of_one_rule_are_joined_over_white_space() -> None:
    text = "a\n\nb c"
    cuts = [Removal(0, 1, "x/y", "menu", "why"), Removal(3, 4, "x/y", "menu", "why")]
    assert [(cut.start, cut.end) for cut in joined(text, cuts)] == [(0, 4)]


@pytest.mark.parametrize(
    ("line", "expected"), [("[Read More]", "read more"), ("3 Comments", "0 comments"), ("—", "")]
)
def test_plain(line: str, expected: str) -> None:
    assert plain(line) == expected

"""A table row becomes a checked `Rule`; a `Rule` yields removals.

A cleaner's table is `cleaners/rules/<cleaner>.toml`. A row says what is struck, why, and on which
examples it must and must not fire: rule, documentation and test together. A row holds no code:
what a row cannot say belongs in the cleaner's Python, under a `Grounds` of its own.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from curette.model import BlockKind, CuretteError, CutKind, Document, Removal, Span
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Takes = Literal["line", "sentence", "match", "section"]
"""How far a match reaches. `section`: the line opens a section, which the cleaner measures."""

# A rule about short lines is never tried on a long one: this is what bounds the work on a page
# that is one line of a megabyte. Sentence and match rules see lines of any length.
LONGEST_LINE_WORDS = 60
_CHARACTERS_A_WORD = 12

_FIELDS = frozenset(
    [
        "name",
        "kind",
        "pattern",
        "phrases",
        "hints",
        "reason",
        "cuts",
        "keeps",
        "takes",
        "languages",
        "max_words",
        "weak",
    ]
)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")


class RuleError(CuretteError):
    """A row of a table that cannot be used; raised when the table loads."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What every removal answers with: a rule's name, what it strikes, and why."""

    rule: str
    """`<cleaner>/<name>`."""
    kind: CutKind
    reason: str

    def strike(self, start: int, end: int, *evidence: str) -> Removal:
        """Return the removal of a span on these grounds."""
        return Removal(start, end, self.rule, self.kind, self.reason, evidence)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of a table, checked; two rules are one only if they are the same row."""

    name: str
    grounds: Grounds
    cuts: tuple[str, ...]
    keeps: tuple[str, ...]
    takes: Takes = "line"
    pattern: re.Pattern[str] | None = None
    hints: tuple[str, ...] = ()
    """Lower-case strings one of which stands in any match: what is looked for first."""
    phrases: Mapping[str, tuple[str, ...]] | None = None
    """Language to whole lines, as `plain` writes them."""
    languages: tuple[str, ...] = ()
    max_words: int = LONGEST_LINE_WORDS
    weak: bool = False
    """A sign, not a proof: the cleaner wants a second one near by."""


class Line(NamedTuple):
    """A line of the text as far as it stands, without white space around it."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0


class Match(NamedTuple):
    """A rule and the span that it points at; `line` is an index into the lines given."""

    rule: Rule
    line: int
    start: int
    end: int


@cache
def load_rules(path: Path) -> tuple[Rule, ...]:
    """Read a table; the cleaner's name is the file's.

    Raises `RuleError` for a row that has no reason, cut or keep, or that could not work.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path.name}: not TOML ({error}); mend the line it names") from error
    rules: list[Rule] = []
    for row in table.get("rule", []):
        rule = _rule(path, row)
        if any(rule.name == other.name for other in rules):
            raise RuleError(f"{path.name}: two rules are named {rule.name!r}; rename one")
        rules.append(rule)
    if not rules:
        raise RuleError(f"{path.name}: no [[rule]] in the table; add one or delete the file")
    return tuple(rules)


def plain(line: str) -> str:
    """Return a line as phrases are compared: lower case, no marks around it, numbers as `0`.

    >>> plain("» 12 Comments…")
    '0 comments'
    """
    line = _SPACE.sub(" ", line.replace("’", "'")).lower()
    return _EDGES.sub("", _DIGITS.sub("0", line))


def lines_of(document: Document) -> list[Line]:
    """Return the standing lines of a document, each with the kind of the block it lies in."""
    text = document.text
    blocks = document.blocks
    found: list[Line] = []
    at = 0
    for start, end in document.kept():
        for line in _LINE.finditer(text, start, end):
            stripped = line.group().strip()
            if not stripped:
                continue
            first = line.start() + line.group().index(stripped)
            while at < len(blocks) and blocks[at].end <= first:
                at += 1
            kind: BlockKind = "paragraph"
            level = 0
            if at < len(blocks) and blocks[at].start <= first:
                kind, level = blocks[at].kind, blocks[at].level
            found.append(Line(first, first + len(stripped), kind, level))
    return found


def matches(
    document: Document, rules: Sequence[Rule], lines: Sequence[Line] | None = None
) -> Iterator[Match]:
    """Yield each place where a rule matches, in the order of the table, then of the text."""
    lines = lines_of(document) if lines is None else lines
    text = document.text
    lowered = _lowered(text)
    phrased = _phrase_book(tuple(rules))
    if phrased:
        longest = max(map(len, phrased)) + 24
        for number, line in enumerate(lines):
            if line.end - line.start <= longest:
                rule_or_none = phrased.get(plain(text[line.start : line.end]))
                if rule_or_none is not None:
                    yield Match(rule_or_none, number, line.start, line.end)
    for rule in rules:
        if rule.pattern is not None:
            for number in _candidates(rule, lowered, lines):
                yield from _match_line(rule, text, number, lines[number])


def removals(
    document: Document, rules: Sequence[Rule], lines: Sequence[Line] | None = None
) -> Iterator[Removal]:
    """Yield a removal for every match of a rule that needs no second sign."""
    for found in matches(document, rules, lines):
        if not found.rule.weak:
            yield found.rule.grounds.strike(found.start, found.end)


def joined(text: str, cuts: Iterable[Removal]) -> list[Removal]:
    """Merge removals of one rule that touch or have only white space between them."""
    merged: list[Removal] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.rule == cut.rule
            and (cut.start <= last.end or not text[last.end : cut.start].strip())
        ):
            end = max(last.end, cut.end)
            merged[-1] = Removal(last.start, end, last.rule, last.kind, last.reason, last.evidence)
        else:
            merged.append(cut)
    return merged


@cache
def _phrase_book(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    book: dict[str, Rule] = {}
    for rule in rules:
        for group in (rule.phrases or {}).values():
            for phrase in group:
                book.setdefault(phrase, rule)
    return book


def _match_line(rule: Rule, text: str, number: int, line: Line) -> Iterator[Match]:
    assert rule.pattern is not None
    words = text[line.start : line.end]
    if rule.takes in ("line", "section"):
        if rule.pattern.search(words):
            yield Match(rule, number, line.start, line.end)
    elif rule.takes == "match":
        for found in rule.pattern.finditer(words):
            yield Match(rule, number, line.start + found.start(), line.start + found.end())
    elif rule.pattern.search(words):
        yield from _match_sentences(rule, text, number, line)


def _match_sentences(rule: Rule, text: str, number: int, line: Line) -> Iterator[Match]:
    """Yield the sentences that a match touches; each sentence is looked at once."""
    assert rule.pattern is not None
    parts = list(sentences(text, line.start, line.end))
    at = 0
    done = line.start
    for found in rule.pattern.finditer(text[line.start : line.end]):
        first, last = line.start + found.start(), line.start + found.end()
        if last <= done:
            continue
        while at < len(parts) and parts[at].end <= first:
            at += 1
        until = at
        while until < len(parts) and parts[until].start < last:
            until += 1
        touched = parts[at:until]
        if touched:
            done = touched[-1].end
            if _count(text, touched) <= len(touched) * rule.max_words:
                yield Match(rule, number, touched[0].start, touched[-1].end)


def _count(text: str, parts: Iterable[Span]) -> int:
    return sum(text.count(" ", part.start, part.end) + 1 for part in parts)


def _candidates(rule: Rule, lowered: str, lines: Sequence[Line]) -> Iterator[int]:
    """Yield the indexes of the lines on which a rule's pattern is worth trying."""
    limit = rule.max_words if rule.takes in ("line", "section") else None

    def short(line: Line) -> bool:
        length = line.end - line.start
        return limit is None or (
            length <= limit * _CHARACTERS_A_WORD
            and lowered.count(" ", line.start, line.end) < limit
        )

    if not rule.hints:
        yield from (number for number, line in enumerate(lines) if short(line))
        return
    numbers: set[int] = set()
    for hint in rule.hints:
        at = lowered.find(hint)
        while at >= 0:
            number = _line_at(lines, at)
            if number is None:
                at = lowered.find(hint, at + 1)
                continue
            numbers.add(number)
            at = lowered.find(hint, lines[number].end)
    yield from (number for number in sorted(numbers) if short(lines[number]))


def _line_at(lines: Sequence[Line], at: int) -> int | None:
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return low if low < len(lines) and lines[low].start <= at else None


def _lowered(text: str) -> str:
    """Lower-case without moving an offset: a few capitals have longer small letters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _rule(path: Path, row: Mapping[str, Any]) -> Rule:
    name = str(row.get("name", ""))
    where = f"{path.name}: rule {name!r}"
    if not _NAME.fullmatch(name):
        raise RuleError(f"{where}: give it a `name` of small letters, digits and hyphens")
    if unknown := sorted(set(row) - _FIELDS):
        raise RuleError(f"{where}: unknown field {unknown[0]!r}; fields are {sorted(_FIELDS)}")
    if row.get("kind") not in get_args(CutKind):
        raise RuleError(f"{where}: kind {row.get('kind')!r} is none of {sorted(get_args(CutKind))}")
    if not str(row.get("reason", "")).strip():
        raise RuleError(f"{where} has no `reason`; say why the text does not belong")
    for side in ("cuts", "keeps"):
        if not [example for example in row.get(side, []) if example.strip()]:
            raise RuleError(f"{where} has no `{side}`; add an example of text on that side")
    takes = row.get("takes", "line")
    if takes not in get_args(Takes):
        raise RuleError(f"{where}: takes {takes!r} is none of {list(get_args(Takes))}")
    if ("pattern" in row) == ("phrases" in row):
        raise RuleError(f"{where}: give it either a `pattern` or `phrases`, and not both")
    return Rule(
        name=name,
        grounds=Grounds(f"{path.stem}/{name}", row["kind"], str(row["reason"])),
        cuts=tuple(row["cuts"]),
        keeps=tuple(row["keeps"]),
        takes=takes,
        pattern=_pattern(where, row["pattern"]) if "pattern" in row else None,
        hints=tuple(hint.lower() for hint in row.get("hints", [])),
        phrases=_phrases(where, row["phrases"]) if "phrases" in row else None,
        languages=tuple(row.get("languages", row.get("phrases", {}))),
        max_words=int(row.get("max_words", LONGEST_LINE_WORDS)),
        weak=bool(row.get("weak", False)),
    )


def _pattern(where: str, source: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(source)
    except re.error as error:
        raise RuleError(f"{where}: the pattern is not valid ({error}); mend it") from error
    if pattern.search(""):
        raise RuleError(f"{where}: the pattern matches empty text; it must need a character")
    return pattern


def _phrases(where: str, groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    for language, group in groups.items():
        if not re.fullmatch(r"[a-z]{2}|any", language) or not group:
            raise RuleError(f"{where}: phrases are lists under a two-letter language, or `any`")
        for phrase in group:
            if plain(phrase) != phrase:
                raise RuleError(f"{where}: write the phrase {phrase!r} as {plain(phrase)!r}")
    return {language: tuple(group) for language, group in groups.items()}

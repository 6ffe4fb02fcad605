"""A page and a run in the terminal: struck text in place, each cut with its rule and reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from curette.review.kinds import FAMILY, kind_of
from curette.review.marked import Cut, Doubt, Row, cuts_of, doubts_of, rows, runs_of, segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.model import Document
    from curette.records import QA, Record
    from curette.review.totals import RunSummary

# A menu or a consent notice of a real page runs to hundreds of lines. Of a longer run of struck
# lines than this its head and its last line are shown; `whole` shows all.
STRUCK_LINES_SHOWN = 6

# Escape sequences and text-direction overrides of a page must not reach a terminal: they could
# repaint the screen, or show words in an order that the page does not have.
_UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_VISIBLE = re.compile(r"\S")
_TONES = {
    "negated": "red", "hedged": "yellow", "rare": "yellow",
    "emergency": "bold red", "soon": "yellow",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as rich prints it; whether there is colour only the console knows."""

    document: Document
    record: Record | None = None
    whole: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the page for this console, with signs in place of colour where it has none."""
        colour = console.color_system is not None and not console.no_color
        cuts = cuts_of(self.document.text, self.document.ledger)
        yield from _head(self.document, cuts)
        judged = self.record.quality.flags if self.record is not None else ()
        doubts = doubts_of(self.document.flags, judged)
        yield from _text(self.document, cuts, doubts, colour, self.whole)
        yield from _cuts(cuts)
        yield from _doubts(doubts, self.document.text)
        if self.record is not None:
            yield from _items(self.record)
        yield Text()


@dataclass(frozen=True, slots=True)
class Inset:
    """Text set in from the left on every line; unlike padding, nothing is added on the right."""

    text: Text
    by: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines for this width."""
        for line in self.text.wrap(console, max(options.max_width - self.by, 20)):
            yield Text(" " * self.by) + line


def render(
    document: Document, record: Record | None = None, *, whole: bool = False
) -> RenderableType:
    """Return a page for `rich` to print: its text with the cuts in place, then each cut explained.

    Where the console has no colour, struck text stands as `[-struck-]{number}`. Long runs of
    struck lines are shortened, and say so, unless `whole`.
    """
    return PageView(document, record, whole)


def summary_table(summary: RunSummary) -> RenderableType:
    """Return the closing table of a run."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    table.add_row("Pages read", f"{summary.pages_read:,}")
    if summary.unchanged:
        table.add_row("  unchanged", f"{summary.unchanged:,}", "taken from an earlier run")
    table.add_row("  kept", f"{summary.kept:,}")
    table.add_row("  quarantined", f"{summary.quarantined:,}")
    failed = Text(f"{summary.failed:,}", "red" if summary.failed else "")
    table.add_row("  failed", failed, "see failures.jsonl" if summary.failed else "")
    struck = sum(count for _, count in summary.struck)
    table.add_row()
    table.add_row("Characters read", f"{summary.characters:,}")
    table.add_row("  struck", f"{struck:,}", share(struck, summary.characters))
    for name, count in summary.struck:
        kind = kind_of(name)
        styled = Text(f"    {kind.label}", FAMILY[kind.family].style)
        table.add_row(styled, f"{count:,}", share(count, summary.characters))
    table.add_row()
    table.add_row("Clusters", f"{summary.clusters:,}", "near-identical pages")
    table.add_row("Topics", f"{summary.topics:,}")
    if not summary.files:
        return table
    files = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    files.add_column(style="bold", no_wrap=True)
    files.add_column(overflow="fold")
    for label, path in summary.files:
        files.add_row(label, printable(path))
    return Group(table, Text(), files)


def share(part: int, whole: int) -> str:
    """Say a share in words short enough for a table.

    >>> share(1, 3), share(1, 9999), share(0, 0)
    ('33.3%', '<0.1%', '')
    """
    if not part or not whole:
        return ""
    percent = 100 * part / whole
    return f"{percent:.1f}%" if percent >= 0.1 else "<0.1%"


def printable(text: str) -> str:
    """Return a text with control characters made visible.

    >>> printable("a\\x1b[2Jb")
    'a␛[2Jb'
    """
    return _UNSAFE.sub(
        lambda found: (
            chr(0x2400 + ord(found[0])) if found[0] < " " else "\N{REPLACEMENT CHARACTER}"
        ),
        text,
    )


def _head(document: Document, cuts: tuple[Cut, ...]) -> Iterator[RenderableType]:
    size = len(document.text)
    struck = sum(cut.end - cut.start for cut in cuts)
    yield Text()
    yield Text(printable(document.meta.title or document.id), "bold")
    facts = [document.origin, document.meta.language or "", document.meta.published or ""]
    yield Text(printable(" · ".join(fact for fact in facts if fact)), "dim")
    verdict = Text(f"{size - struck:,} of {size:,} characters kept")
    if struck:
        count = max(cut.number for cut in cuts)
        verdict.append(f", {struck:,} struck in {count} cut{'s' * (count != 1)}")
    if document.rejected is not None:
        verdict.append("; the whole page is in quarantine", "bold red")
    yield verdict
    yield Text()


def _text(
    document: Document,
    cuts: tuple[Cut, ...],
    doubts: tuple[Doubt, ...],
    colour: bool,
    whole: bool,
) -> Iterator[RenderableType]:
    marks = (mark for doubt in doubts for mark in doubt.marks)
    parts = segments(document.text, cuts, marks)
    for run in runs_of(rows(document.text, parts)):
        folded = len(run) > STRUCK_LINES_SHOWN and not whole
        for row in run[: STRUCK_LINES_SHOWN - 2] if folded else run:
            yield _line(row, document.text, colour)
        if folded:
            hidden = run[STRUCK_LINES_SHOWN - 2 : -1]
            numbers = [cut.number for row in hidden for cut in row.cuts if cut.number]
            yield Text(
                f"  … {len(hidden)} more struck lines, cut{_range(numbers)}; --whole shows them …",
                "dim italic",
            )
            yield _line(run[-1], document.text, colour)


def _range(numbers: list[int]) -> str:
    first, last = min(numbers), max(numbers)
    return f" {first}" if first == last else f"s {first} to {last}"


def _line(row: Row, text: str, colour: bool) -> Text:
    line = Text(overflow="fold")
    for part in row.segments:
        shown = printable(part.text.rstrip("\n") if part is row.segments[-1] else part.text)
        if part.cut is None:
            line.append(shown, "underline yellow" if colour and part.marks else None)
        elif not part.blank:
            ends = _VISIBLE.search(text, part.end, part.cut.end) is None
            _append_struck(line, shown, part.cut, ends, colour)
    # The page's own blank lines are kept to one: what matters here is which words went.
    if row.segments[-1].text.endswith("\n\n"):
        line.append("\n")
    return line


def _append_struck(line: Text, shown: str, cut: Cut, ends: bool, colour: bool) -> None:
    if not colour:
        line.append(f"[-{shown}-]" + f"{{{cut.number}}}" * ends)
        return
    style = FAMILY[cut.named.family].style
    line.append(shown, f"strike {style}")
    if ends:
        line.append(f" ‹{cut.number} {cut.named.label}›", f"bold {style}")


def _cuts(cuts: tuple[Cut, ...]) -> Iterator[RenderableType]:
    if not cuts:
        return
    yield from heading("Cuts")
    width = len(str(max(cut.number for cut in cuts)))
    for cut in cuts:
        if not cut.number:
            continue
        entry = Text().append(f"{cut.number:>{width}}  ", "bold")
        entry.append(cut.named.label, FAMILY[cut.named.family].style)
        entry.append(f" · {cut.rule} · {cut.end - cut.start:,} characters", "dim")
        yield entry
        yield Inset(Text(printable(cut.reason)), width + 2)
        for fact in cut.evidence:
            yield Inset(Text(f"– {printable(fact)}", "italic"), width + 2)
    blank = sum(1 for cut in cuts if not cut.number)
    if blank:
        yield Text(f"and {blank} of white space left over by these", "dim")


def _doubts(doubts: tuple[Doubt, ...], text: str) -> Iterator[RenderableType]:
    if not doubts:
        return
    yield from heading("Doubts: kept, and worth a look")
    for doubt in doubts:
        entry = Text().append(f"{printable(doubt.name)}: ", "yellow")
        entry.append(printable(doubt.reason))
        for mark in doubt.marks:
            entry.append(f" “{short(text[mark.start : mark.end])}”", "italic")
        yield entry


def _items(record: Record) -> Iterator[RenderableType]:
    found = (
        ("Causes", [
            (cause.name, cause.certainty, cause.category, cause.evidence.quote, cause.garbled)
            for cause in record.causes
        ]),
        ("Advice", [
            (advice.kind, advice.urgency, advice.who, advice.span.quote, advice.garbled)
            for advice in record.advice
        ]),
        ("Red flags", [
            (flag.seek or "seek help", flag.urgency, None, flag.span.quote, flag.garbled)
            for flag in record.red_flags
        ]),
        ("Tests", [
            (test.name, None, None, test.span.quote, test.garbled) for test in record.tests
        ]),
    )  # fmt: skip
    yield from heading(f"Found: {record.page_type} on {printable(record.topic.name)}")
    if record.qa is not None:
        yield from _answers(record.qa)
    if not any(items for _, items in found):
        yield Text("no cause, advice, red flag or test", "dim")
    for title, items in found:
        if items:
            yield Text(f"{title} ({len(items)})", "bold")
        for name, tone, more, quote, garbled in items:
            entry = Text(f"  {printable(name).replace('_', ' ')}")
            if tone:
                entry.append(f" · {tone.replace('_', ' ')}", _TONES.get(tone, "dim"))
            if more:
                entry.append(f" · {printable(more).replace('_', ' ')}", "dim")
            if garbled:
                entry.append(" · in a garbled sentence: not exported", "red")
            yield entry
            if quote.casefold() != name.casefold():
                yield Inset(Text(f"“{short(quote)}”", "italic"), 4)


def _answers(qa: QA) -> Iterator[RenderableType]:
    asker = qa.asker
    facts = [asker.name, asker.sex, asker.age_range or (asker.age and str(asker.age)), qa.ask_date]
    said = ", ".join(fact for fact in facts if fact) or "someone"
    yield Text().append("Asked by ", "bold").append(printable(said))
    if qa.question is not None:
        yield Inset(Text(f"“{short(qa.question.quote)}”", "italic"), 4)
    for answer in qa.answers:
        facts = [answer.author, answer.specialty, answer.kind.replace("_", " "), answer.date]
        said = ", ".join(fact for fact in facts if fact)
        yield Text().append("Answered by ", "bold").append(printable(said))
        yield Inset(Text(f"“{short(answer.span.quote)}”", "italic"), 4)
    if qa.related:
        yield Text(f"and {len(qa.related)} other questions, named and not read", "dim")


def heading(text: str) -> Iterator[RenderableType]:
    """Yield the heading of a part."""
    yield Text()
    yield Rule(Text(text, "bold"), align="left", style="dim")


def short(text: str, most: int = 300) -> str:
    """Return a quotation on one line, its middle left out where it is long."""
    flat = " ".join(printable(text).split())
    return flat if len(flat) <= most else f"{flat[: most - 60]} … {flat[-50:]}"

"""Two pages in the terminal: why they are near-duplicates or are not, and their text in one."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from curette.review.terminal import Inset, heading, printable, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from curette.dedup.aligned import Aligned, Part
    from curette.dedup.explain import Explanation, Measure, Side

# Of a longer stretch that stands the same in both pages, or in one alone, the ends are shown.
LONGEST_SHOWN = 240
SWAPS_SHOWN = 30
_VERDICTS = {
    "same words": ("The same words", "bold green"),
    "copies": ("Near-duplicates", "bold green"),
    "doubtful": ("Near-duplicates, unless a third article says otherwise", "bold yellow"),
    "spun": ("One text in other words", "bold magenta"),
    "apart": ("No near-duplicates", "bold"),
}


def to_json(found: Explanation) -> str:
    """Return an explanation for programs; offsets are into the cleaned texts."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def render(found: Explanation, a: str, b: str, *, whole: bool = False) -> RenderableType:
    """Return an explanation of the texts `a` and `b` for `rich` to print.

    Words of the second page stand in braces after what they stand in place of. Long stretches are
    shortened, and say so, unless `whole`.
    """
    name, style = _VERDICTS[found.verdict]
    parts: list[RenderableType] = [
        Text(),
        _side("A", found.a),
        _side("B", found.b),
        Text(),
        Text.assemble((name, style), ": ", printable(found.because)),
    ]
    parts += _cluster(found)
    parts += heading("Likeness")
    parts.append(_measures(found.likeness))
    one, other = found.lacking
    parts.append(
        Inset(
            Text(f"In paragraphs that the other page has not: {one:.0%} of A, {other:.0%} of B"), 2
        )
    )
    parts += heading("Other words in the same sentences")
    parts.append(_measures(found.spun))
    parts += heading("Signatures")
    parts.append(_signatures(found))
    if not found.corpus:
        known = "No pages are stored: what is rare is known by the shipped table alone."
        parts.append(Text(known, "dim"))
    parts += _swaps(found.text)
    parts += _text(found.text, a, b, whole)
    parts.append(Text())
    return Group(*parts)


def _side(name: str, side: Side) -> Text:
    cluster = f", cluster {side.cluster}" if side.cluster else ""
    template = side.words - side.own_words
    return Text.assemble(
        (f"{name}  {printable(side.id)}", "bold"),
        (f"  {side.words:,} words, {template:,} of them template text{cluster}", "dim"),
    )


def _cluster(found: Explanation) -> Iterator[RenderableType]:
    if found.together is None:
        if found.a.cluster and found.b.cluster:
            yield Text("They stand in different clusters.", "dim")
        return
    joined = found.together
    yield Text(
        f"Both are among the {joined.members:,} pages of {joined.id}, which keeps "
        f"{printable(joined.keeper)} ({'; '.join(joined.reasons)})."
    )
    for edge in joined.path:
        line = f"{edge.a} – {edge.b}  {edge.similarity:.2f}  {edge.because}"
        yield Inset(Text(printable(line), "dim"), 2)


def _measures(measures: Iterable[Measure]) -> Table:
    table = _table()
    for one in measures:
        sign = Text("yes", "green") if one.reached else Text("no", "red")
        table.add_row(one.what, f"{one.value:.2f}", f"needs {one.line:.2f}", sign)
    return table


def _signatures(found: Explanation) -> Table:
    table = _table()
    for one in found.signatures:
        agree = Text("compared", "green") if one.agree else Text("not compared", "dim")
        bands = f"{one.agree} of {one.bands} bands"
        table.add_row(one.name, f"{one.jaccard:.2f} shared", bands, agree)
    return table


def _table() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    for _ in range(2):
        table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    return table


def _swaps(text: Aligned) -> Iterator[RenderableType]:
    if not text.substitutions:
        return
    yield from heading("Words in place of others")
    shown = [
        f"{mine} → {theirs}" + (f" ({count}×)" if count > 1 else "")
        for mine, theirs, count in text.substitutions[:SWAPS_SHOWN]
    ]
    more = len(text.substitutions) - len(shown)
    line = " · ".join(shown) + (f" · and {more:,} more" if more > 0 else "")
    yield Inset(Text(printable(line)), 2)


def _text(text: Aligned, a: str, b: str, whole: bool) -> Iterator[RenderableType]:
    yield from heading("Text" if text.passages else "Text: no sentence of one stands in the other")
    for passage in text.passages:
        (start, end), (first, last) = passage.a, passage.b
        where = f"A {start:,} to {end:,} = B {first:,} to {last:,}, {passage.alike:.0%} alike"
        yield Text(where, "cyan")
        line = Text()
        for part in passage.parts:
            if line:
                line.append(" ")
            _append(line, part, whole)
        yield Inset(line, 2)
    for name, spans, page, style in (("A", text.only_a, a, "red"), ("B", text.only_b, b, "blue")):
        for start, end in spans:
            yield Text(f"Only in {name}, {start:,} to {end:,}", "cyan")
            yield Inset(Text(_shown(page[start:end], whole), style), 2)
    if text.left_out:
        yield Text(f"The last {text.left_out:,} characters of long pages are not shown.", "dim")


def _append(line: Text, part: Part, whole: bool) -> None:
    if part.kind == "same":
        line.append(_shown(part.a, whole))
        return
    if part.a:
        line.append("[-" + _shown(part.a, whole) + "-]", "red")
    if part.b:
        line.append("{+" + _shown(part.b, whole) + "+}", "blue")


def _shown(text: str, whole: bool) -> str:
    return short(text, len(text) if whole else LONGEST_SHOWN)

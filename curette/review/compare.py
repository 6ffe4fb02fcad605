"""The comparison of two runs on the terminal; `curette.review.differences` finds what to show."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from curette.review.differences import (
    DETAILED,
    Comparison,
    DocumentChange,
    compare,
    to_json,
)
from curette.review.terminal import Inset, printable

__all__ = ["Comparison", "compare", "render", "to_json"]


def render(comparison: Comparison) -> RenderableType:
    """Return a comparison for `rich` to print."""
    if comparison.same:
        return Text(f"No difference: {comparison.unchanged:,} pages say the same in both runs.")
    parts: list[RenderableType] = [_counts(comparison)]
    parts += _rule_table(comparison)
    for change in comparison.details:
        parts += _document(change)
    untold = comparison.documents_changed - len(comparison.details)
    if untold:
        parts.append(Text(f"and {untold:,} more changed pages, not told here", "dim"))
    parts += _listed("Pages only in the second run", comparison.documents_added, "+ ", "green")
    parts += _listed("Pages only in the first run", comparison.documents_removed, "- ", "red")
    for topic in comparison.topics:
        parts += _title(f"Topic {topic.topic} · {topic.change}")
        if topic.other:
            parts.append(Text("differs: " + ", ".join(topic.other), "yellow"))
        parts += [
            Text(f"{before} → {after}  {printable(name)}", _change_style(before, after))
            for name, before, after in topic.support
        ]
    parts += _listed("Clusters formed", comparison.clusters_added, "+ ", "green")
    parts += _listed("Clusters dissolved", comparison.clusters_removed, "- ", "red")
    for title, failures, sign, style in (
        ("New failures", comparison.failures_new, "+ ", "red"),
        ("Failures gone", comparison.failures_fixed, "- ", "green"),
    ):
        lines = tuple(f"{f.page}: {f.stage}: {f.error}; {f.cure}" for f in failures)
        parts += _listed(title, lines, sign, style)
    return Group(*parts)


def _counts(comparison: Comparison) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name, count in (
        ("Pages the same", comparison.unchanged),
        ("  changed", comparison.documents_changed),
        ("  added", len(comparison.documents_added)),
        ("  removed", len(comparison.documents_removed)),
        ("Topics changed", len(comparison.topics)),
        ("Failures new", len(comparison.failures_new)),
        ("  gone", len(comparison.failures_fixed)),
    ):
        table.add_row(name, f"{count:,}")
    return table


def _rule_table(comparison: Comparison) -> list[RenderableType]:
    if not comparison.rules:
        return []
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Cuts by rule", style="bold", overflow="fold")
    table.add_column("added", justify="right", style="green")
    table.add_column("removed", justify="right", style="red")
    for rule, added, removed in comparison.rules:
        table.add_row(rule, f"{added:,}" if added else "", f"{removed:,}" if removed else "")
    return [Text(), table]


def _document(change: DocumentChange) -> list[RenderableType]:
    parts = _title(f"{change.title} · {change.id}")
    if change.other:
        parts.append(Text(printable("differs: " + ", ".join(change.other)), "yellow"))
    for words in change.words:
        line = Text(printable("…" + " ".join(words.context.split()) + " "), "dim")
        if words.before.strip():
            line.append(f"[-{_flat(words.before)}-]", "red")
        if words.after.strip():
            line.append(f"{{+{_flat(words.after)}+}}", "green")
        if words.before.strip() or words.after.strip():
            parts.append(line)
    for cut in change.cuts:
        if cut.text.strip():
            sign = "+" if cut.change == "added" else "-"
            entry = Text(f"{sign} cut {cut.rule} ", "green" if sign == "+" else "red")
            parts.append(entry.append(f"“{_flat(cut.text)}”", "none"))
    for item in change.items:
        sign = {"added": "+", "removed": "-"}.get(item.change, "~")
        style = {"+": "green", "-": "red"}.get(sign, "yellow")
        detail = f" ({item.detail.replace('_', ' ')})" if item.detail else ""
        parts.append(Text(printable(f"{sign} {item.item}{detail}"), style))
        parts.append(Inset(Text(f"“{_flat(item.quote)}”", "italic"), 4))
    return parts


def _listed(title: str, lines: tuple[str, ...], sign: str, style: str) -> list[RenderableType]:
    if not lines:
        return []
    shown: list[RenderableType] = [Text(sign + printable(line), style) for line in lines[:DETAILED]]
    if len(lines) > DETAILED:
        shown.append(Text(f"and {len(lines) - DETAILED:,} more", "dim"))
    return [*_title(f"{title} ({len(lines):,})"), *shown]


def _title(text: str) -> list[RenderableType]:
    return [Text(), Rule(Text(printable(text), "bold"), align="left", style="dim")]


def _change_style(before: int, after: int) -> str:
    return "green" if after > before else "red"


def _flat(text: str, most: int = 240) -> str:
    flat = " ".join(printable(text).split())
    return flat if len(flat) <= most else f"{flat[: most - 50]} … {flat[-40:]}"

"""What changed between two runs: documents, words, cuts, items, topics, failures.

Both runs are read side by side in order of id, so their size does not matter; only differences
are held, and of those a stated number.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from curette.records import DocumentRecord, LedgerRecord, TopicRecord
from curette.review import runs
from curette.review.words import WordChange, word_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from curette.model import Failure

# How many changed documents are told in full; the counts are of all.
DETAILED = 500

# Fields of a record that are compared in a way of their own, or that only follow from others.
_TOLD = frozenset(
    {
        "text", "text_sha256", "raw_sha256", "offset_map", "removed", "causes", "advice",
        "red_flags", "tests", "provenance", "fetched_at", "schema",
    }
)  # fmt: skip

# Fields with offsets into the cleaned text: where its words changed, these are bound to move.
_PLACED = frozenset({"people", "named_sources", "sections", "symptoms", "qa", "quality"})

Left = TypeVar("Left")


class ItemChange(NamedTuple):
    """An item quoted in one run alone (`added`, `removed`) or told differently (`changed`)."""

    change: str
    item: str
    quote: str
    detail: str


class CutChange(NamedTuple):
    """A cut made in one run alone."""

    change: str
    rule: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """All that changed on one page."""

    id: str
    title: str
    words: tuple[WordChange, ...]
    cuts: tuple[CutChange, ...]
    items: tuple[ItemChange, ...]
    other: tuple[str, ...]
    """What else differs: `raw text`, `status kept → quarantined`, or a field's name."""


@dataclass(frozen=True, slots=True)
class TopicChange:
    """A topic that came, went, or says something else than before."""

    id: str
    topic: str
    change: str
    support: tuple[tuple[str, int, int], ...]
    """Name, support before, support after; 0 where it was not there."""
    other: tuple[str, ...]
    """Fields that differ, such as `documents`."""


class RuleChange(NamedTuple):
    """Cuts of a rule that only one run made."""

    rule: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of two runs; `same` when there are none."""

    run_a: str
    run_b: str
    unchanged: int
    documents_added: tuple[str, ...]
    documents_removed: tuple[str, ...]
    documents_changed: int
    details: tuple[DocumentChange, ...]
    rules: tuple[RuleChange, ...]
    topics: tuple[TopicChange, ...]
    clusters_added: tuple[str, ...]
    clusters_removed: tuple[str, ...]
    failures_new: tuple[Failure, ...]
    failures_fixed: tuple[Failure, ...]

    @property
    def same(self) -> bool:
        """Tell whether the runs say the same; when they were made plays no part."""
        return not (
            self.documents_added
            or self.documents_removed
            or self.documents_changed
            or self.topics
            or self.clusters_added
            or self.clusters_removed
            or self.failures_new
            or self.failures_fixed
        )


@dataclass(slots=True)
class _Gathered:
    unchanged: int = 0
    changed: int = 0
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    details: list[DocumentChange] = field(default_factory=list)
    rules_added: Counter[str] = field(default_factory=Counter)
    rules_removed: Counter[str] = field(default_factory=Counter)


class _Page(NamedTuple):
    ledger: LedgerRecord
    record: DocumentRecord | None


def compare(run_a: Path, run_b: Path) -> Comparison:
    """Compare two published runs, `run_a` the earlier. Of changed pages `DETAILED` are told."""
    found = _Gathered()
    for before, after in _joined(_pages(run_a), _pages(run_b), lambda page: page.ledger.id):
        _compare_pages(before, after, found)
    topics = [
        change
        for before_topic, after_topic in _joined(
            runs.topics(run_a), runs.topics(run_b), lambda topic: topic.id
        )
        if (change := _topic_change(before_topic, after_topic)) is not None
    ]
    clusters_a, clusters_b = _clusters(run_a), _clusters(run_b)
    failures_a, failures_b = (dict.fromkeys(runs.failures(run)) for run in (run_a, run_b))
    rules = found.rules_added.keys() | found.rules_removed.keys()
    return Comparison(
        str(run_a),
        str(run_b),
        found.unchanged,
        tuple(found.added),
        tuple(found.removed),
        found.changed,
        tuple(found.details),
        tuple(
            RuleChange(rule, found.rules_added[rule], found.rules_removed[rule])
            for rule in sorted(rules)
        ),
        tuple(topics),
        tuple(sorted(clusters_b - clusters_a)),
        tuple(sorted(clusters_a - clusters_b)),
        tuple(failure for failure in failures_b if failure not in failures_a),
        tuple(failure for failure in failures_a if failure not in failures_b),
    )


def to_json(comparison: Comparison) -> str:
    """Return a comparison as one JSON object, its `same` first."""
    rows = {"schema": "curette.comparison/1", "same": comparison.same, **asdict(comparison)}
    for change in rows["details"]:
        for name in ("words", "cuts", "items"):
            change[name] = [row._asdict() for row in change[name]]
    rows["rules"] = [row._asdict() for row in comparison.rules]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _pages(run: Path) -> Iterator[_Page]:
    return (_Page(*pair) for pair in runs.beside(runs.ledgers(run), runs.documents(run)))


def _joined(
    a: Iterator[Left], b: Iterator[Left], key: Callable[[Left], str]
) -> Iterator[tuple[Left | None, Left | None]]:
    """Pair the rows of two streams in order of key; None where one has no such row."""
    left, right = next(a, None), next(b, None)
    while left is not None or right is not None:
        if right is None or (left is not None and key(left) < key(right)):
            yield left, None
            left = next(a, None)
        elif left is None or key(right) < key(left):
            yield None, right
            right = next(b, None)
        else:
            yield left, right
            left, right = next(a, None), next(b, None)


def _compare_pages(before: _Page | None, after: _Page | None, found: _Gathered) -> None:
    if before is None or after is None:
        for page, ids, rules in (
            (before, found.removed, found.rules_removed),
            (after, found.added, found.rules_added),
        ):
            if page is not None:
                ids.append(page.ledger.id)
                rules.update(cut.rule for cut in page.ledger.removed)
        return
    cuts = tuple(_cut_changes(before.ledger, after.ledger))
    words = word_changes(_clean(before.ledger), _clean(after.ledger))
    items = tuple(_item_changes(before.record, after.record))
    other = (*_other(before, after), *_untold(before, after, cuts, items))
    if not (cuts or words or items or other):
        found.unchanged += 1
        return
    found.changed += 1
    found.rules_added.update(cut.rule for cut in cuts if cut.change == "added")
    found.rules_removed.update(cut.rule for cut in cuts if cut.change == "removed")
    if len(found.details) < DETAILED:
        title = after.ledger.title or after.ledger.origin
        found.details.append(DocumentChange(after.ledger.id, title, words, cuts, items, other))


def _clean(ledger: LedgerRecord) -> str:
    pieces, at = [], 0
    for cut in ledger.removed:
        pieces.append(ledger.text[at : cut.start])
        at = cut.end
    return "".join(pieces) + ledger.text[at:]


def _cut_changes(before: LedgerRecord, after: LedgerRecord) -> Iterator[CutChange]:
    # Where the page itself changed, its offsets moved: a cut is then known by its words.
    moved = before.text != after.text
    was, now = (_known(ledger, moved) for ledger in (before, after))
    for change, cuts in (("removed", was - now), ("added", now - was)):
        for (_, rule, kind, text), count in sorted(cuts.items()):
            for _ in range(count):
                yield CutChange(change, rule, kind, text)


def _known(ledger: LedgerRecord, moved: bool) -> Counter[tuple[int, str, str, str]]:
    return Counter(
        (0 if moved else cut.start, cut.rule, cut.class_, ledger.text[cut.start : cut.end])
        for cut in ledger.removed
    )


def _item_changes(
    before: DocumentRecord | None, after: DocumentRecord | None
) -> Iterator[ItemChange]:
    was, now = dict(_items(before)), dict(_items(after))
    for key in sorted(was.keys() | now.keys()):
        if key not in now:
            yield ItemChange("removed", key[0], key[1], was[key])
        elif key not in was:
            yield ItemChange("added", key[0], key[1], now[key])
        elif was[key] != now[key]:
            yield ItemChange("changed", key[0], key[1], f"{was[key]} → {now[key]}")


def _items(record: DocumentRecord | None) -> Iterator[tuple[tuple[str, str, int], str]]:
    """Yield each item of a record by what it is, its quotation, and which of such it is."""
    if record is None:
        return
    found = [
        (
            f"cause: {cause.name}",
            cause.evidence.quote,
            f"{cause.certainty}, {cause.category}, of {cause.effect}, {cause.scope}",
        )
        for cause in record.causes
    ]
    found += [
        (
            "advice",
            advice.span.quote,
            ", ".join(filter(None, (advice.kind, advice.urgency, advice.for_))),
        )
        for advice in record.advice
    ]
    found += [
        ("red flag", flag.span.quote, ", ".join(filter(None, (flag.urgency, flag.seek))))
        for flag in record.red_flags
    ]
    found += [(f"test: {test.name}", test.span.quote, "") for test in record.tests]
    seen: Counter[tuple[str, str]] = Counter()
    for item, quote, detail in found:
        yield (item, quote, seen[item, quote]), detail
        seen[item, quote] += 1


def _other(before: _Page, after: _Page) -> Iterator[str]:
    if before.ledger.text != after.ledger.text:
        yield "raw text"
    if before.ledger.status != after.ledger.status:
        yield f"status {before.ledger.status} → {after.ledger.status}"
    if before.ledger.flags != after.ledger.flags:
        old, new = ({flag.name for flag in page.ledger.flags} for page in (before, after))
        names = [f"+{name}" for name in sorted(new - old)]
        names += [f"-{name}" for name in sorted(old - new)]
        yield "flags" + (f" {' '.join(names)}" if names else "")
    a, b = before.record, after.record
    if a is None or b is None:
        return
    for part in fields(DocumentRecord):
        skipped = part.name in _TOLD or (a.text != b.text and part.name in _PLACED)
        was, now = getattr(a, part.name), getattr(b, part.name)
        if not skipped and was != now:
            short = isinstance(was, str | None) and isinstance(now, str | None)
            yield part.name.replace("_", " ") + (f" {was or 'none'} → {now or 'none'}" * short)


def _untold(
    before: _Page, after: _Page, cuts: tuple[CutChange, ...], items: tuple[ItemChange, ...]
) -> Iterator[str]:
    """Yield what differs in cuts and items that match in all that is told of them."""
    if before.ledger.text != after.ledger.text:
        return
    if not cuts and before.ledger.removed != after.ledger.removed:
        yield "reasons or evidence of cuts"
    a, b = before.record, after.record
    if items or a is None or b is None or a.text != b.text:
        return
    for name in ("causes", "advice", "red_flags", "tests"):
        if getattr(a, name) != getattr(b, name):
            yield f"details of {name.replace('_', ' ')}"


def _topic_change(before: TopicRecord | None, after: TopicRecord | None) -> TopicChange | None:
    topic = after or before
    if topic is None:
        return None
    was, now = _support(before), _support(after)
    support = tuple(
        (name, was.get(name, 0), now.get(name, 0))
        for name in sorted(was.keys() | now.keys())
        if was.get(name) != now.get(name)
    )
    if before is None or after is None:
        change = "added" if before is None else "removed"
        return TopicChange(topic.id, topic.topic, change, support, ())
    # `changes` tells of the run before each, so it differs wherever that one did.
    other = tuple(
        part.name.replace("_", " ")
        for part in fields(TopicRecord)
        if part.name != "changes" and getattr(before, part.name) != getattr(after, part.name)
    )
    return TopicChange(topic.id, topic.topic, "changed", support, other) if other else None


def _support(topic: TopicRecord | None) -> dict[str, int]:
    if topic is None:
        return {}
    found = {f"cause: {cause.name}": cause.support for cause in topic.causes}
    for items, what in (
        (topic.advice, "advice"),
        (topic.red_flags, "red flag"),
        (topic.tests, "test"),
    ):
        found |= {f"{what}: {item.name}": item.support for item in items}
    return found


def _clusters(run: Path) -> set[str]:
    """Return clusters of two or more as lines to compare: the keeper, then the others."""
    lines = set()
    for cluster in runs.clusters(run):
        others = sorted(member.id for member in cluster.members if member.role == "member")
        if others:
            lines.add(f"{cluster.keeper} ← {', '.join(others)}")
    return lines

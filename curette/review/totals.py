"""What a whole run struck, counted in one pass: by kind, rule, reason and site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from curette.review import runs
from curette.review.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from curette.records import LedgerRecord

NO_SITE = "(no site)"
"""Files from disk have no registrable domain."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The closing figures of a run, as the terminal shows them.

    `struck` holds characters by kind of cut, `files` what a person may want to open.
    """

    pages_read: int
    kept: int
    quarantined: int
    failed: int
    characters: int
    struck: tuple[tuple[str, int], ...]
    clusters: int
    topics: int
    files: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    """Pages that an earlier run had done; only the command that ran knows."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How much one rule struck."""

    rule: str
    kind: str
    cuts: int
    characters: int


@dataclass(frozen=True, slots=True)
class SiteCount:
    """A site's pages and characters, and how many characters went by family of cut."""

    site: str
    pages: int
    characters: int
    families: tuple[tuple[str, int], ...]

    @property
    def struck(self) -> int:
        """Characters struck."""
        return sum(count for _, count in self.families)


@dataclass(frozen=True, slots=True)
class Totals:
    """All that the head of a report says of a run. Every tuple has the most characters first."""

    kept: int
    quarantined: int
    characters: int
    kinds: tuple[tuple[str, int], ...]
    rules: tuple[RuleCount, ...]
    reasons: tuple[tuple[str, int], ...]
    sites: tuple[SiteCount, ...]

    @property
    def struck(self) -> int:
        """Characters struck."""
        return sum(count for _, count in self.kinds)


@dataclass(slots=True)
class _Site:
    pages: int = 0
    characters: int = 0
    families: Counter[str] = field(default_factory=Counter)


def totals(rows: Iterable[LedgerRecord]) -> Totals:
    """Count what ledgers struck; one ledger is in memory at a time."""
    statuses: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    rule_cuts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    sites: dict[str, _Site] = {}
    characters = 0
    for ledger in rows:
        statuses[ledger.status] += 1
        characters += len(ledger.text)
        site = sites.setdefault(ledger.site or NO_SITE, _Site())
        site.pages += 1
        site.characters += len(ledger.text)
        for cut in ledger.removed:
            length = cut.end - cut.start
            kinds[cut.class_] += length
            rules[cut.rule, cut.class_] += length
            rule_cuts[cut.rule, cut.class_] += 1
            reasons[cut.reason] += length
            site.families[kind_of(cut.class_).family] += length
    return Totals(
        statuses["kept"],
        statuses["quarantined"],
        characters,
        _ranked(kinds),
        tuple(
            RuleCount(rule, kind, rule_cuts[rule, kind], count)
            for (rule, kind), count in sorted(rules.items(), key=lambda row: (-row[1], row[0]))
        ),
        _ranked(reasons),
        tuple(
            SiteCount(name, site.pages, site.characters, _ranked(site.families))
            for name, site in sorted(
                sites.items(), key=lambda row: (-row[1].families.total(), row[0])
            )
        ),
    )


def summarise(
    run: Path, files: tuple[tuple[str, str], ...] = (), *, unchanged: int = 0
) -> RunSummary:
    """Count a published run for its closing table. Clusters count from two pages on."""
    counted = totals(runs.ledgers(run))
    failed = len({failure.page for failure in runs.failures(run)})
    return RunSummary(
        counted.kept + counted.quarantined + failed,
        counted.kept,
        counted.quarantined,
        failed,
        counted.characters,
        counted.kinds,
        sum(1 for cluster in runs.clusters(run) if len(cluster.members) > 1),
        sum(1 for _ in runs.topics(run)),
        files,
        unchanged,
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

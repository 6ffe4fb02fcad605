"""The pages behind a topic, and how many independent sources they are.

Pages of one site, of one cluster of near-duplicates, or made from one template are one source:
support never grows by copying.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curette.structure.heads import head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.records import (
        QA,
        Advice,
        Cause,
        DocumentRecord,
        MedicalTest,
        PageType,
        RedFlag,
        Subject,
    )

# What a source of each sort adds to the weighted support. Set by hand: a spun page repeats its
# original with faults, a summary or a stitched page repeats others; none of them is a witness.
WEIGHTS = {"spun": 0.25, "stitched": 0.5, "ai_summary": 0.5}
# Pages without an address that share this many forms of head lines ("{name} reply {specialty}",
# "Ask Date: {date}") are taken for one site. Two shared forms ("More info", "Answer") are chance.
SHARED_FORMS = 3


@dataclass(slots=True)
class TopicPage:
    """What a topic keeps of a page: its items and where it counts, not its text."""

    id: str
    site: str | None
    cluster: str | None
    page_type: PageType
    flags: tuple[str, ...]
    forms: frozenset[str]
    subject: Subject
    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...]
    red_flags: tuple[RedFlag, ...]
    tests: tuple[MedicalTest, ...]
    qa: QA | None
    repeats: bool = False
    """Whether the page is put together from other pages of the run."""
    source: str = ""

    @property
    def says_something(self) -> bool:
        """Whether anything is quoted from the page."""
        return bool(self.causes or self.advice or self.red_flags or self.tests or self.qa)

    @property
    def weight(self) -> float:
        """How much the page counts as a witness, at most 1."""
        return WEIGHTS.get(self.page_type, 1.0)


def topic_page(record: DocumentRecord, *, repeats: bool = False) -> TopicPage:
    """Take from a record what a topic keeps of it."""
    return TopicPage(
        id=record.id,
        site=record.site,
        cluster=record.cluster.id if record.cluster else None,
        page_type=record.page_type,
        flags=tuple(sorted({flag.name for flag in record.quality.flags})),
        forms=frozenset() if record.site or record.qa is None else _forms(record),
        subject=record.topic,
        causes=record.causes,
        advice=record.advice,
        red_flags=record.red_flags,
        tests=record.tests,
        qa=record.qa,
        repeats=repeats,
    )


def _forms(record: DocumentRecord) -> frozenset[str]:
    """Return the forms of the head lines outside question and answers, names and dates left out."""
    qa = record.qa
    if qa is None:
        return frozenset()
    spans = [answer.span for answer in qa.answers] + ([qa.question] if qa.question else [])
    inside = [(span.start, span.end) for span in spans if span.in_ == "clean"]
    forms = set()
    for match in re.finditer(r"[^\n]+", record.text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        line = match.group().strip()
        found = head(line)
        if found is None or found.role in ("name", "date", "control"):
            continue
        form = re.sub(r"\d+", "0", line.lower())
        for part in (found.name, found.specialty, found.sex):
            if part:
                form = form.replace(part.lower(), "{}")
        forms.add(form)
    return frozenset(forms)


def count_sources(pages: Sequence[TopicPage]) -> None:
    """Name the source that each page counts as: its site, its cluster or its template."""
    owner = list(range(len(pages)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, page in enumerate(pages):
        for mark in (("site", page.site), ("cluster", page.cluster)):
            if mark[1]:
                other = first.setdefault((mark[0], mark[1]), at)
                owner[root(at)] = root(other)
    formed = [at for at, page in enumerate(pages) if len(page.forms) >= SHARED_FORMS]
    for here, at in enumerate(formed):
        for other in formed[:here]:
            if len(pages[at].forms & pages[other].forms) >= SHARED_FORMS:
                owner[root(at)] = root(other)
    groups: dict[int, list[TopicPage]] = defaultdict(list)
    for at, page in enumerate(pages):
        groups[root(at)].append(page)
    for members in groups.values():
        sites = sorted({page.site for page in members if page.site})
        name = sites[0] if sites else f"page:{min(page.id for page in members)}"
        for page in members:
            page.source = name


def support(at: Iterable[int], pages: Sequence[TopicPage]) -> tuple[int, float]:
    """Count independent sources, and weigh each by the best of its pages.

    Pages put together from others count only where no other page says it, and then as one.
    """
    said = [pages[place] for place in sorted(at)]
    best: dict[str, float] = {}
    for page in [page for page in said if not page.repeats] or said[:1]:
        best[page.source] = max(best.get(page.source, 0.0), page.weight)
    return len(best), round(sum(best.values()), 2)

"""What is known of a page beside its text, and how the page to keep is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


ALONE = ("no other page is like it",)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as near-duplicate search sees it. Its text is fetched apart, by id.

    `published` and `fetched_at` are ISO 8601, the earlier of the two counts; None: not known.
    `words` counts the words of the cleaned text.
    """

    id: str
    site: str | None = None
    published: str | None = None
    fetched_at: str | None = None
    spun: bool = False
    stitched: bool = False
    reviewed: bool = False
    words: int = 0

    @property
    def earliest(self) -> str | None:
        """The earliest day that is known of the page."""
        days = [day[:10] for day in (self.published, self.fetched_at) if day]
        return min(days, default=None)


def choose(entries: Sequence[Entry]) -> tuple[Entry, tuple[str, ...]]:
    """Return the page to keep and the reasons, the deciding one last.

    The questions are asked in order, and each leaves the pages that answer it best: text that a
    spinner has touched misleads, stitched text is not the page's own, the earliest page is most
    likely the source, and of equals the most complete says most.
    """
    left = sorted(entries, key=lambda entry: entry.id)
    if len(left) == 1:
        return left[0], ALONE
    reasons: list[str] = []
    left = _those(left, [not entry.spun for entry in left], "not spun", reasons)
    left = _those(left, [not entry.stitched for entry in left], "not stitched", reasons)
    left = _earliest(left, reasons)
    left = _most_complete(left, reasons)
    left = _those(left, [entry.reviewed for entry in left], "medically reviewed", reasons)
    if len(left) > 1:
        reasons.append(f"first of {len(left)} equals by id")
    return left[0], tuple(reasons)


def _those(left: list[Entry], holds: list[bool], what: str, reasons: list[str]) -> list[Entry]:
    if all(holds) or not any(holds):
        return left
    kept = [entry for entry, good in zip(left, holds, strict=True) if good]
    one = f"the only member {what}"
    reasons.append(one if len(kept) == 1 else f"{what}, as {len(kept)} of {len(left)} are")
    return kept


def _earliest(left: list[Entry], reasons: list[str]) -> list[Entry]:
    days = {entry.earliest for entry in left}
    known = min((day for day in days if day), default=None)
    if len(left) < 2 or len(days) < 2 or known is None:
        return left
    kept = [entry for entry in left if entry.earliest == known]
    reasons.append(f"earliest known date {known}")
    return kept


def _most_complete(left: list[Entry], reasons: list[str]) -> list[Entry]:
    most = max(entry.words for entry in left)
    kept = [entry for entry in left if entry.words == most]
    if len(kept) < len(left):
        reasons.append(f"most complete: {most} words")
    return kept

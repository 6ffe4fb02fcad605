from __future__ import annotations

import pytest

from curette.dedup.entries import Entry, choose


@pytest.mark.parametrize(
    ("entries", "keeper", "reasons"),
    [
        ([Entry("a")], "a", ("no other page is like it",)),
        (
            [Entry("a", spun=True, published="2020-01-01"), Entry("b", published="2024-01-02")],
            "b",
            ("the only member not spun",),
        ),
        (
            [Entry("a", stitched=True, words=900), Entry("b", words=300)],
            "b",
            ("the only member not stitched",),
        ),
        (
            [Entry("a", published="2024-03-01"), Entry("b", fetched_at="2024-01-02T03:04:05Z")],
            "b",
            ("earliest known date 2024-01-02",),
        ),
        # The same day at another hour is no reason to prefer a page.
        (
            [
                Entry("a", fetched_at="2024-01-02T09:00:00Z", words=700),
                Entry("b", fetched_at="2024-01-02T10:00:00Z", words=812),
            ],
            "b",
            ("most complete: 812 words",),
        ),
        # A page without a date may be older, but nobody can say so.
        ([Entry("a"), Entry("b", published="2024-01-02")], "b", ("earliest known date 2024-01-02",)),  # noqa: E501
        ([Entry("a"), Entry("b", reviewed=True)], "b", ("the only member medically reviewed",)),
        ([Entry("b"), Entry("a")], "a", ("first of 2 equals by id",)),
        # All spun: that decides nothing.
        (
            [Entry("a", spun=True, words=5), Entry("b", spun=True, words=9)],
            "b",
            ("most complete: 9 words",),
        ),
        (
            [Entry("a", words=9, spun=True), Entry("b", words=5), Entry("c", words=7)],
            "c",
            ("not spun, as 2 of 3 are", "most complete: 7 words"),
        ),
    ],
)  # fmt: skip
def test_keeper(entries: list[Entry], keeper: str, reasons: tuple[str, ...]) -> None:
    chosen, because = choose(entries)
    assert (chosen.id, because) == (keeper, reasons)

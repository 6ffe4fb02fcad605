from __future__ import annotations

from pathlib import Path

import pytest

from curette.review.kinds import FAMILIES, KINDS, Family

GUIDE = Path(__file__).parents[3] / "docs" / "review.md"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.key)
def test_the_guide_lists_each_family_with_its_kinds(family: Family) -> None:
    rows = [line for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| ")]
    (row,) = [line for line in rows if line.startswith(f"| {family.label} |")]
    for kind in KINDS.values():
        if kind.family == family.key:
            assert kind.label in row

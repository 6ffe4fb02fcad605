from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.subjects import Page, half_of, named_wrongly, pages

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Flarbitis is a rash. People with flarbitis itch."


def test_a_name_is_right_under_any_ending_and_wrong_otherwise() -> None:
    assert named_wrongly(Page("Flarbitis (FB)", "", TEXT), "What is flarbitis?") is None
    assert named_wrongly(Page("Gromps", "", TEXT), "What is flarbitis?") == "flarbitis"


def test_answers_on_one_thing_make_a_page_of_one_half(tmp_path: Path) -> None:
    rows = [
        {"source": "s", "focus": "Flarbitis", "question": f"q{n}", "answer": f"a{n}"}
        for n in range(5)
    ]
    path = tmp_path / "aspects.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (page,) = pages(path, None)
    assert page == Page("Flarbitis", "q0", "a0\n\na1\n\na2")
    half = half_of(("s", "Flarbitis"))
    assert pages(path, half) == [page]
    assert pages(path, "b" if half == "a" else "a") == []

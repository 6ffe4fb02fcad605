"""docs/rules.md says what the tables hold."""

from __future__ import annotations

from pathlib import Path

from cleaners.__main__ import page

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == page(), "run `python -m cleaners > docs/rules.md`"

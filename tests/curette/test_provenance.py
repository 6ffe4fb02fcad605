"""What a fingerprint sees, and that a misspelt place is no silent key."""

from __future__ import annotations

from pathlib import Path

import pytest

from curette import provenance
from curette.model import CuretteError


def test_a_fingerprint_changes_with_the_files_and_libraries_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "_ROOT", tmp_path)
    (tmp_path / "room").mkdir()
    table = tmp_path / "room" / "table.toml"
    table.write_text("a = 1", encoding="utf-8")
    first = provenance.fingerprint("room")
    assert provenance.fingerprint("room", libraries=("no-such-library",)) != first
    (tmp_path / "room" / "notes.md").write_text("no code", encoding="utf-8")
    assert provenance.fingerprint("room") == first
    table.write_text("a = 2", encoding="utf-8")
    assert provenance.fingerprint("room") != first


def test_a_place_that_is_not_there_is_refused() -> None:
    """Else its code could change and old results would still be taken for new."""
    with pytest.raises(CuretteError, match="no such file"):
        provenance.fingerprint("curette/garbld")

"""One frozen `Settings`: paths and limits. Nothing below this floor can reach it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told. `data` is the folder that the store lives in."""

    data: Path = Path("data")
    sources: Path = Path("sources")
    workers: int = max(1, (os.cpu_count() or 2))
    batch: int = 200
    """Pages a task. A task costs Prefect some 40 ms and a row of its database; at 200 pages that
    is under 1 % of the work, and a killed run loses little."""
    page_seconds: float = 60.0
    """After this a page is given up and becomes a row in `failures.jsonl`."""
    failure_share: float = 0.5
    """Where more pages fail than this, of at least `failure_floor`, the run is published but
    `latest` stays on the run before: a site that is down must not replace a good export."""
    failure_floor: int = 20


def vocabulary_folder(data: Path) -> Path:
    """Return where the indexes of vocabularies lie; each can be deleted and is built again."""
    return data / "vocabulary"

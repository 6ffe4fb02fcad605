"""What tests of several rooms need: where shared data lies, and one Prefect for the session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the benchmark data; tests that want it skip where it is absent."""
    folder = Path(os.environ.get("CURETTE_SHARED", ROOT / ".." / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no benchmark data at {folder}; set CURETTE_SHARED to where it lies")
    return folder


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One temporary Prefect server for all flows of the session; it takes some 12 s to start."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield

"""Which engine compares the pages of a run, by the name that the command gives it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from curette.dedup.engines import Dask, Engine, Processes
from curette.model import CuretteError

EngineKind = Literal["local", "processes", "dask"]


def check(kind: EngineKind, address: str) -> None:
    """Raise `CuretteError` where the engine cannot be had: at once, and not after the crawl."""
    if kind == "dask" and not address:
        raise CuretteError("--engine dask: say --address of its scheduler, as tcp://host:8786")
    if kind != "dask" and address:
        raise CuretteError(f"--address {address}: is for --engine dask; give both or neither")
    if kind == "dask":
        Dask(address).close()


@contextmanager
def opened(kind: EngineKind, address: str, workers: int) -> Iterator[Engine | None]:
    """Open an engine for the length of the block; None does the work here and now."""
    if kind == "local":
        yield None
        return
    engine: Engine = Dask(address) if kind == "dask" else Processes(workers)
    try:
        yield engine
    finally:
        engine.close()

"""Where the work is done: here, in processes of this machine, or on a Dask cluster.

An engine runs one function over many parts and gives the results in the order of the parts, so
that none of them can change what comes out.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Part = TypeVar("Part")
Result = TypeVar("Result")

# How often a part is begun anew whose worker has died under it.
RETRIES = 5
# Seconds in which a scheduler has to answer.
ANSWER = 10


class Engine(Protocol):
    """Runs work over parts."""

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Return the result of each part, in order."""

    def close(self) -> None:
        """Leave the workers."""


class Processes:
    """Processes of this machine; they read and write the shards alone."""

    def __init__(self, workers: int) -> None:
        """Say how many there are at the most."""
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, mp_context=context)

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Return the result of each part, in order."""
        return list(self._pool.map(work, parts))

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown()


class Dask:
    """The workers of a Dask scheduler. A part whose worker dies is begun anew by another."""

    def __init__(self, address: str) -> None:
        """Connect to the scheduler at `address`; raise `CuretteError` where that fails."""
        try:
            from distributed import Client
        except ImportError as error:
            raise CuretteError(
                "the engine 'dask' wants the package distributed: pip install 'curette[dask]'"
            ) from error
        try:
            self._client = Client(address, timeout=ANSWER)
        except (OSError, ValueError) as error:
            raise CuretteError(f"{address}: no Dask scheduler answers there ({error})") from error

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers are there."""
        self._client.wait_for_workers(workers)

    def map(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """Return the result of each part, in order."""
        futures = self._client.map(work, parts, pure=False, retries=RETRIES)
        found: list[Result] = self._client.gather(futures)
        return found

    def close(self) -> None:
        """Leave the scheduler and its workers to others."""
        self._client.close()

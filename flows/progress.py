"""How far the run is: flows tell, the command shows. Without a command nobody listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int | None], None]
"""Takes the stage, how many more pages are done, and how many there are (None: not known)."""


def _nobody(stage: str, more: int, total: int | None) -> None:
    """Hear nothing: the listener of a scheduled run."""


_listener: Listener = _nobody


def tell(stage: str, more: int = 0, total: int | None = None) -> None:
    """Say that `more` pages of `stage` are done, of `total`."""
    _listener(stage, more, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear what flows tell, for the length of the block."""
    global _listener
    before, _listener = _listener, listener
    try:
        yield
    finally:
        _listener = before

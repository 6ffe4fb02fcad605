"""Files that are whole or not there: written under a name of their own, synced, then renamed."""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

# So much at both ends of a file is looked at when a store is opened; the rest when it is read.
_ENDS = 4096
_LOOK_AGAIN = 0.2  # seconds between two tries for the lock


class DamagedError(CuretteError):
    """A file of the store is not as it was written."""


def mapped(path: Path, dtype: type[np.generic]) -> tuple[mmap.mmap | None, NDArray[Any]]:
    """Return a file as an array, and the map that it is read through; None for an empty file."""
    with path.open("rb") as handle:
        if not os.fstat(handle.fileno()).st_size:
            return None, np.empty(0, dtype=dtype)
        seen = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    return seen, np.frombuffer(seen, dtype=dtype)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(old: Path, new: Path) -> None:
    """Give a file or folder its name in one step, which outlives a failing power supply."""
    old.replace(new)
    sync(new.parent)


def seal(path: Path) -> list[int]:
    """Return what tells later whether a file is whole: its bytes, and checks of ends and of all."""
    check = 0
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            check = crc32(block, check)
    return [path.stat().st_size, _ends(path), check]


def look(path: Path, sealed: list[int], *, whole: bool = False) -> None:
    """Look a file over. Raises `DamagedError` where it is not what was sealed."""
    try:
        good = path.stat().st_size == sealed[0] and _ends(path) == sealed[1]
        if good and whole:
            good = seal(path) == sealed
    except OSError as error:
        raise DamagedError(f"{path}: cannot be read ({error.strerror})") from error
    if not good:
        raise DamagedError(f"{path}: is not as it was written")


def read_json(path: Path) -> dict[str, Any]:
    """Return what `write_json` wrote. Raises `DamagedError` where its check does not hold."""
    try:
        text = path.read_text(encoding="utf-8")
        check, _, body = text.partition("\n")
        if int(check, 16) != crc32(body.encode()):
            raise ValueError("its check does not hold")
        found: dict[str, Any] = json.loads(body)
    except (ValueError, UnicodeDecodeError) as error:
        raise DamagedError(f"{path}: is not as it was written ({error})") from error
    return found


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Replace a file by another in one step; a check stands on its first line."""
    body = json.dumps(value, indent=1, sort_keys=True) + "\n"
    new = path.with_name(f".new-{path.name}")
    new.write_text(f"{crc32(body.encode()):08x}\n{body}", encoding="utf-8")
    sync(new)
    rename(new, path)


def remove(path: Path) -> None:
    """Remove a file or a folder and all in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path, *, wait: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold a store alone. Raises `CuretteError` where another run holds it for longer than `wait`.

    The lock is the kernel's: it is gone with the process that held it, however that ended.
    """
    with (folder / ".lock").open("w") as handle:
        until = time.monotonic() + wait
        told = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise CuretteError(
                        f"{folder}: another run has been at work here for {wait:.0f} s; "
                        "wait for it, or give this one another folder"
                    ) from error
            if not told:
                tell(f"{folder}: another run is at work here; waiting up to {wait:.0f} s for it")
                told = True
            time.sleep(_LOOK_AGAIN)
        yield


@contextmanager
def said(folder: Path) -> Iterator[None]:
    """Say of a disk that is full, or that cannot be written, what was and was not lost."""
    try:
        yield
    except OSError as error:
        raise CuretteError(
            f"{folder}: could not be written ({error.strerror or error}); the store is whole and "
            "nothing in it is lost: make room and run again"
        ) from error


def _ends(path: Path) -> int:
    with path.open("rb") as handle:
        check = crc32(handle.read(_ENDS))
        handle.seek(max(0, path.stat().st_size - _ENDS))
        return crc32(handle.read(_ENDS), check)

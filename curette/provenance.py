"""What made a record: versions of the code, tables, models and libraries behind a stage."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from curette.model import CuretteError

_ROOT = Path(__file__).resolve().parent.parent
_CODE = (".py", ".toml", ".txt", ".json", ".tsv", ".npz", ".bin", ".gz")


def fingerprint(*places: str, libraries: tuple[str, ...] = ()) -> str:
    """Return 16 hex digits that change whenever a file below `places` or a library does.

    `places` are paths from the checkout, of a file or a folder. Hashing the files themselves is
    the only key that also sees a change in a function that a stage merely calls.
    """
    digest = hashlib.sha256()
    for place in places:
        path = _ROOT / place
        if not path.exists():
            raise CuretteError(f"{place}: there is no such file or folder to hash; name one")
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in _CODE and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(_ROOT)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    for library in libraries:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"

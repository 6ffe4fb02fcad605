"""Ids of items: stable from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter


class Ids:
    """Names items by kind, words and how often the page has said them: stable from run to run."""

    def __init__(self) -> None:
        """Begin to count."""
        self._seen: Counter[tuple[str, str]] = Counter()

    def of(self, kind: str, quote: str) -> str:
        """Return the id of the next item with these words."""
        key = (kind, " ".join(quote.lower().split()))
        self._seen[key] += 1
        digest = hashlib.sha256(f"{key[0]}\0{key[1]}\0{self._seen[key]}".encode()).hexdigest()
        return f"{kind}-{digest[:12]}"

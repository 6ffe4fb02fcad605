"""Near-duplicates: pages that say the same in nearly the same words, and the one to keep."""

from curette.dedup.clusters import cluster
from curette.dedup.entries import Entry

__all__ = ["Entry", "cluster"]

"""Near-duplicates: pages that say the same in nearly the same words, and the one to keep."""

from curette.dedup.clusters import cluster
from curette.dedup.entries import Entry
from curette.dedup.origins import Provenance, provenance

__all__ = ["Entry", "Provenance", "cluster", "provenance"]

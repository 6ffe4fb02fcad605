"""Near-duplicates: pages that say the same in nearly the same words, and the one to keep."""

from curette.dedup.clusters import cluster
from curette.dedup.entries import Entry
from curette.dedup.origins import Origin, Passage, Place, passages, stitched

__all__ = ["Entry", "Origin", "Passage", "Place", "cluster", "passages", "stitched"]

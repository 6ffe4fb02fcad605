"""Near-duplicates from day to day: a store of all pages seen, and what a new day's pages change."""

from curette.dedup.index.index import Index, Update
from curette.dedup.index.naming import Event

__all__ = ["Event", "Index", "Update"]

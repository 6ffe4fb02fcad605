"""The health aspect of a passage without a heading, judged by its words."""

from __future__ import annotations

from curette.structure.sections import heading_aspect


def aspect_of(passage: str) -> str:
    """Return the aspect that the passage's first sentence announces, "overview" by default."""
    named = heading_aspect(passage[:200])
    return "overview" if named == "other" else named

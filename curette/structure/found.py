"""What is read before it is published: a cause with where it stands and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curette.model import Span
    from curette.records import Scope, Via
    from curette.structure.certainty import Judgement


@dataclass(frozen=True, slots=True)
class Found:
    """A cause as it is read, before it has an id and a category."""

    span: Span
    evidence: Span
    effect: str
    judgement: Judgement
    via: Via
    confidence: float
    scope: Scope = "general"
    within: Span | None = None
    """The wider cause that this one is an example of."""
    below: Span | None = None
    """The list head in whose explanation this one stands."""
    effect_is_topic: bool = True
    by: str = ""
    """The row of the table that read it, where one did."""


def touch(a: Span, b: Span) -> bool:
    """Tell whether two spans share a character."""
    return a.start < b.end and b.start < a.end

"""What announces a list of signs to seek help for: "Call 112 if:", "When to see a doctor"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import seeking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curette.structure.units import Unit
    from curette.structure.view import View


_WARNS = re.compile(
    r"\b(?:warning signs?|red flags?|danger signs?|(?:emergency|alarm(?:ing)?|urgent) (?:warning )?"
    r"(?:signs|symptoms))\b",
    re.I,
)
_WATCHES = re.compile(
    r"\b(?:watch|look|alert|monitor|check)(?:ing)? (?:out )?(?:\w+ )?(?:for|to)\b[^.]*"
    r"\b(?:signs?|symptoms?|changes)\b",
    re.I,
)
_SIGNS_BELOW = re.compile(
    r"\b(?:if|when(?:ever)?|for|with|signs?|symptoms?|any of|ha(?:ve|s)|experienc\w+|develops?|"
    r"notices?)\b",
    re.I,
)
_OTHER_LIST = re.compile(
    r"\b(?:steps?|tips|ways?|questions?|about|through|treatments?|options|whether|how|what|"
    r"before|by|to help|such things|information|list)\b",
    re.I,
)
_WHEN_TO_SEEK = re.compile(
    r"\b(?:when|if|should|signs?|symptoms?|seek|emergency|urgent|call|for)\b", re.I
)
_WHEN_TO_WORRY = re.compile(
    r"\b(?:when|should|if)\b.{0,30}\b(?:worry|worried|concerned|alarmed|get help|call|"
    r"see (?:a|your|the)|seek|go to|emergency|visit)\b|"
    r"\b(?:see|call|visit|contact|go)\b.{0,40}\b(?:if|when)\W*\Z",
    re.I,
)
_ASKS = re.compile(r"\b(?:ask|questions?|prepare|what to|how (?:to|do)|tell|find|choos\w+)\b", re.I)
_IF_THESE = re.compile(
    r"\b(?:if|when|any|these|following|symptoms?|signs?|have|experience|notice)\b", re.I
)


def announcing(view: View, found: Sequence[Unit], unit: Unit) -> Span | None:
    """Return the sentence or heading that says that the list of an item is one of signs."""
    title = found[unit.title] if unit.title is not None else None
    if unit.intro is not None:
        if announces(view.text, unit.context or unit.intro, heading=False):
            return unit.context
        # "Call if you have:" under "When to call an ambulance"
        if title is None or not _IF_THESE.search(view.text, *unit.intro):
            return None
    elif title is None or not unit.direct:
        return None
    above = Span(title.start, title.end)
    if announces(view.text, above, heading=True):
        return above
    if title.title is not None and _IF_THESE.search(view.text, *above):
        over = Span(found[title.title].start, found[title.title].end)
        return over if announces(view.text, over, heading=True) else None
    return None


def announces(text: str, span: Span, *, heading: bool) -> bool:
    """Tell whether a sentence or heading introduces a list of signs to seek help for."""
    said = text[span.start : span.end]
    if _WARNS.search(said):
        return True
    named = seeking.sought(said, 0, len(said))
    if heading:
        seeks = bool(named and _WHEN_TO_SEEK.search(said)) or bool(_WHEN_TO_WORRY.search(said))
        return (seeks or any(one.service for one in named)) and not _ASKS.search(said)
    if not named:
        return bool(_WATCHES.search(said)) and not said.endswith(".")
    after = said[named[-1].end :]
    if _OTHER_LIST.search(after):
        return False
    return bool(_SIGNS_BELOW.search(after) or _SIGNS_BELOW.search(said[: named[0].start])) or (
        after.endswith(":") or any(one.service for one in named)
    )

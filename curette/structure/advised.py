"""The advice of a page: its sentences and list items, each read with what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Aspect
    from curette.structure.advice import Said
    from curette.structure.units import Unit
    from curette.structure.view import View


def find(view: View, found: Sequence[Unit], named: Sequence[Aspect]) -> Iterator[Said]:
    """Yield the advice of a page; `named` is the aspect of the section of each unit."""
    for n, unit in enumerate(found):
        if unit.role == "text":
            yield from _of_text(view, unit, named[n])
        elif unit.role == "item":
            announced = _announced(view, found, unit, named[n])
            yield from advice.from_item(view, unit, named[n], announced=announced)


def _of_text(view: View, unit: Unit, aspect: Aspect) -> Iterator[Said]:
    if unit.lines and advice.is_myth(view.text, unit.lines[0]):
        return
    for sentence in unit.lines:
        said = advice.from_sentence(view, sentence, aspect)
        if said is not None:
            yield said


def _announced(view: View, found: Sequence[Unit], unit: Unit, aspect: Aspect) -> bool:
    """Tell whether what introduces an item says that its list is one of advice."""
    if unit.intro is not None:
        return advice.announces_advice(view.text, unit.intro)
    if not unit.direct:
        return False
    if aspect in ("self_care", "prevention"):
        return True
    above = found[unit.title] if unit.title is not None else None
    return (
        above is not None
        and view.text[above.end - 1] == ":"
        and advice.announces_advice(view.text, Span(above.start, above.end))
    )

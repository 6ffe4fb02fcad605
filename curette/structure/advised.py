"""The advice of a page: its sentences and list items, each read with what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure import advice, alarms, care, examinations, seeking
from curette.structure.conditions import Advised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import AdviceKind, Aspect
    from curette.structure.advice import Said
    from curette.structure.units import Unit
    from curette.structure.view import View


def find(view: View, found: Sequence[Unit], named: Sequence[Aspect]) -> Iterator[Said]:
    """Yield the advice of a page; `named` is the aspect of the section of each unit."""
    headless = _headless(view, found)
    whole = headless is None and _opens_prevention(view, found)
    headless = "prevention" if whole else headless
    for n, unit in enumerate(found):
        open_ = unit.title is None or (whole and named[n] == "other")
        aspect = headless if headless and open_ else named[n]
        if unit.context is not None and _PREVENTS.search(view.text, *unit.context):
            aspect = "prevention"
        if unit.role == "heading":
            yield from _of_heading(view, found, n, aspect)
        elif "\t" in view.text[unit.start : unit.end]:
            yield from _of_row(view, unit, aspect)
        elif unit.role == "text":
            yield from _of_text(view, unit, aspect)
        else:
            yield from _of_item(view, found, unit, aspect, named[n])


def _of_item(
    view: View, found: Sequence[Unit], unit: Unit, aspect: Aspect, section: Aspect
) -> Iterator[Said]:
    if alarms.announcing(view, found, unit) is not None:
        yield from advice.from_item(view, unit, aspect)
        return
    kind: AdviceKind | None = None
    if unit.context is not None:
        if examinations.announced(view.text, unit.context):
            kind = "tests"
        elif (
            care.is_named(view.text[unit.start : unit.end])
            and _LIST_OF_CARE.search(view.text, *unit.context)
            and not _NO_LIST_OF_CARE.search(view.text, *unit.context)
        ):
            kind = "treatment"
    told = kind is not None or _announced(view, found, unit, section)
    yield from advice.from_item(view, unit, aspect, announced=told, kind=kind)


_LIST_OF_CARE = re.compile(
    r"\b(?:treatments?|therap(?:y|ies)|treated with|medic(?:ines|ations)|drugs)\b.{0,80}"
    r"(?:\b(?:includes?|are|following|involves?|such as|with|options|used)\W*|:)\Z",
    re.I,
)
_NO_LIST_OF_CARE = re.compile(
    r"\b(?:side effects?|risks?|caus(?:e|ed|es|ing)|likely|trigger\w*|harm\w*|lead|interact\w*|"
    r"worse\w*|avoid|questions?|ask|depends?|based on|goals?|before|after|stud(?:y|ies)|symptoms|"
    r"if you|factors?|do not|not be)\b",
    re.I,
)


def _of_heading(view: View, found: Sequence[Unit], n: int, aspect: Aspect) -> Iterator[Said]:
    """Read "When to call an ambulance" over a list: no other sentence says to call."""
    unit = found[n]
    listed = n + 1 < len(found) and found[n + 1].role == "item"
    if not listed or found[n + 1].intro is not None:
        return
    span = Span(unit.start, unit.end)
    named = seeking.sought(view.text, *span)
    if named and alarms.announces(view.text, span, heading=True):
        yield advice.to_seek(view, span, Advised(named, (), directed=True))


def _of_row(view: View, unit: Unit, aspect: Aspect) -> Iterator[Said]:
    """Read the row of a table whose last cells say what to do: "chest pain", "Dial 112"."""
    at = unit.start
    for n, cell in enumerate(view.text[unit.start : unit.end].split("\t")):
        span = Span(at, at + len(cell))
        at += len(cell) + 1
        said = advice.from_sentence(view, span, aspect) if n else None
        if said is not None and said.kind == "see_doctor":
            yield said


_PREVENTS = re.compile(
    r"\bprevent\w*|\b(?:lower|reduc|decreas|cut)\w* (?:\w+ ){0,4}(?:risk|chance|odds)s?\b|"
    r"\b(?:protect|keep)\w* (?:\w+ ){0,4}(?:from getting|from developing|healthy)\b|"
    r"\b(?:avoid|delay) (?:getting|developing|the onset)\b",
    re.I,
)
_TREATS = re.compile(r"\b(?:treat(?!y)\w*|therap\w+|relie\w+|eas(?:e|es|ing))\b", re.I)
# A passage without headings has to speak of prevention twice: once may be an aside.
OFTEN = 2


def _headless(view: View, found: Sequence[Unit]) -> Aspect | None:
    """Return "prevention" where a page without headings speaks of that, and less of treatment."""
    if any(unit.role == "heading" for unit in found) or not found:
        return None
    text = view.text
    whole = [text[line.start : line.end] for unit in found for line in unit.lines]
    prevents = sum(1 for line in whole if _PREVENTS.search(line))
    treats = sum(1 for line in whole if _TREATS.search(line))
    opens = bool(whole) and bool(_PREVENTS.search(whole[0]))
    return "prevention" if (prevents >= OFTEN or opens) and prevents > treats else None


def _opens_prevention(view: View, found: Sequence[Unit]) -> bool:
    """Tell whether a page opens with "There are steps that lower your risk": all that follows."""
    first = next((line for unit in found if unit.role != "heading" for line in unit.lines), None)
    return (
        first is not None
        and bool(_PREVENTS.search(view.text, *first))
        and advice.announces_advice(view.text, first)
    )


def _of_text(view: View, unit: Unit, aspect: Aspect) -> Iterator[Said]:
    if unit.lines and advice.is_myth(view.text, unit.lines[0]):
        return
    for sentence in unit.lines:
        said = advice.from_sentence(view, sentence, aspect)
        if said is not None:
            yield said


def _announced(view: View, found: Sequence[Unit], unit: Unit, aspect: Aspect) -> bool:
    """Tell whether what introduces an item says that its list is one of advice."""
    if unit.context is not None:
        return advice.announces_advice(view.text, unit.context)
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

"""What kind of advice a sentence gives: who does it, and with what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from curette.structure import care, examinations

if TYPE_CHECKING:
    from curette.records import AdviceKind, Aspect
    from curette.structure.advice import Row

_PREVENT = re.compile(
    r"(?<!Control and )\bprevent(?:s|ing|ion)?\b|\b(?:lower|reduce|cut)\w* (?:your |the |our |"
    r"their )?(?:\w+ ){0,3}"
    r"(?:risk|chance)s?\b|\bstay away from\b|\bprotect (?:yourself|against|your)",
    re.I,
)
_MONITOR = re.compile(
    r"\b(?:monitor(?:ing)?|watch(?:ing)? (?:for|out)|keep(?:ing)? (?:an eye on|track of)|"
    r"look(?:ing)? out for|track(?:ing)?)\b[^.]{0,60}\b(?:symptoms?|signs?|changes?|whether|"
    r"weakness|"
    r"worse|blood|temperature|swelling|frequency|for)\b",
    re.I,
)
_TREATMENT = re.compile(
    r"\b(?:dos(?:e|es|age)|prescri\w+|surger\w+|antibiotics?|steroids?|mg\b|need (?:pain medicine|"
    r"treatment)|injection|"
    r"chemotherapy|radiation|physical therapy|psychotherapy|medications? should|therapy|"
    r"intravenous|long-term therapy|should (?:not )?be (?:prescribed|discontinued|considered)|"
    r"contraindicated|infusion|transfusion|cognitive behaviou?ral)\b",
    re.I,
)


_VACCINE = re.compile(r"\b(?:vaccin\w+|immuni[sz]ations?|flu shots?|boosters?)\b", re.I)
_DOSE = re.compile(r"\b(?:dos(?:e|es|age)|mg|prescri\w+|injections?|surgery)\b", re.I)
_TEST_DONE = re.compile(
    r"\b(?:check(?:ed)?|get|gets|done|order|undergo|confirmed|perform|measured?|measuring|have an?|"
    r"need an?|diagnos\w+|screening)\b",
    re.I,
)


_TESTED = re.compile(
    r"\b(?:be|get|gets|getting)(?: \w+){0,7} tested\b|"
    r"\b(?:establish|support|confirm) the diagnosis\b",
    re.I,
)
# What a reader does or buys alone is self-care, even where it is a medicine.
_BY_ONESELF = re.compile(
    r"\byou(?:r|['’]\w+)?\b|\bover-the-counter\b|\b(?:creams?|lotions?|fiber|fibre|softeners?|"
    r"supplements?)\b|\A\W*(?:taking|using|drinking|eating)\b",
    re.I,
)


def kind_of(
    row: Row | None, said: str, aspect: Aspect, seek: bool, *, instructed: bool
) -> AdviceKind:
    """Return the kind of advice: by the row that read it, then its words, then its section."""
    if row is not None and row.kind == "see_doctor":
        return "see_doctor"
    if row is not None and row.kind == "tests" and not instructed:
        return "tests"
    if seek and instructed:
        return "see_doctor"
    if seek and not (row is not None and row.kind == "treatment"):
        return "see_doctor"
    if _VACCINE.search(said):
        return "prevention"
    if row is not None and row.kind not in ("auto", "see_doctor"):
        at_home = row.needs.startswith("remedy") and care.at_home(said)
        return "self_care" if at_home else cast("AdviceKind", row.kind)
    if _MONITOR.search(said):
        return "prevention_monitor"
    if _TEST_DONE.search(said) and examinations.mentions(said, 0, len(said)):
        return "tests"
    if _TESTED.search(said):
        return "tests"
    if aspect == "prevention" and not (row is not None and row.needs.startswith("remedy")):
        return "prevention"
    if (_DOSE if instructed else _TREATMENT).search(said):
        return "treatment"
    by_reader = instructed or bool(_BY_ONESELF.search(said)) or care.at_home(said)
    if not by_reader and care.told(said, 0, len(said)):
        return "treatment"
    if aspect == "prevention" or _PREVENT.search(said):
        return "prevention"
    return "self_care"

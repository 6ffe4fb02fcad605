"""Put a text before a detector and compare what it says with what was touched."""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from benchmarks.spinners.measures import Hits, Marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from curette.model import Span

SHIPPED = "curette.garbled:assess"


class Suspect(Protocol):
    """A stretch that the detector puts in question."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""

    @property
    def end(self) -> int:
        """Where it ends."""


class Sentence(Protocol):
    """What the detector says of a sentence."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""

    @property
    def garbled(self) -> bool:
        """Whether it would be struck."""

    @property
    def suspects(self) -> Sequence[Suspect]:
        """By which words."""


class Verdict(Protocol):
    """What the detector says of a text."""

    @property
    def spun(self) -> bool:
        """Whether it is called spun, at the thresholds that ship."""

    @property
    def score(self) -> float:
        """The higher, the more likely."""

    @property
    def sentences(self) -> Sequence[Sentence]:
        """One for each sentence judged."""


if TYPE_CHECKING:
    Detector = Callable[[str, Sequence[Span], str], Verdict]


class Case(NamedTuple):
    """A text, its sentences, and the stretches of it that are not its author's."""

    style: str
    rate: float
    length: str
    half: int
    pool: str
    origin: str
    """The clean stretch that it was made of; the same for the clean stretch itself."""
    text: str
    sentences: tuple[Span, ...]
    touched: tuple[tuple[int, int], ...]
    touched_share: float
    """The share of content words that were touched."""


class Outcome(NamedTuple):
    """A case, without its text, and what the detector made of it."""

    style: str
    rate: float
    length: str
    half: int
    pool: str
    origin: str
    touched_share: float
    words: int
    spun: bool
    score: float
    sentences: Hits
    marks: Marks
    seconds: float


def detector(name: str) -> Detector:
    """Import `module:function`."""
    module, _, function = name.partition(":")
    found: Detector = getattr(importlib.import_module(module), function)
    return found


def judge(case: Case, detect: Detector) -> Outcome:
    """Let the detector judge the case."""
    began = time.process_time()
    verdict = detect(case.text, case.sentences, "en")
    seconds = time.process_time() - began
    garbled = {sentence.start for sentence in verdict.sentences if sentence.garbled}
    suspects = [
        (suspect.start, suspect.end)
        for sentence in verdict.sentences
        if sentence.garbled
        for suspect in sentence.suspects
    ]
    return Outcome(
        *(case.style, case.rate, case.length, case.half, case.pool, case.origin),
        touched_share=case.touched_share,
        words=len(case.text.split()),
        spun=verdict.spun,
        score=verdict.score,
        sentences=_sentences(case, garbled),
        marks=Marks(
            len(suspects),
            sum(_meets(suspect, case.touched) for suspect in suspects),
            len(case.touched),
            sum(_meets(touched, suspects) for touched in case.touched),
        ),
        seconds=seconds,
    )


def _sentences(case: Case, garbled: set[int]) -> Hits:
    """Count sentences: one is garbled in truth when it holds a touched stretch."""
    right = wrong = missed = 0
    for start, end in case.sentences:
        truly = _meets((start, end), case.touched)
        right += truly and start in garbled
        wrong += not truly and start in garbled
        missed += truly and start not in garbled
    return Hits(right, wrong, missed)


def _meets(one: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < one[1] and one[0] < end for start, end in others)

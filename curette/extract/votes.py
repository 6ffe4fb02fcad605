"""Which extractors keep which block. Each is asked within a budget, and none remembers pages."""

from __future__ import annotations

import re
import signal
import threading
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

import trafilatura

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

VOTERS = ("trafilatura",)
# trafilatura has no time limit of its own (its issue 704: a page of a million rows never ends).
# The fullest dev page has 19,000 tags and 273 lists and tables. trafilatura takes time in the
# square of the number of these: 24 s for 13,000 lists of one item, 9 s for 4,900 tables of a row.
MAX_CHARS = 2_000_000
MAX_TAGS = 20_000
MAX_LISTS = 2_000
# For shapes that nobody has thought of. Far above what any page below the limits took, since an
# answer that depends on time may differ from run to run; counted in time of the processor, so that
# it does not depend on what else the machine does.
SECONDS = 10.0

_LIST = re.compile(r"<(?:ul|ol|dl|table)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_N = 4
# A block counts as kept when this share of its 4-word shingles is in the extractor's text.
KEPT_SHARE = 0.5


class OverBudgetError(BaseException):
    """The extractor took longer than it may. No `Exception`: extractors catch those and go on."""


def ask(
    markup: str,
    tags: int,
    blocks: Sequence[str],
    *,
    extractor: Callable[[str], str] | None = None,
    seconds: float = SECONDS,
) -> list[float] | None:
    """Return how much of each block trafilatura keeps; None where that takes over the budget."""
    if too_big(markup, tags):
        return None
    try:
        with _budget(seconds):
            text = (extractor or trafilatura_text)(markup)
    except OverBudgetError:
        return None
    return matched(text, blocks)


def too_big(markup: str, tags: int) -> bool:
    """Tell whether a page is too big to be asked about."""
    if len(markup) > MAX_CHARS or tags > MAX_TAGS:
        return True
    return sum(1 for _ in islice(_LIST.finditer(markup), MAX_LISTS + 1)) > MAX_LISTS


@contextmanager
def _budget(seconds: float) -> Iterator[None]:
    """Raise `OverBudgetError` inside once the processor has worked so long.

    Signals reach Python between two of its steps, in the main thread alone: in another thread, and
    within one call of native code, the limits on the page's size have to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ring(number: int, frame: FrameType | None) -> None:
    raise OverBudgetError


def trafilatura_text(markup: str) -> str:
    """Return what trafilatura takes for the main text.

    Its `deduplicate` option is never used: it remembers between pages.
    """
    return trafilatura.extract(markup, include_comments=False) or ""


def matched(text: str, blocks: Sequence[str]) -> list[float]:
    """Return the share of each block that stands in an extractor's text.

    Long blocks are compared by 4-word shingles. Shorter ones count when they are a line of that
    text, or the start of one.
    """
    words = _WORD.findall(text)
    shingles = set(zip(words, words[1:], words[2:], words[3:], strict=False))
    lines = {tuple(_WORD.findall(line)) for line in re.split(r"[\n|]", text)}
    starts = {line[:size] for line in lines for size in range(1, _N)}
    kept = []
    for block in blocks:
        own = _WORD.findall(block)
        if len(own) < _N:
            kept.append(float(bool(own) and tuple(own) in starts))
            continue
        hits = sum(map(shingles.__contains__, zip(own, own[1:], own[2:], own[3:], strict=False)))
        kept.append(hits / (len(own) - _N + 1))
    return kept

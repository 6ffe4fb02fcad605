"""Which language a text is in, from a bounded sample, the same answer each time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from langdetect import PROFILES_DIRECTORY, DetectorFactory, LangDetectException

if TYPE_CHECKING:
    from collections.abc import Iterable

DetectorFactory.seed = 0

SAMPLE_CHARS = 400
# langdetect draws n-grams at random until it is sure, seven times over, which takes 12 ms. Three
# times take 5 ms; on 163 dev pages the answer differed on one, a page of template code.
TRIALS = 3
# With fewer letters it guesses: "OK, no more" comes out as Italian.
_LETTERS_NEEDED = 40


def language(texts: Iterable[str]) -> str | None:
    """Return the ISO 639-1 code for the longest of `texts`, or None for too little text."""
    sample, size = [], 0
    for text in sorted(texts, key=len, reverse=True):
        sample.append(text[: SAMPLE_CHARS - size])
        size += len(sample[-1])
        if size >= SAMPLE_CHARS:
            break
    joined = " ".join(sample)
    letters = sum(char.isalpha() for char in joined)
    wide = sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in joined)
    if letters + 3 * wide < _LETTERS_NEEDED:
        return None
    detector = _factory().create()
    detector.n_trial = TRIALS
    detector.append(joined)
    try:
        return str(detector.detect()).split("-")[0]
    except LangDetectException:  # no features at all, such as a text of symbols
        return None


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory

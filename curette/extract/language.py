"""Which language a text is in, from a bounded sample, the same answer each time."""

from __future__ import annotations

import re
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
# Most pages are English and plainly so: a quarter of their words are among these (in other
# languages, a tenth at most). Of 243 dev pages 204 are told by it, all as langdetect has them.
_ENGLISH = frozenset(
    """
    the and of to a in is that for it with as on be are this by from or an at was not but you your
    can we they which has will their if more when who what there may than i he she his her do about
    """.split()  # noqa: SIM905
)
ENGLISH_SHARE = 0.25
_ENGLISH_DISTINCT = 6
_ENGLISH_LENGTH = 40
_WORD = re.compile(r"\w+")
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
    if _plainly_english(joined):
        return "en"
    detector = _factory().create()
    detector.n_trial = TRIALS
    detector.append(joined)
    try:
        return str(detector.detect()).split("-")[0]
    except LangDetectException:  # no features at all, such as a text of symbols
        return None


def _plainly_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    known = [word for word in words if word in _ENGLISH]
    return (
        len(words) >= _ENGLISH_LENGTH
        and len(known) >= ENGLISH_SHARE * len(words)
        and len(set(known)) >= _ENGLISH_DISTINCT
        and "the" in known
    )


@cache
def _factory() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory

"""Which language a text is in, from a bounded sample, the same answer each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langdetect import DetectorFactory, LangDetectException, detect

if TYPE_CHECKING:
    from collections.abc import Iterable

DetectorFactory.seed = 0

# langdetect takes about 6 ms for 400 characters and 12 ms for 1,000; on the dev pages the answer
# is the same for 400 of running text as for 4,000.
SAMPLE_CHARS = 500
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
    try:
        return str(detect(joined)).split("-")[0]
    except LangDetectException:  # no features at all, such as a text of symbols
        return None

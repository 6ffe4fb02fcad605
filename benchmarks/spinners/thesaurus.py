"""Another thesaurus than the detector's: Aiksaurus, read from where its package lies.

It groups words by idea, as Roget did, and knows neither inflection nor parts of speech. It is under
the GPL and no part of curette: Debian's `libaiksaurus-1.2-data` puts it in /usr/share/aiksaurus.
`words.dat` holds a word, NUL, the numbers of its meanings and an end mark; `meanings.dat` two
headwords, a number, the members and an end mark; all numbers are of two bytes, the large one first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

USUAL_PLACE = Path("/usr/share/aiksaurus")
_END = 0xFFFF
_HEADWORDS = 2


class NoThesaurusError(Exception):
    """There is no thesaurus where it was looked for."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Words by idea."""

    words: tuple[str, ...]
    meanings: tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]
    """For each word the numbers of its meanings, for each meaning the numbers of its words."""
    numbers: dict[str, int]

    def senses(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Return the other words of each meaning of the word; none for a word it does not have."""
        number = self.numbers.get(word)
        if number is None:
            return ()
        of_word, of_meaning = self.meanings
        return tuple(
            others
            for meaning in of_word[number]
            if (others := tuple(self.words[n] for n in of_meaning[meaning] if n != number))
        )


@cache
def load(folder: Path) -> Thesaurus:
    """Read the thesaurus, or say that there is none."""
    if not (folder / "words.dat").exists():
        raise NoThesaurusError(
            f"no thesaurus in {folder}; install Debian's libaiksaurus-1.2-data, or unpack it "
            "and give its folder as --thesaurus"
        )
    words, of_word = [], []
    raw, at = (folder / "words.dat").read_bytes(), 0
    while at < len(raw):
        end = raw.index(0, at)
        words.append(raw[at:end].decode("latin-1").replace(":", " "))
        numbers, at = _numbers(raw, end + 1)
        of_word.append(numbers)
    raw, at = (folder / "meanings.dat").read_bytes(), 0
    of_meaning = []
    while at < len(raw):
        numbers, at = _numbers(raw, at)
        of_meaning.append(numbers[_HEADWORDS + 1 :])
    known = {word: number for number, word in enumerate(words)}
    return Thesaurus(tuple(words), (tuple(of_word), tuple(of_meaning)), known)


def _numbers(raw: bytes, at: int) -> tuple[tuple[int, ...], int]:
    """Return the numbers up to the end mark, and where to read on."""
    found = []
    while (number := int.from_bytes(raw[at : at + 2], "big")) != _END:
        found.append(number)
        at += 2
    return tuple(found), at + 2

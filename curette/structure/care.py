"""Care in the third person: does a sentence name a treatment, and tell of it as one that is given?

"Surgery may be needed" is advice to a reader who is ill; "surgery was studied in mice" is not.
"""

from __future__ import annotations

import re
import tomllib

from curette.structure.lexicon import RULES

_TABLE = tomllib.loads((RULES / "remedies.toml").read_text(encoding="utf-8"))


_WORDS: str = "|".join(word.replace("_", r"\s") for word in _TABLE["words"].split())
_ENDINGS: str = "|".join(_TABLE["endings"].split())
_REMEDY = re.compile(rf"\b(?:(?:{_WORDS})|[a-z-]{{3,}}(?:{_ENDINGS})s?)\b", re.I)
_HOME = re.compile(
    rf"(?:{'|'.join(word.replace('_', chr(92) + 's') for word in _TABLE['home'].split())})", re.I
)
_NOT_GIVEN = re.compile("|".join(_TABLE["not_given"]), re.I)


def told(said: str, start: int, end: int) -> bool:
    """Tell whether `said` names a remedy within the range, and none of its words denies it."""
    return bool(_REMEDY.search(said, start, end)) and not _NOT_GIVEN.search(said)


def is_named(said: str) -> bool:
    """Tell whether `said` names a remedy at all."""
    return bool(_REMEDY.search(said))


def at_home(said: str) -> bool:
    """Tell whether all the remedies that `said` names are such as one uses without a doctor."""
    named = [m.group() for m in _REMEDY.finditer(said)]
    return bool(named) and all(_HOME.fullmatch(name) for name in named)

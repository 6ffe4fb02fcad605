"""A term of a vocabulary, and the key under which terms and phrases meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from curette.text import singular

if TYPE_CHECKING:
    from curette.records import Category

Match = Literal["exact", "synonym", "broader"]

# Nobody writes a term of more words on a page; of ICD-10-CM 40 % are longer.
LONGEST_TERM = 8
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?\+?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ARTICLES = frozenset(("a", "an", "the"))


class Term(NamedTuple):
    """One name of a concept. `match` tells how the name stands to the concept."""

    term: str
    system: str
    code: str
    display: str
    match: Match
    category: Category | None = None


def words(phrase: str) -> list[str]:
    """Return a phrase's words in the singular, without case, brackets, hyphens and articles.

    >>> words("The Gastro-esophageal reflux diseases (GERD)")
    ['gastro', 'esophageal', 'reflux', 'disease']
    """
    bare = _BRACKETS.sub(" ", phrase.lower().replace("’", "'"))
    return [singular(word) for word in _WORD.findall(bare) if word not in _ARTICLES]

"""Which words of a sentence a spinner may touch, and how it bends what it puts there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

FUNCTION = frozenset(
    """
    a about after against all also although am an and any are as at be because been before being
    between both but by can could did do does doing down during each either else every few for
    from get had has have having he her here hers him his how however i if in into is it its
    just may me might more most much must my neither no nor not of off on once one only onto or
    other our out over own per rather same shall she should so some such than that the their
    them then there these they this those though through to too under until up upon us very was
    we were what when where whether which while who whom whose why will with within without
    would yes yet you your
    """.split()  # noqa: SIM905  (a table of words reads better than a list of quoted ones)
)
SMALL = re.compile(
    r"\b(?:of|to|in|for|with|on|at|by|from|and|or|as|but|the|an?|is|are|be|was|were|has|have|will"
    r"|may|can|not|that|which|who|where|when|if|before|after|between|about|through|during|into"
    r"|without|than|these|this|their|your|its)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_VOWELS = "aeiou"


def content_words(sentence: str) -> Iterator[re.Match[str]]:
    """Yield the content words of a sentence; names and abbreviations are not among them.

    In a line where most words have a capital, a heading, a capital does not make a name.

    >>> [word.group() for word in content_words("See Dr. Fry about muscle pain and ALS.")]
    ['See', 'muscle', 'pain']
    >>> [word.group() for word in content_words("What Causes Muscle Pain")]
    ['Causes', 'Muscle', 'Pain']
    """
    words = list(WORD.finditer(sentence))
    capitals = sum(word.group()[0].isupper() for word in words)
    heading = capitals > len(words) / 2 and sentence.rstrip()[-1:] not in ".!?"
    for number, word in enumerate(words):
        text = word.group()
        if len(text) < 3 or text.lower() in FUNCTION or not text.isalpha() or text.isupper():
            continue
        if not text[0].isupper() or number == 0 or heading:
            yield word


def bases(word: str) -> Iterator[tuple[str, str]]:
    """Yield what the word may be a form of, with its ending, by spelling alone.

    >>> list(bases("causes"))
    [('causes', ''), ('cause', 's'), ('caus', 's')]
    >>> list(bases("stopping"))
    [('stopping', ''), ('stopp', 'ing'), ('stoppe', 'ing'), ('stop', 'ing')]
    """
    yield word, ""
    if word.endswith("ies") and len(word) > 4:
        yield word[:-3] + "y", "s"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1], "s"
        if word.endswith("es"):
            yield word[:-2], "s"
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        yield stem, ending
        yield stem + "e", ending
        if stem[-1] == stem[-2]:
            yield stem[:-1], ending
        if ending == "ed" and stem.endswith("i"):
            yield stem[:-1] + "y", ending


def bent(base: str, ending: str) -> str:
    """Return the base with an ending, by the common rule, right for this word or not.

    >>> bent("fly", "s"), bent("make", "ing"), bent("put to use", "ed")
    ('flies', 'making', 'putted to use')
    """
    first, space, rest = base.partition(" ")
    y = len(first) > 2 and first.endswith("y") and first[-2] not in _VOWELS
    if ending == "s":
        rest_bent = space + rest
        if y:
            return first[:-1] + "ies" + rest_bent
        return first + ("es" if first.endswith(("s", "x", "ch", "sh", "z")) else "s") + rest_bent
    if ending and first.endswith("e"):
        first = first[:-1]
    elif ending == "ed" and y:
        first = first[:-1] + "i"
    elif ending and re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", first):
        first += first[-1]
    return first + ending + space + rest


def sloppily_bent(base: str, ending: str, chance: random.Random) -> str:
    """Return the base with the ending, or in one case of four without it."""
    return base if chance.random() < 0.25 else bent(base, ending)

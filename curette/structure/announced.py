"""Lists that a sentence announces: after its colon, in the sentence after it, or as an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.certainty import Judgement, introduction
from curette.structure.found import Found
from curette.structure.grammar import right_list
from curette.structure.ills import has_sort, speaks_of_ill
from curette.structure.lexicon import WORDS
from curette.structure.listed import announces_causes, is_fragment
from curette.structure.naming import names_something
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.topic_words import Topic
    from curette.structure.view import View
    from curette.structure.words import Token


def says_nothing(text: str, intro: Span) -> bool:
    """Tell whether an introduction leaves it to its heading what it introduces: "These are:"."""
    return _EMPTY.fullmatch(text, *intro) is not None


_EMPTY = re.compile(
    r"(?:There (?:are|is)|These(?: are| include)?|They(?: are| include)|Here are|Some(?: are| of "
    r"(?:these|them) are)?|Examples(?: are| include)?|The following)(?: \w+){0,2}\W*",
    re.I,
)


_COLON = re.compile(r":\s+(?=\S)")


def after_colon(
    view: View, sentence: Span, topic: Topic, words: Sequence[Token]
) -> Iterator[Found]:
    """Read a list that its own sentence introduces: "Pills that may cause it: iron, zinc"."""
    text = view.text
    colon = _COLON.search(text, sentence.start, sentence.end)
    if colon is None or not announces_causes(text, Span(sentence.start, colon.end())):
        return
    at = next((n for n, w in enumerate(words) if w.start >= colon.end()), len(words))
    intro = Span(sentence.start, colon.start() + 1)
    ills = [word for word in words[:at] if word.low not in _WIDE]
    short = colon.start() - sentence.start < SHORTEST and _CAUSES.search(text, *intro)
    if at < len(words) and (short or topic.mentioned(words[:at]) or speaks_of_ill(ills)):
        yield from _listed(view, sentence, topic, words, at, introduction(text, intro))


# An introduction of fewer characters needs to name causes, and nothing else.
SHORTEST = 40
_CAUSES = re.compile(r"\b(?:causes|triggers|risk factors|culprits)\b", re.I)
_WIDE = WORDS["effect_heads"] | {"reaction", "problem", "condition", "risk", "risks"}
# What "these" may stand for.
_NAMED = re.compile(
    r"\b(?:things|factors|causes|triggers|conditions|reasons|culprits|problems|diseases)\b", re.I
)
_THESE = re.compile(
    r"(?:These|They|Examples|Among (?:these|them))"
    r"(?: \w+){0,3} (?:include|are|may be|can be)\b:?",
)


def from_answer(
    view: View, sentence: Span, before: Span, topic: Topic, words: Sequence[Token]
) -> Iterator[Found]:
    """Read "What makes it worse? Stairs and cold.": a line without a verb that answers."""
    text = view.text
    if text[before.end - 1] != "?" or not announces_causes(text, before):
        return
    if is_fragment(text, sentence):
        yield from _listed(view, sentence, topic, words, 0, Judgement("asserted"))


def from_these(
    view: View, sentence: Span, before: Span, topic: Topic, words: Sequence[Token]
) -> Iterator[Found]:
    """Read "These include …" after a sentence that announces causes and names none."""
    text = view.text
    m = _THESE.match(text, sentence.start, sentence.end)
    if m is None or not announces_causes(text, before):
        return
    if _NAMED.search(text, *before) is None:
        return
    said = tokens(text, *before)
    if topic.is_no_ill or not topic.mentioned(said):
        return
    at = next((n for n, w in enumerate(words) if w.start >= m.end()), len(words))
    if at < len(words):
        yield from _listed(view, sentence, topic, words, at, introduction(text, before))


def _listed(
    view: View,
    sentence: Span,
    topic: Topic,
    words: Sequence[Token],
    at: int,
    verdict: Judgement,
) -> Iterator[Found]:
    members = right_list(view.text, words, at)
    if 2 * sum(has_sort(view.text, m) for m in members) < len(members):
        return  # what is listed is of no known sort: it is about something else
    for member in members:
        span = Span(member.start, member.end)
        if names_something(view, span, words):
            yield Found(span, sentence, topic.name, verdict, "list", 0.7)

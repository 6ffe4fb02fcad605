"""Changes in genes: a text that names one, and does not deny it, gives it as a cause.

Texts on inherited conditions say in many words what a mutation does ("impairs the transport of
…", "have been found in …"); a list of those words would have no end. The phrase itself is what
can be told: a change, and the gene that it is in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.certainty import judge
from curette.structure.found import Found, touch
from curette.structure.lexicon import bag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.structure.topic_words import Topic
    from curette.structure.view import View

_CHANGE = r"(?:mutation|change|variant|variation|deletion|duplication|alteration|defect)s?"
_GENE = r"(?:genes?|chromosomes?(?: \d{1,2}| [XY]\b)?)"
_PHRASE = re.compile(
    rf"\b(?:(?:(?:new|inherited|genetic|spontaneous|disease-causing)(?: \(de novo\))? )?{_CHANGE}"
    rf"(?: \({_CHANGE}\))? (?:in|of|involving|on|affecting) "
    rf"(?:(?!\b(?:that|which|are|is|may|can|this|these|who)\b)[^.;:]){{0,60}}?\b{_GENE}"
    rf"(?:,? (?:and|or) (?:the )?(?-i:[A-Z][A-Z0-9-]+) genes?\b)?"
    rf"|(?-i:[A-Z][A-Z0-9-]+) gene {_CHANGE})(?!\w)",
    re.I,
)
_WORDS = frozenset(("gene", "genes", "chromosome", "chromosomes"))
_DENIED = re.compile(
    r"\b(?:no|not|without|cannot|never|unidentified|protected)\b|n['’]t\b"
    r"|\bcarriers? of\b|\bcopy of\b",
    re.I,
)
_PASSING = re.compile(r"\b(?:test(?:s|ed|ing)?|screen(?:ed|ing)?) (?:for |the |a )*\Z", re.I)
# Where a change is spoken of without a verb of doubt near, it is stated as a fact.
NEAR = 40


def with_genes(view: View, sentence: Span, topic: Topic, found: Sequence[Found]) -> Iterator[Found]:
    """Yield the causes found in a sentence, and the changes in genes that it names whole."""
    text = view.text
    if not bag(text[slice(*sentence)]) & _WORDS or text[sentence.end - 1] == "?":
        yield from found
        return
    rest = list(found)
    for span in _phrases(text, sentence):
        inside = [cause for cause in rest if touch(cause.span, span)]
        rest = [cause for cause in rest if not touch(cause.span, span)]
        if not view.holds(*span):
            continue
        if inside:
            yield replace(inside[0], span=span, within=None)
        elif not _DENIED.search(text, sentence.start, span.end):
            after = Span(span.end, min(span.end + NEAR, sentence.end))
            verdict = judge(text, max(sentence.start, span.start - NEAR), after)
            if verdict.certainty != "negated":
                yield Found(span, sentence, topic.name, verdict, "trigger", 0.6)
    yield from rest


def _phrases(text: str, sentence: Span) -> Iterator[Span]:
    for m in _PHRASE.finditer(text, *sentence):
        if not _PASSING.search(text, max(sentence.start, m.start() - 30), m.start()):
            yield Span(*m.span())

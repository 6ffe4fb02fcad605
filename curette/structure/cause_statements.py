"""The causes of a page: from its sentences, lists, headings and term runs, with ids and sorts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.model import Span
from curette.records import (
    Aspect,
    Category,
    Cause,
    Scope,
)
from curette.structure import announced
from curette.structure import causes as cause_rules
from curette.structure import listed as lists
from curette.structure.certainty import Judgement, introduction
from curette.structure.found import touch
from curette.structure.genes import with_genes
from curette.structure.headlines import repeated_headings
from curette.structure.lexicon import find, plain, told_category
from curette.structure.sorts import sort_of
from curette.structure.units import Unit
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Aspect, Category, Scope
    from curette.structure.found import Found
    from curette.structure.ids import Ids
    from curette.structure.listed import Head
    from curette.structure.topic_words import Topic
    from curette.structure.view import View


# ---- causes


def all_causes(
    view: View, found: Sequence[Unit], named: Sequence[Aspect], topic: Topic, *, asker: bool
) -> list[Found]:
    """Return the causes that the units of a page name, those of repeated headings last."""
    # What raises a risk is a cause: a section on risk factors is read as one on causes.
    named = ["causes" if aspect == "risk" else aspect for aspect in named]
    said = list(_find_causes(view, found, named, topic, asker=asker))
    return said + list(repeated_headings(view, found, said, topic))


def _find_causes(
    view: View, found: Sequence[Unit], named: Sequence[Aspect], topic: Topic, *, asker: bool
) -> Iterator[Found]:
    runs = _term_runs(view, found, named, topic)
    for n, unit in enumerate(found):
        if unit.role == "heading":
            if _under_causes(found, named, n, view):
                yield from lists.from_heading(view, unit, topic, Judgement("asserted"))
            continue
        if unit.role == "item":
            yield from _item(view, found, named, n, topic, asker=asker)
            continue
        yield from runs.get(n, ())
        yield from _text(view, found, named, n, topic, runs.get(n, ()), asker=asker)


def _under_causes(found: Sequence[Unit], named: Sequence[Aspect], n: int, view: View) -> bool:
    """Tell whether a heading that names no aspect stands in a section on causes."""
    unit = found[n]
    if named[n] != "causes":
        return False
    above = unit.title
    while above is not None and found[above].level >= unit.level:
        above = found[above].title
    return above is not None and named[above] == "causes"


def _item(
    view: View, found: Sequence[Unit], named: Sequence[Aspect], n: int, topic: Topic, *, asker: bool
) -> Iterator[Found]:
    unit = found[n]
    text = view.text
    title = found[unit.title] if unit.title is not None else None
    said = _inner_introduction(text, found, n) or unit.intro
    intro = _with_antecedent(view, found, n, said) if said is not None else None
    if intro is None and title is not None and unit.direct and text[title.end - 1] == ":":
        intro = Span(title.start, title.end)
    if intro is not None:
        above = title.title if title is not None and unit.intro is None else None
        aspect = named[n] if above is None else named[above]
        listed = lists.announces_causes(text, intro) or (
            aspect == "causes" and announced.says_nothing(text, intro)
        )
        verdict = introduction(text, intro)
    else:
        listed = title is not None and named[n] == "causes" and unit.direct
        verdict = introduction(text, Span(title.start, title.end) if title and listed else None)
    if not listed:
        for sentence in unit.lines:
            yield from _sentence(view, sentence, topic, asker, named[n])
        return
    heads = list(lists.from_item(view, unit, topic, verdict, "list", 0.85))
    yield from heads
    below = heads[0].span if heads else None
    for sentence in unit.lines:
        for cause in _sentence(view, sentence, topic, asker, named[n]):
            if not any(touch(cause.span, head.span) for head in heads):
                yield _under(cause, below)


def _inner_introduction(text: str, found: Sequence[Unit], n: int) -> Span | None:
    """Find what introduces a list that was run into the last item of the list before it."""
    for at in range(n - 1, max(-1, n - LONGEST_RUN), -1):
        lines = found[at].lines
        if found[at].role != "item":
            return None
        if len(lines) > 1 and _OPENS_A_LIST.search(text, *lines[-1]):
            return lines[-1]
    return None


_OPENS_A_LIST = re.compile(
    r"(?::|\b(?:includ(?:e|es|ing)|are|be|by|from|who|you|following))\s*\Z", re.I
)
# No list of the development pages has more items.
LONGEST_RUN = 40


def _with_antecedent(view: View, found: Sequence[Unit], n: int, intro: Span) -> Span:
    """Let "Just a few of them are" take in the sentence that it refers to."""
    if intro.end - intro.start > SHORT_INTRODUCTION:
        return intro
    for at in range(n - 1, max(-1, n - 60), -1):
        if found[at].role == "heading":
            break
        if found[at].role == "text":
            lines = found[at].lines
            if intro in lines and lines.index(intro):
                return Span(lines[lines.index(intro) - 1].start, intro.end)
            break
    return intro


# An introduction of fewer characters says nothing by itself ("Some of these are:").
SHORT_INTRODUCTION = 45


def _text(
    view: View,
    found: Sequence[Unit],
    named: Sequence[Aspect],
    n: int,
    topic: Topic,
    runs: Sequence[Found],
    *,
    asker: bool,
) -> Iterator[Found]:
    unit = found[n]
    heading = found[unit.title] if unit.title is not None else None
    listing: Judgement | None = None
    last: Span | None = None
    glued = {head.start: head.rest for head in lists.terms(view.text, unit.start, unit.end)}
    for whole in unit.lines:
        sentence = Span(min(glued.get(whole.start, whole.start), whole.end - 1), whole.end)
        if heading is not None:
            yield from lists.from_side_effects(view, sentence, heading, topic)
        if listing is None and last is None and _answers(view, found, named, n, sentence):
            listing = Judgement("asserted")
        if listing is not None and lists.is_fragment(view.text, sentence):
            piece = Unit(sentence.start, sentence.end, "item", lines=[sentence])
            yield from lists.from_item(view, piece, topic, listing, "list", 0.6)
            continue
        got = list(_sentence(view, sentence, topic, asker, named[n]))
        if not got:
            got = list(_listed_here(view, sentence, last, topic))
        last = sentence
        listing = introduction(view.text, sentence) if got and _lists(view.text, sentence) else None
        above = max((r.span for r in runs if r.span.start <= sentence.start), default=None)
        for cause in got:
            yield cause if above is None else _under(cause, above)


def _answers(
    view: View, found: Sequence[Unit], named: Sequence[Aspect], n: int, sentence: Span
) -> bool:
    """Tell whether a line without a verb stands right under a heading that asks for causes."""
    heading = found[n].title
    return (
        named[n] == "causes"
        and heading == n - 1
        and view.text[found[n - 1].end - 1] == "?"
        and sentence.end == found[n].end
    )


def _listed_here(view: View, sentence: Span, before: Span | None, topic: Topic) -> Iterator[Found]:
    """Read a list of causes that stands in a sentence, announced by it or by the one before."""
    if sentence.end - sentence.start > cause_rules.LONGEST_SENTENCE:
        return
    said = view.text[slice(*sentence)]
    if ":" in said:
        words = tokens(view.text, *sentence)
        yield from announced.after_colon(view, sentence, topic, words)
    if before is None:
        return
    if said.startswith(_POINTS_BACK):
        words = tokens(view.text, *sentence)
        yield from announced.from_these(view, sentence, before, topic, words)
    if view.text[before.end - 1] == "?":
        words = tokens(view.text, *sentence)
        yield from announced.from_answer(view, sentence, before, topic, words)


_POINTS_BACK = ("These", "They", "Examples", "Among")


def _lists(text: str, sentence: Span) -> bool:
    """Tell whether a sentence is an introduction whose list goes on in fragments after it."""
    return ":" in text[sentence.start : sentence.end] and lists.announces_causes(text, sentence)


def _term_runs(
    view: View, found: Sequence[Unit], named: Sequence[Aspect], topic: Topic
) -> dict[int, list[Found]]:
    """Read "Dehydration — Losing water can cause …": terms are causes if their texts say so.

    Where two explanations of a run name causes, the other terms of the run are causes as well.
    """
    heads: list[tuple[int, Head, list[Found]]] = []
    for n, unit in enumerate(found):
        if unit.role == "text":
            inside = lists.terms(view.text, unit.start, unit.end)
            for at, head in enumerate(inside):
                stop = inside[at + 1].start if at + 1 < len(inside) else unit.end
                heads.append((n, head, _said(view, unit, head, stop, topic, named[n])))
    run = sum(1 for _, head, said in heads if said and head.dashed) > 1
    out: dict[int, list[Found]] = {}
    for n, head, said in heads:
        if not head.dashed and topic.mentioned(tokens(view.text, head.start, head.end)):
            continue
        if said or (run and head.dashed) or named[n] == "causes":
            verdict = said[0].judgement if said else Judgement("asserted")
            if not said and run:
                verdict = Judgement("hedged")
            term = Unit(head.start, head.end, "item")
            got = lists.from_item(view, term, topic, verdict, "term_run", 0.8)
            out.setdefault(n, []).extend(got)
    return out


def _said(
    view: View, unit: Unit, head: Head, stop: int, topic: Topic, aspect: Aspect
) -> list[Found]:
    """Return the causes that the explanation of a term names."""
    return [
        cause
        for line in unit.lines
        if head.rest <= line.end and line.start < stop
        for cause in _sentence(
            view, Span(max(line.start, head.rest), line.end), topic, False, aspect
        )
    ]


def _sentence(
    view: View, sentence: Span, topic: Topic, asker: bool, aspect: Aspect
) -> Iterator[Found]:
    got = list(
        cause_rules.from_sentence(view, sentence, topic, asker=asker, aspect=aspect)
    ) or list(lists.from_definition(view, sentence, topic))
    yield from with_genes(view, sentence, topic, got)


def _under(cause: Found, head: Span | None) -> Found:
    return replace(cause, below=head)


_CASE = re.compile(
    r"\bin your (?:\w+(?:['’]s)? )?case\b|\byou (?:mentioned|described)\b|\bthe fact that you\b|"
    r"\bgiven (?:that )?you|\byou are concerned\b|\bthis (?:sounds|looks|is likely)\b|"
    r"\byour symptoms (?:may|might|are|is|do)\b|\bit sounds like you\b",
    re.I,
)


def _scope(view: View, cause: Found, *, asker: bool) -> Scope:
    """Tell a remark about the one who asks from what holds for all."""
    return "case" if asker and _CASE.search(view.text, *cause.evidence) else cause.scope


def published(view: View, found: Sequence[Found], ids: Ids, *, asker: bool) -> tuple[Cause, ...]:
    """Give what was found its ids, names and sorts; of two that overlap the earlier found wins."""
    kept: list[Found] = []
    for cause in found:
        if not any(touch(cause.span, other.span) for other in kept[-40:]):
            kept.append(cause)
    kept.sort(key=lambda cause: cause.span)
    by_span: dict[Span, str] = {}
    out: list[Cause] = []
    for cause in kept:
        quote = view.quote(*cause.span)
        name = ids.of("cause", quote.quote)
        by_span[cause.span] = name
        entry = find(quote.quote)
        out.append(
            Cause(
                id=name,
                name=entry.name if entry else plain(quote.quote),
                span=quote,
                evidence=view.quote(*cause.evidence),
                effect=cause.effect,
                category=_category(view, cause),
                certainty=cause.judgement.certainty,
                scope=_scope(view, cause, asker=asker),
                via=cause.via,
                confidence=cause.confidence,
                cues=tuple(view.quote(*cue) for cue in cause.judgement.cues),
                parent=by_span.get(cause.within) if cause.within else None,
                concepts=entry.concepts if entry else (),
                garbled=view.is_garbled(*cause.span),
                effect_is_topic=cause.effect_is_topic,
                restates=by_span.get(cause.below) if cause.below else None,
            )
        )
    return tuple(out)


def _category(view: View, cause: Found) -> Category:
    """Sort a cause by its name, by the wider cause it is an example of, or by what was learnt."""
    own = told_category(view.text[slice(*cause.span)])
    if own is None and cause.within is not None:
        own = told_category(view.text[slice(*cause.within)])
    return own or sort_of(view.text[slice(*cause.span)]) or "other"

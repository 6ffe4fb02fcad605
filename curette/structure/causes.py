"""Causes: what a page says may bring about its topic or something else.

Four sources, each with the words that license it: sentences with a trigger ("caused by",
"can lead to"), lists whose introduction or heading announces causes, term runs
("Dehydration — …") and sub-headings of a section on causes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.certainty import Judgement, judge, of_member
from curette.structure.clause_causes import clause_causes, conditions, predicates, when_causes
from curette.structure.effects import effect_name, own_clause
from curette.structure.found import Found
from curette.structure.grammar import right_list, right_phrase
from curette.structure.ills import any_named, has_sort
from curette.structure.lexicon import WORDS, bag
from curette.structure.licence import direction, licensed
from curette.structure.naming import (
    FILLS,
    GAINS,
    is_a_place,
    is_topic,
    names_something,
    only_announces,
)
from curette.structure.subjects import (
    NO_ILL,
    RELATIVE,
    clause_begin,
    group_before,
    has_object,
    is_noun,
    shared_subject,
    subject_before,
    until_stop,
)
from curette.structure.triggers import TRIGGER_WORDS, TRIGGERS, TRIGGERS_OF, Trigger, next_trigger
from curette.structure.words import Member, Token, is_announcer, tokens, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Aspect
    from curette.structure.topic_words import Topic
    from curette.structure.view import View


def from_sentence(
    view: View, sentence: Span, topic: Topic, *, asker: bool = False, aspect: Aspect = "other"
) -> Iterator[Found]:
    """Yield the causes that one sentence names with a trigger."""
    text = view.text
    start, end = sentence
    if end - start > LONGEST_SENTENCE or text[end - 1] == "?":
        return
    if _DEFINES.match(text, start, end):
        return
    said = bag(text[start:end])
    numbers = {n for word in said & TRIGGER_WORDS for n in TRIGGERS_OF[word]}
    rules = [TRIGGERS[n] for n in sorted(numbers) if asker or not TRIGGERS[n].asker]
    match = next_trigger(rules, text, start, end)
    if match is None:
        return
    words = _unnumbered(tokens(text, start, end))
    yield from when_causes(view, sentence, topic, words)
    for _ in range(MOST_TRIGGERS):
        if match is None:
            break
        rule, m = match
        trigger = Span(m.start(), m.end())
        left = sum(1 for w in words if w.end <= trigger.start)
        right = next((i for i, w in enumerate(words) if w.start >= trigger.end), len(words))
        got = list(_read(view, sentence, topic, rule, trigger, words, left, right, aspect))
        yield from got
        # A reading that gives nothing may hide another that begins inside it.
        on = m.end() if got or left >= len(words) else words[left].end
        match = next_trigger(rules, text, max(on, m.start() + 1), end)


def _unnumbered(words: list[Token]) -> list[Token]:
    """Read the numbers of a list in one line as commas: "are 1. gout 2. colds", "are: a) gout"."""
    marks = [
        n
        for n in range(len(words) - 1)
        if words[n + 1].low in ").".strip() and _is_number(words, n)
    ]
    if len(marks) < 2:
        return words
    out: list[Token] = []
    for n, word in enumerate(words):
        if n in marks:
            if out and out[-1].low not in (",", ";", ":", "(") and n != marks[0]:
                out.append(Token(word.start, word.end, ","))
        elif n - 1 not in marks and not (word.low == "(" and n + 1 in marks):
            out.append(word)
    return out


def _is_number(words: Sequence[Token], n: int) -> bool:
    low = words[n].low
    short = low in ("a", "b", "c", "d", "e", "f") or (low.isdigit() and len(low) < 3)
    return short and (words[n + 1].low == ")" or low.isdigit())


# "A risk factor is a habit that raises …" says what the word means.
_DEFINES = re.compile(
    r"(?:an? )?(?:risk factor|trigger|cause)s? (?:is|are|means?|refers? to) "
    r"(?:an? |any ?|some ?)?(?:condition|thing|behavior|habit|something|anything)",
    re.I,
)
# The words of these triggers hold the effect: "the risk of cramps rises with …".
_TELLS_EFFECT = frozenset(
    ("more-likely-if", "risk-rises-with", "develops-from", "people-who", "causes-include",
     "more-common-in")
)  # fmt: skip
# No sentence of the gold pages holds more than three; one with many more has lost its marks.
MOST_TRIGGERS = 12
# A sentence of more characters is a table or a list that lost its marks.
LONGEST_SENTENCE = 900


def _read(
    view: View,
    sentence: Span,
    topic: Topic,
    rule: Trigger,
    trigger: Span,
    words: list[Token],
    left: int,
    right: int,
    aspect: Aspect,
) -> Iterator[Found]:
    text = view.text
    side = rule.side
    behind = words[right:]
    ahead = words[clause_begin(words, left) : left]
    if side == "clause":
        yield from clause_causes(view, sentence, topic, rule, trigger, words, left, right)
        return
    if rule.name == "linked-to":
        side = direction(topic, ahead, behind)
    if rule.name == "causes-from-to":
        words = [w if w.low != "to" else Token(w.start, w.end, ",") for w in words]
    members = _candidates(text, words, rule, side, left, right)
    effect = ahead if side == "after" else until_stop(behind)
    if rule.name == "so-can":
        effect = ahead  # "… can cause it, and so can …": what the words before it speak of
    if rule.name in ("because-of", "due-to", "caused-by") and not ahead and members:
        # "Because of their weight, they have more pain."
        comma = next((w.start for w in behind if w.low == ","), members[-1].end)
        members = [m for m in members if m.end <= comma] or members
        effect = until_stop([w for w in behind if w.start >= members[-1].end])
    if rule.name in _TELLS_EFFECT:
        effect = [] if rule.name in ("more-likely-if", "risk-rises-with") else [*ahead]
        effect += [w for w in words if trigger.start <= w.start < trigger.end]
    if not members or (
        rule.name in _NOUNS_TOO and side == "before" and is_noun(words, left, text, trigger)
    ):
        return
    if side == "before" and rule.name not in _EFFECT_WITHIN and not has_object(effect):
        return
    if side == "before" and effect and effect[0].low in NO_ILL:
        return  # "may cause no symptoms", "a child with the disease may develop signs of …"
    if side == "after" and ahead and ahead[-1].low in ("there", "those"):
        return  # "if there are signs of weakness", "like those caused by a cold"
    if (
        rule.name == "people-with"
        and topic.mentioned(words[:left])
        and not {w.low for w in words[:left]} & _FAMILY
    ):
        return  # "people with the disease may get …" tells what follows from it
    if rule.name in ("linked-to", "is-a-cause") and _all_topic(topic, words, members):
        return  # "these factors are associated with gout", on a page about gout
    if rule.name == "seen-in" and not all(
        has_sort(text, m) and not is_a_place(text, m) for m in members
    ):
        return
    if rule.name == "sign-of" and len(members) == 1 and is_topic(topic, words, members[0]):
        return  # "watering eyes are a sign of dry eye", on a page about dry eye
    if rule.name == "linked-to" and side == "after" and words[right:]:
        members = [m for m in members if not is_a_place(text, m)]
    if not members:
        return
    if not licensed(rule, topic, members, effect, text, side, aspect, trigger):
        return
    verdict = judge(text, sentence.start, trigger, hedged=rule.hedged, own=members)
    if side == "before" and rule.name not in _TELLS_EFFECT:
        effect = own_clause(effect)
    about_topic = topic.mentioned(effect) or not any(
        w.low.isalpha() and len(w.low) > 3 for w in effect
    )
    caused = "" if about_topic else effect_name(text, effect, subject=effect[-1:] == ahead[-1:])
    about_topic = about_topic or not caused
    caused = caused or topic.name
    if side == "after":
        yield from _instead(view, sentence, words, members, caused, about_topic)
    else:
        members = _with_examples(text, words, members, right)
    spans: list[Span] = []
    for n, member in enumerate(members):
        span = _without_source(text, Span(member.start, member.end))
        spans.append(span)
        fills = len(members) > 1 and FILLS.match(text, span.start, span.end) is not None
        if not (names_something(view, span, words, generic=fills)):
            continue
        if bag(text[span.start : span.end]) & GAINS:
            continue
        if only_announces(text, members, n):
            continue
        within = spans[member.within] if member.within is not None else None
        gap = spans[n - 1].end if n else span.start
        own = of_member(text, verdict, gap, span.start)
        yield Found(
            span, sentence, caused, own, "trigger", 0.8 if rule.needs == "nothing" else 0.65,
            within=within if within and not is_announcer(text, within) else None,
            effect_is_topic=about_topic, by=rule.name,
        )  # fmt: skip


def _without_source(text: str, span: Span) -> Span:
    """Cut a bracket that names a source: "stress (Quill, 2017)"."""
    m = _SOURCE.search(text, *span)
    return Span(span.start, m.start()) if m and m.end() >= span.end - 1 else span


_SOURCE = re.compile(r"\s*[(\[][^()\[\]]*(?:19|20)\d\d[^()\[\]]*[)\]]")


def _all_topic(topic: Topic, words: Sequence[Token], members: Sequence[Member]) -> bool:
    return bool(members) and all(is_topic(topic, words, m) for m in members)


def _with_examples(
    text: str, words: list[Token], members: list[Member], right: int
) -> list[Member]:
    """Add the examples that stand behind the effect: "Some medicines cause it, such as …"."""
    last = text[members[-1].start : members[-1].end].rsplit(None, 1)[-1].lower()
    if last not in WORDS["wide_heads"]:
        return members
    for i in range(right + 1, len(words) - 2):
        low = words[i].low
        if low in ".;:(":
            break
        if words[i - 1].low != ",":
            continue
        pair = (low, words[i + 1].low)
        if pair in _EXAMPLES or (low in ("including", "especially") and i - 2 >= right):
            at = i + (2 if pair in _EXAMPLES else 1)
            if words[i - 2].low in WORDS["effect_heads"]:
                break  # "can cause symptoms, including pain": what follows are effects
            return [
                *members,
                *(
                    Member(m.start, m.end, len(members) - 1)
                    for m in right_phrase(text, words, at)
                    if m.within is None
                ),
            ]
    return members


_EXAMPLES = frozenset(
    {("such", "as"), ("among", "them"), ("most", "notably"), ("for", "example"), ("like", "the")}
)
_RATHER = re.compile(r",?\s+(?:rather than|and not|not)\s+", re.I)


def _instead(
    view: View,
    sentence: Span,
    words: list[Token],
    members: Sequence[Member],
    caused: str,
    about_topic: bool,
) -> Iterator[Found]:
    """Yield what a sentence sets aside: "due to X rather than Y" denies Y."""
    m = _RATHER.match(view.text, members[-1].end, sentence.end)
    if m is None:
        return
    at = next((i for i, w in enumerate(words) if w.start >= m.end()), len(words))
    denied = Judgement("negated", (Span(*m.span()),)) if m.group().strip() else Judgement("negated")
    for member in right_phrase(view.text, words, at) if at < len(words) else ():
        span = Span(member.start, member.end)
        if names_something(view, span, words, generic=True):
            yield Found(span, sentence, caused, denied, "trigger", 0.6, effect_is_topic=about_topic)


def _candidates(
    text: str, words: list[Token], rule: Trigger, side: str, left: int, right: int
) -> list[Member]:
    """Read the phrases on the side of the trigger where its causes stand."""
    if rule.name == "more-likely-if" or (
        rule.name == "risk-rises-with" and words[right - 1].low in ("you", "we")
    ):
        return conditions(text, words, right)
    if rule.name == "more-common-in":
        found = right_list(text, words, right)
        last = {w.end: w.low for w in words}
        return [m for m in found if last.get(m.end) in WORDS["people"]]
    if rule.name == "people-who":
        return predicates(text, words, right)
    if side == "after":
        return right_list(text, words, right)
    if rule.name == "participle":
        found = shared_subject(text, words, left)
        people = any(bag(text[m.start : m.end]) & WORDS["people"] for m in found)
        known = any_named(text, found) or any(has_sort(text, m) for m in found)
        return found if known and not people else []
    if rule.name == "people-with":
        group = group_before(words, left)
        for i in range(left - 1, 0, -1):
            if words[i].low in _WITH and words[i - 1].low in WORDS["people"] | {"who"}:
                return right_phrase(text, words[:left], _had(words, i + 1))
            if words[i].low == "who" and words[i - 1].low in WORDS["people"]:
                several = predicates(text, words[:left], i + 1)
                if len(several) > 1:
                    return several
                span = trimmed(words, i + 1, left)  # "people who smoke"
                short = span is not None and left - i <= 9
                return [Member(*span)] if span is not None and short else group
            if words[i].low in RELATIVE - {"who"} or words[i].low == ";":
                break
        return group
    return subject_before(text, words, left)


_FAMILY = frozenset(
    ("parent", "parents", "sibling", "siblings", "family", "relative", "relatives", "mother",
     "father", "sister", "brother", "history")
)  # fmt: skip


def _had(words: Sequence[Token], i: int) -> int:
    return i + 1 if i < len(words) and words[i].low in ("had", "a", "an") else i


_WITH = frozenset(("with", "have", "has", "had", "having"))
_EFFECT_WITHIN = frozenset(
    {
        "people-with",
        "puts-at-risk",
        "raises-risk",
        "is-a-cause",
        "responsible-for",
        "predisposes",
        "takes-part",
    }
)
_NOUNS_TOO = frozenset({"causes", "leads-to"})

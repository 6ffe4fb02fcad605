"""Causes: what a page says may bring about its topic or something else.

Four sources, each with the words that license it: sentences with a trigger ("caused by",
"can lead to"), lists whose introduction or heading announces causes, term runs
("Dehydration — …") and sub-headings of a section on causes.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from curette.model import Span
from curette.structure.certainty import MAY_CAUSE, Judgement, judge
from curette.structure.grammar import (
    Member,
    Token,
    is_announcer,
    left_phrase,
    right_phrase,
    tokens,
    trimmed,
)
from curette.structure.lexicon import RULES, WORDS, bag, category, knows, word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Aspect, Scope, Subject, Via
    from curette.structure.view import View

ILL = word_lists("ill.toml")
_ENDINGS = re.compile(rf"\b\w{{3,}}(?:{'|'.join(sorted(ILL['endings']))})s?\b", re.I)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of `rules/causes.toml`."""

    name: str
    side: Literal["after", "before", "clause"]
    needs: Literal["nothing", "ill", "naming", "topic"]
    hedged: bool
    asker: bool
    words: frozenset[str]
    pattern: re.Pattern[str]
    reads: tuple[str, tuple[str, ...]]
    skips: str


@dataclass(frozen=True, slots=True)
class Found:
    """A cause as it is read, before it has an id and a category."""

    span: Span
    evidence: Span
    effect: str
    judgement: Judgement
    via: Via
    confidence: float
    scope: Scope = "general"
    within: Span | None = None
    """The wider cause that this one is an example of."""
    below: Span | None = None
    """The list head in whose explanation this one stands."""
    effect_is_topic: bool = True


class Topic:
    """The page's subject as words that a sentence may mention."""

    def __init__(self, subject: Subject) -> None:
        """Take the content words of the name and aliases, cut to stems."""
        names = (subject.name, *subject.aliases)
        stems = {_stem(w) for name in names for w in re.findall(r"\w+", name.lower())}
        self.name = subject.name
        self.stems = frozenset(s for s in stems if len(s) >= 3 and s not in _EMPTY_STEMS)
        self.short: frozenset[str] = frozenset()
        self.is_ill = any(w in ILL["problems"] for name in names for w in name.lower().split())

    def learn(self, text: str) -> None:
        """Take in the abbreviations that the page gives to ills: "urinary incontinence (UI)"."""
        for m in _ABBREVIATION.finditer(text):
            words = re.findall(r"\w+", text[max(0, m.start() - 50) : m.start()].lower())
            if any(w in ILL["problems"] or _stem(w) in self.stems for w in words[-4:]):
                self.short |= {m.group(1).lower()}
        self.stems |= {_stem(word) for word in self.short}

    def mentioned(self, words: Sequence[Token]) -> bool:
        """Tell whether one of the words has a stem of the topic."""
        return any(_stem(w.low) in self.stems for w in words)

    def named_outright(self, words: Sequence[Token]) -> bool:
        """Tell whether a word of the topic's own name stands there, abbreviations left out."""
        return any(_stem(w.low) in self.stems and w.low not in self.short for w in words)


_ABBREVIATION = re.compile(r"\(([A-Z]{2,6})s?\)")
_EMPTY_STEMS = WORDS["empty_stems"]


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def _load() -> tuple[Trigger, ...]:
    rows = tomllib.loads((RULES / "causes.toml").read_text(encoding="utf-8"))["trigger"]
    return tuple(
        Trigger(
            row["name"],
            cast("Literal['after', 'before', 'clause']", row["side"]),
            row.get("needs", "nothing"),
            row.get("hedged", False),
            row.get("asker", False),
            frozenset(row["words"].split()),
            re.compile(rf"(?:(?<!\w)|(?=,))(?:{row['pattern']})\b:?", re.I),
            (row["reads"]["text"], tuple(row["reads"]["causes"])),
            row["skips"],
        )
        for row in rows
    )


TRIGGERS = _load()
_TRIGGER_WORDS = frozenset(word for rule in TRIGGERS for word in rule.words)
_TRIGGERS_OF: dict[str, tuple[int, ...]] = {
    word: tuple(n for n, rule in enumerate(TRIGGERS) if word in rule.words)
    for word in _TRIGGER_WORDS
}


def _next(
    rules: Sequence[Trigger], text: str, start: int, end: int
) -> tuple[Trigger, re.Match[str]] | None:
    """Find the first place where a rule matches; of two at one place the earlier row wins."""
    best: tuple[Trigger, re.Match[str]] | None = None
    for rule in rules:
        m = rule.pattern.search(text, start, end)
        if m and (best is None or m.start() < best[1].start()):
            best = rule, m
    return best


def from_sentence(
    view: View, sentence: Span, topic: Topic, *, asker: bool = False, aspect: Aspect = "other"
) -> Iterator[Found]:
    """Yield the causes that one sentence names with a trigger."""
    text = view.text
    start, end = sentence
    if end - start > LONGEST_SENTENCE or text[end - 1] == "?":
        return
    said = bag(text[start:end])
    numbers = {n for word in said & _TRIGGER_WORDS for n in _TRIGGERS_OF[word]}
    rules = [TRIGGERS[n] for n in sorted(numbers) if asker or not TRIGGERS[n].asker]
    match = _next(rules, text, start, end)
    if match is None:
        return
    words = tokens(text, start, end)
    yield from _when(view, sentence, topic, words)
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
        match = _next(rules, text, max(on, m.start() + 1), end)


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
    ahead = words[_clause_begin(words, left) : left]
    if side == "clause":
        yield from _clause(view, sentence, topic, rule, trigger, words, left, right)
        return
    if rule.name == "linked-to":
        side = _direction(topic, ahead, behind)
    if rule.name == "causes-from-to":
        words = [w if w.low != "to" else Token(w.start, w.end, ",") for w in words]
    members = _candidates(text, words, rule, side, left, right)
    effect = ahead if side == "after" else _until_stop(behind)
    if rule.name == "so-can":
        effect = ahead  # "… can cause it, and so can …": what the words before it speak of
    if rule.name in ("more-likely-if", "risk-rises-with"):
        effect = [w for w in words if trigger.start <= w.start < trigger.end]
    if not members or (
        rule.name in _NOUNS_TOO and side == "before" and _is_noun(words, left, text, trigger)
    ):
        return
    if side == "before" and rule.name not in _EFFECT_WITHIN and not _has_object(effect):
        return
    if side == "before" and effect and effect[0].low in _NO_ILL:
        return  # "may cause no symptoms", "a child with the disease may develop signs of …"
    if side == "after" and ahead and ahead[-1].low in ("there", "those"):
        return  # "if there are signs of weakness", "like those caused by a cold"
    if (
        rule.name == "people-with"
        and topic.mentioned(words[:left])
        and not {w.low for w in words[:left]} & _FAMILY
    ):
        return  # "people with the disease may get …" tells what follows from it
    if rule.name == "sign-of" and len(members) == 1 and _is_topic(topic, words, members[0]):
        return  # "watering eyes are a sign of dry eye", on a page about dry eye
    if rule.name == "linked-to" and side == "after" and words[right:]:
        members = [m for m in members if not _is_a_place(text, m)]
    if not _licensed(rule, topic, members, effect, text, side, aspect, trigger):
        return
    verdict = judge(text, sentence.start, trigger, hedged=rule.hedged)
    about_topic = topic.mentioned(effect) or not any(
        w.low.isalpha() and len(w.low) > 3 for w in effect
    )
    caused = topic.name if about_topic else effect_name(text, effect)
    if side == "after":
        yield from _instead(view, sentence, words, members, caused, about_topic)
    else:
        members = _with_examples(text, words, members, right)
    spans: list[Span] = []
    for n, member in enumerate(members):
        span = Span(member.start, member.end)
        spans.append(span)
        fills = len(members) > 1 and _FILLS.match(text, span.start, span.end) is not None
        if not (names_something(view, span, words, generic=fills)):
            continue
        if bag(text[span.start : span.end]) & _GAINS:
            continue
        if _only_announces(text, members, n):
            continue
        within = spans[member.within] if member.within is not None else None
        yield Found(
            span, sentence, caused, verdict, "trigger", 0.8 if rule.needs == "nothing" else 0.65,
            within=within if within and not is_announcer(text, within) else None,
            effect_is_topic=about_topic,
        )  # fmt: skip


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


def _is_topic(topic: Topic, words: Sequence[Token], member: Member) -> bool:
    inside = [w for w in words if member.start <= w.start < member.end]
    return bool(topic.stems) and all(topic.mentioned([w]) for w in inside if len(w.low) > 2)


def _only_announces(text: str, members: Sequence[Member], n: int) -> bool:
    """Tell whether a wide word such as "illnesses" only announces the examples after it."""
    if not any(other.within == n for other in members):
        return False
    return category(text[members[n].start : members[n].end]) == "unspecified"


def _is_a_place(text: str, member: Member) -> bool:
    """Tell whether a phrase names a part of the body: "symptoms related to the urinary tract"."""
    last = text[member.start : member.end].rsplit(None, 1)[-1].lower()
    return last in WORDS["body_parts"] or last in ("tract", "area", "region")


def _candidates(
    text: str, words: list[Token], rule: Trigger, side: str, left: int, right: int
) -> list[Member]:
    """Read the phrases on the side of the trigger where its causes stand."""
    if rule.name == "more-likely-if" or (
        rule.name == "risk-rises-with" and words[right - 1].low in ("you", "we")
    ):
        return _conditions(text, words, right)
    if side == "after":
        return _past_semicolons(text, words, right_phrase(text, words, right))
    if rule.name == "participle":
        found = _shared_subject(text, words, left)
        people = any(bag(text[m.start : m.end]) & WORDS["people"] for m in found)
        known = _any_named(text, found) or any(_sorted(text, m) for m in found)
        return found if known and not people else []
    if rule.name == "people-with":
        group = _group(words, left)
        for i in range(left - 1, 0, -1):
            if words[i].low in _WITH and words[i - 1].low in WORDS["people"] | {"who"}:
                return right_phrase(text, words[:left], _had(words, i + 1))
            if words[i].low == "who" and words[i - 1].low in WORDS["people"]:
                span = trimmed(words, i + 1, left)  # "people who smoke"
                short = span is not None and left - i <= 9
                return [Member(*span)] if span is not None and short else group
            if words[i].low in _RELATIVE - {"who"} or words[i].low == ";":
                break
        return group
    return subject_before(text, words, left)


def _past_semicolons(text: str, words: list[Token], members: list[Member]) -> list[Member]:
    """Read on where a list is divided by semicolons: "due to a cold; long flights; and gout"."""
    out = list(members)
    at = next((n for n, w in enumerate(words) if out and w.start >= out[-1].end), len(words))
    while at < len(words) and words[at].low in _CLOSES:
        while at < len(words) and words[at].low == ")":
            at += 1
        if at >= len(words) or words[at].low != ";":
            return out
        while at < len(words) and (words[at].low in _BETWEEN or words[at - 1].low == "/"):
            at += 1
        stop = next((n for n in range(at, len(words)) if words[n].low in ";.!?"), len(words))
        inside = {w.low for w in words[at:stop]}
        if inside & (WORDS["auxiliaries"] | WORDS["modals"] | WORDS["pronouns"] | _FINITE):
            return out
        more = right_phrase(text, words, at)
        if not more:
            return out
        out.extend(Member(m.start, m.end, None) for m in more)
        at = next((n for n, w in enumerate(words) if w.start >= more[-1].end), len(words))
    return out


_CLOSES = frozenset((")", ";"))
_BETWEEN = frozenset((";", "and", "or", "/", "and/or"))
_FINITE = WORDS["finite_only"]


def _group(words: Sequence[Token], left: int) -> list[Member]:
    """Read "Pregnant women are at higher risk": the group is named by what sets it apart."""
    first = left
    while first > 0 and words[first - 1].low in _VERB_GROUP:
        first -= 1
    stop = first
    while first > 0 and words[first - 1].low not in ",.;:()" and stop - first < 5:
        first -= 1
    if stop - first < 2 or words[stop - 1].low not in WORDS["people"]:
        return []
    if words[first].low in WORDS["determiners"] | WORDS["prepositions"] | WORDS["subordinators"]:
        return []
    inner = {w.low for w in words[first : stop - 1]}
    if inner & (WORDS["auxiliaries"] | WORDS["verbs"] | WORDS["pronouns"] | WORDS["determiners"]):
        return []
    return [Member(words[first].start, words[stop - 1].end)]


def _conditions(text: str, words: list[Token], at: int) -> list[Member]:
    """Read "if you drink too little or if you smoke": each condition is a cause."""
    found: list[Member] = []
    while at < len(words):
        stop = at
        while (
            stop < len(words)
            and words[stop].low not in ",.;:()—–"
            and (words[stop].low not in WORDS["subordinators"] or stop == at)
        ):
            stop += 1
        last = stop
        while last > at and words[last - 1].low in ("and", "or", "are", "is"):
            last -= 1
        first = at
        while first < last and words[first].low in _TO_HAVE:
            first += 1
        span = trimmed(words, first, last)
        if first > at and first < last:
            found.extend(right_phrase(text, words, first))  # "if you have gout or diabetes"
        elif span is not None and _is_condition(words, first, last):
            found.append(Member(*span))
        again = [w.low for w in words[stop : stop + 4]]
        skip = again.index("if") if "if" in again[:3] else -1
        if skip < 0 or skip + 1 >= len(again) or again[skip + 1] not in ("you", "they"):
            break
        at = stop + skip + 2
    return found


def _is_condition(words: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether words after "if you" name a condition: "smoke", "drink too little"."""
    opening = words[first].low
    if opening in ("or", "and", "your") or last - first > LONGEST_CONDITION:
        return False
    return last - first > 1 or opening in ("smoke", "drink", "overeat")


# A condition of more words is a clause of its own ("if you … and the doctor says …").
LONGEST_CONDITION = 12
_TO_HAVE = frozenset(("have", "has", "had", "are", "is", "a", "an", "take", "takes", "use"))


_FAMILY = frozenset(
    ("parent", "parents", "sibling", "siblings", "family", "relative", "relatives", "mother",
     "father", "sister", "brother", "history")
)  # fmt: skip


def _had(words: Sequence[Token], i: int) -> int:
    return i + 1 if i < len(words) and words[i].low in ("had", "a", "an") else i


_WITH = frozenset(("with", "have", "has", "had", "having"))


def _has_object(effect: Sequence[Token]) -> bool:
    """Tell whether something is worsened or caused, not just "worsens quickly"."""
    return bool(effect) and effect[0].low not in _NO_OBJECT


_NO_OBJECT = WORDS["adverbs"] - {"more", "less", "not", "most", "both"} | {"when", "if", ",", "as"}
_NO_ILL = frozenset(("no", "signs", "symptoms"))
_EFFECT_WITHIN = frozenset({"people-with", "puts-at-risk", "raises-risk", "is-a-cause"})
_NOUNS_TOO = frozenset({"causes", "leads-to"})
_NOUN_BEFORE = WORDS["noun_before"]


def _is_noun(words: Sequence[Token], left: int, text: str, trigger: Span) -> bool:
    """Tell whether "cause" or "trigger" at a place is a noun, or its subject is a pronoun."""
    if left == 0:
        return True
    previous = words[left - 1].low
    after = next((w.low for w in words if w.start >= trigger.end), "")
    if after in WORDS["auxiliaries"] | {"of", "include", "including", "for", "among"}:
        return True
    if previous in _NOUN_BEFORE and text[trigger.start : trigger.end].lower() in _BARE:
        return True
    if previous == "to":
        return left < 2 or words[left - 2].low not in _KNOWN_TO
    return previous in WORDS["pronouns"] - _RELATIVE


_BARE = WORDS["bare"]


def _clause_begin(words: Sequence[Token], left: int) -> int:
    for i in range(left - 1, -1, -1):
        if words[i].low in (";", ":", "but", "although", "while", "."):
            return i + 1
    return 0


def _until_stop(words: Sequence[Token]) -> list[Token]:
    out: list[Token] = []
    for word in words:
        if word.low in (";", ".", "!", "?", "but", "although", "because") or len(out) > 30:
            break
        out.append(word)
    return out


def _direction(
    topic: Topic, ahead: Sequence[Token], behind: Sequence[Token]
) -> Literal["after", "before"]:
    """Tell on which side of "linked to" the cause stands."""
    comma = max((i for i, w in enumerate(ahead) if w.low == ","), default=-1)
    if _pronoun(ahead) or all(w.low in _VERB_GROUP for w in ahead[comma + 1 :]):
        return "after"  # "They can be linked to …"; "a disease, often linked to …"
    ahead = ahead[comma + 1 :]
    if topic.mentioned(ahead[-8:]) and (topic.is_ill or {w.low for w in ahead} & topic.short):
        return "after"
    if {w.low for w in ahead[-8:]} & {"these", "this"} and ahead[-1].low not in _OF_PHRASE:
        return "after"  # "these symptoms are more likely related to …"
    if {w.low for w in ahead} & _RISE:
        return "after"
    near = _until_stop(behind)[:8]
    if topic.mentioned(near):
        return "before"
    if _ill(near) and not _ill(ahead[-8:]):
        first = " ".join(w.low for w in near[:2])
        return "after" if category(first) in _WAYS_OF_LIFE else "before"
    return "after"


_OF_PHRASE = frozenset(("gene", "genes", "foods", "medicines", "drugs", "factors"))
_RISE = frozenset(("rise", "cases", "onset", "development", "outbreak", "flare-ups", "flares"))
_WAYS_OF_LIFE = frozenset(
    ("psychological", "lifestyle", "nutritional_electrolyte", "medication_substance")
)


def subject_before(text: str, words: Sequence[Token], left: int) -> list[Member]:
    """Read the subject that ends before a verb; none where it cannot be told apart."""
    stop = left
    while stop > 0 and (words[stop - 1].low in _VERB_GROUP or _LY.search(words[stop - 1].low)):
        stop -= 1
    if stop and words[stop - 1].low in ("—", "–"):
        opening = [i for i in range(stop - 1) if words[i].low == words[stop - 1].low]
        if not opening:
            return []
        stop = opening[-1]
    if stop and words[stop - 1].low in ("and", "or"):
        return _shared_subject(text, words, stop - 1)
    if stop == 0 or words[stop - 1].low in WORDS["pronouns"] - _RELATIVE:
        return []
    if words[stop - 1].low in ("that", "which", "who"):
        defined = _defined(words, stop)
        if not defined:
            return _last_named(text, words, stop - 1)
        stop = defined
    members = [m for m in left_phrase(text, words, stop) if not _opens_badly(words, m)]
    if not members or members[-1].end != words[stop - 1].end:
        return []
    return members


_LY = re.compile(r"\w{4}ly\Z")


def _last_named(text: str, words: Sequence[Token], stop: int) -> list[Member]:
    """Read "… hardening of the arteries, which can cause": the last name before the clause."""
    if words[stop].low != "which" or not stop or words[stop - 1].low != ",":
        return []
    stop -= 1
    first = stop
    while first > 0 and words[first - 1].low not in _PHRASE_EDGE and stop - first < LONGEST_SUBJECT:
        first -= 1
    while first < stop and words[first].low in WORDS["prepositions"]:
        first += 1
    if first and words[first - 1].low in ",":
        return []  # a list, or an aside: which of them is meant?
    members = right_phrase(text, words[:stop], first) if first < stop else []
    if not members or members[-1].end != words[stop - 1].end or len(members) > 2:
        return []
    known = all(_sorted(text, m) or named(text, Span(m.start, m.end)) for m in members)
    return members if known else []


_REPORTING = WORDS["reporting"]
_PHRASE_EDGE = (
    _REPORTING | WORDS["verbs"] | WORDS["auxiliaries"] | WORDS["modals"] | WORDS["subordinators"]
    | WORDS["relatives"] | WORDS["pronouns"] | WORDS["adverbs"]
    | {"to", ",", ".", ";", ":", "(", ")"}
)  # fmt: skip


def _shared_subject(text: str, words: Sequence[Token], at: int) -> list[Member]:
    """Find the subject of "X can irritate the skin and cause …": before the first verb group."""
    start = _clause_begin(words, at)
    for i in range(start, at):
        if words[i].low in WORDS["modals"]:
            members = left_phrase(text, words, i)
            bad = any(_opens_badly(words, m) for m in members)
            if bad or not members or words[i - 1].low in WORDS["pronouns"]:
                return []
            long = sum(1 for w in words if members[0].start <= w.start < members[-1].end)
            return members if long <= LONGEST_SUBJECT else []
        if words[i].low in WORDS["auxiliaries"] or words[i].low in _RELATIVE:
            return []
    return []


# A subject of more words holds a clause that was not seen as one.
LONGEST_SUBJECT = 9
_RELATIVE = frozenset({"that", "which", "who"})


def _defined(words: Sequence[Token], stop: int) -> int:
    """Find the subject of "X is a substance that causes …"; 0 where there is none."""
    for i in range(stop - 2, 0, -1):
        low = words[i].low
        if low in ",;:." or low in _RELATIVE:
            return 0
        if low in ("is", "are") and words[i + 1].low in ("a", "an", "one", "the", "another"):
            return i
    return 0


_KNOWN_TO = WORDS["known_to"]
_VERB_GROUP = (
    WORDS["known_to"]
    | WORDS["adverbs"]
    | WORDS["modals"]
    | WORDS["auxiliaries"]
    | {"to", ",", "similarly"}
)


def _opens_badly(words: Sequence[Token], member: Member) -> bool:
    """Tell whether a phrase begins like an adverbial ("in adults") or holds a finite verb."""
    inside = [w.low for w in words if member.start <= w.start < member.end]
    if (
        not inside
        or inside[0] in WORDS["prepositions"] | WORDS["subordinators"] | WORDS["pronouns"]
    ):
        return True
    relative = False
    for low in inside:
        if low in ("that", "which", "who"):
            relative = True
        if not relative and (low in WORDS["auxiliaries"] - {"being"} or low in _REPORTING):
            return True
    return False


def _licensed(
    rule: Trigger,
    topic: Topic,
    members: Sequence[Member],
    effect: Sequence[Token],
    text: str,
    side: str,
    aspect: Aspect,
    trigger: Span,
) -> bool:
    """Tell whether the words around a trigger make it a statement about health."""
    if side == "before":
        if _good(effect):
            return False
        if rule.needs == "nothing":
            return True
        if rule.name in _WEAK and _wholesome(text, members) and not _ill(effect[:4]):
            return False
        at_risk = rule.name == "people-with" and _AT_RISK.search(text, *trigger) is not None
        if not effect or effect[0].low in ",.;":
            return aspect == "causes" or at_risk  # "Genes may play a part."
        if at_risk and _any_named(text, members):
            return True
        if rule.name == "makes-you":
            return True  # its pattern names the ill
        if rule.name == "damages" and {w.low for w in effect[:5]} & _OF_THE_BODY:
            return True
        return _ill(effect) or topic.mentioned(effect)
    if {w.low for w in effect} & WORDS["not_caused"]:
        return False  # "few seek therapy due to its cost"
    if rule.name == "linked-to" and any(_good_name(text, m) for m in members):
        return False
    if rule.name == "causes-include" and _FACTORS.match(text, trigger.start, trigger.end):
        return aspect == "causes" or bool(MAY_CAUSE.search(text, trigger.end, trigger.end + 200))
    if rule.name == "so-can":
        return _CAUSING.search(text, max(0, trigger.start - 160), trigger.start) is not None
    if rule.name in ("more-likely-if", "risk-rises-with"):
        of_what = [w for w in effect if w.low not in ("risk", "risks")]
        return topic.mentioned(effect) or _ill(of_what)
    if rule.name == "because-they-have":
        known = any(_sorted(text, m) for m in members) or _any_named(text, members)
        return known and (topic.mentioned(effect) or aspect == "causes")
    if rule.needs == "topic":
        return topic.mentioned(effect) or aspect == "causes" or _pronoun(effect)
    if rule.needs == "nothing":
        if _good(effect[-4:]):
            return False
        if rule.name in ("caused-by", "due-to"):
            return (
                aspect == "causes"
                or topic.mentioned(effect)
                or _ill(effect)
                or _pronoun(effect)
                or _any_named(text, members)
            )
        return True
    if topic.mentioned(effect) or aspect == "causes" or _pronoun(effect):
        return rule.name != "consider-condition" or _any_named(text, members)
    if not _ill(effect) and rule.name != "consider-condition":
        return False
    if rule.name in _LOOSE:
        return any(_sorted(text, m) for m in members)
    return _any_named(text, members)


_AT_RISK = re.compile(r"\b(?:risk|likely|prone|chance|likelihood)\b", re.I)
_CAUSING = re.compile(
    r"\b(?:causes?|trigger|bring on|set off|lead to|worsen|result in|contribute to|make)\b[^.]*\Z",
    re.I,
)
_WEAK = frozenset(("damages", "leads-to", "predisposes", "linked-to", "harms"))


def _wholesome(text: str, members: Sequence[Member]) -> bool:
    return any(
        bag(text[m.start : m.end]) & WORDS["wholesome"]
        and not bag(text[m.start : m.end]) & _LACKING
        for m in members
    )


_LACKING = frozenset(
    ("lack", "poor", "little", "no", "not", "without", "excessive", "too", "much", "intense",
     "strenuous", "skipping", "low", "insufficient", "inadequate", "disrupted", "overtraining")
)  # fmt: skip
_OF_THE_BODY = (
    WORDS["body"] | WORDS["body_parts"]
    | {"cells", "vessels", "vessel", "tissue", "tissues", "arteries", "enamel", "immune", "system",
       "eyes", "gum", "lining", "airways", "dna", "sleep", "digestion", "digestive", "hearing",
       "vision", "sight", "memory", "hormones", "organs", "body", "mood", "scalp", "valve"}
)  # fmt: skip
_LOOSE = frozenset(("linked-to", "because-of", "sign-of"))


def _sorted(text: str, member: Member) -> bool:
    """Tell whether a phrase can be sorted: a sign that it speaks of health."""
    return category(text[member.start : member.end]) not in ("other", "unspecified")


_FACTORS = re.compile(r"(?:factors|reasons)\b(?! that| which| in).*(?:includ|such as|like)", re.I)
_STANDS_FOR = WORDS["stands_for"]


def _pronoun(effect: Sequence[Token]) -> bool:
    """Tell whether a pronoun alone is what is caused: "It can also be due to …"."""
    start = max((i for i, w in enumerate(effect) if w.low == ","), default=-1) + 1
    clause = [w.low for w in effect[start:]]
    while clause and clause[-1] in _VERB_GROUP:
        clause.pop()
    if clause and clause[-1] in ("cases", "instances", "episodes"):
        return True  # "a few cases are caused by …"
    return bool(clause) and clause[0] in _STANDS_FOR and set(clause[1:]) <= _VERB_GROUP | _FILL


_FILL = frozenset(
    [
        "benign",
        "common",
        "normal",
        "in",
        "most",
        "some",
        "many",
        "cases",
        "often",
        "symptoms",
        "symptom",
        "and",
    ]
)


def _any_named(text: str, members: Sequence[Member]) -> bool:
    return any(named(text, Span(m.start, m.end)) for m in members)


def named(text: str, span: Span) -> bool:
    """Tell whether a phrase is known as a cause or ends in the name of a condition."""
    low = text[span.start : span.end].lower()
    words = re.findall(r"[\w'-]+", low)
    return bool(words) and (
        words[-1] in ILL["naming"] or knows(low) or bool(_ENDINGS.search(words[-1]))
    )


def _ill(words: Sequence[Token]) -> bool:
    return any(w.low in ILL["problems"] or _ENDINGS.fullmatch(w.low) for w in words)


def _good(words: Sequence[Token]) -> bool:
    """Tell whether the effect is a good one: "better sleep", "a reduced risk of stroke"."""
    return any(word.low in ILL["benefits"] for word in words[:GOOD_WITHIN])


# Of an effect that is a good, one of the first words says so.
GOOD_WITHIN = 6


def _good_name(text: str, member: Member) -> bool:
    first = text[member.start : member.end].lower().split()[:4]
    return bool(set(first) & ILL["benefits"])


def effect_name(text: str, effect: Sequence[Token]) -> str:
    """Name what is caused by its own words, lower case."""
    span = trimmed(effect, 0, min(len(effect), 10))
    return text[span.start : span.end].lower() if span else ""


_AN_AMOUNT_OF_TIME = re.compile(
    r"(?:(?:more|less|fewer) than )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|fifteen|several|many|few) (?:minutes|hours|days|weeks|months|years|times)"
    r"(?: (?:an?|per|each|every|in|or) \w+){0,2}\Z",
    re.I,
)
_GAINS = frozenset(("benefits", "improvement", "improvements"))
_SAYING = frozenset(("adds", "says", "explains", "notes", "said", "warns"))
_NEVER_FIRST = frozenset(
    ("(", ")", "causing", "leading", "resulting", "responsible", "specifically", "less", "rarity")
)
_GENERIC = frozenset(("disease", "disorder", "illness", "syndrome", "infection"))
_POINTING = frozenset(("the", "your", "this", "that", "his", "her", "their", "its"))
_NO_START = WORDS["prepositions"] - {"without", "under", "over", "before", "below"}
_ALPHA = re.compile(r"[^\W\d_]{2}")
_NOT_A_NAME = WORDS["not_a_name"]


# In a list of causes these fill the place of one: "smoking, or medical conditions".
_FILLS = re.compile(
    r"(?:\w+ )?(?:medical|health|chronic|genetic) (?:condition|problem|disorder)s?\Z"
)


def names_something(
    view: View, span: Span, words: Sequence[Token], *, generic: bool = False
) -> bool:
    """Tell whether a phrase can name a cause at all; `generic` lets "medical conditions" pass."""
    text = view.text
    if not view.holds(span.start, span.end) or not _ALPHA.search(text, span.start, span.end):
        return False
    inside = [w.low for w in words if span.start <= w.start < span.end]
    if not inside or inside[0] in _NO_START or inside[0] in _NEVER_FIRST:
        return False
    if len(inside) == 1 and (_LY.search(inside[0]) or inside[0] in WORDS["people"]):
        return False
    if inside[0] in (_NOT_A_NAME - WORDS["adjectives_only"] if len(inside) > 1 else _NOT_A_NAME):
        return False
    if inside[0] in _NOT_A_NAME and inside[1] in ("to", "for", "as", "and", "or", "but", "when"):
        return False  # "hard to find", "common in old age"
    if "of" in inside[1:3] and {"cause", "causes"} & set(inside[:3]):
        return False  # "primary cause of the disorder"
    if inside[-1] in _SAYING or (len(inside) == 1 and inside[0] in _GENERIC):
        at = next(i for i, w in enumerate(words) if w.start >= span.start)
        if inside[-1] in _SAYING or (at and words[at - 1].low in _POINTING):
            return False  # "Jones adds"; "a symptom of the disease"
    if _AN_AMOUNT_OF_TIME.match(text, span.start, span.end):
        return False
    if inside[0] == "not" and not (inside[1:] and inside[1].endswith(("ing", "enough"))):
        return False
    if len(inside) <= 2 and (inside[-1].endswith("ed") or inside[-1] in _NOT_A_NAME):
        return False  # "the cause is treated", "is currently unknown"
    if len(inside) > 1 and inside[0].endswith("ed") and inside[1] in WORDS["prepositions"]:
        return False
    return generic or not is_announcer(text, span)


def _clause(
    view: View,
    sentence: Span,
    topic: Topic,
    rule: Trigger,
    trigger: Span,
    words: list[Token],
    left: int,
    right: int,
) -> Iterator[Found]:
    """Read "happens when …": the whole clause is the cause, of the page's topic alone."""
    before = [w for w in words[max(0, left - 6) : right] if w.end <= trigger.end]
    if not (topic.mentioned(before) or _ill(before)) and not (
        left and words[left - 1].low in ("this", "it", "they", "these")
    ):
        return
    stop = right
    while stop < len(words) and words[stop].low not in (",", ".", ";", ":", "—", "(", "!"):
        stop += 1
    span = trimmed(words, right, stop)
    if span is None or words[right].low.split("'")[0] in WORDS["pronouns"]:
        return
    verdict = judge(view.text, sentence.start, trigger, hedged=rule.hedged)
    for i in range(right, min(stop, right + 5)):
        if words[i].low in ("contain", "contains", "lack", "lacks"):
            members = right_phrase(view.text, words, i + 1)
            if len(members) > 1:  # "if bile contains too much fat or not enough salts"
                for member in members:
                    one = Span(member.start, member.end)
                    if names_something(view, one, words):
                        yield Found(one, sentence, topic.name, verdict, "trigger", 0.6)
                return
    own_body = words[right].low in WORDS["determiners"] and words[right + 1].low == "body"
    if (own_body or names_something(view, span, words)) and view.holds(*span):
        yield Found(span, sentence, topic.name, verdict, "trigger", 0.6)


_IF = re.compile(
    r"(?:If|When|Whenever)\s+(?!you\b|your\b|it\b|this\b|these\b|they\b|that\b|we\b|not\b)", re.I
)


def _when(view: View, sentence: Span, topic: Topic, words: list[Token]) -> Iterator[Found]:
    """Read "if X is damaged, Y may follow": the condition is the cause of an ill."""
    text = view.text
    m = _IF.match(text, sentence.start, sentence.end)
    if not m:
        return
    comma = next((i for i, w in enumerate(words) if w.low == ","), None)
    if (
        comma is None
        or not 3 <= comma <= 14
        or not any(w.low in WORDS["auxiliaries"] or _stem(w.low) != w.low for w in words[1:comma])
    ):
        return
    main = words[comma + 1 :]
    verb = next(
        (
            i
            for i, w in enumerate(main)
            if w.low in _FOLLOWS and not (i and main[i - 1].low in _NOUN_BEFORE)
        ),
        None,
    )
    if verb is None or not (_ill(main[verb:]) or topic.mentioned(main[verb:]) or _ill(main[:verb])):
        return
    span = trimmed(words, 1, comma)
    if span is not None and names_something(view, span, words):
        verdict = judge(text, main[0].start, Span(main[verb].start, main[verb].end))
        yield Found(span, sentence, topic.name, verdict, "trigger", 0.55)


_FOLLOWS = WORDS["follows"]

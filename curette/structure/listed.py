"""Causes that stand in a list, a heading, a term run or a definition, without a trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from curette.model import Span
from curette.structure.certainty import Judgement, judge, of_member
from curette.structure.effects import effect_name
from curette.structure.found import Found
from curette.structure.grammar import right_phrase
from curette.structure.lexicon import WORDS, bag
from curette.structure.naming import names_something
from curette.structure.subjects import subject_before
from curette.structure.words import Member, Token, tokens, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.records import Via
    from curette.structure.topic_words import Topic
    from curette.structure.units import Unit
    from curette.structure.view import View

_LIST_OF_CAUSES = re.compile(
    r"\b(?:causes?|caused by|triggers?|triggered by|due to|risk factors?|culprits?|reasons?|"
    r"linked to|associated with|result(?:s|ing)? (?:from|of)|attributed to|brought on by|"
    r"contribut(?:e|es|ing) (?:to|factors?)|"
    r"(?:may|can|might)(?: also| often)? (?:occur|happen|develop|be seen) (?:with|in|after|from)|"
    r"(?:can|may|might|could)(?: also)? (?:lead to|result in|bring on)|"
    r"related to|factors|play an? (?:role|part)|stem(?:s)? from|more likely|"
    r"at (?:\w+ )?risk|risks? (?:for|of) [^.]{0,60}\b(?:if|when|are|include)\b|"
    r"put\w* .{0,30}at risk|"
    r"(?:rais|increas)\w+ .{0,40}(?:risk|chance|likelihood)s?|make[s]? .{0,40}worse|worsened by|"
    r"aggravated by|as an? (?:side effect|complication) of|"
    r"(?:that|which) (?:\w+ )?(?:lead to|result in|raise|worsen)|(?:those|most) likely to)\b",
    re.I,
)
_NOT_A_LIST_OF_CAUSES = re.compile(
    r"\b(?:(?:can|may|might|could|will|to|it|they|also)\s(?:\w+\s)?(?:causes?|triggers?)|leads? to|"
    r"results? in|contributes? to)(?: symptoms)?(?: such as| like| the following| these| problems)?"
    r"\W*\Z|"
    r"(?:causes?|leads? to|results? in|produces?) (?:\w+ ){0,4}(?:problems|symptoms|signs|"
    r"complications|effects|changes|reactions)\b[^.;]{0,30}\W*\Z|"
    r"\bfollowing (?:\w+ ){0,2}(?:signs|symptoms|complications|side effects|problems)\b|"
    r"\b(?:symptoms?|signs?|side effects?|complications?)\b[^:]{0,60}\b(?:include|are|may be)\b|"
    r"\b(?:treat|prevent|reduc|avoid|manag|reliev|eas|lower|help|diagnos|determin|find)\w*\b|"
    r"\bshould\b|\bask\b|\bcall\b|\bsee your\b|\btips?\b|\bsteps?\b|\bquestions?\b|"
    r"\breasons? to (?:see|call|visit|eat|drink|try|choose|love|take|start)\b",
    re.I,
)


def announces_causes(text: str, span: Span) -> bool:
    """Tell whether a sentence introduces a list of causes, not of effects or of measures."""
    sentence = text[span.start : span.end]
    listed = _LIST_OF_CAUSES.search(sentence)
    if listed is None:
        return False
    # "Risk factors that call for treatment include": what comes after the word denies nothing.
    rest = _TREATMENT.sub(" ", sentence[listed.end() :])
    return not _NOT_A_LIST_OF_CAUSES.search(sentence[: listed.end()] + rest)


_TREATMENT = re.compile(r"\btreatments?\b", re.I)


_HEAD_END = re.compile(r"\s[—–-]{1,2}\s|:\s|—|\s–|\.\s|\.\Z|\?\s")
# A list item's head has at most this many words; a longer one is a sentence and is read as one.
LONGEST_HEAD = 12


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a list item or term run, and where its explanation begins."""

    start: int
    end: int
    rest: int
    dashed: bool = False
    """A dash stands between term and explanation."""


def head_of(text: str, start: int, end: int) -> Head | None:
    """Cut a list item into its head and its explanation."""
    m = _HEAD_END.search(text, start, end)
    stop = m.start() if m else end
    rest = m.end() if m else end
    if m and m.group().startswith(("-", " -")) and stop - start < 2:
        return None
    if text.count(" ", start, stop) >= LONGEST_HEAD or stop <= start:
        return None
    return Head(start, stop, rest)


def from_item(
    view: View, unit: Unit, topic: Topic, verdict: Judgement, via: Via, confidence: float
) -> Iterator[Found]:
    """Yield the causes that the head of a list item names."""
    text = view.text
    head = head_of(text, unit.start, unit.end)
    stop = head.end if head else (unit.lines[0].end if unit.lines else unit.end)
    words = tokens(text, unit.start, stop)
    skip = _PEOPLE_WITH.match(text, unit.start, stop)
    if skip:
        words = [word for word in words if word.start >= skip.end()]
    if not words or words[0].low in WORDS["pronouns"] - {"one"}:
        return
    if words[0].low in _STATES and len(words) > 1:
        words = words[1:]  # "(if you) have gout", "(people who) are overweight"
    words = _without_apposition(words)
    members = right_phrase(text, words, 0)
    for n, word in enumerate(words):
        if word.low == ";" and n + 1 < len(words):
            after = n + 2 if words[n + 1].low in ("and", "or") else n + 1
            members.extend(right_phrase(text, words, after))
    plain = trimmed(words, 0, len(words))
    if plain and (_is_whole(words) or (unit.intro and _takes_a_verb(text, unit.intro, words))):
        members = [Member(plain.start, plain.end)]
    if head and plain and _is_pair(words) and len(members) == 2 and members[1].within is None:
        members = [Member(plain.start, plain.end)]
    spans: list[Span] = []
    evidence = Span(unit.start, unit.lines[0].end if unit.lines else unit.end)
    for n, member in enumerate(members):
        span = Span(member.start, member.end)
        spans.append(span)
        if not names_something(view, span, words):
            span = _with_clause(words, span)
            if not names_something(view, span, words):
                continue
        within = spans[member.within] if member.within is not None else None
        own = of_member(text, verdict, spans[n - 1].end if n else unit.start, span.start)
        yield Found(span, evidence, topic.name, own, via, confidence, within=within)


def _with_clause(words: Sequence[Token], span: Span) -> Span:
    """Give a wide name the clause that restricts it: "conditions that weaken the bones"."""
    behind = [word for word in words if word.start >= span.end]
    if not behind or behind[0].low not in ("that", "which", "who"):
        return span
    stop = next((n for n, w in enumerate(behind) if w.low in ",;:.("), len(behind))
    return Span(span.start, behind[stop - 1].end) if stop <= LONGEST_HEAD else span


_STATES = frozenset(("have", "has", "had", "are", "is", "am", "were", "was"))
_APPOSED = frozenset(("a", "an", "the", "which", "who", "where", "when"))


def _without_apposition(words: list[Token]) -> list[Token]:
    """Cut "gout, a disorder that …", "thyroiditis, or inflammation of the thyroid" to the name."""
    comma = next((n for n, word in enumerate(words) if word.low == ","), 0)
    if not comma or comma + 1 >= len(words):
        return words
    if words[comma + 1].low in _APPOSED:
        more = [word.low for word in words[comma + 2 :]]
        listed = words[comma + 1].low in ("a", "an", "the") and "," in more and "or" in more
        return words if listed else words[:comma]
    renamed = words[comma + 1].low == "or" and any(w.low == "of" for w in words[comma + 2 :])
    return words[:comma] if renamed else words


def _is_whole(words: Sequence[Token]) -> bool:
    """Tell whether an item is one phrase, with nothing in it that could divide it."""
    low = {word.low for word in words}
    divides = WORDS["auxiliaries"] | WORDS["modals"] | WORDS["relatives"] | WORDS["pronouns"]
    return len(words) <= LONGEST_HEAD and not low & (divides | _DIVIDES)


_DIVIDES = frozenset(
    (",", ";", ":", "and", "or", "(", "such", "including", "like", "when", "if", "because", "due",
     "caused", "related", "associated", "—", "–", "-", "/")
)  # fmt: skip
_WHO = re.compile(r"\b(?:who|you|if|when)(?: have| are)?\W*\Z", re.I)


def _takes_a_verb(text: str, intro: Span, words: Sequence[Token]) -> bool:
    """Tell whether an item goes on with a verb after "people who": "use illegal drugs"."""
    m = _WHO.search(text, intro.start, intro.end)
    return (
        m is not None
        and m.group().split()[-1].lower().rstrip(":") not in ("have", "are")
        and words[0].low not in ("have", "has", "had", "are", "is")
        and words[0].low not in WORDS["determiners"] | WORDS["prepositions"]
    )


# "people with gout" in a list of those at risk: gout is what sets them apart.
_PEOPLE_WITH = re.compile(
    r"(?:people|those|anyone|patients|adults|women|men|children|individuals) "
    r"(?:with|who (?:have|has|had|have had|are|take|use)|on|taking|having) (?:an? |the )?",
    re.I,
)


def _is_pair(words: Sequence[Token]) -> bool:
    """Tell whether a head is two names and nothing else: "Anxiety and stress"."""
    low = [w.low for w in words]
    return low.count("and") + low.count("or") == 1 and "," not in low and ";" not in low


def from_heading(view: View, unit: Unit, topic: Topic, verdict: Judgement) -> Iterator[Found]:
    """Yield the cause that a sub-heading of a section on causes names."""
    words = tokens(view.text, unit.start, unit.end)
    if len(words) > 8 or not words or words[-1].low in ("?", "!", ":"):
        return
    if any(w.low in _NO_HEADING_CAUSE or w.low in WORDS["auxiliaries"] for w in words):
        return
    span = trimmed(words, 0, len(words))
    if span is not None and names_something(view, span, words):
        yield Found(span, Span(unit.start, unit.end), topic.name, verdict, "heading", 0.55)


_NO_HEADING_CAUSE = WORDS["no_heading_cause"]


_EFFECTS = frozenset(("effects", "reactions"))
_SIDE_EFFECTS = re.compile(
    r"\b(?:side effects|adverse (?:effects|reactions))"
    r"(?: (?:may|can|might|could))?(?: also)? (?:include|are)\b",
    re.I,
)


def from_side_effects(view: View, sentence: Span, heading: Unit, topic: Topic) -> Iterator[Found]:
    """Read "Side effects include …" under the name of a medicine: the medicine causes them."""
    text = view.text
    if not bag(text[slice(*sentence)]) & _EFFECTS:
        return
    m = _SIDE_EFFECTS.search(text, sentence.start, sentence.end)
    words = tokens(text, heading.start, heading.end)
    if m is None or not words or len(words) > 10 or words[-1].low in "?!:.":
        return
    if any(w.low in _NO_HEADING_CAUSE or w.low in WORDS["auxiliaries"] for w in words):
        return
    span = trimmed(words, 0, len(words))
    if span is None or topic.mentioned(words) or not names_something(view, span, words):
        return
    effect = tokens(text, m.end(), sentence.end)
    yield Found(
        span, sentence, effect_name(text, effect), judge(text, m.start(), Span(*m.span())),
        "heading", 0.6, effect_is_topic=False,
    )  # fmt: skip


def is_fragment(text: str, sentence: Span) -> bool:
    """Tell whether a sentence has no verb: what is left of a list that lost its bullets."""
    words = tokens(text, *sentence)
    return len(words) <= LONGEST_HEAD and not any(
        w.low in WORDS["auxiliaries"] | WORDS["modals"] | WORDS["verbs"] | WORDS["pronouns"]
        for w in words
    )


# ---- term runs

_TERM = re.compile(
    r"(?:(?<=[.!?]\s)|(?<=\n)|\A)(?P<term>[A-Z][\w'’(),/ -]{2,60}?)\s*"
    r"(?:\s[—–]\s?|—|\s-\s)(?=[A-Z“\"])"
)


_GLUED = re.compile(
    r"(?:(?<=[.!?]\s)|(?<=\n)|\A)(?P<term>[A-Z][a-z]{3,}(?: (?:and |of |or |for "
    r")?[A-Z][a-z]{2,}){0,5}) "
    r"(?=(?:In|Most|Some|The|If|People|Many|A|An|This|Other|Although|Having|When|Certain|It|You|"
    r"Your|"
    r"Having|For|These|There|Over|While|Because|One|Women|Men|Children|Research|Studies|Being|"
    r"More) [a-z]|"
    r"(?P=term) [a-z]|[A-Z]{2,6} (?:can|is|may|also|usually|often|sometimes)\b)"
)


@lru_cache(maxsize=512)
def terms(text: str, start: int, end: int) -> tuple[Head, ...]:
    """Find "Term — explanation" runs in a stretch of text."""
    found: list[Head] = []
    for m in _TERM.finditer(text, start, end):
        if m.group("term").count(" ") > 5:
            continue
        found.append(Head(m.start("term"), m.end("term"), m.end(), dashed=True))
    # Data sets that lost their headings run them into the sentence: "Asthma Some people …".
    found.extend(
        Head(m.start("term"), m.end("term"), m.end()) for m in _GLUED.finditer(text, start, end)
    )
    return tuple(sorted(found, key=lambda head: head.start))


# ---- definitions

_DEFINED_AS = frozenset(
    (
        "condition",
        "disorder",
        "disease",
        "syndrome",
        "infection",
        "illness",
        "conditions",
        "diseases",
    )
)
_DEFINITION = re.compile(
    r"\b(?:is|are)(?: also)? (?:an?|another|one|the)?(?:[\w-]+ ){0,4}?"
    r"(?:condition|disorder|disease|syndrome|infection|illness)s?(?: \w+){0,3}? "
    r"(?:that (?:can |may |often )?(?:causes?|leads? to|results? in|involves?)|leading to|"
    r"causing|involving|resulting in|characteri[sz]ed by|marked by)\s",
    re.I,
)


def from_definition(view: View, sentence: Span, topic: Topic) -> Iterator[Found]:
    """Yield the condition that a sentence defines by the page's topic."""
    text = view.text
    if not bag(text[slice(*sentence)]) & _DEFINED_AS:
        return
    m = _DEFINITION.search(text, sentence.start, sentence.end)
    if not m or text[sentence.end - 1] == "?":
        return
    words = tokens(text, *sentence)
    left = sum(1 for w in words if w.end <= m.start())
    behind = [w for w in words if w.start >= m.end()]
    if not topic.mentioned(behind[:24]) or topic.named_outright(words[:left]):
        return
    for member in subject_before(text, words, left):
        span = Span(member.start, member.end)
        if names_something(view, span, words):
            verdict = judge(text, sentence.start, Span(m.start(), m.end()))
            yield Found(span, sentence, topic.name, verdict, "definition", 0.6)

"""How far a page can be trusted, and what sort of page it is: each verdict with its reason.

The signs are general: a list that is announced and missing, a topic that is introduced again
and again, a review line in the middle, institutions that are named and say nothing. No sign
alone makes a page stitched or machine-written; two different ones do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from curette.records import PageType, Quality, QualityFlag, Quote
from curette.structure.days import days
from curette.structure.subject import stem, stems
from curette.text import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Document, Span
    from curette.records import NamedSource, Subject
    from curette.structure.qa import Reading

# What a flag takes from the score. Set by hand, by how much a reader is misled: spun text says
# wrong things, stitched text says right things about the wrong list, the others are doubts.
COSTS = {
    "spun": 0.6,
    "rejected": 0.6,
    "stitched": 0.3,
    "ai_summary": 0.3,
    "sources_named_not_cited": 0.1,
    "empty_list_intro": 0.05,
    "truncated_list": 0.05,
    "garbled_span": 0.1,
    "salutation_sex_mismatch": 0.05,
    "truncated": 0.1,
    "declared_topic_unnamed": 0.1,
    "declared_review_differs": 0.05,
}
# Institutions named in one breath without a word of theirs: three is name-dropping, one a link.
NAMES_DROPPED = 3
# Between two names of one list stand a comma, "and", a place: no more characters than this.
ONE_BREATH = 60
# Stock phrases of written-to-order summaries: people use one, rarely three in one short page.
STOCK_PHRASES = 3
STOCK_SHARE = 0.005
# Of the five seeds and twenty dev pages only the stitched one introduces its subject more than
# twice, the openings lying far apart.
RESTARTS = 3
RESTART_DISTANCE = 600
# So many missing lists are named one by one, and a sentence that announces one is no longer.
MOST_EMPTY_LISTS = 20
LONGEST_INTRODUCTION = 1000
# A page names what it is about within this many characters, or not at all.
LONGEST_SEARCHED = 50_000
# A page is a list page where at least this many list items stand, so many to 100 words (of the
# gold pages, list pages have 1.5 to 5.3 and articles under 0.9, one apart), or where its title
# announces a number of things and as many headings are numbered.
FEWEST_ITEMS = 4
ITEMS_IN_100_WORDS = 1.4

_EMPTY_INTRO = re.compile(r"[A-Za-z)]\s?:\s?[.;](?=\s|\Z)")
_ANNOUNCES = re.compile(
    r"\b(?:includ(?:e|es|ing)|such as|following|these|as follows|causes|symptoms|things|reasons|"
    r"factors|are|by|of|as)\s*:\s*\Z",
    re.IGNORECASE,
)
_PRODUCED = re.compile(
    r"\b(?:updated by|reviewed by|review provided by|written by|editorial team|last (?:updated|"
    r"reviewed)|©|copyright \d{4}|all rights reserved)\b|\b\w+, [A-Z]{2}: [A-Z]\w+; (?:\d{4}|chap)",
    re.IGNORECASE,
)
_OPENS = (
    "is", "are", "occur", "happen", "describ", "refer", "mean", "involv", "caus", "can", "ar",
    "represent", "develop", "consist",
)  # fmt: skip
_GENERIC = re.compile(
    r"\b(?:can be attributed to (?:various|several|many|a variety of)|(?:a )?common and often|"
    r"plays? a (?:crucial|vital|key|significant) role|it(?:['’]s| is) (?:important|crucial|"
    r"essential|worth) to (?:note|remember|understand)|in (?:summary|conclusion|today['’]s)|"
    r"(?:several|various|numerous|a (?:wide )?(?:range|variety) of) factors,?|for instance,|"
    r"(?:provide|offer)s? (?:detailed|valuable) (?:insights?|information)|delve|navigat(?:e|ing)|"
    r"can significantly impact|ranging from|it(?:['’]s| is) believed that|overall well-being|"
    r"can be particularly challenging|multifaceted|comprehensive (?:guide|overview))",
    re.IGNORECASE,
)
_MADE_BY_MACHINE = re.compile(
    r"\b(?:this|the above|our) (?:\w+ ){0,3}(?:is|was|were|has been|have been) (?:\w+ )?"
    r"(?:generated|written|created|produced|summari[sz]ed) (?:by|with|using) (?:the help of )?"
    r"(?:an? )?(?:ai\b|artificial intelligence|chatgpt|gpt-?\d?|large language model)|"
    r"\A.{0,300}\bai[- ]generated (?:summary|overview|article|answer)\b|"
    r"\bas an ai language model,? i\b",
    re.IGNORECASE,
)
_TITLE_SHAPE = re.compile(
    r"\A(?:understanding|exploring|unveiling|unraveling|unlocking|demystifying|navigating|"
    r"decoding)\b|: (?:causes|symptoms|a (?:comprehensive|complete)|what you)\b.*\b(?:and|guide)\b",
    re.IGNORECASE,
)
_MR = re.compile(r"\b(?:mr|sir|brother|gentleman)\b\.?", re.IGNORECASE)
_MS = re.compile(r"\b(?:mrs|ms|miss|madam|ma.am|sister)\b\.?", re.IGNORECASE)
_GREETING = re.compile(r"\A[^\n]{0,20}\b(?:hello|hi|dear|good (?:day|morning|evening))\b.{0,60}",
                       re.IGNORECASE | re.DOTALL)  # fmt: skip


@dataclass(slots=True)
class _Signs:
    """Reasons, gathered under the verdict that they speak for."""

    flags: list[QualityFlag] = field(default_factory=list)
    stitched: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    sourceless: bool = False
    """Institutions are dropped as names, or the page says itself that a machine wrote it."""


def judge(
    document: Document, subject: Subject, reading: Reading, sources: Sequence[NamedSource]
) -> tuple[PageType, Quality]:
    """Return the page's type and its quality, with a flag and a reason for each doubt."""
    signs = _Signs()
    garbled = tuple((cut.start, cut.end) for cut in document.ledger if cut.kind == "garbled")
    spun = next((flag for flag in document.flags if flag.name == "spun"), None)
    if spun is not None:
        signs.flags.append(QualityFlag("spun", spun.reason))
    elif garbled:
        reason = f"{len(garbled)} stretches of text are garbled"
        signs.flags.append(QualityFlag("garbled_span", reason))
    if document.rejected is not None:
        signs.flags.append(QualityFlag("rejected", document.rejected.reason))
    _empty_lists(document, signs)
    _joined_texts(document, subject, signs)
    _summary(document, sources, signs)
    _asker_doubts(reading, signs)
    _declared(document, signs)
    kind = _page_type(document, reading, signs, spun=spun is not None)
    if kind in ("stitched", "ai_summary"):
        because = signs.stitched if kind == "stitched" else signs.summary
        signs.flags.append(QualityFlag(kind, "; ".join(because)))
    # A reader of the record wants to know what extraction and the cleaners doubt of the page, too.
    known = {flag.name for flag in signs.flags}
    signs.flags.extend(
        QualityFlag(flag.name, flag.reason)
        for flag in document.flags
        if flag.start is None and flag.name not in known
    )
    score = 1.0 - sum(COSTS.get(flag.name, 0.0) for flag in signs.flags)
    return kind, Quality(tuple(signs.flags), garbled, round(max(0.0, min(1.0, score)), 3))


def _page_type(document: Document, reading: Reading, signs: _Signs, *, spun: bool) -> PageType:
    if spun:
        return "spun"
    if reading.qa is not None:
        return "qa"
    if len(signs.stitched) >= 2:
        return "stitched"
    if len(signs.summary) >= 2 and signs.sourceless:
        return "ai_summary"
    if reading.faq:
        return "faq"
    return "list_page" if _is_list(document) else "article"


def _standing(document: Document) -> Iterator[Span]:
    return document.kept(ignoring=frozenset({"garbled", "rejected"}))


def _empty_lists(document: Document, signs: _Signs) -> None:
    """Flag list introductions that nothing follows: the list was lost, not the sentence."""
    text = document.text
    places = (
        (max(start, _sentence_start(text, match.start())), match.end())
        for start, end in _standing(document)
        for match in _EMPTY_INTRO.finditer(text, start, end)
    )
    count = 0
    for start, end in islice(places, MOST_EMPTY_LISTS):
        quote = Quote(text[start:end], start, end)
        reason = "a list is announced and nothing follows; what comes next is another sentence"
        signs.flags.append(QualityFlag("empty_list_intro", reason, quote))
        count += 1
    ends = [end for start, end in _standing(document) if text[start:end].strip()]
    tail = text[: ends[-1]].rstrip() if ends else ""
    if tail.endswith(":") and _ANNOUNCES.search(tail[-80:]):
        at = _sentence_start(text, len(tail))
        if document.stands(at, len(tail)):
            quote = Quote(text[at : len(tail)], at, len(tail))
            signs.flags.append(
                QualityFlag("truncated_list", "the page ends where a list should begin", quote)
            )
    if count >= 2:
        signs.stitched.append(f"{count} lists are announced and missing")


def _sentence_start(text: str, at: int) -> int:
    """Return where the sentence before `at` begins, as far as stops and line breaks tell."""
    low = max(0, at - LONGEST_INTRODUCTION)
    stops = (text.rfind("\n", low, at) + 1, text.rfind(". ", low, at) + 1, low)
    start = max(stops)
    while start < at and text[start].isspace():
        start += 1
    return start


def _joined_texts(document: Document, subject: Subject, signs: _Signs) -> None:
    """Look for seams: the subject introduced again, and closing lines with more text below."""
    openings = list(_openings(document, subject))
    apart = [openings[0]] if openings else []
    for at in openings[1:]:
        if at - apart[-1] >= RESTART_DISTANCE:
            apart.append(at)
    if len(apart) >= RESTARTS:
        signs.stitched.append(f"the subject is introduced {len(apart)} times, far apart")
    length = len(document.text)
    seams = [
        match.start()
        for match in _PRODUCED.finditer(document.text)
        if 0.2 * length < match.start() < 0.75 * length
    ]
    if seams:
        signs.stitched.append("closing lines (references, a review line) stand in the middle")


def _openings(document: Document, subject: Subject) -> Iterator[int]:
    """Yield where a sentence begins by saying what the subject is."""
    names = {stems(name) for name in (subject.name, *subject.aliases)} - {()}
    if not names:
        return
    first = "|".join(sorted(re.escape(name[0]) for name in names))
    opening = re.compile(rf"(?:\A|\n|[.!?][”\"')]?\s)\s{{0,40}}(?=(?:{first}))", re.IGNORECASE)
    for run in _standing(document):
        for match in opening.finditer(document.text, *run):
            end = min(run.end, match.end() + 90)
            words = [stem(w.group()) for w in WORD.finditer(document.text, match.end(), end)]
            if any(
                tuple(words[: len(name)]) == name
                and words[len(name) : len(name) + 1]
                and words[len(name)] in _OPENS
                for name in names
            ):
                yield match.end()


def _summary(document: Document, sources: Sequence[NamedSource], signs: _Signs) -> None:
    """Look for a machine's summary: names without words of theirs, stock phrases, no voice."""
    text = document.text
    dropped = _in_one_breath(sources)
    if dropped:
        names = ", ".join(source.name for source in dropped[:NAMES_DROPPED])
        reason = f"{len(dropped)} institutions are named and nothing of theirs is told: {names}, …"
        signs.flags.append(QualityFlag("sources_named_not_cited", reason, dropped[0].span))
        signs.sourceless = True
        signs.summary.append(f"{len(dropped)} institutions are named and not cited")
    machine = _MADE_BY_MACHINE.search(text)
    if machine:
        signs.sourceless = True
        signs.summary.extend([f"it says so: {machine.group()!r}", "it says so"])
    if not signs.sourceless:
        return
    said = {match.group().lower() for match in _GENERIC.finditer(text)}
    words = max(1, len(text.split()))
    if len(said) >= STOCK_PHRASES and len(said) / words >= STOCK_SHARE:
        signs.summary.append(f"{len(said)} stock phrases in {words} words")
    title = (document.meta.title or text[:200].strip().split("\n", 1)[0]).strip()[:300]
    if title and _TITLE_SHAPE.search(title) and said:
        signs.summary.append("its title is a stock title")
    if any(cut.kind == "duplicate_title" for cut in document.ledger) and said:
        signs.summary.append("its title stands twice")


def _in_one_breath(sources: Sequence[NamedSource]) -> list[NamedSource]:
    """Return the longest run of institutions that are listed one after the other, uncited."""
    placed = [source for source in sources if source.span is not None and not source.cited]
    best: list[NamedSource] = []
    run: list[NamedSource] = []
    end = 0
    for source in sorted(placed, key=lambda one: one.span.start if one.span else 0):
        if source.span is None:
            continue
        if run and source.span.start - end > ONE_BREATH:
            run = []
        run.append(source)
        end = source.span.end
        if len(run) > len(best):
            best = list(run)
    return best if len(best) >= NAMES_DROPPED else []


def _asker_doubts(reading: Reading, signs: _Signs) -> None:
    """Flag an answer that greets a man where a woman asks, or the other way round."""
    if reading.qa is None or reading.qa.asker.sex is None:
        return
    for answer in reading.qa.answers:
        greeting = _GREETING.match(answer.span.quote)
        if greeting is None:
            continue
        greets = (
            "male" if _MR.search(greeting[0]) else "female" if _MS.search(greeting[0]) else None
        )
        if greets and greets != reading.qa.asker.sex:
            start = answer.span.start
            quote = Quote(greeting[0], start, start + len(greeting[0]))
            reason = f"the answer greets a {greets} asker, the page says {reading.qa.asker.sex}"
            signs.flags.append(QualityFlag("salutation_sex_mismatch", reason, quote))
            return


def _declared(document: Document, signs: _Signs) -> None:
    """Flag what the page's JSON-LD says of it and its text does not; the text counts."""
    meta = document.meta
    told = days(document).reviewed
    if told and meta.reviewed and _apart(told, meta.reviewed):
        reason = f"the page shows {told} as the day of its review and declares {meta.reviewed}"
        signs.flags.append(QualityFlag("declared_review_differs", reason))
    if not meta.about:
        return
    said = {stem(match.group()) for match in WORD.finditer(document.text[:LONGEST_SEARCHED])}
    if not any(said.issuperset(stems(name)) for name in meta.about):
        reason = f"it declares to be about {meta.about[0]}, which its text does not name"
        signs.flags.append(QualityFlag("declared_topic_unnamed", reason))


def _apart(one: str, other: str) -> bool:
    """Tell whether two days are no moment told in two time zones."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) > 1


def _is_list(document: Document) -> bool:
    """Tell whether the page is mostly a list: items close together, or numbered headings."""
    items = words = numbered = 0
    for block in document.blocks:
        for start, end in document.standing(block.start, block.end):
            text = document.text[start:end]
            words += len(text.split())
            items += len(_INLINE_ITEM.findall(text))
            numbered += block.kind == "heading" and bool(_NUMBERED.match(text))
        if block.kind in ("list_item", "row") and document.stands(block.start, block.end):
            items += 1
    if items >= FEWEST_ITEMS and items * 100 >= ITEMS_IN_100_WORDS * words:
        return True
    return numbered >= FEWEST_ITEMS


# Data sets that lost their line breaks keep two spaces before a bullet.
_INLINE_ITEM = re.compile(r"(?<=\s\s)[-•*–] (?=\S)")
_NUMBERED = re.compile(
    r"\s*(?:(?:myth|tip|step|reason|sign|way|fact|mistake)\s)?#?\d{1,2}\s?[.):]", re.I
)

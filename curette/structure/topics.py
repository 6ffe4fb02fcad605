"""One record a condition over all its pages: causes, advice, red flags and tests, each with the
pages that say so, counted by independent source.

Pages of one site, of one cluster of near-duplicates, or made from one template are one source:
support never grows by copying. What a page denies is kept beside what others assert; only the
same effect, said in general, makes a disagreement.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from curette.records import (
    Changes,
    TopicDocument,
    TopicItem,
    TopicQuestion,
    TopicQuote,
    TopicRecord,
    Urgency,
)
from curette.structure.subject import condition, stems
from curette.structure.topic_causes import cause_key, distinct, most_said, stable_id, topic_causes
from curette.structure.topic_sources import TopicPage, count_sources, support, topic_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from curette.records import DocumentRecord, Subject, TopicCause

# Advice and red flags in other words are one item where they share this much of their stems.
# At .5 "drink water" merges with "drink coffee"; at .75 nothing merges that is not verbatim.
SAME_WORDS = 0.6

_URGENCY: tuple[Urgency, ...] = ("not_needed", "routine", "soon", "emergency")


def merge(
    documents: Iterable[DocumentRecord],
    previous: Mapping[str, TopicRecord] | None = None,
    *,
    stitched: Collection[str] = (),
) -> tuple[TopicRecord, ...]:
    """Merge records into one topic a condition, in the order of their names.

    A subject of which no page says anything, such as the name on a page of links, is no topic.
    Documents that are `stitched` from others support nothing a second time.

    `previous` holds the topics of the run before by id. It feeds `changes` and nothing else: names
    and ids come from `documents` alone, whatever ran before.
    """
    pages: dict[str, list[TopicPage]] = defaultdict(list)
    for record in documents:
        key = topic_key(record.topic)
        if key:
            pages[key].append(topic_page(record, repeats=record.id in stitched))
    topics = [
        _topic(key, sorted(members, key=lambda page: page.id))
        for key, members in pages.items()
        if any(page.says_something for page in members)
    ]
    if previous is not None:  # with no run before, all would read as news
        topics = [
            replace(topic, changes=_changes(topic, previous.get(topic.id))) for topic in topics
        ]
    return tuple(sorted(topics, key=lambda topic: (topic.topic, topic.id)))


def topic_key(subject: Subject) -> str:
    """Return what makes two subjects one topic: a code, else a known name, else the stems."""
    for concept in subject.concepts:
        if concept.match in ("exact", "synonym"):
            return f"{concept.system}:{concept.code}"
    row = condition(subject.name)
    if row is not None and row.icd10cm:
        return f"ICD10CM:{row.icd10cm}"
    return "" if subject.name == "unknown" else " ".join(stems(subject.name))


def _topic(key: str, pages: Sequence[TopicPage]) -> TopicRecord:
    count_sources(pages)
    causes = topic_causes(key, pages)
    advice = _advice(key, pages)
    names = Counter(page.subject.name for page in pages)
    name = most_said(names)
    aliases = {alias for page in pages for alias in (page.subject.name, *page.subject.aliases)}
    return TopicRecord(
        schema="curette.topic/1",
        id=stable_id(key),
        topic=name,
        aliases=tuple(sorted(aliases - {name})),
        concepts=distinct(concept for page in pages for concept in page.subject.concepts),
        documents=tuple(
            TopicDocument(
                page.id,
                page.site,
                page.cluster,
                page.page_type,
                page.flags,
                page.source,
                page.weight,
            )
            for page in pages
        ),
        causes=causes,
        advice=advice,
        red_flags=_red_flags(key, pages),
        tests=_tests(key, pages),
        qa=tuple(_questions(pages, causes, advice)),
        changes=Changes(),
    )


@dataclass(slots=True)
class _Thing:
    """Mentions of one piece of advice, red flag or test."""

    kind: str
    words: frozenset[str]
    names: list[str] = field(default_factory=list)
    quotes: list[tuple[int, TopicQuote]] = field(default_factory=list)
    urgency: Urgency | None = None
    fixed: str | None = None


class _Things:
    """The things of one sort that the pages of a topic say, each found again by its words."""

    def __init__(self) -> None:
        self.all: list[_Thing] = []
        self._fixed: dict[tuple[str, str], _Thing] = {}
        self._same: dict[tuple[str, frozenset[str]], _Thing] = {}
        self._holding: dict[tuple[str, str], list[int]] = defaultdict(list)

    def named(self, kind: str, name: str) -> _Thing:
        """Return the thing of this kind that always goes by `name`."""
        found = self._fixed.get((kind, name))
        if found is None:
            found = self._fixed[kind, name] = _Thing(kind, frozenset(), fixed=name)
            self.all.append(found)
        return found

    def like(self, kind: str, words: str, code: str = "") -> _Thing:
        """Return the thing of this kind that is said in much the same words, or a new one.

        Equal words are always one thing: an item's id is made of its kind and its name.
        """
        here = frozenset({code} if code else cause_key(words))
        found = self._same.get((kind, here))
        if found is None:
            found = self._same[kind, here] = self._nearest(kind, here) or self._new(kind, here)
        return found

    def _nearest(self, kind: str, here: frozenset[str]) -> _Thing | None:
        shared = Counter(at for word in here for at in self._holding.get((kind, word), ()))
        alike = {
            at: count / len(here | self.all[at].words)
            for at, count in shared.items()
            if count >= SAME_WORDS * len(here)
        }
        best = min(alike, key=lambda at: (-alike[at], at), default=None)
        return None if best is None or alike[best] < SAME_WORDS else self.all[best]

    def _new(self, kind: str, here: frozenset[str]) -> _Thing:
        for word in here:
            self._holding[kind, word].append(len(self.all))
        self.all.append(_Thing(kind, here))
        return self.all[-1]


def _advice(key: str, pages: Sequence[TopicPage]) -> tuple[TopicItem, ...]:
    things = _Things()
    for at, page in enumerate(pages):
        for item in page.advice:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            if item.kind == "see_doctor":
                needless = item.urgency == "not_needed"
                who = item.who or "doctor"
                name = f"no need to see a {who} at once" if needless else f"see a {who}"
                thing = things.named(item.kind, name)
            else:
                name = item.actions[0].quote if item.actions else item.span.quote
                thing = things.like(item.kind, name)
            _add(thing, at, name, quote, item.urgency)
    return _items(key, "advice", things, pages)


def _red_flags(key: str, pages: Sequence[TopicPage]) -> tuple[TopicItem, ...]:
    things = _Things()
    for at, page in enumerate(pages):
        for item in page.red_flags:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            thing = things.like("red_flag", item.span.quote)
            _add(thing, at, item.span.quote, quote, item.urgency)
    return _items(key, "red_flag", things, pages)


def _tests(key: str, pages: Sequence[TopicPage]) -> tuple[TopicItem, ...]:
    things = _Things()
    for at, page in enumerate(pages):
        for item in page.tests:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            code = f"{item.concept.system}:{item.concept.code}" if item.concept else ""
            thing = things.like("test", re.sub(r"\s*\([^)]*\)", "", item.name), code)
            _add(thing, at, item.name, quote, None)
    return _items(key, "test", things, pages)


def _quote(page: TopicPage, words: str, start: int, end: int) -> TopicQuote:
    return TopicQuote(page.id, words, start, end)


def _add(thing: _Thing, at: int, name: str, quote: TopicQuote, urgency: Urgency | None) -> None:
    thing.names.append(name)
    thing.quotes.append((at, quote))
    if urgency is not None and (
        thing.urgency is None or _URGENCY.index(urgency) > _URGENCY.index(thing.urgency)
    ):
        thing.urgency = urgency


def _items(
    key: str, kind: str, things: _Things, pages: Sequence[TopicPage]
) -> tuple[TopicItem, ...]:
    items = []
    for thing in things.all:
        name = thing.fixed or min(thing.names, key=lambda one: (len(one), one)).lower()
        sources, weighted = support({at for at, _ in thing.quotes}, pages)
        quotes = sorted({q for _, q in thing.quotes}, key=lambda q: (q.document, q.start, q.end))
        items.append(
            TopicItem(
                id=stable_id(key, kind, thing.kind, name),
                name=name,
                kind=thing.kind,
                support=sources,
                support_weighted=weighted,
                documents=tuple(sorted({quote.document for quote in quotes})),
                quotes=tuple(quotes),
                urgency=thing.urgency,
            )
        )
    return tuple(sorted(items, key=lambda i: (-i.support, -i.support_weighted, i.kind, i.name)))


def _questions(
    pages: Sequence[TopicPage], causes: Sequence[TopicCause], advice: Sequence[TopicItem]
) -> Iterator[TopicQuestion]:
    """Yield each page's question, with the topic's ids of what its answers say."""
    for page in pages:
        if page.qa is None:
            continue
        asked = page.qa.question_title or (page.qa.question.quote if page.qa.question else "")
        said = {one for answer in page.qa.answers for one in answer.cause_ids}
        told = {one for answer in page.qa.answers for one in answer.advice_ids}
        places = {(c.span.start, c.span.end) for c in page.causes if c.id in said}
        lines = {(a.span.start, a.span.end) for a in page.advice if a.id in told}
        yield TopicQuestion(
            page.id,
            asked,
            page.qa.asker,
            tuple(c.id for c in causes if _quoted(c.quotes, page.id, places)),
            tuple(a.id for a in advice if _quoted(a.quotes, page.id, lines)),
        )


def _quoted(quotes: Iterable[TopicQuote], page: str, places: set[tuple[int, int]]) -> bool:
    return any(quote.document == page and (quote.start, quote.end) in places for quote in quotes)


def _changes(topic: TopicRecord, before: TopicRecord | None) -> Changes:
    now = _all_quotes(topic)
    then = _all_quotes(before) if before else {}
    return Changes(
        added=tuple(sorted(now.keys() - then.keys())),
        removed=tuple(sorted(then.keys() - now.keys())),
        requoted=tuple(sorted(id for id in now.keys() & then.keys() if now[id] != then[id])),
    )


def _all_quotes(topic: TopicRecord) -> dict[str, tuple[TopicQuote, ...]]:
    found = {cause.id: cause.quotes for cause in topic.causes}
    items = (*topic.advice, *topic.red_flags, *topic.tests)
    return found | {item.id: item.quotes for item in items}

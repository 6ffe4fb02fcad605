"""One record a condition over all its pages: causes, advice, red flags and tests, each with the
pages that say so, counted by independent source.

Pages of one site, of one cluster of near-duplicates, or made from one template are one source:
support never grows by copying. What a page denies is kept beside what others assert; only the
same effect, said in general, makes a disagreement.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from curette.model import CuretteError
from curette.records import (
    Certainty,
    Changes,
    Concept,
    Tally,
    TopicCause,
    TopicDocument,
    TopicItem,
    TopicQuestion,
    TopicQuote,
    TopicRecord,
    Urgency,
)
from curette.structure.heads import head
from curette.structure.lexicon import word_lists
from curette.structure.subject import condition, stem, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from curette.records import QA, Advice, Cause, DocumentRecord, MedicalTest, RedFlag, Subject

_WORDS = word_lists("subject_words.toml")

# What a source of each sort adds to the weighted support. Set by hand: a spun page repeats its
# original with faults, a summary or a stitched page repeats others; none of them is a witness.
WEIGHTS = {"spun": 0.25, "stitched": 0.5, "ai_summary": 0.5}
# Pages without an address that share this many forms of head lines ("{name} reply {specialty}",
# "Ask Date: {date}") are taken for one site. Two shared forms ("More info", "Answer") are chance.
SHARED_FORMS = 3
# Advice and red flags in other words are one item where they share this much of their stems.
# At .5 "drink water" merges with "drink coffee"; at .75 nothing merges that is not verbatim.
SAME_WORDS = 0.6

_URGENCY: tuple[Urgency, ...] = ("not_needed", "routine", "soon", "emergency")
# From the weakest claim to the strongest, so that a tie falls to the more careful one.
_CERTAINTY: tuple[Certainty, ...] = ("negated", "rare", "hedged", "asserted")
_IDLE = _WORDS["idle"]


@dataclass(frozen=True, slots=True)
class CauseName:
    """A row of the table of cause names."""

    name: str
    aliases: tuple[str, ...]
    under: str | None


def load_cause_names(path: Path) -> tuple[CauseName, ...]:
    """Read a table of cause names; raise `CuretteError` where names clash or `under` is unknown."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        CauseName(str(row["name"]), tuple(row.get("aliases", ())), row.get("under"))
        for row in table.values()
    )
    owners: dict[tuple[str, ...], str] = {}
    for row in rows:
        for name in (row.name, *row.aliases):
            owner = owners.setdefault(cause_key(name), row.name)
            if owner != row.name:
                raise CuretteError(
                    f"{path.name}: {name!r} is listed under {owner!r} and {row.name!r}; "
                    "a name belongs to one cause"
                )
    names = {row.name for row in rows}
    for row in rows:
        if row.under is not None and row.under not in names:
            raise CuretteError(
                f"{path.name}: {row.name!r} is under {row.under!r}, which has no row"
            )
    return rows


def cause_key(name: str) -> tuple[str, ...]:
    """Return the stems of a name without articles and measure words, bracketed words apart."""
    bare = re.sub(r"\([^)]*\)", " ", name.lower())
    words = [word for word in re.findall(r"[\w'’]+", bare) if word not in _IDLE]
    return tuple(stem(word) for word in words) or stems(name)


_NAMES = load_cause_names(Path(__file__).parent / "rules" / "cause_names.toml")
_BY_NAME = {cause_key(name): row for row in _NAMES for name in (row.name, *row.aliases)}


@dataclass(frozen=True, slots=True)
class _Said:
    """A cause as one page says it."""

    page: int
    item: Cause
    parent: tuple[str, ...] | None


@dataclass(slots=True)
class _Page:
    """What a topic keeps of a page: its items and where it counts, not its text."""

    id: str
    site: str | None
    cluster: str | None
    page_type: Literal["article", "list_page", "faq", "qa", "stitched", "spun", "ai_summary"]
    flags: tuple[str, ...]
    forms: frozenset[str]
    subject: Subject
    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...]
    red_flags: tuple[RedFlag, ...]
    tests: tuple[MedicalTest, ...]
    qa: QA | None
    source: str = ""

    @property
    def weight(self) -> float:
        return WEIGHTS.get(self.page_type, 1.0)


@dataclass(slots=True)
class _Group:
    """Mentions of one thing. `names` are the ways in which it was said."""

    key: tuple[str, ...]
    mentions: list[_Said] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    concepts: list[Concept] = field(default_factory=list)
    parents: set[tuple[str, ...]] = field(default_factory=set)


def merge(
    documents: Iterable[DocumentRecord], previous: Mapping[str, TopicRecord] | None = None
) -> tuple[TopicRecord, ...]:
    """Merge records into one topic a condition, in the order of their names.

    `previous` holds the topics of the run before by id: names and ids stay as they were, and
    `changes` tells what is new, gone or quoted otherwise.
    """
    pages: dict[str, list[_Page]] = defaultdict(list)
    for record in documents:
        key = topic_key(record.topic)
        if key:
            pages[key].append(_page(record))
    topics = [
        _topic(key, sorted(members, key=lambda page: page.id), (previous or {}).get(_id(key)))
        for key, members in sorted(pages.items())
    ]
    if previous is None:
        # With no run before, nothing has changed; all of it would read as news.
        topics = [replace(topic, changes=Changes()) for topic in topics]
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


def _id(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _page(record: DocumentRecord) -> _Page:
    return _Page(
        id=record.id,
        site=record.site,
        cluster=record.cluster.id if record.cluster else None,
        page_type=record.page_type,
        flags=tuple(sorted({flag.name for flag in record.quality.flags})),
        forms=frozenset() if record.site or record.qa is None else _forms(record),
        subject=record.topic,
        causes=record.causes,
        advice=record.advice,
        red_flags=record.red_flags,
        tests=record.tests,
        qa=record.qa,
    )


def _forms(record: DocumentRecord) -> frozenset[str]:
    """Return the forms of the head lines outside question and answers, names and dates left out."""
    qa = record.qa
    if qa is None:
        return frozenset()
    spans = [answer.span for answer in qa.answers] + ([qa.question] if qa.question else [])
    inside = [(span.start, span.end) for span in spans if span.in_ == "clean"]
    forms = set()
    for match in re.finditer(r"[^\n]+", record.text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        line = match.group().strip()
        found = head(line)
        if found is None or found.role in ("name", "date", "control"):
            continue
        form = re.sub(r"\d+", "0", line.lower())
        for part in (found.name, found.specialty, found.sex):
            if part:
                form = form.replace(part.lower(), "{}")
        forms.add(form)
    return frozenset(forms)


def _topic(key: str, pages: Sequence[_Page], before: TopicRecord | None) -> TopicRecord:
    _count_sources(pages)
    causes = _causes(key, pages, before)
    advice = _advice(key, pages, before)
    red_flags = _red_flags(key, pages, before)
    tests = _tests(key, pages, before)
    names = Counter(page.subject.name for page in pages)
    name = before.topic if before else min(names, key=lambda one: (-names[one], len(one), one))
    aliases = {alias for page in pages for alias in (page.subject.name, *page.subject.aliases)}
    topic = TopicRecord(
        schema="curette.topic/1",
        id=_id(key),
        topic=name,
        aliases=tuple(sorted(aliases - {name})),
        concepts=_distinct(concept for page in pages for concept in page.subject.concepts),
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
        red_flags=red_flags,
        tests=tests,
        qa=tuple(_questions(pages, causes, advice)),
        changes=Changes(),
    )
    return replace(topic, changes=_changes(topic, before))


def _count_sources(pages: Sequence[_Page]) -> None:
    """Name the source that each page counts as: its site, its cluster or its template."""
    owner = list(range(len(pages)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, page in enumerate(pages):
        for mark in (("site", page.site), ("cluster", page.cluster)):
            if mark[1]:
                other = first.setdefault((mark[0], mark[1]), at)
                owner[root(at)] = root(other)
    formed = [at for at, page in enumerate(pages) if len(page.forms) >= SHARED_FORMS]
    for here, at in enumerate(formed):
        for other in formed[:here]:
            if len(pages[at].forms & pages[other].forms) >= SHARED_FORMS:
                owner[root(at)] = root(other)
                break
    groups: dict[int, list[_Page]] = defaultdict(list)
    for at, page in enumerate(pages):
        groups[root(at)].append(page)
    for members in groups.values():
        sites = sorted({page.site for page in members if page.site})
        name = sites[0] if sites else f"page:{min(page.id for page in members)}"
        for page in members:
            page.source = name


def _causes(key: str, pages: Sequence[_Page], before: TopicRecord | None) -> tuple[TopicCause, ...]:
    groups = _grouped(pages)
    for group in list(groups.values()):
        row = _BY_NAME.get(group.key)
        if row is not None and row.under is not None:
            group.parents.add(cause_key(row.under))
    children: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for group in groups.values():
        for parent in group.parents:
            if parent in groups and parent != group.key:
                children[parent].add(group.key)
    ids = {one: _id(key, "cause", " ".join(one)) for one in groups}
    merged = [
        _cause(groups[one], ids, _below(one, children), groups, children, pages, before)
        for one in groups
    ]
    return tuple(sorted(merged, key=lambda c: (-c.support, -c.support_weighted, c.name)))


def _below(
    key: tuple[str, ...], children: Mapping[tuple[str, ...], set[tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """Return all that is narrower than `key`, however deep; a circle is walked once."""
    found: list[tuple[str, ...]] = []
    waiting = sorted(children.get(key, ()))
    while waiting:
        one = waiting.pop()
        if one != key and one not in found:
            found.append(one)
            waiting.extend(sorted(children.get(one, ())))
    return found


def _grouped(pages: Sequence[_Page]) -> dict[tuple[str, ...], _Group]:
    """Group the causes of all pages by code, else by known name, else by the name's stems."""
    said: list[tuple[_Said, str]] = []
    by_code: dict[str, tuple[str, ...]] = {}
    for at, page in enumerate(pages):
        keys = {cause.id: _canonical(cause.name) for cause in page.causes}
        for cause in page.causes:
            if cause.effect_is_topic or _same(cause.effect, page.subject):
                parent = keys.get(cause.parent or "")
                said.append((_Said(at, cause, parent), cause.name))
                code = _code(cause)
                if code:
                    by_code.setdefault(code, _canonical(cause.name))
    known = {_canonical(name) for _, name in said}
    groups: dict[tuple[str, ...], _Group] = {}
    for mention, name in said:
        code = _code(mention.item)
        key = _canonical(name)
        parts = [(key, name)]
        if key not in _BY_NAME and code is None:
            parts = _parted(name, known) or parts
        elif key not in _BY_NAME and code is not None:
            parts = [(by_code[code], name)]
        for one, called in parts:
            group = groups.setdefault(one, _Group(one))
            group.mentions.append(mention)
            group.names[called] += 1
            if mention.parent:
                group.parents.add(mention.parent)
            if len(parts) == 1:
                group.concepts.extend(mention.item.concepts)
    return groups


def _canonical(name: str) -> tuple[str, ...]:
    """Return the key of the cause that `name` names: by its words, else by its abbreviation."""
    key = cause_key(name)
    row = _BY_NAME.get(key)
    short = re.search(r"\(([A-Za-z]{2,6})\)", name)
    if row is None and short is not None:
        row = _BY_NAME.get(cause_key(short[1]))
    return cause_key(row.name) if row is not None else key


def _code(cause: Cause) -> str | None:
    for concept in cause.concepts:
        if concept.match != "broader":
            return f"{concept.system}:{concept.code}"
    return None


def _parted(name: str, known: set[tuple[str, ...]]) -> list[tuple[tuple[str, ...], str]]:
    """Part "anxiety and stress" where each part is a cause that stands elsewhere as well."""
    parts = [part for part in re.split(r",? (?:and|or|and/or) |, ", name.lower()) if part.strip()]
    if len(parts) < 2:
        return []
    lead, tail = parts[0].split(), parts[-1].split()
    others = known - {cause_key(name)}
    found: dict[tuple[str, ...], str] = {}
    for part in parts:
        # "muscle fatigue or overuse", "caffeine or alcohol consumption": a shared word.
        for one in (part, f"{lead[0]} {part}", f"{part} {tail[-1]}"):
            if cause_key(one) in _BY_NAME or _canonical(one) in others:
                found.setdefault(_canonical(one), one)
                break
        else:
            return []
    return list(found.items())


def _same(effect: str, subject: Subject) -> bool:
    row = condition(effect)
    if row is not None and row.name == subject.name:
        return True
    return stems(effect) in {stems(name) for name in (subject.name, *subject.aliases)}


def _cause(
    group: _Group,
    ids: Mapping[tuple[str, ...], str],
    below: Sequence[tuple[str, ...]],
    groups: Mapping[tuple[str, ...], _Group],
    children: Mapping[tuple[str, ...], set[tuple[str, ...]]],
    pages: Sequence[_Page],
    before: TopicRecord | None,
) -> TopicCause:
    own = group.mentions
    # Whoever denies the narrower cause does not deny the broader one.
    rolled = [m for one in below for m in groups[one].mentions if m.item.certainty != "negated"]
    supporting = [m for m in (*own, *rolled) if m.item.certainty != "negated"]
    documents = sorted({pages[m.page].id for m in supporting})
    support, weighted = _support({m.page for m in supporting}, pages)
    tally = Counter(m.item.certainty for m in (*own, *rolled) if m.item.restates is None)
    row = _BY_NAME.get(group.key)
    id = ids[group.key]
    old = next((cause for cause in before.causes if cause.id == id), None) if before else None
    name = old.name if old else row.name if row else _most(group.names)
    categories = Counter(m.item.category for m in (own or rolled))
    return TopicCause(
        id=id,
        name=name,
        category=min(categories, key=lambda one: (-categories[one], one)),
        concepts=_distinct(group.concepts),
        support=support,
        support_weighted=weighted,
        documents=tuple(documents),
        certainty=Tally(tally["asserted"], tally["hedged"], tally["rare"], tally["negated"]),
        overall_certainty=_overall(supporting, pages),
        quotes=_quotes((*own, *rolled), pages),
        disagreement=_disputed((*own, *rolled)),
        case_denied=any(
            m.item.certainty == "negated" and m.item.scope == "case" for m in (*own, *rolled)
        ),
        children=tuple(sorted(ids[one] for one in children.get(group.key, ()))),
    )


def _support(at: Iterable[int], pages: Sequence[_Page]) -> tuple[int, float]:
    """Count independent sources, and weigh each by the best of its pages."""
    best: dict[str, float] = {}
    for place in at:
        page = pages[place]
        best[page.source] = max(best.get(page.source, 0.0), page.weight)
    return len(best), round(sum(best.values()), 2)


def _overall(supporting: Sequence[_Said], pages: Sequence[_Page]) -> Certainty:
    """Return what most sources say; where as many say one as another, the more careful."""
    if not supporting:
        return "negated"
    votes: dict[Certainty, set[str]] = defaultdict(set)
    for mention in supporting:
        votes[mention.item.certainty].add(pages[mention.page].source)
    return max(votes, key=lambda one: (len(votes[one]), -_CERTAINTY.index(one)))


def _disputed(mentions: Sequence[_Said]) -> bool:
    """Tell whether the same effect is both stated and denied, each time in general."""
    stated: set[tuple[str, ...]] = set()
    denied: set[tuple[str, ...]] = set()
    for mention in mentions:
        if mention.item.scope == "general":
            side = denied if mention.item.certainty == "negated" else stated
            side.add(stems(mention.item.effect))
    return not stated.isdisjoint(denied)


def _quotes(mentions: Iterable[_Said], pages: Sequence[_Page]) -> tuple[TopicQuote, ...]:
    found = {
        TopicQuote(
            pages[m.page].id,
            m.item.span.quote,
            m.item.span.start,
            m.item.span.end,
            m.item.certainty,
            m.item.effect,
            m.item.scope,
        )
        for m in mentions
    }
    return tuple(sorted(found, key=lambda q: (q.document, q.start, q.end, q.effect or "")))


def _most(names: Counter[str]) -> str:
    return min(names, key=lambda one: (-names[one], len(one), one))


def _distinct(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    found = {(one.system, one.code): one for one in concepts}
    return tuple(found[key] for key in sorted(found))


@dataclass(slots=True)
class _Thing:
    """Mentions of one piece of advice, red flag or test."""

    kind: str
    words: frozenset[str]
    names: list[str] = field(default_factory=list)
    quotes: list[tuple[int, TopicQuote]] = field(default_factory=list)
    urgency: Urgency | None = None
    fixed: str | None = None
    members: list[tuple[int, str]] = field(default_factory=list)


def _advice(key: str, pages: Sequence[_Page], before: TopicRecord | None) -> tuple[TopicItem, ...]:
    things: list[_Thing] = []
    for at, page in enumerate(pages):
        for item in page.advice:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            if item.kind == "see_doctor":
                needless = item.urgency == "not_needed"
                who = item.who or "doctor"
                name = f"no need to see a {who} at once" if needless else f"see a {who}"
                thing = _named(things, item.kind, name)
            else:
                name = item.actions[0].quote if item.actions else item.span.quote
                thing = _like(things, item.kind, name)
            _add(thing, at, name, quote, item.id, item.urgency)
    return _items(key, "advice", things, pages, before.advice if before else ())


def _red_flags(
    key: str, pages: Sequence[_Page], before: TopicRecord | None
) -> tuple[TopicItem, ...]:
    things: list[_Thing] = []
    for at, page in enumerate(pages):
        for item in page.red_flags:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            thing = _like(things, "red_flag", item.span.quote)
            _add(thing, at, item.span.quote, quote, item.id, item.urgency)
    return _items(key, "red_flag", things, pages, before.red_flags if before else ())


def _tests(key: str, pages: Sequence[_Page], before: TopicRecord | None) -> tuple[TopicItem, ...]:
    things: list[_Thing] = []
    for at, page in enumerate(pages):
        for item in page.tests:
            quote = _quote(page, item.span.quote, item.span.start, item.span.end)
            code = f"{item.concept.system}:{item.concept.code}" if item.concept else ""
            thing = _like(things, "test", re.sub(r"\s*\([^)]*\)", "", item.name), code)
            _add(thing, at, item.name, quote, "", None)
    return _items(key, "test", things, pages, before.tests if before else ())


def _quote(page: _Page, words: str, start: int, end: int) -> TopicQuote:
    return TopicQuote(page.id, words, start, end)


def _named(things: list[_Thing], kind: str, name: str) -> _Thing:
    for thing in things:
        if thing.kind == kind and thing.fixed == name:
            return thing
    things.append(_Thing(kind, frozenset(), fixed=name))
    return things[-1]


def _like(things: list[_Thing], kind: str, words: str, code: str = "") -> _Thing:
    """Return the thing of this kind that is said in much the same words, or a new one."""
    here = frozenset(cause_key(words)) if not code else frozenset({code})
    best: tuple[float, _Thing | None] = (0.0, None)
    for thing in things:
        if thing.kind == kind and thing.fixed is None:
            shared = len(here & thing.words) / max(1, len(here | thing.words))
            if shared > best[0]:
                best = (shared, thing)
    if best[1] is not None and best[0] >= SAME_WORDS:
        return best[1]
    things.append(_Thing(kind, here))
    return things[-1]


def _add(
    thing: _Thing, at: int, name: str, quote: TopicQuote, id: str, urgency: Urgency | None
) -> None:
    thing.names.append(name)
    thing.quotes.append((at, quote))
    thing.members.append((at, id))
    if urgency is not None and (
        thing.urgency is None or _URGENCY.index(urgency) > _URGENCY.index(thing.urgency)
    ):
        thing.urgency = urgency


def _items(
    key: str,
    kind: str,
    things: Sequence[_Thing],
    pages: Sequence[_Page],
    before: Sequence[TopicItem],
) -> tuple[TopicItem, ...]:
    old = {item.name for item in before}
    items = []
    for thing in things:
        names = sorted(set(thing.names), key=lambda one: (len(one), one))
        kept = next((name for name in names if name.lower() in old), names[0])
        name = thing.fixed or kept.lower()
        support, weighted = _support({at for at, _ in thing.quotes}, pages)
        quotes = sorted({q for _, q in thing.quotes}, key=lambda q: (q.document, q.start, q.end))
        items.append(
            TopicItem(
                id=_id(key, kind, thing.kind, name),
                name=name,
                kind=thing.kind,
                support=support,
                support_weighted=weighted,
                documents=tuple(sorted({quote.document for quote in quotes})),
                quotes=tuple(quotes),
                urgency=thing.urgency,
            )
        )
    return tuple(sorted(items, key=lambda i: (-i.support, -i.support_weighted, i.kind, i.name)))


def _questions(
    pages: Sequence[_Page], causes: Sequence[TopicCause], advice: Sequence[TopicItem]
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

"""The causes of a topic: what pages call by several names becomes one cause.

What a page denies is kept beside what others assert; only the same effect, said in general,
makes a disagreement.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from curette.model import CuretteError
from curette.records import Certainty, Concept, Tally, TopicCause, TopicQuote
from curette.structure.lexicon import ENTRIES, find, word_lists
from curette.structure.subject import condition, stem, stems
from curette.structure.topic_sources import support

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from curette.records import Cause, Subject
    from curette.structure.topic_sources import TopicPage

# From the weakest claim to the strongest, so that a tie falls to the more careful one.
_CERTAINTY: tuple[Certainty, ...] = ("negated", "rare", "hedged", "asserted")
_IDLE = word_lists("subject_words.toml")["idle"]
_PRONOUNS = frozenset({"they", "it", "this", "these", "those", "that", "there", "which", "such"})
Key = tuple[str, ...]
"""The stems of a name: what makes two names one."""


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
    owners: dict[Key, str] = {}
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


def cause_key(name: str) -> Key:
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
    parent: Key | None


@dataclass(slots=True)
class _Group:
    """Mentions of one thing. `names` are the ways in which it was said."""

    key: Key
    mentions: list[_Said] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    concepts: list[Concept] = field(default_factory=list)


def topic_causes(topic: str, pages: Sequence[TopicPage]) -> tuple[TopicCause, ...]:
    """Merge the causes of all pages of a topic."""
    groups = _grouped(pages)
    narrower: dict[Key, set[Key]] = defaultdict(set)  # by the table of names
    told: dict[Key, dict[Key, list[_Said]]] = defaultdict(dict)  # by the pages themselves
    for key, group in groups.items():
        row = _BY_NAME.get(key)
        under = row.under if row is not None else _broader(group.names)
        if under is not None:
            narrower[cause_key(under)].add(key)
        for said in group.mentions:
            if said.parent is not None and said.parent != key:
                told[said.parent].setdefault(key, []).append(said)
    ids = {key: stable_id(topic, "cause", " ".join(key)) for key in groups}
    merged = [
        _cause(
            group,
            id=ids[key],
            rolled=_rolled(key, groups, narrower, told.get(key, {})),
            children=tuple(
                sorted(ids[one] for one in {*narrower.get(key, ()), *told.get(key, ())})
            ),
            pages=pages,
        )
        for key, group in groups.items()
    ]
    return tuple(sorted(merged, key=lambda c: (-c.support, -c.support_weighted, c.name, c.id)))


# What follows restricts a name: "hormonal imbalance involving the thyroid" is a sort of it. After
# "of", "on" or "to" stands what a wide word needs to say anything ("stress on joints").
_RESTRICTS = re.compile(
    r"\s(?:involving|affecting|including|such as|in|during|from|that|which|due to|caused by)\s"
)


def _broader(names: Iterable[str]) -> str | None:
    """Return the name of the table that all names of a group restrict, if there is one."""
    rows = {_BY_NAME.get(cause_key(_RESTRICTS.split(name, maxsplit=1)[0])) for name in names}
    row = rows.pop() if len(rows) == 1 else None
    return row.name if row is not None else None


def _rolled(
    key: Key,
    groups: Mapping[Key, _Group],
    narrower: Mapping[Key, set[Key]],
    told: Mapping[Key, Sequence[_Said]],
) -> list[_Said]:
    """Return what is said of narrower causes and counts for `key` as well.

    By the table of names it counts from every page; where a page itself puts one cause under
    another ("stimulants such as caffeine"), as in `told`, it counts from that page alone. Whoever
    denies the narrower cause does not deny the broader one.
    """
    below: list[Key] = []
    waiting = [key]
    while waiting:
        for one in sorted(narrower.get(waiting.pop(), ())):
            if one != key and one not in below:
                below.append(one)
                waiting.append(one)
    rolled = [said for one in below if one in groups for said in groups[one].mentions]
    rolled.extend(said for one in told if one not in below for said in told[one])
    return [said for said in rolled if said.item.certainty != "negated"]


def _grouped(pages: Sequence[TopicPage]) -> dict[Key, _Group]:
    """Group the causes of all pages by known name, else by code, else by the name's stems.

    A cause that is only ever told to explain another one ("posture" under "nerve irritation")
    opens no group: it is a cause of that cause.
    """
    said = list(_mentions(pages))
    known = {_canonical(mention.item) for mention in said}
    groups: dict[Key, _Group] = {}
    for mention in said:
        key = _canonical(mention.item)
        parts = [(key, mention.item.name)]
        if key == cause_key(mention.item.name) and key not in _BY_NAME:
            parts = _parted(mention.item.name, known) or parts
        for one, called in parts:
            group = groups.setdefault(one, _Group(one))
            group.mentions.append(mention)
            group.names[called] += 1
            if len(parts) == 1:
                group.concepts.extend(mention.item.concepts)
            elif entry := find(called):
                group.concepts.extend(entry.concepts)
    return {
        key: group
        for key, group in groups.items()
        if any(mention.item.restates is None for mention in group.mentions)
    }


def _mentions(pages: Sequence[TopicPage]) -> Iterator[_Said]:
    for at, page in enumerate(pages):
        keys = {cause.id: _canonical(cause) for cause in page.causes}
        for cause in page.causes:
            if cause.effect_is_topic or _is_topic(cause.effect, page.subject):
                yield _Said(at, cause, keys.get(cause.parent or ""))


def _canonical(cause: Cause) -> Key:
    """Return the key of a cause: of its name, of the short form in its quotation, of its code.

    It comes from the cause alone, so that pages that are added change no id.
    """
    row = _BY_NAME.get(cause_key(cause.name))
    short = re.search(r"\(([A-Za-z]{2,6})\)", cause.span.quote)
    if row is None and short is not None:
        row = _BY_NAME.get(cause_key(short[1]))
    if row is not None:
        return cause_key(row.name)
    return _key_of_code(cause) or cause_key(cause.name)


def _key_of(name: str) -> Key:
    row = _BY_NAME.get(cause_key(name))
    return cause_key(row.name if row is not None else name)


def _owners() -> dict[str, set[Key]]:
    owners: dict[str, set[Key]] = defaultdict(set)
    for entry in ENTRIES.values():
        for concept in entry.concepts:
            owners[concept.code].add(_key_of(entry.name))
    return owners


_OWNERS = _owners()


def _key_of_code(cause: Cause) -> Key | None:
    """Return the key of the first code that stands for the cause itself.

    Where our own tables give a code to one name, it is that name; where they give it to several
    ("nerve irritation", "nerve damage"), it makes none of them the other.
    """
    for concept in cause.concepts:
        if concept.match == "broader":
            continue
        owners = _OWNERS.get(concept.code, ()) if concept.system == "ICD10CM" else ()
        if len(owners) == 1:
            return next(iter(owners))
        if not owners:
            return (f"{concept.system}:{concept.code}",)
    return None


def _parted(name: str, known: set[Key]) -> list[tuple[Key, str]]:
    """Part "anxiety and stress" where each part is a cause that stands elsewhere as well."""
    parts = [part for part in re.split(r",? (?:and|or|and/or) |, ", name.lower()) if part.strip()]
    if len(parts) < 2:
        return []
    lead, tail = parts[0].split(), parts[-1].split()
    others = known - {cause_key(name)}
    found: dict[Key, str] = {}
    for part in parts:
        # "muscle fatigue or overuse", "caffeine or alcohol consumption": a shared word.
        for one in (part, f"{lead[0]} {part}", f"{part} {tail[-1]}"):
            if cause_key(one) in _BY_NAME or _key_of(one) in others:
                found.setdefault(_key_of(one), one)
                break
        else:
            return []
    return list(found.items())


def _is_topic(effect: str, subject: Subject) -> bool:
    """Tell whether an effect is the topic: under one of its names, or only as "they", "it"."""
    words = effect.lower().split()
    if not words or words[0] in _PRONOUNS:
        return True
    row = condition(effect)
    if row is not None and row.name == subject.name:
        return True
    return stems(effect) in {stems(name) for name in (subject.name, *subject.aliases)}


def _cause(
    group: _Group,
    *,
    id: str,
    rolled: Sequence[_Said],
    children: tuple[str, ...],
    pages: Sequence[TopicPage],
) -> TopicCause:
    said = [*group.mentions, *rolled]
    supporting = [one for one in said if one.item.certainty != "negated"]
    sources, weighted = support({one.page for one in supporting}, pages)
    tally = Counter(one.item.certainty for one in said if one.item.restates is None)
    categories = Counter(one.item.category for one in group.mentions)
    row = _BY_NAME.get(group.key)
    return TopicCause(
        id=id,
        name=row.name if row else most_said(group.names),
        category=min(categories, key=lambda one: (-categories[one], one)),
        concepts=distinct(group.concepts),
        support=sources,
        support_weighted=weighted,
        documents=tuple(sorted({pages[one.page].id for one in supporting})),
        certainty=Tally(tally["asserted"], tally["hedged"], tally["rare"], tally["negated"]),
        overall_certainty=_overall(supporting, pages),
        quotes=_quotes(said, pages),
        disagreement=_disputed(said),
        case_denied=any(
            one.item.certainty == "negated" and one.item.scope == "case" for one in said
        ),
        children=children,
    )


def _overall(supporting: Sequence[_Said], pages: Sequence[TopicPage]) -> Certainty:
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


def _quotes(mentions: Iterable[_Said], pages: Sequence[TopicPage]) -> tuple[TopicQuote, ...]:
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
    return tuple(
        sorted(
            found,
            key=lambda q: (
                q.document, q.start, q.end, q.effect or "", q.certainty or "", q.scope or ""
            ),
        )
    )  # fmt: skip


def most_said(names: Counter[str]) -> str:
    """Return the name said most often; of several, the shortest."""
    return min(names, key=lambda one: (-names[one], len(one), one))


def distinct(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Return each concept once, in the order of the codes."""
    found = {(one.system, one.code): one for one in concepts}
    return tuple(found[key] for key in sorted(found))


def stable_id(*parts: str) -> str:
    """Return an id that depends on `parts` alone, so that it stays from run to run."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]

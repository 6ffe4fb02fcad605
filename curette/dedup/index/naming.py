"""Names that stay: which new group goes by which old name, and what happened to the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from curette.dedup.clusters import cluster_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Kind = Literal["gone", "merged", "moved", "split"]


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """What befell a cluster that was published before.

    merged: all that was left of `before` is now in `cluster`. split: `cluster` is new and was part
    of `before`. moved: `page` went from `before` to `cluster`, and both had their name already.
    gone: no page of `before` is left in it or went on together; `cluster` is None.
    """

    update: int
    """The number of the update of the store in which it happened."""
    kind: Kind
    cluster: str | None
    before: str
    page: str | None = None


class Born(NamedTuple):
    """When a cluster got its name, and the name: of two, the lesser is kept."""

    update: int
    id: str


def named(
    groups: Sequence[Sequence[str]],
    before: Mapping[str, Born],
    update: int,
    taken: Callable[[str], bool],
) -> tuple[list[Born], list[Event]]:
    """Name each group of pages, and tell what became of the names that pages had `before`.

    A name goes to the group with most of its pages, of equals to the one with the least of them; a
    group that could have several takes the oldest. `taken` tells whether a name was ever given.
    """
    groups_of: dict[Born, Counter[int]] = {}
    first: dict[tuple[Born, int], str] = {}
    for at, group in enumerate(groups):
        for page in group:
            if page in before:
                old = before[page]
                groups_of.setdefault(old, Counter())[at] += 1
                first[old, at] = min(page, first.get((old, at), page))
    least = [min(group) for group in groups]
    heirs: dict[Born, int] = {}
    for old, found in groups_of.items():
        shares = [(-count, first[old, at], at) for at, count in found.items()]
        heirs[old] = min(shares)[-1]
    names: dict[int, Born] = {}
    for old, heir in sorted(heirs.items()):
        names.setdefault(heir, old)
    given: set[str] = {born.id for born in names.values()}
    for at in sorted(range(len(groups)), key=least.__getitem__):
        if at not in names:
            names[at] = Born(
                update, _new_name(least[at], lambda name: name in given or taken(name))
            )
            given.add(names[at].id)
    events = []
    kept = set(names.values())
    for old, found in groups_of.items():
        if old not in kept:
            events.append(Event(update, "merged", names[heirs[old]].id, old.id))
        for at in found:
            new = names[at]
            if at == heirs[old]:
                continue
            if new.update == update and new not in groups_of:
                events.append(Event(update, "split", new.id, old.id))
            else:
                events.extend(
                    Event(update, "moved", new.id, old.id, page)
                    for page in groups[at]
                    if before.get(page) == old
                )
    return [names[at] for at in range(len(groups))], sorted(set(events), key=_by_kind)


def _by_kind(event: Event) -> tuple[str, ...]:
    return (event.kind, event.cluster or "", event.before, event.page or "")


def _new_name(least: str, taken: Callable[[str], bool]) -> str:
    """Name a group by its least page; where that name was given before, count on."""
    name = cluster_id(least)
    again = 1
    while taken(name):
        again += 1
        name = cluster_id(f"{least}\n{again}")
    return name

"""Group the elements of a page that are posts: of one shape, each with an author and a time.

Posts may lie inside each other; then each has what is its own. Where the head of a post and its
words stand side by side, what follows such a head is the post.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from curette.extract import marks
from curette.extract.marks import Mark
from curette.extract.shapes import tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from curette.extract.shapes import Page

# What one post can add to the weight of its shape: many short comments do not outweigh answers.
_WEIGHED_CHARS = 4_000
# Without an author, half of that: a card with a date has none.
_UNSIGNED = 0.5
# The line that names the author, where nothing else does, is one of a post's first.
_HEAD_PIECES = 4
_NAME_WORDS = 5
# What follows heads that stand apart is not as sure as an element of its own.
_APART = 0.8
_POST_TYPES = frozenset({"Comment", "UserComments", "DiscussionForumPosting"})
_REPLY = re.compile(r"reply|replies|comment|answer|response|post|message|itemtype", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """A post: its pieces, the marks among them, and the element it is, if it is one."""

    element: int | None
    pieces: list[int]
    authors: list[Mark] = field(default_factory=list)
    times: list[Mark] = field(default_factory=list)

    @property
    def author(self) -> Mark | None:
        """The mark that says best who wrote it."""
        return _strongest(self.authors)

    @property
    def time(self) -> Mark | None:
        """The mark that says best when it was written."""
        return _strongest(self.times)


def _strongest(found: Sequence[Mark]) -> Mark | None:
    told = [mark for mark in found if mark.value]
    return max(told, key=lambda mark: (mark.strength, -mark.piece), default=None)


def best_group(page: Page) -> list[Found]:
    """Return the posts of the shape that holds the most words under marks of its own.

    Where the page types its answers, these are the posts.
    """
    kinds = page.types.items()
    answers = list(_valid(_members(page, [n for n, kind in kinds if kind == "Answer"])))
    if answers:
        return answers
    shapes: dict[str, list[int]] = defaultdict(list)
    marked = {number for mark in page.times for number in page.around(mark.element)}
    for number in marked:
        shapes[page.shape(number)].append(number)
    for number, kind in kinds:
        if kind in _POST_TYPES:
            shapes[f"itemtype {kind}"].append(number)
    best: list[Found] = []
    weight = 0.0
    for numbers in shapes.values():
        members = _members(page, numbers)
        _name_by_place(page, members)
        for group, factor in ((members, 1.0), (_apart(page, members), _APART)):
            valid = list(_valid(group))
            weighed = factor * sum(_weight(page, one) for one in valid)
            if weighed > weight and len(valid) > 1:
                best, weight = valid, weighed
    return best or _only_reply(page, shapes)


def _only_reply(page: Page, shapes: Mapping[str, Sequence[int]]) -> list[Found]:
    """Return the single reply to a question: the smallest element that is called one."""
    called = [n for shape, numbers in shapes.items() if _REPLY.search(shape) for n in numbers]
    single = [one for number in called for one in _valid(_members(page, [number]))]
    return [min(single, key=lambda one: len(one.pieces))] if single else []


def _name_by_place(page: Page, members: Sequence[Found]) -> None:
    """Name the authors where nothing marks them.

    The name is the rest of the line that shows the time, or the first short line that differs from
    post to post.
    """
    dated = [one for one in members if one.times]
    if len(dated) < 2 or any(one.authors for one in dated):
        return
    beside = [(one, mark) for one in dated if (mark := beside_time(page, one)) is not None]
    first = [(one, mark) for one in dated if (mark := _first_line(page, one)) is not None]
    for named in (beside, first):
        alike = len({tags(page.pieces[mark.piece].path) for _, mark in named}) == 1
        if len(named) == len(dated) and alike and len({mark.value for _, mark in named}) > 1:
            for one, mark in named:
                one.authors.append(mark)
            return


def beside_time(page: Page, one: Found) -> Mark | None:
    """Return the author that the rest of the line with the time names."""
    if not one.times:
        return None
    at = one.times[0].piece
    named = marks.name(marks.without_time(page.pieces[at].text))
    if named is None or len(named.split()) > _NAME_WORDS:
        return None
    return Mark(at, one.times[0].element, marks.LOOKS_LIKE, named)


def _first_line(page: Page, one: Found) -> Mark | None:
    times = {mark.piece for mark in one.times}
    for at in one.pieces[:_HEAD_PIECES]:
        piece = page.pieces[at]
        named = marks.name(piece.text) if piece.kind != "heading" and page.chars[at] else None
        if named and at not in times and len(named.split()) <= _NAME_WORDS:
            return Mark(at, piece.trail[-1], marks.LOOKS_LIKE, named)
    return None


def _weight(page: Page, one: Found) -> float:
    heads = {mark.piece for mark in (*one.authors, *one.times)}
    chars = sum(page.chars[at] for at in one.pieces if at not in heads)
    return sqrt(min(chars, _WEIGHED_CHARS)) * (1.0 if one.author else 0.5)


def _valid(group: Iterable[Found]) -> Iterator[Found]:
    for one in group:
        if one.times and one.authors:
            yield one


def _members(page: Page, numbers: Iterable[int]) -> list[Found]:
    """Return an element a post, each with the pieces and marks of no other one inside it."""
    wanted = {number for number in numbers if number in page.firsts}
    order = sorted(wanted, key=lambda n: (page.range(n).start, -page.range(n).stop))
    members = {number: Found(number, []) for number in order}
    for number in order:
        for at in page.range(number):
            inner = next((n for n in reversed(page.pieces[at].trail) if n in wanted), None)
            if inner == number:
                members[number].pieces.append(at)
    for mark in page.authors:
        _assign(page, mark, members, authors=True)
    for mark in page.times:
        _assign(page, mark, members, authors=False)
    return [members[number] for number in order if members[number].pieces]


def _assign(page: Page, mark: Mark, members: dict[int, Found], *, authors: bool) -> None:
    owner = next((number for number in page.around(mark.element) if number in members), None)
    if owner is not None:
        (members[owner].authors if authors else members[owner].times).append(mark)


def _apart(page: Page, heads: Sequence[Found]) -> list[Found]:
    """Return what stands from each head to the next; the last reaches as far as their parent."""
    heads = [one for one in heads if one.times and one.authors and one.element is not None]
    if len(heads) < 2:
        return []
    around = set.intersection(
        *(set(page.around(one.element)) for one in heads if one.element is not None)
    )
    end = min((page.range(number).stop for number in around), default=0)
    starts = [one.pieces[0] for one in heads]
    found = []
    for one, (start, stop) in zip(heads, pairwise([*starts, end]), strict=True):
        found.append(Found(None, list(range(start, stop)), one.authors, one.times))
    return found

"""The elements of a page that hold text, their shapes, and the marks of people and times on them.

Two elements have one shape if they have the same tag and the same first telling class, or, without
one, stand below the same tags. What repeats on a page has one shape.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from curette.extract import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.extract.html import Parsed, Piece
    from curette.extract.marks import Mark

# More times than this are a table, not a thread.
_MOST_TIMES = 2_000
# A thread has a question and a reply, each with its time.
_FEWEST_TIMES = 2
_LINKED = 0.8
# Parts of classes that tell no shape: the first, each second, the reader's own, what it replies to.
_STATE = re.compile(
    r"\A(?:odd|even|first|last|alt\d?|row\w{0,4}|bg\d|is-.*|has-.*|js-.*|active|clearfix|.*\d.*)\Z"
)
# Elements within a post that hold nothing of what it says.
_BESIDE = re.compile(
    r"signature|(?:^|[._-])sig(?:$|[._-])|last-?edit|post-?edit|edited|user-?info|user-?profile|"
    r"author-?(?:pane|info|stat)|reaction|attach|share|social|permalink|post-?buttons|post-?count|"
    r"vote|badge|flair|toolbar|controls|actions?(?:$|[._-])|expand-?link|microdata|tooltip|modal",
    re.IGNORECASE,
)
_STEPS_BESIDE = 3


class Page:
    """What of a page tells its posts; made for pages that show several times only."""

    def __init__(self, parsed: Parsed, pieces: Sequence[Piece], times: list[Mark]) -> None:
        """Gather marks and types."""
        self.pieces = pieces
        self.times = times
        self.firsts = firsts(pieces)
        self._lasts: dict[int, int] = {}
        for at in range(len(pieces) - 1, -1, -1):
            for number in reversed(pieces[at].trail):
                if number in self._lasts:
                    break
                self._lasts[number] = at
        self.said = [_is_said(piece) for piece in pieces]
        self.chars = [
            len(piece.text) * (1 - piece.link_share) if said and piece.link_share <= _LINKED else 0
            for piece, said in zip(pieces, self.said, strict=True)
        ]
        trees = [parsed.tree, *parsed.unseen]
        self.authors = marks.authors(trees, parsed.numbers, self.firsts)
        self.types = {
            parsed.numbers.get(node.mem_id, -1): _last_word(node.attributes.get("itemtype") or "")
            for tree in trees
            for node in tree.css("[itemtype]")
        }
        if "Question" in self.types.values():
            self._leave_out_comments()

    def _leave_out_comments(self) -> None:
        """Drop what is told of comments: where questions are typed, they answer nothing."""
        comments = {number for number, kind in self.types.items() if kind == "Comment"}
        for at, piece in enumerate(self.pieces):
            if not comments.isdisjoint(piece.trail):
                self.said[at], self.chars[at] = False, 0
        self.authors = [m for m in self.authors if comments.isdisjoint(self.around(m.element))]
        self.times = [m for m in self.times if comments.isdisjoint(self.around(m.element))]

    def around(self, number: int) -> tuple[int, ...]:
        """Return the numbers of an element and those around it, from the inside out."""
        trail = self.pieces[self.firsts[number]].trail
        return trail[trail.index(number) :: -1]

    def range(self, number: int) -> range:
        """Return the places of all pieces in an element."""
        return range(self.firsts[number], self._lasts[number] + 1)

    def shape(self, number: int) -> str:
        """Return the shape of an element."""
        piece = self.pieces[self.firsts[number]]
        steps = piece.path.split(">")
        depth = piece.trail.index(number)
        tag, telling = _named(steps[depth])
        if telling:
            return f"{tag}{telling}"
        return ">".join(_named(step)[0] for step in steps[: depth + 1])

    def size(self, places: Iterable[int]) -> float:
        """Return how many characters of these pieces may be what somebody wrote."""
        return sum(self.chars[at] for at in places)


def page_of(parsed: Parsed, pieces: Sequence[Piece]) -> Page | None:
    """Return what tells the posts of a page; None for one that shows hardly a time."""
    if any(len(piece.trail) != piece.path.count(">") + 1 for piece in pieces):
        return None
    trees = [parsed.tree, *parsed.unseen]
    times = marks.times(trees, parsed.numbers, firsts(pieces), pieces)
    if not _FEWEST_TIMES <= len(times) <= _MOST_TIMES:
        return None
    return Page(parsed, pieces, times)


def firsts(pieces: Sequence[Piece]) -> dict[int, int]:
    """Return the place of the first piece in each element that holds text."""
    found: dict[int, int] = {}
    for at, piece in enumerate(pieces):
        for number in reversed(piece.trail):
            if number in found:
                break
            found[number] = at
    return found


def tags(path: str) -> str:
    """Return the tags of a path alone.

    >>> tags("body>div#a.b>p")
    'body>div>p'
    """
    return ">".join(_named(step)[0] for step in path.split(">"))


@lru_cache(maxsize=8192)
def _named(step: str) -> tuple[str, str]:
    """Return the tag of a step, and its first class, or its id without figures, if it tells."""
    name, *classes = step.partition("[role=")[0].split(".")
    tag = name.partition("#")[0]
    telling = next((f".{one}" for one in classes if not _STATE.match(one)), "")
    if not telling and "#" in name:
        telling = re.sub(r"\d+", "", name[len(tag) :])  # post_message_17, post_message_18
    return tag, telling


@lru_cache(maxsize=8192)
def _is_beside(step: str) -> bool:
    return bool(_BESIDE.search(step))


def _is_said(piece: Piece) -> bool:
    """Tell whether a piece may be what somebody wrote: no button, no signature."""
    steps = piece.path.rsplit(">", _STEPS_BESIDE)[-_STEPS_BESIDE:]
    return piece.kind != "control" and not any(map(_is_beside, steps))


def _last_word(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]

"""Questions and answers that a page declares in its JSON-LD, compared with what it shows.

What is declared only helps to find and to name what stands in the text: an answer that the page
does not show is none, and where the two disagree the text is right and a flag says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from curette.extract import marks, metadata
from curette.model import Flag, Post

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from curette.extract.html import Piece
    from curette.model import Block, PostKind

_POSTS: dict[str, PostKind] = {
    "Question": "question",
    "DiscussionForumPosting": "question",
    "Answer": "answer",
    "Comment": "reply",
}
_TAG = re.compile(r"<[^>]*>")
# So many letters from the beginning of a text tell whether it is another; fewer are no text.
_OPENING = 60
_LEAST = 12
_MOST = 500

DIFFERS = "declared-differs"
UNSEEN = "declared-unseen"


class Claim(NamedTuple):
    """A question or an answer as the page declares it."""

    kind: PostKind
    text: str
    author: str | None
    date: str | None


def claims(tree: LexborHTMLParser) -> tuple[Claim, ...]:
    """Return the questions and answers that the page's JSON-LD declares, in its order."""
    return tuple(_claims(tree))


def _claims(tree: LexborHTMLParser) -> Iterator[Claim]:
    for number, thing in enumerate(metadata.things(tree)):
        if number >= _MOST:
            return
        kind = next((_POSTS[name] for name in metadata.types(thing) if name in _POSTS), None)
        text = thing.get("text") or thing.get("articleBody")
        if kind and isinstance(text, str) and len(_letters(_plain(text))) >= _LEAST:
            day = thing.get("dateCreated") or thing.get("datePublished")
            yield Claim(kind, _plain(text), _author(thing), marks.iso_day(day))


def _author(thing: dict[str, Any]) -> str | None:
    author = thing.get("author")
    if isinstance(author, list):
        author = author[0] if author else None
    named = author.get("name") if isinstance(author, dict) else author
    return marks.name(named) if isinstance(named, str) else None


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", text)).split())


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text.lower()))


def completed(
    posts: Sequence[Post], told: Sequence[Claim], pieces: Sequence[Piece], blocks: Sequence[Block]
) -> tuple[tuple[Post, ...], tuple[Flag, ...]]:
    """Return the posts with authors and days that only the JSON-LD gives, and what is in doubt."""
    if not told:
        return tuple(posts), ()
    page = " ".join(piece.text for piece in pieces)
    openings = {
        block.start: _letters(piece.text[: 4 * _OPENING])
        for piece, block in zip(pieces, blocks, strict=True)
    }
    made: list[Post] = []
    flags: list[Flag] = []
    for post in posts:
        opening = openings.get(post.start, "")[:_OPENING]
        claim = next((c for c in told if _opens(c, opening)), None)
        if claim is not None:
            flags.extend(_differences(claim, post))
            author = claim.author if claim.author and claim.author in page else None
            made.append(replace(post, author=post.author or author, date=post.date or claim.date))
        else:
            made.append(post)
    return tuple(made), tuple(flags)


def _opens(claim: Claim, opening: str) -> bool:
    return len(opening) >= _LEAST and _letters(claim.text[: 4 * _OPENING]).startswith(opening)


def _differences(claim: Claim, post: Post) -> Iterator[Flag]:
    if claim.author and post.author and _letters(claim.author) != _letters(post.author):
        reason = "The page declares another author of a post than it shows."
        yield Flag(DIFFERS, reason, post.start, post.end)
    if claim.date and post.date and not _same_day(claim.date, post.date):
        reason = "The page declares another day of a post than it shows."
        yield Flag(DIFFERS, reason, post.start, post.end)


def _same_day(one: str, other: str) -> bool:
    """Tell whether two days may be one moment, told in two time zones."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= 1


def shown(
    told: Sequence[Claim], pieces: Sequence[Piece], blocks: Sequence[Block]
) -> tuple[tuple[Post, ...], tuple[Flag, ...]]:
    """Return the declared posts that the page shows, and a flag where it shows some nowhere."""
    letters = [_letters(piece.text) for piece in pieces] if told else []
    page = " ".join(piece.text for piece in pieces) if told else ""
    found: list[Post] = []
    unseen = at = 0
    for claim in told:
        places = _standing(claim, letters, at) or _standing(claim, letters, 0)
        if places is None:
            unseen += 1
        elif claim.kind != "question" or not found:
            first, at = places
            author = claim.author if claim.author and claim.author in page else None
            span = (blocks[first].start, blocks[at].end)
            found.append(Post(*span, claim.kind, author, claim.date))
    flags = []
    if unseen:
        reason = f"{unseen} of {len(told)} declared questions and answers are not on the page."
        flags.append(Flag(UNSEEN, reason))
    if all(post.kind == "question" for post in found):
        found = []
    return tuple(sorted(found, key=lambda post: post.start)), tuple(flags)


def _standing(claim: Claim, letters: Sequence[str], start: int) -> tuple[int, int] | None:
    """Return the first and last piece that the text of a claim stands in."""
    whole = _letters(claim.text)
    for first in range(start, len(letters)):
        line = letters[first]
        if (len(line) < _LEAST and len(whole) > len(line)) or not whole.startswith(line[:_OPENING]):
            continue
        left, last = whole, first
        for at in range(first, len(letters)):
            if not left.startswith(letters[at]):
                break
            left, last = left[len(letters[at]) :], at
            if not left:
                break
        return first, last
    return None

"""Find what people wrote on a page of several hands: the posts of a thread, answers to a question.

No engine is known by name: the page tells by its address or its types that it is a thread, and
`groups` finds what repeats on it. The words of a post are in the part of its shape that holds most
of them; a question may stand by itself above the replies.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.extract import declared, marks
from curette.extract.groups import Found, beside_time, best_group
from curette.extract.shapes import page_of
from curette.model import Post, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.extract.html import Parsed, Piece
    from curette.extract.marks import Mark
    from curette.extract.shapes import Page
    from curette.model import Block, Flag, Metadata, PostKind

# A shape is the post's body where it holds this share of the words of most posts.
_SHARE_OF_WORDS = 0.6
_SHARE_OF_POSTS = 0.6
# A question that stands by itself above the replies opens at most so many blocks above its title.
_ABOVE_TITLE = 8
_LEAST_LEAD = 100
# Less prose than this above the first post is a notice; an article has more.
_LEAD = 300
_FEWEST_ANSWERS = 3
_SHORTEST_TITLE = 8
# The title of another page is a link of so many characters; buttons and names are shorter.
_LINKED = 0.8
_LINKED_TITLE = 20
_QUOTE = re.compile(r"\Ablockquote|quote(?!able|-?(?:btn|button|link|icon))", re.IGNORECASE)
_NO_QUOTE = re.compile(r"selectquote|\Aarticle", re.IGNORECASE)
_QUOTED = re.compile(
    r"\A(?:originally posted by\b|quote from\b|quote:|.{1,60}\b(?:said|wrote|writes)\s?:)",
    re.IGNORECASE,
)
_THREADS = frozenset({"QAPage", "DiscussionForumPosting"})
_ASKING = frozenset({"Question", "DiscussionForumPosting"})
_ARTICLES = frozenset({"Article", "NewsArticle", "BlogPosting", "TechArticle", "FAQPage"})
_FORUM = re.compile(
    r"//[^/]*(?:forum|boards?\.|community|answers?\.|discuss|stackexchange|talk\.)|"
    r"/(?:forums?|threads?|topics?|t|questions?|qa|q-and-a|q-a|answers?|ask|community|discussions?|"
    r"viewtopic|showthread|talk|consult(?:ation)?s?)\b",
    re.IGNORECASE,
)


def find(
    parsed: Parsed, pieces: Sequence[Piece], blocks: Sequence[Block], meta: Metadata, url: str
) -> tuple[tuple[Post, ...], tuple[Flag, ...]]:
    """Return the posts of a thread, in reading order, and what is in doubt of them.

    The markup around what stands on the page comes first; where it tells none, the page's JSON-LD
    leads to the answers that it shows. There are no posts on any other page.
    """
    forum = _is_forum(parsed, meta, url)
    asking = not _ASKING.isdisjoint(meta.structured_types)
    told = declared.claims(parsed.tree) if asking else ()
    found = _marked(parsed, pieces, blocks, meta, forum=forum)
    if found:
        return declared.completed(found, told, pieces, blocks)
    found, flags = declared.shown(told, pieces, blocks)
    if not forum or not found:
        return (), flags
    above = [
        piece for piece, block in zip(pieces, blocks, strict=True) if block.end <= found[0].end
    ]
    return _titled(found, above, parsed, meta), flags


def _marked(
    parsed: Parsed, pieces: Sequence[Piece], blocks: Sequence[Block], meta: Metadata, *, forum: bool
) -> tuple[Post, ...]:
    if not forum and (not _asks(meta.title) or not _ARTICLES.isdisjoint(meta.structured_types)):
        return ()
    page = page_of(parsed, pieces)
    found = best_group(page) if page else []
    if page is None or not found or _is_list(page, found):
        return ()
    titles = _titles(parsed, meta)
    shape = _body_shape(page, found)
    lead = _lead(page, found, shape)
    if forum and lead is not None:
        found.insert(0, lead)
    # Without a word of the page's own, the title is the question and all posts answer it.
    asked = not forum and lead is None and _above(page, found) < _LEAD
    if len(found) < (2 if forum else _FEWEST_ANSWERS) or not (forum or asked):
        return ()
    posts: list[Post] = []
    for one in found:
        body = _body(page, one, shape)
        kind: PostKind = "reply" if posts else "question"
        if asked or (one.element is not None and page.types.get(one.element) == "Answer"):
            kind = "answer"
        post = _post(page, one, _untitled(page, body, titles), blocks, kind)
        if post is not None:
            posts.append(post)
    return _titled(posts, pieces[: found[0].pieces[-1] + 1], parsed, meta)


def _titled(
    posts: Sequence[Post], above: Sequence[Piece], parsed: Parsed, meta: Metadata
) -> tuple[Post, ...]:
    """Return the posts, the first with the title of the thread."""
    title = _title(above, _titles(parsed, meta)) or meta.title or None
    return tuple(replace(post, title=title) if not n else post for n, post in enumerate(posts))


def _is_list(page: Page, found: Sequence[Found]) -> bool:
    """Tell whether these are cards of other pages: most open with a link that no other card has."""
    openers = []
    for one in found:
        lines = (page.pieces[at] for at in one.pieces)
        opener = next((ln for ln in lines if len(_untimed(ln.text)) >= _LINKED_TITLE), None)
        openers.append(opener.text if opener and opener.link_share > _LINKED else "")
    seen = Counter(openers)
    own = sum(seen[opener] == 1 for opener in openers if opener)
    return len(found) > 1 and own >= _SHARE_OF_POSTS * len(found)


def _untimed(line: str) -> str:
    return marks.without_time(line) if marks.shows_time(line) else line


def _asks(title: str) -> bool:
    return title.rstrip().endswith(("?", "？"))


def _is_forum(parsed: Parsed, meta: Metadata, url: str) -> bool:
    """Tell whether a page says that it is a thread, by its address or its schema.org types."""
    if _FORUM.search(url) or _FORUM.search(meta.canonical_url or ""):
        return True
    if not _THREADS.isdisjoint(meta.structured_types):
        return True
    typed = ", ".join(f'[itemtype$="/{name}"]' for name in sorted(_THREADS))
    return any(tree.css_first(typed) for tree in (parsed.tree, *parsed.unseen))


def _titles(parsed: Parsed, meta: Metadata) -> tuple[str, ...]:
    head = parsed.tree.css_first("title")
    return (_plain(meta.title), _plain(head.text() if head else ""))


def _title(above: Sequence[Piece], titles: Sequence[str]) -> str:
    """Return the longest line above the first words that a title of the page begins or ends with.

    The page's title often names the site as well; the line that stands on the page does not. A
    heading is surer than another line.
    """
    best: tuple[bool, int, str] = (False, _SHORTEST_TITLE, "")
    for piece in above:
        line = piece.text.lstrip("»›>#-– ")
        plain = _plain(line)
        rank = (piece.kind == "heading", len(plain), line)
        fits = any(one.startswith(plain) or one.endswith(plain) for one in titles)
        if fits and len(plain) >= _SHORTEST_TITLE and rank[:2] > best[:2]:
            best = rank
    return best[2]


def _above(page: Page, found: Sequence[Found]) -> float:
    """Return how much prose stands above the first post."""
    above = range(found[0].pieces[0])
    return sum(page.chars[at] for at in above if page.pieces[at].kind == "paragraph")


def _untitled(page: Page, body: Sequence[int], titles: Sequence[str]) -> Sequence[int]:
    """Return the pieces of a body without the title that many forums repeat above it."""
    first = _plain(page.pieces[body[0]].text) if body else ""
    repeats = (first, first.removeprefix("re"))
    if len(body) > 1 and first and any(one.startswith(repeats) for one in titles):
        return body[1:]
    return body


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w", text.lower()))


def _body_shape(page: Page, found: Sequence[Found]) -> str:
    """Return the shape that holds most words in most posts, outside their heads; empty if none."""
    shares: dict[str, list[float]] = defaultdict(list)
    parts = []
    for one in found:
        by_shape = _parts(page, one)
        parts.append(by_shape)
        whole = page.size(_rest(page, one)) or 1.0
        for shape, inside in by_shape.items():
            shares[shape].append(page.size(inside) / whole)
    least = max(1.0, _SHARE_OF_POSTS * len(found))
    fitting = {
        shape: sum(told)
        for shape, told in shares.items()
        if sum(share >= _SHARE_OF_WORDS for share in told) >= least
    }
    top = max(fitting.values(), default=0.0)
    # Of shapes one inside the other that hold the same, the inner one has less beside the words.
    sizes = {
        shape: sum(len(by_shape.get(shape, ())) for by_shape in parts)
        for shape, told in fitting.items()
        if told >= 0.95 * top
    }
    return min(sizes, key=lambda shape: (sizes[shape], shape), default="")


def _body(page: Page, one: Found, shape: str) -> list[int]:
    """Return the pieces that are a post's words: its body, its largest part, all but its head."""
    parts = _parts(page, one)
    if shape in parts:
        return parts[shape]
    rest = _rest(page, one)
    best = max(parts.values(), key=page.size, default=rest)
    return best if page.size(best) >= _SHARE_OF_WORDS * page.size(rest) else rest


def _parts(page: Page, one: Found) -> dict[str, list[int]]:
    """Return, for each shape within a post, the pieces of the largest element of that shape.

    An element that holds the post's author or time is none: that is the post, not its words.
    """
    heads = {number for mark in _heads(one) for number in page.around(mark.element)}
    beside = set(_head_pieces(page, one))
    inside: dict[int, list[int]] = defaultdict(list)
    for at in one.pieces:
        if page.said[at] and at not in beside:
            for number in page.pieces[at].trail:
                if number not in heads:
                    inside[number].append(at)
    found: dict[str, list[int]] = {}
    for number, places in inside.items():
        shape = page.shape(number)
        if page.size(places) > page.size(found.get(shape, ())):
            found[shape] = places
    return found


def _heads(one: Found) -> Iterator[Mark]:
    if one.author:
        yield one.author
    if one.time:
        yield one.time


def _rest(page: Page, one: Found) -> list[int]:
    """Return the pieces of a post that are not its head, a button or a signature."""
    heads = set(_head_pieces(page, one))
    return [at for at in one.pieces if at not in heads and page.chars[at] > 0]


def _head_pieces(page: Page, one: Found) -> Iterator[int]:
    """Yield the pieces of a post that tell its author or its time."""
    for mark in one.times:
        line = page.pieces[mark.piece].text
        if len(line) <= marks.LONGEST_TIME_LINE and marks.shows_time(line):
            yield mark.piece
    name = one.author.value if one.author else None
    for at in one.pieces if name else ():
        line = page.pieces[at].text.strip(" ,·•|–—-")
        if line.startswith(name or "") and len(line) <= len(name or "") + marks.LONGEST_NAME:
            yield at


def _lead(page: Page, found: Sequence[Found], shape: str) -> Found | None:
    """Return the question that stands by itself between the title and the first reply."""
    stop = found[0].pieces[0]
    titles = [at for at in range(stop) if page.pieces[at].kind == "heading"]
    tops = [at for at in titles if page.pieces[at].level == 1] or titles
    if not tops:
        return None
    start = tops[-1]
    marked = [mark.piece for mark in (*page.authors, *page.times)]
    above = [at for at in marked if start - _ABOVE_TITLE <= at < start]
    first = min(above, default=start)
    pieces = [at for at in range(first, stop) if at != start]
    lead = Found(
        None,
        pieces,
        [mark for mark in page.authors if first <= mark.piece < stop],
        [mark for mark in page.times if first <= mark.piece < stop],
    )
    if lead.author is None and (named := beside_time(page, lead)) is not None:
        lead.authors.append(named)
    if lead.author is None:
        return None
    opener = found[0].author
    size = page.size(_body(page, lead, shape))
    same = opener is not None and opener.value == lead.author.value
    return None if size < (_LEAST_LEAD if same else 1) else lead


def _post(
    page: Page, one: Found, body: Sequence[int], blocks: Sequence[Block], kind: PostKind
) -> Post | None:
    own, quotes = _own_words(page, body)
    if not own:
        return None
    author = one.author.value if one.author else None
    start, end = blocks[own[0]].start, blocks[own[-1]].end
    first = page.pieces[own[0]]
    if author and first.kind == "row" and first.text.startswith(author):
        start += first.text.rfind("\t") + 1  # a short post stands in one row with its author
    shown = author and any(author in page.pieces[at].text for at in one.pieces)
    return Post(
        start,
        end,
        kind,
        author if shown else None,
        one.time.value if one.time else None,
        tuple(
            Span(blocks[at].start, blocks[at].end)
            for at in quotes
            if start <= blocks[at].start < end
        ),
    )


def _own_words(page: Page, body: Sequence[int]) -> tuple[list[int], list[int]]:
    """Part the pieces of a body into the poster's own words and what is quoted of others."""
    own: list[int] = []
    quotes: list[int] = []
    common = _common(page, body)
    for at in body:
        piece = page.pieces[at]
        steps = piece.path.split(">")[common:]
        quoted = any(_QUOTE.search(step) and not _NO_QUOTE.search(step) for step in steps)
        (quotes if quoted or _QUOTED.match(piece.text) else own).append(at)
    return own, quotes


def _common(page: Page, places: Sequence[int]) -> int:
    """Return how many elements all pieces share: the body is the innermost of them."""
    trails = [page.pieces[at].trail for at in places]
    depth = min(map(len, trails), default=0)
    shared = 0
    while shared < depth and len({trail[shared] for trail in trails}) == 1:
        shared += 1
    return shared

"""What the judge of blocks looks at: numbers for each block, from markup, text and votes.

The order of columns is the model's; `DOM` and `VOTES` list them, and the model file repeats the
lists, so that a model trained on other columns is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.extract import around
from curette.extract.votes import KEPT_SHARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from curette.extract.html import Piece

    Matrix = NDArray[np.float32]

# Function words of the languages that pages here come in: prose is full of them, menus are not.
_FUNCTION_WORDS = frozenset(
    """
    the and of to a in is that for it as with on be are this by from or an at was have not but you
    your can we they which has will their if more when one who what been there may also than its
    i he she his her do about so out up how all my our
    der die das und zu den mit von ist im für auf nicht ein eine sich auch es dem bei werden oder
    le la les des et est en un une du que qui dans pour pas sur au plus par ne sont avec il ce
    el los las que y en un una con por para es se no del al como más lo su
    di che e il per non una sono con da del della nel si
    het een van en dat niet zijn op met voor te
    w i na z do nie się to jest że
    o os as do da em um uma não com para
    """.split()  # noqa: SIM905
)
_KINDS = ("heading", "paragraph", "list_item", "row", "term", "definition", "caption", "quote",
          "code", "control", "other")  # fmt: skip
_TAGS = ("nav", "header", "footer", "aside", "main", "article", "section", "form", "table", "ul",
         "figure", "blockquote", "details", "a", "p", "body", "dl", "pre")  # fmt: skip
_KIND_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_TAG_NUMBERS = {tag: number for number, tag in enumerate(_TAGS)}
_WORD = re.compile(r"\w+")
_CAPITALS = re.compile(r"\b[A-ZÀ-ÞΑ-ΩА-Я]")
_CAPITAL = frozenset(map(chr, (*range(65, 91), *range(0xC0, 0xDF), *range(0x391, 0x3AA),
                               *range(0x410, 0x430))))  # fmt: skip
_STOPS = frozenset(".!?。！？…")
_STOP = re.compile(r"[.!?。！？…](?:[\"'”’»)\]]*(?:\s|\Z))")
_TAG_END = re.compile(r"[#.\[]")
_PROSE_WORDS = 12
_WORDS_READ = 40
_CHARS_READ = 400


class Lexicon(NamedTuple):
    """How far a token of a path, or a word of a block, speaks for main content (log odds)."""

    tokens: Mapping[str, float]
    words: Mapping[str, float]


def tokens(path: str) -> list[str]:
    """Return the tokens of a path: tags, ids and classes of its elements, innermost first."""
    found: list[str] = []
    for segment in reversed(path.split(">")):
        found += _segment_tokens(segment)
    return found


@lru_cache(maxsize=8192)
def _segment_tokens(segment: str) -> tuple[str, ...]:
    tag, _, rest = segment.partition(".")
    name, mark, _ = tag.partition("#")
    classes = ("." + part for part in rest.lower().split(".") if part)
    return (tag.lower(), *((name,) if mark else ()), *classes)


def words(text: str) -> list[str]:
    """Return the words at the start of a block that the lexicon is asked about."""
    return _WORD.findall(text[:_CHARS_READ].lower())[:_WORDS_READ]


def matrix(pieces: Sequence[Piece], title: str, types: Sequence[str], lexicon: Lexicon) -> Matrix:
    """Return one row a block and one column a name of `DOM`."""
    title_words = frozenset(_WORD.findall(title.lower()))
    repeats = Counter([piece.text for piece in pieces])
    texts = {text: number for number, text in enumerate(repeats)}
    said = np.array([_text(text, title_words, lexicon) for text in repeats], dtype=np.float32)
    paths, stands = _paths(pieces, lexicon)
    at_text = [texts[piece.text] for piece in pieces]
    at_path = [paths[piece.path] for piece in pieces]
    seen = [0] * len(texts)
    marked = np.empty((len(pieces), 6), dtype=np.float32)
    for number, (piece, text) in enumerate(zip(pieces, at_text, strict=True)):
        marked[number] = (
            piece.link_share,
            _KIND_NUMBERS[piece.kind],
            piece.level,
            piece.hidden,
            repeats[piece.text],
            seen[text],
        )
        seen[text] += 1
    own = np.hstack([said[at_text], stands[at_path], marked])
    chars, link = own[:, 0], marked[:, 0]
    told = (own[:, _OWN.index("words")] >= _PROSE_WORDS) & (own[:, _OWN.index("stops")] > 0)
    prose = np.where(told, chars * (1 - link), np.float32(0.0))
    return np.hstack(
        [
            own,
            _place(chars, prose, own),
            around.containers(pieces, chars, prose, link),
            _near(own, prose),
            _page(chars, prose, own, types),
        ],
        dtype=np.float32,
    )


def votes(pieces: Sequence[Piece], shares: Sequence[float]) -> Matrix:
    """Return one row a block and one column a name of `VOTES`, for one extractor's votes."""
    chars = np.array([len(piece.text) for piece in pieces], dtype=np.float32)
    share = np.array(shares, dtype=np.float32)
    voted = np.where(share >= KEPT_SHARE, np.float32(1.0), np.float32(0.0))
    index = np.arange(len(pieces))
    kept = np.flatnonzero(voted)
    between = (index >= kept[0]) & (index <= kept[-1]) if len(kept) else np.zeros(len(pieces))
    page = float((voted * chars).sum()) / max(1.0, float(chars.sum()))
    return np.column_stack(
        [
            share,
            voted,
            around.votes(pieces, chars, voted),
            *(shifted(voted, step) for step in _STEPS),
            window(voted, _WINDOW),
            np.full(len(pieces), page),
            between,
        ]
    ).astype(np.float32)


# What a text alone says; menus and cards repeat theirs.
_TEXT = (
    "chars",
    "words",
    "stops",
    "commas_a_word",
    "digits",
    "capitals",
    "function_words",
    "word_length",
    "ends_stop",
    "ends_colon",
    "question",
    "lines",
    "title_share",
    "is_title",
    "starts_lower",
    "pipes",
    "distinct",
    "first_char_digit",
    "word_mean",
    "word_min",
    "word_max",
    "word_known",
)
# What a path alone says; many blocks of a page share one.
_PATH = (
    "depth",
    *(f"in_{tag}" for tag in _TAGS),
    "token_last",
    "token_mean",
    "token_min",
    "token_max",
    "token_near",
    "token_known",
)
_OWN = (*_TEXT, *_PATH, "link", "kind", "level", "hidden", "repeats", "copies_before")


def _text(text: str, title_words: frozenset[str], lexicon: Lexicon) -> tuple[float, ...]:
    found = _WORD.findall(text)
    count = len(found) or 1
    low = list(map(str.lower, found))
    distinct = set(low)
    size = len(text)
    firsts = [word[0] for word in found]
    shared = len(distinct & title_words) / (len(title_words) or 1)
    end = text.rstrip("\"'”’»)] ")[-1:]
    if "×" in text:  # the one sign in the range of capitals that is no part of a word
        capitals = len(_CAPITALS.findall(text))
    else:
        capitals = sum(map(_CAPITAL.__contains__, firsts))
    stops = 0 if _STOPS.isdisjoint(text) else len(_STOP.findall(text))
    commas = text.count(",")
    pipes = text.count("|")
    if text.isascii():
        first = low[:_WORDS_READ] if size <= _CHARS_READ else words(text)
    else:
        commas += text.count("，") + text.count("、")
        pipes += text.count("·") + text.count("»")
        first = words(text)
    known = [weight for weight in map(lexicon.words.get, first) if weight is not None]
    return (
        size,
        len(found),
        stops,
        commas / count,
        sum(map(str.isdecimal, firsts)) / count,
        capitals / count,
        len(distinct & _FUNCTION_WORDS) / (len(distinct) or 1),
        size / count,
        end in ".!?。！？…",
        end == ":",
        text.count("?"),
        text.count("\n") + 1,
        shared,
        bool(title_words) and shared > 0.6 and count <= 2 * len(title_words),
        text[0].islower(),
        pipes,
        len(distinct) / count,
        text[0].isdigit(),
        *_summary(known)[1:],
        len(known),
    )


class _Segment(NamedTuple):
    """One element of a path: its tag's number, and the known weights of its tokens."""

    tag: int | None
    weights: tuple[float | None, ...]


def _paths(pieces: Sequence[Piece], lexicon: Lexicon) -> tuple[dict[str, int], Matrix]:
    """Return the number of each path, and by that number the columns `_PATH`."""
    segments: dict[str, _Segment] = {}
    paths = {path: number for number, path in enumerate({piece.path: None for piece in pieces})}
    found = []
    for path in paths:
        parts = path.split(">")
        for part in parts:
            if part not in segments:
                weights = tuple(map(lexicon.tokens.get, _segment_tokens(part)))
                tag = _TAG_END.split(part, maxsplit=1)[0]
                segments[part] = _Segment(_TAG_NUMBERS.get(tag), weights)
        found.append(_path([segments[part] for part in reversed(parts)]))
    return paths, np.array(found, dtype=np.float32)


def _path(segments: Sequence[_Segment]) -> tuple[float, ...]:
    """Return the columns `_PATH`; the innermost element comes first."""
    places = [0] * len(_TAGS)
    weights: list[float | None] = []
    for up, (tag, own) in enumerate(segments, 1):
        weights += own
        if tag is not None and not places[tag]:
            places[tag] = up
    near = [weight for weight in weights[:8] if weight is not None]
    known = near + [weight for weight in weights[8:] if weight is not None]
    return (len(segments), *places, *_summary(known), sum(near), len(known))


def _summary(values: Sequence[float]) -> tuple[float, float, float, float]:
    if not values:
        return (0.0, 0.0, 0.0, 0.0)
    return (values[0], sum(values) / len(values), min(values), max(values))


_PLACE = [
    "index",
    "index_share",
    "chars_before",
    "prose_before",
    "after_h1",
    "to_h1",
    "since_heading",
    "until_prose",
    "under_words",
    "under_least",
    "under_level",
]


def _place(chars: Matrix, prose: Matrix, own: Matrix) -> Matrix:
    """Return where in the page a block stands, and under which heading."""
    size = len(chars)
    index = np.arange(size)
    before = np.cumsum(chars) - chars
    prose_before = np.cumsum(prose) - prose
    headings = own[:, _OWN.index("kind")] == 0
    top = np.flatnonzero(headings & (own[:, _OWN.index("level")] == 1))
    first = top[0] if len(top) else 0
    over = np.maximum.accumulate(np.where(headings, index, -1))
    has = over >= 0
    following = np.where(prose > 0, index, 2 * size)
    following = np.minimum.accumulate(following[::-1])[::-1]
    return np.column_stack(
        [
            index,
            index / max(1, size - 1),
            before / max(1.0, chars.sum()),
            prose_before / max(1.0, prose.sum()),
            (index >= first) * (2.0 if len(top) else 1.0),
            index - first,
            np.where(has, index - over, -1),
            np.minimum(following - index, 50),
            np.where(has, own[over, _OWN.index("word_mean")], 0),
            np.where(has, own[over, _OWN.index("word_min")], 0),
            np.where(has, own[over, _OWN.index("level")], -1),
        ]
    )


_NEAR_WHAT = ("chars", "link", "stops", "function_words", "kind", "prose", "word_mean",
              "token_near")  # fmt: skip
_STEPS = (-2, -1, 1, 2)
_WINDOWED = ("chars", "link", "prose", "word_mean")
_NEAR = (
    *(f"{what}{step:+d}" for what in _NEAR_WHAT for step in _STEPS),
    *(f"{what}_window" for what in _WINDOWED),
)
_WINDOW = 5


def _near(own: Matrix, prose: Matrix) -> Matrix:
    columns = {what: prose if what == "prose" else own[:, _OWN.index(what)] for what in _NEAR_WHAT}
    found = [shifted(column, step) for column in columns.values() for step in _STEPS]
    found += [window(columns[what], _WINDOW) for what in _WINDOWED]
    return np.column_stack(found)


def shifted(column: Matrix, step: int) -> Matrix:
    """Return the values `step` blocks further on; -1 where the page ends."""
    moved = np.full_like(column, -1.0)
    if step > 0:
        moved[:-step] = column[step:]
    else:
        moved[-step:] = column[:step]
    return moved


def window(column: Matrix, reach: int) -> Matrix:
    """Return the mean over the blocks up to `reach` before and after."""
    sums = np.concatenate([[0.0], np.cumsum(column, dtype=np.float64)])
    index = np.arange(len(column))
    low = np.maximum(0, index - reach)
    high = np.minimum(len(column), index + reach + 1)
    return np.asarray((sums[high] - sums[low]) / (high - low), dtype=np.float32)


_PAGE = [
    "page_blocks",
    "page_chars",
    "page_prose",
    "page_link",
    "page_items",
    "page_rows",
    "page_controls",
    "typed_article",
    "typed_product",
    "typed_forum",
    "typed_list",
    "page_longest",
]
# schema.org types by which a page says what it is.
_TYPED = (
    frozenset({"Article", "NewsArticle", "BlogPosting", "MedicalWebPage", "ScholarlyArticle"}),
    frozenset({"Product", "Offer", "AggregateOffer"}),
    frozenset({"DiscussionForumPosting", "QAPage", "Question"}),
    frozenset({"ItemList", "CollectionPage", "SearchResultsPage"}),
)


def _page(chars: Matrix, prose: Matrix, own: Matrix, types: Sequence[str]) -> Matrix:
    total = max(1.0, float(chars.sum()))
    kinds = own[:, _OWN.index("kind")]
    link = own[:, _OWN.index("link")]
    row = [
        len(own),
        total,
        prose.sum() / total,
        (link * chars).sum() / total,
        (chars * (kinds == 2)).sum() / total,
        (chars * (kinds == 3)).sum() / total,
        (kinds == 9).mean(),
        *(not kind.isdisjoint(types) for kind in _TYPED),
        chars.max(),
    ]
    return np.tile(np.array(row, dtype=np.float32), (len(own), 1))


# What the markup and the text say of a block, and what one extractor's votes do.
DOM = (*_OWN, *_PLACE, *around.CONTAINERS, *_NEAR, *_PAGE)
VOTES = (
    "share",
    "vote",
    *around.VOTED,
    *(f"vote{step:+d}" for step in _STEPS),
    "vote_window",
    "page_vote",
    "vote_between",
)

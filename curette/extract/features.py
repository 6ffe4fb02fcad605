"""What the judge of blocks looks at: numbers for each block, from markup, text and votes.

The order of columns is the model's; `NAMES` lists them, and the model file repeats the list, so
that a model trained on other columns is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.extract import around

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
    """Return one row a block and one column a name of `NAMES`; columns of votes are missing."""
    title_words = frozenset(_WORD.findall(title.lower()))
    repeats = Counter(piece.text for piece in pieces)
    texts = {text: _text(text, title_words, lexicon) for text in repeats}
    paths = _paths(pieces, lexicon)
    own = np.array(
        [
            _own(piece, texts[piece.text], repeats[piece.text], paths[piece.path])
            for piece in pieces
        ],
        dtype=np.float32,
    )
    lex = np.array(
        [(*paths[piece.path].lexical, *texts[piece.text].said) for piece in pieces],
        dtype=np.float32,
    )
    chars, link = own[:, 0], own[:, 2]
    prose = np.where((own[:, 1] >= _PROSE_WORDS) & (own[:, 3] > 0), chars * (1 - link), 0.0)
    return np.hstack(
        [
            own,
            lex,
            _place(chars, prose, own, lex),
            around.containers(pieces, chars, prose, link),
            _near(own, prose, lex),
            _page(chars, prose, link, own, types),
        ]
    ).astype(np.float32)


def add_votes(rows: Matrix, pieces: Sequence[Piece], votes: Sequence[bool]) -> Matrix:
    """Return the rows with the columns of votes filled in."""
    filled = rows.copy()
    voted = np.array(votes, dtype=np.float32)
    chars = rows[:, 0]
    for name, column in around.votes(pieces, chars, voted).items():
        filled[:, NAMES.index(name)] = column
    for step in _STEPS:
        filled[:, NAMES.index(f"vote{step:+d}")] = shifted(voted, step)
    filled[:, NAMES.index("vote_window")] = window(voted, _WINDOW)
    filled[:, NAMES.index("page_vote")] = (voted * chars).sum() / max(1.0, float(chars.sum()))
    index = np.arange(len(rows))
    kept = np.flatnonzero(voted)
    inside = (index >= kept[0]) & (index <= kept[-1]) if len(kept) else np.zeros(len(rows))
    filled[:, NAMES.index("vote_between")] = inside
    return filled


_OWN = [
    "chars",
    "words",
    "link",
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
    "kind",
    "level",
    "hidden",
    "depth",
    "title_share",
    "is_title",
    "starts_lower",
    "pipes",
    "distinct",
    "first_char_digit",
    "repeats",
] + [f"in_{tag}" for tag in _TAGS]


class _Text(NamedTuple):
    """What a text alone says; menus and cards repeat theirs."""

    before: tuple[float, ...]
    """The columns up to the link share, after it up to the kind, and so on: see `_own`."""
    after: tuple[float, ...]
    title: tuple[float, ...]
    last: tuple[float, ...]
    said: tuple[float, ...]


def _text(text: str, title_words: frozenset[str], lexicon: Lexicon) -> _Text:
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
    if not text.isascii():
        commas += text.count("，") + text.count("、")
        pipes += text.count("·") + text.count("»")
    return _Text(
        (size, len(found)),
        (
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
        ),
        (shared, bool(title_words) and shared > 0.6 and count <= 2 * len(title_words)),
        (text[0].islower(), pipes, len(distinct) / count, text[0].isdigit()),
        _said(
            low[:_WORDS_READ] if text.isascii() and size <= _CHARS_READ else words(text), lexicon
        ),
    )


def _own(piece: Piece, text: _Text, repeats: int, path: _Path) -> tuple[float, ...]:
    return (
        *text.before,
        piece.link_share,
        *text.after,
        _KIND_NUMBERS[piece.kind],
        piece.level,
        piece.hidden,
        path.depth,
        *text.title,
        *text.last,
        repeats,
        *path.places,
    )


_LEX = [
    "token_last",
    "token_mean",
    "token_min",
    "token_max",
    "token_near",
    "token_known",
    "word_mean",
    "word_min",
    "word_max",
    "word_known",
]


def _said(first: Sequence[str], lexicon: Lexicon) -> tuple[float, ...]:
    weights = lexicon.words
    known = [weights[word] for word in first if word in weights]
    return (*_summary(known)[1:], len(known))


class _Path(NamedTuple):
    """What a path alone says; many blocks of a page share one."""

    depth: int
    places: tuple[int, ...]
    lexical: tuple[float, ...]


class _Segment(NamedTuple):
    """One element of a path: its tag, and the weights of its tokens, None where unknown."""

    tag: str
    weights: tuple[float | None, ...]


def _paths(pieces: Sequence[Piece], lexicon: Lexicon) -> dict[str, _Path]:
    segments: dict[str, _Segment] = {}
    paths: dict[str, _Path] = {}
    for piece in pieces:
        if piece.path in paths:
            continue
        parts = piece.path.split(">")
        for part in parts:
            if part not in segments:
                weights = tuple(map(lexicon.tokens.get, _segment_tokens(part)))
                segments[part] = _Segment(_TAG_END.split(part, maxsplit=1)[0], weights)
        paths[piece.path] = _path([segments[part] for part in parts])
    return paths


def _path(segments: Sequence[_Segment]) -> _Path:
    depth = len(segments)
    places = [0] * len(_TAGS)
    weights: list[float | None] = []
    for up in range(1, depth + 1):
        segment = segments[-up]
        weights += segment.weights
        number = _TAG_NUMBERS.get(segment.tag)
        if number is not None and not places[number]:
            places[number] = up
    near = [weight for weight in weights[:8] if weight is not None]
    known = near + [weight for weight in weights[8:] if weight is not None]
    return _Path(depth, tuple(places), (*_summary(known), sum(near), len(known)))


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


def _place(chars: Matrix, prose: Matrix, own: Matrix, lex: Matrix) -> Matrix:
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
            np.where(has, lex[over, _LEX.index("word_mean")], 0),
            np.where(has, lex[over, _LEX.index("word_min")], 0),
            np.where(has, own[over, _OWN.index("level")], -1),
        ]
    )


_NEAR_WHAT = ("chars", "link", "stops", "function_words", "kind", "prose", "vote", "word_mean",
              "token_near")  # fmt: skip
_STEPS = (-2, -1, 1, 2)
_NEAR = [f"{what}{step:+d}" for what in _NEAR_WHAT for step in _STEPS] + [
    f"{what}_window" for what in ("chars", "link", "prose", "vote", "word")
]
_WINDOW = 5


def _near(own: Matrix, prose: Matrix, lex: Matrix) -> Matrix:
    columns = [
        own[:, 0],
        own[:, 2],
        own[:, 3],
        own[:, _OWN.index("function_words")],
        own[:, _OWN.index("kind")],
        prose,
        np.full(len(own), np.nan, dtype=np.float32),
        lex[:, _LEX.index("word_mean")],
        lex[:, _LEX.index("token_near")],
    ]
    found = [shifted(column, step) for column in columns for step in _STEPS]
    for number in (0, 1, 5, 6, 7):
        found.append(window(columns[number], _WINDOW))
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
    "page_vote",
    "page_controls",
    "typed_article",
    "typed_product",
    "typed_forum",
    "typed_list",
    "vote_between",
    "page_longest",
]
# schema.org types by which a page says what it is.
_TYPED = (
    frozenset({"Article", "NewsArticle", "BlogPosting", "MedicalWebPage", "ScholarlyArticle"}),
    frozenset({"Product", "Offer", "AggregateOffer"}),
    frozenset({"DiscussionForumPosting", "QAPage", "Question"}),
    frozenset({"ItemList", "CollectionPage", "SearchResultsPage"}),
)


def _page(chars: Matrix, prose: Matrix, link: Matrix, own: Matrix, types: Sequence[str]) -> Matrix:
    total = max(1.0, float(chars.sum()))
    kinds = own[:, _OWN.index("kind")]
    row = [
        len(own),
        total,
        prose.sum() / total,
        (link * chars).sum() / total,
        (chars * (kinds == 2)).sum() / total,
        (chars * (kinds == 3)).sum() / total,
        np.nan,
        (kinds == 9).mean(),
        *(not kind.isdisjoint(types) for kind in _TYPED),
        np.nan,
        chars.max(),
    ]
    return np.tile(np.array(row, dtype=np.float32), (len(own), 1))


NAMES = (*_OWN, *_LEX, *_PLACE, *around.CONTAINERS, *_NEAR, *_PAGE)

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
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\b\d")
_CAPITALS = re.compile(r"\b[A-ZÀ-ÞΑ-ΩА-Я]")
_STOP = re.compile(r"[.!?。！？…](?:[\"'”’»)\]]*(?:\s|\Z))")
_TAG_END = re.compile(r"[#.\[]")
_PROSE_WORDS = 12
_WORDS_READ = 40


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
    return _WORD.findall(text[:400].lower())[:_WORDS_READ]


def matrix(pieces: Sequence[Piece], title: str, types: Sequence[str], lexicon: Lexicon) -> Matrix:
    """Return one row a block and one column a name of `NAMES`; columns of votes are missing."""
    title_words = frozenset(_WORD.findall(title.lower()))
    repeats = Counter(piece.text for piece in pieces)
    paths = {path: _path(path, lexicon) for path in {piece.path for piece in pieces}}
    own = np.array(
        [_own(piece, title_words, repeats[piece.text], paths[piece.path]) for piece in pieces],
        dtype=np.float32,
    )
    lex = np.array(
        [(*paths[piece.path].lexical, *_said(piece.text, lexicon)) for piece in pieces],
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


def _own(piece: Piece, title_words: frozenset[str], repeats: int, path: _Path) -> list[float]:
    text = piece.text
    found = _WORD.findall(text)
    count = len(found) or 1
    distinct = {word.lower() for word in found}
    size = len(text)
    shared = len(distinct & title_words) / (len(title_words) or 1)
    end = text.rstrip("\"'”’»)] ")[-1:]
    return [
        size,
        len(found),
        piece.link_share,
        len(_STOP.findall(text)),
        (text.count(",") + text.count("，") + text.count("、")) / count,
        len(_DIGITS.findall(text)) / count,
        len(_CAPITALS.findall(text)) / count,
        len(distinct & _FUNCTION_WORDS) / (len(distinct) or 1),
        size / count,
        end in ".!?。！？…",
        end == ":",
        text.count("?"),
        text.count("\n") + 1,
        _KINDS.index(piece.kind),
        piece.level,
        piece.hidden,
        path.depth,
        shared,
        bool(title_words) and shared > 0.6 and count <= 2 * len(title_words),
        text[0].islower(),
        text.count("|") + text.count("·") + text.count("»"),
        len(distinct) / count,
        text[0].isdigit(),
        repeats,
        *path.places,
    ]


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


def _said(text: str, lexicon: Lexicon) -> list[float]:
    known = [lexicon.words[word] for word in words(text) if word in lexicon.words]
    return [*_summary(known)[1:], len(known)]


class _Path(NamedTuple):
    """What a path alone says; many blocks of a page share one."""

    depth: int
    places: tuple[int, ...]
    lexical: tuple[float, ...]


def _path(path: str, lexicon: Lexicon) -> _Path:
    found = tokens(path)
    segments = path.split(">")
    places = {_TAG_END.split(part, maxsplit=1)[0]: at for at, part in enumerate(segments)}
    depth = len(segments)
    near = [lexicon.tokens[token] for token in found[:8] if token in lexicon.tokens]
    known = near + [lexicon.tokens[token] for token in found[8:] if token in lexicon.tokens]
    return _Path(
        depth,
        tuple(depth - places[tag] if tag in places else 0 for tag in _TAGS),
        (*_summary(known), sum(near), len(known)),
    )


def _summary(values: list[float]) -> list[float]:
    if not values:
        return [0.0, 0.0, 0.0, 0.0]
    return [values[0], sum(values) / len(values), min(values), max(values)]


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

"""What the judge of lines looks at first: what a line is, where it stands, what stands around it.

All is linear in the length of the page. `line_context` adds what a first judgement says.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from curette.rules import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

# A line with this many words and a stop at its end is prose for the purpose of position.
WORDS_OF_PROSE = 12
# No more of a line is read: a line of a megabyte costs as much as one of a page.
CHARS_READ = 1000
WORDS_WEIGHED = 60
WORDS_OF_A_PHRASE = 7
CHARS_OF_A_KEY = 200

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE_INSIDE = re.compile(r"[.!?][\"”’')]* +[\"“‘(]?[A-ZÀ-Þ]")
_DATE = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]|\b(?:19|20)\d\d\b|\bago\b|\d:\d\d"
)
_LINKISH = re.compile(r"[|»›→▸▾✓×©@#]|https?:|www\.|\.com\b|>>|\.\.\.$|…$")
_BULLET = re.compile(r"(?:[•*–—·▪◦-]|\d{1,2}[.)]) ")
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥]")
_ENDINGS = {".": 1, "!": 1, "?": 2, "。": 1, "”": 1, '"': 1, ")": 6, ":": 3, ",": 4, ";": 4, "…": 5}
STOPS = frozenset(
    word
    for word in (Path(__file__).parent / "rules" / "stop_words.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if not word.startswith("#")
)
_WRITERS = frozenset(["i", "me", "my", "we", "our", "us"])
_READERS = frozenset(["you", "your", "yours"])

# What stands again and again between the comments of a thread, and between teasers.
THREAD_MARK = re.compile(
    r"(?i)\b(?:reply|says|said|wrote|commented|permalink|upvote|flag|like|responder|antworten"
    r"|répondre)\b:?\W{0,3}\Z|\b(?:\d+|an?) (?:minute|hour|day|week|month|year)s? ago\b"
    r"|\b(?:19|20)\d\d\b.{0,14}\d{1,2}[:.]\d\d|\d{1,2}[:.]\d\d.{0,18}\b(?:19|20)\d\d\b"
    r"|\A(?:report|in reply to)\b|\breply to\b"
)
TEASER_MARK = re.compile(
    r"(?i)\b(?:read|view|see|learn|show|continue)\b.{0,12}\bmore\b|\bmin(?:ute)?s? read\b"
    r"|(?:\.\.\.|…|\[…\])\W{0,3}\Z|\A(?:by|posted|published|updated)\b"
)
_DATE_ALONE = re.compile(
    r"(?i)\W{0,3}(?:\w{3,9},?\s)?(?:\w{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|\d{1,2}\.?\s\w{3,9}\.?,?\s(?:19|20)\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\W{0,3}"
)
CHARS_OF_A_MARK = 90
_CHARS_OF_A_TEASER = 400
_FARTHEST_MARK = 60


class Lexicon(NamedTuple):
    """How far a word, a pair of words or a whole short line speaks for furniture (log odds)."""

    words: Mapping[str, float]
    pairs: Mapping[str, float]
    phrases: Mapping[str, float]


class Said(NamedTuple):
    """What a lexicon is asked about a line."""

    words: list[str]
    pairs: list[str]
    phrase: str


def key(line: str) -> str:
    """Return what copies of a line have in common: its first words, whatever their numbers."""
    return _key(line[:CHARS_OF_A_KEY])


def said(line: str) -> Said:
    """Return the words, the pairs of words and the phrase of a line.

    >>> said("Read More »")
    Said(words=['read', 'more'], pairs=['read more'], phrase='read more')
    """
    return _said(line[:CHARS_READ])


def topic_words(line: str) -> tuple[str, ...]:
    """Return the words that tell what a line speaks of, each once, in the order of the alphabet.

    >>> topic_words("The patch itches, so change the patch.")
    ('change', 'itches', 'patch')
    """
    return _topic_words(line[:CHARS_READ])


# Each line is asked about several times, and menus repeat theirs.
@lru_cache(maxsize=4096)
def _key(start: str) -> str:
    return plain(start)


@lru_cache(maxsize=4096)
def _said(start: str) -> Said:
    words = [word.lower() for word in _WORD.findall(start)]
    heard = words[:WORDS_WEIGHED]
    pairs = [f"{one} {two}" for one, two in pairwise(heard)]
    return Said(words, pairs, key(start) if len(words) <= WORDS_OF_A_PHRASE else "")


@lru_cache(maxsize=4096)
def _topic_words(start: str) -> tuple[str, ...]:
    long = {word for word in _said(start).words if len(word) > 3}
    return tuple(sorted(long - STOPS))


def evidence(lines: Sequence[str], lexicon: Lexicon) -> NDArray[np.float32]:
    """Return the evidence on each line: itself, its place, and its neighbours."""
    each = {line: _own(line, lexicon) for line in dict.fromkeys(lines)}
    own = np.array([each[line] for line in lines], dtype=np.float64)
    lengths = lengths_of(lines)
    near = own[:, _NEAR]
    columns = [own, _place(lines, own, lengths, lexicon), _marks(lines)]
    columns += [shifted(near, step) for step in (-3, -2, -1, 1, 2, 3)]
    for reach in (2, 5, 12, 30):
        columns += [window(near, reach), weighed(own[:, _LEXICAL], reach, lengths)]
    return np.hstack(columns).astype(np.float32)


_OWN = (
    "chars", "words", "ending", "capitals", "upper", "digits", "stops", "date", "linkish",
    "bullet", "inside", "writers", "readers", "question", "opening", "length", "prose", "commas",
    "price", "quote", "bracket", "distinct", "exclaims", "colon", "word_sum", "word_mean",
    "word_max", "word_min", "word_known", "pair_sum", "pair_max", "pair_min", "pair_known",
    "phrase", "phrase_known", "rare", "first_word", "last_word", "like_a_heading",
)  # fmt: skip
_AT = {name: number for number, name in enumerate(_OWN)}
_NEAR = [_AT[name] for name in ("chars", "ending", "capitals", "stops", "word_mean", "word_sum",
                                "pair_sum", "date", "prose", "phrase", "linkish")]  # fmt: skip
_LEXICAL = [_AT[name] for name in ("word_mean", "word_sum", "pair_sum")]
# What tells talk from an article when it is summed up over many lines.
POOLED = [_AT[name] for name in ("stops", "writers", "readers", "date", "linkish", "question",
                                 "exclaims", "word_mean", "word_sum", "pair_sum", "rare", "price",
                                 "capitals")]  # fmt: skip


def _own(line: str, lexicon: Lexicon) -> tuple[float, ...]:
    tokens = _WORD.findall(line[:CHARS_READ])
    low, pairs, phrase = said(line)
    count = len(low) or 1
    words = [lexicon.words[word] for word in low[:WORDS_WEIGHED] if word in lexicon.words]
    weights = [lexicon.pairs[pair] for pair in pairs if pair in lexicon.pairs]
    long = [word for word in low if len(word) > 3]
    stops = sum(word in STOPS for word in low) / count
    ending = _ENDINGS.get(line[-1:], 0)
    opening = _opening(line[:1])
    start = line[:200]
    return (
        math.log1p(len(line)),
        math.log1p(len(low)),
        ending,
        sum(token[0].isupper() for token in tokens) / count,
        sum(len(token) > 1 and token.isupper() for token in tokens) / count,
        sum(map(str.isdigit, start)) / (len(start) or 1),
        stops,
        _DATE.search(line, 0, CHARS_READ) is not None,
        _LINKISH.search(line[:CHARS_READ]) is not None,
        _BULLET.match(line) is not None,
        min(len(_SENTENCE_INSIDE.findall(line[:CHARS_READ])), 8),
        sum(word in _WRITERS for word in low) / count,
        sum(word in _READERS for word in low) / count,
        "?" in line,
        opening,
        sum(map(len, low)) / count,
        len(low) >= WORDS_OF_PROSE and ending in (1, 2) and stops > 0.15,
        line.count(",", 0, CHARS_READ) / count,
        _PRICE.search(line, 0, CHARS_READ) is not None,
        any(mark in line for mark in '"“”'),
        "(" in line,
        len(set(low)) / count,
        "!" in line,
        ":" in line,
        max(-15.0, min(15.0, sum(words))),
        sum(words) / (len(words) or 1),
        max(words, default=0.0),
        min(words, default=0.0),
        len(words) / count,
        max(-15.0, min(15.0, sum(weights))),
        max(weights, default=0.0),
        min(weights, default=0.0),
        len(weights) / count,
        lexicon.phrases.get(phrase, 0.0),
        phrase in lexicon.phrases,
        sum(word not in lexicon.words for word in long) / (len(long) or 1),
        lexicon.words.get(low[0], 0.0) if low else 0.0,
        lexicon.words.get(low[-1], 0.0) if low else 0.0,
        len(low) <= 14 and not ending and opening == 1,
    )


def _opening(character: str) -> int:
    if character.isupper():
        return 1
    if character.islower():
        return 2
    return 3 if character.isdigit() else 4


def _place(lines: Sequence[str], own: Matrix, lengths: Matrix, lexicon: Lexicon) -> Matrix:
    """Return where a line stands, how often it is said, and whether the page's prose knows it."""
    count = len(lines)
    order = np.arange(count, dtype=np.float64)
    prose = own[:, _AT["prose"]]
    text = prose * lengths
    before = np.cumsum(text) - text
    total = float(text.sum()) + 1
    after = np.maximum(total - before - text, 0)
    keys = [key(line) for line in lines]
    starts = [" ".join(part.split()[:2]) for part in keys]
    ends = [part.rpartition(" ")[2] for part in keys]
    short = own[:, _AT["words"]] < math.log1p(8)
    run, within = _runs(short)
    shown = np.cumsum(lengths)
    columns = [
        order / count, np.log1p(order), np.log1p(count - 1 - order), before / total, after / total,
        np.log1p(before), np.log1p(after), distance(prose > 0, 30),
        distance(prose[::-1] > 0, 30)[::-1], *(_said_again(part) for part in (keys, starts, ends)),
        *_known(lines, prose, lexicon), np.log1p(run) * np.where(short, 1, -1), np.log1p(within),
        *_period(own), np.full(count, math.log1p(count)), np.full(count, total / (shown[-1] + 1)),
        np.full(count, math.log1p(total)), np.full(count, prose.mean()),
        np.log1p(shown - lengths), np.log1p(shown[-1] - shown),
        np.full(count, (own[:, _AT["word_mean"]] * lengths).sum() / (shown[-1] + 1)),
    ]  # fmt: skip
    return np.column_stack(columns)


def _said_again(parts: Sequence[str]) -> list[int]:
    counts = Counter(parts)
    return [min(counts[part], 12) for part in parts]


def _known(lines: Sequence[str], prose: Matrix, lexicon: Lexicon) -> list[list[float]]:
    """Return which share of a line's longer words the page's prose uses, and its other lines do.

    The third share is of the words that no lexicon knows: they are what the page is about.
    """
    tokens = [{word for word in said(line).words if len(word) > 3} for line in lines]
    used: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    for own, flag in zip(tokens, prose, strict=True):
        (used if flag else elsewhere).update(own)
    shares: list[list[float]] = [[], [], []]
    for own, flag in zip(tokens, prose, strict=True):
        rare = [word for word in own if word not in lexicon.words]
        shares[0].append(_share(sum(used[word] > flag for word in own), len(own)))
        shares[1].append(_share(sum(elsewhere[word] > 1 - flag for word in own), len(own)))
        shares[2].append(_share(sum(used[word] > flag for word in rare), len(rare)))
    return shares


def _share(part: int, whole: int) -> float:
    return part / whole if whole else -1.0


def _period(own: Matrix) -> list[Matrix]:
    """Return how regularly the shapes around a line come again: cards and threads do."""
    shape = (own[:, _AT["words"]] // 0.7) * 10 + own[:, _AT["ending"]]
    found = []
    for lag in range(1, 7):
        same = np.zeros((len(own), 1))
        if len(own) > lag:
            same[:-lag, 0] = shape[:-lag] == shape[lag:]
        found.append(window(same, 8)[:, 0])
    table = np.array(found)
    return [table.max(axis=0), table[1:].max(axis=0), table.argmax(axis=0) + 1.0]


def _marks(lines: Sequence[str]) -> Matrix:
    """Return how close the marks of threads, of teasers, lone dates and repeated labels stand."""
    keys = [key(line) for line in lines]
    counts = Counter(keys)
    small = [len(line) < CHARS_OF_A_MARK for line in lines]
    kinds = (
        [s and THREAD_MARK.search(line) is not None for line, s in zip(lines, small, strict=True)],
        [len(line) < _CHARS_OF_A_TEASER and TEASER_MARK.search(line) is not None for line in lines],
        [
            s and _DATE_ALONE.fullmatch(line) is not None
            for line, s in zip(lines, small, strict=True)
        ],
        [counts[part] >= 3 and len(line) < 60 for part, line in zip(keys, lines, strict=True)],
    )
    columns = []
    for kind in kinds:
        flags = np.array(kind, dtype=np.float64)
        since = distance(flags > 0, _FARTHEST_MARK)
        until = distance(flags[::-1] > 0, _FARTHEST_MARK)[::-1]
        seen = np.cumsum(flags)
        columns += [
            flags, since, until, since + until, window(flags[:, None], 6)[:, 0],
            window(flags[:, None], 20)[:, 0], np.log1p(seen), np.log1p(flags.sum() - seen),
        ]  # fmt: skip
    return np.column_stack(columns)


def lengths_of(lines: Sequence[str]) -> Matrix:
    """Return how many characters each line has."""
    return np.array([len(line) for line in lines], dtype=np.float64)


def for_content(odds: Matrix, lengths: Matrix) -> Matrix:
    """Return what each line's odds of being furniture say for content; a long line says more."""
    bounded = np.clip(odds, 0.02, 0.98)
    evidence: Matrix = np.log((1 - bounded) / bounded) * np.sqrt(lengths)
    return evidence


def _runs(flags: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """Return how long the run of like lines is that each line stands in, and its place there."""
    edges = np.concatenate([[0], np.flatnonzero(np.diff(flags)) + 1, [len(flags)]])
    sizes = np.diff(edges)
    place = np.arange(len(flags)) - np.repeat(edges[:-1], sizes)
    return np.repeat(sizes, sizes).astype(np.float64), place.astype(np.float64)


def distance(flags: NDArray[np.bool_], farthest: int) -> Matrix:
    """Return how many lines above each line the last flagged one stands, itself for nought."""
    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -farthest - 1))
    return np.minimum(order - last, farthest).astype(np.float64)


def shifted(rows: Matrix, step: int) -> Matrix:
    """Return the rows of the neighbours `step` lines away; none beyond the page's ends."""
    moved = np.full_like(rows, np.nan)
    if abs(step) < len(rows):
        if step > 0:
            moved[:-step] = rows[step:]
        else:
            moved[-step:] = rows[:step]
    return moved


def window(rows: Matrix, reach: int) -> Matrix:
    """Return the mean over each row and `reach` rows on either side."""
    sums = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
    at = np.arange(len(rows))
    low = np.maximum(at - reach, 0)
    high = np.minimum(at + reach + 1, len(rows))
    means: Matrix = (sums[high] - sums[low]) / (high - low)[:, None]
    return means


def weighed(rows: Matrix, reach: int, weights: Matrix) -> Matrix:
    """Return the mean as `window` does, long lines counting for more."""
    means: Matrix = window(rows * weights[:, None], reach) / np.maximum(
        window(weights[:, None], reach), 1e-9
    )
    return means

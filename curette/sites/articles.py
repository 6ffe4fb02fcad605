"""Which pages of a site are one article: copies, print versions, further parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curette.sites.traits import Traits

# Pages with this share of the shorter one's words in common, word for word by blocks, are copies;
# or with this share of its rare words, where a block counts the less the more pages have it. The
# first holds where the site has little beside the copies, the second where its furniture is long.
COPIED = 0.8
COPIED_OF_RARE = 0.5
# A title of fewer words ("Home", "Health tips") may stand over many articles.
WORDS_OF_A_TITLE = 3


def distinct(pages: Sequence[Traits]) -> list[int]:
    """Return for each page the number of the first page that is the same article.

    Same address but for the part it chooses, same title, or mostly the same text. Pages are
    compared along the pages of each block only, so the work grows with the blocks.
    """
    leader = list(range(len(pages)))
    _join_equal(leader, (page.address for page in pages))
    titles = (page.title.lower() for page in pages)
    _join_equal(
        leader, (title if title.count(" ") + 1 >= WORDS_OF_A_TITLE else "" for title in titles)
    )
    bags = [
        {row.words: row.length for row in page.blocks if row.standing and not row.heading}
        for page in pages
    ]
    holders: dict[int, list[int]] = defaultdict(list)
    for number, bag in enumerate(bags):
        for key in bag:
            holders[key].append(number)
    spread = Counter({key: len(held) for key, held in holders.items()})
    compared: set[tuple[int, int]] = set()
    for key in sorted(holders):
        held = holders[key]
        for pair in pairwise(held):
            if pair in compared or _find(leader, pair[0]) == _find(leader, pair[1]):
                continue
            compared.add(pair)
            if _copies(bags[pair[0]], bags[pair[1]], spread, len(pages)):
                _join(leader, *pair)
    return [_find(leader, number) for number in range(len(pages))]


def _copies(one: dict[int, int], other: dict[int, int], spread: Counter[int], pages: int) -> bool:
    shared = one.keys() & other.keys()
    words = sum(one[key] for key in shared)
    if words >= COPIED * min(sum(one.values()), sum(other.values())):
        return True

    def rare(keys: Iterable[int], bag: dict[int, int]) -> float:
        return sum(bag[key] * log((pages + 1) / spread[key]) for key in sorted(keys))

    least = min(rare(one, one), rare(other, other))
    return rare(shared, one) >= COPIED_OF_RARE * least


def _join_equal(leader: list[int], names: Iterable[str]) -> None:
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if name:
            _join(leader, first.setdefault(name, number), number)


def _join(leader: list[int], one: int, other: int) -> None:
    low, high = sorted((_find(leader, one), _find(leader, other)))
    leader[high] = low


def _find(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number

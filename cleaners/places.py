"""Parts of a page outside the article: what they are called in the markup, and their words.

No cleaner: `off_article` asks here what an element is named for.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from curette.model import CutKind
from curette.rules import Grounds, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block

Rank = Literal["container", "part", "frame", "ground"]
"""Whom to believe where one stands in the other; the table says more."""

_TABLES = Path(__file__).parent / "rules"
_SELECTOR = re.compile(r"[#.][\w-]+\*?")
_PARTS_OF_A_SEGMENT = re.compile(r"[#.][^#.\[]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Place(NamedTuple):
    """A row of the table."""

    name: str
    rank: Rank
    grounds: Grounds
    heads: bool
    spreads: bool
    max_words: int
    words: re.Pattern[str] | None


class Name(NamedTuple):
    """A place that an element is named for, and the element."""

    place: Place
    segment: str


def _compiled(row: dict[str, str], field: str) -> re.Pattern[str] | None:
    """Return a pattern for whole words of a name in small letters."""
    return re.compile(rf"(?:^|[^a-z])(?:{row[field]})(?![a-z])") if field in row else None


def _load() -> dict[str, tuple[Place, re.Pattern[str] | None, re.Pattern[str] | None]]:
    path = _TABLES / "places.toml"
    found = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["place"]:
        name = row["name"]
        if row["kind"] not in get_args(CutKind) or row["rank"] not in get_args(Rank):
            raise RuleError(f"{path.name}: place {name!r}: kind or rank is unknown; mend it")
        reason = f"{row['what']}; the judge places it outside the article."
        place = Place(
            name,
            row["rank"],
            Grounds(f"off_article/{name}", row["kind"], reason),
            row.get("heads", False),
            row.get("spreads", False),
            row.get("max_words", 0),
            re.compile(row["words"]) if "words" in row else None,
        )
        found[name] = (place, _compiled(row, "names"), _compiled(row, "loose"))
    return found


_ROWS = _load()
PLACES = {name: place for name, (place, _, _) in _ROWS.items()}
PLATFORM = Grounds(
    "off_article/consent-platform",
    "consent",
    "Stands in the element into which a consent platform writes its notice.",
)


def _platforms() -> re.Pattern[str]:
    path = _TABLES / "consent_platforms.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))["platforms"]
    selectors = sorted({selector for group in table.values() for selector in group})
    if bad := [selector for selector in selectors if not _SELECTOR.fullmatch(selector)]:
        raise RuleError(f"{path.name}: {bad[0]!r} is no #id or .class; mend it")
    exact = [re.escape(one) for one in selectors if not one.endswith("*")]
    begun = [re.escape(one[:-1]) + r"[\w-]*" for one in selectors if one.endswith("*")]
    return re.compile("|".join((*exact, *begun)))


_PLATFORM = _platforms()


def trunk(blocks: Sequence[Block], kept: Sequence[bool]) -> frozenset[str]:
    """Return the paths that lead to kept blocks: what they are named says nothing of a cut."""
    found: set[str] = set()
    for block, keep in zip(blocks, kept, strict=True):
        path = block.path
        while keep and path and path not in found:
            found.add(path)
            path = path.rpartition(">")[0]
    return frozenset(found)


def names(path: str, trunk: frozenset[str], *, loosely: bool = False) -> Iterator[Name]:
    """Yield the places that elements are named for, innermost first.

    Of the elements around the innermost only those are asked that hold no kept block.
    """
    own = True
    while path and (own or path not in trunk):
        own = False
        path, _, segment = path.rpartition(">")
        place = None if segment.startswith(("body", "html")) else _place_of(segment, loosely)
        if place is not None:
            yield Name(place, segment)


def outside(path: str, trunk: frozenset[str], but: str = "") -> bool:
    """Tell whether a block's element, or one around it, is named for a part off the article."""
    return any(name.place.name != but for name in names(path, trunk))


@lru_cache(maxsize=4096)
def platform(segment: str) -> bool:
    """Tell whether an element is one that a consent platform makes."""
    return any(_PLATFORM.fullmatch(part) for part in _PARTS_OF_A_SEGMENT.findall(segment))


@lru_cache(maxsize=8192)
def _place_of(segment: str, loosely: bool) -> Place | None:
    if loosely and platform(segment):
        return PLACES["consent"]
    words = _CAMEL.sub("-", segment).lower()
    for place, strict, _ in _ROWS.values():
        if strict is not None and strict.search(words):
            return place
    if loosely:
        for place, _, loose in _ROWS.values():
            if loose is not None and loose.search(words):
                return place
    return None

"""A website as one small TOML file: where to begin, how far to go, and how gently."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from fnmatch import translate
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from curette.crawl.urls import AddressError, canonical
from curette.model import CuretteError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Slower than a person reading; a site that wants more says so in robots.txt and is obeyed.
PACE = 1.0

# Enough for a website's articles on a few conditions. A trap of endless links ends here.
MAX_PAGES = 200

# From this share of addresses on among its lines, a text file is a list with slips in it. A page
# that ends in its sources has more lines of prose than of addresses.
LIST_SHARE = 0.75

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ADDRESS_LINE = re.compile(r"https?://\S+\Z", re.IGNORECASE)


class SourceError(CuretteError):
    """A source's file, or a list of addresses, that cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Source:
    """A website to read. Patterns are of paths, with `*` for anything, as in `/health/*`.

    Links are followed within the hosts of the seeds alone (with or without `www.`); a link must
    match one of `allow` (where there are any) and none of `deny`. The seeds are always read.
    """

    name: str
    seeds: tuple[str, ...]
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    follow: bool = True
    max_pages: int = MAX_PAGES
    pace: float = PACE
    """Seconds between the starts of two requests to one host, at the least."""
    licence: str = ""
    """What the site says of the use of its texts; for people, curette does not act on it."""
    contact: str | None = None
    """An address at which the site's owner can reach you; it goes into the User-Agent."""
    allow_loopback: bool = False
    """Whether pages may come from this very machine, as the sample's do."""

    def holds(self, url: str) -> bool:
        """Tell whether an address lies within this source."""
        if url in self.seeds:
            return True
        parts = urlsplit(url)
        if _house(url) not in {_house(seed) for seed in self.seeds}:
            return False
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if any(_matches(path, pattern) for pattern in self.deny):
            return False
        return not self.allow or any(_matches(path, pattern) for pattern in self.allow)


def load_source(path: Path) -> Source:
    """Read a source's file; errors name the file and the field."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceError(f"{path}: cannot be read ({fault}); check the path") from fault
    except tomllib.TOMLDecodeError as fault:
        raise SourceError(f"{path}: is not TOML ({fault}); correct that line") from fault
    return _source(path, table)


def is_address_list(text: str) -> bool:
    """Tell whether a text is a list of addresses: one a line, with blank lines and # comments.

    A few lines that are none do not make it a page: they become failures of their own.

    >>> is_address_list("# clinics\\nhttps://heartleaf.example/dry-eye\\n")
    True
    >>> is_address_list("See https://heartleaf.example/dry-eye for more.")
    False
    """
    lines = _lines(text)
    addresses = sum(1 for line in lines if _ADDRESS_LINE.match(line))
    return addresses > 0 and addresses >= LIST_SHARE * len(lines)


def read_addresses(path: Path) -> tuple[str, ...]:
    """Return the addresses that a file lists, one a line, each once and in the file's order.

    They are not judged here: one that is wrong becomes a failure of its own when it is fetched.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceError(
            f"{path}: cannot be read as a list of addresses ({fault}); "
            "give a text file in UTF-8 with one address a line"
        ) from fault
    found = tuple(dict.fromkeys(_lines(text)))
    if not found:
        raise SourceError(f"{path}: lists no address; write one address a line")
    return found


def source_of(addresses: Sequence[str], *, name: str = "addresses", pace: float = PACE) -> Source:
    """Return a source that reads just these addresses and follows no link."""
    return Source(
        name=name, seeds=tuple(addresses), follow=False, max_pages=len(addresses), pace=pace
    )


def _house(url: str) -> str:
    """Return the host and port, without the `www.` that sites add and drop as they like."""
    return urlsplit(url).netloc.removeprefix("www.")


def _lines(text: str) -> list[str]:
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _matches(path: str, pattern: str) -> bool:
    # `translate` gives a pattern that does not backtrack, however many stars there are.
    return re.match(translate(pattern), path) is not None


def _source(path: Path, table: dict[str, Any]) -> Source:
    known = {field.name for field in fields(Source)}
    for name in table:
        if name not in known:
            raise _wrong(path, name, f"is not a field of a source; they are {sorted(known)}")
    read = _Reader(path, table)
    name = read.text("name", path.stem)
    if not _NAME.match(name):
        raise _wrong(path, "name", "must be lower-case letters, digits and hyphens, at most 40")
    seeds = read.texts("seeds")
    if not seeds:
        raise _wrong(path, "seeds", "is missing; list the addresses to begin with")
    try:
        seeds = tuple(dict.fromkeys(canonical(seed) for seed in seeds))
    except AddressError as fault:
        raise _wrong(path, "seeds", str(fault)) from fault
    return Source(
        name=name,
        seeds=seeds,
        allow=read.patterns("allow"),
        deny=read.patterns("deny"),
        follow=read.flag("follow", True),
        max_pages=int(read.number("max_pages", MAX_PAGES, 1, 1_000_000, whole=True)),
        pace=read.number("pace", PACE, 0, 3600),
        licence=read.text("licence", ""),
        contact=read.contact(),
        allow_loopback=read.flag("allow_loopback", False),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    table: dict[str, Any]

    def text(self, name: str, default: str) -> str:
        value = self.table.get(name, default)
        if not isinstance(value, str):
            raise _wrong(self.path, name, "must be a text in quotes")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _wrong(self.path, name, "must be a list of texts in square brackets")
        return tuple(value)

    def patterns(self, name: str) -> tuple[str, ...]:
        value = self.texts(name)
        for pattern in value:
            if not pattern.startswith(("/", "*")):
                raise _wrong(
                    self.path, name, f"has {pattern!r}; a pattern is of paths and begins with /"
                )
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.table.get(name, default)
        if not isinstance(value, bool):
            raise _wrong(self.path, name, "must be true or false")
        return value

    def number(
        self, name: str, default: float, least: float, most: float, *, whole: bool = False
    ) -> float:
        value = self.table.get(name, default)
        kinds = (int,) if whole else (int, float)
        # A TOML `true` is an int to Python; `nan` fails both comparisons.
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            kind = "a whole number" if whole else "a number"
            raise _wrong(self.path, name, f"must be {kind} from {least:,} to {most:,}")
        return value

    def contact(self) -> str | None:
        value = self.text("contact", "")
        if not (value.isascii() and (value.isprintable() or not value)):
            raise _wrong(self.path, "contact", "must be plain ASCII, such as an e-mail address")
        return value or None


def _wrong(path: Path, name: str, fault: str) -> SourceError:
    return SourceError(f"{path}: `{name}` {fault}")

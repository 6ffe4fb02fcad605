"""What is remembered of a page: a fingerprint of each block, its title and its address."""

from __future__ import annotations

import json
import re
import struct
from hashlib import blake2b
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from curette.model import Block, Document

# Longer blocks have no slots: a date in a paragraph makes it another paragraph.
WORDS_WITH_SLOTS = 16
# With fewer words around its blanks a line says nothing that could be recognised. Names are no
# blanks: with them every heading of two capitalised words was one and the same line.
FIXED_WORDS = 2
# Of a page with more blocks so many are remembered from either end, where furniture stands; and no
# block that is longer: this bounds what a site's sample can weigh, whatever its pages are.
BLOCKS_OF_AN_END = 500
LONGEST_BLOCK = 20_000
# Files of text that name no site may still be saved from one: those of a folder are compared.
FOLDER = "folder:"
_MOST_WORDS = 0xFFFF
_ROW = struct.Struct("<QQHBB")

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d.,:/]*")
_MONTH = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
# What chooses a part or a dress of an article, and not the article.
_PARTS = re.compile(
    r"(?i)(?:page|pg|paged|print|printable|amp|output|view|format|share|replytocom)"
)
_PART_OF_PATH = re.compile(
    r"(?i)/(?:page/\d+|print|printable|amp)(?=/|\Z)|/index\.\w+\Z|[-_]print(?=\.)"
)


class Trait(NamedTuple):
    """One block, as much of it as must be known to find it again."""

    words: int
    """A fingerprint of its words in order, in lower case."""
    slots: int
    """The same with numbers and months as blanks; `words` again where it has none."""
    length: int
    """How many words it has."""
    standing: bool
    """Most of it was kept by what can be told from its own page."""
    heading: bool


class Traits(NamedTuple):
    """One page. `site` is empty where the page does not belong to one (see `home`)."""

    site: str
    address: str
    """The page's address without what only chooses a part or a print version."""
    title: str
    blocks: tuple[Trait, ...]


def traits_of(document: Document) -> Traits:
    """Return what is remembered of a cleaned page."""
    text = document.text
    rows = []
    for block in remembered(document):
        words = _WORD.findall(text, block.start, block.end)
        if not words:
            continue
        key = fingerprint(words)
        slots = key
        if len(words) <= WORDS_WITH_SLOTS:
            slots = _with_blanks(text[block.start : block.end], key)
        rows.append(
            Trait(
                key,
                slots,
                min(len(words), _MOST_WORDS),
                mostly_stands(document, block),
                block.kind == "heading",
            )
        )
    meta = document.meta
    address = meta.canonical_url or document.url or ""
    site = home(document)
    # A file's first line may be the site's own: that would make one article of all pages.
    title = "" if site.startswith(FOLDER) else meta.title
    return Traits(site, _article(address), title, tuple(rows))


def home(document: Document) -> str:
    """Return the site of a page; of a text without an address, the folder it was read from."""
    if document.meta.site or document.meta.media != "text":
        return document.meta.site or ""
    return f"{FOLDER}{PurePath(document.origin).parent}"


def remembered(document: Document) -> tuple[Block, ...]:
    """Return the blocks of a page that are remembered, and are looked for again."""
    blocks = document.blocks
    if len(blocks) > 2 * BLOCKS_OF_AN_END:
        blocks = blocks[:BLOCKS_OF_AN_END] + blocks[-BLOCKS_OF_AN_END:]
    return tuple(block for block in blocks if block.end - block.start <= LONGEST_BLOCK)


def mostly_stands(document: Document, block: Block) -> bool:
    """Tell whether more than half of a block was kept."""
    standing = sum(end - start for start, end in document.standing(block.start, block.end))
    return 2 * standing > block.end - block.start


def fingerprint(words: list[str]) -> int:
    """Return 64 bits of words in order, whatever their case."""
    digest = blake2b(" ".join(words).lower().encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def prints_of(text: str) -> tuple[int, int]:
    """Return the fingerprints of a block's text: of its words, and with its slots blank."""
    words = _WORD.findall(text)
    key = fingerprint(words)
    return key, _with_blanks(text, key) if len(words) <= WORDS_WITH_SLOTS else key


def pack(traits: Traits) -> bytes:
    """Return traits as the store keeps them."""
    head = json.dumps(traits[:3]).encode()
    rows = b"".join(
        _ROW.pack(row.words, row.slots, row.length, row.standing, row.heading)
        for row in traits.blocks
    )
    return len(head).to_bytes(4, "little") + head + rows


def unpack(data: bytes) -> Traits:
    """Return the traits that `pack` wrote."""
    at = 4 + int.from_bytes(data[:4], "little")
    site, address, title = json.loads(data[4:at])
    rows = tuple(
        Trait(words, slots, length, bool(standing), bool(heading))
        for words, slots, length, standing, heading in _ROW.iter_unpack(data[at:])
    )
    return Traits(site, address, title, rows)


def _with_blanks(text: str, unchanged: int) -> int:
    blank = _NUMBER.sub("0", _MONTH.sub("0", text))
    words = _WORD.findall(blank)
    if blank == text or sum(1 for word in words if word != "0") < FIXED_WORDS:
        return unchanged
    return fingerprint(["0", *words])


def _article(address: str) -> str:
    """Return an address without the parameters and endings that choose a part of an article.

    >>> _article("https://www.site.org/a/gout/page/2?print=1&id=7#top")
    'www.site.org/a/gout?id=7'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _PARTS.fullmatch(name)
    ]
    path = _PART_OF_PATH.sub("", parts.path).rstrip("/")
    return f"{parts.netloc}{path}" + (f"?{urlencode(query)}" if query else "")

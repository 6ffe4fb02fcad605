"""The way from a page's bytes to a document: decode, parse, gather evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from curette.extract import drawn, encoding, html, limits, metadata, plain, posts, votes
from curette.extract.absent import absence
from curette.extract.judge import Verdict, judge
from curette.extract.language import language
from curette.model import Block, Document, Flag, Metadata, PageError, RawPage

if TYPE_CHECKING:
    from collections.abc import Sequence

_HTML_SIGNS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|h[1-6]|article|table|ul|br)\b[^<]{0,400}>",
    re.IGNORECASE,
)
_HTML_NAME = re.compile(r"\.x?html?(?:\.gz)?\Z", re.IGNORECASE)
_TEXT_NAME = re.compile(r"\.(?:txt|text|md)(?:\.gz)?\Z", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z!/]")
_TOO_BIG_TO_ASK = Flag("extractor-not-asked", "The page is too big to ask trafilatura in time.")
_TOO_SLOW = Flag(
    "extractor-not-asked", f"trafilatura had no answer within {votes.SECONDS:.0f} s of work."
)
_MENDED = Flag("mojibake-mended", "Wrongly decoded characters were put right by ftfy.")


def extract(page: RawPage) -> Document:
    """Return the page's whole visible text as blocks with evidence, and its metadata.

    Of a page of endless text only the beginning is read; the flag `cut-short` says how much.

    Raises `PageError` when there is no text to read: an empty or binary page, or one that only
    a browser could draw.
    """
    is_html = _is_html(page)
    page, flags = limits.first_bytes(page)
    decoded = encoding.decode(page, html=is_html)
    decoded = decoded._replace(flags=(*flags, *decoded.flags))
    if is_html and _ANY_TAG.search(decoded.text):
        return _from_html(page, decoded)
    return _from_text(page, decoded)


def _is_html(page: RawPage) -> bool:
    kind = (page.content_type or "").lower()
    if "html" in kind:
        return True
    if _TEXT_NAME.search(page.origin) or "text/plain" in kind:
        # A text may speak of tags; only a whole document is HTML under a text file's name.
        return bool(re.match(rb"\s*<(?:!doctype\s+html|html)\b", page.body[:1000], re.IGNORECASE))
    if _HTML_NAME.search(page.origin):
        return True
    return bool(_HTML_SIGNS.search(page.body[:8192]))


def _from_text(page: RawPage, decoded: encoding.Decoded) -> Document:
    whole, cut = limits.first_chars(decoded.text)
    text = encoding.mended(whole)
    flags = (*decoded.flags, *cut, *(() if text == whole else (_MENDED,)))
    found = plain.blocks(text)
    if len(found) > limits.MAX_BLOCKS:
        found = found[: limits.MAX_BLOCKS]
        text = text[: found[-1].end]
        flags = (*flags, limits.TOO_MANY_BLOCKS)
    if not found:
        raise _no_text(page)
    title = next((text[block.start : block.end] for block in found[:1]), "")
    meta = Metadata(
        title=" ".join(title.lstrip("#").split()) if len(title) <= plain.HEADING_CHARS * 2 else "",
        site=metadata.site(page.url),
        language=language(text[block.start : block.end] for block in found[:400]),
        media="text",
        encoding=decoded.encoding,
        encoding_from=decoded.encoding_from,
    )
    return Document(
        page.id, text, page.origin, page.url, page.fetched_at, meta, found, (), (), flags
    )


def _from_html(page: RawPage, decoded: encoding.Decoded) -> Document:
    parsed = html.parse(decoded.text)
    meta = metadata.read(parsed.tree, page)
    pieces, doubts = drawn.completed(parsed)
    if not pieces:
        raise _needs_browser(page) if drawn.NEEDS_BROWSER in doubts else _no_text(page)
    flags = [*decoded.flags, *parsed.flags, *doubts]
    pieces, cut = limits.first_pieces(pieces)
    flags.extend(cut)
    if (absent := absence(meta.title, parsed.tree, pieces)) is not None:
        raise PageError(
            page.id, "extract", f"the page says {absent.says}: {absent.message!r}", absent.cure
        )
    mended = [piece._replace(text=encoding.mended(piece.text)) for piece in pieces]
    if mended != pieces:
        pieces = mended
        flags.append(_MENDED)
    texts = [piece.text for piece in pieces]

    def ask() -> list[float] | None:
        # Flattened pages are still deep, and cost trafilatura up to 10 s.
        deep = any(flag.name == "deep-nesting" for flag in parsed.flags)
        cast = None if deep else votes.ask(parsed.markup, parsed.tags, texts)
        if cast is None:
            big = deep or votes.too_big(parsed.markup, parsed.tags)
            flags.append(_TOO_BIG_TO_ASK if big else _TOO_SLOW)
        return cast

    verdict = judge(pieces, meta.title, meta.structured_types, ask)
    voters = () if verdict.votes is None else votes.VOTERS
    text, blocks = laid_out(pieces, verdict)
    prose = [piece.text for piece in pieces if piece.link_share < 0.3]
    meta = replace(
        meta,
        language=language(prose or texts),
        encoding=decoded.encoding,
        encoding_from=decoded.encoding_from,
    )
    found, doubts = posts.find(parsed, pieces, blocks, meta, page.url or "")
    flags.extend(doubts)
    return Document(
        page.id,
        text,
        page.origin,
        page.url,
        page.fetched_at,
        meta,
        blocks,
        voters,
        (),
        tuple(flags),
        found,
    )


# Between two of these of one kind one line break stands; between others a blank line.
_TIGHT = frozenset({"list_item", "row", "control"})


def laid_out(pieces: Sequence[html.Piece], verdict: Verdict) -> tuple[str, tuple[Block, ...]]:
    """Return the text that the pieces make, and the blocks that lead into it."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, piece in enumerate(pieces):
        if parts:
            gap = "\n" if piece.kind == pieces[number - 1].kind in _TIGHT else "\n\n"
            parts.append(gap)
            at += len(gap)
        kept = verdict.votes is not None and verdict.votes[number]
        end = at + len(piece.text)
        blocks.append(
            Block(
                at,
                end,
                piece.kind,
                piece.level,
                piece.path,
                piece.link_share,
                votes.VOTERS if kept else (),
                piece.hidden,
                verdict.scores[number],
            )
        )
        parts.append(piece.text)
        at = end
    return "".join(parts), tuple(blocks)


def _no_text(page: RawPage) -> PageError:
    return PageError(
        page.id, "extract", "the page holds no text", "check that the right page was saved"
    )


def _needs_browser(page: RawPage) -> PageError:
    return PageError(
        page.id,
        "extract",
        "the page holds no text of its own: its scripts draw it (needs a browser)",
        "save it from a browser after it has loaded, and give that file",
    )

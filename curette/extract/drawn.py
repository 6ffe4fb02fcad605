"""Pages that their scripts draw: the text is found elsewhere in the page, or missed and said so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.extract import html, metadata
from curette.model import Flag

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

# With less text than this in all, hidden text too, there is nothing to read. Of 973 dev pages
# three have less, and all three are drawn by scripts; the next has 257 characters and is whole.
SHORT_TEXT = 200
# A page without scripts of its own has few: an advert's, a counter's.
_FEW_SCRIPTS = 3
# Where frameworks put what they draw. By their own guides and generators.
_APP_ROOT = re.compile(
    r"id=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|svelte)\b|<app-root|ng-app=|data-reactroot",
    re.IGNORECASE,
)
# A page whose `main` is empty is not read elsewhere if it has less than this in its longer lines
# outside links. Of 973 dev pages, one has an empty `main` and so little, and its text is missing;
# one has 700 in a dialogue that its scripts show.
_LITTLE_PROSE = 500
_LONG_LINE = 60
_LINKED = 0.3
_SCRIPTS_AHEAD = 'link[rel="modulepreload"], link[rel="preload"][as="script"]'
_CONTENT = "main, article, [role=main]"
_NAMES_SCRIPTS = re.compile(r"java\s?script", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/]")
# So many characters from so many places tell whether a text stands in another.
_SAMPLE_CHARS = 30
_SAMPLES = 5

HIDDEN = Flag("hidden-text", "Most of the text is hidden by the page's own markup; it was read.")
FROM_METADATA = Flag("text-from-metadata", "The text is taken from the page's JSON-LD articleBody.")
NEEDS_BROWSER = Flag("needs-browser", "Scripts draw most of this page; its text is not in it.")


def completed(parsed: html.Parsed) -> tuple[list[html.Piece], tuple[Flag, ...]]:
    """Return the pieces of a page with what only its structured data tells, and the doubts."""
    pieces = parsed.pieces
    total = sum(len(piece.text) for piece in pieces)
    told = metadata.article_body(parsed.tree)
    if len(told) > max(total, SHORT_TEXT):
        more = _as_pieces(told)
        if sum(len(piece.text) for piece in more) > total and not _stands(more, pieces):
            return [*pieces, *more], (FROM_METADATA,)
    if total < SHORT_TEXT:
        return pieces, (NEEDS_BROWSER,) if is_shell(parsed) else ()
    if _lacks_its_main(parsed):
        return pieces, (NEEDS_BROWSER,)
    hidden = sum(len(piece.text) for piece in pieces if piece.hidden)
    return pieces, (HIDDEN,) if total - hidden < SHORT_TEXT else ()


def is_shell(parsed: html.Parsed) -> bool:
    """Tell whether a page of next to no text is a frame that scripts fill."""
    tree = parsed.tree
    return bool(
        _APP_ROOT.search(parsed.markup)
        or len(tree.css("script")) > _FEW_SCRIPTS
        or tree.css_first(_SCRIPTS_AHEAD)
        or _is_empty(tree)
        or any(_NAMES_SCRIPTS.search(node.text() or "") for node in tree.css("noscript"))
    )


def _is_empty(tree: LexborHTMLParser) -> bool:
    """Tell whether an element that should hold the content, or one of the page's own, is empty."""
    if any(not (node.text() or "").strip() for node in tree.css(_CONTENT)):
        return True
    children = tree.css("body > *")
    return any("-" in (node.tag or "") and not (node.text() or "").strip() for node in children)


def _lacks_its_main(parsed: html.Parsed) -> bool:
    """Tell whether a page shows its frame alone: `main` is empty, and no prose stands outside."""
    mains = parsed.tree.css("main, [role=main]")
    if not mains or any((node.text() or "").strip() for node in mains):
        return False
    prose = sum(
        len(piece.text)
        for piece in parsed.pieces
        if len(piece.text) > _LONG_LINE and piece.link_share < _LINKED
    )
    return prose < _LITTLE_PROSE


def _stands(more: list[html.Piece], pieces: list[html.Piece]) -> bool:
    """Tell whether the page shows the text that its structured data tells."""
    shown = " ".join(" ".join(piece.text.split()) for piece in pieces)
    words = " ".join(" ".join(piece.text.split()) for piece in more)
    step = max(1, len(words) // _SAMPLES)
    starts = range(0, len(words) - _SAMPLE_CHARS, step)
    return any(words[at : at + _SAMPLE_CHARS] in shown for at in starts)


def _as_pieces(told: str) -> list[html.Piece]:
    """Return the paragraphs of an `articleBody`, which may be marked up."""
    if _ANY_TAG.search(told):
        return [piece._replace(path="json-ld", trail=()) for piece in html.parse(told).pieces]
    return [
        html.Piece(" ".join(line.split()), "paragraph", 0, "json-ld", 0.0, False, ())
        for line in told.splitlines()
        if line.strip()
    ]

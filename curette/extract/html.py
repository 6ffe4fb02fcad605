"""HTML becomes blocks in reading order: all visible text, and what the markup says of it.

The page is parsed once. White space is collapsed the way a browser shows it; no word is changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from curette.extract.limits import MAX_BLOCKS, TOO_MANY_BLOCKS
from curette.model import BlockKind, Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

# Elements that never hold prose a reader sees. `noscript` is read apart, `title` is metadata.
NEVER_PROSE = frozenset(
    """
    head script style template svg iframe object embed canvas audio video map datalist
    select textarea rp frameset noframes applet progress meter title meta link base param
    source track
    """.split()  # noqa: SIM905
)
INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd mark
    nobr output picture q rb rt ruby s samp small span strike strong sub sup time tt u var
    wbr math mi mn mo mrow msub msup mfrac mtext semantics annotation
    """.split()  # noqa: SIM905
)
# What browsers show as blocks, and parts of them. Any other element, such as the one that
# "<or if it hurts>" makes, is part of the line it stands in.
BLOCKS = frozenset(
    """
    address article aside blockquote body button caption center col colgroup dd details dialog dir
    div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label
    legend li listing main marquee menu nav noscript ol optgroup option p plaintext pre search
    section slot summary table tbody td tfoot th thead tr ul xmp
    """.split()  # noqa: SIM905
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    "li": "list_item",
    "dt": "term",
    "dd": "definition",
    "figcaption": "caption",
    "caption": "caption",
    "blockquote": "quote",
    "pre": "code",
    "button": "control",
    "label": "control",
    "legend": "control",
}
# Above these a block is not "in" a list or quotation any more, but in a part of the page.
_PARTS = frozenset(
    """
    body main article section aside nav header footer form table td th
    """.split()  # noqa: SIM905
)
# A table row with one of these inside arranges the page; it is not a row of data.
_NOT_IN_A_ROW = frozenset(
    """
    table ul ol dl h1 h2 h3 h4 h5 h6 article section form blockquote pre nav aside header
    footer figure hr iframe
    """.split()  # noqa: SIM905
)
_ROW_CHARS = 1_500
_PARAGRAPHS_IN_A_CELL = 1
# Pages by people stay under 100; lexbor takes 0.03 s for 5,000 levels and 5 s for 50,000, since
# each tag looks up through all open ones. lxml gives up in silence at about 250.
MAX_DEPTH = 250
# Up to here the parser is quick at any depth (0.2 s for 10,000), so the page need not be scanned.
_TAGS_PARSED_UNSEEN = 10_000
# A page of a million rows would be a million blocks. A tree takes some 160 bytes a tag; the fullest
# dev page has 19,000.
MAX_NODES = 400_000
MAX_TAGS = 1_000_000
_CLASSES_SHOWN = 6
_SEGMENT_CHARS = 80

# The window that an element opens over a sentence when it is pointed at: a glossary's definition, a
# footnote, links about a person. Its opener is often called the same, but for the last word.
_WINDOW = re.compile(
    r"(?:tooltip|popover|popup|rollover|hovercard)[\w-]*?(?:text|content|block|body|box|inner)(?![\w-])"
)

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00]")
_RUNS = re.compile(r" *([\n\t]) *")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Their end tag may be left out, so counting them as open would overstate the depth.
_SELF_ENDING = frozenset(
    """
    p li td th tr dt dd option optgroup tbody thead tfoot colgroup rt rp br img input meta
    link hr area base col embed param source track wbr html head body
    """.split()  # noqa: SIM905
)
# lexbor compares each attribute of a tag with all others: 200,000 of them take minutes. Long tags
# of few attributes (a picture written out in one) are left alone.
_TAG_WITH_MORE = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)[\s/]")
_LONG_TAG = 10_000
_MOST_ATTRIBUTES = 2_000
# Every paragraph reopens the formatting tags that are still open, as the HTML standard has it:
# 3,000 times "<font><p>" make millions of nodes of 60 kB. They say nothing of a text.
_FORMATTING = ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong",
               "tt", "u")  # fmt: skip
_FORMATTING_TAG = re.compile(rf"</?(?:{'|'.join(_FORMATTING)})(?=[\s/>])[^>]*>?", re.IGNORECASE)
_FORMATTING_MARK = re.compile(rf"<(/?)({'|'.join(_FORMATTING)})([ >])", re.IGNORECASE)
# Quicker than the mark above: what begins otherwise is seen by its first letter.
_FORMATTING_START = re.compile(
    rf"<(?=[{''.join(sorted({tag[0] for tag in _FORMATTING}))}])(?:{'|'.join(_FORMATTING)})[ >]",
    re.IGNORECASE,
)
_MOST_UNCLOSED = 150


class Piece(NamedTuple):
    """A block before it has its place in the text."""

    text: str
    kind: BlockKind
    level: int
    path: str
    link_share: float
    hidden: bool
    trail: tuple[int, ...]
    """Numbers of the elements around it, from the root: blocks with a number in common share
    that element."""


@dataclass(slots=True)
class Parsed:
    """A page parsed once: its tree, its pieces, and the doubts."""

    tree: LexborHTMLParser
    markup: str
    tags: int
    pieces: list[Piece] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """The numbers that `Piece.trail` gives elements, by their place in memory: `mem_id`."""
    unseen: list[LexborHTMLParser] = field(default_factory=list)
    """Trees of what is shown without scripts alone, where the text stands there."""


def parse(markup: str) -> Parsed:
    """Return the pieces of a page in reading order, with flags for what was capped."""
    flags = []
    if "\x00" in markup:
        markup = markup.replace("\x00", "")
        flags.append(Flag("null-bytes", "NUL characters were left out, as browsers do."))
    shorter = _shortened(markup)
    if shorter != markup:
        markup = shorter
        flags.append(Flag("long-tags", "Attributes of tags with thousands of them were left out."))
    if _unclosed(markup) > _MOST_UNCLOSED:
        markup = _FORMATTING_TAG.sub("", markup)
        flags.append(
            Flag("unclosed-tags", "Tags such as <font> were left out: too many stay open.")
        )
    tags = markup.count("<")
    if tags > _TAGS_PARSED_UNSEEN and _depth(markup) > MAX_DEPTH:
        markup = _flattened(markup)
        flags.append(_deep())
    if markup.count("<") > MAX_TAGS:
        markup, tags = _first_tags(markup), MAX_TAGS
        flags.append(Flag("cut-short", f"Only the first {MAX_TAGS:,} tags were read."))
    tree = LexborHTMLParser(markup)
    flat = any(flag.name == "deep-nesting" for flag in flags)
    walk = _Walk(deepest=None if flat else MAX_DEPTH)
    walk.run(tree)
    if walk.too_deep:
        markup = _flattened(markup)
        flags.append(_deep())
        tree = LexborHTMLParser(markup)
        walk = _Walk()
        walk.run(tree)
    if walk.cut_short:
        flags.append(TOO_MANY_BLOCKS)
    if walk.noscript:
        shown = sum(len(piece.text) for piece in walk.pieces)
        unseen = _noscript(walk.noscript, walk.count)
        told = sum(len(piece.text) for piece in unseen.pieces)
        if told > shown and told > _NOSCRIPT_CHARS:
            walk.pieces.extend(unseen.pieces)
            walk.numbers.update(unseen.numbers)
            flags.append(Flag("noscript-text", "The text stands in <noscript> only."))
            return Parsed(tree, markup, tags, walk.pieces, flags, walk.numbers, unseen.trees)
    return Parsed(tree, markup, tags, walk.pieces, flags, walk.numbers)


# "Please enable JavaScript" and its kin are shorter.
_NOSCRIPT_CHARS = 400


class _Unseen(NamedTuple):
    pieces: list[Piece]
    numbers: dict[int, int]
    trees: list[LexborHTMLParser]


def _noscript(nodes: list[LexborNode], count: int) -> _Unseen:
    """Read these elements, each numbered on from the page's last one."""
    found = _Unseen([], {}, [])
    for node in nodes:
        tree = LexborHTMLParser(node.inner_html or "")
        walk = _Walk(count=count)
        walk.descend(tree.body)
        found.pieces.extend(walk.pieces)
        found.numbers.update(walk.numbers)
        found.trees.append(tree)
        count = walk.count
    return found


def _deep() -> Flag:
    return Flag("deep-nesting", f"Tags nested deeper than {MAX_DEPTH} were left out; text was not.")


def _first_tags(markup: str) -> str:
    """Return the markup up to the tag with which it has too many."""
    beyond = next(islice(re.finditer("<", markup), MAX_TAGS, None))
    return markup[: beyond.start()]


def _unclosed(markup: str) -> int:
    """Count the formatting tags that are opened and not closed; 0 where so few are opened."""
    if len(_FORMATTING_START.findall(markup)) <= _MOST_UNCLOSED:
        return 0
    left: dict[str, int] = {}
    for closes, tag, end in _FORMATTING_MARK.findall(markup):
        if not closes:
            left[tag.lower()] = left.get(tag.lower(), 0) + 1
        elif end == ">":
            left[tag.lower()] = left.get(tag.lower(), 0) - 1
    return sum(count for count in left.values() if count > 0)


def _shortened(markup: str) -> str:
    """Return the markup without the attributes of tags that have thousands."""
    at = 0
    while at + _LONG_TAG <= len(markup):
        end = markup.rfind(">", at, at + _LONG_TAG)
        if end < 0:
            return ">".join(map(_short_tag, markup.split(">")))
        at = end + 1
    return markup


def _short_tag(part: str) -> str:
    """Return what stands between two `>`, without the attributes of a tag that has thousands."""
    if len(part) < _LONG_TAG:
        return part
    tag = _TAG_WITH_MORE.search(part)
    if tag is None or len(part) - tag.end() < _LONG_TAG:
        return part
    few = len(part[tag.start() :].split(None, _MOST_ATTRIBUTES)) <= _MOST_ATTRIBUTES
    return part if few else f"{part[: tag.start()]}<{tag[1]}"


def _tags(markup: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each tag with the depth it opens at, skipping scripts and comments."""
    depth, at = 0, 0
    # Without a `>` ahead, each `<` would make the pattern search to the end of the page.
    end_of_tags = markup.rfind(">") + 1
    while tag := _TAG.search(markup, at, end_of_tags):
        at = tag.end()
        closes, name = tag[1], tag[2].lower()
        if name in {"script", "style"} and not closes:
            end = markup.find(f"</{name}", at)
            at = len(markup) if end < 0 else end
        if name in _SELF_ENDING or tag[0].endswith("/>"):
            continue
        if closes:
            yield tag, depth
            depth = max(0, depth - 1)
        else:
            depth += 1
            yield tag, depth


def _depth(markup: str) -> int:
    return max((depth for _, depth in _tags(markup)), default=0)


def _flattened(markup: str) -> str:
    """Return the markup without the tags below the depth that parsers can take."""
    parts, at = [""], 0
    for tag, depth in _tags(markup):
        if depth > MAX_DEPTH - 50:
            if tag.start() > at:
                parts.append(markup[at : tag.start()])
            if tag[2].lower() not in INLINE and parts[-1] != "<br><br>":
                parts.append("<br><br>")
            at = tag.end()
    parts.append(markup[at:])
    return "".join(parts)


class _Frame(NamedTuple):
    node: LexborNode
    tag: str
    block: bool
    link: bool
    hides: bool
    row: bool
    window: bool


class _Walk:
    """One pass over a tree, without recursion; `pieces` is what it finds."""

    def __init__(self, *, deepest: int | None = None, count: int = 0) -> None:
        """Begin; where elements nest deeper than `deepest`, the walk stops and says so.

        Nodes are numbered on from `count`.
        """
        self.pieces: list[Piece] = []
        self.numbers: dict[int, int] = {}
        self.noscript: list[LexborNode] = []
        self.too_deep = False
        self.cut_short = False
        self._deepest = deepest
        self._buffer: list[str] = []
        self._linked = 0
        self._frames: list[_Frame] = []
        self._segments: list[str] = []
        self._trail: list[int] = []
        self.count = count
        self._last = count + MAX_NODES
        self._links = 0
        self._hides = 0
        self._rows = 0
        self._pres = 0
        self._windows: list[tuple[list[str], int]] = []
        self._below: list[Piece] = []

    def run(self, tree: LexborHTMLParser) -> None:
        self.descend(tree.body or tree.root)

    def descend(self, root: LexborNode | None) -> None:
        """Visit every node below `root` in document order."""
        node, frames, pieces = root, self._frames, self.pieces
        deepest = MAX_NODES if self._deepest is None else self._deepest
        while node is not None:
            self.count += 1
            if self.count > self._last or len(pieces) >= MAX_BLOCKS:
                self.cut_short = True
                break
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag not in NEVER_PROSE and tag[:1] not in "-!":
                child = self._enter(node, tag)
                if len(frames) > deepest:
                    self.too_deep = True
                    break
                if child is not None:
                    node = child
                    continue
            # Only elements whose children were visited have a frame, so it leads the way up.
            while frames:
                following = node.next
                if following is not None:
                    node = following
                    break
                node = frames[-1].node
                self._leave()
            else:
                break
        while frames:
            self._leave()
        self._flush()

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Take in an element; return its first child if that is to be visited."""
        if tag == "br":
            self._break()
            return None
        if tag == "noscript":
            self.noscript.append(node)
            return None
        attributes = node.attributes
        hides = _hides(tag, attributes) if attributes or tag == "dialog" else ""
        block = tag not in INLINE
        if hides and not block:
            if hides != "aria" and _is_short(node):
                return None  # a hidden word inside a visible sentence is no part of it
            block = hides != "aria"
            hides = hides if block else ""
        row = tag == "tr" and not self._rows and _is_data_row(node)
        if self._rows:
            cell = tag in {"td", "th"}
            self._buffer.append("\t" if cell else " " if block else "")
            block = False
        elif block:
            if tag not in BLOCKS and not hides:
                block = False
                self._buffer.append(" ")
            else:
                self._flush()
        window = not block and bool(self._buffer) and not self._rows and _opens(attributes)
        if window:  # what it says is no part of the sentence, and stands below it
            self._windows.append((self._buffer, self._linked))
            self._buffer, self._linked, hides = [], 0, "window"
        link = tag == "a"
        if link and self._buffer and self._links == 0 and self._after_link:
            self._buffer.append(" ")
        child = node.child
        frame = _Frame(node, tag, block, link, bool(hides), row, window)
        self._frames.append(frame)
        self._segments.append(
            _segment(tag, attributes.get("id"), attributes.get("class"), attributes.get("role"))
            if attributes
            else tag
        )
        self._trail.append(self.count)
        if block:
            self.numbers[node.mem_id] = self.count
        if link:
            self._links += 1
        if hides:
            self._hides += 1
        if row:
            self._rows += 1
        if tag == "pre":
            self._pres += 1
        if child is None:
            self._leave()
        return child

    def _leave(self) -> None:
        _, tag, block, link, hides, row, window = self._frames[-1]
        if block or window:
            self._flush()
        if window:
            self._buffer, self._linked = self._windows.pop()
        self._frames.pop()
        self._segments.pop()
        self._trail.pop()
        if link:
            self._links -= 1
        if hides:
            self._hides -= 1
        if row:
            self._rows -= 1
        if tag == "pre":
            self._pres -= 1
        if not block and tag not in INLINE:
            self._buffer.append(" ")
        self._after_link = link

    _after_link = False

    def _text(self, raw: str) -> None:
        self._after_link = False
        if self._pres:
            self._buffer.append(raw)
            if self._links:
                self._linked += len(raw.strip())
            return
        if raw.isspace() or not raw:
            if raw and self._buffer:
                self._buffer.append(" ")
            return
        text = " ".join(raw.split())
        if self._links:
            self._linked += len(text)
        if raw[0].isspace():
            text = " " + text
        if raw[-1].isspace():
            text += " "
        self._buffer.append(text)

    def _break(self) -> None:
        if self._rows:
            self._buffer.append(" ")
            return
        last = next((part for part in reversed(self._buffer) if part.strip(" ")), "")
        if last == "\n":
            self._flush()
        else:
            self._buffer.append("\n")

    def _flush(self) -> None:
        if self._buffer:
            self._emit()
        if self._below and not self._windows:
            self.pieces += self._below
            self._below.clear()

    def _emit(self) -> None:
        text = "".join(self._buffer)
        self._buffer.clear()
        linked, self._linked = self._linked, 0
        if not text or text.isspace():
            return
        kind, level = self._kind()
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if kind == "code":
            self._code(text, level)
            return
        if "  " in text:
            text = _SPACES.sub(" ", text)
        if "\n" in text or "\t" in text:
            text = _RUNS.sub(r"\1", text)
        text = text.strip()
        if not text:
            return
        share = min(1.0, linked / len(text))
        self._add(text, kind, level, share)

    def _code(self, text: str, level: int) -> None:
        for part in re.split(r"\n[ \t\r]*\n", text):
            part = part.strip("\r\n").rstrip()
            if part.strip():
                self._add(part, "code", level, 0.0)

    def _add(self, text: str, kind: BlockKind, level: int, share: float) -> None:
        into = self._below if self._windows else self.pieces
        into.append(
            Piece(
                text,
                kind,
                level,
                ">".join(self._segments),
                round(share, 3),
                self._hides > 0,
                tuple(self._trail),
            )
        )

    def _kind(self) -> tuple[BlockKind, int]:
        if self._rows:
            return "row", 0
        control = False
        for frame in reversed(self._frames):
            kind = _KINDS.get(frame.tag)
            if kind == "heading":
                return kind, int(frame.tag[1]) if frame.tag != "summary" else 0
            if kind == "control":
                control = True  # in a heading, it opens the panel below: a heading all the same
            elif kind == "list_item" and not control:
                return kind, sum(above.tag in {"ul", "ol"} for above in self._frames) or 1
            elif kind and not control:
                return kind, 0
            if frame.tag in _PARTS:
                break
        return "control" if control else "paragraph", 0


_SPACES = re.compile(" {2,}")
_INLINE_HIDDEN_CHARS = 200


@lru_cache(maxsize=8192)
def _segment(tag: str, name: str | None, classes: str | None, role: str | None) -> str:
    """Return `div#main.content.wide` for an element."""
    text = tag
    if name:
        text += "#" + "".join(name.split())
    if classes:
        text += "".join("." + part for part in classes.split()[:_CLASSES_SHOWN])
    if role:
        text += f"[role={role.strip()}]"
    return text.replace(">", "")[:_SEGMENT_CHARS]


def _hides(tag: str, attributes: dict[str, str | None]) -> str:
    """Return by which means an element is hidden, or nothing."""
    if tag == "dialog" and "open" not in attributes:
        return "dialog"
    if "hidden" in attributes:
        return "hidden"
    style = attributes.get("style")
    if style and _HIDING.search(style):
        return "style"
    if (attributes.get("aria-hidden") or "").lower() == "true":
        return "aria"
    return ""


def _opens(attributes: dict[str, str | None]) -> bool:
    """Tell whether an element is shown only while a word of the sentence is pointed at."""
    if not attributes:
        return False
    classes = attributes.get("class")
    return attributes.get("role") == "tooltip" or bool(classes and _is_window(classes))


@lru_cache(maxsize=8192)
def _is_window(classes: str) -> bool:
    return bool(_WINDOW.search(classes.lower()))


def _is_short(node: LexborNode) -> bool:
    """Tell whether an element holds next to no text, looking no further than it takes to say so."""
    chars = 0
    for below in node.traverse(include_text=True):
        if below.tag == "-text":
            chars += len(below.text_content or "")
            if chars >= _INLINE_HIDDEN_CHARS:
                return False
    return True


def _is_data_row(row: LexborNode) -> bool:
    """Tell a row of data from a row that arranges the page."""
    cells = paragraphs = chars = 0
    for node in row.traverse(include_text=True):
        tag = node.tag or ""
        if tag == "-text":
            chars += len(node.text_content or "")
            if chars > _ROW_CHARS:
                return False
        elif tag in _NOT_IN_A_ROW:
            return False
        elif tag in {"td", "th"}:
            cells += 1
            paragraphs = 0
        elif tag == "p":
            paragraphs += 1
            if paragraphs > _PARAGRAPHS_IN_A_CELL:
                return False
    return cells > 1

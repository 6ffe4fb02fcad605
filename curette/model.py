"""The types that every stage shares, in the order in which a page meets them.

A page's text never changes. Cleaners point at spans; the document enters them in its ledger;
the clean text is what still stands. All offsets are half-open, count Unicode code points of
`Document.text`, and mean the same thing in every file.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class CuretteError(Exception):
    """Something a person can mend; the message names the thing, the fault and the cure."""


class PageError(CuretteError):
    """One page that a stage cannot read; a flow turns it into a `Failure` and goes on."""

    def __init__(self, page: str, stage: str, error: str, cure: str) -> None:
        """Remember the four things that a failure row says."""
        super().__init__(f"{page}: {stage}: {error}; {cure}")
        self.failure = Failure(page, stage, error, cure)


@dataclass(frozen=True, slots=True)
class Failure:
    """One page that did not come through: which, where, why, and what to do about it."""

    page: str
    stage: str
    error: str
    cure: str


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was served or read from disk.

    `id` comes from the canonical address, or from the path below the folder that was given.
    `fetched_at` is ISO 8601 in UTC, the first time these very bytes were seen; None for files.
    `origin` is what a person would call the page: its address, or its path as it was given.
    """

    id: str
    body: bytes
    origin: str
    url: str | None = None
    content_type: str | None = None
    fetched_at: str | None = None
    source: str | None = None


BlockKind = Literal[
    "heading", "paragraph", "list_item", "row", "term", "definition",
    "caption", "quote", "code", "control", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of the text with the evidence that extraction gathered on it.

    Blocks are in order and do not overlap; what lies between two is white space. A list item
    of a plain-text page includes its bullet or number.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    """Of a heading, 1 to 6 (0: unknown); of a list item, how deep it is nested."""
    path: str = ""
    """Tags from the root with id and classes, `body>div#main.content>p`; empty for plain text."""
    link_share: float = 0.0
    """The share of the block's characters that stand inside links."""
    votes: tuple[str, ...] = ()
    """Names of the extractors that keep the block, out of `Document.voters`."""
    hidden: bool = False
    """The page's own markup hides it (`hidden`, `display:none`, `aria-hidden`)."""
    main_score: float | None = None
    """How likely the block is main content, 0 to 1, where a trained judge was asked."""


CutKind = Literal[
    "advert", "author_bio", "byline", "caption", "citations", "comment_form", "comments",
    "consent", "copyright", "disclaimer", "duplicate", "duplicate_title", "form", "garbled",
    "hashtags", "hidden", "layout", "menu", "name_dropping", "newsletter", "off_article",
    "pagination", "promo", "related", "rejected", "salutation", "share_bar", "tag_list", "teaser",
    "title_residue",
]  # fmt: skip
"""What a struck span is. `layout` is white space and marks left over by other cuts; `rejected`
is a whole page; `garbled` is spinner text, the one kind that is not boilerplate."""

NOT_BOILERPLATE = frozenset({"garbled", "rejected"})
"""Kinds of cuts that strike what the page itself says, because it cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A span struck from the text: by which rule, what it is, and why.

    `rule` is `<cleaner>/<name>`. `evidence` holds what a reviewer wants beside the reason, such
    as a suggested original wording; it never changes a text.
    """

    start: int
    end: int
    rule: str
    kind: CutKind
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt: something a reader should look at and that was kept. Spans are optional."""

    name: str
    reason: str
    start: int | None = None
    end: int | None = None


PostKind = Literal["question", "answer", "reply"]


@dataclass(frozen=True, slots=True)
class Post:
    """What one person wrote on a page, as its markup tells: which words, whose, and when.

    The first post of a thread is its `question`, and each further one a `reply`, or an `answer`
    where the page says so. `author` stands in the text; `date` is an ISO 8601 day.
    """

    start: int
    end: int
    kind: PostKind
    author: str | None = None
    date: str | None = None
    quotes: tuple[Span, ...] = ()
    """Words of others that the post repeats, within its range."""
    title: str | None = None
    """Of a thread's first post: the line above it that names the thread."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself. Dates are ISO 8601 days; None where the page does not say."""

    title: str = ""
    canonical_url: str | None = None
    site: str | None = None
    """The registrable domain: the unit of independence when support is counted."""
    site_name: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None
    language: str | None = None
    """ISO 639-1, detected on a bounded sample; None where there is too little text."""
    declared_language: str | None = None
    media: Literal["html", "text"] = "text"
    encoding: str = "utf-8"
    encoding_from: str = "assumed"
    """Who said so: `bom`, `header`, `meta`, `detected` or `assumed`."""
    structured_types: tuple[str, ...] = ()
    """schema.org types that the page declares, such as `FAQPage`."""
    about: tuple[str, ...] = ()
    """What a page that declares itself a medical one says it is about."""


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A page's text, its blocks with their evidence, and the ledger of what was struck.

    The ledger is in text order and its removals never overlap: `strike` sees to both.
    """

    id: str
    text: str
    origin: str
    url: str | None = None
    fetched_at: str | None = None
    meta: Metadata = Metadata()
    blocks: tuple[Block, ...] = ()
    voters: tuple[str, ...] = ()
    """The extractors that were asked which blocks they keep; empty for plain text."""
    ledger: tuple[Removal, ...] = ()
    flags: tuple[Flag, ...] = ()
    posts: tuple[Post, ...] = ()
    """What people wrote on a page of several hands, in reading order; empty on most pages."""

    def strike(self, claims: Iterable[Removal | Flag]) -> Document:
        """Enter claims in the ledger, each trimmed to the text that still stands.

        Earlier claims win, so each character is struck once and one rule answers for it. A claim
        with nothing left to strike is dropped. Flags are kept as they are, without repeats.

        Raises `CuretteError` when a claim lies outside the text or names no rule or reason.
        """
        ledger = list(self.ledger)
        flags = dict.fromkeys(self.flags)
        for claim in claims:
            if isinstance(claim, Flag):
                flags[claim] = None
                continue
            _check(claim, len(self.text), self.id)
            _enter(ledger, claim)
        return replace(self, ledger=tuple(ledger), flags=tuple(flags))

    def kept(self, *, ignoring: frozenset[str] = frozenset()) -> Iterator[Span]:
        """Yield the spans that stand; cuts whose kind is in `ignoring` count as standing."""
        at = 0
        for removal in self.ledger:
            if removal.kind in ignoring:
                continue
            if at < removal.start:
                yield Span(at, removal.start)
            at = removal.end
        if at < len(self.text):
            yield Span(at, len(self.text))

    @property
    def clean_text(self) -> str:
        """The text with every struck span missing, and nothing else changed."""
        return "".join(self.text[start:end] for start, end in self.kept())

    @property
    def prose(self) -> str:
        """The text without its boilerplate: what reads as the page, garbled sentences and all."""
        return "".join(self.text[start:end] for start, end in self.kept(ignoring=NOT_BOILERPLATE))

    def offset_map(self) -> tuple[tuple[int, int, int], ...]:
        """Return `(clean start, raw start, length)` for each run of text that stands."""
        rows = []
        at = 0
        for start, end in self.kept():
            rows.append((at, start, end - start))
            at += end - start
        return tuple(rows)

    def stands(self, start: int, end: int) -> bool:
        """Tell whether no character of the range is struck."""
        at = bisect_left(self.ledger, start + 1, key=lambda removal: removal.end)
        return at == len(self.ledger) or self.ledger[at].start >= end

    def standing(self, start: int, end: int) -> Iterator[Span]:
        """Yield the parts of a range that stand."""
        at = start
        first = bisect_left(self.ledger, start + 1, key=lambda removal: removal.end)
        for removal in self.ledger[first:]:
            if removal.start >= end:
                break
            if at < removal.start:
                yield Span(at, removal.start)
            at = max(at, removal.end)
        if at < end:
            yield Span(at, end)

    @property
    def rejected(self) -> Removal | None:
        """The removal that struck the whole page, where there is one."""
        return next((cut for cut in self.ledger if cut.kind == "rejected"), None)


@dataclass(frozen=True, slots=True)
class Member:
    """A document's place in a cluster; `similarity` is to the keeper, 0 to 1."""

    id: str
    role: Literal["keeper", "member"]
    similarity: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two documents found to be near-duplicates, and the evidence for it."""

    a: str
    b: str
    similarity: float
    because: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Near-identical documents: the one to keep, why that one, and what holds them together."""

    id: str
    keeper: str
    reasons: tuple[str, ...]
    members: tuple[Member, ...]
    edges: tuple[Edge, ...] = ()


def _check(claim: Removal, length: int, page: str) -> None:
    if not 0 <= claim.start < claim.end <= length:
        raise CuretteError(
            f"{page}: rule {claim.rule!r} claims {claim.start}:{claim.end} of a text of {length} "
            "characters; a claim must hold at least one character of the text"
        )
    if not claim.rule or not claim.reason:
        raise CuretteError(
            f"{page}: a claim on {claim.start}:{claim.end} has no rule or no reason; name both"
        )


def _enter(ledger: list[Removal], claim: Removal) -> None:
    """Insert what still stands of `claim`, keeping the ledger in order."""
    at = bisect_left(ledger, claim.start + 1, key=lambda removal: removal.end)
    start = claim.start
    while start < claim.end:
        if at == len(ledger) or ledger[at].start >= claim.end:
            ledger.insert(at, replace(claim, start=start))
            return
        taken = ledger[at]
        if start < taken.start:
            ledger.insert(at, replace(claim, start=start, end=taken.start))
            at += 1
        start = max(start, taken.end)
        at += 1

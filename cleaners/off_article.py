"""Strike blocks that the evidence of extraction places outside the article.

What a block says is not read here: the judge's score, the extractors' votes and the markup
decide. Text patterns are for the cleaners that come after.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from curette.rules import Grounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block, CutKind, Document, Flag, Removal

# At one half the judge finds main content as likely as not; when in doubt we keep. See
# docs/extraction.md for the sweep.
KEEP_FROM = 0.5
# Below this many kept characters the judges found no article: then nothing is struck for it.
FEWEST_KEPT = 80


class Place(NamedTuple):
    """A part of a page outside the article, by the words in its tag, id and classes."""

    name: str
    kind: CutKind
    words: re.Pattern[str]
    reason: str


def _place(name: str, kind: CutKind, words: str, what: str) -> Place:
    pattern = re.compile(rf"(?:^|[^a-z])(?:{words})(?![a-z])")
    return Place(name, kind, pattern, f"{what}; the judges place it outside the article.")


# In the order in which one element is tried; of nested elements the innermost speaks first.
PLACES = (
    _place(
        "consent",
        "consent",
        r"cookies?|consent|gdpr|ccpa|onetrust|cybot\w*|cookiebot|didomi|usercentrics|truste|cmp|"
        r"cookielaw|cookieconsent|quantcast|sp[_-]message|osano|iubenda|termly|cky|borlabs",
        "Stands in a cookie or consent notice",
    ),
    _place(
        "comment-form",
        "comment_form",
        r"commentform|respond|comment[_-]?form|reply[_-]form|leave[_-]comment",
        "Stands in a form for writing a comment",
    ),
    _place(
        "comments",
        "comments",
        r"comments?|commentlist|comment[_-]list|comment[_-]body|disqus\w*|discussion",
        "Stands among readers' comments",
    ),
    _place(
        "share",
        "share_bar",
        r"share|sharing|sharedaddy|social|socials|addtoany|addthis|share[_-]?bar|follow|sharethis",
        "Stands in a bar of share or follow links",
    ),
    _place(
        "newsletter",
        "newsletter",
        r"newsletters?|subscribe|subscription|signup|sign[_-]up|mailchimp|mc4wp|mailing|optin",
        "Stands in a newsletter box",
    ),
    _place(
        "advert",
        "advert",
        r"ads?|advert\w*|sponsor\w*|promo\w*|adsbygoogle|dfp|gpt|commercial|affiliate",
        "Stands in an advert's box",
    ),
    _place(
        "related",
        "related",
        r"related|recommend\w*|recirc\w*|more[_-](?:stories|posts|articles|from)|read[_-](?:next|more)"
        r"|taboola|outbrain|trending|popular|latest|recent|also[_-]like|you[_-]may|teasers?|upnext",
        "Stands in a list of other pages",
    ),
    _place(
        "pagination",
        "pagination",
        r"pagination|pager|page[_-]numbers|paging|prev[_-]next|(?:post|posts|nav)[_-]navigation|"
        r"nav[_-](?:links|previous|next)|next[_-]post|previous[_-]post",
        "Stands in links to the next or previous page",
    ),
    _place(
        "tags",
        "tag_list",
        r"tags|tag[_-](?:list|links|cloud)|tagcloud|tags[_-]links|cat[_-]links|post[_-]tags|topics",
        "Stands in a list of tags",
    ),
    _place(
        "author-box",
        "author_bio",
        r"author[_-](?:bio|box|info|card|about)|about[_-]author|bio|authorbox|author[_-]description",
        "Stands in a box about the author",
    ),
    _place(
        "byline",
        "byline",
        r"byline|author|authors|dateline|entry[_-]meta|post[_-]meta|article[_-]meta|meta|posted[_-]on"
        r"|publish\w*|timestamp|date|time",
        "Stands in the line of authors and dates",
    ),
    _place(
        "menu",
        "menu",
        r"nav|navigation|menu|menus|navbar|menubar|submenu|breadcrumbs?|topbar|toolbar|masthead|"
        r"site[_-]header|skip[_-]link|toc|sitemap|sidebar[_-]nav",
        "Stands in a menu",
    ),
    _place(
        "form",
        "form",
        r"form|login|search|searchform|search[_-]form|fieldset|modal|popup|dialog|overlay|paywall",
        "Stands in a form or a window of its own",
    ),
    _place(
        "caption",
        "caption",
        r"figcaption|caption|wp[_-]caption|image[_-]caption|credit|photo[_-]credit",
        "Stands in a picture's caption",
    ),
    _place(
        "copyright",
        "copyright",
        r"copyright|colophon|legal|site[_-]info",
        "Stands in the lines of copyright",
    ),
    _place(
        "footer",
        "off_article",
        r"footer|contentinfo|site[_-]footer",
        "Stands in the page's footer",
    ),
    _place(
        "sidebar",
        "off_article",
        r"aside|sidebar|complementary|widget|widgets|secondary|rail|right[_-]rail",
        "Stands beside the article",
    ),
    _place(
        "header",
        "off_article",
        r"header|banner|site[_-]head",
        "Stands in the page's header",
    ),
)
_HIDDEN = Grounds(
    "off_article/hidden",
    "hidden",
    "The page's markup hides it, and the judges place it outside the article.",
)
_CONTROL = Grounds(
    "off_article/control",
    "form",
    "A button or a form's label; the judges place it outside the article.",
)
_ELSEWHERE = Grounds(
    "off_article/not-main",
    "off_article",
    "The judges place it outside the main content, and its markup does not say what it is.",
)
_BY_PLACE = {
    place.name: Grounds(f"off_article/{place.name}", place.kind, place.reason) for place in PLACES
}
RULES_IN_CODE = (*_BY_PLACE.values(), _HIDDEN, _CONTROL, _ELSEWHERE)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for each block outside the article; nothing for a plain-text page."""
    blocks = document.blocks
    if document.meta.media != "html":
        return
    kept = [_main(block) for block in blocks]
    if not any(verdict is not None for verdict in kept):
        return
    if sum(block.end - block.start for block, main in zip(blocks, kept, strict=True) if main) < (
        FEWEST_KEPT
    ):
        return
    for block in struck(document, kept):
        yield _grounds(block).strike(block.start, block.end)


def struck(document: Document, kept: Sequence[bool | None]) -> Iterator[Block]:
    """Yield the blocks to strike, given what the judges say of each."""
    for block, main in zip(document.blocks, kept, strict=True):
        if not main:
            yield block


def _main(block: Block) -> bool | None:
    if block.main_score is not None:
        return block.main_score >= KEEP_FROM
    return bool(block.votes)


def _grounds(block: Block) -> Grounds:
    """Name what a struck block is, by the innermost element whose name says so."""
    if block.hidden:
        return _HIDDEN
    for segment in reversed(block.path.split(">")):
        name = _place_of(segment)
        if name:
            return _BY_PLACE[name]
    return _CONTROL if block.kind == "control" else _ELSEWHERE


@lru_cache(maxsize=4096)
def _place_of(segment: str) -> str | None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", segment).lower()
    return next((place.name for place in PLACES if place.words.search(words)), None)

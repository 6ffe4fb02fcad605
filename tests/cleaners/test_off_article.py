from __future__ import annotations

import pytest

from cleaners.off_article import find
from curette.model import Block, Document, Metadata, Removal


def page(*blocks: tuple[str, str, float | None], media: str = "html") -> Document:
    """Return a document of `(text, path, score)` blocks."""
    text, made = "", []
    for words, path, score in blocks:
        start = len(text)
        text += words + "\n\n"
        made.append(Block(start, start + len(words), "paragraph", path=path, main_score=score))
    kind = "html" if media == "html" else "text"
    return Document("a", text, "a", meta=Metadata(media=kind), blocks=tuple(made))


ARTICLE = ("Cramps pass when the calf is stretched. " * 5, "body>main>p", 0.9)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("body>nav>ul>li", "menu"),
        ("body>div.post-share>a", "share_bar"),
        ("body>div#onetrust-banner-sdk>p", "consent"),
        ("body>section#comments>div.text>p", "comments"),
        ("body>div.RelatedPosts>p", "related"),
        ("body>aside>div.newsletter-box>p", "newsletter"),
        ("body>footer>p", "off_article"),
        ("body>div.x7>p", "off_article"),
        ("body>main>figure>figcaption", "caption"),
        ("body>div.download>p", "off_article"),  # "ad" in a word is no advert
    ],
)
def test_a_cut_says_what_it_is(path: str, kind: str) -> None:
    document = page(ARTICLE, ("Other words.", path, 0.1))
    cuts = [claim for claim in find(document) if isinstance(claim, Removal)]
    assert [(cut.kind, document.text[cut.start : cut.end]) for cut in cuts] == [
        (kind, "Other words.")
    ]
    assert cuts[0].rule.startswith("off_article/")
    assert cuts[0].reason


def test_what_the_judges_keep_stays_wherever_it_stands() -> None:
    document = page(ARTICLE, ("A main part in an aside.", "body>aside>p", 0.7))
    assert list(find(document)) == []


def test_without_an_article_nothing_is_struck() -> None:
    document = page(("Short.", "body>p", 0.2), ("Menu", "body>nav", 0.1))
    assert [claim for claim in find(document) if isinstance(claim, Removal)] == []


def test_plain_text_is_left_to_the_other_cleaners() -> None:
    document = page(ARTICLE, ("Menu", "", None), media="text")
    assert list(find(document)) == []

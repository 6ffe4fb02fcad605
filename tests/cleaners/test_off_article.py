from __future__ import annotations

import pytest

from cleaners.off_article import find
from curette.model import Block, Document, Flag, Metadata, Removal


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
    document = page(("Short.", "body>p", 0.15), ("Menu", "body>nav", 0.1))
    assert [claim for claim in find(document) if isinstance(claim, Removal)] == []


def test_a_page_of_doubtful_blocks_keeps_the_likeliest() -> None:
    document = page(
        ("Cramps pass when the calf is stretched.", "body>p", 0.42),
        ("Rest helps.", "body>p", 0.3),
        ("Menu", "body>nav>a", 0.05),
    )
    cuts = [claim for claim in find(document) if isinstance(claim, Removal)]
    assert [document.text[cut.start : cut.end] for cut in cuts] == ["Menu"]


@pytest.mark.parametrize(
    ("words", "path", "kept"),
    [
        ("Call 911 if you cannot breathe.", "body>main>div>p", True),
        ("Ibuprofen\t200 mg\tevery 6 hours", "body>main>table>tr", True),
        ("Do not take it with alcohol.", "body>main>div>p", True),
        ("Call us on 911 days a year for a quote", "body>aside>p", False),  # not in the article
        ("Buy 200 mg tablets now", "body>main>div.advert>p", False),  # an advert inside it
        ("Our shop is open daily.", "body>main>div>p", False),
    ],
)
def test_warnings_inside_the_article_are_kept_and_flagged(
    words: str, path: str, kept: bool
) -> None:
    document = page(ARTICLE, (words, path, 0.1), ARTICLE)
    claims = list(find(document))
    assert [isinstance(claim, Flag) for claim in claims] == [kept]
    if kept:
        assert isinstance(claims[0], Flag)
        assert claims[0].name == "warning-kept"


def test_the_names_of_elements_that_hold_the_article_say_nothing_of_a_cut() -> None:
    path = "body.right-sidebar>div.post-meta-wrap"
    document = page((ARTICLE[0], f"{path}>p", 0.9), ("Other words.", f"{path}>div>p", 0.1))
    cuts = [claim for claim in find(document) if isinstance(claim, Removal)]
    assert [cut.rule for cut in cuts] == ["off_article/not-main"]


def test_plain_text_is_left_to_the_other_cleaners() -> None:
    document = page(ARTICLE, ("Menu", "", None), media="text")
    assert list(find(document)) == []

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaners.off_article import find
from curette.model import Block, BlockKind, Document, Flag, Metadata, Removal


def page(*blocks: tuple[str, str, float | None], media: str = "html") -> Document:
    """Return a document of `(text, path, score)` blocks."""
    text, made = "", []
    for words, path, score in blocks:
        start = len(text)
        text += words + "\n\n"
        made.append(Block(start, start + len(words), "paragraph", path=path, main_score=score))
    meta = Metadata(media="html" if media == "html" else "text")
    return Document("a", text, "a", meta=meta, blocks=tuple(made))


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
        ("See your doctor if one leg swells up.", "body>main>div>p", True),
        ("Talk to a pharmacist before you start.", "body>div.after>p", True),  # next to it
        ("Get help at once if you faint.", "body>main>div>p", True),
        ("Gehen Sie zum Arzt, wenn es nicht besser wird.", "body>main>div>p", True),
        ("See our doctors' opening hours.", "body>main>div>p", False),
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


def test_a_warning_far_from_the_article_is_not_kept() -> None:
    filler = ("Shop hours and prices.", "body>div.shop>p", 0.1)
    document = page(ARTICLE, filler, filler, filler, ("See a doctor.", "body>div.x>p", 0.1))
    assert not any(isinstance(claim, Flag) for claim in find(document))


def cut_texts(document: Document) -> list[str]:
    """Return the texts that are struck."""
    return [
        document.text[cut.start : cut.end] for cut in find(document) if isinstance(cut, Removal)
    ]


def with_kinds(document: Document, kinds: dict[str, tuple[BlockKind, int]]) -> Document:
    """Return the document with the kinds and levels of some blocks, by their text."""
    blocks = []
    for block in document.blocks:
        words = document.text[block.start : block.end]
        kind, level = kinds.get(words, (block.kind, block.level))
        blocks.append(replace(block, kind=kind, level=level))
    return replace(document, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("path", "score", "kept"),
    [
        ("body>main>h2", 0.45, True),
        ("body>main>h2", 0.1, False),  # the judge is sure
        ("body>main>div.related>h2", 0.45, False),  # heads a list of other pages
        ("body>div.x>h2", 0.45, False),  # no element in common with the text below
    ],
)
def test_a_heading_belongs_to_the_kept_block_below(path: str, score: float, kept: bool) -> None:
    document = page(ARTICLE, ("What helps", path, score), ARTICLE)
    document = with_kinds(document, {"What helps": ("heading", 2)})
    assert cut_texts(document) == ([] if kept else ["What helps"])


@pytest.mark.parametrize(
    ("words", "kept"), [("Danger of falls", True), ("Sign up and be glad.", False)]
)
def test_a_short_line_heads_what_follows_like_its_kind(words: str, kept: bool) -> None:
    line = ("What helps", "body>main>div.h", 0.7)
    document = page(ARTICLE, line, ARTICLE, (words, "body>main>div.h", 0.4), ARTICLE)
    assert cut_texts(document) == ([] if kept else [words])


def test_a_label_of_adverts_heads_nothing() -> None:
    advert = ("Buy the pillow that thinks.", "body>main>div.promo>p", 0.7)
    label = ("Advertisement", "body>main>div.promo", 0.6)
    document = page(ARTICLE, label, advert, ARTICLE, (*label[:2], 0.4), advert)
    assert cut_texts(document) == ["Advertisement"]


@pytest.mark.parametrize(
    ("blocks", "struck"),
    [
        ([("Night cramps", "body>div.title>h1", 0.4), ARTICLE], []),
        ([("Night cramps", "body>div.title>h1", 0.1), ARTICLE], ["Night cramps"]),
        ([("Night cramps", "body>nav>h1", 0.4), ARTICLE], ["Night cramps"]),
        ([("Other cramps", "body>div.title>h1", 0.4), ARTICLE], ["Other cramps"]),
        (  # once is enough
            [
                ("Night cramps", "body>div.title>h1", 0.4),
                ("Night Cramps", "body>main>h1", 0.8),
                ARTICLE,
            ],
            ["Night cramps"],
        ),
    ],
)
def test_the_title_above_the_article_is_kept_once(
    blocks: list[tuple[str, str, float | None]], struck: list[str]
) -> None:
    headings: dict[str, tuple[BlockKind, int]] = {
        words: ("heading", 1) for words, path, _ in blocks if path.endswith("h1")
    }
    document = with_kinds(page(*blocks), headings)
    document = replace(document, meta=replace(document.meta, title="Night cramps"))
    assert cut_texts(document) == struck


@pytest.mark.parametrize(
    ("before", "rest", "kept"),
    [
        ("Rest if it hurts", ", and longer if it swells.", True),
        ("Rest if it hurts", "Share this page", False),
        ("Rest if it hurts.", "share this page", False),
    ],
)
def test_the_rest_of_a_kept_sentence_is_kept(before: str, rest: str, kept: bool) -> None:
    document = page(ARTICLE, (before, "body>main>p", 0.9), (rest, "body>main>p>x", 0.4))
    assert cut_texts(document) == ([] if kept else [rest])


def test_the_names_of_elements_that_hold_the_article_say_nothing_of_a_cut() -> None:
    path = "body.right-sidebar>div.post-meta-wrap"
    document = page((ARTICLE[0], f"{path}>p", 0.9), ("Other words.", f"{path}>div>p", 0.1))
    cuts = [claim for claim in find(document) if isinstance(claim, Removal)]
    assert [cut.rule for cut in cuts] == ["off_article/not-main"]


def test_plain_text_is_left_to_the_other_cleaners() -> None:
    document = page(ARTICLE, ("Menu", "", None), media="text")
    assert list(find(document)) == []


@pytest.mark.parametrize(
    ("path", "struck"),
    [
        ("body>main>div.ad>p", True),
        ("body>main>div#ad-slot.wide>p", True),
        ("body>main>div.advice>p", False),
        ("body>main>div.add-salt>p", False),
        ("body>main>div.download>p", False),
    ],
)
def test_a_box_that_the_page_calls_an_advert_goes_whatever_the_judges_say(
    path: str, struck: bool
) -> None:
    document = page(ARTICLE, ("Try our spray today.", path, 0.9))
    assert [claim.rule for claim in find(document) if isinstance(claim, Removal)] == (
        ["off_article/advert-box"] if struck else []
    )


def test_a_page_called_an_advert_from_its_root_keeps_its_article() -> None:
    words, _, score = ARTICLE
    assert list(find(page((words, "body.advert>main>p", score)))) == []

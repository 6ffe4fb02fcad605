"""Page types and doubts: each needs more than one sign, and says its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curette.extract import plain
from curette.model import Document, Flag, Metadata, Removal
from curette.records import NamedSource, PageType, Quality, Subject
from curette.structure.people import named_sources
from curette.structure.qa import parse
from curette.structure.quality import judge
from curette.structure.subject import named

FILL = "The joint swells at night and the skin turns red and warm to the touch. " * 12


def read(
    text: str, about: str = "gout", flags: tuple[Flag, ...] = (), title: str = ""
) -> tuple[PageType, Quality]:
    document = Document(
        "page", text, "page", blocks=plain.blocks(text), flags=flags, meta=Metadata(title=title)
    )
    return judge(document, named(about), parse(document), named_sources(document))


def names(quality: Quality) -> list[str]:
    return [flag.name for flag in quality.flags]


def test_an_honest_article_has_no_doubts() -> None:
    kind, quality = read("Gout\n\nGout is a disease of the joints.\n\n" + FILL)
    assert (kind, quality.flags, quality.score) == ("article", (), 1.0)


@pytest.mark.parametrize(
    ("meta", "flag"),
    [
        (Metadata(about=("Gout",)), None),
        (Metadata(about=("Podagra", "Diseases of the joint")), None),
        (Metadata(about=("Migraine",)), "declared_topic_unnamed"),
        (Metadata(reviewed="2021-03-04"), None),
        (Metadata(reviewed="2021-03-05"), None),  # a day may be a time zone
        (Metadata(reviewed="2023-01-01"), "declared_review_differs"),
    ],
)
def test_what_a_page_declares_is_compared_with_its_text(meta: Metadata, flag: str | None) -> None:
    text = f"Gout\n\nReviewed on 4 March 2021\n\nGout is a disease of the joints.\n\n{FILL}"
    byline = Removal(6, 30, "t/r", "byline", "who and when")
    document = Document("page", text, "page", blocks=plain.blocks(text), meta=meta).strike([byline])
    _, quality = judge(document, named("gout"), parse(document), ())
    assert names(quality) == ([flag] if flag else [])


def test_a_spun_page_is_told_by_the_cleaner_flag() -> None:
    kind, quality = read(FILL, flags=(Flag("spun", "swapped words"),))
    assert kind == "spun"
    assert names(quality) == ["spun"]
    assert quality.score < 0.5


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Other causes include:. Rest well.", 1),
        ("Signs are: . Ask questions such as:. Rest.", 2),
        ("Causes include: haste, soda. Rest at 10:30. Rest.", 0),
        ("See the list: it helps.", 0),
    ],
)
def test_an_announced_list_that_is_missing(text: str, count: int) -> None:
    _, quality = read(text)
    found = [flag for flag in quality.flags if flag.name == "empty_list_intro"]
    assert len(found) == count
    for flag in found:
        assert flag.span is not None
        assert text[flag.span.start : flag.span.end] == flag.span.quote


def test_a_list_cut_off_at_the_end() -> None:
    assert names(read("Gout hurts. Causes include:")[1]) == ["truncated_list"]
    assert names(read("Gout hurts. Here is why:\n\nUric acid.")[1]) == []


STITCHED = (
    "Gout is a disease of the joints. Other causes include:. " + FILL
    + "\n\nGout occurs when uric acid rises. Signs include:. " + FILL
    + "\n\nUpdated by: Nora Quist. Editorial team. Gout happens when crystals form. " + FILL
)  # fmt: skip


def test_a_cut_in_the_middle_is_not_the_end_of_the_page() -> None:
    text = FILL + "The causes include:\nADVERT\nBeer and shellfish raise the acid.\n"
    at = text.index("ADVERT")
    page = Document("page", text, "page", blocks=plain.blocks(text))
    cut = page.strike([Removal(at, at + 7, "promos/x", "advert", "an advert")])
    for document, found in ((cut, False), (replace(cut, text=text[: at + 7]), True)):
        _, quality = judge(document, named("gout"), parse(document), ())
        assert ("truncated_list" in names(quality)) is found


def test_missing_lists_are_quoted_from_their_first_letter_and_counted_up_to_twenty() -> None:
    text = "Causes are:. It hurts.\n" * 50
    page = Document("page", text, "page", blocks=plain.blocks(text))
    cuts = [
        Removal(at, at + 1, "promos/x", "advert", "x") for at in range(22, len(text), 23)
    ]  # fmt: skip
    document = page.strike(cuts)
    _, quality = judge(document, named("gout"), parse(document), ())
    quotes = [flag.span.quote for flag in quality.flags if flag.span is not None]
    assert quotes == ["Causes are:."] * 20


def test_a_page_of_empty_lines_is_read_in_one_pass() -> None:
    assert read("Gout\n" + "\n" * 300_000 + FILL)[0] == "article"


def test_a_page_of_several_texts_is_stitched() -> None:
    kind, quality = read(STITCHED)
    assert kind == "stitched"
    assert names(quality).count("empty_list_intro") == 2
    reason = quality.flags[-1].reason
    assert "introduced 3 times" in reason
    assert "closing lines" in reason


@pytest.mark.parametrize(
    "text",
    [
        "Gout is a disease. " + FILL + "Causes include:. Also these:. " + FILL,  # lost lists only
        "Gout is a disease. " + FILL + "Gout is old. " + FILL + "Gout is common. " + FILL,
    ],
)
def test_one_sign_stitches_nothing(text: str) -> None:
    assert read(text)[0] == "article"


SUMMARY = (
    "Understanding Gout: Causes and Solutions\n\n"
    "Gout can be attributed to various causes. It's believed that diet plays a crucial role. "
    "For instance, beer matters. It is important to note that water helps.\n\n"
    "For more information, explore resources from Lakeside Clinic, Hillford University, and "
    "Norwood Hospital.\n"
)


def test_a_summary_that_cites_nobody() -> None:
    kind, quality = read(SUMMARY, title="Understanding Gout: Causes and Solutions")
    assert kind == "ai_summary"
    assert "sources_named_not_cited" in names(quality)


def test_stock_phrases_alone_are_no_machine() -> None:
    kind, _ = read(SUMMARY.split("For more information")[0] + FILL)
    assert kind == "article"


def test_a_page_may_say_that_a_machine_wrote_it() -> None:
    assert read("This article was generated by AI. " + FILL)[0] == "ai_summary"
    assert read("AI-generated content ranks badly. " + FILL)[0] == "article"


def test_lists_make_a_list_page() -> None:
    items = "Causes of gout\n\n- beer\n- meat\n- sugar\n- haste\n\nRest helps.\n"
    assert read(items)[0] == "list_page"
    assert read("Causes of gout\n\n- beer\n- meat\n\n" + FILL)[0] == "article"


@pytest.mark.parametrize(
    ("greeting", "flagged"), [("Hello, Mr. Oak:", True), ("Dear Ms. Oak,", False)]
)
def test_a_greeting_that_does_not_fit_the_asker(greeting: str, flagged: bool) -> None:
    text = (
        "I have a sore toe. What can I do?\nOak, 30~39 year old female. Ask Date: 2019/02/03\n"
        f"Dr. Ida Lowe reply Surgery\n{greeting}\nPlease rest it.\n"
    )
    kind, quality = read(text)
    assert kind == "qa"
    assert ("salutation_sex_mismatch" in names(quality)) is flagged


def test_garbled_ranges_count_the_raw_text() -> None:
    document = Document("page", FILL, "page").strike(
        [Removal(4, 30, "spinner/sentence", "garbled", "swapped words")]
    )
    _, quality = judge(document, Subject("gout"), parse(document), ())
    assert quality.garbled == ((4, 30),)
    assert names(quality) == ["garbled_span"]


def test_two_named_houses_are_no_name_dropping() -> None:
    document = Document("page", FILL, "page")
    sources = (NamedSource("A Clinic", False), NamedSource("B Clinic", False))
    _, quality = judge(document, Subject("gout"), parse(document), sources)
    assert quality.flags == ()


def test_doubts_about_the_whole_page_reach_its_record() -> None:
    flags = (Flag("spinner-not-assessed", "Not judged."), Flag("warning-kept", "Kept.", 0, 5))
    assert names(read(FILL, flags=flags)[1]) == ["spinner-not-assessed"]

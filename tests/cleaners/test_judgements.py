"""What no table row can hold: sections, repeats, citations, shapes, leftovers. Both sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cleaners import consent, furniture, leftovers, references, repeats
from curette.model import Block, Document, Flag, Removal

if TYPE_CHECKING:
    from types import ModuleType

PROSE = (
    "A stiff neck is mostly the work of one bad night, and it goes within a week or so.",
    "Warmth helps, and so does moving the head slowly from side to side five times a day.",
)
LATER = "If an arm grows numb or weak, see a doctor on the same day, and do not drive there."


def page(*lines: str, kinds: dict[str, str] | None = None) -> Document:
    text = "\n\n".join(lines)
    blocks = tuple(
        Block(found.start(), found.end(), (kinds or {}).get(found.group(), "paragraph"))  # type: ignore[arg-type]
        for found in re.finditer(r"[^\n]+", text)
    )
    return Document("d", text, "d.txt", blocks=blocks)


def left(cleaner: ModuleType, document: Document) -> list[str]:
    clean = document.strike(cleaner.find(document)).clean_text
    return [line for line in clean.split("\n") if line.strip()]


def test_a_notice_within_a_paragraph_is_cut_at_its_sentences() -> None:
    notice = "Select basic ads. Create a personalised ads profile. List of partners (vendors)."
    document = page(*PROSE, f"{notice} A neck has seven bones.", LATER)
    assert left(consent, document) == [*PROSE, " A neck has seven bones.", LATER]


def test_an_article_on_data_is_no_notice() -> None:
    line = (
        "The clinic keeps personal data for ten years. Its advertising is plain. Its staff is kind."
    )
    assert left(consent, page(*PROSE, line)) == [*PROSE, line]


def test_teasers_go_up_to_the_prose_that_no_teaser_claims() -> None:
    document = page(
        *PROSE,
        "Related Stories",
        "Seven Stretches for a Bad Back",
        "My back has hurt since spring, and I have tried nearly all of it, so I went to see...",
        "[Read More] Seven Stretches for a Bad Back",
        "When to worry",
        LATER,
    )
    assert left(furniture, document) == [*PROSE, "When to worry", LATER]


def test_a_section_of_labels_ends_at_prose() -> None:
    document = page(*PROSE, "Related FAQ", "Neck(Orthopedics)", "Back(Orthopedics)", LATER)
    assert left(furniture, document) == [*PROSE, LATER]


def test_a_signature_goes_only_with_its_place_of_work() -> None:
    closing = "Wishing you good health,"
    signed = page(
        *PROSE, closing, "Dr. Ann Otter, Department of Medicine, Duckpond Hospital", LATER
    )
    assert left(furniture, signed) == [*PROSE, LATER]
    bare = page(*PROSE, closing, "Dr. Ann Otter", LATER)
    assert left(furniture, bare) == [*PROSE, "Dr. Ann Otter", LATER]


def test_a_citation_in_the_text_is_cut_and_the_sentence_before_it_is_not() -> None:
    line = (
        "The neck may ache for weeks. Otter's Manual of the Neck. Leiden, NL: Duckpond Press; "
        "chap 4. A warm cloth is worth a try."
    )
    assert left(references, page(*PROSE, line)) == [
        *PROSE,
        "The neck may ache for weeks.  A warm cloth is worth a try.",
    ]


def test_a_megabyte_of_initials_is_read_in_one_pass() -> None:
    line = "A." * 500_000
    assert left(references, page(*PROSE, line)) == [*PROSE, line]


def test_a_study_told_in_prose_stays() -> None:
    line = "Otter et al. (2019) found that rest did not help, which Heron A. had said in 2004."
    assert left(references, page(*PROSE, line)) == [*PROSE, line]


def test_a_title_and_a_paragraph_said_twice_go_once() -> None:
    title = "Stiff necks and what helps"
    long = " ".join(PROSE)
    assert left(repeats, page(title, long, LATER, title, long)) == [title, long, LATER]


def test_the_same_advice_under_two_headings_stays_and_is_flagged() -> None:
    long = " ".join(PROSE)
    document = page("Stiff neck", long, "Stiff back", long)
    claims = list(repeats.find(document))
    assert [type(claim) for claim in claims] == [Flag]


@pytest.mark.parametrize(
    ("first", "kept"),
    [
        ("Gus wombat stiff neck", False),
        ("Stiff neck", True),  # no word that the page does not use: a title of its own
        ("Why is my neck stiff?", True),
    ],
)
def test_search_words_above_the_title(first: str, kept: bool) -> None:
    document = page(first, "What Makes a Neck Stiff, by a Nurse", *PROSE, "Stiff necks heal.")
    assert (first in left(repeats, document)) is kept


def menu(*middle: str) -> Document:
    """Return a page as a browser would copy it: menu, article, foot."""
    return page(
        "Home", "News", "Health", "Sports", "Recipes", "Sign In", "Subscribe", "Search",
        "Skip to content", "Our Newsletters", "Latest Headlines", "Privacy Policy",
        "Stiff necks and what helps", *PROSE, *middle, LATER, " ".join(PROSE), LATER + " Rest.",
        "Latest News", "Contact Us", "Advertise With Us", "Terms of Use", "Sitemap",
        "© 2021 Duckpond Media. All rights reserved.",
    )  # fmt: skip


def test_shapes_take_the_menu_and_leave_the_article() -> None:
    warning = "Call 911 if the neck is stiff and there is fever."
    kept = left(furniture, menu(warning))
    assert {*PROSE, LATER, warning} <= set(kept)
    assert not {"Sports", "Recipes", "Sitemap", "Sign In"} & set(kept)


def test_a_page_in_another_script_is_not_judged_by_shape() -> None:
    lines = [f"首の痛みは休むと治ります{number}。" for number in range(20)]
    assert left(furniture, page(*lines)) == lines


def test_leftovers_take_the_gap_beside_a_cut_and_no_other() -> None:
    text = "One.  Two.\n\n\n\nThree.\n\nShare\n\nFour."
    document = Document("d", text, "d.txt").strike(
        [Removal(text.index("Share"), text.index("Share") + 5, "a/b", "share_bar", "why")]
    )
    cleaned = document.strike(leftovers.find(document)).clean_text
    assert cleaned == "One.  Two.\n\n\n\nThree.\n\nFour."


def test_a_heading_over_nothing_and_an_orphan_bullet_go() -> None:
    document = page(
        PROSE[0], "More on necks", "• Seven stretches", "Care", LATER,
        kinds={"More on necks": "heading", "Care": "heading"},
    )  # fmt: skip
    at = document.text.index("Seven")
    struck = document.strike([Removal(at, at + len("Seven stretches"), "a/b", "related", "why")])
    assert left(leftovers, struck) == [PROSE[0], "Care", LATER]


def test_an_empty_list_introduction_is_flagged() -> None:
    document = page("Rest. Causes of a stiff neck include:. A pillow is soft.")
    (flag,) = leftovers.find(document)
    assert isinstance(flag, Flag)
    assert document.text[flag.start : flag.end] == "Causes of a stiff neck include:."

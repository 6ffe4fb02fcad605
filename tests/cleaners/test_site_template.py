"""What recurs on a site's unrelated articles goes; warnings, doses and health content stay."""

from __future__ import annotations

import pytest

from cleaners import clean_with_site, site_template
from curette.model import Block, Document, Metadata
from curette.sites.template import Template, learn
from curette.sites.traits import traits_of

SUBJECTS = (
    ("neck", "sewing"), ("wrist", "typing"), ("hip", "cycling"), ("heel", "running"),
    ("elbow", "rowing"), ("knee", "skiing"), ("back", "digging"), ("thumb", "knitting"),
)  # fmt: skip
BODY = (
    "A stiff {0} comes from an hour of {1} without a pause, and it goes within two days or so.",
    "Warmth soothes the {0}, and so does slow movement in all directions before more {1}.",
    "Those who began {1} late in life had more trouble with the {0} than those who never stopped.",
)


def page(number: int, middle: str = "", end: str = "", language: str = "en") -> Document:
    place, doing = SUBJECTS[number]
    lines = [(f"Trouble with the {place}", "heading"), (BODY[0], "paragraph")]
    lines += [(line, "row" if "\t" in line else "paragraph") for line in middle.split("\n") if line]
    lines += [(BODY[1], "paragraph"), ("Outlook", "heading"), (BODY[2], "paragraph")]
    lines += [(line, "row" if "\t" in line else "paragraph") for line in end.split("\n") if line]
    text, blocks = "", []
    for line, kind in lines:
        said = line.format(place, doing)
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(said), kind, 2 * (kind == "heading")))  # type: ignore[arg-type]
        text += said
    meta = Metadata(title=f"Trouble with the {place}", site="fenwick.example", language=language)
    return Document(f"p{number}", text, f"{place}.html", f"https://fenwick.example/{place}",
                    meta=meta, blocks=tuple(blocks))  # fmt: skip


def after(middle: str = "", end: str = "", language: str = "en") -> Document:
    """Return the first of eight pages once its site is known."""
    pages = [page(number, middle, end, language) for number in range(8)]
    return clean_with_site(pages[0], learn([traits_of(found) for found in pages]))


FURNITURE = [
    "Fenwick Notes is a magazine for people who would rather understand than worry.",
    "Did this help? Write to us with your own story, and do not spare us.",
    "This article is general information and cannot replace a visit; talk to your doctor first.",
    "Ora Finch is a health writer who covers sleep, food and the heart for this desk.",
    "Our editors also love the series on walking back to fitness.",
    "The second edition of our calendar is in print; order yours before the snow comes.",
    "From the window of the office one sees geese, and in winter a frozen canal with skaters.",
]
TO_KEEP = [
    "Call 999 at once if someone cannot be woken or has blue lips.",
    "Make an appointment with your doctor if there is no change after ten days.",
    "Age\tParacetamol\tMost in a day\n3 to 5 months\t60 mg\t240 mg\nAdults\t500 mg\t4 g",
    "Inflammation is how the body answers an injury: the place grows warm and red.",
    "Walk for half an hour on five days of the week, fast enough to grow warm.",
    "If you think you may harm yourself, somebody is awake on the crisis line and will listen.",
    "Wash your hands for as long as it takes to sing a short song twice.",
    "Those who should not climb stairs can begin with the lift and a chair on each floor.",
    "Keep all of this in a locked cupboard, where children cannot get at it.",
]


@pytest.mark.parametrize("text", FURNITURE)
def test_the_site_speaking_of_itself_goes_from_the_end(text: str) -> None:
    found = after(end=text)
    assert text not in found.clean_text
    cut = next(cut for cut in found.ledger if cut.kind != "layout")
    assert cut.rule.startswith("site_template/")
    assert "8 of 8 articles" in cut.reason
    assert all(line.format(*SUBJECTS[0]) in found.clean_text for line in BODY)


@pytest.mark.parametrize("text", FURNITURE[:6])
def test_and_from_the_middle(text: str) -> None:
    assert text not in after(middle=text).clean_text


@pytest.mark.parametrize("text", TO_KEEP)
@pytest.mark.parametrize("where", ["middle", "end"])
def test_warnings_doses_and_health_stay_however_often_they_recur(text: str, where: str) -> None:
    found = after(**{where: text})
    assert not found.ledger
    if "\t" not in text:
        assert [flag.name for flag in found.flags] == ["recurs-on-site"]
        assert "8 of 8 articles" in found.flags[0].reason


def test_what_speaks_of_nothing_known_stays_in_the_middle() -> None:
    found = after(middle=FURNITURE[-1])
    assert not found.ledger
    assert found.flags


def test_a_warning_inside_a_disclaimer_stays_and_the_rest_goes() -> None:
    warns = "In an emergency call 112."
    found = after(end=f"This guide is no substitute for medical advice. {warns}")
    assert warns in found.clean_text
    assert "substitute" not in found.clean_text


def test_the_same_words_on_a_lone_page_stay() -> None:
    lone = page(0, end=FURNITURE[0])
    assert clean_with_site(lone, Template()) == lone


def test_an_authors_lines_go_although_few_articles_have_them() -> None:
    bio = FURNITURE[3]
    pages = [page(number, end=bio if number < 5 else "") for number in range(8)]
    template = learn([traits_of(found) for found in pages])
    assert bio not in clean_with_site(pages[0], template).clean_text
    few = learn([traits_of(found) for found in (*pages[:3], *pages[5:])])
    assert bio in clean_with_site(pages[0], few).clean_text


def test_a_heading_goes_with_what_it_heads_alone() -> None:
    def headed(number: int) -> Document:
        found = page(number, end=f"Where we are\n{FURNITURE[0]}")
        blocks = list(found.blocks)
        at = blocks[-2]
        blocks[-2] = Block(at.start, at.end, "heading", 2)
        return Document(found.id, found.text, found.origin, found.url, meta=found.meta,
                        blocks=tuple(blocks))  # fmt: skip

    pages = [headed(number) for number in range(8)]
    found = clean_with_site(pages[0], learn([traits_of(made) for made in pages]))
    assert "Where we are" not in found.clean_text
    assert "Outlook" in found.clean_text


def test_numbers_and_dates_in_a_line_about_the_page_do_not_hide_it() -> None:
    pages = [
        page(number, end=f"{number}{number}04 readers found this useful") for number in range(8)
    ]
    found = clean_with_site(pages[0], learn([traits_of(made) for made in pages]))
    assert "readers" not in found.clean_text
    doses = [page(number, end=f"Take {number} tablets with water") for number in range(8)]
    assert not clean_with_site(doses[0], learn([traits_of(made) for made in doses])).ledger


def test_a_definition_of_the_pages_own_subject_stays() -> None:
    text = "The stiff neck has been called Job's pillow ever since Ambrose first wrote of it."
    pages = [page(0, end=text), *(page(number, end=text) for number in range(1, 8))]
    found = clean_with_site(pages[0], learn([traits_of(made) for made in pages]))
    assert not found.ledger


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        (
            "Die Redaktion sitzt in einem alten Bahnhof und schreibt gern Briefe an ihre Leser.",
            True,
        ),
        ("Bei starken Schmerzen in der Brust wählen Sie sofort den Notruf oder fahren los.", False),
        ("Un médecin doit voir sans attendre toute personne qui ne se réveille pas bien.", False),
    ],
)
def test_in_other_languages_the_place_decides(text: str, goes: bool) -> None:
    assert (text not in after(end=text, language="de").clean_text) is goes
    assert text in after(middle=text, language="de").clean_text


@pytest.mark.parametrize("rule", site_template.RULES, ids=lambda rule: rule.name)
def test_each_row_cuts_and_keeps_what_it_says(rule: object) -> None:
    for example in rule.cuts:  # type: ignore[attr-defined]
        found = after(end=example)
        assert example not in found.clean_text
    for example in rule.keeps:  # type: ignore[attr-defined]
        assert example in after(middle=example).clean_text
        assert rule.pattern.search(example) is None  # type: ignore[attr-defined]

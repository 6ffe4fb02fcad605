"""What recurs on a site, counted by article: copies and parts once, in any order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from curette.model import Block, Document, Metadata, Removal
from curette.sites.articles import distinct
from curette.sites.template import Template, at_least, learn
from curette.sites.traits import (
    BLOCKS_OF_AN_END,
    LONGEST_BLOCK,
    Traits,
    home,
    pack,
    prints_of,
    traits_of,
    unpack,
)

HOUSE = "Fenwick Notes is put together by four people above a bakery, and it takes no money."
BODY = (
    "A stiff {0} comes from an hour of {1} without a pause, and it goes within two days or so.",
    "Warmth soothes the {0}, and so does slow movement in all directions before more {1}.",
    "Those who began {1} late in life had more trouble with the {0} than those who never stopped.",
)
SUBJECTS = (
    ("neck", "sewing"), ("wrist", "typing"), ("hip", "cycling"), ("heel", "running"),
    ("elbow", "rowing"), ("knee", "skiing"), ("back", "digging"), ("thumb", "knitting"),
)  # fmt: skip


def page(number: int, *more: str, url: str = "", title: str = "") -> Document:
    place, doing = SUBJECTS[number]
    lines = [f"The {place} of those fond of {doing}", *(line.format(place, doing) for line in BODY)]
    return made(
        *lines, *more, url=url or f"https://fenwick.example/{place}", title=title or lines[0]
    )


def made(*lines: str, url: str = "", title: str = "") -> Document:
    text = "\n\n".join(lines)
    blocks, at = [], 0
    for number, line in enumerate(lines):
        blocks.append(Block(at, at + len(line), "paragraph" if number else "heading"))
        at += len(line) + 2
    meta = Metadata(title=title, site="fenwick.example", language="en")
    return Document(f"p{url}", text, url, url, meta=meta, blocks=tuple(blocks))


def learnt(*documents: Document) -> Template:
    return learn([traits_of(document) for document in documents])


def said(template: Template, text: str) -> str:
    fact = template.fact(*prints_of(text))
    return fact.said if fact else ""


def test_a_block_is_counted_by_the_articles_it_stands_on() -> None:
    template = learnt(*(page(n, HOUSE) for n in range(5)), page(5))
    assert said(template, HOUSE) == "5 of 6 articles"
    assert said(template, HOUSE.upper().replace(",", "")) == "5 of 6 articles"
    assert said(template, BODY[0].format(*SUBJECTS[0])) == ""


@pytest.mark.parametrize(
    "copy",
    [
        page(0, HOUSE, url="https://fenwick.example/neck?print=1", title="Print"),
        page(0, HOUSE, url="https://fenwick.example/2024/old-neck", title="Another title for it"),
        made("Part two", BODY[1], HOUSE, url="https://fenwick.example/neck/page/2", title="2"),
        made("Part two", BODY[1], HOUSE, url="https://fenwick.example/x",
             title="The neck of those fond of sewing"),
    ],
    ids=["print version", "same text elsewhere", "second part", "same title"],
)  # fmt: skip
def test_copies_and_parts_of_an_article_count_once(copy: Document) -> None:
    pages = [page(0, HOUSE), page(1, HOUSE), copy]
    assert len(set(distinct([traits_of(found) for found in pages]))) == 2
    assert learnt(*pages) == Template()
    assert said(learnt(*pages, page(2, HOUSE)), HOUSE) == "3 of 3 articles"


def test_text_of_an_article_served_ten_times_recurs_nowhere() -> None:
    copies = [
        page(0, HOUSE, url=f"https://fenwick.example/c{n}", title=f"Copy {n}") for n in range(10)
    ]
    template = learnt(*copies, *(page(n, HOUSE) for n in (1, 2, 3)))
    assert said(template, HOUSE) == "4 of 4 articles"
    assert said(template, BODY[0].format(*SUBJECTS[0])) == ""


def test_short_articles_under_long_furniture_stay_apart() -> None:
    long = " ".join([HOUSE] * 6)
    pages = [traits_of(page(n, long)) for n in range(5)]
    assert len(set(distinct(pages))) == 5


def test_the_order_of_pages_changes_nothing() -> None:
    pages = [page(n, HOUSE, f"Read {n}{n}70 times in May") for n in range(8)]
    pages += [page(0, HOUSE, url="https://fenwick.example/c", title="A copy of it")]
    template = learnt(*pages)
    for seed in range(5):
        random.Random(seed).shuffle(pages)
        assert learnt(*pages) == template
    assert said(template, "Read 9 times in June") == "8 of 8 articles"


def test_two_articles_are_too_few_and_three_of_six_no_majority() -> None:
    assert learnt(page(0, HOUSE), page(1, HOUSE)) == Template()
    assert said(learnt(*(page(n, HOUSE) for n in range(3)), *map(page, (3, 4, 5))), HOUSE) == ""
    assert at_least(5, 5) > at_least(3, 3) > 0.5 > at_least(4, 6)


def test_lines_that_differ_in_names_or_have_few_words_are_no_repeats() -> None:
    lines = ("Vitamin {}", "Take {} mg")
    pages = [page(n, *(line.format(n) for line in lines)) for n in range(5)]
    template = learnt(*pages)
    assert said(template, "Vitamin 7") == ""


def test_what_is_struck_elsewhere_and_where_it_stands_is_known() -> None:
    pages = [page(n, HOUSE) for n in range(4)]
    struck = [
        found.strike([Removal(found.text.index(HOUSE), len(found.text), "a/b", "menu", "Because.")])
        for found in pages[:3]
    ]
    fact = learnt(*struck, pages[3]).fact(*prints_of(HOUSE))
    assert fact is not None
    assert fact.struck
    assert fact.edge
    middle = [made(f"Title {n}", BODY[0].format(*SUBJECTS[n]), HOUSE, BODY[1].format(*SUBJECTS[n]))
              for n in range(4)]  # fmt: skip
    fact = learnt(*middle).fact(*prints_of(HOUSE))
    assert fact is not None
    assert not fact.edge
    assert not fact.struck


def test_traits_come_back_as_they_were_packed() -> None:
    traits = traits_of(page(0, HOUSE, "Read 20 times in May", title="Tïtle 頭痛"))
    assert unpack(pack(traits)) == traits
    empty = Traits("", "", "", ())
    assert unpack(pack(empty)) == empty


def test_a_part_hangs_on_what_the_page_holds_and_on_nothing_else() -> None:
    pages = [page(n, HOUSE) for n in range(5)]
    template, own = learnt(*pages), traits_of(page(7))
    assert template.part(own) == ""
    assert template.part(traits_of(pages[0]))
    more = learnt(*pages, *(page(n, HOUSE) for n in (5, 6)))
    assert more.part(traits_of(pages[0])) != template.part(traits_of(pages[0]))
    assert template.part(traits_of(pages[0])) == learnt(*reversed(pages)).part(traits_of(pages[0]))


def test_of_a_huge_page_little_is_remembered() -> None:
    lines = [f"Row {number}" for number in range(5 * BLOCKS_OF_AN_END)]
    rows = traits_of(made(*lines, HOUSE)).blocks
    assert len(rows) == 2 * BLOCKS_OF_AN_END
    assert rows[-1].words == prints_of(HOUSE)[0]
    assert traits_of(made("word " * LONGEST_BLOCK, HOUSE)).blocks == (rows[-1],)


@pytest.mark.parametrize(
    "address", ["", "http://[", "https://x.example/?page=2&id=7", "no address"]
)
def test_any_address_is_read(address: str) -> None:
    assert "page" not in traits_of(made(HOUSE, url=address)).address


def saved(number: int, *more: str, folder: str = "saved") -> Document:
    place, doing = SUBJECTS[number]
    lines = ("Fenwick Notes on the body", *(line.format(place, doing) for line in BODY), *more)
    document = made(*lines, title=lines[0])
    meta = Metadata(title=lines[0], language="en", media="text")
    return replace(document, url=None, origin=f"{folder}/{place}.txt", meta=meta)


def test_texts_without_an_address_are_compared_with_those_of_their_folder() -> None:
    pages = [traits_of(saved(n, HOUSE)) for n in range(4)]
    assert {found.site for found in pages} == {"folder:saved"}
    assert said(learn(pages), HOUSE) == "4 of 4 articles"  # the first line is no title in common
    assert home(saved(0, folder="other")) == "folder:other"
    assert home(replace(saved(0), meta=Metadata(media="html"))) == ""


def test_in_a_folder_only_what_most_texts_carry_recurs() -> None:
    carried = [saved(n, HOUSE) for n in range(5)]
    others = [
        saved(n, *(f"{line} Some say so." for line in BODY), folder="saved") for n in (5, 6, 7)
    ]
    more = [
        replace(
            made(f"Essay {n}", *(f"{word} {n} is told of here at some length." for word in "ABC")),
            url=None,
            origin=f"saved/{n}.txt",
            meta=Metadata(language="en", media="text"),
        )
        for n in range(6)
    ]
    assert said(learnt(*carried, *others, *more), HOUSE) == ""
    assert said(learnt(*carried), HOUSE) == "5 of 5 articles"

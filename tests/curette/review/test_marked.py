from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.model import CuretteError, CutKind, Document, Flag, Removal
from curette.records import QualityFlag, Quote
from curette.review.kinds import FAMILY, KINDS, kind_of
from curette.review.marked import Cut, Mark, cuts_of, doubts_of, moved, rows, segments

texts = st.text(alphabet="ab \n\r\té漢😀", min_size=1, max_size=60)


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, tuple[Cut, ...], tuple[Mark, ...]]:
    text = draw(texts)
    place = st.integers(0, len(text) - 1)
    spans = st.tuples(place, place).map(lambda p: (min(p), max(p) + 1))
    claims = [
        Removal(start, end, "table/rule", "promo", "why") for start, end in draw(st.lists(spans))
    ]
    ledger = Document("p", text, "p").strike(claims).ledger
    marks = tuple(Mark(start, end, "advice", "a") for start, end in draw(st.lists(spans)))
    return text, cuts_of(text, ledger), marks


@settings(deadline=None)  # other work on the machine is no fault of a text
@given(pages())
def test_segments_rebuild_the_text_and_tell_what_covers_it(
    page: tuple[str, tuple[Cut, ...], tuple[Mark, ...]],
) -> None:
    text, cuts, marks = page
    parts = segments(text, cuts, marks)
    assert "".join(part.text for part in parts) == text
    for part in parts:
        assert text[part.start : part.end] == part.text
        for at in range(part.start, part.end):
            assert part.cut == next((c for c in cuts if c.start <= at < c.end), None)
            covering = [mark for mark in marks if mark.start <= at < mark.end]
            assert sorted(part.marks, key=repr) == sorted(covering, key=repr)


@settings(deadline=None)  # other work on the machine is no fault of a text
@given(pages())
def test_rows_rebuild_the_text_line_by_line(
    page: tuple[str, tuple[Cut, ...], tuple[Mark, ...]],
) -> None:
    text, cuts, marks = page
    laid = list(rows(text, segments(text, cuts, marks)))
    assert "".join(part.text for row in laid for part in row.segments) == text
    clean = "".join(part.text for row in laid for part in row.kept)
    assert clean == "".join(
        char for at, char in enumerate(text) if not any(c.start <= at < c.end for c in cuts)
    )
    for row in laid:
        assert "\n" not in "".join(part.text for part in row.segments).rstrip("\n").lstrip("\n")
        assert {part.cut for part in row.segments} - {None} == set(row.cuts)


def test_an_empty_text_has_no_segments() -> None:
    assert segments("", ()) == ()
    assert list(rows("", ())) == []


@pytest.mark.parametrize(
    ("spans", "says"),
    [
        ([(0, 5), (4, 8)], "cut 4:8"),  # overlap
        ([(0, 11)], "cut 0:11"),  # past the end
        ([(3, 3)], "cut 3:3"),  # nothing
        ([(5, 6), (0, 2)], "cut 0:2"),  # out of order
    ],
)
def test_damaged_cuts_are_named(spans: list[tuple[int, int]], says: str) -> None:
    cuts = cuts_of("0123456789", [Removal(a, b, "t/r", "promo", "why") for a, b in spans])
    with pytest.raises(CuretteError, match=says):
        segments("0123456789", cuts)


def test_cuts_of_white_space_take_no_number() -> None:
    text = "Menu\n\nRest.\n\nBuy"
    spans = [(0, 4), (4, 6), (11, 13), (13, 16)]
    cuts = cuts_of(text, [Removal(a, b, "t/r", "promo", "why") for a, b in spans])
    assert [cut.number for cut in cuts] == [1, 0, 0, 2]


def test_a_mark_outside_the_text_is_refused() -> None:
    with pytest.raises(CuretteError, match="outside"):
        segments("abc", (), [Mark(1, 4, "cause", "x")])


@pytest.mark.parametrize(
    ("cut", "struck"),
    [
        ((4, 9), True),  # all but the space before
        ((4, 8), False),  # one character still stands
        ((0, 4), False),  # only the line before
    ],
)
def test_a_line_is_struck_when_nothing_can_be_seen(cut: tuple[int, int], struck: bool) -> None:
    text = "one\n twoo\n"
    parts = segments(text, cuts_of(text, [Removal(*cut, "t/r", "promo", "why")]))
    assert list(rows(text, parts))[1].struck is struck


def test_marks_move_to_the_raw_text_in_pieces() -> None:
    text = "Rest. BUY NOW Drink."
    document = Document("p", text, "p").strike([Removal(5, 13, "t/r", "advert", "why")])
    assert document.clean_text == "Rest. Drink."
    pieces = moved([Mark(0, 12, "advice", "x")], document.offset_map())
    assert [text[piece.start : piece.end] for piece in pieces] == ["Rest.", " Drink."]


def test_doubts_are_told_once_and_placed_in_the_raw_text() -> None:
    text = "MENU one two"
    document = Document("p", text, "p").strike([Removal(0, 5, "t/r", "menu", "why")])
    doubts = doubts_of(
        [Flag("odd_word", "ledger", 5, 8), Flag("spun", "ledger")],
        [
            QualityFlag("odd_word", "record", Quote("one", 0, 3, "clean")),  # the ledger's own
            QualityFlag("odd_word", "record", Quote("two", 9, 12, "raw")),
            QualityFlag("stitched", "record"),
            QualityFlag("spun", "record"),
        ],
        document.offset_map(),
    )
    assert [(doubt.name, doubt.reason) for doubt in doubts] == [
        ("odd word", "ledger"),
        ("spun", "ledger"),
        ("odd word", "record"),
        ("stitched", "record"),
    ]
    marks = [mark for doubt in doubts for mark in doubt.marks]
    assert [text[mark.start : mark.end] for mark in marks] == ["one", "two"]


def test_every_kind_of_cut_has_words_and_a_family() -> None:
    assert set(KINDS) == set(get_args(CutKind))
    assert {kind.family for kind in KINDS.values()} == set(FAMILY)
    assert kind_of("brand_new").label == "brand new"

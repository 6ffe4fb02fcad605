from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.model import Block, CuretteError, Document, Removal, Span
from curette.structure.view import view

TEXT = "Tea helps. Buy now! Rest well.\nCramp hurts."


def page(*cuts: Removal) -> Document:
    return Document("p", TEXT, "p", blocks=(Block(0, len(TEXT), "paragraph"),)).strike(cuts)


def test_a_boilerplate_cut_is_a_hole() -> None:
    seen = view(page(Removal(11, 19, "promos/x", "promo", "A call to buy.")))
    assert [TEXT[p.start : p.end] for p in seen.parts] == [
        "Tea helps.",
        "Rest well.",
        "Cramp hurts.",
    ]
    assert seen.quote(0, 10).quote == "Tea helps."
    with pytest.raises(CuretteError, match="crosses a cut"):
        seen.quote(0, 25)


def test_garbled_text_is_read_and_marked() -> None:
    seen = view(page(Removal(11, 19, "spinner/x", "garbled", "Two fixed terms are swapped.")))
    assert seen.holds(0, 30)
    assert seen.is_garbled(5, 12)
    assert not seen.is_garbled(0, 11)


def test_blind_ranges_and_restriction() -> None:
    assert not view(page(), blind=[Span(0, 10)]).holds(3, 5)
    inner = view(page()).within([Span(20, 30)])
    assert [TEXT[s:e] for s, e in inner.sentences()] == ["Rest well."]
    assert not inner.holds(0, 5)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 3), (40, 99)])
def test_what_is_not_a_range_of_the_text_is_not_quoted(start: int, end: int) -> None:
    with pytest.raises(CuretteError):
        view(page()).quote(start, end)


@settings(deadline=None)  # other work on the machine is no fault of a text
@given(st.text(), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_every_sentence_can_be_quoted(text: str, blind: list[tuple[int, int]]) -> None:
    seen = view(Document("p", text, "p"), blind=[Span(*pair) for pair in blind])
    for start, end in seen.sentences():
        assert seen.quote(start, end).quote == text[start:end]
        assert not any(max(a, start) < min(b, end) for a, b in blind)

"""What the spinner cleaner strikes, flags and leaves alone."""

from __future__ import annotations

import pytest

from cleaners.spinner import find
from curette.model import Document, Flag, Metadata, Removal

HONEST = """Drink a glass of water before you go to bed. If the cramp comes back, stretch the calf.

Most people find that the pain goes away within a few minutes. See a doctor if your leg is
swollen or red, or if the cramps wake you every night for more than two weeks."""


def page(text: str, language: str | None = "en") -> Document:
    return Document("page", text, "page.txt", meta=Metadata(language=language))


def test_an_honest_page_gets_no_claim() -> None:
    assert list(find(page(HONEST))) == []


def test_another_language_is_flagged_as_not_assessed() -> None:
    claims = list(find(page("Trinken Sie vor dem Schlafen ein Glas Wasser.", "de")))
    assert [claim.name for claim in claims if isinstance(claim, Flag)] == ["spinner-not-assessed"]
    assert not any(isinstance(claim, Removal) for claim in claims)


@pytest.mark.parametrize("text", ["", " \n ", "Rest."])
def test_next_to_no_text_gets_no_claim(text: str) -> None:
    assert list(find(page(text))) == []


def test_struck_text_is_not_judged() -> None:
    struck = page(HONEST).strike([Removal(0, len(HONEST), "test/all", "advert", "all of it")])
    assert list(find(struck)) == []

"""Who stands behind a page, and which institutions it names or cites."""

from __future__ import annotations

import pytest

from curette.model import Document, Metadata, Removal
from curette.records import QA, Answer, Asker, Quote
from curette.structure.people import named_sources, people


def strike(text: str, words: str, kind: str) -> Document:
    start = text.index(words)
    cut = Removal(start, start + len(words), "furniture/line", kind, "struck here")  # type: ignore[arg-type]
    return Document("page", text, "page").strike([cut])


@pytest.mark.parametrize(
    ("line", "name", "role", "credential"),
    [
        ("Written by Nora Quist", "Nora Quist", "author", None),
        ("Medically reviewed by Omar Haddad, M.D.", "Omar Haddad", "reviewer", "M.D."),
        ("Reviewed by: Dr. Ida Lowe on May 3, 2020", "Dr. Ida Lowe", "reviewer", None),
        ("By Nora Quist | March 2, 2020", "Nora Quist", "author", None),
        ("Fact checked by Ben Ortiz, PhD", "Ben Ortiz", "reviewer", "PhD"),
    ],
)
def test_bylines_are_read(line: str, name: str, role: str, credential: str | None) -> None:
    document = Document("page", f"Gout\n{line}\nGout hurts.\n", "page")
    found = [(p.name, p.role, p.credential) for p in people(document)]
    assert found == [(name, role, credential)]


def test_a_struck_byline_still_tells_who_wrote() -> None:
    document = strike("Gout hurts. Updated by: Nora Quist. Drink water.", "Updated by: Nora Quist.",
                      "byline")  # fmt: skip
    (person,) = people(document)
    assert (person.name, person.role) == ("Nora Quist", "author")
    assert person.span is not None
    assert document.text[person.span.start : person.span.end] == "Nora Quist"


def test_an_expert_is_quoted_with_credential_and_house() -> None:
    text = (
        "Cold water helps, says Omar Haddad, M.D., a professor of rheumatology at the "
        "University of Lakeside. Drink two litres."
    )
    (person,) = people(Document("page", text, "page"))
    assert (person.name, person.role, person.credential) == ("Omar Haddad", "expert", "M.D.")
    assert (person.specialty, person.affiliation) == ("rheumatology", "University of Lakeside")


@pytest.mark.parametrize(
    "text",
    [
        "Gout caused by Vitamin Loss hurts.",
        "The test was invented by Omar Haddad, M.D. in 1990.",  # named, not asked
        "Uric acid is made by the liver.",
    ],
)
def test_not_everybody_named_has_a_role(text: str) -> None:
    assert people(Document("page", text, "page")) == ()


def test_metadata_and_answers_tell_people_too() -> None:
    text = "Q: Why?\nDr. Ida Lowe reply Surgery\nRest."
    meta = Metadata(authors=("Nora Quist",), reviewers=("Ben Ortiz, PhD",))
    answer = Answer("Dr. Ida Lowe", "Surgery", None, "doctor_reply", Quote("Rest.", 35, 40))
    qa = QA(None, None, Asker(), None, (answer,))
    found = [(p.name, p.role) for p in people(Document("page", text, "page", meta=meta), qa)]
    assert found == [
        ("Nora Quist", "author"), ("Ben Ortiz", "reviewer"), ("Dr. Ida Lowe", "answering_doctor"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("According to the Lakeside Clinic, gout is common.", [("Lakeside Clinic", True)]),
        ("For more information, visit Lakeside Clinic.", [("Lakeside Clinic", False)]),
        ("A study at Hillford University found less gout.", [("Hillford University", True)]),
        ("For more, see Lakeside Clinic. Lakeside Clinic says rest.", [("Lakeside Clinic", True)]),
        ("Better Health starts in the kitchen.", []),
        ("Drink water. Rest at home.", []),
    ],
)
def test_sources_are_cited_or_only_named(text: str, sources: list[tuple[str, bool]]) -> None:
    document = Document("page", text, "page")
    found = named_sources(document)
    assert [(source.name, source.cited) for source in found] == sources
    for source in found:
        assert source.span is not None
        assert text[source.span.start : source.span.end] == source.name


def test_names_in_struck_name_dropping_are_named_and_in_teasers_are_not() -> None:
    text = "Gout hurts. Explore resources from Lakeside Clinic. Drink water."
    words = "Explore resources from Lakeside Clinic."
    assert [s.cited for s in named_sources(strike(text, words, "name_dropping"))] == [False]
    assert named_sources(strike(text, words, "teaser")) == ()


@pytest.mark.parametrize("text", ["A" * 1_000_000, "Aa Bb " * 170_000, "By Dr A B\n" * 19_000])
def test_a_megabyte_of_capitals_is_read(text: str) -> None:
    document = Document("page", text, "page")
    assert len(people(document)) <= 40
    assert named_sources(document) == ()

"""What is published: quotations that hold in the cleaned text, and JSON that comes back equal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curette.export import (
    KINDS,
    Kind,
    document_record,
    from_json_line,
    json_schema,
    jsonld,
    ledger_record,
    quotes,
    schema_text,
    to_json_line,
)
from curette.model import (
    Cluster,
    CuretteError,
    Document,
    Edge,
    Failure,
    Flag,
    Member,
    Metadata,
    Removal,
)
from curette.records import (
    QA,
    Advice,
    Answer,
    Asker,
    Cause,
    ClusterEvent,
    Concept,
    MedicalTest,
    NamedSource,
    Origin,
    Passage,
    Person,
    Place,
    Provenance,
    Quality,
    QualityFlag,
    Quote,
    Record,
    RedFlag,
    Related,
    Section,
    Stitched,
    Subject,
)

SCHEMAS = Path(__file__).parent.parent.parent / "docs" / "schema"
MADE_BY = Provenance("0.1.0", "rules")
TEXT = (
    "By Ann Grey. Hiccups can be caused by haste. Buy our tea! They may come from warm soda. "
    "Drink slowly. See a doctor if you lose weight."
)


def quote(text: str, words: str) -> Quote:
    start = text.index(words)
    return Quote(words, start, start + len(words))


def cause(id: str, words: str, sentence: str, **more: object) -> Cause:
    made = Cause(
        id, words, quote(TEXT, words), quote(TEXT, sentence), "hiccups", "lifestyle", "hedged",
        "general", "trigger", 0.9,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def document(*cuts: tuple[str, str]) -> Document:
    page = Document("p1", TEXT, "p1.txt", meta=Metadata(title="Hiccups", language="en"))
    removals = []
    for words, kind in cuts:
        start = TEXT.index(words)
        reason = "struck in this test"
        removals.append(Removal(start, start + len(words), "test/rule", kind, reason))  # type: ignore[arg-type]
    return page.strike(removals)


RECORD = Record(
    id="p1",
    topic=Subject("hiccups", (), (Concept("ICD10CM", "R06.6", "hiccups"),)),
    page_type="article",
    people=(Person("Ann Grey", "author", span=quote(TEXT, "Ann Grey")),),
    named_sources=(NamedSource("Our Tea", False, quote(TEXT, "our tea")),),
    sections=(Section(None, "causes", 0, len(TEXT), "model"),),
    causes=(
        cause("c1", "haste", "Hiccups can be caused by haste."),
        cause("c2", "warm soda", "They may come from warm soda.", parent="c1"),
        cause("c3", "soda", "They may come from warm soda.", parent="c2", certainty="negated"),
    ),
    advice=(
        Advice("a1", "self_care", quote(TEXT, "Drink slowly."), 0.8),
        Advice(
            "a2", "see_doctor", quote(TEXT, "See a doctor if you lose weight."), 0.8,
            urgency="soon", who="doctor", triggers=("r1",),
        ),
    ),
    red_flags=(RedFlag("r1", quote(TEXT, "lose weight"), "soon", advice_id="a2"),),
    tests=(MedicalTest("tea", quote(TEXT, "tea")),),
    qa=QA(
        "Hiccups",
        quote(TEXT, "Hiccups can be caused by haste. Buy our tea!"),
        Asker("Ann"),
        "2020-01-02",
        (
            Answer("Dr. Ann Grey", None, None, "doctor_reply",
                   quote(TEXT, "They may come from warm soda. Drink slowly."), ("c2",), ("a1",)),
        ),
        (Related("Buy", quote(TEXT, "Buy our tea!")),),
    ),
    quality=Quality((QualityFlag("note", "why", quote(TEXT, "Buy our tea!")),), ((3, 5),), 0.5),
)  # fmt: skip


def test_items_are_moved_into_the_cleaned_text() -> None:
    page = document(("By Ann Grey. ", "byline"), ("Buy our tea! ", "advert"))
    made = document_record(page, RECORD, None, MADE_BY)
    assert made.text == page.clean_text
    items = (made.causes, made.advice, made.red_flags)
    assert len(list(quotes(items))) == 9
    for found in quotes(items):
        assert found.in_ == "clean"
        assert made.text[found.start : found.end] == found.quote
    assert made.withheld == 1  # the test "tea" stands in the advert
    assert made.tests == ()
    assert made.quality.garbled == ((3, 5),)  # of the raw text, always


def test_a_range_over_a_cut_closes_up() -> None:
    made = document_record(document(("Buy our tea!", "advert")), RECORD, None, MADE_BY)
    assert made.qa is not None
    assert made.qa.question is not None
    assert made.qa.question.quote == "Hiccups can be caused by haste."
    assert made.sections[0].end == len(made.text)


def test_words_about_the_page_stay_quoted_from_the_raw_text() -> None:
    made = document_record(document(("By Ann Grey. ", "byline")), RECORD, None, MADE_BY)
    span = made.people[0].span
    assert span == quote(TEXT, "Ann Grey")
    assert span is not None
    assert span.in_ == "raw"


def test_garbled_words_are_repeated_nowhere() -> None:
    page = document(("They may come from warm soda.", "garbled"), ("Buy our tea!", "garbled"))
    made = document_record(page, RECORD, None, MADE_BY)
    assert [cause.id for cause in made.causes] == ["c1"]
    assert made.withheld == 3
    assert made.quality.flags[0].span is None
    assert made.named_sources[0].span is None
    assert made.qa is not None
    assert made.qa.related == ()
    assert made.qa.answers[0].cause_ids == ()
    assert made.qa.answers[0].span.quote == "Drink slowly."
    line = to_json_line(made)
    assert "warm soda" not in line
    assert "our tea" not in line


def test_ids_of_withheld_items_are_pruned() -> None:
    page = document(("haste", "garbled"), ("See a doctor if you lose weight.", "garbled"))
    made = document_record(page, RECORD, None, MADE_BY)
    assert {item.id: item.parent for item in made.causes} == {"c2": None, "c3": "c2"}
    assert made.red_flags == ()
    page = document(("lose weight", "garbled"))
    made = document_record(page, RECORD, None, MADE_BY)
    assert [item.id for item in made.advice] == ["a1"]


def test_evidence_that_is_partly_struck_shrinks_to_what_stands() -> None:
    page = document(("Hiccups can be", "garbled"))
    made = document_record(page, RECORD, None, MADE_BY)
    assert made.causes[0].evidence.quote == "caused by haste."


def test_a_record_of_another_text_is_refused() -> None:
    other = replace(document(), text=TEXT.replace("haste", "hurry"))
    with pytest.raises(CuretteError, match="read the record from this very document"):
        document_record(other, RECORD, None, MADE_BY)


def test_the_place_in_a_cluster() -> None:
    members = (Member("p1", "keeper", 1.0), Member("p2", "member", 0.9))
    cluster = Cluster("k1", "p1", ("earliest",), members, (Edge("p1", "p2", 0.9, "text"),))
    made = document_record(document(), RECORD, cluster, MADE_BY)
    assert made.cluster is not None
    assert (made.cluster.role, made.cluster.members) == ("representative", 2)
    with pytest.raises(CuretteError, match="does not hold this document"):
        document_record(replace(document(), id="p3"), replace(RECORD, id="p3"), cluster, MADE_BY)


def test_names_are_written_without_their_underscore() -> None:
    page = document(("Buy our tea!", "advert"))
    line = json.loads(to_json_line(document_record(page, RECORD, None, MADE_BY)))
    assert line["causes"][0]["span"]["in"] == "clean"
    assert line["removed"][0]["class"] == "advert"
    assert "for" in line["advice"][0]
    assert list(line)[:3] == ["schema", "id", "origin"]


def test_the_ledger_rebuilds_the_text() -> None:
    page = document(("Buy our tea!", "advert")).strike([Flag("doubt", "why", 3, 6)])
    ledger = ledger_record(page)
    kept = [TEXT[: ledger.removed[0].start], TEXT[ledger.removed[0].end :]]
    struck = TEXT[ledger.removed[0].start : ledger.removed[0].end]
    assert kept[0] + struck + kept[1] == ledger.text
    assert ledger.status == "kept"
    assert ledger.flags[0].span == Quote(TEXT[3:6], 3, 6)
    assert from_json_line("ledger", to_json_line(ledger)) == ledger


def test_a_rejected_page_is_quarantined() -> None:
    page = document((TEXT, "rejected"))
    assert ledger_record(page).status == "quarantined"
    made = document_record(page, RECORD, None, MADE_BY)
    assert made.text == ""
    assert made.causes == ()
    assert made.withheld == 7


PLACE = Place("p", 0, 9)


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("document", document_record(document(), RECORD, None, MADE_BY)),
        ("ledger", ledger_record(document())),
        ("failure", Failure("p", "extract", "no text", "look at the page")),
        ("event", ClusterEvent("curette.event/1", 2, "merged", "c-1", "c-2", None)),
        ("passage", Passage("curette.passage/1", "p-1", "reuse", 2, PLACE, ("first",), (PLACE,))),
        ("stitched", Stitched("curette.stitched/1", "p", (Origin("k", "q", 0.5, (PLACE,)),))),
        ("cluster", Cluster("k", "p", ("first",), (Member("p", "keeper", 1.0),))),
    ],
)
def test_a_line_comes_back_equal_and_is_the_same_each_time(kind: Kind, record: object) -> None:
    line = to_json_line(record)  # type: ignore[arg-type]
    assert "\n" not in line
    assert from_json_line(kind, line) == record
    assert to_json_line(from_json_line(kind, line)) == line


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"id": 3}', "not json"])
def test_a_bad_line_is_refused_with_a_cure(line: str) -> None:
    with pytest.raises(CuretteError, match="write the file again"):
        from_json_line("ledger", line)


def test_other_things_are_not_published() -> None:
    with pytest.raises(CuretteError, match="is not published"):
        to_json_line(RECORD)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_that_of_the_types(kind: Kind) -> None:
    told = (SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")
    assert told == schema_text(kind), "run `python -m curette.export`"
    assert json_schema(kind)["$schema"].endswith("2020-12/schema")


def test_jsonld_leaves_out_what_the_page_denies() -> None:
    made = jsonld(document_record(document(), RECORD, None, MADE_BY))
    causes = [node for node in made["@graph"] if node["@type"] == "MedicalCause"]
    assert [node["name"] for node in causes] == ["haste", "warm soda"]
    assert causes[0]["causeOf"] == {"@id": "#p1-topic"}
    kinds = [node["@type"] for node in made["@graph"]]
    assert kinds[:2] == ["MedicalWebPage", "MedicalSignOrSymptom"]
    asked = next(node for node in made["@graph"] if node["@type"] == "QAPage")["mainEntity"]
    assert asked["suggestedAnswer"][0]["author"]["name"] == "Dr. Ann Grey"
    assert json.loads(json.dumps(made)) == made


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8)


@given(
    st.text(min_size=1, max_size=80),
    SPANS,
    st.lists(st.sampled_from(["advert", "garbled", "layout"]), min_size=8, max_size=8),
    SPANS,
)
def test_every_quotation_holds_over_any_ledger(
    text: str, cuts: list[tuple[int, int]], kinds: list[str], places: list[tuple[int, int]]
) -> None:
    page = Document("p", text, "p")
    page = page.strike(
        Removal(start, min(start + size, len(text)), "t/r", kind, "why")  # type: ignore[arg-type]
        for (start, size), kind in zip(cuts, kinds, strict=False)
        if start < len(text)
    )
    spans = [
        Quote(text[start : start + size], start, min(start + size, len(text)))
        for start, size in places
        if start < len(text)
    ]
    items = tuple(
        Cause(
            f"c{n}", "x", span, spans[0], "y", "other", "asserted", "general", "list", 1.0,
            cues=(spans[-1],), parent=f"c{n - 1}",
        )
        for n, span in enumerate(spans)
    )  # fmt: skip
    record = Record("p", Subject("x"), "article", causes=items)
    made = document_record(page, record, None, MADE_BY)
    assert made.withheld == len(items) - len(made.causes)
    ids = {item.id for item in made.causes}
    for found in quotes(made.causes):
        assert found.in_ == "clean"
        assert made.text[found.start : found.end] == found.quote
    for item in made.causes:
        assert item.parent is None or item.parent in ids
        old = items[int(item.id[1:])]
        assert item.span.quote == old.span.quote
        assert page.stands(old.span.start, old.span.end)
    for item in items:
        assert (item.id in ids) == page.stands(item.span.start, item.span.end)
    for clean, raw, length in made.offset_map:
        assert made.text[clean : clean + length] == text[raw : raw + length]
    assert from_json_line("document", to_json_line(made)) == made

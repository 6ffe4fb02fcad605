"""A document read whole; and the seeds, where they are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaners
from curette import extract
from curette.export import document_record, from_json_line, quotes, to_json_line
from curette.model import Document, RawPage, Removal
from curette.records import Provenance, Record
from curette.structure import merge, read

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("CURETTE_SHARED", ROOT.parent / "shared"))

LETTER = """\
Burning feet at night

I am 61 and worry that my burning feet are caused by a stroke. What should I do?

Ash, 60~69 year old male. Ask Date: 2017/08/05

Dr. Mira Sand reply Neurology

Burning feet can be caused by diabetes or a lack of vitamin B12.
See a doctor if the burning spreads.

Reply Date: 2017/08/06

Similar Q&A

Cold hands in summer
Cold hands are caused by lupus...[Read More] Cold hands in summer
"""


def test_nothing_is_read_from_a_question_or_a_teaser() -> None:
    record = read(Document("page", LETTER, "page"))
    assert record.page_type == "qa"
    assert record.qa is not None
    answer = record.qa.answers[0].span
    for quote in quotes((record.causes, record.advice, record.red_flags)):
        assert answer.start <= quote.start < quote.end <= answer.end
    said = " ".join(cause.span.quote for cause in record.causes)
    assert "diabetes" in said
    assert "stroke" not in said
    assert "lupus" not in said


def test_answers_know_their_items() -> None:
    record = read(Document("page", LETTER, "page"))
    assert record.qa is not None
    assert set(record.qa.answers[0].cause_ids) == {cause.id for cause in record.causes}
    assert set(record.qa.answers[0].advice_ids) == {item.id for item in record.advice}
    assert [(p.name, p.role) for p in record.people] == [("Dr. Mira Sand", "answering_doctor")]


def test_words_struck_from_the_title_are_kept_apart() -> None:
    text = "Jo Oak Hiccups\n\nHiccups are short.\n"
    cut = Removal(0, 7, "repeats/title", "title_residue", "a name before the title")
    assert read(Document("page", text, "page").strike([cut])).title_residue == "Jo Oak"
    assert read(Document("page", text, "page")).title_residue is None


# Letters drawn at random hardly ever make a statement; these words and marks often do.
WORDS = st.sampled_from(
    [
        *("Hiccups are caused by", "stress", "diabetes", "or", "may", "not", "You should rest"),
        *("See a doctor if", "fever", "tests", "Dr. Ann Grey replied:", "bo said:", "Q:", "A:"),
        *("Posted by bo on May 3, 2021", "include", "Causes", "\n", ". ", ", ", ": ", "•", "\n- "),
        *("1.", "(", ")", "Related Q&A", "I am 34 years old", "İ", "ǆ", "🙂", "العربية", "\u2028"),
        *("\x85", "\r\n"),
    ]
)
TEXTS = st.text(max_size=300) | st.lists(WORDS | st.text(max_size=6), max_size=30).map(" ".join)


# Without a deadline: the first text also loads the tables, and other work on the machine is no
# fault of a text. That, not a text, is what this test failed by, now and then.
@settings(deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=4))
def test_any_text_is_read_and_every_quotation_holds(text: str, cuts: list[tuple[int, int]]) -> None:
    document = Document("page", text, "page").strike(
        Removal(start, min(start + size, len(text)), "t/r", "advert", "why")
        for start, size in cuts
        if start < len(text)
    )
    record = read(document)
    for quote in quotes(record):
        assert text[quote.start : quote.end] == quote.quote
    made = document_record(document, record, None, Provenance("0", "x"))
    assert made.withheld == 0  # nothing is garbled, so nothing is read that is not published
    assert from_json_line("document", to_json_line(made)) == made


def _seeds() -> dict[str, tuple[Document, Record]]:
    found = {}
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        page = RawPage(path.stem, path.read_bytes(), path.name)
        document = cleaners.clean(extract.extract(page))
        found[path.stem] = (document, read(document))
    return found


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[Document, Record]]:
    if not (SHARED / "seeds").is_dir():
        pytest.skip(f"no seeds under {SHARED}; set CURETTE_SHARED to the shared folder")
    return _seeds()


def test_the_questions_of_the_seeds(seeds: dict[str, tuple[Document, Record]]) -> None:
    gold = json.loads((SHARED / "benchmarks" / "structure" / "seeds_gold.json").read_text("utf-8"))
    for page in gold["documents"]:
        _, record = seeds[page["doc_id"]]
        expected = page["qa"]
        assert (record.qa is None) == (expected is None)
        if record.qa is None:
            continue
        qa = record.qa
        assert qa.question_title == expected["question_title"]
        assert qa.ask_date == expected["ask_date"]
        assert list(qa.tags) == expected["tags"]
        assert len(qa.related) == expected["related_count"]
        assert qa.question is not None
        assert [qa.question.start, qa.question.end] == expected["question_span"]
        for key, value in expected["asker"].items():
            assert getattr(qa.asker, key) == value
        for answer, told in zip(qa.answers, expected["answers"], strict=True):
            assert (answer.author, answer.specialty, answer.date, answer.kind) == (
                told["author"], told["specialty"], told["date"], told["kind"],
            )  # fmt: skip
            assert [answer.span.start, answer.span.end] == told["span"]


def test_the_types_of_the_seeds(seeds: dict[str, tuple[Document, Record]]) -> None:
    kinds = {id[:3]: record.page_type for id, (_, record) in seeds.items()}
    flags = {id[:3]: {f.name for f in r.quality.flags} for id, (_, r) in seeds.items()}
    assert (kinds["000"], kinds["001"], kinds["003"], kinds["004"]) == (
        "qa", "stitched", "ai_summary", "qa",
    )  # fmt: skip
    assert "empty_list_intro" in flags["001"]
    assert "salutation_sex_mismatch" in flags["004"]


def test_the_seeds_are_one_topic(seeds: dict[str, tuple[Document, Record]]) -> None:
    made = [
        document_record(document, record, None, Provenance("0", "x"))
        for document, record in seeds.values()
    ]
    (topic,) = merge(made)
    assert topic.topic == "muscle twitching"
    assert len(topic.documents) == 5
    sources = {document.id[:3]: document.counts_as for document in topic.documents}
    assert sources["000"] == sources["004"]  # one template
    assert len(set(sources.values())) == 4

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from curette.model import Document, Span
from curette.records import Subject
from curette.structure.statements import Statements, statements
from curette.structure.view import view

PAGE = """\
Leg cramps at night

Common causes of leg cramps

- Dehydration
- Low potassium
- Tired muscles or a long run

A cramp may also be due to statins. Cramps are not caused by salt.

What can I do?

Drink a glass of water before bed. If your calf is hot, swollen or red, call your doctor right away.
Your doctor may order a blood test.

Pages like this one are not a substitute for medical advice.
"""


def read(text: str, topic: str = "leg cramps", **options: object) -> Statements:
    blind = options.get("blind", ())
    assert isinstance(blind, tuple)
    seen = view(Document("p", text, "p"), blind=blind)
    return statements(seen, Subject(topic))


def test_a_short_page() -> None:
    got = read(PAGE)
    assert [(c.span.quote, c.certainty) for c in got.causes] == [
        ("Dehydration", "asserted"),
        ("Low potassium", "asserted"),
        ("Tired muscles or a long run", "asserted"),
        ("statins", "hedged"),
        ("salt", "negated"),
    ]
    assert [(a.span.quote.split()[0], a.kind, a.urgency) for a in got.advice] == [
        ("Drink", "self_care", None),
        ("If", "see_doctor", "emergency"),
        ("Your", "tests", None),
    ]
    assert [test.name for test in got.tests] == ["blood test"]
    flags = [flag.span.quote for flag in got.red_flags]
    assert flags, "the condition of the call to a doctor is a red flag"
    assert {flag.advice_id for flag in got.red_flags} == {got.advice[1].id}
    assert set(got.advice[1].triggers) == {flag.id for flag in got.red_flags}
    assert [(s.heading, s.aspect) for s in got.sections][-2:] == [
        ("Common causes of leg cramps", "causes"),
        ("What can I do?", "self_care"),
    ]


def test_nothing_is_read_from_blind_text() -> None:
    start = PAGE.index("A cramp may")
    end = PAGE.index("What can I")
    got = read(PAGE, blind=(Span(start, end),))
    assert not {"statins", "salt"} & {cause.name for cause in got.causes}


def test_ids_are_stable_and_apart() -> None:
    twice = PAGE + "\n\n" + PAGE
    ids = [item.id for item in (*read(twice).causes, *read(twice).advice, *read(twice).red_flags)]
    assert len(ids) == len(set(ids))
    assert [c.id for c in read(PAGE).causes] == [c.id for c in read(PAGE).causes]


WORDS = st.sampled_from(
    [
        "Cramps",
        "may",
        "be",
        "caused",
        "by",
        "stress,",
        "or",
        "anxiety",
        ".",
        "If",
        "you",
        "have",
        "pain",
        "see",
        "your",
        "doctor",
        ":",
        "\n",
        "-",
        "•",
        "—",
        "(",
        ")",
        "causes",
        "include",
        "too",
        "much",
        "salt",
        ";",
        "e.g.",
        "「痛み」",
        "İstanbul",
        "ﬁbre",
        "😀",
        "\u202eabc\u202c",
        "á",
        "such",
        "as",
        "Never",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join)))
def test_every_quotation_is_a_slice_of_the_text(text: str) -> None:
    got = read(text, topic="cramps")
    quotes = [quote for cause in got.causes for quote in (cause.span, cause.evidence, *cause.cues)]
    quotes += [quote for advice in got.advice for quote in (advice.span, *advice.actions)]
    quotes += [item.span for item in (*got.red_flags, *got.symptoms, *got.tests)]
    assert all(text[quote.start : quote.end] == quote.quote for quote in quotes)


def test_a_megabyte_without_marks_ends_soon() -> None:
    assert read("if you have pain causes " * 45_000).causes == ()


def test_a_bare_item_among_causes_names_a_thing_and_advises_nothing() -> None:
    got = read(
        "Dry eye\n\nCauses of dry eye\n\n- contact lenses\n- screen work\n\n"
        "What you can do\n\n- Rest your eyes\n- Drink more water\n",
        topic="dry eye",
    )
    assert {cause.span.quote for cause in got.causes} >= {"contact lenses", "screen work"}
    assert [advice.span.quote for advice in got.advice] == ["Rest your eyes", "Drink more water"]


def test_a_long_word_and_a_long_gap_end_soon() -> None:
    assert read("Cramps are caused by " + "A" * 30_000 + " and stress.").causes is not None
    assert read("Cramps are caused by stress" + " " * 30_000 + "and heat.").causes is not None

"""Questions and answers in the layouts of many sites; all pages here are made up."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.model import Block, Document, Metadata, Removal
from curette.structure.lines import is_forum
from curette.structure.qa import Reading, parse


@dataclass(frozen=True)
class Layout:
    """A page, and what a reader would say of it. Spans are given by their first and last words."""

    name: str
    text: str
    title: str | None
    question: tuple[str, str] | None
    answers: tuple[tuple[str | None, str | None, str | None, str, str, str], ...]
    """Author, speciality, date, kind, first words, last words."""
    asker: tuple[str | None, int | None, str | None, str | None] = (None, None, None, None)
    """Name, age, age range, sex."""
    asked: str | None = None
    url: str | None = None
    related: int = 0
    tags: tuple[str, ...] = ()


COLUMN = """\
Itching after a hot bath

Share to:

Hello Doctor, I am 34 years old and my skin itches after every bath.
It stops after an hour. What could this be? Should I worry?

Ruth, 30~39 year old female. Ask Date: 2018/11/02

Dr. Olga Brandt reply Dermatology

Dear Ruth, dry skin is the likely cause.
Use a mild soap and see a dermatologist if it does not get better.

Reply Date: 2018/11/03

More Info

Hot water takes oil from the skin. A cream after the bath helps.

Similar Q&A

Itching at night
My legs itch at night and I cannot sleep...
Dr. Paul Ames reply Dermatology
It may be dry skin...[Read More] Itching at night
Red spots after shaving
I get red spots...
Dr. Olga Brandt reply Dermatology
Change the blade...[Read More] Red spots after shaving
Related FAQ
(Dermatology)
Itching(Dermatology)
Dry Skin(Dermatology)
"""

LAYOUTS = (
    Layout(
        "doctor column",
        COLUMN,
        "Itching after a hot bath",
        ("Hello Doctor", "Should I worry?"),
        (
            ("Dr. Olga Brandt", "Dermatology", "2018-11-03", "doctor_reply", "Dear", "better."),
            (None, None, None, "more_info", "Hot water", "bath helps."),
        ),
        ("Ruth", 34, "30~39", "female"),
        "2018-11-02",
        related=2,
        tags=("Itching", "Dry Skin"),
    ),
    Layout(
        "labels on the line",
        "Ear wax and cotton buds\n\n"
        "Q: I use cotton buds every day and my ear feels blocked. Is this harmful?\n\n"
        "A: Buds push wax deeper. Leave the ear alone for two weeks.\n"
        "If it still feels blocked, ask a nurse to look.\n",
        "Ear wax and cotton buds",
        ("I use cotton buds", "harmful?"),
        ((None, None, None, "doctor_reply", "Buds push", "to look."),),
    ),
    Layout(
        "labels above the text",
        "Question\nI have had a stiff neck since Monday. What can I do?\n\n"
        "Answer\nWarmth and gentle movement help most people.\nSee a doctor if you get a fever.\n",
        None,
        ("I have had", "can I do?"),
        ((None, None, None, "doctor_reply", "Warmth", "a fever."),),
    ),
    Layout(
        "answered by, with a date",
        "Is it safe to run with a cold?\n\n"
        "Asked by: Male, 28\n"
        "I run three times a week and now I have a runny nose. Should I stop?\n\n"
        "Answered by Dr. Lena Fox, Sports Medicine on 4 March 2021\n"
        "Light training is fine while there is no fever. Rest if your chest hurts.\n\n"
        "Was this answer helpful?\n",
        "Is it safe to run with a cold?",
        ("I run three", "Should I stop?"),
        (
            ("Dr. Lena Fox", "Sports Medicine", "2021-03-04", "doctor_reply", "Light", "hurts."),
        ),
        (None, 28, None, "male"),
    ),
    Layout(
        "letter to a column",
        "DEAR DR. HOLT: My husband snores so loudly that I sleep in the den. He is 61. What "
        "should we do? -- J.P.\n\n"
        "DEAR READER: Snoring in a heavy man is often sleep apnea. A sleep study will tell.\n\n"
        "Until then, have him sleep on his side.\n",
        None,
        ("My husband", "J.P."),
        ((None, None, None, "columnist", "Snoring in", "his side."),),
    ),
    Layout(
        "forum, name and date on two lines",
        "Knee clicks when I squat\n\n"
        "tallboy_7\nMarch 13, 2022, 9:14am\n\n"
        "Hi all, my left knee clicks at every squat and I am worried. Does anyone know why?\n\n"
        "Marta K\nMarch 13, 2022, 11:02am\n\n"
        "Mine has done that for years. No pain, no problem.\n\nLike\nReply\n\n"
        "tallboy_7\nMarch 14, 2022, 7:30am\n\nThanks, that is good to hear.\n\n"
        "physio_jo\nMarch 15, 2022, 8:00pm\n\n"
        "Train the muscles above the knee. See a physio if it swells.\n",
        "Knee clicks when I squat",
        ("Hi all", "know why?"),
        (
            ("Marta K", None, "2022-03-13", "user_reply", "Mine has", "no problem."),
            ("physio_jo", None, "2022-03-15", "user_reply", "Train the", "swells."),
        ),
        ("tallboy_7", None, None, None),
        "2022-03-13",
    ),
    Layout(
        "forum, one line, times ago",
        "Dry eyes from screens?\n\n"
        "I work ten hours a day at a screen and my eyes burn. Any advice? I have tried drops and "
        "they help me for a few minutes only.\n\n"
        "nora88 • 3 years ago\nLook away every twenty minutes.\n\n"
        "Posted by Eli on Apr 2, 2020\nA humidifier did it for me.\n",
        "Dry eyes from screens?",
        ("I work ten", "minutes only."),
        (
            ("nora88", None, None, "user_reply", "Look away", "minutes."),
            ("Eli", None, "2020-04-02", "user_reply", "A humidifier", "for me."),
        ),
        url="https://forum.example.org/t/dry-eyes/77",
    ),
    Layout(
        "several doctors, names alone",
        "I have burning feet at night and cannot sleep?\n"
        "Dr Hanna Weiss\n"
        "hello you may lack vitamin b12 please have your blood tested and tell us the result\n"
        "Peter Lund\n"
        "thank you for your question burning feet can be caused by diabetes see your doctor soon\n"
        "Dr. A. Moreau\n"
        "check your shoes as well and keep your feet cool at night\n",
        "I have burning feet at night and cannot sleep?",
        ("I have burning", "sleep?"),
        (
            ("Dr Hanna Weiss", None, None, "doctor_reply", "hello you", "the result"),
            ("Peter Lund", None, None, "doctor_reply", "thank you", "doctor soon"),
            ("Dr. A. Moreau", None, None, "doctor_reply", "check your", "at night"),
        ),
    ),
    Layout(
        "no head at all",
        "why does my jaw click?\n\n"
        "Hello doctor, my jaw clicks whenever I yawn and I have some pain. Please advise what I "
        "should do.\n\n"
        "I understand your concern. A clicking jaw is common. You can rest it with soft food.\n\n"
        "If you cannot open your mouth fully, visit a dentist. Hope this helps.\n",
        "why does my jaw click?",
        ("Hello doctor", "should do."),
        ((None, None, None, "doctor_reply", "I understand", "Hope this helps."),),
        url="https://example.org/qa/jaw/why-does-my-jaw-click",
    ),
    Layout(
        "machine answer beside a doctor's",
        "Hiccups for two days\n\n"
        "Patient's question\nI have had hiccups for two days and I am tired. "
        "How can I stop them?\n\n"
        "Doctor's answer\nSip cold water slowly. Two days is long: please see your doctor.\n"
        "Dr. Iris Vale\n\n"
        "AI-generated answer\nHiccups are spasms of the diaphragm. "
        "Holding your breath may help.\n\n"
        "Related questions\nWhat causes hiccups in babies?\nCan stress cause hiccups at night?\n",
        "Hiccups for two days",
        ("I have had hiccups", "stop them?"),
        (
            ("Dr. Iris Vale", None, None, "doctor_reply", "Sip cold", "Iris Vale"),
            (None, None, None, "ai_generated", "Hiccups are", "may help."),
        ),
        related=2,
    ),
    Layout(
        "expert asked by name",
        "Nell from Cork asks: my nails split all winter. Am I missing a vitamin?\n\n"
        "Our expert replies:\n"
        "Split nails come from wet work far more often than from a lack of vitamins.\n"
        "Wear gloves and use a thick cream.\n\n"
        "Leave a Reply\n",
        None,
        ("my nails split", "vitamin?"),
        ((None, None, None, "doctor_reply", "Split nails", "thick cream."),),
    ),
)  # fmt: skip


def _page(layout: Layout) -> Document:
    return Document("page", layout.text, "page", url=layout.url)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_taken_apart(layout: Layout) -> None:
    qa = parse(_page(layout)).qa
    assert qa is not None
    assert qa.question_title == layout.title
    assert qa.question is not None
    assert layout.question is not None
    assert qa.question.quote.startswith(layout.question[0])
    assert qa.question.quote.endswith(layout.question[1])
    assert [
        (a.author, a.specialty, a.date, a.kind) for a in qa.answers
    ] == [answer[:4] for answer in layout.answers]  # fmt: skip
    for answer, expected in zip(qa.answers, layout.answers, strict=True):
        assert answer.span.quote.startswith(expected[4])
        assert answer.span.quote.endswith(expected[5])
        assert layout.text[answer.span.start : answer.span.end] == answer.span.quote
    asker = qa.asker
    assert (asker.name, asker.age, asker.age_range, asker.sex) == layout.asker or (
        layout.asker == (None, None, None, None) and asker.name is None
    )
    assert qa.ask_date == layout.asked
    assert len(qa.related) == layout.related
    assert qa.tags == layout.tags


@pytest.mark.parametrize(
    "text",
    [
        # An article with a question for a heading.
        "Why do we yawn?\n\nYawning is a reflex. It may cool the brain.\n\nIs it catching?\n\n"
        "Yes: seeing somebody yawn makes most people yawn.\n",
        # An article that quotes doctors.
        "Better sleep\n\nDr. Mills says that light matters most.\n\nDr. Anna Mills adds that "
        "coffee after noon keeps many awake. I always tell my patients: what can you do without?\n",
        # A personal column without anybody who answers.
        "My year without sugar\n\nI gave up sugar in May. Why? My knees hurt. I feel better now.\n",
        # A byline and a date.
        "Gout and beer\n\nBy Dr. Ann Reed\nMarch 3, 2020\n\nBeer raises uric acid. Drink water.\n",
        # Readers' comments under an article.
        "Gout and beer\n\n" + "Beer raises uric acid in the blood. " * 30 + "\n\n"
        "jake_p\nMarch 5, 2020\n\nGreat article, thanks!\n\n"
        "Lisa M\nMarch 6, 2020\n\nMy father has gout.\n",
        "",
        "\n\n \n",
    ],
)
def test_no_qa_without_real_evidence(text: str) -> None:
    assert parse(Document("page", text, "page")).qa is None


def test_questions_for_headings_are_a_faq() -> None:
    heads = ("What is gout?", "Who gets gout?", "Can diet help?")
    text = "".join(f"{head}\n\nSome words on it.\n\n" for head in heads)
    blocks = tuple(
        Block(text.index(head), text.index(head) + len(head), "heading") for head in heads
    )
    reading = parse(Document("page", text, "page", blocks=blocks))
    assert reading.faq
    assert reading.qa is None


def test_one_question_heading_makes_no_faq() -> None:
    text = "Gout\n\nWhat is gout?\n\nA disease.\n\nCauses\n\nUric acid.\n"
    blocks = tuple(
        Block(text.index(head), text.index(head) + len(head), "heading")
        for head in ("Gout", "What is gout?", "Causes")
    )
    assert not parse(Document("page", text, "page", blocks=blocks)).faq


def test_only_answers_are_read() -> None:
    document = _page(LAYOUTS[0])
    reading = parse(document)
    readable = set(range(len(document.text)))
    for start, end in reading.blind(document):
        readable -= set(range(start, end))
    seen = "".join(document.text[at] for at in sorted(readable))
    assert "dry skin is the likely cause" in seen
    assert "A cream after the bath helps" in seen
    for hidden in (
        "Should I worry",
        "Itching at night",
        "Paul Ames",
        "Ruth, 30~39",
        "Dermatology)",
    ):
        assert hidden not in seen


def test_an_article_is_not_blinded() -> None:
    document = Document("page", "Yawning is a reflex.", "page")
    assert Reading().blind(document) == ()


def test_struck_teasers_are_named_and_nothing_else() -> None:
    start = COLUMN.index("Similar Q&A")
    cut = Removal(start, COLUMN.index("Related FAQ"), "furniture/related", "related", "teasers")
    qa = parse(Document("page", COLUMN, "page").strike([cut])).qa
    assert qa is not None
    assert [teaser.title for teaser in qa.related] == [
        "Itching at night",
        "Red spots after shaving",
    ]
    assert len(qa.answers) == 2


def test_struck_comments_are_no_answers() -> None:
    text = LAYOUTS[1].text + "\nGreat advice\njake_p\nMarch 5, 2020\n"
    start = text.index("Great advice")
    cut = Removal(start, len(text), "furniture/comments", "comments", "comments")
    qa = parse(Document("page", text, "page").strike([cut])).qa
    assert qa is not None
    assert qa.answers[0].span.quote.endswith("to look.")


@pytest.mark.parametrize(
    ("question", "relation", "age", "patient_age", "sex"),
    [
        ("I am 42 years old and my back hurts. What can I do?", "self", 42, None, None),
        ("My mother has a tremor. She is about 70. Should I worry?", "relative", None, 70, None),
        ("I'm a 30-year-old woman and I feel dizzy. Is it normal?", "self", 30, None, "female"),
        ("My 5 year old son wets the bed. What can we do?", "relative", None, 5, None),
        ("I get headaches at work. My wife says it is stress. Is it?", "self", None, None, None),
        ("I am worried: our daughter has a rash. What is it?", "relative", None, None, None),
        ("I took 20 mg of it for 30 days. Can I stop? I am worried.", "self", None, None, None),
    ],
)
def test_who_asks_and_about_whom(
    question: str, relation: str, age: int | None, patient_age: int | None, sex: str | None
) -> None:
    text = f"Q: {question}\n\nA: Please see a doctor and tell him all that you told me.\n"
    qa = parse(Document("page", text, "page")).qa
    assert qa is not None
    found = qa.asker
    assert (found.relation, found.age, found.patient_age, found.sex) == (
        relation, age, patient_age, sex,
    )  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_page_cut_off_anywhere_is_still_read(layout: Layout) -> None:
    for end in range(0, len(layout.text), 7):
        text = layout.text[:end]
        document = Document("page", text, "page", url=layout.url)
        qa = parse(document).qa
        if qa is not None:
            for quote in [answer.span for answer in qa.answers] + [t.span for t in qa.related]:
                assert text[quote.start : quote.end] == quote.quote


def test_a_question_that_nobody_answered_yet() -> None:
    text = COLUMN[: COLUMN.index("Dr. Olga Brandt reply")]
    qa = parse(Document("page", text, "page")).qa
    assert qa is not None
    assert qa.answers == ()
    assert qa.asker.name == "Ruth"


def test_a_declared_forum_needs_less_evidence() -> None:
    text = "Knee\n\nann\nMay 2, 2021\n\nIt clicks at every squat?\n\nbob\nMay 3, 2021\n\nRest.\n"
    assert parse(Document("page", text, "page")).qa is None
    declared = Metadata(structured_types=("DiscussionForumPosting",))
    assert parse(Document("page", text, "page", meta=declared)).qa is not None


_PIECES = st.sampled_from(
    ["Dr. Ann Reed reply Neurology", "Q: Why?", "A: Rest.", "Ask Date: 2014/04/03", "Ann, 30~39 "
     "year old female. Ask Date: 2014/04/03", "More Info", "Similar Q&A", "Related FAQ", "x_1",
     "May 2, 2021", "I have pain. What can I do?", "", "Share to:", "Tags: a, b", "Leave a Reply"]
)  # fmt: skip


@settings(deadline=None)  # other work on the machine is no fault of a text
@given(st.lists(st.one_of(_PIECES, st.text(max_size=40)), max_size=30))
def test_any_order_of_lines_is_read_without_a_crash(lines: list[str]) -> None:
    text = "\n".join(lines)
    document = Document("page", text, "page")
    reading = parse(document)
    for span in reading.answers:
        assert 0 <= span.start < span.end <= len(text)
    if reading.qa and reading.qa.question:
        question = reading.qa.question
        assert text[question.start : question.end] == question.quote


def test_a_long_line_is_read_in_time() -> None:
    text = "Q: " + "why " * 100_000 + "\n" + "Dr. " * 50_000 + "\n" + "a" * 300_000
    assert parse(Document("page", text, "page")).qa is None


def test_a_title_left_standing_among_struck_teasers_is_a_teaser() -> None:
    document = Document("page", COLUMN, "page")
    zone = COLUMN.index("Similar Q&A")
    title = COLUMN.index("Red spots after shaving")
    cuts = ((zone, title), (title + len("Red spots after shaving"), len(COLUMN)))
    reading = parse(document.strike(Removal(*cut, "t/r", "related", "why") for cut in cuts))
    assert reading.qa is not None
    assert [one.title for one in reading.qa.related] == [
        "Itching at night",
        "Red spots after shaving",
    ]
    assert all("Red spots" not in answer.span.quote for answer in reading.qa.answers)


@pytest.mark.parametrize(
    ("types", "forum"), [(("QAPage",), True), (("FAQPage", "Question"), False)]
)
def test_an_faq_is_no_forum(types: tuple[str, ...], *, forum: bool) -> None:
    document = Document("page", COLUMN, "page", meta=Metadata(structured_types=types))
    assert is_forum(document) is forum

"""What pages are about: titles of many shapes lead to one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from curette.model import CuretteError, Document, Metadata, Removal
from curette.structure.subject import CONDITIONS, condition, load_conditions, named, stems, subject
from curette.structure.topics import topic_key


def page(title: str, text: str) -> Document:
    return Document("page", text, "page", meta=Metadata(title=title))


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Hiccups: causes and cures", "Hiccups stop. Most hiccups are short.", "hiccups"),
        ("What causes leg cramps at night?", "A leg cramp hurts. Leg cramps pass.", "muscle cramp"),
        ("Why do I snore? | Sleep Well Clinic", "Snoring is noise. They snore.", "snoring"),
        ("When to worry about a nosebleed - Nose Care", "A nosebleed is messy.", "nosebleed"),
        ("Understanding Hives: Causes and Solutions", "Hives itch. Urticaria fades.", "hives"),
        ("7 ways to ease a sore elbow", "A sore elbow needs rest. Sore elbows heal.", "sore elbow"),
        # The text decides between the two that the title names, under all their names.
        ("Gout and Hives", "Hives itch. Urticaria fades. Hives go. Urticaria stays. "
         "Gout hurts. Gout swells. Gout ends.", "hives"),
        ("Gout and Weakness", "Gout hurts. Gout swells. Treat gout early. Weakness fades.", "gout"),
    ],
)  # fmt: skip
def test_title_and_text_name_the_subject(title: str, text: str, name: str) -> None:
    assert subject(page(title, text)).name == name


def test_without_a_title_the_text_tells() -> None:
    text = (
        "Diarrhea is caused by germs. People with diarrhea should drink. Causes of diarrhea vary."
    )
    assert subject(Document("page", text, "page")).name == "diarrhea"


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        # Hyphens, numbers and what joins a name stand in the text as in the title.
        ("Symptoms of Marsh-Hollow fever", "Marsh-Hollow fever is mild. Marsh-Hollow fever ends.",
         "marsh-hollow fever"),
        ("Twisting of the great toe: a guide", "Twisting of the great toe hurts. Rest helps.\n"
         "Causes of twisting of the great toe vary.", "twisting of the great toe"),
        # A title that names nothing of what the text speaks of leaves it to the text.
        ("What you should know", "Flarbitis is a rare disorder. People with flarbitis may itch.\n"
         "Causes of flarbitis are unknown.", "flarbitis"),
        ("Your questions answered", "Slow elbow syndrome (SES) is a condition. SES is inherited. "
         "SES is caused by rest.", "slow elbow syndrome"),
        # Wide words are no subject, however often they are said.
        ("Keeping well", "The condition is rare.\nThis condition is caused by mutations. People "
         "with the condition have a rare genetic disorder.", "unknown"),
        ("Clinic's worries about sore elbows", "A clinic is big. Sore elbows heal.", "sore elbows"),
        # What is said of a subject is none: "inherited", "treated".
        ("How is blue ear inherited?", "How is blue ear inherited? Blue ear is inherited.",
         "blue ear"),
    ],
)  # fmt: skip
def test_the_subject_is_found_in_any_title_and_without_one(
    title: str, text: str, name: str
) -> None:
    assert subject(page(title, text)).name == name


def test_a_short_form_is_a_name_of_what_it_stands_for() -> None:
    text = "Slow elbow syndrome (SES) is common. SES hurts. Rest helps SES. Shoulders (LEFT) ache."
    found = subject(page("What is SES?", text))
    assert (found.name, found.aliases) == ("slow elbow syndrome", ("ses",))


def test_a_question_is_about_what_is_asked() -> None:
    document = page("Ask us - Skin Forum", "My acne is bad. Acne can scar. Ask us anything.")
    assert subject(document, question_title="How do I get rid of acne?").name == "acne"


@pytest.mark.parametrize("text", ["", "\n", "1234", "¿?", "the and of"])
def test_without_words_the_subject_is_unknown(text: str) -> None:
    assert subject(Document("page", text, "page")).name == "unknown"


def test_struck_words_do_not_count() -> None:
    text = "Eczema itches. Buy acne cream! Acne acne acne acne acne."
    cut = Removal(text.index("Buy"), len(text), "promos/advert", "advert", "an advert")
    assert subject(page("Eczema and acne", text).strike([cut])).name == "eczema"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("muscle twitches", "fasciculations"),
        ("Acid reflux", "GERD"),
        ("kidney stone", "kidney stones"),
        ("sore elbows", "sore elbow"),
    ],
)
def test_two_names_of_one_topic(one: str, other: str) -> None:
    assert topic_key(named(one)) == topic_key(named(other))


@pytest.mark.parametrize(
    ("one", "other"), [("hypothyroidism", "hyperthyroidism"), ("back pain", "neck pain")]
)
def test_neighbours_stay_apart(one: str, other: str) -> None:
    assert topic_key(named(one)) != topic_key(named(other))


def test_every_condition_is_found_under_each_of_its_names() -> None:
    for row in CONDITIONS:
        for name in (row.name, *row.aliases):
            assert condition(name) is row


def test_a_name_belongs_to_one_condition(tmp_path: Path) -> None:
    path = tmp_path / "conditions.toml"
    path.write_text('[a]\nname="colds"\n[b]\nname="flu"\naliases=["cold"]\n')
    with pytest.raises(CuretteError, match="belongs to one condition"):
        load_conditions(path)


def test_stems_keep_what_differs() -> None:
    assert stems("Allergies") == stems("allergy")
    assert stems("gas") != stems("gash")
    assert stems("low potassium") != stems("potassium")

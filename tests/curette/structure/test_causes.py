from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import statements
from curette.structure.view import view


def causes(text: str, topic: str = "hiccups") -> list[str]:
    read = statements(view(Document("p", text, "p")), Subject(topic))
    return [cause.span.quote for cause in read.causes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cold drinks, laughter and stress can cause hiccups.", "Cold drinks/laughter/stress"),
        ("In adults, laughter and stress can cause hiccups.", "laughter/stress"),
        (
            "Some medicines may cause hiccups, among them sedatives and steroids.",
            "medicines/sedatives/steroids",
        ),
        ("Such conditions can cause problems, including hiccups and pain.", ""),
        ("Being rushed, big meals and beer are usual reasons for hiccups.", None),
        ("Common causes are long hours without a meal and thirst.", "long hours without a meal"),
        ("You are more likely to get hiccups if you eat too fast.", "eat too fast"),
        ("You are more likely to get hiccups if you have reflux or gout.", "reflux/gout"),
        ("Pregnant women are at higher risk of hiccups.", "Pregnant women"),
        ("Drinking more than two cups of tea can cause hiccups.", None),
        ("Lack of vitamin B is a rare cause where food is plentiful.", "Lack of vitamin B"),
        ("Sometimes the cause is hard to find.", ""),
        ("Hiccups may be due to beer, strange as it sounds.", "beer"),
        ("Hiccups last for more than ten days a month.", ""),
        ("Regular exercise plays a role in recovery from hiccups.", ""),
        ("Few people seek help due to the price of hiccups.", ""),
        ("Yoga was linked to a large decrease in hiccups.", ""),
    ],
)
def test_what_a_sentence_names(text: str, expected: str | None) -> None:
    found = causes(text)
    if expected is None:  # the span is a matter of taste; that all members are read is not
        wanted = ("beer", "big meals") if "beer" in text else ("more than two cups of tea",)
        assert all(any(one in quote for quote in found) for one in wanted)
    elif "long hours" in expected:
        assert expected in found
        assert "thirst" in found
    else:
        assert "/".join(found) == expected


def test_an_inline_list_after_having() -> None:
    text = "Other risk factors for hiccups include having - a weak heart - small lungs - scars."
    assert causes(text) == ["weak heart", "small lungs", "scars"]


def test_a_list_of_what_cannot_be_controlled_is_not_denied() -> None:
    text = "Risk factors for hiccups that you cannot control include:\n\n- older age\n- gout\n"
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert [(c.span.quote, c.certainty) for c in read.causes] == [
        ("older age", "asserted"),
        ("gout", "asserted"),
    ]


def test_a_list_of_what_is_denied_is_denied() -> None:
    text = "Hiccups are not linked to:\n\n- cold feet\n- gout\n"
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert [c.certainty for c in read.causes] == ["negated", "negated"]


def test_adjectives_share_a_head() -> None:
    text = "Hiccups may be due to a bacterial, viral or parasitic infection."
    assert causes(text) == ["bacterial, viral or parasitic infection"]
    assert causes("Hiccups may be due to multiple sclerosis.") == ["multiple sclerosis"]


def test_what_was_not_found_is_denied() -> None:
    text = "Researchers have not found that diet plays a role in causing hiccups."
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert [(c.span.quote, c.certainty) for c in read.causes] == [("diet", "negated")]
    turned = "Doctors do not believe that it is rare, but beer can cause hiccups."
    read = statements(view(Document("p", turned, "p")), Subject("hiccups"))
    assert [(c.span.quote, c.certainty) for c in read.causes] == [("beer", "hedged")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mutations in the AB1 gene impair the lung.", ["Mutations in the AB1 gene"]),
        (
            "Hiccups may be caused by mutations in the AB1, CD2, or EF3 gene.",
            ["mutations in the AB1, CD2, or EF3 gene"],
        ),
        ("AB1 gene mutations that cause hiccups are new.", ["AB1 gene mutations"]),
        ("Not all who have hiccups have a mutation in the AB1 gene.", []),
        ("Everyone has changes in mood.", []),
    ],
)
def test_a_change_in_a_gene_is_named_whole(text: str, expected: list[str]) -> None:
    assert causes(text) == expected


def test_a_list_after_a_heading_that_stops_short() -> None:
    text = (
        "# Those at increased risk of hiccups are people who\n\n"
        "- use strong spices\n- sleep badly, or lie awake\n"
    )
    assert causes(text) == ["use strong spices", "sleep badly, or lie awake"]


def test_an_item_is_its_name_without_what_explains_it() -> None:
    text = (
        "Causes of hiccups include:\n\n- gout, a disease of the joints\n"
        "- refluxitis, or swelling of the gullet\n- labour by night\n"
    )
    assert causes(text) == ["gout", "refluxitis", "labour by night"]


def test_signs_that_follow_are_no_causes() -> None:
    text = "When reflux causes hiccups, look for the following signs:\n\n- heartburn\n- cough\n"
    assert "heartburn" not in causes(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hiccups are known to follow big meals; long flights; and certain pills, including "
            "opium.",
            ["big meals", "long flights", "pills", "opium"],
        ),
        (
            "It has been theorized that a throat virus (TV) may be the cause of hiccups.",
            ["throat virus (TV)"],
        ),
        ("Chemicals that cause hiccups include the following: beer and lye.", ["beer", "lye"]),
        ("Hiccups happen when your body makes too much acid.", ["body makes too much acid"]),
        ("A child with reflux may develop signs and symptoms like those of a cold.", []),
        ("People who have a parent or sibling with gout are more likely to get hiccups.",
         ["parent or sibling with gout"]),
    ],
)  # fmt: skip
def test_more_ways_to_name_a_cause(text: str, expected: list[str]) -> None:
    found = causes(text)
    assert [one for one in found if "Chemicals" not in one] == expected


def test_what_people_wrongly_believe_is_denied() -> None:
    text = "Some people incorrectly believe that stress can cause hiccups."
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert [(c.span.quote, c.certainty) for c in read.causes] == [("stress", "negated")]


def test_a_heading_that_repeats_a_cause_of_a_list() -> None:
    text = (
        "Causes of hiccups include:\n\n- reflux\n- nerve damage\n\n"
        "Nerve Damage\n\nThe nerve to the midriff is easily hurt by a long operation on the neck.\n"
    )
    assert causes(text).count("Nerve Damage") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A clause about one member ends neither the list nor swallows its rest.
        (
            "Causes of hiccups include reflux, pills that calm the nerves, goitre and gout.",
            "reflux/pills/goitre/gout",
        ),
        (
            "Hiccups may be caused by diseases that affect the stomach or liver.",
            "diseases that affect the stomach or liver",
        ),
        # Brackets and semicolons.
        (
            "Hiccups may be due to contact with metals (such as lead or tin); smoking; and gout.",
            "contact with metals (such as lead or tin)/smoking/gout",
        ),
        ("Hiccups may be due to gout; this leads to pain.", "gout"),
    ],
)
def test_a_list_is_read_to_its_end(text: str, expected: str) -> None:
    assert "/".join(causes(text)) == expected


def test_a_member_has_its_own_rarity_and_its_plain_name() -> None:
    text = "Hiccups may come from reflux, a full stomach or rarely from gout."
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert [(c.name, c.certainty) for c in read.causes] == [
        ("reflux", "hedged"),
        ("full stomach", "hedged"),
        ("gout", "rare"),
    ]


def test_a_sentence_whose_only_cause_is_a_place_is_read_without_a_fault() -> None:
    assert causes("Hiccups are often related to the area.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hiccups are a known side effect of codeine and often settle within a day.", "codeine"),
        ("Hiccups can be due to stress or cold and quickly pass.", "stress/cold"),
        ("Hiccups can be caused by stress and beer, and fades with rest.", "stress/beer"),
        ("Hiccups can be due to stress and rarely need care.", "stress"),
        ("Hiccups can be due to stress, beer and often medicines.", "stress/beer/medicines"),
        ("Hiccups may be due to stress and not drinking enough.", "stress/not drinking enough"),
        (
            "Hiccups may be due to stress, poor sleep or no exercise.",
            "stress/poor sleep/no exercise",
        ),
    ],
)
def test_what_is_told_of_the_subject_is_no_cause(text: str, expected: str) -> None:
    assert "/".join(causes(text)) == expected


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("Cramp is a known side effect of codeine.", "cramp"),
        ("Too much tea can cause palpitations, so switch to water.", "palpitations"),
        ("Grit can irritate the lining of the eye, so rinse it with water.", "lining of the eye"),
        ("Kneeling can irritate the lining, and a knock while playing can do the same.", "lining"),
        ("Beer can cause headaches, which is another matter.", "headaches"),
        ("Many people find that their headaches are triggered by stress.", "headaches"),
        ("Swelling of the feet is usually caused by heat.", "swelling of the feet"),
        (
            "Smoking causes cancers of the mouth, throat and lung.",
            "cancers of the mouth, throat and lung",
        ),
        ("Headaches, which are common, can be caused by stress.", "headaches"),
        ("For most people the problem is caused by stress.", "hiccups"),
        ("Beer can cause trouble.", "hiccups"),
        ("Common triggers are beer and spicy food.", "hiccups"),
        ("Smoking causes headaches and it also harms the heart.", "headaches"),
        ("Smoking can lead to gum disease, including abscesses.", "gum disease"),
        ("This condition can be caused by stress.", "hiccups"),
    ],
)
def test_what_is_caused_is_a_phrase_or_the_topic(text: str, effect: str) -> None:
    read = statements(view(Document("p", text, "p")), Subject("hiccups"))
    assert {cause.effect for cause in read.causes} == {effect}

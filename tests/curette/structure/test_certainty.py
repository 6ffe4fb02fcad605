from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import statements
from curette.structure.view import view


@pytest.mark.parametrize(
    ("text", "name", "certainty"),
    [
        ("Dust causes coughs.", "dust", "asserted"),
        ("Often, dust causes coughs.", "dust", "asserted"),  # how often is no hedge
        ("Dust can cause coughs.", "dust", "hedged"),
        ("Coughs have been linked to dust.", "dust", "hedged"),
        ("Rarely, dust causes coughs.", "dust", "rare"),
        ("Dust may rarely cause coughs.", "dust", "rare"),  # rare wins over hedged
        ("Dust does not cause coughs.", "dust", "negated"),
        ("There is no evidence that dust causes coughs.", "dust", "negated"),
        ("Coughs are not caused by dust or pollen.", "pollen", "negated"),
        ("Dust is not the only cause of coughs.", "dust", "asserted"),
    ],
)
def test_certainty(text: str, name: str, certainty: str) -> None:
    got = statements(view(Document("p", text, "p")), Subject("coughs")).causes
    assert [(c.name, c.certainty) for c in got if c.name.endswith(name)] == [
        (got[0].name if len(got) == 1 else name, certainty)
    ]


def test_a_list_takes_the_hedge_of_its_introduction() -> None:
    text = "Causes of coughs may include:\n- dust\n- a cold"
    got = statements(view(Document("p", text, "p")), Subject("coughs")).causes
    assert [(c.name, c.certainty) for c in got] == [("dust", "hedged"), ("cold", "hedged")]
    assert {cue.quote for cause in got for cue in cause.cues} == {"may"}


@pytest.mark.parametrize(
    "text",
    [
        "Skipping lunch, getting up fast and not resting enough can bring on coughs.",
        "Not resting enough can cause coughs.",
        "Long weeks without rest and a lung that does not clear can cause coughs.",
        "Coughs are often caused by not resting or not eating.",
        "People who do not rest enough are more likely to get coughs.",
        "Contrary to popular belief, dust does cause coughs.",
        "Dust can cause coughs, but it does not last.",
        "Coughs are not catching and are caused by dust.",
        "Coughs are not a disease but a sign of dust.",
        "Dust causes coughs; that pollen does so is a myth.",
    ],
)
def test_a_not_that_belongs_to_the_cause_or_to_another_verb_denies_nothing(text: str) -> None:
    got = statements(view(Document("p", text, "p")), Subject("coughs")).causes
    assert got
    assert "negated" not in {cause.certainty for cause in got}


@pytest.mark.parametrize(
    "text",
    [
        "Tea has not been shown to cause coughs.",
        "There is little evidence that tea causes coughs.",
        "Tea is an unlikely cause of coughs.",
        "Contrary to popular belief, tea doesn't cause coughs.",
        "Neither milk nor tea causes coughs.",
        "It's a myth that tea causes coughs.",
        "Another common myth is that tea causes coughs.",
        "It is false that tea causes coughs.",
        "Myth: Tea causes coughs.",
        "The idea that tea causes coughs is a myth.",
        "The claim that tea causes coughs has been debunked.",
        "Some say that tea causes coughs, but this is not true.",
        "You may think that tea causes coughs, but it does not.",
        "Studies failed to show that tea causes coughs.",
        "Hardly any tea causes coughs.",
        "Coughs are caused not by tea but by dust.",
        "Not resting enough does not cause coughs.",
        "Tea isn't to blame for coughs.",
        "Tea has nothing to do with coughs.",
        "Tea was ruled out as a cause of coughs.",
        "Does tea cause coughs? No.",
        "Coughs are in no way linked to tea.",
        "The belief that tea causes coughs is wrong.",
        "The idea that tea causes coughs is not supported by research.",
        "We don't think that tea causes coughs.",
        "Research has yet to show that tea causes coughs.",
        "Doctors used to think that tea causes coughs.",
        "Nothing suggests that tea causes coughs.",
        "Some say that tea causes coughs, but studies have not confirmed this.",
    ],
)
def test_what_is_denied_is_never_asserted(text: str) -> None:
    got = statements(view(Document("p", text, "p")), Subject("coughs")).causes
    assert {cause.certainty for cause in got} <= {"negated"}


@pytest.mark.parametrize(
    "text",
    [
        "No one knows whether tea causes coughs.",
        "It is not known whether tea causes coughs.",
        "It isn't clear that tea causes coughs.",
    ],
)
def test_what_is_not_known_is_not_asserted(text: str) -> None:
    got = statements(view(Document("p", text, "p")), Subject("coughs")).causes
    assert len(got) == 1
    assert got[0].certainty in ("hedged", "negated")

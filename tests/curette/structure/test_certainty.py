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

"""Ordinary ways in which health pages name causes, in words of our own."""

from __future__ import annotations

import pytest

from curette.model import Document
from curette.records import Subject
from curette.structure.statements import statements
from curette.structure.view import view


def causes(text: str, topic: str = "shin pain") -> list[str]:
    read = statements(view(Document("p", text, "p")), Subject(topic))
    return [cause.span.quote for cause in read.causes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # People told apart by what they have or do.
        (
            "Shin pain occurs most often in people who run on hills, have flat feet or smoke.",
            "run on hills/flat feet/smoke",
        ),
        (
            "Your risk of shin pain may be higher if you have asthma, are overweight, or smoke.",
            "asthma/overweight/smoke",
        ),
        ("Shin pain has been reported in people taking steroids.", "steroids"),
        (
            "Risk factors for shin pain include:\n\n- Having weak bones\n- Being older than 40",
            "weak bones/Being older than 40",
        ),
        ("You are more likely to get shin pain if you:\n\n- Have gout\n- Are tall", "gout/tall"),
        # A list in the sentence that announces it, or in the next one.
        ("Medicines that may cause shin pain: steroids, statins.", "steroids/statins"),
        ("The causes of shin pain are: a) overuse; b) gout; c) injury.", "overuse/gout/injury"),
        (
            "Many things can trigger shin pain. These include cold weather and stress.",
            "cold weather/stress",
        ),
        ("Shin pain can trigger stress. These include many people.", "Shin pain"),
        ("Several tests are done: a scan and a blood count.", ""),
        # The subject stands apart from its verb.
        ("Dehydration, which is common in heat, often brings on shin pain.", "Dehydration"),
        ("Hard floors and long shifts are both to blame for shin pain.", "Hard floors/long shifts"),
        ("In most cases, overuse is to blame.", "overuse"),
        ("Gout can cause shin pain. So can too little sleep.", "Gout/too little sleep"),
        ("Gout, if not treated, can lead to shin pain.", "Gout"),
        ("Obesity can also contribute.", "Obesity"),
        # Sections on risk; a question and its answer.
        (
            "Risk Factors\n\n- Age. Older people get it more often.\n- Weight\n- Past injury",
            "Age/Weight/Past injury",
        ),
        ("What makes shin pain worse? Stairs and cold weather.", "Stairs/cold weather"),
        ("Having one of these raises your risk:\n\n- Asthma\n- Gout", "Asthma/Gout"),
        ("Because of their extra weight, they have more shin pain.", "extra weight"),
        (
            "Shin pain can happen from damage to the bones, spinal cord, or nerves.",
            "damage to the bones, spinal cord, or nerves",
        ),
        ("Shin pain may result from overuse (Quill, 2017).", "overuse"),
        (
            "It is common.\n\nWhat are the causes?\n\nThere are several:\n\n1. Shouting\n2. Colds",
            "Shouting/Colds",
        ),
        ("Other possible causes: cysts, and nerve damage.", "cysts/nerve damage"),
        ("If you smoke or have gout, you are more likely to get shin pain.", "smoke/gout"),
        ("Viruses and fungi can all infect the leg and cause shin pain.", "Viruses/fungi"),
        ("Avoid known triggers such as dust and smoke.", "dust/smoke"),
        ("Steroids, used for many ills, can bring on shin pain.", "Steroids"),
        ("Gout and old age are risk factors as well.", "Gout/old age"),
        # A flattened page: the next list begins in the last item of the one before.
        (
            "Try these things:\n\n- rest\n- ice. Risk factors include\n- gout\n- being 45 or older",
            "gout/being 45 or older",
        ),
        # Where the trouble comes from.
        ("Some get shin pain from standing too long.", "standing too long"),
        ("Shin pain can happen from damage to the bone.", "damage to the bone"),
        ("The doctor said it was from stress.", "stress"),
        ("The letter said it was from Leeds.", ""),
        # What is no cause.
        ("A risk factor is a habit that raises your chance of getting shin pain.", ""),
        ("Common side effects of this medicine are many.", ""),
        ("Your nurse explains side effects to watch out for.", ""),
        ("The reasons for the move are cost and space.", ""),
    ],
)
def test_ways_of_saying(text: str, expected: str) -> None:
    assert "/".join(causes(text)) == expected


def test_a_page_about_what_is_no_ill_gives_no_reasons_for_it() -> None:
    assert causes("Due to its low price, coffee is drunk by all.", "coffee") == []
    assert causes("Headache can be caused by coffee.", "coffee") == ["coffee"]

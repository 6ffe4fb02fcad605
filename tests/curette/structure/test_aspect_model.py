"""Which aspect a passage speaks of. The passages are made up."""

from __future__ import annotations

import numpy as np
import pytest

from curette.structure.aspect_model import ASPECTS, CUES, Weights, aspect_of, evidence, judged


@pytest.mark.parametrize(
    ("passage", "aspect"),
    [
        ("The illness is caused by mutations in one gene. Risk factors include smoking.", "causes"),
        ("Treatment may include surgery, medicines and physical therapy.", "treatment"),
        ("Your doctor will ask about your medical history and order blood tests.", "diagnosis"),
        ("Flarbitis is a disorder of the flarb. It affects one in every 200 people.", "overview"),
        ("Symptoms may include fever, a rash and swelling. Some people feel tired.", "symptoms"),
        ("You can lower your risk: wash your hands and keep your vaccinations up.", "prevention"),
        ("The prognosis varies. Most people recover fully within weeks.", "prognosis"),
    ],
)
def test_aspects_of_passages(passage: str, aspect: str) -> None:
    assert aspect_of(passage) == aspect


def test_a_heading_decides_where_it_names_an_aspect() -> None:
    passage = "Treatment may include surgery, medicines and physical therapy."
    assert aspect_of(passage, "What causes flarbitis?") == "causes"
    assert aspect_of(passage, "Flarbitis") == "treatment"


@pytest.mark.parametrize("passage", ["", "\n", "1 2 3", "日本語", "?" * 5000])
def test_a_passage_without_words_has_an_aspect_all_the_same(passage: str) -> None:
    assert aspect_of(passage) in ASPECTS


def test_cues_are_counted_by_place_and_whatever_their_ending() -> None:
    found = evidence("Triggered by haste. No sleep. Triggers are many.")
    strong = found.common[ASPECTS.index("causes")]
    assert strong[0] == pytest.approx(np.log1p(1))
    assert strong[2] == pytest.approx(np.log1p(2))
    assert found.seen["causes: trigger*"] == pytest.approx(np.log1p(2) + 1)
    assert "causes: trigger*" not in evidence("A trig point.").seen


def test_what_is_common_to_all_aspects_judges_one_that_was_never_learnt() -> None:
    common = np.zeros(15, dtype=np.float32)
    common[2] = 1.0  # how many strong cues there are
    weights = Weights(common, {}, np.zeros((0, len(ASPECTS)), dtype=np.float32))
    assert judged(evidence("Outlook: remission is likely."), weights) == "prognosis"


def test_the_table_of_cues() -> None:
    assert len(set(CUES)) == len(CUES)
    for cue in CUES:
        assert all("*" not in word[:-1] for word in cue.words), cue
        assert len(cue.words[0].rstrip("*")) >= 3 or not cue.words[0].endswith("*"), cue

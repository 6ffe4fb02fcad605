from __future__ import annotations

import pytest

from curette.structure.aspect_model import aspect_of
from curette.structure.lexicon import ENTRIES, category, find, plain


@pytest.mark.parametrize(
    ("phrase", "sort"),
    [
        ("Too much caffeine", "medication_substance"),
        ("gabapentin", "medication_substance"),
        ("straining at the toilet", "lifestyle"),
        ("low potassium", "nutritional_electrolyte"),
        ("dust from the workplace", "environmental"),
        ("heart attack", "circulatory"),
        ("serious medical conditions", "unspecified"),
        ("Spun Lateral Words (ALS)", "neurological"),
        ("quux", "other"),
        # Stems begin a word: "during" holds no urine, "heat" no eating.
        ("standing during heats", "lifestyle"),
    ],
)
def test_categories(phrase: str, sort: str) -> None:
    assert category(phrase) == sort


def test_names_are_plain() -> None:
    assert plain("The Overactive Thyroid (hyperthyroidism)") == "overactive thyroid"
    entry = find("Amyotrophic lateral sclerosis (ALS)")
    assert entry is not None
    assert entry.name == "als"
    assert entry.concepts[0].code == "G12.21"


def test_the_lexicon_is_a_lexicon() -> None:
    assert len(ENTRIES) > 300
    assert all(term == term.lower() for term in ENTRIES)


@pytest.mark.parametrize(
    ("passage", "aspect"),
    [
        ("The disease is caused by mutations in one gene. Risk factors include smoking.", "causes"),
        ("Treatment may include surgery, medicines and physical therapy.", "treatment"),
        ("Your doctor will ask about your medical history and order blood tests.", "diagnosis"),
        ("", "overview"),
    ],
)
def test_aspects_of_passages(passage: str, aspect: str) -> None:
    assert aspect_of(passage) in (aspect, "overview" if not passage else aspect)

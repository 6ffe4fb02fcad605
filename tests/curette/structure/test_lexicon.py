from __future__ import annotations

import pytest

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
        # The head decides, not what stands before it; "-itis" goes by its organ.
        ("stress fracture", "injury"),
        ("plantar fasciitis", "musculoskeletal"),
        ("knee bursitis", "musculoskeletal"),
        ("ulcerative colitis", "gastrointestinal"),
        ("pills that calm the heart", "medication_substance"),
        ("disease of the kidneys", "endocrine_metabolic"),
        ("family history of kidney stones", "genetic"),
        ("full bladder", "other"),
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

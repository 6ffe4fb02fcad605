"""Evidence of spinning that a page gives without a model."""

from __future__ import annotations

import pytest

from curette.garbled import evidence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chronic Obstructive Lung Illness (COLD)", ["Illness"]),
        ("He has deep mineral thrombosis (DVT).", ["mineral"]),
        ("Deep vein thrombosis (DVT) is a clot.", []),
        ("the Centers for Disease Control (CDC)", []),
        ("magnetic resonance imaging scan (MRI)", []),  # all letters but shifted: no single fault
        ("human papillomavirus infection (HPV)", []),
        ("polymerase chain reaction (PCR)", []),
        ("a blood test (FBC)", []),
    ],
)
def test_abbreviations(text: str, words: list[str]) -> None:
    assert [text[c.start : c.end] for c in evidence.abbreviations(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rita Stone says it helps. Stone adds that rest is best. Boulder adds more.", ["Boulder"]),
        ("Rita Stone says it helps. Stone adds that rest is best. Research says so too.", []),
        ("Boulder adds more.", []),  # nobody is introduced, so nobody is missing
    ],
)
def test_speakers(text: str, words: list[str]) -> None:
    assert [text[c.start : c.end] for c in evidence.speakers(text)] == words


def test_a_megabyte_of_capitals_is_searched_in_one_pass() -> None:
    text = "Rita Stone says it helps. Stone adds this. Boulder adds more. " + "A" * 1_000_000
    assert [text[c.start : c.end] for c in evidence.speakers(text)] == ["Boulder"]


def test_one_institution_spelt_two_ways() -> None:
    text = "The Center for Bone Health is new. Call the Center for Bone Wellness."
    assert {text[c.start : c.end] for c in evidence.institutions(text)} == {"Health", "Wellness"}
    alike = "The Center for Bone Health is new. Call the Center for Bone Health."
    assert not list(evidence.institutions(alike))

"""What the spinner cleaner strikes, flags and leaves alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cleaners import spinner
from cleaners.spinner import QUARANTINE_SHARE, find
from curette.garbled import assess
from curette.model import Document, Flag, Metadata, Removal
from curette.text import sentences

SHARED = Path(os.environ.get("CURETTE_SHARED", Path(__file__).parents[2].parent / "shared"))
needs_shared = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason=f"no shared data at {SHARED}; set CURETTE_SHARED"
)

HONEST = (
    "Drink a glass of water before you go to bed. If the cramp comes back, stretch the calf. "
    "Most people find that the pain goes away within a few minutes. See a doctor if your leg is "
    "swollen or red, or if the cramps wake you every night for more than two weeks."
)

SPUN = (
    "Imbibe a glaze of aqua before you sound to seam. If the constrict returns, elongate the "
    "calf. Most citizenry happen that the torment goes off within a few transactions. Realise a "
    "fix if your peg is egotistical or carmine, or if the constricts rouse you every nox for "
    "more than two hebdomads. Amyotrophic Lateral Induration (ALS) is an uncommon and grievous "
    "unwellness of the nerve cubicles."
)


def page(text: str, language: str | None = "en") -> Document:
    return Document("page", text, "page.txt", meta=Metadata(language=language))


def test_an_honest_page_gets_no_claim() -> None:
    assert list(find(page(HONEST))) == []


def test_a_spun_page_is_flagged_and_struck_whole_after_its_sentences() -> None:
    claims = list(find(page(SPUN)))
    assert [claim.name for claim in claims if isinstance(claim, Flag)] == ["spun"]
    removals = [claim for claim in claims if isinstance(claim, Removal)]
    assert {r.rule for r in removals[:-1]} == {"spinner/garbled-sentence"}
    assert removals[-1].rule == "spinner/mostly-garbled"
    assert removals[-1].kind == "rejected"
    assert f"{QUARANTINE_SHARE:.0%}" in removals[-1].reason


def test_a_removal_names_its_words_and_the_abbreviation_that_does_not_fit() -> None:
    removals = [claim for claim in find(page(SPUN)) if isinstance(claim, Removal)]
    named = next(r for r in removals if "'Induration'" in r.reason)
    assert "the abbreviation ALS does not fit" in named.reason
    assert "suggestion: sclerosis" in named.evidence


def test_the_cleaner_changes_no_character() -> None:
    struck = page(SPUN).strike(find(page(SPUN)))
    assert struck.text == SPUN
    assert struck.rejected is not None


@pytest.mark.parametrize("language", ["de", "ja", "pt"])
def test_another_language_is_flagged_as_not_assessed(language: str) -> None:
    claims = list(find(page("Trinken Sie vor dem Schlafen ein Glas Wasser.", language)))
    assert [claim.name for claim in claims if isinstance(claim, Flag)] == ["spinner-not-assessed"]
    assert not any(isinstance(claim, Removal) for claim in claims)


@pytest.mark.parametrize("text", ["", " \n ", "Rest."])
def test_next_to_no_text_gets_no_claim(text: str) -> None:
    assert list(find(page(text))) == []


def test_struck_text_is_not_judged() -> None:
    struck = page(SPUN).strike([Removal(0, len(SPUN), "test/all", "advert", "all of it")])
    assert list(find(struck)) == []


@needs_shared
@pytest.mark.parametrize("name", ["000", "001", "003", "004"])
def test_honest_seeds_keep_every_sentence(name: str) -> None:
    path = next((SHARED / "seeds").glob(f"{name}_*.txt"))
    assert list(find(page(path.read_text(encoding="utf-8")))) == []


def test_a_text_too_long_to_be_judged_whole_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Cramps come at night, and stretching the leg helps. " * 9
    assert list(find(page(text))) == []
    monkeypatch.setattr(spinner, "LONGEST_TEXT", 100)
    assert [claim.name for claim in find(page(text)) if isinstance(claim, Flag)] == [
        "spinner-partly-assessed"
    ]


@needs_shared
def test_the_spun_seed_is_marked_but_not_quarantined() -> None:
    path = next((SHARED / "seeds").glob("002_*.txt"))
    claims = list(find(page(path.read_text(encoding="utf-8"))))
    assert any(isinstance(claim, Flag) and claim.name == "spun" for claim in claims)
    assert not any(isinstance(claim, Removal) and claim.kind == "rejected" for claim in claims)


@needs_shared
def test_no_page_of_the_structure_benchmark_is_called_spun() -> None:
    gold = json.loads((SHARED / "benchmarks/structure/dev_pages_gold.json").read_text("utf-8"))
    for row in gold["documents"]:
        found = assess(row["text"], list(sentences(row["text"])), "en")
        assert not found.spun, f"{row['doc_id']}: {found.because}"

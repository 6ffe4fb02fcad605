"""A score and a reason for any text, in bounded time; honest oddities are not called spun."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from curette.garbled import Assessment, assess
from curette.text import sentences


def _texts() -> ModuleType:
    path = Path(__file__).with_name("honest.py")
    spec = importlib.util.spec_from_file_location("honest_texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TEXTS = _texts()


def judged(text: str) -> Assessment:
    return assess(text, list(sentences(text)), "en")


@pytest.mark.parametrize("name", TEXTS.HONEST)
def test_honest_oddities_are_not_called_spun(name: str) -> None:
    found = judged(TEXTS.HONEST[name])
    assert not found.spun, found.because
    assert not any(verdict.garbled for verdict in found.sentences)


@pytest.mark.parametrize(
    "name",
    [
        "any sense",
        "idiom",
        # Just short of what it takes to call so short a text spun; see the model card.
        pytest.param("junk", marks=pytest.mark.xfail(strict=True)),
    ],
)
def test_spun_text_is_found_with_its_words(name: str) -> None:
    found = judged(TEXTS.SPUN[name])
    assert found.spun
    assert found.garbled_share > 0.5
    for verdict in found.sentences:
        for suspect in verdict.suspects:
            assert suspect.word in suspect.because
            assert TEXTS.SPUN[name][suspect.start : suspect.end] == suspect.word


def test_sentences_are_garbled_only_in_a_suspicious_text() -> None:
    odd = "See a fix if nutrient spliff when you immerse."
    alone = "\n".join([TEXTS.HONEST["plain"], TEXTS.HONEST["recipe"], odd])
    assert not any(verdict.garbled for verdict in judged(alone).sentences)


def test_one_spun_passage_of_an_honest_page_is_found() -> None:
    text = "\n".join(
        [
            TEXTS.HONEST["plain"],
            TEXTS.SPUN["any sense"],
            TEXTS.SPUN["idiom"],
            *[TEXTS.HONEST["plain"]] * 4,
        ]
    )
    found = judged(text)
    assert found.spun
    begin, end = len(TEXTS.HONEST["plain"]), len(text) - 4 * len(TEXTS.HONEST["plain"]) - 4
    assert all(begin <= v.start <= end for v in found.sentences if v.garbled)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "word " * 200_000,
        "word " * 20_000,
        "Rita says yes. " + "Zelda" + "a b " * 20_000,
        "a" * 1_000_000,
        "!?. " * 1000,
        "\N{GRINNING FACE} \N{ZERO WIDTH JOINER} ٣٤ 数字 ЖЖЖ " * 50,
    ],
)
def test_any_text_gets_a_score_and_a_reason(text: str) -> None:
    found = judged(text)
    assert 0 <= found.score <= 1
    assert found.because
    assert not found.spun


def test_a_language_without_a_model_is_not_assessed() -> None:
    found = assess("Ruhe hilft.", [], "de")
    assert (found.assessed, found.spun) == (False, False)
    assert "'de'" in found.because


def test_the_same_text_gets_the_same_verdict() -> None:
    assert judged(TEXTS.SPUN["idiom"]) == judged(TEXTS.SPUN["idiom"])

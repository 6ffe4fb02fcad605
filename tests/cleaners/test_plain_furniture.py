"""Pages without tags: what the judge of lines strikes, how it names it, what it may not touch."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cleaners import furniture, line_context, line_features, line_judge, plain_furniture
from cleaners.line_features import Lexicon
from curette.extract import plain, trees
from curette.model import CuretteError, Document, Metadata
from curette.rules import lines_of, matches

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = (
    "Why a thumb hurts in the morning",
    "A thumb that hurts in the morning has mostly worked too much on the day before, and the joint "
    "at its root swells a little during the night.",
    "Most people notice it when they open a jar or turn a key, and the pain is dull and lasts for "
    "less than an hour. It comes back after a long day of knitting, gardening or typing.",
    "Rest the hand for a week, and wear a soft splint while you sleep. Warm water in the morning "
    "loosens the joint, and a cold pack in the evening takes the swelling down.",
    "Exercises help once the pain has gone. Touch each finger with the thumb, slowly, ten times, "
    "and squeeze a soft ball for a few seconds before you let it go.",
    "A joint that stays swollen for weeks, or that clicks and locks, should be looked at, since "
    "wear in the joint can be slowed when it is found early.",
)
MENU = ("Home", "Shop", "Recipes", "Travel", "Sign In", "Subscribe", "Contact Us", "About Us")
FOOT = ("Privacy Policy", "Terms of Use", "Careers", "Sitemap", "Advertise", "Cookie Settings")
THREAD = (
    "Olga", "March 3, 2019 at 8:14 am", "I had this for years, thank you so much for the tip!",
    "Reply", "Tom", "March 4, 2019 at 9:20 pm", "Same here, love your blog, great post!", "Reply",
    "Ines", "March 7, 2019 at 7:02 am", "Thanks for sharing, I will try this at home!", "Reply",
)  # fmt: skip


def page(*lines: str, media: str = "text", language: str = "en") -> Document:
    text = "\n".join(lines)
    meta = Metadata(media=media, language=language)  # type: ignore[arg-type]
    return Document("d", text, "d.txt", meta=meta, blocks=plain.blocks(text))


def left(document: Document) -> list[str]:
    clean = document.strike(furniture.find(document)).clean_text
    return [line for line in clean.split("\n") if line.strip()]


def test_menu_and_foot_go_and_the_article_stays() -> None:
    kept = left(page(*MENU, *ARTICLE, *FOOT))
    assert set(ARTICLE) <= set(kept)
    assert not {"Recipes", "Sign In", "Careers", "Sitemap"} & set(kept)


@pytest.mark.parametrize(
    "line",
    [
        "Call 911 if the hand turns blue.",
        "Take 200 mg with food.",
        "Ask your doctor first",
        "Suicide and Crisis Lifeline: 988",
        "Poison Control",
        "Otter A, et al. Thumbs. 2019;12:3. doi:10.1000/182",
    ],
)
def test_warnings_doses_and_sources_are_not_for_the_judge(line: str) -> None:
    document = page(*MENU, *ARTICLE, *FOOT[:3], line, *FOOT[3:])
    lines = lines_of(document)
    certain = plain_furniture.Judged((1.0,) * len(lines), 0, 0)
    calm = plain_furniture.Judged(
        tuple(float(document.text[at.start : at.end] not in ARTICLE) for at in lines), 8, 14
    )
    assert plain_furniture.judged(document, lines) is not None
    struck = document.strike(plain_furniture.find(document, lines, calm, set()))
    assert line in struck.clean_text
    assert "Sitemap" not in struck.clean_text
    # Where nothing would be left, nothing is struck at all.
    (flag,) = plain_furniture.find(document, lines, certain, set())
    assert getattr(flag, "name", "") == "no_article_by_shape"


def test_a_wrapped_file_is_judged_by_its_paragraphs() -> None:
    whole = page(*MENU, *ARTICLE, *FOOT)
    text = "\n\n".join(textwrap.fill(line, 72) for line in (*MENU, *ARTICLE, *FOOT))
    wrapped = Document("d", text, "d.txt", meta=whole.meta, blocks=plain.blocks(text))
    judged = [plain_furniture.judged(one, lines_of(one)) for one in (whole, wrapped)]
    assert all(judged)
    odds = [dict.fromkeys(one.odds if one else ()) for one in judged]
    assert list(odds[0]) == list(odds[1])


def runs(*extra: str) -> set[str]:
    """Return the kinds of cuts when all but the article is struck."""
    document = page(*ARTICLE, *extra)
    lines = lines_of(document)
    odds = tuple(0.0 if number < len(ARTICLE) else 1.0 for number in range(len(lines)))
    judged = plain_furniture.Judged(odds, 0, len(ARTICLE))
    found = plain_furniture.find(document, lines, judged, set())
    return {getattr(one, "kind", "") for one in found}


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        (THREAD, "comments"),
        (FOOT, "menu"),
        (("Ten soups for winter", "Cook slowly, says our ...", "Read more", "By Ada"), "related"),
        (("A firm that has sold gloves since 1950, with shops in nine towns.",), "off_article"),
    ],
)
def test_a_run_is_named_by_what_stands_in_it(extra: tuple[str, ...], kind: str) -> None:
    assert runs(*extra) == {kind}


def test_what_the_judge_holds_to_be_content_is_spared_by_sections() -> None:
    document = page("Related", *ARTICLE[:3], "Ten soups for winter")
    lines = lines_of(document)
    section = plain_furniture.TEASERS.strike(0, len(document.text))

    def kept(*odds: float) -> str:
        judged = plain_furniture.Judged(odds, 0, 5) if odds else None
        cuts = plain_furniture.spared(document.text, section, lines, range(1, 5), judged)
        return document.strike(cuts).clean_text.strip()

    assert kept(0.1, 0.9, 0.1, 0.1, 0.9) == "\n".join(ARTICLE[1:3])  # the heading goes all the same
    assert kept(0.9, 0.9, 0.9, 0.9, 0.9) == ""
    assert kept() == ""


def test_a_row_that_knows_a_line_gives_way_where_the_judge_is_sure_of_content() -> None:
    def kept(line: str, odds: float) -> bool:
        document = page(*ARTICLE[:3], line, *ARTICLE[3:])
        lines = lines_of(document)
        judged = plain_furniture.Judged((odds,) * len(lines), 0, len(lines))
        found = matches(document, furniture.RULES, lines)
        return any(plain_furniture.contradicted(one, lines, judged) for one in found)

    assert kept("Read more: Ten stretches for a stiff thumb", 0.1)
    assert not kept("Read more: Ten stretches for a stiff thumb", 0.4)
    assert not kept("I hope this answers your question!", 0.1)  # the judge knows no letters
    assert not kept("Related articles", 0.1)  # what it opens is spared line by line


@pytest.mark.parametrize(
    "document",
    [
        page(*MENU, *ARTICLE, *FOOT, media="html"),
        page(*MENU[:3], *ARTICLE[:2]),
        page(*(f"首の痛みは休むと治ります{number}。" for number in range(20))),
    ],
)
def test_where_the_judge_has_nothing_to_say(document: Document) -> None:
    assert plain_furniture.judged(document, lines_of(document)) is None


def test_numbers_are_finite_or_missing_and_hang_on_no_order_of_sets() -> None:
    lexicon = Lexicon({"reply": 1.0, "thumb": -1.0}, {"read more": 2.0}, {"reply": 3.0})
    lines = ["", "×", *MENU, *ARTICLE, *THREAD, *THREAD]
    rows = line_features.evidence(lines, lexicon)
    odds = np.linspace(0, 1, len(lines), dtype=np.float32)
    more = line_context.evidence(rows, odds, lines)
    assert len(rows) == len(more) == len(lines)
    assert not np.isinf(more).any()
    assert np.array_equal(more, line_context.evidence(rows, odds, lines), equal_nan=True)


def test_copies_of_a_line_lend_each_other_their_odds() -> None:
    lines = ["What helps", "Rest.", "What helps", "What helps"]
    odds = np.array([0.9, 0.5, 0.1, 0.6], dtype=np.float64)
    rows = line_context._copies(lines, odds)
    assert rows[0] == pytest.approx([0.1, 0.35, 0.6])
    assert rows[2] == pytest.approx([0.6, 0.75, 0.9])
    assert np.isnan(rows[1]).all()


def test_a_model_file_is_the_same_twice_and_refused_when_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stump = trees.Forest(
        *(np.zeros(1, dtype=kind) for kind in ("i4", "i2", "f4", "i4", "?", "f4")), 0
    )
    model = line_judge.Model(stump, stump, Lexicon({"a": 1.0}, {"a b": 0.5}, {"c": 2.0}), {})
    for name in ("one.npz", "two.npz"):
        line_judge.save(tmp_path / name, model)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert line_judge.load(tmp_path / "one.npz").lexicon == model.lexicon
    monkeypatch.setattr(line_judge, "FORMAT", 1)
    line_judge.save(tmp_path / "old.npz", model)
    monkeypatch.undo()
    with pytest.raises(CuretteError, match="train it again"):
        line_judge.load(tmp_path / "old.npz")


def test_other_languages_are_struck_only_where_the_judge_is_surer() -> None:
    document = page(*ARTICLE, *FOOT)
    lines = lines_of(document)
    odds = tuple(0.0 if number < len(ARTICLE) else 0.96 for number in range(len(lines)))
    judged = plain_furniture.Judged(odds, 0, len(ARTICLE))
    german = replace(document, meta=replace(document.meta, language="de"))
    assert len(list(plain_furniture.find(document, lines, judged, set()))) == 1
    assert not list(plain_furniture.find(german, lines, judged, set()))

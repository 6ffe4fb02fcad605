"""The islands of content that a first judgement finds on a page, and what each tells its lines."""

from __future__ import annotations

import numpy as np
import pytest

from cleaners import line_context, line_islands
from cleaners.line_features import lengths_of

ARTICLE = (
    "A stiff thumb swells at its root when a jar is opened or a key is turned too often.",
    "Warm water loosens the thumb, and a soft splint lets the swollen root rest at night.",
    "Turn the jar with both hands, and let the thumb rest for a week before you knit again.",
)
MENU = ("Shop", "Travel", "Careers", "Sitemap")
OTHER = ("Ten soups for winter begin with onions, butter and a heavy pot that holds the heat.",)
PAGE = [*MENU, *ARTICLE, *MENU, *OTHER, *MENU]
LIKELY = np.array([0.9] * 4 + [0.1] * 3 + [0.9] * 4 + [0.4] + [0.9] * 4)
AT_ARTICLE, AT_OTHER = 5, 11


def test_runs_of_content_are_bridged_over_few_lines() -> None:
    content = LIKELY < 0.5
    assert line_islands._islands(content, 3) == [(4, 7), (11, 12)]
    assert line_islands._islands(content, 4) == [(4, 12)]
    assert line_islands._islands(np.zeros(3, dtype=np.bool_), 4) == []


def test_an_island_after_the_article_speaks_of_other_things() -> None:
    rows = line_islands.evidence(np.ones((len(PAGE), 1)), LIKELY, PAGE)
    first = 2 * len(line_islands.DISCOUNTS)
    shared = first + 10
    assert rows[AT_ARTICLE, shared] == 2.0  # the article itself
    assert rows[AT_OTHER, shared] == 0.0
    assert np.isnan(rows[0, first:]).all()  # the menu stands on no island
    mass, order = rows[AT_OTHER, first], rows[AT_OTHER, first + 3]
    assert mass < rows[AT_ARTICLE, first]
    assert order == 1


def test_pages_without_content_or_with_nothing_else_have_finite_numbers() -> None:
    for odds in (0.0, 0.5, 1.0):
        rows = line_islands.evidence(np.ones((len(PAGE), 2)), np.full(len(PAGE), odds), PAGE)
        assert not np.isinf(rows).any()


def test_the_one_stretch_of_content_is_likeliest_where_the_article_stands() -> None:
    inside = line_islands._inside(LIKELY, lengths_of(PAGE))
    assert inside[AT_ARTICLE, 0] > inside[AT_OTHER, 0]
    assert inside[AT_ARTICLE, 0] == pytest.approx(np.log(1 - np.exp(inside[AT_ARTICLE, 1])))


def test_odds_move_towards_those_around_and_long_lines_say_more() -> None:
    lengths = np.array([100.0, 100.0, 100.0, 100.0, 100.0])
    lone = line_context.settled(np.array([0.1, 0.1, 0.95, 0.1, 0.1]), lengths)
    assert 0.1 < lone[2] < 0.95
    assert lone[0] > 0.1
    among = line_context.settled(np.array([0.95, 0.95, 0.9, 0.95, 0.95]), lengths)
    assert among[2] > 0.9
    short = line_context.settled(np.array([0.1, 0.1, 0.95, 0.1, 0.1]), lengths * [1, 1, 9, 1, 1])
    assert short[2] > lone[2]

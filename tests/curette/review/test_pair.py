"""Two pages in the terminal: the verdict, the figures, the text with swapped words in place."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from curette.dedup.explain import Explanation, Given, explain
from curette.model import Cluster, Edge, Member
from curette.review.pair import render, to_json

CALM = (
    "Warm milk helps some people to fall asleep. Keep the bedroom dark, and put the phone away.\n"
    "A short walk after dinner calms the mind. See a doctor when you lie awake for three weeks."
)
SWAPPED = CALM.replace("bedroom", "chamber").replace("calms", "soothes").replace("doctor", "medic")
LONG = "Sleep is a need of every body and it comes by itself to those who do not wait for it. " * 9


def shown(a: str, b: str, *, whole: bool = False, cluster: Cluster | None = None) -> str:
    found = explain(Given("milk", a, cluster), Given("warm-milk", b, cluster))
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(render(found, a, b, whole=whole))
    return captured.get()


def test_swapped_words_stand_in_place_and_in_a_list() -> None:
    seen = shown(CALM, SWAPPED)
    assert "Near-duplicates: " in seen
    assert "[-bedroom-]{+chamber+}" in seen
    assert "bedroom → chamber · calms → soothes · doctor → medic" in seen
    assert "words in common, furniture set aside" in seen
    assert "of 32 bands" in seen
    assert "No pages are stored" in seen


def test_cluster_and_its_edges_are_told() -> None:
    edge = Edge("milk", "warm-milk", 0.9123, "30 words in common of 33 and 33")
    members = (Member("milk", "keeper", 1.0), Member("warm-milk", "member", 0.9))
    cluster = Cluster("c-1", "milk", ("earliest known date 2024-01-02",), members, (edge,))
    seen = shown(CALM, SWAPPED, cluster=cluster)
    assert "Both are among the 2 pages of c-1, which keeps milk (earliest known date" in seen
    assert "milk – warm-milk  0.91  30 words in common of 33 and 33" in seen


def test_what_one_page_has_alone_is_told() -> None:
    seen = shown(CALM, "Ear wax can muffle a voice.\nRinse it out with care.")
    assert "No near-duplicates" in seen
    assert "Only in A, 0 to " in seen
    assert "Only in B, 0 to " in seen
    assert "no sentence of one stands in the other" in seen


@pytest.mark.parametrize("whole", [False, True])
def test_long_passages_are_shortened_unless_whole(whole: bool) -> None:
    seen = shown(LONG, LONG, whole=whole)
    assert ("…" in seen) != whole
    assert (" ".join(seen.split()).count("Sleep is a need") == 9) == whole


def test_escape_sequences_do_not_reach_the_terminal() -> None:
    assert "\x1b[2J" not in shown(CALM + "\x1b[2J", SWAPPED + " \x1b[2J away")


def test_json_says_the_same() -> None:
    found: Explanation = explain(Given("milk", CALM, None), Given("warm-milk", SWAPPED, None))
    told = json.loads(to_json(found))
    assert told["verdict"] == found.verdict == "copies"
    assert told["text"]["substitutions"][0] == ["bedroom", "chamber", 1]
    start, end = told["text"]["passages"][0]["a"]
    assert CALM[start:end] == CALM

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from curette.dedup import Entry, cluster, provenance
from curette.records import Passage, Stitched
from tests.curette.dedup.made import WORDS

FURNITURE = "Sign up for our weekly letter and never miss a thing again."


def paragraph(seed: int, length: int = 40) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(length)) + "."


def article(seed: int, count: int = 4) -> list[str]:
    return [paragraph(seed * 100 + at) for at in range(count)]


def run(pages: dict[str, list[str]]) -> tuple[list[Entry], dict[str, str]]:
    return [Entry(name) for name in pages], {
        name: "\n\n".join(parts) for name, parts in pages.items()
    }


def stitched(pages: Sequence[Entry], texts: dict[str, str]) -> dict[str, Stitched]:
    clusters = cluster(pages, texts.__getitem__)
    return {one.document: one for one in provenance(pages, texts.__getitem__, clusters).stitched}


def passages(pages: Sequence[Entry], texts: dict[str, str], count: int) -> tuple[Passage, ...]:
    clusters = cluster(pages, texts.__getitem__)
    assert len(clusters) == count
    return provenance(pages, texts.__getitem__, clusters).passages


def test_stitched_page_names_its_sources_and_they_do_not() -> None:
    one, two = article(1), article(2)
    mixed = [one[0], two[1], one[2], two[3]]
    entries, texts = run({"a": one, "b": two, "m": mixed})
    found = stitched(entries, texts)
    assert list(found) == ["m"]
    origins = found["m"].origins
    assert [(origin.document, origin.share) for origin in origins] == [("a", 0.5), ("b", 0.5)]
    for origin in origins:
        for place in origin.places:
            assert texts["m"][place.start : place.end] in texts[origin.document]


def test_page_with_text_of_its_own_is_not_stitched() -> None:
    one, two = article(1), article(2)
    entries, texts = run({"a": one, "b": two, "m": [one[0], two[1], *article(3)]})
    assert stitched(entries, texts) == {}


def test_younger_page_is_no_source() -> None:
    one, two = article(1), article(2)
    entries, texts = run({"a": one, "b": two, "m": [one[0], two[1]]})
    dated = [
        Entry(entry.id, published="2020-01-01" if entry.id == "m" else "2024-01-01")
        for entry in entries
    ]
    assert stitched(dated, texts) == {}


def test_kinds_of_passages() -> None:
    pages = {f"p{at:02}": [*article(at + 10), FURNITURE] for at in range(20)}
    form = "People who live with {} often ask what they can do for themselves at home every day."
    for at in range(8):
        pages[f"p{at:02}"].append(form.format(f"zeta{at}"))
    pages["p00"].append(paragraph(5))
    words = paragraph(5).split()
    words[3] = "other"  # an edited copy
    pages["p09"].insert(0, " ".join(words))
    entries, texts = run(pages)
    found = passages(entries, texts, 20)
    assert sorted((one.kind, one.clusters, len(one.places)) for one in found) == [
        ("form", 8, 8),
        ("furniture", 20, 20),
        ("reuse", 2, 2),
    ]
    for one in found:
        assert one.canonical in one.places
    [reuse] = [one for one in found if one.kind == "reuse"]
    assert [texts[at.document][at.start : at.end] for at in reuse.places] == [
        paragraph(5),
        " ".join(words),
    ]


def test_one_article_on_many_pages_is_no_passage() -> None:
    entries, texts = run({f"p{at}": article(1) for at in range(30)})
    assert passages(entries, texts, 1) == ()


def test_canonical_place_is_that_of_the_page_to_keep_and_says_why() -> None:
    again = paragraph(7)
    entries, texts = run({"a": [*article(1), again], "b": [*article(2), again]})
    dated = [replace(entries[0], spun=True), entries[1]]
    [one] = passages(dated, texts, 2)
    assert (one.canonical.document, one.reasons) == ("b", ("the only member not spun",))
    assert {texts[at.document][at.start : at.end] for at in one.places} == {again}


def test_members_of_earlier_days_play_no_part() -> None:
    one, two = article(1), article(2)
    mixed = [one[0], two[1], one[2], two[3]]
    entries, texts = run({"a": one, "b": two, "c": one, "m": mixed})
    clusters = cluster(entries, texts.__getitem__)
    [both] = [found for found in clusters if len(found.members) == 2]
    assert both.keeper == "a"
    later = [entry for entry in entries if entry.id != "a"]  # its keeper is of another day
    [found] = provenance(later, texts.__getitem__, clusters).stitched
    assert sorted(origin.document for origin in found.origins) == ["b", "c"]

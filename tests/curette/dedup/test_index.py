from __future__ import annotations

import os
import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curette.dedup import Entry, cluster
from curette.dedup.index import Event, Index, rows
from curette.dedup.index.naming import Born, named
from curette.model import Cluster, CuretteError
from tests.curette.dedup.made import Texts, article, edited, entries, grouped


def corpus(pages: int, kinds: int, share: float = 0.1) -> Texts:
    """Return pages of which every one is an edited copy of one of `kinds` articles."""
    return {f"p{at:04}": edited(article(at % kinds), share, seed=at) for at in range(pages)}


def days(texts: Texts, count: int) -> list[Texts]:
    names = list(texts)
    return [{name: texts[name] for name in names[at::count]} for at in range(count)]


class Daily:
    """An index of which a first lot of pages was learned from, and which is then added to."""

    def __init__(self, folder: Path, first: Texts) -> None:
        self.index = Index(folder, whole_below=0)
        self.texts = dict(first)
        self.first = self.index.update(entries(first), self.texts.__getitem__)

    def add(self, texts: Texts, gone: tuple[str, ...] = ()) -> tuple[Event, ...]:
        self.texts |= texts
        self.events = self.index.update(entries(texts), self.texts.__getitem__, gone=gone).events
        return self.events

    def all(self) -> tuple[Cluster, ...]:
        return self.index.clusters(self.texts)

    def named(self, page: str) -> str:
        return self.index.clusters([page])[0].id


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def daily(tmp_path: Path) -> Daily:
    return Daily(tmp_path / "index", corpus(100, 100))


def test_first_update_says_what_a_run_over_all_says(tmp_path: Path) -> None:
    texts = corpus(90, 30)
    update = Index(tmp_path).update(entries(texts), texts.__getitem__)
    assert update.clusters == cluster(entries(texts), texts.__getitem__)
    assert update.events == ()


def test_copy_of_a_stored_page_joins_it(daily: Daily) -> None:
    before = daily.named("p0007")
    assert daily.add({"z": edited(article(7), 0.1, seed=500)}) == ()
    [found] = daily.index.clusters(["z"])
    assert [member.id for member in found.members] == ["p0007", "z"]
    assert found.id == before
    assert found.edges[0].because


def test_page_like_no_other_stands_alone(daily: Daily) -> None:
    daily.add({"z": article(2000)})
    [found] = daily.index.clusters(["z"])
    assert [member.id for member in found.members] == ["z"]


def test_same_words_join_unread(daily: Daily) -> None:
    daily.add({"a": daily.texts["p0003"].upper()})
    [found] = daily.index.clusters(["a"])
    assert [member.id for member in found.members] == ["a", "p0003"]
    assert [edge.because for edge in found.edges] == ["same words"]


def test_lesser_id_does_not_rename(daily: Daily) -> None:
    before = daily.named("p0003")
    daily.add({"a": edited(article(3), 0.1, seed=501)})
    assert daily.named("a") == before


def test_spun_and_noisy_days_agree_with_one_run_over_all(tmp_path: Path) -> None:
    texts = corpus(300, 100, 0.12)
    first, *rest = days(texts, 6)
    first |= rest.pop(0)
    daily = Daily(tmp_path, first | rest.pop(0))
    for day in rest:
        daily.add(day)
    at_once = cluster(entries(texts), texts.__getitem__)
    mine, theirs = (
        {(a.id, b.id) for found in clusters for a, b in combinations(found.members, 2)}
        for clusters in (daily.all(), at_once)
    )
    assert len(theirs) >= 280
    assert len(mine & theirs) >= 0.98 * len(mine | theirs)


def test_pages_seen_again_change_nothing(daily: Daily) -> None:
    files = sorted(path.name for path in (daily.index.folder / "store").iterdir())
    again = daily.index.update(entries(daily.texts), daily.texts.__getitem__)
    assert again == daily.first
    assert sorted(path.name for path in (daily.index.folder / "store").iterdir()) == files


def test_bridge_merges_and_the_older_name_stays(daily: Daily) -> None:
    long = article(3000, 160).split()
    daily.add({"m": " ".join(long[:110])})
    daily.add({"k": " ".join(long[50:])})
    old, young = daily.named("m"), daily.named("k")
    assert old != young
    [event] = daily.add({"q": " ".join(long), "r": " ".join(long[5:155])})
    assert (event.kind, event.cluster, event.before) == ("merged", old, young)
    assert daily.named("k") == old


def test_page_that_changed_moves(daily: Daily) -> None:
    daily.add({"z": edited(article(7), 0.1, seed=502)})
    seven, nine = daily.named("p0007"), daily.named("p0009")
    events = daily.add({"z": edited(article(9), 0.1, seed=503)})
    assert [(e.kind, e.cluster, e.before, e.page) for e in events] == [("moved", nine, seven, "z")]
    assert [len(found.members) for found in daily.index.clusters(["p0007", "p0009"])] == [1, 2]
    events = daily.add({"z": article(4000)})
    assert [(e.kind, e.before) for e in events] == [("split", nine)]
    events = daily.add({"z": edited(article(7), 0.1, seed=502)})  # as it was at first
    assert [(e.kind, e.cluster) for e in events] == [("merged", seven)]


def test_name_given_up_is_given_to_no_other(daily: Daily) -> None:
    daily.add({"z": article(4000)})
    lost = daily.named("z")
    daily.add({"z": edited(article(7), 0.1, seed=504)})
    daily.add({"z": article(4001)})
    assert daily.named("z") not in (lost, daily.named("p0007"))


def test_withdrawn_page_is_gone(daily: Daily) -> None:
    name = daily.named("p0007")
    [event] = daily.add({}, gone=("p0007", "never seen"))
    assert (event.kind, event.before, event.cluster) == ("gone", name, None)
    assert daily.index.clusters(["p0007"]) == ()
    assert daily.add({}, gone=("p0007",)) == ()


def test_more_is_known_of_a_page_and_the_keeper_changes(daily: Daily) -> None:
    daily.add({"z": edited(article(7), 0.1, seed=505)})
    update = daily.index.update(
        [Entry("z", published="1999-01-01", words=120)], daily.texts.__getitem__
    )
    [found] = update.clusters
    assert (found.keeper, found.reasons) == ("z", ("earliest known date 1999-01-01",))


def test_stitched_page_joins_neither_source(daily: Daily) -> None:
    halves = [
        "\n".join(" ".join(article(seed, 120).split()[at : at + 30]) for at in (0, 30, 60, 90))
        for seed in (5000, 5001)
    ]
    daily.add({"x": halves[0]})
    daily.add({"y": halves[1]})
    daily.add({"w": "\n".join(halves[0].split("\n")[:3] + halves[1].split("\n")[:1])})
    assert grouped(daily.index.clusters(["w", "x", "y"])) == [["w"], ["x"], ["y"]]


def test_pages_without_words(daily: Daily) -> None:
    daily.add({"u": "", "v": "...", "w": "\ud800"})
    assert len(daily.index.clusters(["u", "v", "w"])) == 3
    runs = len(list((daily.index.folder / "store").iterdir()))
    assert daily.add({"u": "", "v": "..."}) == ()
    assert len(list((daily.index.folder / "store").iterdir())) == runs


def test_growth_learns_anew_and_keeps_names(tmp_path: Path) -> None:
    texts = corpus(120, 60)
    daily = Daily(tmp_path, dict(list(texts.items())[:40]))
    names = {page: daily.named(page) for page in daily.texts}
    daily.add(texts)  # three times as many
    assert grouped(daily.all()) == grouped(cluster(entries(texts), texts.__getitem__))
    assert {page: daily.named(page) for page in names} == names


def test_hashes_made_otherwise_are_refused_or_built_anew(
    daily: Daily, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = grouped(daily.all())
    version = rows.version()
    monkeypatch.setattr("curette.dedup.signatures.SEED", 7)
    assert rows.version() != version
    told: list[str] = []
    index = Index(daily.index.folder, rebuild=False)
    with pytest.raises(CuretteError, match="other hashes or rules"):
        index.update([Entry("z")], {"z": article(7)}.__getitem__)
    index = Index(daily.index.folder, tell=told.append)
    [found] = index.update([Entry("z")], {"z": article(7)}.__getitem__).clusters
    assert [member.id for member in found.members] == ["p0007", "z"]
    assert "building anew" in told[0]
    assert len(grouped(daily.all())) == len(before)


def test_same_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CuretteError, match="a: two pages have this id"):
        Index(tmp_path).update([Entry("a"), Entry("a")], {"a": "x"}.__getitem__)


def test_nothing_at_all(tmp_path: Path) -> None:
    assert Index(tmp_path).update([], str) == ((), ())
    assert Index(tmp_path).clusters(["a"]) == ()


def test_events_are_remembered(daily: Daily) -> None:
    assert daily.index.events() == ()
    daily.add({}, gone=("p0001",))
    daily.add({}, gone=("p0002",))
    first, second = daily.index.events()
    assert (first.update, second.update) == (2, 3)
    assert daily.index.events(after=2) == (second,)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False), part=st.integers(1, 30))
def test_order_and_size_of_a_part_play_no_part(
    chance: random.Random, part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = days(corpus(40, 13, 0.1), 2)
    found = []
    for shuffled in (False, True):
        folder = tmp_path_factory.mktemp("index")
        with pytest.MonkeyPatch.context() as patch:
            if shuffled:
                patch.setattr("curette.dedup.index.compare.TEXTS_AT_ONCE", part)
                patch.setattr("curette.dedup.index.writing.TEXTS_A_PART", part)
                patch.setattr("curette.dedup.index.bands.ROWS_A_MERGE", 50 * part)
            index = Index(folder, whole_below=0)
            for texts in (first, second):
                given_ = entries(texts)
                if shuffled:
                    chance.shuffle(given_)
                index.update(given_, texts.__getitem__)
        found.append(
            {
                path.relative_to(folder): path.read_bytes()
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
        )
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("groups", "before", "names", "events"),
    [
        pytest.param([["a", "b"]], {"a": "x"}, ["x"], [], id="grown"),
        pytest.param(
            [["a", "b"]], {"a": "y", "b": "x"}, ["x"], [("merged", "x", "y", None)], id="merged"
        ),
        pytest.param(
            [["a"], ["b", "c"]],
            {"a": "x", "b": "x", "c": "x"},
            [None, "x"],
            [("split", None, "x", None)],
            id="split: the name goes with the most",
        ),
        pytest.param(
            [["a", "z"], ["k"]],
            {"a": "y", "k": "x", "z": "x"},
            ["y", "x"],
            [("moved", "y", "x", "z")],
            id="a page that leaves does not take the name along",
        ),
        pytest.param(
            [["a"], ["b", "c"], ["d"]],
            {"a": "x", "b": "y", "c": "x", "d": "x"},
            ["x", "y", None],
            [("moved", "y", "x", "c"), ("split", None, "x", None)],
            id="torn apart",
        ),
    ],
)
def test_names(
    groups: list[list[str]],
    before: dict[str, str],
    names: list[str | None],
    events: list[tuple[str, str | None, str, str | None]],
) -> None:
    born = {page: Born(1, name) for page, name in before.items()}
    found, happened = named(groups, born, 2, lambda _: False)
    new = {one.id for one in found if one.update == 2}
    assert [None if one.id in new else one.id for one in found] == names
    assert [
        (e.kind, None if e.cluster in new else e.cluster, e.before, e.page) for e in happened
    ] == events

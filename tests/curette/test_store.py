"""The store: what was put comes back, runs are published whole, two runs keep apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from curette.model import Cluster, CuretteError, Document, Failure, Member, RawPage, Removal
from curette.store import (
    Store,
    document_bytes,
    find_run,
    lock,
    new_run,
    write_lines,
    write_manifest,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGE = RawPage("a-page", b"Rest.\n\nDrink water.", "a page.txt", fetched_at="2026-01-02T03:04:05Z")


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put_page(PAGE)
        assert store.page("a-page") == PAGE
        assert store.run_pages() == ["a-page"]


def test_unchanged_bytes_keep_the_time_of_their_first_fetch(tmp_path: Path) -> None:
    later = RawPage(PAGE.id, PAGE.body, PAGE.origin, fetched_at="2026-02-02T00:00:00Z")
    changed = RawPage(PAGE.id, b"Rest more.", PAGE.origin, fetched_at="2026-02-02T00:00:00Z")
    with Store(tmp_path) as store:
        store.put_page(PAGE)
        before = store.page_key(PAGE.id)
        store.put_page(later)
        assert store.page(PAGE.id).fetched_at == PAGE.fetched_at
        assert store.page_key(PAGE.id) == before
        store.put_page(changed)
        assert store.page(PAGE.id).fetched_at == changed.fetched_at
        assert store.page_key(PAGE.id) != before


def test_results_of_older_code_are_dropped_and_others_stay(tmp_path: Path) -> None:
    document = Document(PAGE.id, "Rest.", PAGE.origin).strike(
        [Removal(0, 2, "a/b", "menu", "Because.", ("a hint",))]
    )
    with Store(tmp_path) as store:
        store.put_result("document", "k1", "v1", document_bytes(document))
        assert store.document("k1") == document
        store.begin({"document": "v1"})
        assert store.has("document", "k1")
        store.begin({"document": "v2"})
        assert not store.has("document", "k1")
        with pytest.raises(CuretteError, match="no such result"):
            store.document("k1")


def test_clusters_and_failures_of_a_run(tmp_path: Path) -> None:
    cluster = Cluster("c-1", "a-page", ("the only member",), (Member("a-page", "keeper", 1.0),))
    with Store(tmp_path) as store:
        store.put_page(PAGE)
        store.put_clusters([cluster])
        store.fail(Failure("b", "fetch", "refused", "wait"))
        store.fail(Failure("b", "fetch", "refused", "wait"))
        assert store.cluster_of("a-page") == cluster
        assert store.cluster_of("unknown") is None
        assert list(store.failures()) == [Failure("b", "fetch", "refused", "wait")]
        store.begin({})
        assert list(store.failures()) == []
        assert store.run_pages() == []


def publish(data: Path, text: str, *, make_latest: bool = True) -> str:
    with new_run(data, make_latest=make_latest) as run:
        rows = {"documents.jsonl": write_lines(run.folder / "documents.jsonl", [text])}
        write_manifest(run.folder, {"kept": 1}, rows)
    return run.name


def test_latest_is_the_newest_whole_run(tmp_path: Path) -> None:
    assert publish(tmp_path, "one") == "run-0001"
    assert publish(tmp_path, "two") == "run-0002"
    assert (find_run(tmp_path, "latest") / "documents.jsonl").read_text() == "two\n"
    assert find_run(tmp_path, "1").name == "run-0001"
    manifest = json.loads((find_run(tmp_path, "2") / "manifest.json").read_text())
    assert manifest["files"]["documents.jsonl"]["rows"] == 1
    assert manifest["counts"] == {"kept": 1}


def test_a_run_that_broke_off_leaves_the_one_before_readable(tmp_path: Path) -> None:
    publish(tmp_path, "one")

    def breaks_off() -> None:
        with new_run(tmp_path) as run:
            (run.folder / "documents.jsonl").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert (find_run(tmp_path, "latest") / "documents.jsonl").read_text() == "one\n"
    assert publish(tmp_path, "two") == "run-0002"
    assert sorted(path.name for path in (tmp_path / "clean").iterdir()) == [
        "latest", "run-0001", "run-0002",
    ]  # fmt: skip


def test_a_run_may_leave_latest_alone(tmp_path: Path) -> None:
    publish(tmp_path, "good")
    publish(tmp_path, "mostly failed", make_latest=False)
    assert (find_run(tmp_path, "latest") / "documents.jsonl").read_text() == "good\n"
    assert find_run(tmp_path, "run-0002").is_dir()


def test_an_unknown_run_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CuretteError, match="curette run"):
        find_run(tmp_path, "latest")
    publish(tmp_path, "one")
    with pytest.raises(CuretteError, match="there are run-0001"):
        find_run(tmp_path, "7")


def test_the_second_of_two_runs_at_once_is_told_so(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(CuretteError, match="another run"), lock(tmp_path):
        pass
    with lock(tmp_path):
        pass


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "pages.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(CuretteError, match="not a store"):
        Store(tmp_path)

"""A run names its engine: wrong names are told at once, and what comes out is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import USAGE_ERROR, app
from flows.curate import curate
from flows.engines import EngineKind, opened


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--engine", "dask"], "say --address of its scheduler"),
        (["--address", "tcp://127.0.0.1:9"], "is for --engine dask"),
        (["--engine", "processes", "--address", "x"], "is for --engine dask"),
        (["--engine", "dask", "--address", "tcp://127.0.0.1:9"], "no Dask scheduler answers"),
        (["--engine", "spark"], "spark"),
    ],
)
def test_wrong_use_is_told_before_anything_is_fetched(
    given: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curette.dedup.engines.ANSWER", 0.5)
    made = CliRunner().invoke(app, ["run", "sample", "--data", str(tmp_path / "data"), *given])
    assert made.exit_code == USAGE_ERROR
    assert said in " ".join(made.output.split())
    assert not (tmp_path / "data").exists()


def test_here_and_now_wants_no_engine() -> None:
    with opened("local", "", 2) as engine:
        assert engine is None


@pytest.mark.usefixtures("prefect_server")
def test_processes_publish_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curette.dedup.sharded.FEW_PAGES", 1)
    monkeypatch.setattr("curette.dedup.candidates.FEW_PAGES", 1)
    pages = tmp_path / "pages"
    pages.mkdir()
    for at in range(6):
        said = f"Cramp number {at // 2} comes at night and goes when you stretch calf {at // 2}."
        (pages / f"p{at}.txt").write_text(f"Cramps\n\n{said} Drink water.\n", encoding="utf-8")
    found = []
    kinds: tuple[EngineKind, ...] = ("local", "processes")
    for kind in kinds:
        data = tmp_path / kind
        run = data / "clean" / str(curate([str(pages)], data, engine=kind)["run"])
        found.append({path.name: path.read_bytes() for path in run.glob("*.jsonl")})
        assert not list((data / "dedup").glob("shards/*"))
    assert found[0] == found[1]
    assert found[0]["clusters.jsonl"]

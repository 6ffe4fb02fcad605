"""The whole pipeline, through Prefect, on pages small enough to read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import SOME_FAILED, USAGE_ERROR, app
from flows.curate import curate
from flows.dedup import find_clusters

COOKIES = "We use cookies to improve your experience. Accept all cookies."
ARTICLE = """<html lang="en"><head><title>Leg cramps at night</title></head><body>
<div class="cookie-banner"><p>{cookies}</p></div>
<article><h1>Leg cramps at night</h1>
<p>A leg cramp is a sudden, painful tightening of a muscle in the calf or the foot. It passes by
itself within minutes, and most people have one now and then.</p>
<h2>Causes of leg cramps</h2>
<ul><li>Dehydration</li><li>Standing for a long time</li><li>Some blood pressure medicines</li></ul>
<h2>What you can do</h2>
<p>Stretch the calf before you go to bed. Drink water through the day. {more}</p>
<p>See a doctor if the cramps wake you every night or if your leg swells.</p>
</article></body></html>"""
TEXT = """Dry eye

Dry eye can be caused by long hours at a screen, contact lenses, or dry air from heating.

Blink often while you read. See an eye doctor if your sight changes.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "more").mkdir(parents=True)
    (folder / "cramps.html").write_text(ARTICLE.format(cookies=COOKIES, more=""), "utf-8")
    (folder / "more" / "copy.html").write_text(
        ARTICLE.format(cookies="", more="Wear flat shoes."), "utf-8"
    )
    (folder / "dry-eye.txt").write_text(TEXT, "utf-8")
    (folder / "empty.html").write_text("", "utf-8")
    (folder / "picture.html").write_bytes(b"%PDF-1.4\n\x00\x01\x02" * 50)
    return folder


def rows(data: Path, name: str, run: str = "latest") -> list[dict[str, Any]]:
    with (data / "clean" / run / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.usefixtures("prefect_server")
def test_pages_go_in_and_records_come_out(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    row = curate([str(site)], data)
    assert row["cleaned"] == {"worked": 5, "taken": 0, "failed": 2}

    documents = {found["id"]: found for found in rows(data, "documents.jsonl")}
    assert sorted(documents) == ["cramps", "dry-eye", "more--copy"]
    cramps = documents["cramps"]
    assert cramps["schema"] == "curette.document/1"
    assert "cookies" not in cramps["text"]
    assert "Dehydration" in {cause["span"]["quote"] for cause in cramps["causes"]}
    for kind in ("causes", "advice", "red_flags", "tests"):
        for item in cramps[kind]:
            span = item["span"]
            assert cramps["text"][span["start"] : span["end"]] == span["quote"]
    assert documents["more--copy"]["cluster"]["id"] == cramps["cluster"]["id"]
    assert documents["dry-eye"]["cluster"]["id"] != cramps["cluster"]["id"]

    ledger = next(found for found in rows(data, "ledgers.jsonl") if found["id"] == "cramps")
    at, kept = 0, []
    for cut in ledger["removed"]:
        assert cut["rule"]
        assert cut["reason"]
        kept.append(ledger["text"][at : cut["start"]])
        at = cut["end"]
    assert "".join([*kept, ledger["text"][at:]]) == cramps["text"]

    failures = {Path(found["page"]).name for found in rows(data, "failures.jsonl")}
    assert failures == {"empty.html", "picture.html"}
    manifest = json.loads((data / "clean" / "latest" / "manifest.json").read_text("utf-8"))
    assert manifest["counts"]["kept"] == 3
    for name, file in manifest["files"].items():
        body = (data / "clean" / "latest" / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == file["sha256"]
    assert (data / "clean" / "latest" / "report.html").stat().st_size > 1000


@pytest.mark.usefixtures("prefect_server")
def test_a_second_run_does_no_page_again_and_gives_the_same_bytes(
    site: Path, tmp_path: Path
) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    curate([str(site)], data)
    again = curate([str(site)], data)
    assert again["cleaned"] == {"worked": 0, "taken": 5, "failed": 2}, again
    assert again["read"] == {"worked": 0, "taken": 3, "failed": 0}
    first = digests(data / "clean" / "run-0001")
    assert digests(data / "clean" / "run-0002") == first
    curate([str(site)], other)
    assert digests(other / "clean" / "run-0001") == first

    (site / "dry-eye.txt").write_text(TEXT + "\nRest your eyes.\n", "utf-8")
    third = curate([str(site)], data)
    assert third["cleaned"] == {"worked": 1, "taken": 4, "failed": 2}
    runner = CliRunner()
    assert runner.invoke(app, ["diff", "1", "2", "--data", str(data)]).exit_code == 0
    changed = runner.invoke(app, ["diff", "2", "3", "--data", str(data)])
    assert changed.exit_code == 1
    assert "dry-eye" in changed.output

    words = tmp_path / "words.csv"
    words.write_text("term,code,system\ndehydration,W1,WATER\n", "utf-8")
    coded = curate([str(site)], data, vocabularies=[str(words)])
    assert coded["read"] == {"worked": 0, "taken": 3, "failed": 0}  # codes make no page anew
    (told,) = json.loads((data / "clean" / "latest" / "manifest.json").read_text())["vocabularies"]
    assert told.startswith("words.csv ")
    for name in ("documents.jsonl", "topics.jsonl"):
        found = {
            (
                cause["name"],
                concept["code"],
                concept["vocabulary"],
                f"words.csv {concept['version']}",
            )
            for row in rows(data, name)
            for cause in row["causes"]
            for concept in cause["concepts"]
            if concept["system"] == "WATER"
        }
        assert found == {("dehydration", "W1", "words.csv", told)}, name


@pytest.mark.usefixtures("prefect_server")
def test_the_command_says_what_failed_and_where_the_files_are(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = CliRunner().invoke(app, ["run", str(site), "--data", str(data)])
    assert made.exit_code == SOME_FAILED, made.output
    assert "report.html" in made.output
    assert "unchanged" not in made.output
    only = CliRunner().invoke(app, ["run", str(site / "dry-eye.txt"), "--data", str(data)])
    assert only.exit_code == 0, only.output
    assert "unchanged" in CliRunner().invoke(app, ["run", str(site), "--data", str(data)]).output


def test_explain_shows_each_cut_with_its_rule(site: Path) -> None:
    made = CliRunner().invoke(app, ["explain", str(site / "cramps.html")])
    assert made.exit_code == 0, made.output
    assert "cookie" in made.output.lower()
    assert "/" in made.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "no-such-thing"], "no-such-thing: no file or folder"),
        (["explain", "no-such-page"], "no-such-page"),
        (["report", "run-0009"], "no such run"),
        (["diff", "1", "2"], "no such run"),
        (["schema", "nonsense"], "nonsense"),
        (["serve", "--cron", "at dawn", "sample"], "at dawn"),
    ],
)
def test_wrong_use_is_one_line_with_a_cure(words: list[str], said: str, tmp_path: Path) -> None:
    extra = [] if words[0] == "schema" else ["--data", str(tmp_path)]
    made = CliRunner().invoke(app, [*words, *extra])
    assert made.exit_code == USAGE_ERROR
    assert said in made.output
    assert "Traceback" not in made.output


@pytest.mark.parametrize(
    "command", ["run", "sample", "explain", "report", "diff", "serve", "schema"]
)
def test_every_command_has_help_with_an_example(command: str) -> None:
    made = CliRunner().invoke(app, [command, "--help"])
    assert made.exit_code == 0
    assert f"curette {command}" in made.output


@pytest.mark.usefixtures("prefect_server")
def test_a_folder_without_pages_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    made = CliRunner().invoke(
        app, ["run", str(tmp_path / "nothing"), "--data", str(tmp_path / "d")]
    )
    assert made.exit_code == USAGE_ERROR
    assert "nothing" in made.output


def test_tasks_do_not_use_the_cache_of_the_engine() -> None:
    """The store is the cache; a second one beside it would promise what is gone."""
    assert type(find_clusters.cache_policy).__name__ == "_None"


def test_a_faulty_vocabulary_is_told_before_any_page(site: Path, tmp_path: Path) -> None:
    given = ["run", str(site), "--data", str(tmp_path / "data"), "--vocabulary", "absent.csv"]
    refused = CliRunner().invoke(app, given)
    assert refused.exit_code == 2
    assert "absent.csv: no vocabulary" in refused.output

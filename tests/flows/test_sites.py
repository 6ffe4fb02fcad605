"""Site templates in a run: learnt from all pages so far, the same at once or day by day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from curette.model import Document, RawPage
from curette.store import Store, document_from
from flows.cli import app
from flows.curate import curate
from flows.pages import clean_page
from flows.sites import known_template, remember_pages, strike_repeats
from flows.stage import Count, key_of
from flows.versions import document_version
from flows.workers import pool

HOUSE = "Fenwick Notes is a magazine for people who would rather understand than worry."
WARNS = "Call 999 at once if someone cannot be woken or has blue lips."
SUBJECTS = (
    ("neck", "sewing"), ("wrist", "typing"), ("hip", "cycling"), ("heel", "running"),
    ("elbow", "rowing"), ("knee", "skiing"), ("back", "digging"), ("thumb", "knitting"),
)  # fmt: skip
ARTICLE = """<html lang="en"><head><title>Trouble with the {place}</title>
<link rel="canonical" href="https://fenwick.example/{place}"></head><body><article>
<h1>Trouble with the {place}</h1>
<p>A stiff {place} comes from an hour of {doing} without a pause, and it goes within two days.</p>
<p>Warmth soothes the {place}, and so does slow movement before more {doing}. {more}</p>
<p>{warns}</p>
<h2>Outlook</h2>
<p>Those who began {doing} late in life had more trouble with the {place} than those who never
stopped, and they needed more weeks before they could begin again.</p>
<p>{house}</p></article></body></html>"""


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    """One worker for the whole file: each would start for seconds and work for milliseconds."""
    with pool(1, seconds=60):
        yield


def page(number: int, more: str = "", house: str = HOUSE) -> RawPage:
    place, doing = SUBJECTS[number]
    html = ARTICLE.format(place=place, doing=doing, more=more, house=house, warns=WARNS)
    address = f"https://fenwick.example/{place}"
    return RawPage(f"p{number}", html.encode(), address, address, "text/html")


def run(data: Path, pages: Iterable[RawPage]) -> tuple[dict[str, Document], Count]:
    """Do what a run does with its pages up to their documents, without the engine."""
    with Store(data) as store:
        store.begin({"document": document_version()})
        for raw in pages:
            store.put_page(raw)
            key = key_of(document_version(), store.page_key(raw.id))
            store.put_result("document", key, document_version(), clean_page(raw))
            store.assign(raw.id, "document", key)
    found = remember_pages.fn(data)
    count = strike_repeats.fn(found, data, "")
    with Store(data) as store:
        return {page: store.document(key) for page, key in store.assigned("document")}, count


def test_day_by_day_gives_what_one_day_gives(tmp_path: Path) -> None:
    pages = [page(number) for number in range(8)]
    at_once, _ = run(tmp_path / "one", reversed(pages))
    for at in (3, 1, 6):
        run(tmp_path / "days", pages[at : at + 3])
    day_by_day, _ = run(tmp_path / "days", pages)
    assert day_by_day == at_once
    assert all(HOUSE not in found.clean_text for found in at_once.values())
    assert all(WARNS in found.clean_text for found in at_once.values())
    again, count = run(tmp_path / "days", pages)
    assert again == at_once
    assert count == Count(taken=8)


def test_a_new_page_of_a_known_site_profits_from_earlier_days(tmp_path: Path) -> None:
    run(tmp_path, [page(number) for number in range(5)])
    found, count = run(tmp_path, [page(7)])
    assert count == Count(worked=1)
    assert HOUSE not in found["p7"].clean_text
    cut = next(cut for cut in found["p7"].ledger if cut.rule.startswith("site_template/"))
    assert "6 of 6 articles" in cut.reason
    assert known_template(tmp_path, found["p7"]).site == "fenwick.example"


def test_a_changed_page_replaces_what_it_said_before(tmp_path: Path) -> None:
    run(tmp_path, [page(number) for number in range(3)])
    found, _ = run(tmp_path, [page(0, house="Until next spring."), page(1)])
    assert HOUSE in found["p1"].clean_text  # two articles alone have it now
    with Store(tmp_path) as store:
        assert len(store.site_sample("fenwick.example", 200)) == 3
        assert len(store.site_sample("fenwick.example", 2)) == 2


def test_pages_of_no_site_and_lone_pages_stay_as_they_are(tmp_path: Path) -> None:
    lone = RawPage("text", b"Dry eye\n\nBlink often while you read, and look far away.", "eye.txt")
    found, count = run(tmp_path, [lone, page(0)])
    assert count == Count()
    assert HOUSE in found["p0"].clean_text
    assert document_from(clean_page(lone)) == found["text"]


def test_what_older_code_remembered_is_forgotten(tmp_path: Path) -> None:
    run(tmp_path, [page(number) for number in range(3)])
    with Store(tmp_path) as store:
        store.begin({"document": "another version"})
        assert store.remembered("p0") is None
        assert store.site_sample("fenwick.example", 200) == []


@pytest.mark.usefixtures("prefect_server")
def test_a_whole_run_strikes_repeats_and_a_second_gives_the_same_bytes(tmp_path: Path) -> None:
    site, data = tmp_path / "site", tmp_path / "data"
    site.mkdir()
    for number in range(4):
        (site / f"{SUBJECTS[number][0]}.html").write_bytes(page(number).body)
    curate([str(site)], data)
    row = curate([str(site)], data)
    assert row["cleaned"] == {"worked": 0, "taken": 4, "failed": 0}
    assert row["read"] == {"worked": 0, "taken": 4, "failed": 0}
    runs = [
        [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())]
        for folder in (data / "clean" / "run-0001", data / "clean" / "run-0002")
    ]
    assert runs[0] == runs[1]
    documents = (data / "clean" / "latest" / "documents.jsonl").read_text("utf-8")
    assert HOUSE not in documents
    assert WARNS in documents
    shown = CliRunner().invoke(app, ["explain", "neck", "--data", str(data)])
    assert "site_template/about-site" in shown.output, shown.output
    assert "4 of 4 articles" in shown.output

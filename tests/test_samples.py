"""The sample site is what its README says, and the fetcher brings in what it should."""

import re
from pathlib import Path

import pytest

from cleaners import clean
from curette.crawl.links import links
from curette.crawl.robots import read_robots
from curette.crawl.sample_server import SAMPLE_PORT, serve
from curette.crawl.site import crawl, fetcher_for
from curette.crawl.sources import Source, load_source
from curette.extract import extract
from curette.model import Failure, RawPage
from curette.structure import read

ROOT = Path(__file__).parents[1]
SITE = ROOT / "samples" / "site"
MISSING = "broken/no-such-page.html"
FORBIDDEN = "private/drafts.html"
PAGES = sorted(
    str(file.relative_to(SITE))
    for file in SITE.rglob("*")
    if file.suffix in (".html", ".txt") and file.name != "robots.txt"
)


@pytest.fixture(scope="module")
def found() -> list[RawPage | Failure]:
    with serve(SITE) as base:
        source = Source("sample", (f"{base}/",), pace=0, max_pages=60, allow_loopback=True)
        with fetcher_for(source) as fetcher:
            return list(crawl(source, fetcher))


def test_the_readme_has_a_row_for_each_page() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", (ROOT / "samples/README.md").read_text("utf-8"), re.M)
    assert sorted(rows) == sorted([*PAGES, MISSING])


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 25


def test_the_crawl_reaches_all_but_the_forbidden_page(found: list[RawPage | Failure]) -> None:
    paths = {page.url.split("/", 3)[3] for page in found if isinstance(page, RawPage) and page.url}
    assert paths == {*PAGES, ""} - {"index.html", FORBIDDEN}


def test_two_addresses_fail_and_say_why(found: list[RawPage | Failure]) -> None:
    failed = {f.page.split("/", 3)[3]: f.error for f in found if isinstance(f, Failure)}
    assert sorted(failed) == [MISSING, FORBIDDEN]
    assert "404" in failed[MISSING]
    assert "robots.txt" in failed[FORBIDDEN]


def test_bytes_arrive_as_they_are(found: list[RawPage | Failure]) -> None:
    for page in found:
        if isinstance(page, RawPage) and page.url and not page.url.endswith("/"):
            assert page.body == (SITE / page.url.split("/", 3)[3]).read_bytes()
            assert page.source == "sample"


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("oldtown/leg-cramps.html", "text/html"),
        ("oldtown/heartburn.html", "text/html; charset=utf-8"),
        ("oldtown/dry-eye.txt", "text/plain; charset=utf-8"),
        ("broken/leaflet.html", "text/html"),
    ],
)
def test_content_types(found: list[RawPage | Failure], page: str, content_type: str) -> None:
    served = [p for p in found if isinstance(p, RawPage) and p.url and p.url.endswith(page)]
    assert [p.content_type for p in served] == [content_type]


def test_robots_forbids_the_drafts_and_nothing_else() -> None:
    robots = read_robots(200, (SITE / "robots.txt").read_bytes())
    base = "http://127.0.0.1:8417/"
    assert [page for page in PAGES if not robots.allows(base + page)] == [FORBIDDEN]


def test_links_between_pages_resolve() -> None:
    base = "http://127.0.0.1:8417/"
    for name in PAGES:
        page = RawPage(name, (SITE / name).read_bytes(), name, base + name)
        for link in links(page):
            path = link.removeprefix(base).partition("?")[0] or "index.html"
            assert path == MISSING or (SITE / path).is_file(), f"{name} links to {link}"


@pytest.mark.parametrize("name", ["oldtown/leg-cramps.html", "oldtown/heartburn.html"])
def test_old_pages_are_windows_1252(name: str) -> None:
    body = (SITE / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "“" in body.decode("cp1252")
    assert "’" in body.decode("cp1252")


def test_bad_pages_are_bad() -> None:
    assert (SITE / "broken/empty.html").read_bytes() == b""
    assert (SITE / "broken/leaflet.html").read_bytes().startswith(b"%PDF-")
    assert (SITE / "broken/deep.html").read_text("utf-8").count("<div>") == 5000


def test_no_host_but_reserved_ones_is_named() -> None:
    """Nothing on the site may lead to a place where somebody lives."""
    for file in SITE.rglob("*"):
        if file.is_file():
            for host in re.findall(rb"https?://([^/\"'\s>]+)", file.read_bytes()):
                assert host.endswith(b".example") or host == b"schema.org", (file, host)


def test_the_source_file_fits_the_server() -> None:
    source = load_source(ROOT / "sources/sample.toml")
    assert source.seeds == (f"http://127.0.0.1:{SAMPLE_PORT}/",)
    assert source.allow_loopback
    assert source.max_pages > len(PAGES)


@pytest.mark.parametrize(
    ("page", "author", "day"),
    [
        ("askward/question-1042.html", "Dr. Henrik Solbakken", "2023-11-07"),
        ("askward/question-2210.html", "Dr. Mirela Vuković", "2024-02-20"),
    ],
)
def test_who_answered_and_when_outlives_the_cleaning(page: str, author: str, day: str) -> None:
    content = (SITE / page).read_bytes()
    record = read(clean(extract(RawPage("x", content, page, None, "text/html"))))
    assert record.qa is not None
    assert (record.qa.answers[0].author, record.qa.answers[0].date) == (author, day)

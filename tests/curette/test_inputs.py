from __future__ import annotations

import gzip
import os
import zlib
from typing import TYPE_CHECKING

import pytest

from curette.inputs import read_pages
from curette.model import CuretteError, Failure, RawPage

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<p>Cramps come at night.</p>"


def record(
    url: str, body: bytes, *, status: int = 200, kind: str = "text/html", head: str = ""
) -> bytes:
    http = b"HTTP/1.1 %d OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status,
        kind.encode(),
        head.encode(),
        len(body),
        body,
    )
    about = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return about.encode() + http + b"\r\n\r\n"


def ids(paths: list[Path]) -> list[str]:
    return [page.id if isinstance(page, RawPage) else "failure" for page in read_pages(paths)]


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b_2.txt", "sub/a b.html", "c.HTM", ".hidden.html", ".git/x.html", "notes.pdf"):
        (tmp_path / name).write_bytes(PAGE)
    (tmp_path / "d.html.gz").write_bytes(gzip.compress(PAGE))
    pages = list(read_pages([tmp_path]))
    assert [page.id for page in pages if isinstance(page, RawPage)] == [
        "b_2", "c", "d", "sub--a-b",
    ]  # fmt: skip
    assert all(isinstance(page, RawPage) and page.body == PAGE for page in pages)


def test_names_that_clash_get_a_hash_and_keep_it(tmp_path: Path) -> None:
    for name in ("a.html", "a.txt", "b.txt"):
        (tmp_path / name).write_bytes(PAGE)
    first = ids([tmp_path])
    assert len(set(first)) == 3
    assert "b" in first
    assert first == ids([tmp_path])
    assert ids([tmp_path / "a.html"]) == ["a"]


def test_links_that_lead_nowhere_and_pipes_are_failures_and_nothing_waits(tmp_path: Path) -> None:
    (tmp_path / "nowhere.html").symlink_to("gone.html")
    (tmp_path / "round.html").symlink_to("round.html")
    os.mkfifo(tmp_path / "pipe.html")
    os.mkfifo(tmp_path / "pipe.warc")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "page.html").write_bytes(PAGE)
    assert ids([tmp_path]) == ["failure", "page", "failure", "failure", "failure"]
    assert ids([tmp_path / "pipe.html"]) == ["failure"]


def test_a_file_given_twice_is_one_page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    assert ids([tmp_path, tmp_path / "page.html", tmp_path / "page.html"]) == ["page"]


def test_what_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "broken.html.gz").write_bytes(gzip.compress(PAGE * 1000)[:-20])
    (tmp_path / "no.html.gz").write_bytes(b"\x1f\x8bnot gzip at all")
    (tmp_path / "ok.html").write_bytes(PAGE)
    found = list(read_pages([tmp_path]))
    assert [isinstance(page, Failure) for page in found] == [True, True, False]
    assert all(page.stage == "input" and page.cure for page in found if isinstance(page, Failure))


def test_pages_over_the_limit_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b" " * 5_000_000))
    (tmp_path / "big.html").write_bytes(b" " * 2_000)
    found = list(read_pages([tmp_path], max_bytes=1_000))
    assert [isinstance(page, Failure) and "limit" in page.error for page in found] == [True, True]


def test_paths_without_pages_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CuretteError, match="no page in this folder"):
        list(read_pages([tmp_path]))
    with pytest.raises(CuretteError, match="no such file"):
        list(read_pages([tmp_path / "none"]))


@pytest.mark.parametrize("packed", [False, True])
def test_archive(tmp_path: Path, packed: bool) -> None:
    records = [
        record("https://a.example/1", PAGE),
        record("https://a.example/2", b"GIF8", kind="image/gif"),
        record("https://a.example/3", PAGE, status=404),
        record("https://a.example/1", PAGE),
        record("https://b.example/4", PAGE),
    ]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(part) if packed else part for part in records))
    pages = [page for page in read_pages([path]) if isinstance(page, RawPage)]
    assert [page.url for page in pages] == ["https://a.example/1", "https://b.example/4"]
    assert pages[0].id.startswith("a-example-")
    assert pages[0].fetched_at == "2024-01-02T03:04:05Z"
    assert pages[0].body == PAGE


@pytest.mark.parametrize("cut", [40, 90, 400])
def test_a_truncated_archive_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.warc"
    whole = record("https://a.example/1", PAGE) + record("https://a.example/2", PAGE * 20)
    path.write_bytes(whole[:-cut])
    found = list(read_pages([path]))
    assert isinstance(found[0], RawPage)
    assert isinstance(found[-1], Failure)


PACKED = gzip.compress(PAGE * 50)
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE), PAGE),
        ("Content-Encoding: x-gzip", gzip.compress(PAGE), PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE), PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)[2:-4], PAGE),  # as old servers send it
        ("Content-Encoding: gzip", PAGE, PAGE),  # unpacked by whoever wrote the archive
        ("Content-Encoding: utf-8", PAGE, PAGE),  # no packing, and servers do say it
        ("Transfer-Encoding: chunked", PAGE, PAGE),
        ("Transfer-Encoding: chunked", CHUNKS, PAGE),
        ("Transfer-Encoding: chunked", CHUNKS[:-9], "cut off"),
        ("Content-Encoding: gzip", PACKED[:40], "cut off"),
        ("Content-Encoding: gzip", PACKED[:-8] + b"\xff" * 8, "not the gzip"),
        ("Content-Encoding: gzip", gzip.compress(PACKED), "packed twice"),
        ("Content-Encoding: gzip", gzip.compress(b" " * 3_000_000), "larger than"),
        ("Content-Encoding: br", bytes(range(256)), "cannot be unpacked"),
        ("Content-Encoding: zstd", PAGE, "cannot be unpacked"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_broken_body_costs_its_record_alone(
    tmp_path: Path, head: str, body: bytes, expected: bytes | str, packed: bool
) -> None:
    records = [
        record("https://a.example/1", PAGE),
        record("https://a.example/2", body, head=f"{head}\r\n"),
        record("https://a.example/3", PAGE),
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part) if packed else part for part in records))
    before, between, after = read_pages([path], max_bytes=1_000_000)
    assert isinstance(before, RawPage)
    assert isinstance(after, RawPage)
    if isinstance(expected, bytes):
        assert isinstance(between, RawPage)
        assert between.body == expected
    else:
        assert isinstance(between, Failure)
        assert expected in between.error
        assert between.page == "https://a.example/2"


def test_junk_named_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"hello " * 100)
    assert [type(page) for page in read_pages([path])] == [Failure]

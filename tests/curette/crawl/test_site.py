from typing import Any

import pytest

from curette.crawl.sample_server import serve
from curette.crawl.site import crawl, fetcher_for
from curette.crawl.sources import Source
from curette.model import CuretteError, Failure, RawPage


def walk(source: Source) -> tuple[list[str], list[str]]:
    """Return the paths of pages and the faults, in the order in which they came."""
    pages, faults = [], []
    with fetcher_for(source) as fetcher:
        for found in crawl(source, fetcher):
            if isinstance(found, RawPage):
                assert found.source == source.name
                pages.append((found.url or "").split("/", 3)[3])
            else:
                assert isinstance(found, Failure)
                faults.append(found.error)
    return pages, faults


def leads_to(*links: str) -> Any:
    body = "".join(f'<a href="{link}">x</a>' for link in links).encode()
    return lambda talk: talk.page(b"<p>Rest.</p>" + body)


def local(server: Any, **options: Any) -> Source:
    return Source("local", (server.base + "/",), pace=0, allow_loopback=True, **options)


def test_breadth_first_in_the_order_of_links(server: Any) -> None:
    server.on("/", leads_to("/b", "/a", "http://elsewhere.example/"))
    server.on("/b", leads_to("/c", "/a", "/"))
    server.on("/a", leads_to("/d"))
    server.on("/c", leads_to())
    server.on("/d", leads_to())
    assert walk(local(server)) == (["", "b", "a", "c", "d"], [])


def test_a_page_that_fails_does_not_stop_the_walk(server: Any) -> None:
    server.on("/", leads_to("/missing", "/a"))
    server.on("/a", leads_to())
    pages, faults = walk(local(server))
    assert pages == ["", "a"]
    assert len(faults) == 1
    assert "404" in faults[0]


def test_dead_links_count_towards_the_limit(server: Any) -> None:
    server.on("/", leads_to(*(f"/{number}" for number in range(50))))
    pages, faults = walk(local(server, max_pages=5))
    assert (len(pages), len(faults)) == (1, 4)


def test_an_endless_site_ends(server: Any) -> None:
    server.on("/", leads_to("/1"))
    for number in range(1, 30):
        server.on(f"/{number}", leads_to(f"/{number + 1}"))
    pages, _ = walk(local(server, max_pages=10))
    assert len(pages) == 10


def test_two_addresses_of_one_page_yield_it_once(server: Any) -> None:
    server.on("/", leads_to("/old", "/new", "/new#x"))
    server.on("/old", lambda talk: talk.redirect("/new"))
    server.on("/new", leads_to())
    assert walk(local(server)) == (["", "new"], [])
    assert server.asked.count("/new") == 1


def test_allow_and_deny(server: Any) -> None:
    server.on("/", leads_to("/guide/a", "/shop/b", "/guide/print/c"))
    server.on("/guide/a", leads_to())
    source = local(server, allow=("/guide/*",), deny=("*/print/*",))
    assert walk(source) == (["", "guide/a"], [])
    assert server.asked == ["/robots.txt", "/", "/guide/a"]


def test_a_redirect_must_not_lead_out_of_the_source(server: Any) -> None:
    server.on("/", leads_to("/a"))
    server.on("/a", lambda talk: talk.redirect("http://elsewhere.example/"))
    pages, faults = walk(local(server))
    assert pages == [""]
    assert "outside what may be read" in faults[0]


def test_given_addresses_are_read_and_not_followed(server: Any) -> None:
    server.on("/a", leads_to("/b"))
    seeds = (server.base + "/a", "no address", server.base + "/a#again", "file:///etc/hostname")
    source = Source("list", seeds, follow=False, max_pages=9, pace=0, allow_loopback=True)
    pages, faults = walk(source)
    assert pages == ["a"]
    assert len(faults) == 2


def test_loopback_takes_leave(server: Any) -> None:
    server.on("/", leads_to())
    pages, faults = walk(Source("list", (server.base + "/",), pace=0))
    assert pages == []
    assert "allow_loopback" not in faults[0]  # that is the cure, not the fault
    assert "this machine" in faults[0]
    assert server.asked == []


# The sample server


def test_the_server_keeps_to_its_folder(tmp_path: Any) -> None:
    (tmp_path / "secret.txt").write_text("x")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.html").write_text("<p>Rest.</p>")
    (folder / "headers.toml").write_text('"/a.html" = "text/plain"')
    with serve(folder) as base:
        seeds = [base + path for path in (
            "/a.html", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/headers.toml", "/", "/a%00",
        )]  # fmt: skip
        source = Source("x", tuple(seeds), follow=False, pace=0, allow_loopback=True)
        with fetcher_for(source) as fetcher:
            found = list(crawl(source, fetcher))
    assert [page.content_type for page in found if isinstance(page, RawPage)] == ["text/plain"]
    assert len([fault for fault in found if isinstance(fault, Failure)]) == 5


def test_a_port_that_is_taken_is_said(server: Any, tmp_path: Any) -> None:
    with (
        pytest.raises(CuretteError, match=f"port {server.port}"),
        serve(tmp_path, port=server.port),
    ):
        pass

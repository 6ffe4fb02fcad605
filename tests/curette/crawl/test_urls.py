import pytest

from curette.crawl.urls import AddressError, canonical, page_id, site_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://Heartleaf.EXAMPLE", "http://heartleaf.example/"),
        ("https://heartleaf.example:443/a", "https://heartleaf.example/a"),
        ("http://heartleaf.example:8080/a", "http://heartleaf.example:8080/a"),
        ("https://heartleaf.example./a", "https://heartleaf.example/a"),
        ("https://heartleaf.example/a#causes", "https://heartleaf.example/a"),
        ("https://heartleaf.example/a/./b/../c", "https://heartleaf.example/a/c"),
        ("https://heartleaf.example/../../a/..", "https://heartleaf.example/"),
        ("https://heartleaf.example/a?utm_source=mail&fbclid=1&page=2", "https://heartleaf.example/a?page=2"),
        # Near misses of tracking parameters choose a page; so does their order.
        ("https://heartleaf.example/?source=b&ref=a", "https://heartleaf.example/?source=b&ref=a"),
        ("https://heartleaf.example/a?", "https://heartleaf.example/a"),
        ("https://heartleaf.example/%7ejo/%c3%a9", "https://heartleaf.example/~jo/%C3%A9"),
        ("https://heartleaf.example/é x", "https://heartleaf.example/%C3%A9%20x"),
        ("https://heartleaf.example/100%", "https://heartleaf.example/100%25"),
        ("https://heartleaf.example/a%2Fb", "https://heartleaf.example/a%2Fb"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("  https://heartleaf.example/a\n", "https://heartleaf.example/a"),
    ],
)  # fmt: skip
def test_canonical(written: str, kept: str) -> None:
    assert canonical(written) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("b", "https://heartleaf.example/guide/b"),
        ("../b", "https://heartleaf.example/b"),
        ("//other.example/b", "https://other.example/b"),
        ("?page=2", "https://heartleaf.example/guide/a?page=2"),
    ],
)
def test_links_are_resolved_against_their_page(link: str, leads_to: str) -> None:
    assert canonical(link, base="https://heartleaf.example/guide/a") == leads_to


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("file:///etc/passwd", "http"),
        ("ftp://heartleaf.example/a", "http"),
        ("javascript:alert(1)", "http"),
        ("mailto:ada@heartleaf.example", "http"),
        ("heartleaf.example/a", "http"),
        ("https://", "host"),
        ("https://ada:secret@heartleaf.example/", "password"),
        ("https://heartleaf.example:99999/", "is not an address"),
        ("https://[::1/", "is not an address"),
        ("https://heart leaf.example/", "host"),
        ("https://heartleaf..example/", "host"),
        ("https://" + "a" * 64 + ".example/", "host"),
        ("https://heartleaf.example/" + "a" * 3000, "2,048"),
    ],
)
def test_what_is_no_address_says_why(written: str, fault: str) -> None:
    with pytest.raises(AddressError, match=fault):
        canonical(written)


def test_a_page_has_one_id_under_all_spellings() -> None:
    assert page_id("HTTPS://heartleaf.example:443/a?utm_medium=x#y") == page_id(
        "https://heartleaf.example/a"
    )
    assert page_id("https://heartleaf.example/a") != page_id("https://heartleaf.example/A")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.heartleaf.example/a", "heartleaf.example"),
        ("https://a.b.clinic.co.uk:8080/", "clinic.co.uk"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("https://localhost/", "localhost"),
        ("no address", None),
    ],
)
def test_site(url: str, site: str | None) -> None:
    assert site_of(url) == site

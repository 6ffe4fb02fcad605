from pathlib import Path

import pytest

from curette.crawl.sources import (
    Source,
    SourceError,
    is_address_list,
    load_source,
    read_addresses,
    source_of,
)

GOOD = 'seeds = ["https://heartleaf.example/"]\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "heartleaf.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert source == Source("heartleaf", ("https://heartleaf.example/",))
    assert source.pace >= 1
    assert not source.allow_loopback


def test_a_full_file(tmp_path: Path) -> None:
    text = """
        name = "heart"
        seeds = ["HTTPS://heartleaf.example", "https://heartleaf.example/#top"]
        allow = ["/library/*"]
        deny = ["*/print"]
        follow = true
        max_pages = 7
        pace = 2.5
        licence = "CC-BY 4.0"
        contact = "mailto:ada@heartleaf.example"
        allow_loopback = false
    """
    assert load_source(write(tmp_path, text)) == Source(
        name="heart",
        seeds=("https://heartleaf.example/",),
        allow=("/library/*",),
        deny=("*/print",),
        max_pages=7,
        pace=2.5,
        licence="CC-BY 4.0",
        contact="mailto:ada@heartleaf.example",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "`seeds` is missing"),
        ("seeds = []", "`seeds` is missing"),
        ('seeds = "https://heartleaf.example/"', "`seeds` must be a list"),
        ("seeds = [1]", "`seeds` must be a list"),
        ('seeds = ["heartleaf.example"]', "`seeds` 'heartleaf.example' does not begin"),
        ('seeds = ["file:///etc/hostname"]', "`seeds`"),
        (GOOD + "max_page = 3", "`max_page` is not a field"),
        (GOOD + "max_pages = 0", "`max_pages` must be a whole number"),
        (GOOD + "max_pages = 2.5", "`max_pages` must be a whole number"),
        (GOOD + "max_pages = true", "`max_pages` must be a whole number"),
        (GOOD + "pace = -1", "`pace` must be a number"),
        (GOOD + "pace = nan", "`pace` must be a number"),
        (GOOD + 'pace = "slow"', "`pace` must be a number"),
        (GOOD + "follow = 1", "`follow` must be true or false"),
        (GOOD + 'allow_loopback = "yes"', "`allow_loopback` must be true or false"),
        (GOOD + 'allow = ["library/*"]', "begins with /"),
        (GOOD + 'name = "Heart Leaf"', "`name` must be lower-case"),
        (GOOD + "licence = 3", "`licence` must be a text"),
        (GOOD + 'contact = "a\\r\\nX-Evil: 1"', "`contact` must be plain ASCII"),
        ("seeds = [", "is not TOML"),
    ],
)
def test_errors_name_the_file_and_the_field(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        load_source(write(tmp_path, text))
    assert "heartleaf.toml" in str(caught.value)
    assert says in str(caught.value)


def test_a_file_that_is_missing_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(tmp_path / "nowhere.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(tmp_path / "binary.toml")


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("https://heartleaf.example/library/dry-eye", True),
        ("http://www.heartleaf.example/library/dry-eye", True),
        ("https://heartleaf.example/library/dry-eye?page=2", True),
        ("https://heartleaf.example/", True),  # a seed, though no `allow` matches it
        ("https://heartleaf.example/shop/pillow", False),
        ("https://heartleaf.example/library/dry-eye/print", False),
        ("https://heartleaf.example/library/dry-eye?view=print", False),
        ("https://shop.heartleaf.example/library/x", False),
        ("https://heartleaf.example:8443/library/x", False),
        ("https://heartleaf.example.evil.example/library/x", False),
        ("https://evil.example/library/https://heartleaf.example/library/x", False),
    ],
)
def test_scope(url: str, held: bool) -> None:
    source = Source(
        "heartleaf",
        ("https://heartleaf.example/",),
        allow=("/library/*",),
        deny=("*/print", "*view=print*"),
    )
    assert source.holds(url) is held


def test_patterns_with_many_stars_end() -> None:
    source = Source("x", ("https://heartleaf.example/a",), allow=("/" + "*a" * 60 + "*b",))
    assert not source.holds("https://heartleaf.example/" + "a" * 1_900)


def test_a_list_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "\ufeff# clinics\nhttps://heartleaf.example/a\n\n  http://mossbank.example/b  \n"
        "https://heartleaf.example/a\nnot an address\n",
        "utf-8",
    )
    assert read_addresses(path) == (
        "https://heartleaf.example/a",
        "http://mossbank.example/b",
        "not an address",  # becomes a failure of its own when it is fetched
    )


@pytest.mark.parametrize("body", [b"", b"# nothing\n\n", b"\xff\xfe\x00h"])
def test_a_list_without_addresses_says_so(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(body)
    with pytest.raises(SourceError, match=r"list\.txt: .*; "):
        read_addresses(path)


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("https://heartleaf.example/a\nHTTP://mossbank.example/b\n", True),
        ("\ufeffhttps://heartleaf.example/a", True),
        ("https://a.example/1\nhttps://a.example/2\nftp://x\nhttps://a.example/3\n", True),
        ("# a comment alone\n", False),
        ("", False),
        ("Dry eye\n\nhttps://heartleaf.example/dry-eye\n", False),
        ("https://heartleaf.example/a is a good page\n", False),
    ],
)
def test_a_list_is_told_from_a_page(text: str, is_list: bool) -> None:
    assert is_address_list(text) is is_list


def test_a_source_of_addresses_follows_nothing() -> None:
    source = source_of(["https://heartleaf.example/a", "x"])
    assert (source.seeds, source.follow, source.max_pages, source.allow_loopback) == (
        ("https://heartleaf.example/a", "x"), False, 2, False,
    )  # fmt: skip

from __future__ import annotations

import pytest

from curette.extract import extract
from curette.extract.metadata import site
from curette.model import Metadata, RawPage

PROSE = "<p>Cramps come at night, and most pass within minutes when the calf is stretched.</p>"


def meta(head: str, *, url: str | None = None, body: str = "") -> Metadata:
    page = f"<html lang='en-GB'><head>{head}</head><body>{body}{PROSE}</body></html>"
    return extract(RawPage("a", page.encode(), "a.html", url)).meta


def test_head() -> None:
    found = meta(
        """<title>Cramps | Heartleaf</title><meta property="og:title" content="Night  cramps">
        <meta name="author" content="By Ann Fry"><meta property="og:site_name" content="Heartleaf">
        <link rel="canonical" href="https://www.heartleaf.example/cramps">
        <meta property="article:published_time" content="2024-02-03T10:00:00Z">
        <meta name="description" content="What helps.">""",
    )
    assert found.title == "Night cramps"
    assert found.authors == ("Ann Fry",)
    assert found.site_name == "Heartleaf"
    assert found.canonical_url == "https://www.heartleaf.example/cramps"
    assert found.site == "heartleaf.example"
    assert found.published == "2024-02-03"
    assert found.description == "What helps."
    assert (found.language, found.declared_language, found.media) == ("en", "en", "html")


def test_structured_data() -> None:
    found = meta(
        """<script type="application/ld+json">{"@graph": [{"@type": "MedicalWebPage",
        "headline": "Night cramps", "author": [{"name": "Ann Fry"}, {"name": "Bo Lee"}],
        "reviewedBy": {"@type": "Person", "name": "Dr. Cy May"}, "lastReviewed": "2024-05-06",
        "about": {"@type": "MedicalCondition", "name": "Leg cramps"},
        "datePublished": "2023-01-02", "dateModified": "2023-02-31"}]}</script>
        <script type="application/ld+json">{broken</script>"""
    )
    assert found.title == "Night cramps"
    assert found.authors == ("Ann Fry", "Bo Lee")
    assert found.reviewers == ("Dr. Cy May",)
    assert (found.published, found.modified, found.reviewed) == ("2023-01-02", None, "2024-05-06")
    assert found.about == ("Leg cramps",)
    assert found.structured_types == ("MedicalCondition", "MedicalWebPage", "Person")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Cramps</title>", "Cramps"),
        ("", "Heading"),
        ('<title>Cramps | Site</title><meta property="og:title" content=" ">', "Heading"),
    ],
)
def test_title(head: str, title: str) -> None:
    body = "<h1>Heading</h1>" if title == "Heading" else "<h1>A</h1><h1>B</h1>"
    assert meta(head, body=body).title == title


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/cramps", "https://a.example/cramps"),
        ("javascript:void(0)", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_canonical_address(href: str, expected: str | None) -> None:
    found = meta(f'<link rel="canonical" href="{href}">', url="https://a.example/x")
    assert found.canonical_url == expected
    assert found.site == "a.example"


def test_site_is_the_registrable_domain() -> None:
    assert site("https://www.health.example.co.uk/a") == "example.co.uk"
    assert site(None) is None
    assert site("http://127.0.0.1:8000/a") == "127.0.0.1"

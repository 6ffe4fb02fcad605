"""Pages that stand in for another are failures with a cure; articles on the same words are not."""

from __future__ import annotations

import pytest

from curette.extract import extract
from curette.model import PageError, RawPage

PROSE = (
    "<p>A cramp is a sudden, painful tightening of a muscle that lasts a few minutes at most, and "
    "it comes mostly at night.</p>"
)


def read(title: str, body: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    extract(RawPage("p", html.encode(), "p.html", "https://otter.example/x", "text/html"))


@pytest.mark.parametrize(
    ("title", "body", "says"),
    [
        ("404 Not Found", "<h1>Not Found</h1><p>The requested URL is not here.</p>", "not there"),
        ("Page not found | Otter Clinic", f"<h1>Oops</h1>{PROSE}", "not there"),
        ("Otter Clinic", "<h1>Sorry, this page can't be found.</h1><p>Search</p>", "not there"),
        ("Otter Clinic", "<h1>We couldn't find that page</h1><a href=/>Home</a>", "not there"),
        ("Seite nicht gefunden - Otterklinik", "<p>Leider.</p>", "not there"),
        ("Page introuvable", "<p>Revenir</p>", "not there"),
        ("Página no encontrada", "<p>Volver</p>", "not there"),
        ("Pagina non trovata", "<p>Torna</p>", "not there"),
        ("Pagina niet gevonden", "<p>Terug</p>", "not there"),
        ("Nie znaleziono strony", "<p>Wróć</p>", "not there"),
        ("Página não encontrada", "<p>Voltar</p>", "not there"),
        ("ページが見つかりません", "<p>戻る</p>", "not there"),
        ("页面不存在", "<p>返回</p>", "not there"),
        ("Just a moment...", "<p>Checking your browser before you go on.</p>", "may not see it"),
        ("Access Denied", "<h1>Access Denied</h1><p>Reference 18.x</p>", "may not see it"),
        ("Log in | Otter Clinic", "<form><label>Name</label><button>Go</button></form>", "may not"),
        ("otter.example is for sale", "<p>Make an offer.</p>", "for sale"),
        ("503 Service Unavailable", "<p>Try again.</p>", "not working"),
        ("Index of /cramps", "<a href=a>a</a> <a href=b>b</a>", "not working"),
    ],
)
def test_a_page_that_stands_in_for_another(title: str, body: str, says: str) -> None:
    with pytest.raises(PageError) as raised:
        read(title, body)
    assert says in raised.value.failure.error
    assert raised.value.failure.cure


@pytest.mark.parametrize(
    "title",
    [
        "404 days of cramps",
        "Cause not found: living with cramps that nobody explains",
        "Access to care",
        "Coming soon after birth: cramps of the womb",
        "Are you human? On cramps of apes",
        "Forbidden foods and cramps",
    ],
)
def test_an_article_with_such_words_is_read(title: str) -> None:
    read(title, f"<h1>{title}</h1>{PROSE}")


def test_a_page_that_says_more_than_an_error_is_read() -> None:
    read("Page not found", PROSE * 8)

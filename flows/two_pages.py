"""Two pages that a person names, compared as a run would compare them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from curette.dedup.explain import Explanation, Given, explain
from curette.model import CuretteError
from flows.crawl import one_page
from flows.dedup import index_of
from flows.pages import whole_page
from flows.settings import Settings
from flows.sites import known_template


def explained(a: str, b: str, data: Path) -> tuple[Explanation, tuple[str, str]]:
    """Tell why two pages are near-duplicates or not; return their cleaned texts as well.

    Each is the id of a page that a run has compared, and then its text of that day counts; or a
    file, or the id or address of a stored page, which is cleaned by the rules of today.
    """
    names = {name: _page(name, data) for name in (a, b)}
    if names[a][0] == names[b][0] and _two_files(a, b):
        # Files of two folders may share a name, and so an id.
        names = {name: (name, text) for name, (_, text) in names.items()}
    if names[a][0] == names[b][0]:
        raise CuretteError(f"{a} and {b} are one page, {names[a][0]}; name two")
    shared = None
    clusters = {}
    texts = {page: text for page, text in names.values() if text is not None}
    if (data / "dedup").is_dir():
        index = index_of(data)
        recalled = index.recall(page for page, _ in names.values())
        shared = recalled.shared
        same = [page for page, text in recalled.texts.items() if texts.get(page, text) == text]
        texts = recalled.texts | texts
        clusters = {
            member.id: found
            for found in index.clusters(same)
            for member in found.members
            if member.id in same
        }
    one, other = (Given(page, texts[page], clusters.get(page)) for page, _ in (names[a], names[b]))
    return explain(one, other, shared), (one.text, other.text)


def _two_files(a: str, b: str) -> bool:
    one, other = Path(a), Path(b)
    return one.is_file() and other.is_file() and one.resolve() != other.resolve()


def _page(name: str, data: Path) -> tuple[str, str | None]:
    """Return the id of a page, and its text; None where the store of comparisons has it."""
    if not Path(name).is_file() and (data / "dedup").is_dir():
        recalled = index_of(data).recall([name])
        if name in recalled.texts:
            return name, None
    document, _ = whole_page(
        one_page(name, data), partial(known_template, data), seconds=Settings().page_seconds
    )
    return document.id, document.prose

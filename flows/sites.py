"""What the pages of a site repeat is learnt, and struck where a single page could not tell."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.model import Document
from curette.sites.template import SAMPLE, Template, learn
from curette.sites.traits import home, pack, traits_of, unpack
from curette.store import Store
from flows import progress
from flows.pages import site_page
from flows.settings import Settings
from flows.stage import Count, key_of, run_batch
from flows.versions import document_version
from flows.workers import pool


@task(cache_policy=NO_CACHE)
def remember_pages(data: Path) -> list[tuple[str, list[str]]]:
    """Remember every document of the run; return the sites of the run with their pages."""
    pages = defaultdict(list)
    with Store(data) as store:
        assigned = store.assigned("document")
        progress.tell("site", total=len(assigned))
        for page, key in assigned:
            known = store.remembered(page)
            if known is None or known[1] != key:
                traits = traits_of(store.document(key))
                store.remember(page, traits.site, key, document_version(), pack(traits))
                site = traits.site
            else:
                site = known[0]
            if site:
                pages[site].append(page)
            else:
                progress.tell("site", 1)
    return sorted(pages.items())


# A site at a time and not a page: what a page loses hangs on all pages of its site.
@task(cache_policy=NO_CACHE, task_run_name="strike what {first} repeats")
def strike_repeats(batch: list[tuple[str, list[str]]], data: Path, first: str) -> Count:
    """Strike from pages of the sites in `batch`, of which `first` is one, what each repeats."""
    settings = Settings(data=data)
    count = Count()
    with pool(settings.workers, seconds=settings.page_seconds) as workers:
        for site, pages in batch:
            with Store(data) as store:
                template = site_template(store, site)
                work = _touched(store, pages, template)
            progress.tell("site", len(pages) - len(work))
            documents = {page: document for page, document, _ in work}

            def load(store: Store, page: str, documents: dict[str, str] = documents) -> Document:
                return store.document(documents[page])

            found = run_batch(
                "document", [(page, key) for page, _, key in work], load,
                partial(site_page, template=template),
                data=data, version=document_version(), workers=workers, shown="site",
            )  # fmt: skip
            count = count.plus(found)
    return count


@flow(name="sites", validate_parameters=False)
def sites(data: Path) -> Count:
    """Learn what each site of the run repeats, from all its pages so far, and strike it."""
    settings = Settings()
    count = Count()
    batch: list[tuple[str, list[str]]] = []
    with pool(settings.workers, seconds=settings.page_seconds):
        found = remember_pages(data)
        for number, site in enumerate(found, 1):
            batch.append(site)
            if number == len(found) or sum(len(pages) for _, pages in batch) >= settings.batch:
                count = count.plus(strike_repeats(batch, data, batch[0][0]))
                batch = []
    return count


def site_template(store: Store, site: str) -> Template:
    """Return what is known of a site by the pages that the store remembers."""
    return learn([unpack(traits) for traits in store.site_sample(site, SAMPLE)])


def known_template(data: Path, document: Document) -> Template:
    """Return what is known of the site of a document; nothing where nothing is stored."""
    site = home(document)
    if not site or not (data / "clean" / "work.sqlite").is_file():
        return Template()
    with Store(data) as store:
        return site_template(store, site)


def _touched(store: Store, pages: list[str], template: Template) -> list[tuple[str, str, str]]:
    """Return page, key of its document and key of what it becomes, for pages with repeats."""
    work: list[tuple[str, str, str]] = []
    if not template.words and not template.slots:
        return work
    for page in pages:
        known = store.remembered(page)
        part = template.part(unpack(known[2])) if known else ""
        if known and part:
            work.append((page, known[1], key_of(document_version(), known[1], part)))
    return work

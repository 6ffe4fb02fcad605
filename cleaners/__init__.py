"""What does not belong in an article, and why: the cleaners, in order, and their runner.

A cleaner is a module with `find(document)`, a generator of `Removal` and `Flag`. Its tables are
`RULES`; what it strikes by judgement stands in `RULES_IN_CODE`. One more wants its site's template
beside the document, and runs when the pages of the site are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners import (
    consent,
    furniture,
    leftovers,
    name_dropping,
    off_article,
    promos,
    references,
    repeats,
    site_template,
    spinner,
)

if TYPE_CHECKING:
    from types import ModuleType

    from curette.model import Document
    from curette.sites.template import Template

CLEANERS: tuple[ModuleType, ...] = (
    off_article,
    consent,
    promos,
    furniture,
    repeats,
    references,
    name_dropping,
    spinner,
    leftovers,
)


def clean(document: Document) -> Document:
    """Return the document with every cleaner's claims entered in its ledger."""
    for cleaner in CLEANERS:
        document = document.strike(cleaner.find(document))
    return document


def clean_with_site(document: Document, template: Template) -> Document:
    """Return a cleaned document with what recurs on its site struck as well."""
    struck = document.strike(site_template.find(document, template))
    if struck.ledger == document.ledger:
        return struck
    return struck.strike(leftovers.find(struck))


def rule_names() -> frozenset[str]:
    """Return `<cleaner>/<name>` of every rule, of tables and of code: what a ledger may name."""
    names: set[str] = set()
    for cleaner in (*CLEANERS, site_template):
        names.update(rule.grounds.rule for rule in getattr(cleaner, "RULES", ()))
        names.update(grounds.rule for grounds in getattr(cleaner, "RULES_IN_CODE", ()))
    return frozenset(names)

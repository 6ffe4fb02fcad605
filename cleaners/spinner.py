"""Strike sentences that an article spinner garbled, and whole pages that it garbled throughout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from curette.garbled import Assessment, Verdict, assess
from curette.garbled.page import LONGEST_TEXT
from curette.model import Document, Flag, Removal
from curette.rules import Grounds
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

# Past this share of its sentences of running text a page is struck whole: what is left of it
# cannot be trusted. The spun seed page, which still holds honest advice, has 0.52.
QUARANTINE_SHARE = 2 / 3
# A page with fewer sentences of running text than this is never struck whole on a share.
LEAST_SENTENCES = 3

# The reasons of the ledger are the evidence on the very sentence or page; these stand for the kind.
SENTENCE = Grounds(
    "spinner/garbled-sentence", "garbled", "Words that an article spinner put in are out of place."
)
PAGE = Grounds(
    "spinner/mostly-garbled",
    "rejected",
    f"More than {QUARANTINE_SHARE:.0%} of the sentences of running text are garbled.",
)
RULES_IN_CODE = (SENTENCE, PAGE)


def find(document: Document) -> Iterator[Removal | Flag]:
    """Yield a removal for every garbled sentence, and flag the page that holds them."""
    standing = [
        sentence
        for start, end in document.kept()
        for sentence in sentences(document.text, start, end)
    ]
    found = assess(document.text, standing, document.meta.language)
    if not found.assessed:
        yield Flag("spinner-not-assessed", f"Not judged for spinning: {found.because}.")
        return
    if len(document.text) > LONGEST_TEXT:
        yield Flag(
            "spinner-partly-assessed", f"Judged for spinning up to character {LONGEST_TEXT:,}."
        )
    if not found.spun:
        return
    yield Flag("spun", f"A spinner went over this page: {found.because}.")
    for verdict in found.sentences:
        if verdict.garbled:
            yield _removal(verdict)
    if _mostly_garbled(found):
        share = f"{found.garbled_share:.0%} of the sentences of running text are garbled, "
        yield replace(
            PAGE.strike(0, len(document.text)), reason=f"{share}past {QUARANTINE_SHARE:.0%}."
        )


def _removal(verdict: Verdict) -> Removal:
    """Return the removal of a garbled sentence, with its evidence."""
    suggestions = [
        f"suggestion: {s.suggestion}" for s in verdict.suspects if s.suggestion is not None
    ]
    cut = SENTENCE.strike(verdict.start, verdict.end, *suggestions)
    return replace(cut, reason=f"{verdict.because}.")


def _mostly_garbled(found: Assessment) -> bool:
    running = sum(verdict.running for verdict in found.sentences)
    return running >= LEAST_SENTENCES and found.garbled_share > QUARANTINE_SHARE

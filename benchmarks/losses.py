"""Count what a cleanup must never lose, and the consent text it must never leave.

    python -m benchmarks.losses --data DIR [--show]     # DIR: with structure/ and extraction/ in it

Advice, red flags and causes of the gold pages that a cut touches; sentences of the extraction truth
that warn, send to a doctor or give a dose, and are struck; lines of consent text still standing on
the extraction pages. The patterns here are of their own: no cleaner reads them. The shipped judge
has seen the extraction pages; `benchmarks.snippets` reads pages with judges that have not.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaners import clean
from curette.extract import extract
from curette.model import CuretteError, Document, RawPage
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLD = ("seeds_gold.json", "dev_pages_gold.json", "articles_gold.json")
ITEMS = ("advice", "red_flags", "causes")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 3
_WARNS = re.compile(
    r"""(?ix)
    \b(?:call|see|seek|contact|consult|ask|talk\sto|speak\s(?:to|with)|visit)\b [^.!?\n]{0,60}
    \b(?:911|999|112|doctor|physician|gp|nurse|pharmacist|midwife|dentist|ambulance|attention
       |specialist|hotline|helpline)\b
    | \b(?:emergency|overdos\w+|poison\w*|contraindicat\w+|side\seffects?|dos(?:e|es|age))\b
    | \bwarning\ssigns?\b | \d\s?(?:mg|mcg|ml|iu)\b
    """
)
_CONSENT = re.compile(
    r"""(?ix)
    \b(?:we|this\s(?:web)?site|our\spartners?)\b [^.!?\n]{0,40} \b(?:use|uses|using)\b
       [^.!?\n]{0,20} \bcookies?\b
    | \b(?:accept|reject|manage|allow|decline)\b [^.!?\n]{0,15} \b(?:cookies?|all\s(?:and|&))
    | \bwe\s(?:value|respect|care\sabout)\syour\sprivacy\b
    | \bby\scontinuing\b [^.!?\n]{0,60} \b(?:agree|consent|accept)\b
    | \blegitimate\sinterests?\b [^.!?\n]{0,60} \bpartners?\b
    | \b(?:wir|diese\swebsite)\b [^.!?\n]{0,30} \bcookies\b
    | \b(?:nous\sutilisons|utilizamos|usamos|utilizziamo|używamy|wij\sgebruiken|vi\sbruger)\b
       [^.!?\n]{0,30} \bcookie
    """
)


class _Job(NamedTuple):
    name: str
    page: RawPage
    truth: str | None
    health: bool


class _Found(NamedTuple):
    name: str
    counts: Counter[str]
    shown: tuple[str, ...]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--show", action="store_true", help="print each thing lost or left")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(2) as pool:
        gold = pool.map(_gold_losses, *zip(*_gold(options.data), strict=True))
        pages = pool.map(_page_losses, _pages(options.data), chunksize=20)
        for found in (*gold, *pages):
            total += found.counts
            if options.show:
                for line in found.shown:
                    print(found.name, line)
    print(json.dumps(dict(sorted(total.items())), indent=1))


def _gold(data: Path) -> Iterator[tuple[_Job, list[tuple[str, str]]]]:
    """Yield each gold page with its items, as (kind, quote)."""
    truth = {str(row["id"]): row for row in _rows(data / "extraction" / "truth.jsonl")}
    for file in GOLD:
        gold: dict[str, Any] = json.loads((data / "structure" / file).read_text(encoding="utf-8"))
        for row in gold["documents"]:
            name = str(row["doc_id"])
            url = row.get("url") or (truth[name]["url"] if name in truth else None)
            items = [(kind, item["quote"]) for kind in ITEMS for item in row.get(kind, ())]
            if "text" in row:
                page = RawPage(name, row["text"].encode(), f"{name}.txt", url, "text/plain")
            else:
                page = _html(data, name, url)
            yield _Job(name, page, None, health=True), items


def _pages(data: Path) -> Iterator[_Job]:
    for row in _rows(data / "extraction" / "truth.jsonl"):
        name = str(row["id"])
        yield _Job(name, _html(data, name, row["url"]), row["text"], bool(row["health"]))


def _html(data: Path, name: str, url: str | None) -> RawPage:
    content = gzip.decompress((data / "extraction" / "html" / f"{name}.html.gz").read_bytes())
    return RawPage(name, content, f"{name}.html", url, "text/html")


def _gold_losses(job: _Job, items: list[tuple[str, str]]) -> _Found:
    """Count the gold items of a page that its words lack after cleaning."""
    document = clean(extract(job.page))
    counts: Counter[str] = Counter()
    shown = []
    kept, read = _words(document.clean_text), _words(document.text)
    for kind, quote in items:
        words = _words(quote)
        if words not in read:
            counts["gold items not in the page's own text"] += 1
            continue
        counts[f"gold {kind}"] += 1
        if words not in kept:
            by = "spinner" if _struck_by(document, quote) == {"garbled"} else "boilerplate"
            counts[f"gold {kind} lost to {by}"] += 1
            shown.append(f"{kind} lost to {by}: {quote}")
    return _Found(job.name, counts, tuple(shown))


def _page_losses(job: _Job) -> _Found:
    """Count the warnings of a page's truth that were struck, and consent text that was not."""
    counts: Counter[str] = Counter()
    try:
        document = clean(extract(job.page))
    except CuretteError:
        return _Found(job.name, counts, ())
    shown = []
    kept, read = _words(document.clean_text), _words(document.text)
    truth = job.truth or ""
    whose = "health pages" if job.health else "other pages"
    for start, end in sentences(truth, 0, len(truth)):
        words = _words(truth[start:end])
        if len(words.split()) < _FEWEST_WORDS or words not in read:
            continue
        if _WARNS.search(truth[start:end]):
            counts[f"warnings, {whose}"] += 1
            if words not in kept:
                counts[f"warnings struck, {whose}"] += 1
                shown.append(f"warning struck: {truth[start:end]}")
    for line in document.clean_text.splitlines():
        if _CONSENT.search(line) and _words(line) not in _words(truth):
            counts["lines of consent text left"] += 1
            shown.append(f"consent left: {line[:200]}")
    counts["pages with consent text"] += bool(_CONSENT.search(document.text))
    return _Found(job.name, counts, tuple(shown))


def _struck_by(document: Document, quote: str) -> set[str]:
    at = document.text.find(quote)
    return {cut.kind for cut in document.ledger if at < cut.end and cut.start < at + len(quote)}


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()

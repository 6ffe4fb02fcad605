"""Make sites whose furniture no single page gives away, for `benchmarks.sites`.

Articles are put together from sentence patterns, so that no two share a sentence by chance; the
furniture and the passages that must survive lie in `site_texts.toml`.
"""

from __future__ import annotations

import random
import tomllib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from curette.model import RawPage

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = tomllib.loads((Path(__file__).parent / "site_texts.toml").read_text(encoding="utf-8"))
SETS = ("seen", "unseen")
LAYOUTS = ("article", "boxes", "bare", "blog")
COPIES = 6
"""How often one article of a site with copies is served again, under other addresses."""

_PLACES = """ankle elbow wrist shoulder calf thigh scalp eyelid gum tongue jaw collarbone heel toe
thumb ear nostril throat kidney bladder gallbladder colon stomach liver lung windpipe shin hip
knee tailbone forearm spine""".split()  # noqa: SIM905
_ILLS = """cramp rash ulcer strain stone abscess sprain swelling cyst wart neuralgia tremor
inflammation spasm polyp fracture blister haemorrhage boil numbness""".split()  # noqa: SIM905
_DOINGS = """gardening knitting swimming typing fasting cycling digging singing rowing dancing
painting ironing juggling sewing skating fishing baking whittling""".split()  # noqa: SIM905
_THINGS = """ginger oatmeal lavender vinegar magnesium honey nettle camphor chamomile zinc
turmeric peppermint cinnamon rosemary flaxseed garlic fennel sage""".split()  # noqa: SIM905
_PEOPLE = """bakers teachers sailors drivers singers farmers nurses painters waiters cleaners
pianists miners tailors carpenters students gardeners""".split()  # noqa: SIM905
_PATTERNS = (
    "A {ill} of the {place} comes on within {n} days and is most often seen in {people}.",
    "It starts as a dull feeling near the {place}, and after {n} hours of {doing} it grows sharp.",
    "Of {n}0 {people}, every {k}th had a {ill} near the {place} after a summer of {doing}.",
    "Cold water with {thing} soothes the {place} for about {n} minutes.",
    "What brings on a {ill} is mostly {doing} with a {place} that has not been warmed up.",
    "Some {people} swear by {thing}, though trials with {n} volunteers found no more than chance.",
    "Rest the {place} for {n} days and begin {doing} again with half of the usual load.",
    "A {ill} may come back, above all where {doing} goes on for more than {n} hours.",
    "The {place} is supplied by a small artery, and when {doing} squeezes it a {ill} can follow.",
    "Try {thing} on a small patch first, since one of {n} {people} reacts to it.",
    "An X-ray of the {place} shows an old {ill} as a faint line {k} millimetres long.",
    "Before {doing}, roll the {place} {n} times each way and breathe out slowly.",
    "Older {people} notice the {ill} at night, when the {place} has been still for {k} hours.",
    "Doctors press on the {place} with {k} fingers to tell a {ill} from a bruise.",
    "{Thing} tea has been drunk for a {ill} since long before anyone knew what a {place} was for.",
    "With {doing} given up for {n} weeks, {k} of ten {people} were free of the {ill}.",
)
_MONTHS = ("January", "March", "April", "June", "August", "October", "November")


class MadePage(NamedTuple):
    """A page and what stands on it: the site's own, what must survive, and the article itself."""

    page: RawPage
    furniture: tuple[str, ...]
    survivors: tuple[str, ...]
    content: tuple[str, ...]


def site(
    which: str, layout: str, number: int, size: int, *, copies: bool = False
) -> list[MadePage]:
    """Return `size` articles of one made site, and where asked copies of the first two."""
    chance = random.Random(f"{which} {layout} {number} {size}")
    texts = TEXTS[which]
    house = {
        kind: chance.choice(texts["furniture"][kind])
        for kind in (
            "about",
            "disclaimer",
            "invitation",
            "teaser",
            "bio",
            "pitch",
            "advert",
            "note",
        )
    }
    survivors = {kind: chance.choice(found) for kind, found in texts["survivor"].items()}
    name = f"{which}-{layout}-{number}-{size}.example"
    pages = []
    for at in range(size):
        made = _article(chance, house, survivors, at)
        pages.append(_page(name, f"a{at:03}", layout, made))
        if copies and at < 2:
            for copy in range(COPIES):
                address = ("print", "page/2", "x1", "x2", "x3", "x4")[copy]
                pages.append(_page(name, f"a{at:03}/{address}", layout, made))
    return pages


class _Article(NamedTuple):
    title: str
    top: list[str]
    body: list[tuple[str, str]]
    end: list[str]
    survivors: list[str]
    adverts: list[str]


def _article(
    chance: random.Random, house: dict[str, Any], survivors: dict[str, Any], at: int
) -> _Article:
    place, ill = chance.choice(_PLACES), chance.choice(_ILLS)
    thing = chance.choice(_THINGS)
    body: list[tuple[str, str]] = []
    kept: list[str] = []
    for heading in (f"What is {ill}?", "Causes", "What helps", "Outlook"):
        body.append(("h2", heading))
        for _ in range(2):
            body.append(("p", " ".join(_sentences(chance, place, ill, thing, 3))))
        if heading == "What helps":
            body += [("li", sentence) for sentence in _sentences(chance, place, ill, thing, 3)]

    def put(kind: str, share: float, where: int, tag: str = "p") -> None:
        if chance.random() < share:
            said = survivors[kind]
            rows = said if isinstance(said, list) else [said]
            body[where:where] = [("tr" if isinstance(said, list) else tag, row) for row in rows]
            kept.extend(rows)

    put("definition", 0.6, 2)
    put("advice", 0.8, 8)
    put("dose", 0.7, 9)
    body += [("h2", "When to see a doctor")]
    put("help", 0.7, len(body))
    put("warning", 0.9, len(body))
    adverts = [house["advert"]] if chance.random() < 0.7 else []
    body[4:4] = [("p", advert) for advert in adverts]
    note = house["note"].format(
        n=chance.randint(1000, 99999), d=chance.randint(1, 28), m=chance.choice(_MONTHS),
        y=chance.randint(15, 25), k=chance.randint(2, 9),
    )  # fmt: skip
    end = [house["about"], house["disclaimer"], house["invitation"], house["pitch"]]
    chance.shuffle(end)
    if chance.random() < 0.8:
        end.insert(0, house["teaser"])
    end.insert(0, house["bio"][at % 3])
    title = f"{ill.capitalize()} of the {place}: what {thing} and rest can do ({at + 1})"
    return _Article(title, [note], body, end, kept, adverts)


def _sentences(
    chance: random.Random, place: str, ill: str, thing: str, count: int
) -> Iterator[str]:
    for pattern in chance.sample(_PATTERNS, count):
        yield pattern.format(
            place=place, ill=ill, thing=thing, Thing=thing.capitalize(),
            doing=chance.choice(_DOINGS), people=chance.choice(_PEOPLE),
            n=chance.randint(3, 97), k=chance.randint(2, 9),
        )  # fmt: skip


def _page(site_name: str, slug: str, layout: str, made: _Article) -> MadePage:
    address = f"https://www.{site_name}/{slug}"
    markup = _LAYOUT[layout].format(
        title=escape(made.title),
        site=site_name.partition(".")[0],
        top="".join(f"<p>{escape(line)}</p>\n" for line in made.top),
        body="\n".join(_elements(made.body)),
        end="".join(f"<p>{escape(line)}</p>\n" for line in made.end),
    )
    house = (*made.top, *made.end, *made.adverts)
    apart = {*made.survivors, *made.adverts}
    content = [text for _, text in made.body if text not in apart]
    page = RawPage(
        f"{site_name}-{slug}".replace("/", "-"), markup.encode(), address, address, "text/html"
    )
    return MadePage(page, house, tuple(made.survivors), tuple(content))


def _elements(body: list[tuple[str, str]]) -> Iterator[str]:
    around = {"li": "ul", "tr": "table"}
    last = ""
    for tag, text in body:
        if tag != last and last in around:
            yield f"</{around[last]}>"
        if tag != last and tag in around:
            yield f"<{around[tag]}>"
        if tag == "tr":
            yield (
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in text.split("\t")) + "</tr>"
            )
        else:
            yield f"<{tag}>{escape(text)}</{tag}>"
        last = tag
    if last in around:
        yield f"</{around[last]}>"


_HEAD = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | {site}</title></head>"
)
_LAYOUT = {
    "article": _HEAD
    + "<body><nav><a href=/>Home</a> <a href=/a-z>A to Z</a></nav><main><article><h1>{title}</h1>"
    "{top}{body}{end}</article></main><footer><p>© {site}</p></footer></body></html>",
    "boxes": _HEAD
    + "<body><div id=top><a href=/>Start</a> <a href=/all>All pages</a></div><div class=wrap>"
    "<div class=col8><h1>{title}</h1><div class=txt>{top}{body}</div><div class=txt>{end}</div>"
    "</div></div><div id=bottom><a href=/p>Privacy</a></div></body></html>",
    "bare": _HEAD + "<body><h1>{title}</h1>{top}{body}{end}</body></html>",
    "blog": _HEAD + "<body class=single><div id=page><div id=content><div class='post hentry'>"
    "<h1 class=entry-title>{title}</h1><div class=entry-content>{top}{body}{end}</div></div></div>"
    "<div id=sidebar><ul><li><a href=/1>June</a></li><li><a href=/2>July</a></li></ul></div></div>"
    "</body></html>",
}

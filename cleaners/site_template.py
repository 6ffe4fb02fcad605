"""Strike what a site puts on its unrelated articles, where a single page could not tell.

The template says how widely a block recurs; this says whether it is the site speaking. A warning,
a dose, advice and plain health content stay however often they recur, and are flagged.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from curette.model import Flag, Removal
from curette.rules import Grounds, Rule, load_rules
from curette.sites.template import title_words
from curette.sites.traits import FOLDER, mostly_stands, prints_of, remembered
from curette.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.model import Document
    from curette.sites.template import Fact, Template

_TABLES = Path(__file__).parent / "rules"
RULES = load_rules(_TABLES / "site_template.toml")
MARGIN = Grounds(
    "site_template/margin",
    "off_article",
    "Prose between the article and the edge of the page, word for word on other articles.",
)
ELSEWHERE = Grounds(
    "site_template/struck-elsewhere",
    "off_article",
    "The same words are off the article on most of the pages that have them.",
)
RULES_IN_CODE = (MARGIN, ELSEWHERE)

# Shorter blocks recur by right ("Symptoms", "Rest", "Drink plenty of water"): they go only where
# they speak of the site and stand at the page's edge or are struck elsewhere.
WORDS_OF_PROSE = 8
# One word makes a sentence health content. Beside a sentence in which the site speaks of itself it
# takes so many, and this share of all: "sleep" alone makes no advice of a motto.
HEALTH_SHARE = 0.08
HEALTH_WORDS = 2
# A word of the table with so many letters is also the beginning of longer ones.
_LETTERS_OF_A_BEGINNING = 5
# One thing of several: what it means hangs on the others, and its words may be names alone.
_LISTED = frozenset({"row", "list_item", "term", "definition"})
_REMEMBERED = 4096
# A site's name of fewer letters may be a word like any other.
LETTERS_OF_A_NAME = 6

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# What a reader must not miss, in ten languages: numbers to call, doses, orders not to do a thing,
# whoever should be asked for help, and the people who must take care.
_WARNS = re.compile(
    r"""(?ix)
    \b(?:911|999|112|988|116\s?\d{3}|13\s?11\s?14)\b | \bambulance\b | \bemergenc(?:y|ies)\b
    | \b(?:a\s?&\s?e|casualty|poison\w*|overdos\w+|suicid\w+|self-?harm\w*|crisis)\b
    | \b(?:a|an|any|your|the|his|her|their)\s(?:\w+\s){0,2}
      (?:doctors?|gp|physicians?|midwife|nurse|pharmacists?|dentist|p(?:a)?ediatrician|vet|surgery
        |optometrist|specialist|provider|professional|hospital|clinic)\b
    | \b(?:seek|get|need)\s(?:\w+\s){0,3}(?:help|care|attention|advice|treatment)\b
    | \bmedical\s(?:help|attention|care)\b | \b(?:go|taken?|rush)\sto\s(?:the\s|a\s)?hospital\b
    | \b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|μg|g|kg|ml|iu|units?|mmol(?:/l)?|drops|tablets|puffs
        |capsules|teaspoons?|mg/kg|ml/kg|mmhg)\b
    | \b(?:do\snot|don['’]t|never|must\snot|should\snot|shouldn['’]t|cannot|avoid|stop)\s
      (?:\w+\s){0,3}(?:tak(?:e|ing)|us(?:e|ing)|giv(?:e|ing)|eat(?:ing)?|drink(?:ing)?|driv(?:e|ing)
        |stop(?:ping)?|exceed|combin(?:e|ing)|mix|swallow|apply|touch|smok(?:e|ing)|chew|crush
        |wait|ignore|breast-?feed(?:ing)?)\b
    | \b(?:warning|danger(?:ous)?|caution|contra-?indicat\w+|side\seffects?|unsafe|not\ssafe
        |life-?threatening|fatal|deadly|allergic|anaphyla\w+|out\sof\s(?:the\s)?reach)\b
    | \b(?:pregnan\w+|breast-?feeding|children\sunder|(?:under|over)\s\d+\syears)\b
    | \b(?:notarzt|notruf|notaufnahme|[äa]rzt\w*|apotheker\w*|schwanger\w*|urgenc\w+|m[ée]dic[oa]s?
        |m[ée]decin\w*|farmac[ée]utic[oa]|pharmacien\w*|embaraz\w+|enceinte|samu|pronto\ssoccorso
        |medico|farmacist\w|gravidanza|huisarts|apotheker|zwanger\w*|spoedeisende|lekarz\w*
        |pogotowi\w+|ciąż\w+|gr[áa]vid\w+|l[äæ]kare?|lege(?:n|vakt)?|врач\w*|скор\w+\sпомощ\w*)\b
    | 医師|医生|醫生|救急|急诊|急診|薬剤師|药师|妊娠|怀孕|의사|응급
    """
)
# An order, a recommendation or a condition: advice, where the site does not speak of itself, and
# where it does, if it speaks of health as well.
_ADVISES = re.compile(
    r"""(?ix)
    \b(?:should|must|ought\sto|recommend\w*|advis(?:e|es|ed|able)|avoid|never|do\snot|don['’]t
        |try\sto|make\ssure|be\scareful|at\sonce|immediately|right\saway|without\sdelay|urgent\w*)\b
    | \bif\s(?:you|your|it|the|a|an|he|she|they|there|someone|somebody|symptoms)\b
    | \A\W*(?:please\s|always\s|also\s)?(?:walk|keep|take|drink|rest|eat|sleep|wear|use|wash|lie
        |sit|stand|apply|put|hold|stretch|breathe|check|store|give|let|limit|reduce|choose|stop|move|raise
        |lower|warm|cool|cover|clean|rinse|chew|swallow|measure|weigh|count|turn|roll|press|rub
        |massage|soak|brush|floss|stay|go|get|call|ring|dial|ask|tell|see|watch|bring|remove|wait
        |begin|start|bend|lift|change|replace|cut|cook|boil|throw|talk|write\sdown|note|plan)\b
    """
)
# Said of a doctor in a disclaimer, and no more than that.
_SPECIFIC = re.compile(
    r"(?i)\b(?:emergenc(?:y|ies)|ambulance|hospital|91[12]|999|112|988|immediately|at once"
    r"|urgent\w*|poison\w*|overdos\w+|suicid\w+|pregnan\w+|dose|doses|mg|ml|allerg\w+)\b"
)
_WHY_KEPT = {
    "warns": "it warns, gives a dose, or sends to a doctor",
    "advises": "it may be advice",
    "health": "it speaks of health",
    "subject": "it speaks of this page's own subject",
    "unproven": "nothing shows that it is the site speaking of itself",
}


class _Block(NamedTuple):
    start: int
    end: int
    kind: str
    words: int
    fact: Fact
    where: str


def find(document: Document, template: Template) -> Iterator[Removal | Flag]:
    """Yield a removal for each block of the site's own, and a flag for each repeat that stays."""
    names = _names(document)
    subject = title_words(document.meta.title) - template.common
    english = document.meta.language in (None, "en")
    for block in _recurring(document, template):
        if block.kind == "heading":
            continue  # goes with what it heads, or stays with it: the cleaner of leftovers knows
        if block.words < WORDS_OF_PROSE or block.fact.blanks:
            yield from _short(document, block, names)
        elif english:
            yield from _prose(document, block, names, subject)
        else:
            yield from _foreign(document, block)


def _recurring(document: Document, template: Template) -> Iterator[_Block]:
    where = "folder" if template.site.startswith(FOLDER) else "site"
    for block in remembered(document):
        if not mostly_stands(document, block):
            continue
        text = document.text[block.start : block.end]
        if not _WORD.search(text):
            continue
        words, slots = prints_of(text)
        fact = template.fact(words, slots)
        if fact is not None:
            yield _Block(block.start, block.end, block.kind, _length(text), fact, where)


def _length(text: str) -> int:
    """Return how many words a text has; where none are set apart, two signs make one."""
    return len(_WORD.findall(text)) + len(_CJK.findall(text)) // 2


def _short(document: Document, block: _Block, names: tuple[str, ...]) -> Iterator[Removal]:
    text = document.text[block.start : block.end]
    if block.kind == "row" or block.fact.reach != "wide" or _WARNS.search(text):
        return
    talk = _talk(text, names, notes=True)
    if talk is not None and (block.fact.edge or block.fact.struck):
        yield _strike(talk, block.start, block.end, block)


def _prose(
    document: Document, block: _Block, names: tuple[str, ...], subject: frozenset[str]
) -> Iterator[Removal | Flag]:
    text = document.text
    parts = list(sentences(text, block.start, block.end))
    said = [text[part.start : part.end] for part in parts]
    talk = [_talk(sentence, names, notes=len(said) == 1) for sentence in said]
    disclaims = any(grounds is not None and grounds.kind == "disclaimer" for grounds in talk)
    lone = not any(talk)
    stays = [
        _stays(sentence, grounds, disclaims=disclaims, lone=lone)
        for sentence, grounds in zip(said, talk, strict=True)
    ]
    first = next((grounds for grounds in talk if grounds is not None), None)
    talked = sum(len(sentence) for sentence, grounds in zip(said, talk, strict=True) if grounds)
    mostly = block.fact.edge or 2 * talked > sum(map(len, said))
    if first is not None and mostly and not any(stays):
        yield _strike(first, block.start, block.end, block)
        return
    if first is not None:
        for part, grounds, keep in zip(parts, talk, stays, strict=True):
            if grounds is not None and not keep:
                yield _strike(grounds, part.start, part.end, block)
        yield _flag(block, next(filter(None, stays), "unproven"))
        return
    why = next(filter(None, stays), "")
    if not why and subject & title_words(text[block.start : block.end]):
        why = "subject"
    if not why and block.kind not in _LISTED:
        if block.fact.struck:
            yield _strike(ELSEWHERE, block.start, block.end, block)
            return
        if block.fact.edge:
            yield _strike(MARGIN, block.start, block.end, block)
            return
    yield _flag(block, why or "unproven")


def _foreign(document: Document, block: _Block) -> Iterator[Removal | Flag]:
    """Judge prose in a language whose words for health are not known here: by its place alone."""
    text = document.text[block.start : block.end]
    listed = block.kind in _LISTED
    if _WARNS.search(text):
        yield _flag(block, "warns")
    elif not listed and (block.fact.struck or block.fact.edge):
        grounds = ELSEWHERE if block.fact.struck else MARGIN
        yield _strike(grounds, block.start, block.end, block)
    else:
        yield _flag(block, "unproven")


@lru_cache(maxsize=_REMEMBERED)
def _stays(sentence: str, talk: Grounds | None, *, disclaims: bool, lone: bool) -> str:
    """Return why a sentence must not be struck, however often it recurs; empty if it may be.

    `lone`: no sentence of its block is the site speaking of itself, so one word is enough.
    """
    if talk is not None and talk.kind == "disclaimer" and not _SPECIFIC.search(sentence):
        return ""
    health = _speaks_of_health(sentence, lone=lone)
    if _WARNS.search(sentence):
        # "Always ask your doctor." goes on with a disclaimer; with a sign of illness it is advice.
        return "" if disclaims and not health and not _SPECIFIC.search(sentence) else "warns"
    if (health or talk is None) and _ADVISES.search(sentence):
        return "advises"
    return "health" if health and talk is None else ""


# Furniture is the same on every page of a site: what was found of it once is remembered.
@lru_cache(maxsize=_REMEMBERED)
def _talk(sentence: str, names: tuple[str, ...], *, notes: bool) -> Grounds | None:
    """Return the rule by which a sentence is the site speaking of itself."""
    for rule in RULES:
        if rule.name == "page-note" and not notes:
            continue
        if rule.pattern is not None and rule.pattern.search(sentence):
            return rule.grounds
    low = sentence.lower()
    return _ABOUT_SITE.grounds if any(name in low for name in names) else None


def _speaks_of_health(sentence: str, *, lone: bool) -> bool:
    words = _WORD.findall(sentence.lower())
    found = sum(map(_of_health, words))
    return found > 0 if lone else found >= max(HEALTH_WORDS, HEALTH_SHARE * len(words))


def _of_health(word: str) -> bool:
    known = _health_words()
    if word in known or word.removesuffix("s") in known:
        return True
    return any(word[:size] in known for size in range(_LETTERS_OF_A_BEGINNING, len(word)))


def _names(document: Document) -> tuple[str, ...]:
    """Return what the site is called, but for names that are words of health."""
    meta = document.meta
    names = {(meta.site_name or "").lower(), (meta.site or "").partition(".")[0].lower()}
    return tuple(
        sorted(name for name in names if len(name) >= LETTERS_OF_A_NAME and not _of_health(name))
    )


def _strike(grounds: Grounds, start: int, end: int, block: _Block) -> Removal:
    reason = f"{grounds.reason} It stands on {block.fact.said} of this {block.where}."
    return Removal(start, end, grounds.rule, grounds.kind, reason)


def _flag(block: _Block, why: str) -> Flag:
    return Flag(
        "recurs-on-site",
        f"Stands on {block.fact.said} of this {block.where}, and is kept: {_WHY_KEPT[why]}.",
        block.start,
        block.end,
    )


@cache
def _health_words() -> frozenset[str]:
    rows = (_TABLES / "health_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(rows[1:])


_ABOUT_SITE: Rule = next(rule for rule in RULES if rule.name == "about-site")

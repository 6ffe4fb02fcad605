"""Questions of readers that a professional answers, though the judge places them off the article.

No cleaner: `off_article` asks here, and keeps and flags them. Such a section often stands in a box
of its own below an article, where comments and teasers stand too; and it gives advice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners import places
from cleaners.safety import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from curette.model import Block, Document

_LINE_CHARS = 160
# The question stands so few blocks above the line that says who answers.
_BLOCKS_OF_A_QUESTION = 4
# A box around the question, one around the line, and one around both.
_LEVELS = 3
_MOSTLY_LINKS = 0.5
_QUESTION_WORDS = 4
# Shorter than this below a question is a call to send one's own.
_ANSWER_WORDS = 8
# An answer of more blocks than these has run on into another part of the page.
_MOST_BLOCKS = 20

_PROFESSION = re.compile(
    r"""(?ix)\b(?:
    dr | prof | professor | doctors? | gps? | physicians? | nurses? | midwi(?:fe|ves) | pharmacists?
    | diet[ic]tians? | nutritionists? | physio(?:therapist)?s? | podiatrists? | chiropodists?
    | dentists? | hygienists? | psychiatrists? | (?:psycho)?therapists? | counsell?ors? | surgeons?
    | opticians? | optometrists? | pa?ediatricians? | geriatricians? | obstetricians? | clinicians?
    | experts? | specialists? | [a-z]{3,}ologists? | m\.?d | r\.?n | vets? | veterinarians?
    | arzt | ärztin | ärzte | apotheker(?:in)? | hebamme | médecins? | pharmaciens? | docteure?
    | médic[oa]s? | doctora? | farmacéutic[oa]s? | medic[oi] | dottor(?:e|essa) | farmacist[ai]
    | huisarts(?:en)? | apotheker | lekarz | lekarka | farmaceuta
    )\b"""
)
_VERB = (
    r"(?:answer(?:s|ed)?|repl(?:y|ies|ied)|respon(?:se|ds|ded)|antwort(?:et)?|répon(?:d|se)"
    r"|respond[eu]|respuesta|respondió|risponde|risposta|antwoordt?|odpowiada|odpowiedź)"
)
# "Answered by Ann Grey on 3 May"; "Dr. Grey replies"; "The nurse answers: Yes, but ..."; "Our
# doctor's answer".
_BY = re.compile(rf"{_VERB}\s(?:by|from|von|d[eiu]|van|da)\s(?P<who>.+)", re.IGNORECASE)
_SAYS = re.compile(rf"(?P<who>.{{2,60}}?)(?:['’]s)?\s{_VERB}(?P<rest>\W.*|)", re.I | re.S)
_COLON = re.compile(r"[^.!?:\n]{0,40}:\s")
_DAY = re.compile(r"[^.!?:]{0,40}[:.]?")
# The head of a column: "Ask the doctor", "Your questions to our pharmacist", "Dr. Grey answers".
_COLUMN = re.compile(
    rf"\b(?:ask|asks|asked|questions?|q\s?(?:&|and)\s?a|letters|mailbag|{_VERB}"
    r"|fragen|frage|questions?|demande[zr]?|preguntas?|domande|vragen|pytania)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?:q|question|frage|pregunta|domanda|vraag|pytanie)\s?\d{0,2}\s?[:.)]", re.I)
_BYLINE = re.compile(r"\b[Bb]y\s((?:[A-Z][\w.’'-]+\s){1,3}[A-Z][\w’'-]+)")
_WORD = re.compile(r"\w+")


def answered(document: Document, kept: Sequence[bool], trunk: frozenset[str]) -> frozenset[int]:
    """Return the blocks, of those not kept, of questions and answers by professionals."""
    page = _Page(document, kept, trunk)
    found: set[int] = set()
    for number in range(len(document.blocks)):
        if kept[number] or number in found:
            continue
        found.update(page.answer(number) or page.column(number))
    return frozenset(number for number in found if not kept[number])


class _Page:
    """A page whose questions are looked for."""

    def __init__(self, document: Document, kept: Sequence[bool], trunk: frozenset[str]) -> None:
        """Look up who stands behind the page: they answer for themselves."""
        self._document = document
        self._blocks = document.blocks
        self._trunk = trunk
        people = [*document.meta.authors, *document.meta.reviewers]
        for block, keep in zip(document.blocks, kept, strict=True):
            if keep and block.end - block.start <= _LINE_CHARS:
                people += _BYLINE.findall(self._text(block))
        self._people = tuple(name.lower() for name in people if " " in name.strip())

    def answer(self, head: int) -> list[int]:
        """Return the blocks of the answer that a line announces, with the question above it."""
        block = self._blocks[head]
        who = self._announced(block)
        if who is None or not self._readable(block):
            return []
        question, around = self._question(head)
        below = list(self._run(head + 1, around))
        begun = self._text(block).partition(":")[2]
        words = self._words(below) + len(_WORD.findall(begun))
        if words < _ANSWER_WORDS or not (self._knows(who) or self._warns(below)):
            return []
        return [*self._headed(question, around), head, *below]

    def column(self, head: int) -> list[int]:
        """Return the blocks of a column in which a professional answers questions."""
        block = self._blocks[head]
        text = self._text(block)
        if block.kind != "heading" or len(text) > _LINE_CHARS or not self._readable(block):
            return []
        if not (_COLUMN.search(text) and self._knows(text)):
            return []
        for around in _above(block.path):
            found = list(self._run(head + 1, around))
            asks = [at for at, number in enumerate(found) if self._asks(number)]
            if asks and self._words(found[asks[0] + 1 :]) >= _ANSWER_WORDS:
                return [head, *found]
        return []

    def _announced(self, block: Block) -> str | None:
        """Return who answers, by a line that says so or a block that begins with it."""
        text = self._text(block)
        if _is_line(block) and (by := _BY.fullmatch(text)):
            return by["who"]
        says = _SAYS.match(text[: 2 * _LINE_CHARS])
        if says is None or not self._knows(says["who"]):
            return None
        told = _COLON.match(says["rest"]) or (_is_line(block) and _DAY.fullmatch(says["rest"]))
        return says["who"] if told else None

    def _question(self, head: int) -> tuple[list[int], str]:
        """Return the question's blocks, and the path of the element it shares with the answer."""
        near = self._blocks[head].path.rpartition(">")[0]
        for around in _above(self._blocks[head].path):
            above: list[int] = []
            for number in range(head - 1, max(-1, head - 1 - _BLOCKS_OF_A_QUESTION), -1):
                if not _within(self._blocks[number], around):
                    break
                if not self._readable(self._blocks[number]):
                    break
                above.insert(0, number)
                if self._asks(number):
                    return above, around
        return [], near

    def _headed(self, question: list[int], around: str) -> list[int]:
        """Return a question's blocks with the heading over the first question of its section."""
        if not question or question[0] == 0:
            return question
        above = self._blocks[question[0] - 1]
        outer = around.rpartition(">")[0] or around
        if above.kind != "heading" or not self._readable(above):
            return question
        text = self._text(above)
        if not (_within(above, outer) and _COLUMN.search(text)):
            return question
        return [question[0] - 1, *question]

    def _run(self, first: int, around: str) -> Iterator[int]:
        """Yield the readable blocks from one on, in an element, up to another part of it."""
        for number in range(first, min(len(self._blocks), first + _MOST_BLOCKS)):
            block = self._blocks[number]
            if not _within(block, around) or not self._readable(block):
                return
            if block.kind == "heading" and not self._asks(number):
                return
            yield number

    def _asks(self, number: int) -> bool:
        text = self._text(self._blocks[number])
        if _ASKED.match(text):
            return True
        return "?" in text and len(_WORD.findall(text)) >= _QUESTION_WORDS

    def _readable(self, block: Block) -> bool:
        """Tell whether a block is shown prose that stands in no part named for something else."""
        if block.hidden or block.kind == "control" or block.link_share > _MOSTLY_LINKS:
            return False
        named = places.names(block.path, self._trunk)
        return all(name.place.rank == "ground" or name.place.name == "comments" for name in named)

    def _knows(self, who: str) -> bool:
        low = who.lower()
        return bool(_PROFESSION.search(who)) or any(name in low for name in self._people)

    def _warns(self, numbers: Sequence[int]) -> bool:
        return any(WARNING.search(self._text(self._blocks[number])) for number in numbers)

    def _words(self, numbers: Sequence[int]) -> int:
        return sum(len(_WORD.findall(self._text(self._blocks[number]))) for number in numbers)

    def _text(self, block: Block) -> str:
        return self._document.text[block.start : block.end]


def _is_line(block: Block) -> bool:
    return block.end - block.start <= _LINE_CHARS


def _within(block: Block, around: str) -> bool:
    return block.path == around or block.path.startswith(f"{around}>")


def _above(path: str) -> Iterator[str]:
    """Yield the paths of the elements around a block, the innermost first; never the whole page."""
    for _ in range(_LEVELS):
        path = path.rpartition(">")[0]
        if ">" not in path:
            return
        yield path

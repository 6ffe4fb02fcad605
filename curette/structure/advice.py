"""Advice: the sentences and bullets that tell a reader what to do, and how urgent it is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from curette.model import Span
from curette.structure import care, conditions, examinations, seeking
from curette.structure.conditions import Advised
from curette.structure.ills import ILL
from curette.structure.imperatives import instruction, is_deed
from curette.structure.kinds import kind_of
from curette.structure.lexicon import RULES, WORDS, bag, category
from curette.structure.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from curette.records import AdviceKind, Aspect, Urgency
    from curette.structure.units import Unit
    from curette.structure.view import View


Needs = Literal[
    "nothing",
    "care",
    "test",
    "test-first",
    "measure",
    "remedy",
    "remedy-first",
    "remedy-last",
    "deed",
    "ends",
]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `rules/advice.toml`."""

    name: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    kind: AdviceKind | Literal["auto"]
    needs: Needs
    reads: str
    skips: str

    def tried(self, words: frozenset[str]) -> bool:
        """Tell whether a sentence of these words is worth the pattern."""
        return not self.words or bool(self.words & words)


@dataclass(frozen=True, slots=True)
class Said:
    """Advice as it is read, before it has an id."""

    span: Span
    kind: AdviceKind
    confidence: float
    urgency: Urgency | None = None
    who: str | None = None
    action: Span | None = None


def _rows(table: dict[str, list[dict[str, str]]], key: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            row["name"],
            frozenset(row.get("words", "").split()),
            re.compile(row["pattern"], re.I),
            re.compile(row["unless"], re.I) if "unless" in row else None,
            cast("AdviceKind", row.get("kind", "auto")),
            cast("Needs", row.get("needs", "nothing")),
            row["reads"],
            row["skips"],
        )
        for row in table[key]
    )


_TABLE = tomllib.loads((RULES / "advice.toml").read_text(encoding="utf-8"))
NEVER = _rows(_TABLE, "never")
SAYS = _rows(_TABLE, "says")
_WORDS_OF_SAYS = frozenset(word for row in SAYS for word in row.words)
_ROWS_OF: dict[str, tuple[int, ...]] = {
    word: tuple(n for n, row in enumerate(SAYS) if word in row.words) for word in _WORDS_OF_SAYS
}
_ALWAYS = tuple(n for n, row in enumerate(SAYS) if not row.words)


def _worth_trying(words: frozenset[str]) -> list[Row]:
    """Return the rows of which the sentence has a word, in their order."""
    numbers = {n for word in words & _WORDS_OF_SAYS for n in _ROWS_OF[word]}
    return [SAYS[n] for n in sorted(numbers.union(_ALWAYS))]


# A sentence of fewer characters is a label; of more, a table or a list without marks.
SHORTEST, LONGEST = 12, 700


def from_sentence(view: View, sentence: Span, aspect: Aspect, *, item: bool = False) -> Said | None:
    """Return the advice that a sentence gives, if it gives any."""
    text = view.text
    start, end = sentence
    if end - start > LONGEST or text[end - 1] in "?？":
        return None
    said = text[start:end]
    if "\t" in said:
        return None  # the row of a table
    named = seeking.sought(text, start, end)
    help_ = conditions.advised(text, sentence) if named else NO_HELP
    if not help_.directed:
        if end - start < SHORTEST:
            return None
        if said.endswith(":") and (said.count(" ") < 7 or _POINTS_ON.search(said)):
            return None  # it only introduces a list
        if _OPEN_END.search(said, max(0, len(said) - 12)):
            return None  # a lead-in
    words = bag(said)
    seek = bool(help_.seeks)
    verb = instruction(text, start, end)
    row = next((r for r in _worth_trying(words) if _matches(r, said, text, sentence)), None)
    if verb is None and row is None and not help_.directed:
        return None
    if any(never.tried(words) and _says(never, said) for never in NEVER):
        return None
    if item and row is None and aspect in _LISTS_THINGS and _BARE_ITEM.fullmatch(said):
        return None  # "contact lenses" under causes names a thing and tells nobody to do it
    kind = kind_of(row, said, aspect, seek, instructed=verb is not None)
    action = Span(verb, end) if verb is not None else None
    confidence = 0.85 if verb is not None or row is None or row.needs == "nothing" else 0.6
    if kind == "see_doctor":
        return Said(
            sentence, kind, confidence, _urgency(row, said, help_, start), _who(help_), action
        )
    return Said(sentence, kind, confidence, None, None, action)


NO_HELP = Advised((), (), directed=False)
_LISTS_THINGS = frozenset({"causes", "symptoms", "risk", "complications"})
# At most four words and no stop: the names that such lists are made of are mostly as short.
_BARE_ITEM = re.compile(r"\W{0,4}\w[\w'’/-]*(?:\s[\w'’/-]+){0,3}")
_OPEN_END = re.compile(r"\b(?:include|including|are|is|to|by|of|these|following|as)\Z", re.I)
_POINTS_ON = re.compile(
    r"\b(?:following|these|tips|ways|below|here are|approaches|include)\b", re.I
)
_MYTH = next(row.pattern for row in NEVER if row.name == "myth")


def is_myth(text: str, sentence: Span) -> bool:
    """Tell whether a paragraph opens as a myth: what it says is advice turned round."""
    return bool(_MYTH.search(text[sentence.start : sentence.end]))


def _says(row: Row, said: str) -> re.Match[str] | None:
    m = row.pattern.search(said)
    return None if m is None or (row.unless and row.unless.search(said)) else m


def _matches(row: Row, said: str, text: str, sentence: Span) -> bool:
    m = _says(row, said)
    if m is None:
        return False
    if row.needs == "test":
        return examinations.mentions(text, *sentence) or bool(_RUN_TESTS.search(said))
    if row.needs == "test-first":
        return any(
            True for _ in examinations.named(text, sentence.start, sentence.start + m.start())
        )
    if row.needs == "deed":
        return is_deed(m["verb"].lower())
    if row.needs == "care":
        return bool(_CARE.search(said)) or _ill(said)
    if row.needs == "measure":
        return _is_measure(said[: m.start()])
    if row.needs.startswith("remedy"):
        return care.told(said, *_where(row.needs, m, len(said)))
    return row.needs != "ends" or said[-1] in ".!)"


def _where(needs: Needs, m: re.Match[str], end: int) -> tuple[int, int]:
    """Return where of a sentence a remedy has to be named."""
    if needs == "remedy-first":
        return 0, m.start()
    return (m.end(), end) if needs == "remedy-last" else (0, end)


_RUN_TESTS = re.compile(
    r"\b(?:run|order|perform|do)(?: some| further| other)? (?:tests|an? exam)", re.I
)
_CARE = re.compile(
    r"\b(?:with|by|using|include|involves?|prescrib|antibiotic|medic|surg|therap|drug|exercise|"
    r"identif|underlying)",
    re.I,
)


def _ill(said: str) -> bool:
    return any(word in ILL["problems"] for word in re.findall(r"[a-z]+", said.lower()))


_MEASURES = frozenset(
    ("lifestyle", "nutritional_electrolyte", "medication_substance", "psychological")
)


def _is_measure(subject: str) -> bool:
    """Tell whether the subject of "can help" is something that a reader can do or take."""
    words = tokens(subject, 0, len(subject))
    if not words or len(words) > 30:
        return False
    clause = subject.rsplit(",", 1)[-1] if len(words) > 14 else subject
    low = [w.low for w in words]
    first = next((w for w in low if w[0].isalnum()), "")
    if first.endswith("ing") and len(first) > 5 and first not in ("during", "according", "nothing"):
        return True
    if first in WORDS["pronouns"] - {"these", "those"} or first in ("the", "however"):
        return False
    return bool(_DOABLE.search(clause)) or category(clause.strip().lower()) in _MEASURES


_DOABLE = re.compile(
    r"\b(?:exercis|stretch|diet|eating|food|drink|water|hydrat|rest\b|sleep|relax|meditat|yoga|"
    r"massage|"
    r"cream|lotion|ointment|tablet|supplement|medicine|medication|over-the-counter|pill|bath|"
    r"compress|"
    r"heat|ice|walk|activity|changes?\b|habits?|routine|reduc|avoid|limit|manag|brush|floss|"
    r"hygiene|"
    r"check-?ups?|visits|screenings?|vaccin|compress|packs?\b|yogh?urt|support|"
    r"therapy|treatment|vitamins?|fiber|fibre|balanced|techniques|practices?|steps|tips|measures)",
    re.I,
)


def to_seek(view: View, span: Span, help_: Advised) -> Said:
    """Return the advice to seek help that `span` gives."""
    said = view.text[span.start : span.end]
    return Said(span, "see_doctor", 0.7, _urgency(None, said, help_, span.start), _who(help_))


def _who(help_: Advised) -> str | None:
    return next((one.who for one in help_.seeks if one.who), None)


def _urgency(row: Row | None, said: str, help_: Advised, start: int) -> Urgency:
    if row is not None and row.name == "not-urgent":
        return "not_needed"
    return seeking.urgency(said, [(c.start - start, c.end - start) for c in help_.conditions])


# ---- lists

_LIST_OF_ADVICE = re.compile(
    r"\b(?:tips?|steps?|measures|strategies|remedies|ways? to|suggestions|recommendations|"
    r"guidelines|"
    r"do the following|try (?:the|these|to|one)|you (?:can|should|could|may want to|might|must|"
    r"need to)|"
    r"(?:can|may|might|could|will|to) (?:also )?(?:help|prevent|reduce|relieve|ease|manage|lower|"
    r"avoid|"
    r"treat|improve)|recommend\w*|advis\w+|make sure|be sure|remember to|changes that|"
    r"here(?:['’]s| is| are) (?:how|what|some)|how to|prevent(?:ion)?|should|self-care|avoid)\b",
    re.I,
)
_NOT_A_LIST_OF_ADVICE = re.compile(
    r"\b(?:symptoms?|causes?|signs?|if you (?:have|notice|experience|are|develop)|if (?:your|the|"
    r"it|they)|"
    r"who should|questions|reasons|types|side effects|risk factors|when you)\b[^.]{0,40}\W*\Z|"
    r"\bask (?:you )?questions\b|\bstands for\b|\bexamples?\b|\bmay include\W*\Z",
    re.I,
)
_EASED = re.compile(
    r"(?:(?<=relieve)|(?<=reduce)|(?<=manage))(?: \w+){0,3} symptoms\b|(?:(?<=ease)|(?<=help))(?: "
    r"\w+){0,3} symptoms\b",
    re.I,
)
# What opens a list of people or cases, whose points go on with its clause.
_GOES_ON = re.compile(
    r"\b(?:who|that|those|people|may|might|could|can|likely to|tend to|they|because|have)\W*\Z",
    re.I,
)
_TOLD_OF_SOMEONE = re.compile(
    r"(?:you|your \w+|it|they|he|she|we|i) (?!should|must|need|can\b)", re.I
)


def announces_advice(text: str, span: Span) -> bool:
    """Tell whether a sentence introduces a list of things to do."""
    sentence = _EASED.sub("", text[span.start : span.end])
    return bool(_LIST_OF_ADVICE.search(sentence)) and not _NOT_A_LIST_OF_ADVICE.search(sentence)


def from_item(
    view: View,
    unit: Unit,
    aspect: Aspect,
    *,
    announced: bool = False,
    kind: AdviceKind | None = None,
) -> Iterator[Said]:
    """Yield the advice of a list item: its sentences, or the whole of it in a list of advice.

    `kind` is what the introduction says that all points of the list are, if it says so.
    """
    text = view.text
    if unit.intro is not None and not announced and _GOES_ON.search(text, *unit.intro):
        return  # "those who - travel a lot": what looks like an order goes on with the sentence
    got = [one for line in unit.lines if (one := from_sentence(view, line, aspect, item=True))]
    if got or not announced or not unit.lines:
        yield from got
        return
    line = unit.lines[0]
    said = text[line.start : line.end]
    never = (row for row in NEVER if not (row.name == "call-to-act" and said[0].islower()))
    if any(row.pattern.search(said) for row in never) or text[line.end - 1] in "?:":
        return
    if _TOLD_OF_SOMEONE.match(said) or line.end - line.start < (3 if kind else SHORTEST):
        return
    help_ = conditions.advised(text, line)
    own = kind or kind_of(None, said, aspect, bool(help_.seeks), instructed=False)
    yield to_seek(view, line, help_) if own == "see_doctor" else Said(line, own, 0.7)

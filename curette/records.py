"""The records that curette publishes: what a page says, and what a condition's pages say together.

These types are the schema: `curette.export` derives the JSON Schema from them. A trailing
underscore (`in_`, `class_`, `for_`) steps around a Python keyword and is not written out.

Inside the pipeline every `Quote` counts characters of `Document.text` (`in_="raw"`). The export
moves them into the cleaned text (`in_="clean"`) and withholds what has no place there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DOCUMENT_SCHEMA = "curette.document/1"

Category = Literal[
    "lifestyle", "psychological", "nutritional_electrolyte", "medication_substance",
    "neurological", "endocrine_metabolic", "infection", "injury", "musculoskeletal",
    "circulatory", "respiratory", "gastrointestinal", "immune", "genetic", "neoplasm",
    "environmental", "ear", "pregnancy", "age", "benign", "unspecified", "other",
]  # fmt: skip
Certainty = Literal["asserted", "hedged", "rare", "negated"]
Scope = Literal["general", "case"]
Via = Literal["trigger", "list", "term_run", "heading", "definition", "model"]
AdviceKind = Literal[
    "self_care", "treatment", "see_doctor", "tests", "prevention", "prevention_monitor"
]
Urgency = Literal["emergency", "soon", "routine", "not_needed"]
Aspect = Literal[
    "overview", "causes", "symptoms", "treatment", "self_care", "see_doctor", "prevention",
    "diagnosis", "prognosis", "risk", "complications", "other",
]  # fmt: skip
PageType = Literal["article", "list_page", "faq", "qa", "stitched", "spun", "ai_summary"]
AnswerKind = Literal["doctor_reply", "more_info", "columnist", "ai_generated", "user_reply"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of text: `quote == text[start:end]`, always."""

    quote: str
    start: int
    end: int
    in_: Literal["clean", "raw"] = "raw"


@dataclass(frozen=True, slots=True)
class Concept:
    """A code that another vocabulary has for the same thing."""

    system: str
    code: str
    display: str
    match: Literal["exact", "synonym", "broader", "abbreviation"] = "exact"
    version: str | None = None
    vocabulary: str = "curette"
    """Where the code was found: our own tables, a package, or a file of the user's."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about."""

    name: str
    aliases: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the page names as author, reviewer, expert or answering doctor."""

    name: str
    role: Literal["author", "reviewer", "expert", "answering_doctor"]
    credential: str | None = None
    specialty: str | None = None
    affiliation: str | None = None
    span: Quote | None = None


@dataclass(frozen=True, slots=True)
class NamedSource:
    """An institution that the page names; `cited` when it also says what comes from it."""

    name: str
    cited: bool
    span: Quote | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the page under one health aspect. Offsets as in `Quote`."""

    heading: str | None
    aspect: Aspect
    start: int
    end: int
    how: Literal["heading", "trigger", "model"]
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Cause:
    """Something the page says may bring about `effect`."""

    id: str
    name: str
    span: Quote
    evidence: Quote
    effect: str
    category: Category
    certainty: Certainty
    scope: Scope
    via: Via
    confidence: float
    cues: tuple[Quote, ...] = ()
    parent: str | None = None
    concepts: tuple[Concept, ...] = ()
    attributed_to: str | None = None
    garbled: bool = False
    effect_is_topic: bool = True
    restates: str | None = None
    """Id of an earlier item on the page that this one says again or explains."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence or bullet that tells a reader what to do."""

    id: str
    kind: AdviceKind
    span: Quote
    confidence: float
    actions: tuple[Quote, ...] = ()
    for_: str | None = None
    urgency: Urgency | None = None
    who: str | None = None
    triggers: tuple[str, ...] = ()
    """Ids of the red flags that call for it."""
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that should make a reader seek help."""

    id: str
    span: Quote
    urgency: Urgency
    seek: str | None = None
    advice_id: str | None = None
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom the page mentions, of its topic or of the one who asks."""

    name: str
    span: Quote
    assertion: Literal["present", "absent"]
    of: Literal["topic", "asker"]
    concept: Concept | None = None
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class MedicalTest:
    """An examination or procedure by a professional."""

    name: str
    span: Quote
    concept: Concept | None = None
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """The one who asks, as far as the page tells."""

    name: str | None = None
    age: int | None = None
    age_range: str | None = None
    sex: Literal["female", "male"] | None = None
    relation: Literal["self", "relative"] | None = None
    patient_age: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to the question. Item ids name the causes and advice found in it."""

    author: str | None
    specialty: str | None
    date: str | None
    kind: AnswerKind
    span: Quote
    cause_ids: tuple[str, ...] = ()
    advice_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A teaser of another question: named here, and never read for items."""

    title: str
    span: Quote


@dataclass(frozen=True, slots=True)
class QA:
    """A question-and-answer page taken apart."""

    question_title: str | None
    question: Quote | None
    asker: Asker
    ask_date: str | None
    answers: tuple[Answer, ...]
    related: tuple[Related, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Struck:
    """A cut, as the ledger has it: offsets are in the raw text."""

    start: int
    end: int
    class_: str
    rule: str
    reason: str
    in_: Literal["raw"] = "raw"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityFlag:
    """A doubt about the page, and why."""

    name: str
    reason: str
    span: Quote | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the page can be trusted: flags, garbled ranges of the raw text, a score 0 to 1."""

    flags: tuple[QualityFlag, ...] = ()
    garbled: tuple[tuple[int, int], ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a page gives in its bylines, ISO 8601; None where it gives none."""

    published: str | None = None
    modified: str | None = None
    reviewed: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What one page says, every quotation in `Document.text`. Made by `curette.structure`."""

    id: str
    topic: Subject
    page_type: PageType
    people: tuple[Person, ...] = ()
    named_sources: tuple[NamedSource, ...] = ()
    sections: tuple[Section, ...] = ()
    causes: tuple[Cause, ...] = ()
    advice: tuple[Advice, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    tests: tuple[MedicalTest, ...] = ()
    qa: QA | None = None
    quality: Quality = Quality()
    title_residue: str | None = None
    days: Days = Days()


@dataclass(frozen=True, slots=True)
class ClusterRef:
    """The document's place among its near-duplicates."""

    id: str
    role: Literal["representative", "member"]
    similarity: float
    members: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the record, so that two runs can be compared."""

    curette: str
    rules: str
    """Hash of the rule tables and models in force."""
    schema: str = DOCUMENT_SCHEMA
    vocabularies: tuple[str, ...] = ()
    """Names and versions of the vocabularies that gave codes beside our own."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One line of `documents.jsonl`. Offsets lead into `text`; `offset_map` leads to the raw text.

    A row of `offset_map` is `[clean start, raw start, length]`.
    """

    schema: Literal["curette.document/1"]
    id: str
    origin: str
    url: str | None
    canonical_url: str | None
    site: str | None
    fetched_at: str | None
    published: str | None
    modified: str | None
    reviewed: str | None
    language: str | None
    title: str
    title_residue: str | None
    page_type: PageType
    text: str
    text_sha256: str
    raw_sha256: str
    offset_map: tuple[tuple[int, int, int], ...]
    topic: Subject
    people: tuple[Person, ...]
    named_sources: tuple[NamedSource, ...]
    sections: tuple[Section, ...]
    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...]
    red_flags: tuple[RedFlag, ...]
    symptoms: tuple[Symptom, ...]
    tests: tuple[MedicalTest, ...]
    qa: QA | None
    removed: tuple[Struck, ...]
    quality: Quality
    withheld: int
    """How many items were left out because their words stand in struck (garbled) text."""
    cluster: ClusterRef | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class TopicDocument:
    """A page that a topic rests on. Pages with one `counts_as` are one independent source."""

    id: str
    site: str | None
    cluster: str | None
    page_type: PageType
    quality_flags: tuple[str, ...]
    counts_as: str
    weight: float


@dataclass(frozen=True, slots=True)
class TopicQuote:
    """A quotation in a topic; offsets lead into the cleaned text of `document`."""

    document: str
    quote: str
    start: int
    end: int
    certainty: Certainty | None = None
    effect: str | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an item was said with each certainty."""

    asserted: int = 0
    hedged: int = 0
    rare: int = 0
    negated: int = 0


@dataclass(frozen=True, slots=True)
class TopicCause:
    """One cause over all pages. `support` counts independent sources that do not deny it."""

    id: str
    name: str
    category: Category
    concepts: tuple[Concept, ...]
    support: int
    support_weighted: float
    documents: tuple[str, ...]
    certainty: Tally
    overall_certainty: Certainty
    quotes: tuple[TopicQuote, ...]
    disagreement: bool
    case_denied: bool = False
    """A page tells one asker that this is not the cause; no disagreement."""
    children: tuple[str, ...] = ()
    """Ids of narrower causes; their support is counted in this one's."""


@dataclass(frozen=True, slots=True)
class TopicItem:
    """One piece of advice, red flag or test over all pages."""

    id: str
    name: str
    kind: str
    support: int
    support_weighted: float
    documents: tuple[str, ...]
    quotes: tuple[TopicQuote, ...]
    urgency: Urgency | None = None
    """Of a red flag or of advice to see a doctor: the highest that any page gives."""


@dataclass(frozen=True, slots=True)
class TopicQuestion:
    """A question asked on one page, with the ids of its answers' items."""

    document: str
    question: str
    asker: Asker
    cause_ids: tuple[str, ...]
    advice_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the run before: ids of causes, advice, red flags and tests."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    requoted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterEvent:
    """One line of `events.jsonl`: what befell a cluster of near-duplicates of an earlier run.

    merged: what was left of `before` is in `cluster`. split: `cluster` is new and was part of
    `before`. moved: `page` went from `before` to `cluster`. gone: `before` has no page any longer.
    """

    schema: Literal["curette.event/1"]
    update: int
    """The number of the update in which it happened; an event that is told twice has the same."""
    kind: Literal["gone", "merged", "moved", "split"]
    cluster: str | None
    before: str
    page: str | None


PassageKind = Literal["furniture", "form", "reuse"]


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of a document: offsets into its cleaned text."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of `passages.jsonl`: a paragraph, edited or not, that stands in several articles.

    furniture: in one wording on many. form: in some wording on several, as filled in by one source.
    reuse: in a few, of which `canonical` is the one to quote.
    """

    schema: Literal["curette.passage/1"]
    id: str
    kind: PassageKind
    clusters: int
    """In how many clusters of near-duplicates it stands."""
    canonical: Place
    """In the document that would be kept among all that have it."""
    reasons: tuple[str, ...]
    """Why that document, the deciding reason last."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A cluster that a stitched page has paragraphs from, and the share of its words."""

    cluster: str
    document: str
    share: float
    places: tuple[Place, ...]
    """The paragraphs of the stitched page that stand there."""


@dataclass(frozen=True, slots=True)
class Stitched:
    """One line of `stitched.jsonl`: a page put together from other articles."""

    schema: Literal["curette.stitched/1"]
    document: str
    origins: tuple[Origin, ...]
    """Where its parts come from, the largest first."""


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One line of `topics.jsonl`: a condition over the whole corpus."""

    schema: Literal["curette.topic/1"]
    id: str
    topic: str
    aliases: tuple[str, ...]
    concepts: tuple[Concept, ...]
    documents: tuple[TopicDocument, ...]
    causes: tuple[TopicCause, ...]
    advice: tuple[TopicItem, ...]
    red_flags: tuple[TopicItem, ...]
    tests: tuple[TopicItem, ...]
    qa: tuple[TopicQuestion, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """One line of `ledgers.jsonl`: the raw text and all that was struck, enough to undo any cut.

    The spans of `removed` and what lies between them, in order, rebuild `text` exactly.
    """

    schema: Literal["curette.ledger/1"]
    id: str
    origin: str
    url: str | None
    site: str | None
    title: str
    language: str | None
    status: Literal["kept", "quarantined"]
    text: str
    removed: tuple[Struck, ...]
    flags: tuple[QualityFlag, ...]

"""A document record as schema.org JSON-LD, for sites that read nothing else.

Causes become `MedicalCause` nodes that point at the topic by `causeOf`: a condition has no
`cause` property any more. What schema.org has no word for (quotations, certainty, support)
stands under `curette:` keys, which plain readers skip. Denied causes are not exported at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from curette.records import (
        QA,
        Advice,
        Aspect,
        Cause,
        Concept,
        DocumentRecord,
        Person,
        Quote,
        Section,
    )

NAMESPACE = "urn:curette:"
_ASPECTS: dict[Aspect, str] = {
    "overview": "OverviewHealthAspect",
    "causes": "CausesHealthAspect",
    "symptoms": "SymptomsHealthAspect",
    "treatment": "TreatmentsHealthAspect",
    "self_care": "SelfCareHealthAspect",
    "see_doctor": "SeeDoctorHealthAspect",
    "prevention": "PreventionHealthAspect",
    "prognosis": "PrognosisHealthAspect",
    "diagnosis": "ScreeningHealthAspect",
    "risk": "RisksOrComplicationsHealthAspect",
    "complications": "RisksOrComplicationsHealthAspect",
}
_ROLES = {"author": "author", "reviewer": "reviewedBy", "expert": "mentions"}


def jsonld(record: DocumentRecord) -> dict[str, Any]:
    """Return the record as a JSON-LD graph; keys without a value are left out."""
    topic = f"#{record.id}-topic"
    about = _present(
        {
            "@type": _topic_type(record.topic.concepts),
            "@id": topic,
            "name": record.topic.name,
            "alternateName": list(record.topic.aliases),
            "code": [_code(concept) for concept in record.topic.concepts],
            "possibleTreatment": [_therapy(a) for a in record.advice if a.kind == "treatment"],
        }
    )
    page = _present(
        {
            "@type": "MedicalWebPage",
            "@id": record.canonical_url or record.url or f"urn:curette:{record.id}",
            "url": record.canonical_url or record.url,
            "name": record.title,
            "inLanguage": record.language,
            "datePublished": record.published,
            "dateModified": record.modified,
            "lastReviewed": record.reviewed,
            "about": {"@id": topic},
            "hasPart": [_part(section, record.text) for section in record.sections],
            "curette:pageType": record.page_type,
            "curette:qualityScore": record.quality.score,
            "curette:qualityFlags": sorted({flag.name for flag in record.quality.flags}),
            "curette:advice": [_advice(item) for item in record.advice],
            **_people(record.people),
        }
    )
    graph = [page, about]
    graph.extend(_cause(cause, topic) for cause in record.causes if cause.certainty != "negated")
    graph.extend(
        _present(
            {
                "@type": "MedicalTest",
                "name": test.name,
                "usedToDiagnose": {"@id": topic},
                "code": _code(test.concept) if test.concept else None,
                "curette:span": _span(test.span),
            }
        )
        for test in record.tests
    )
    if record.qa is not None:
        graph.append(_questions(record.qa, record))
    return {
        "@context": ["https://schema.org", {"curette": NAMESPACE}],
        "@graph": graph,
    }


def _present(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in (None, [], "", {})}


def _topic_type(concepts: Iterable[Concept]) -> str:
    """ICD-10-CM puts signs and symptoms in chapter R; without a code nothing more is claimed."""
    codes = [concept.code for concept in concepts if concept.system == "ICD10CM"]
    if not codes:
        return "MedicalEntity"
    return "MedicalSignOrSymptom" if codes[0].startswith("R") else "MedicalCondition"


def _code(concept: Concept) -> dict[str, Any]:
    return {
        "@type": "MedicalCode",
        "codeValue": concept.code,
        "codingSystem": concept.system,
        "name": concept.display,
    }


def _span(quote: Quote) -> dict[str, Any]:
    return {"quote": quote.quote, "start": quote.start, "end": quote.end, "in": quote.in_}


def _part(section: Section, text: str) -> dict[str, Any]:
    aspect = _ASPECTS.get(section.aspect)
    return _present(
        {
            "@type": "HealthTopicContent",
            "name": section.heading,
            "hasHealthAspect": f"https://schema.org/{aspect}" if aspect else None,
            "text": text[section.start : section.end].strip(),
        }
    )


def _cause(cause: Cause, topic: str) -> dict[str, Any]:
    effect: dict[str, Any] = {"@id": topic}
    if not cause.effect_is_topic:
        effect = {"@type": "MedicalEntity", "name": cause.effect}
    return _present(
        {
            "@type": "MedicalCause",
            "name": cause.name,
            "causeOf": effect,
            "code": [_code(concept) for concept in cause.concepts if concept.match == "exact"],
            "curette:category": cause.category,
            "curette:certainty": cause.certainty,
            "curette:scope": cause.scope,
            "curette:span": _span(cause.span),
            "curette:evidence": _span(cause.evidence),
        }
    )


def _therapy(advice: Advice) -> dict[str, Any]:
    return {"@type": "MedicalTherapy", "name": advice.span.quote}


def _advice(advice: Advice) -> dict[str, Any]:
    return _present(
        {
            "kind": advice.kind,
            "urgency": advice.urgency,
            "who": advice.who,
            "span": _span(advice.span),
        }
    )


def _people(people: Iterable[Person]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for person in people:
        role = _ROLES.get(person.role)
        if role is not None:
            found.setdefault(role, []).append(_person(person))
    return found


def _person(person: Person) -> dict[str, Any]:
    return _present(
        {
            "@type": "Person",
            "name": person.name,
            "honorificSuffix": person.credential,
            "knowsAbout": person.specialty,
            "affiliation": {"@type": "Organization", "name": person.affiliation}
            if person.affiliation
            else None,
        }
    )


def _questions(qa: QA, record: DocumentRecord) -> dict[str, Any]:
    answers = list(_answers(qa))
    question = _present(
        {
            "@type": "Question",
            "name": qa.question_title or (qa.question.quote[:200] if qa.question else None),
            "text": qa.question.quote if qa.question else None,
            "dateCreated": qa.ask_date,
            "author": {"@type": "Person", "name": qa.asker.name} if qa.asker.name else None,
            "answerCount": len(answers),
            "suggestedAnswer": answers,
        }
    )
    return {"@type": "QAPage", "@id": f"#{record.id}-qa", "mainEntity": question}


def _answers(qa: QA) -> Iterator[dict[str, Any]]:
    for answer in qa.answers:
        author = None
        if answer.author:
            author = _present(
                {"@type": "Person", "name": answer.author, "knowsAbout": answer.specialty}
            )
        yield _present(
            {
                "@type": "Answer",
                "text": answer.span.quote,
                "dateCreated": answer.date,
                "author": author,
                "curette:kind": answer.kind,
            }
        )

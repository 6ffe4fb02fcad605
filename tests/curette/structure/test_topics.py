"""Topics: support by independent source, disagreement, roll-up, and stable ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from curette.export import document_record, from_json_line, to_json_line
from curette.model import CuretteError, Document, Metadata
from curette.records import (
    QA,
    Advice,
    Answer,
    Asker,
    Cause,
    Certainty,
    Changes,
    ClusterRef,
    Concept,
    DocumentRecord,
    MedicalTest,
    Provenance,
    Quote,
    Record,
    RedFlag,
    Scope,
    Subject,
    TopicRecord,
)
from curette.structure.topic_causes import cause_key, load_cause_names
from curette.structure.topic_sources import count_sources, topic_page
from curette.structure.topics import merge

HICCUPS = Subject("hiccups", ("singultus",), (Concept("ICD10CM", "R06.6", "hiccups"),))


class Page:
    """Builds the record of a page whose text is made of the items that are said."""

    def __init__(self, id: str, site: str | None = None, subject: Subject = HICCUPS) -> None:
        self.text = ""
        self.record = Record(id, subject, "article")
        self.site = site

    def _quote(self, words: str) -> Quote:
        start = len(self.text)
        self.text += words + ". "
        return Quote(words, start, start + len(words))

    def cause(
        self, name: str, certainty: str = "asserted", *, effect: str = "hiccups",
        scope: str = "general", parent: str | None = None, topic: bool = True, code: str = "",
    ) -> Page:  # fmt: skip
        quote = self._quote(name)
        concepts = (Concept("ICD10CM", code, name),) if code else ()
        made = Cause(
            f"c{len(self.record.causes)}", name.lower(), quote, quote, effect, "other",
            certainty, scope, "list", 1.0, parent=parent, concepts=concepts, effect_is_topic=topic,  # type: ignore[arg-type]
        )  # fmt: skip
        self.record = replace(self.record, causes=(*self.record.causes, made))
        return self

    def advice(self, words: str, kind: str = "self_care", **more: object) -> Page:
        made = Advice(f"a{len(self.record.advice)}", kind, self._quote(words), 1.0)  # type: ignore[arg-type]
        made = replace(made, **more)  # type: ignore[arg-type]
        self.record = replace(self.record, advice=(*self.record.advice, made))
        return self

    def flag(self, words: str, urgency: str) -> Page:
        made = RedFlag(f"r{len(self.record.red_flags)}", self._quote(words), urgency)  # type: ignore[arg-type]
        self.record = replace(self.record, red_flags=(*self.record.red_flags, made))
        return self

    def test(self, words: str) -> Page:
        made = MedicalTest(words.lower(), self._quote(words))
        self.record = replace(self.record, tests=(*self.record.tests, made))
        return self

    def kind(self, page_type: str) -> Page:
        self.record = replace(self.record, page_type=page_type)  # type: ignore[arg-type]
        return self

    def made(self, cluster: str | None = None) -> DocumentRecord:
        page = Document(
            self.record.id, self.text, self.record.id, meta=Metadata(site=self.site)
        )  # fmt: skip
        made = document_record(page, self.record, None, Provenance("0", "x"))
        reference = ClusterRef(cluster, "member", 0.9, 2) if cluster else None
        return replace(made, cluster=reference)


def only(topics: tuple[TopicRecord, ...]) -> TopicRecord:
    (topic,) = topics
    return topic


def support(topic: TopicRecord) -> dict[str, int]:
    return {cause.name: cause.support for cause in topic.causes}


def test_one_record_a_condition() -> None:
    pages = [
        Page("p1", subject=Subject("hiccups")).advice("Sip water").made(),
        Page("p2", subject=Subject("singultus")).advice("Sip water").made(),
        Page("p3").advice("Sip water").made(),
        Page("p4", subject=Subject("sore elbow")).advice("Sip water").made(),
        Page("p5", subject=Subject("sore elbows")).advice("Sip water").made(),
        Page("p6", subject=Subject("unknown")).advice("Sip water").made(),
        Page("p7", subject=Subject("a list of leaflets")).made(),  # says nothing: no topic
        Page("p8", subject=Subject("hiccups")).made(),  # says nothing, but of a topic
    ]
    topics = merge(pages)
    assert [(t.topic, len(t.documents)) for t in topics] == [("hiccups", 4), ("sore elbow", 2)]
    assert "singultus" in topics[0].aliases


def test_names_merge_by_stem_alias_and_code() -> None:
    pages = [
        Page("p1").cause("Stress").cause("low potassium").cause("Odd thing", code="X1").made(),
        Page("p2").cause("emotional stress").cause("Hypokalemia").cause("Rarity", code="X1").made(),
    ]
    assert support(only(merge(pages))) == {"stress": 2, "low potassium": 2, "rarity": 2}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Odd thing", "Rarity", True),
        ("dehydration", "Loss of fluids", True),  # a code that our lexicon gives to one name
        ("nerve irritation", "nerve damage", False),  # one that it gives to several
    ],
)
def test_a_code_makes_one_cause_of_two_names(one: str, other: str, same: bool) -> None:
    code = {"Odd thing": "X1", "dehydration": "E86.0", "nerve irritation": "G58.9"}[one]
    pages = [Page("p1").cause(one, code=code).made(), Page("p2").cause(other, code=code).made()]
    assert (len(only(merge(pages)).causes) == 1) is same


def test_a_broader_code_makes_no_two_causes_one() -> None:
    pages = [Page("p1").cause("odd ache").made(), Page("p2").cause("rare ache").made()]
    wide = Concept("ICD10CM", "X1", "aches", "broader")
    pages = [
        replace(page, causes=tuple(replace(cause, concepts=(wide,)) for cause in page.causes))
        for page in pages
    ]
    assert len(only(merge(pages)).causes) == 2


@pytest.mark.parametrize("added", ["Aged oddity", "Odd thing", "Zoic oddity"])
@pytest.mark.parametrize("id", ["p0", "p9"])
def test_a_page_that_is_added_changes_no_id_of_a_cause(added: str, id: str) -> None:
    pages = [
        Page("p1").cause("Odd thing", code="X1").cause("low potassium").made(),
        Page("p2").cause("Rarity", code="X1").cause("haste").made(),
    ]
    before = {cause.id for cause in only(merge(pages)).causes}
    more = Page(id).cause(added, code="X1").cause("Hypokalemia").cause("Hastes").made()
    assert {cause.id for cause in only(merge([*pages, more])).causes} == before


def test_an_abbreviation_names_a_cause_whose_words_are_garbled() -> None:
    pages = [
        Page("p1").cause("multiple sclerosis").made(),
        Page("p2").cause("Manifold Induration (MS)").made(),
    ]
    assert support(only(merge(pages))) == {"multiple sclerosis": 2}


def test_two_causes_in_one_phrase_count_for_both() -> None:
    pages = [
        Page("p1").cause("Anxiety and Stress").cause("fear and trembling").made(),
        Page("p2").cause("caffeine or alcohol consumption").made(),
    ]
    assert support(only(merge(pages))) == {
        "anxiety": 1, "stress": 1, "caffeine": 1, "alcohol": 1, "fear and trembling": 1,
    }  # fmt: skip
    coded = {
        cause.name: [one.code for one in cause.concepts] for cause in only(merge(pages)).causes
    }
    assert coded["anxiety"] == ["F41.9"]


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        ([("a.org", None), ("b.org", None)], 2),
        ([("a.org", None), ("a.org", None)], 1),  # one site
        ([("a.org", "k1"), ("b.org", "k1")], 1),  # copies of one article
        ([(None, "k1"), (None, "k1")], 1),
        ([(None, None), (None, None)], 2),
        ([("a.org", "k1"), ("b.org", "k1"), ("b.org", None)], 1),  # a chain
    ],
)
def test_support_counts_independent_sources(
    pages: list[tuple[str | None, str | None]], count: int
) -> None:
    made = [
        Page(f"p{n}", site).cause("haste").made(cluster) for n, (site, cluster) in enumerate(pages)
    ]
    topic = only(merge(made))
    assert topic.causes[0].support == count
    assert len({document.counts_as for document in topic.documents}) == count


def _column(id: str, name: str, day: str) -> DocumentRecord:
    page = Page(id).cause("haste")
    head = f"{name}, 30~39 year old female. Ask Date: {day}\nDr. {name} Reed reply Internist\n"
    answer = f"Reply Date: {day}\nMore Info\n"
    page.text = "Why?\n" + head + "It is haste.\n" + answer
    start = page.text.index("haste")
    quote = Quote("haste", start, start + 5)
    at = page.text.index("It is")
    answered = Quote("It is haste.", at, at + 12)
    page.record = replace(
        page.record,
        causes=(replace(page.record.causes[0], span=quote, evidence=quote),),
        qa=QA(
            "Why?", Quote("Why?", 0, 4), Asker(name), None,
            (Answer(None, None, None, "doctor_reply", answered, ("c0",)),),
        ),
    )  # fmt: skip
    return page.made()


def test_pages_of_one_template_are_one_source_where_no_address_is_known() -> None:
    topic = only(merge([_column("p1", "Ann", "2014/04/03"), _column("p2", "Bea", "2020/01/09")]))
    assert topic.causes[0].support == 1
    assert topic.causes[0].documents == ("p1", "p2")
    assert [q.document for q in topic.qa] == ["p1", "p2"]
    assert topic.qa[0].cause_ids == (topic.causes[0].id,)


def test_a_page_of_two_templates_ties_them_together() -> None:
    pages = [
        replace(topic_page(Page(f"p{n}").cause("haste").made()), forms=frozenset(forms))
        for n, forms in enumerate(["abc", "def", "abcdef"])
    ]
    count_sources(pages)
    assert len({page.source for page in pages}) == 1


def test_doubtful_pages_weigh_less() -> None:
    pages = [
        Page("p1").cause("haste").kind("spun").made(),
        Page("p2").cause("haste").kind("stitched").made(),
        Page("p3").cause("haste").made(),
    ]
    cause = only(merge(pages)).causes[0]
    assert cause.support == 3
    assert cause.support_weighted == 1.75


def test_a_stitched_page_supports_nothing_a_second_time() -> None:
    pages = [
        Page("a", "one.example").cause("haste").made(),
        Page("m", "two.example").cause("haste").cause("spice").made(),
        Page("n", "three.example").cause("spice").made(),
    ]
    assert support(only(merge(pages))) == {"haste": 2, "spice": 2}
    assert support(only(merge(pages, stitched={"m"}))) == {"haste": 1, "spice": 1}
    both = {"m", "n"}  # what stitched pages alone say has one source at least
    assert support(only(merge(pages, stitched=both))) == {"haste": 1, "spice": 1}


def test_a_denial_is_no_support() -> None:
    pages = [Page("p1").cause("spice", "negated").made(), Page("p2").cause("haste").made()]
    topic = only(merge(pages))
    assert support(topic) == {"haste": 1, "spice": 0}
    spice = topic.causes[1]
    assert (spice.overall_certainty, spice.certainty.negated) == ("negated", 1)
    assert spice.documents == ()


@pytest.mark.parametrize(
    ("effect", "scope", "disputed", "case_denied"),
    [
        ("hiccups", "general", True, False),
        ("hiccups", "case", False, True),  # reassurance to one asker
        ("belching", "general", False, False),  # another effect
    ],
)
def test_disagreement_needs_the_same_effect_in_general(
    effect: str, scope: str, disputed: bool, case_denied: bool
) -> None:
    pages = [
        Page("p1").cause("spice").made(),
        Page("p2").cause("spice", "negated", effect=effect, scope=scope).made(),
    ]
    cause = only(merge(pages)).causes[0]
    assert (cause.disagreement, cause.case_denied) == (disputed, case_denied)


def test_what_the_page_says_of_other_effects_is_left_out() -> None:
    page = Page("p1").cause("haste").cause("noise", effect="deafness", topic=False).made()
    assert support(only(merge([page]))) == {"haste": 1}


def test_support_rolls_up_and_denials_do_not() -> None:
    pages = [
        Page("p1").cause("electrolyte imbalance").made(),
        Page("p2").cause("low potassium").made(),
        Page("p3").cause("low potassium", "negated").made(),
        Page("p4").cause("drinks").cause("cola", parent="c0").made(),
    ]
    topic = only(merge(pages))
    found = {cause.name: cause for cause in topic.causes}
    assert support(topic) == {
        "electrolyte imbalance": 2, "low potassium": 1, "drinks": 1, "cola": 1,
    }  # fmt: skip
    broad = found["electrolyte imbalance"]
    assert broad.children == (found["low potassium"].id,)
    assert broad.certainty.negated == 0
    assert not broad.disagreement
    assert found["low potassium"].disagreement
    assert found["drinks"].children == (found["cola"].id,)


def test_what_restricts_a_known_name_stands_under_it() -> None:
    pages = [
        Page("p1").cause("stress").made(),
        Page("p2").cause("stress during exams").made(),
        Page("p3").cause("stress on the joints").made(),
    ]
    assert support(only(merge(pages))) == {
        "stress": 2, "stress during exams": 1, "stress on the joints": 1,
    }  # fmt: skip


def test_what_most_sources_say_wins_and_a_tie_is_careful() -> None:
    pages = [
        Page("p1").cause("haste", "asserted").cause("soda", "asserted").made(),
        Page("p2").cause("haste", "asserted").cause("soda", "hedged").made(),
        Page("p3").cause("haste", "rare").made(),
    ]
    found = {cause.name: cause.overall_certainty for cause in only(merge(pages)).causes}
    assert found == {"haste": "asserted", "soda": "hedged"}


def test_the_highest_urgency_is_kept() -> None:
    pages = [
        Page("p1").flag("sudden weight loss", "routine").made(),
        Page("p2").flag("Sudden weight loss", "emergency").flag("fever", "soon").made(),
    ]
    flags = only(merge(pages)).red_flags
    assert [(f.name, f.support, f.urgency) for f in flags] == [
        ("sudden weight loss", 2, "emergency"), ("fever", 1, "soon"),
    ]  # fmt: skip


def test_advice_that_says_the_same_is_one_item() -> None:
    pages = [
        Page("p1").advice("Drink cold water slowly").advice("Breathe into a bag").made(),
        Page("p2").advice("Slowly drink cold water").made(),
        Page("p3")
        .advice("See your doctor soon", "see_doctor", urgency="soon", who="doctor")
        .made(),
        Page("p4").advice("Ask a doctor", "see_doctor", urgency="routine", who="doctor").made(),
        Page("p5").advice("No need for a doctor", "see_doctor", urgency="not_needed").made(),
    ]
    found = {(item.name, item.support, item.urgency) for item in only(merge(pages)).advice}
    assert found == {
        ("drink cold water slowly", 2, None),
        ("breathe into a bag", 1, None),
        ("see a doctor", 2, "soon"),
        ("no need to see a doctor at once", 1, "not_needed"),  # never merged away
    }


def test_tests_merge_without_their_abbreviation() -> None:
    pages = [
        Page("p1").test("electromyography (EMG)").made(),
        Page("p2").test("Electromyography").made(),
        Page("p3").test("blood tests").made(),
    ]
    found = [(item.name, item.support) for item in only(merge(pages)).tests]
    assert found == [("electromyography", 2), ("blood tests", 1)]


def test_ids_are_the_same_in_the_next_run_and_changes_are_told() -> None:
    pages = [Page("p1").cause("haste").cause("soda").advice("Sip water").made()]
    assert only(merge(pages)).changes == Changes()  # no run before: nothing is news
    first = only(merge(pages, previous={}))
    ids = {cause.name: cause.id for cause in first.causes}
    assert set(first.changes.added) == {*ids.values(), first.advice[0].id}
    later = [
        Page("p0").advice("sip some water").made(),
        Page("p1").cause("haste").advice("Sip water").made(),
        Page("p2").cause("Haste").cause("beer").made(),
    ]
    second = only(merge(later, previous={first.id: first}))
    now = {cause.name: cause.id for cause in second.causes}
    assert second.id == first.id
    assert now["haste"] == ids["haste"]
    assert second.advice[0].id == first.advice[0].id
    assert second.changes.added == (now["beer"],)
    assert second.changes.removed == (ids["soda"],)
    assert set(second.changes.requoted) == {ids["haste"], first.advice[0].id}


def test_what_ran_before_lends_nothing_but_the_changes() -> None:
    before = only(merge([Page("p1").cause("hurry").advice("Do sip water").made()]))
    named = replace(before.causes[0], name="rushing about")
    named_advice = replace(before.advice[0], name="do sip water now")
    before = replace(before, topic="hiccoughs", causes=(named,), advice=(named_advice,))
    pages = [Page("p2").cause("hurry").advice("Do sip water now").advice("Do sip water").made()]
    fresh = only(merge(pages))
    again = only(merge(pages, previous={before.id: before}))
    assert replace(again, changes=Changes()) == fresh
    assert again.changes != Changes()


def test_equal_words_are_one_item_whatever_stands_near_them() -> None:
    """Else two items would have one id: it is made of the kind and the name."""
    page = Page("p1").advice("Alder birch cedar").advice("Alder birch cedar dogwood")
    page = page.advice("Alder birch dogwood elder fir").advice("Alder birch cedar dogwood")
    page = page.advice("...").advice("...")
    items = only(merge([page.made()])).advice
    assert len({item.id for item in items}) == len(items)
    assert sum(len(item.quotes) for item in items) == 6


def test_quotations_at_one_place_have_one_order() -> None:
    """They come out of a set, whose order is another in every process."""
    page = Page("p1")
    quote = page._quote("haste")
    said: list[tuple[Certainty, Scope]] = [
        ("rare", "general"), ("asserted", "case"), ("hedged", "case"), ("asserted", "general"),
    ]  # fmt: skip
    made = tuple(
        Cause(f"c{n}", "haste", quote, quote, "hiccups", "other", certainty, scope, "list", 1.0)
        for n, (certainty, scope) in enumerate(said)
    )
    page.record = replace(page.record, causes=made)
    found = [(q.certainty, q.scope) for q in only(merge([page.made()])).causes[0].quotes]
    assert found == sorted(found, key=str)
    assert len(found) == 4


def test_many_pages_and_items_take_their_time_but_once() -> None:
    pages = [
        Page(f"p{n}").cause(f"cause {n}").cause(f"sort {n}", parent="c0").advice(f"Do thing{n}")
        for n in range(1500)
    ]
    topic = only(merge(page.made() for page in pages))
    assert len(topic.causes) == 3000
    assert len(topic.advice) == 1500


def test_the_order_of_pages_makes_no_difference() -> None:
    pages = [
        Page(f"p{n}", f"s{n % 3}.org").cause("haste").cause(f"cause {n}").advice(f"Do {n}").made()
        for n in range(9)
    ]
    lines = [[to_json_line(t) for t in merge(some)] for some in (pages, reversed(pages))]
    assert lines[0] == lines[1]
    assert from_json_line("topic", lines[0][0]) == only(merge(iter(pages)))


def test_a_circle_of_parents_ends() -> None:
    page = Page("p1").cause("tea", parent="c1").cause("milk", parent="c0").made()
    assert support(only(merge([page]))) == {"tea": 1, "milk": 1}


def test_no_pages_no_topics() -> None:
    assert merge([]) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Too much caffeine", "caffeine", True),
        ("certain medications", "Medication", True),
        ("low potassium", "potassium", False),  # the direction is the cause
        ("high blood pressure", "low blood pressure", False),
    ],
)
def test_keys(one: str, other: str, same: bool) -> None:
    assert (cause_key(one) == cause_key(other)) is same


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('[a]\nname="x"\naliases=["y"]\n[b]\nname="y"', "belongs to one cause"),
        ('[a]\nname="x"\nunder="z"', "has no row"),
    ],
)
def test_a_bad_table_says_so(tmp_path: Path, table: str, fault: str) -> None:
    path = tmp_path / "names.toml"
    path.write_text(table)
    with pytest.raises(CuretteError, match=fault):
        load_cause_names(path)

"""The four laws of the ledger, over random text, random claims and the real cleaners."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners import CLEANERS, clean, rule_names
from curette.model import Block, CuretteError, Document, Flag, Metadata, Removal

if TYPE_CHECKING:
    from pathlib import Path

# Made by hand for these tests: each paragraph is something that one of the cleaners knows, or a
# near miss that it must not take, or an oddity of bytes.
PARAGRAPHS = (
    "Sore knees: causes and care",
    "A sore knee is often the work of one long walk too many, and it heals within two weeks.",
    "Call 911 if the leg is cold, pale or numb.",
    "We use cookies. Accept all cookies. Our partners (vendors) may use your personal data.",
    "Select basic ads. Create a personalised ads profile. Measure content performance.",
    "Share this:",
    "Facebook | Twitter | Pinterest",
    "By Ann Otter",
    "Medically reviewed by Jane Fry, MD",
    "Subscribe to our newsletter!",
    "Subscribe to a plan of small meals.",
    "Related Stories",
    "Seven stretches for a stiff neck",
    "Nine foods that soothe a sore throat... [Read More] Foods",
    "Related FAQ",
    "Knee(Orthopedics)",
    "Hip(Orthopedics)",
    "Back(Orthopedics)",
    "Tendon(Orthopedics)",
    "References",
    "Otter A, Heron B. Rest and repair. J Pond Med. 2019;12(3):44-51. doi: 10.1000/xyz",
    "3 Comments",
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "0コメント",
    "本网站使用Cookie以改善您的浏览体验。",
    "膝の痛みは休むと治ります。",
    "Causes of a swollen knee include:.",
    "• Rest",
    "•",
    "Wishing you good health,",
    "Dr. Otter, Department of Medicine, Duckpond Hospital",
    "For more details, visit Duckpond Clinic, Otter Hospital, and the Heron Institute.",
    "İ ﬁ \u200b\u00a0 \u2028 🦆",
    "<div>&amp;",
    "",
)
QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
pages = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=25)
joints = st.sampled_from(["\n", "\n\n", " ", "\r\n"])
kinds = st.sampled_from(["paragraph", "heading", "list_item", "row"])


def document(text: str, kind: str = "paragraph") -> Document:
    blocks = tuple(
        Block(found.start(), found.end(), kind)  # type: ignore[arg-type]
        for found in re.finditer(r"[^\n\r]*\S[^\n\r]*", text)
    )
    return Document("d", text, "d.txt", blocks=blocks, meta=Metadata(language="en"))


def rebuilt(document: Document) -> str:
    spans = [*document.kept(), *((cut.start, cut.end) for cut in document.ledger)]
    return "".join(document.text[start:end] for start, end in sorted(spans))


def is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)


def holds_the_laws(before: Document, after: Document) -> None:
    assert after.text == before.text
    assert rebuilt(after) == before.text
    assert is_subsequence(after.clean_text, before.text)
    assert (
        "".join(before.text[raw : raw + length] for _, raw, length in after.offset_map())
        == after.clean_text
    )
    last = 0
    for cut in after.ledger:
        assert last <= cut.start < cut.end <= len(before.text)
        assert cut.reason.strip()
        last = cut.end


@st.composite
def claimed(draw: st.DrawFn) -> tuple[str, list[Removal | Flag]]:
    text = draw(st.text(min_size=1, max_size=200))
    claims: list[Removal | Flag] = []
    for number in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        claims.append(Removal(start, end, f"test/rule-{number}", "menu", "a reason"))
    claims.append(Flag("doubt", "a reason"))
    return text, claims


@QUICK
@given(claimed())
def test_laws_over_random_text_and_claims(case: tuple[str, list[Removal | Flag]]) -> None:
    text, claims = case
    before = document(text)
    after = before.strike(claims)
    holds_the_laws(before, after)
    assert after == before.strike(claims)
    covered = {
        at for claim in claims if isinstance(claim, Removal) for at in range(claim.start, claim.end)
    }
    assert covered == {at for cut in after.ledger for at in range(cut.start, cut.end)}


@QUICK
@given(claimed())
def test_the_first_claim_answers_for_a_character(case: tuple[str, list[Removal | Flag]]) -> None:
    text, claims = case
    after = document(text).strike(claims)
    for at in range(len(text)):
        first = next(
            (c.rule for c in claims if isinstance(c, Removal) and c.start <= at < c.end), None
        )
        answer = next((c.rule for c in after.ledger if c.start <= at < c.end), None)
        assert first == answer


@QUICK
@given(pages, joints, kinds)
def test_laws_over_the_real_cleaners(lines: list[str], joint: str, kind: str) -> None:
    before = document(joint.join(lines), kind)
    after = clean(before)
    holds_the_laws(before, after)
    assert {cut.rule for cut in after.ledger} <= rule_names()
    assert clean(before) == after


@QUICK
@given(st.text(max_size=400))
def test_laws_over_text_from_nowhere(text: str) -> None:
    before = document(text)
    after = clean(before)
    holds_the_laws(before, after)
    assert {cut.rule for cut in after.ledger} <= rule_names()


@pytest.mark.parametrize("cleaner", CLEANERS, ids=lambda cleaner: cleaner.__name__)
def test_a_cleaner_claims_only_what_is_there(cleaner: object) -> None:
    before = document("\n\n".join(PARAGRAPHS))
    for claim in cleaner.find(before):  # type: ignore[attr-defined]
        if isinstance(claim, Removal):
            assert 0 <= claim.start < claim.end <= len(before.text)
            assert claim.rule.startswith(cleaner.__name__.rpartition(".")[2] + "/")  # type: ignore[attr-defined]


def test_laws_over_the_real_inputs(shared: Path) -> None:
    paths = sorted((shared / "seeds").glob("*.txt"))
    assert paths
    for path in paths:
        before = document(path.read_text(encoding="utf-8"))
        after = clean(before)
        holds_the_laws(before, after)
        assert {cut.rule for cut in after.ledger} <= rule_names(), path.name


def test_a_claim_outside_the_text_is_refused() -> None:
    with pytest.raises(CuretteError, match="claims 2:9"):
        document("abc").strike([Removal(2, 9, "test/rule", "menu", "a reason")])


def test_flags_are_kept_once_in_their_order_however_many() -> None:
    flags = [Flag("doubt", f"reason {number}") for number in range(30_000)]
    assert document("abc").strike([*flags, *flags]).flags == tuple(flags)


def test_a_claim_without_a_reason_is_refused() -> None:
    with pytest.raises(CuretteError, match="no rule or no reason"):
        document("abc").strike([Removal(0, 1, "test/rule", "menu", "")])

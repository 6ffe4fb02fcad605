"""Quoted words are nobody's answer; what comes near a quotation is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curette.model import Span
from curette.structure.quoted import own_words

ASKED = "I fear that my headaches are caused by a brain tumour or by a stroke."
OWN = "Yours are caused by tension."


def own(post: str, *earlier: str) -> list[str]:
    text = "\n\n".join([*earlier, post])
    spans = []
    at = 0
    for one in (*earlier, post):
        spans.append(Span(at, at + len(one)))
        at += len(one) + 2
    return [text[start:end] for start, end in own_words(text, spans[-1:], spans[:-1])]


@pytest.mark.parametrize(
    "post",
    [
        f"ann said:\n{ASKED}\nClick to expand...\n{OWN}",
        f"ann said:\nI fear the worst.\nIt is a tumour.\nClick to expand...\n{OWN}",
        f"ann wrote:{ASKED}\n{OWN}",
        f"Ann Grey wrote:\n{ASKED}\n{OWN}",
        f"On 3 May 2021, ann wrote:\n> {ASKED}\n> Is it?\n{OWN}",
        f"Originally posted by ann\n{ASKED}\n{OWN}",
        f"Quote from ann\n{ASKED}\n{OWN}",
        f"{ASKED}\n\n{OWN}",  # set by markup that is gone
        f"{OWN}\n\nann said:\n{ASKED}",
    ],
)
def test_quotations_are_left_out(post: str) -> None:
    assert own(post, ASKED) == [OWN]


@pytest.mark.parametrize(
    "post",
    [
        "As I said: it is caused by tension.",
        "Your doctor said that it is caused by tension.",
        "The study wrote of headaches. They are caused by tension.",
        "Thank you!",  # stands in the question as well
    ],
)
def test_what_only_looks_like_a_quotation_stays(post: str) -> None:
    assert own(post, f"{ASKED}\nThank you!") == [post]


@settings(deadline=None)  # other work on the machine is no fault of a text
@given(st.text(max_size=200), st.text(max_size=60), st.integers(0, 200))
def test_own_words_lie_in_the_spans_in_order(text: str, before: str, start: int) -> None:
    whole = before + text
    span = Span(min(len(before) + start, len(whole)), len(whole))
    found = list(own_words(whole, [span], [Span(0, len(before))]))
    assert all(span.start <= one.start < one.end <= span.end for one in found)
    assert found == sorted(found)

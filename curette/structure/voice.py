"""Whose voice a text is in: one who asks, or one who answers them."""

from __future__ import annotations

import re

# So much of an answer's opening tells whether it speaks to the one who asks.
_OPENING = 250
FIRST_PERSON = re.compile(r"\b(?:i|i['’]?(?:m|ve|d|ll)|my|me|mine|we|our|im|ive)\b", re.IGNORECASE)


_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|you['’](?:re|ve|ll|d))\b", re.IGNORECASE)


_REQUEST = re.compile(
    r"\b(?:please (?:help|advi[sc]e|suggest|tell|let me know|guide|reply|answer)|"
    r"(?:any|some) (?:advice|ideas?|suggestions?|help|recommendations?)|"
    r"(?:would|want|like|need) (?:like )?to (?:know|ask|understand|consult)|"
    r"thanks? (?:you )?in advance|thank you,? doctor|does anyone|has anyone|can anyone|anybody|"
    r"what (?:should|can|could|shall) i|should i|can i|could i|"
    r"is (?:it|this) (?:safe|normal|ok))\b",
    re.IGNORECASE,
)


TO_DOCTOR = re.compile(r"\A\W{0,3}(?:hi|hello|hey|dear|good (?:day|morning|evening|afternoon))\b"
                        r"[\s,]{0,3}(?:there )?(?:dr|doctors?|doc|sir|ma.?am|everyone|all|guys)\b",
                        re.IGNORECASE)  # fmt: skip


_TO_ASKER = re.compile(
    r"\byour (?:question|query|concern|symptoms?|case|history|problem|situation|message|post|"
    r"worry|reports?|complaints?|description)\b|\bthank(?:s| you) for (?:the |your |asking|"
    r"writing|posting|sharing|contacting|consulting)|\bi (?:understand|have (?:read|gone)|can see|"
    r"would (?:suggest|advise|recommend)|(?:suggest|advise|recommend) (?:you|that you))\b|"
    r"\bhope (?:this|that|it) helps\b|\bwelcome to\b|\bas (?:you|per your) (?:mention|describ)",
    re.IGNORECASE,
)


def asks_in_own_voice(text: str) -> int:
    """Count the signs that `text` is somebody's question: own voice, a request, a greeting."""
    own = bool(FIRST_PERSON.search(text))
    asking = "?" in text or "？" in text
    return (
        (own and (asking or bool(_REQUEST.search(text))))
        + bool(TO_DOCTOR.match(text))
        + (own and bool(_REQUEST.search(text)))
    )


def speaks_to_asker(opening: str) -> bool:
    """Tell whether an opening is addressed to somebody who asked."""
    start = opening[:_OPENING]
    return bool(_TO_ASKER.search(start)) and bool(_SECOND_PERSON.search(start))

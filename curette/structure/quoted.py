"""What a post repeats of others: their words are not its own, whoever it is that reads them.

Forums put a name above what they quote ("ann said:") and markup around it, mail puts a mark before
each line; and a line that stood in an earlier post word for word is quoted, however it is set.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from curette.model import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

# A shorter line than this ("Thank you!", a heading) may stand in two posts and be each one's own.
_LONGEST_COMMON_WORDS = 40
_LINE = re.compile(r"[^\n\r\f\v\u0085\u2028\u2029]+")
# "ann said:" stands above what it quotes; "ann wrote:Is it" has lost the line break. With a space
# there ("as I said: rest") somebody goes on in their own words.
_SAID = re.compile(
    r"(?:on .{4,60}, )?[^\n.!?:]{1,60} (?:said|wrote|writes|posted)\s?:(?P<what>\S.*)?|"
    r"originally (?:posted|written) by .{1,60}|quote(?: from .{1,60}|:)",
    re.IGNORECASE,
)
_END = re.compile(r"click to expand\W*", re.IGNORECASE)


def own_words(text: str, spans: Iterable[Span], earlier: Sequence[Span] = ()) -> Iterator[Span]:
    """Yield what of each span is its writer's own; `earlier` holds what was written before.

    >>> text = "Is it my heart?\\n\\nann said:\\nIs it my heart?\\nNo, it is coffee."
    >>> [text[start:end] for start, end in own_words(text, [Span(17, len(text))])]
    ['No, it is coffee.']
    """
    known = {words for span in earlier for words, _ in _lines(text, span)}
    for span in spans:
        lines = list(_lines(text, span))
        at = span.start
        for place in _quoted(lines, known):
            if (own := _trimmed(text, Span(at, place.start))) is not None:
                yield own
            at = place.end
        if (own := _trimmed(text, Span(at, span.end))) is not None:
            yield own
        known.update(words for words, _ in lines)


def _quoted(lines: Sequence[tuple[str, Span]], known: Collection[str]) -> Iterator[Span]:
    """Yield the lines of a post that are quoted.

    Below "ann said:" that is all up to a button that ends it, or one line where there is none.
    """
    until = -1
    for at, (words, place) in enumerate(lines):
        said = _SAID.fullmatch(words)
        if said and at > until:
            ends = (n for n in range(at + 1, len(lines)) if _END.fullmatch(lines[n][0]))
            until = next(ends, at if said["what"] else at + 1)
        repeated = len(words) > _LONGEST_COMMON_WORDS and words in known
        if at <= until or repeated or words.startswith(">") or _END.fullmatch(words):
            yield place


def _lines(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    for match in _LINE.finditer(text, span.start, span.end):
        if words := match.group().strip():
            yield words, Span(match.start(), match.end())


def _trimmed(text: str, span: Span) -> Span | None:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None

"""Dates as pages print them, in English and in figures, turned into ISO 8601 days.

A date that can be read in two ways (`03/04/2014`) is no date, unless other dates of the page
tell which figure is the month: the record says what the page says, and never guesses.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<![\w.]){_MONTH}\s{{1,3}}{_DAY}(?:\s{{0,2}},\s{{0,2}}|\s{{1,3}}){_YEAR}(?!\d)",
        rf"(?<![\w.]){_DAY}(?:\sof)?[\s-]{{1,3}}{_MONTH},?[\s-]{{1,3}}{_YEAR}(?!\d)",
        rf"(?<![\d.])(?P<a>\d{{1,2}})(?P<mark>[/.-])(?P<b>\d{{1,2}})(?P=mark){_YEAR}(?!\d)",
    )
)
# Years of two figures are read only where a line is known to tell a time: elsewhere "10.11.15" is
# a chapter or a version.
_SHORT = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<year>\d\d)"
    r"(?=\d{1,2}:\d\d|(?![\d./-]))"
)
_FIGURES = re.compile(
    r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(?:(?:19|20)\d\d|\d\d)(?=\d{1,2}:\d\d|(?![\d./-]))"
)


def iso_date(text: str) -> str | None:
    """Return the first full date in `text` as an ISO 8601 day.

    >>> iso_date("Asked on 3rd of March 2021 at 10:14"), iso_date("Answered 2021/3/9")
    ('2021-03-03', '2021-03-09')
    >>> iso_date("28.02.2019"), iso_date("03/04/2014")
    ('2019-02-28', None)
    """
    found = find_date(text)
    return found[0] if found else None


def month_comes_first(lines: Iterable[str]) -> bool | None:
    """Tell how a page writes dates in figures, by those that can be read in one way only.

    >>> month_comes_first(["9/6/16", "9/15/16"]), month_comes_first(["9/6/16", "15/9/16"])
    (True, False)
    """
    seen = {
        int(found[3]) > 12
        for line in lines
        for found in _FIGURES.finditer(line)
        if (int(found[1]) > 12) != (int(found[3]) > 12)
    }
    return seen.pop() if len(seen) == 1 else None


def posted_date(line: str, *, month_first: bool | None = None) -> str | None:
    """Return the ISO day in a line that tells when something was written.

    >>> posted_date("10.11.15 11:26"), posted_date("9/6/16")
    ('2015-11-10', None)
    >>> posted_date("9/6/16", month_first=True)
    '2016-09-06'
    """
    found = find_date(line, month_first=month_first)
    if found:
        return found[0]
    days = (_day(match, month_first) for match in _SHORT.finditer(line))
    return next((day for day in days if day is not None), None)


def find_date(text: str, *, month_first: bool | None = None) -> tuple[str, int, int] | None:
    """Return the first full date in `text` with its place: `(ISO day, start, end)`."""
    best: tuple[str, int, int] | None = None
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match, month_first)
            if day is not None and (best is None or match.start() < best[1]):
                best = (day, match.start(), match.end())
                break
    return best


def _day(match: re.Match[str], month_first: bool | None) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if "a" in parts:
        order = _order(int(parts["a"]), int(parts["b"]), parts["mark"], month_first)
        if order is None:
            return None
        month, day = order
    else:
        month = _month(parts["month"])
        day = int(parts["day"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 February, month 13: not a date
        return None


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.get(name.lower(), 0)


def _order(a: int, b: int, mark: str, month_first: bool | None) -> tuple[int, int] | None:
    """Return `(month, day)` where only one reading is possible.

    Full stops are written between day, month and year by those who write the day first.
    """
    if mark == "." or a > 12 or a == b:
        return b, a
    if b > 12 or month_first:
        return a, b
    return None if month_first is None else (b, a)

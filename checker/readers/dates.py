"""Dates as pages and datelines write them: ISO in metadata, "July 24, 2017" and "24 July 2017" in print."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_ISO = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_EPOCH = re.compile(r"\s*(1\d{9})(?:\d{3})?\s*$")
_NUMERIC = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})\b")
_PRINTED = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(?P<year>\d{4})\b"
    r"|\b(?P<month2>[^\W\d_]{3,12})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{4})\b"
)


def read_date(text: str, months: dict[str, int]) -> date | None:
    """The day that a date or time names; `months` maps names in lower case to numbers. None where it names none.

    >>> read_date("2017-07-24T10:00:00Z", {}), read_date("July 24, 2017", {"july": 7})
    (datetime.date(2017, 7, 24), datetime.date(2017, 7, 24))
    """
    if found := _ISO.match(text):
        return _day(*(int(part) for part in found.groups()))
    if found := _EPOCH.match(text):
        return datetime.fromtimestamp(int(found.group(1)), UTC).date()
    if found := _NUMERIC.search(text):
        day, month, year = (int(part) for part in found.groups())
        return _day(year, month, day)
    for found in _PRINTED.finditer(text):
        name = (found.group("month") or found.group("month2")).lower()
        if name in months:
            return _day(int(found["year"] or found["year2"]), months[name], int(found["day"] or found["day2"]))
    return None


def pattern(months: list[str]) -> str:
    """A regular expression without groups for a printed date with these month names, and for an ISO date."""
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    day = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
    return rf"(?:{day} (?:of |de )?(?:{names})\.?,? (?:de )?\d{{4}}|(?:{names})\.? {day},? \d{{4}}|\d{{4}}-\d\d-\d\d)"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1600 <= year <= 2200 else None
    except ValueError:
        return None

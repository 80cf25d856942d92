"""By when, as a sentence says it: a calendar date, a length of time, or a number of sessions."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from sheet2plan.smart.words import ORDINALS, blank

_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>\d{{4}})"


_ISO = re.compile(r"\b(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})\b")
_SLASH = re.compile(r"(?<![\d/])(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?![\d/])")
_MONTH_DAY = re.compile(rf"\b{_MONTH.format('')}\s+{_DAY.format('')}(?:,?\s+{_YEAR.format('')})?(?!\d)", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"\b(?:the\s+)?{_DAY.format('')}\s+(?:of\s+)?{_MONTH.format('')}(?:,?\s+{_YEAR.format('')})?\b", re.IGNORECASE
)
_BY = r"(?:by|before|until|till|through|thru|in|during|no later than|not later than)"
_MONTH_YEAR = re.compile(
    rf"\b(?:(?:{_BY}|the|end|close|start|beginning|middle|of|mid|early|late)[\s-]+)*{_MONTH.format('')},?\s+{_YEAR.format('')}\b",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(
    rf"\b{_BY}\s+(?:the\s+)?(?:(?:end|close|start|middle)\s+of\s+|mid-?\s*|early\s+|late\s+)?{_MONTH.format('')}(?![a-z'])",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:by|before|within|in)\s+(?:the\s+)?(?:end\s+of\s+)?(?:Q[1-4]|the\s+(?:school|calendar)\s+year)\b"
)

_UNIT = r"(?P<unit>day|week|wk|month|quarter|year|session|visit|appointment|meeting)s?"
_COUNT = r"(?P<count>\d+(?:\.\d+)?|an?|the next|next)"
_BETWEEN = (
    r"(?:(?:consecutive|straight|full|more|calendar|business|therapy|treatment|group|individual|successive|additional)"
    r"\s+)*"
)
_LENGTH = re.compile(
    rf"\b(?:within|in|over|for|after|by|during|across|throughout|inside|under|at|before|next|through|these|the)\s+"
    rf"(?:(?:about|the|next|first|coming|following|last|a|period|of|span|at|least|up|to|end|his|her|their)\s+)*"
    rf"{_COUNT}[\s-]+{_BETWEEN}{_UNIT}\b(?!\s*(?:a|an|per|each|every|/|out\s+of|of\s+\d)\b)(?:'\s*time)?",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(
    rf"\b(?P<count>\d+)\s+{_BETWEEN}{_UNIT}\s+(?:in\s+a\s+row|running|post-?\s*intake|from\s+now|or\s+less)\b",
    re.IGNORECASE,
)
_CONSECUTIVE = re.compile(rf"\b(?P<count>\d+)\s+(?:consecutive|straight|successive)\s+{_UNIT}\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?P<count>\d+)-(?P<unit>day|week|month)\s+(?:period|span|stretch|window|course|block)\b", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"\b(?:by|before|at|until|through|no later than)\s+(?:the\s+)?(?:end\s+of\s+)?"
    r"(?P<unit>day|week|month|session|visit|appointment)\s+(?:#|no\.?\s*|number\s+)?(?P<count>\d+)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?:by|before|at|until|through|no later than)\s+(?:the\s+|his\s+|her\s+|their\s+)?(?:end\s+of\s+(?:the\s+)?)?"
    rf"(?P<ordinal>{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th))\s+(?:\w+\s+)?(?P<unit>session|visit|appointment|meeting|week|month)\b",
    re.IGNORECASE,
)
_NEXT_REVIEW = re.compile(
    r"\b(?:by|before|until|at)\s+(?:the\s+|his\s+|her\s+|their\s+)?(?:next|coming)\s+(?:\w+\s+){0,2}?(?:review|session|appointment|visit)\b"
    r"|\bby\s+(?:the\s+)?(?:next\s+)?(?:plan|treatment plan|quarterly)\s+review\b|\b(?:by|at|before)\s+discharge\b",
    re.IGNORECASE,
)
_MONTHS = [month.casefold() for month in calendar.month_abbr]
_WEEKS = {"day": 1 / 7, "week": 1.0, "wk": 1.0, "month": 30 / 7, "quarter": 13.0, "year": 52.0}


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a sentence says of time. `weeks` is a length (sessions counted as weeks); `impossible` a date that
    isn't one; `lasts` that a length is given, beside a date or alone.
    """

    dates: tuple[date, ...] = ()
    weeks: float | None = None
    stated: bool = False
    lasts: bool = False
    impossible: str | None = None

    def weeks_from(self, start: date | None) -> float | None:
        """How long there is, from the plan's date; None when it can't be told."""
        if self.weeks is not None:
            return self.weeks
        if self.dates and start is not None:
            return (max(self.dates) - start).days / 7
        return None


def read_deadline(text: str) -> tuple[Deadline, str]:
    """The deadline of a normalised sentence, and the sentence without the words that state it."""
    dates: list[date] = []
    impossible: str | None = None
    for pattern in (_ISO, _SLASH, _MONTH_DAY, _DAY_MONTH, _MONTH_YEAR):
        text, matches = blank(pattern, text)
        for match in matches:
            day = _date(match)
            if day is not None:
                dates.append(day)
            elif match.groupdict().get("year"):
                impossible = impossible or match[0]
    text, alone = blank(_MONTH_ALONE, text)
    text, quarters = blank(_QUARTER, text)
    text, review = blank(_NEXT_REVIEW, text)
    lengths: list[float] = []
    for pattern in (_ORDINAL, _NUMBERED, _IN_A_ROW, _CONSECUTIVE, _SPAN, _LENGTH):
        text, matches = blank(pattern, text)
        lengths += [_length(match) for match in matches]
    stated = bool(dates or lengths or alone or quarters or review)
    weeks = max(lengths) if lengths and not dates else None
    return Deadline(tuple(dates), weeks, stated, bool(lengths), impossible), text


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    if parts.get("year") is None:
        return None
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    month = int(parts["month"]) if parts["month"].isdigit() else _month_number(parts["month"])
    words = match[0].casefold()
    if parts.get("day") is None:
        day = 15 if re.search(r"\bmid", words) else 5 if re.search(r"\b(?:early|start|beginning)", words) else 0
        return date(year, month, day) if day else date(year, month, calendar.monthrange(year, month)[1])
    day = int(parts["day"])
    if month > 12 >= day and parts["month"].isdigit():
        month, day = day, month
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1] else None


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].casefold())


def _length(match: re.Match[str]) -> float:
    parts = match.groupdict()
    word = (parts.get("ordinal") or parts.get("count") or "1").casefold()
    count = float(ORDINALS.get(word) or (re.match(r"\d+(?:\.\d+)?", word) or ["1"])[0])
    return count * _WEEKS.get(parts["unit"].casefold(), 1.0)

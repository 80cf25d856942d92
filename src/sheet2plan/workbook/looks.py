"""What Excel's number formats make of a number: itself, a date or time, a duration."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

from sheet2plan.workbook.cells import Cell

# Formats that Excel knows by number alone, some of them only in East Asian versions.
_DATE_NUMBERS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_DURATION_NUMBER = 46
_NOT_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DATE_SIGNS = re.compile(r"[dmhys]", re.IGNORECASE)
_LAST_DAY = 2_958_466
_DAY_OF_MILLISECONDS = 86_400_000


class Look(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"


def built_in(number: int) -> Look:
    """The look of a format that has no code in the file."""
    if number == _DURATION_NUMBER:
        return Look.DURATION
    return Look.DATE if number in _DATE_NUMBERS else Look.NUMBER


def look_of(code: str) -> Look:
    """The look of a format code such as yyyy-mm-dd; its part for positive numbers decides."""
    signs = _NOT_SIGNS.sub("", code[:1000]).partition(";")[0]
    if _ELAPSED.search(signs):
        return Look.DURATION
    return Look.DATE if _DATE_SIGNS.search(_BRACKETS.sub("", signs).replace("General", "")) else Look.NUMBER


def dated(number: float, look: Look, date1904: bool) -> Cell:
    """The number as its format shows it; itself where Excel would show ##### for a date."""
    if look is Look.NUMBER or not 0 <= number < _LAST_DAY:
        return number
    days, rest = divmod(number, 1)
    part = timedelta(milliseconds=round(rest * _DAY_OF_MILLISECONDS))
    if look is Look.DURATION:
        return timedelta(days) + part
    if days == 0:
        return (datetime.min + part).time()
    moment = _day_zero(days, date1904) + timedelta(days) + part
    return _plain(moment)


def _day_zero(days: float, date1904: bool) -> datetime:
    # Excel's 1900 had a 29th of February: before it, days count from one day later.
    return datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if days < 60 else 30)


def _plain(moment: datetime) -> date:
    return moment.date() if moment.time() == time() else moment

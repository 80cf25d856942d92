"""Cells to dates, in the many forms people type them; what is no full, real day is a Doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from sheet2plan.workbook.cells import Cell, CellError, Doubtful, clean, shown


class DateOrder(StrEnum):
    """Which of 3/4/2026's numbers is the month."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    UNDECIDED = "undecided"
    MIXED = "mixed"


_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_CLOCK = r"(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?)?"
_NUMERIC_DATE = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:[T ].*)?")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_NAMED_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s\-]*([a-z]{{3,9}})\.?[\s\-,]*(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_NAMED_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}([a-z]{{3,9}})\.?[\s\-]+(\d{{1,2}})(?:st|nd|rd|th)?[\s\-,]+(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_DATE_SHAPES = (_NUMERIC_DATE, _YEAR_FIRST, _NAMED_DAY_FIRST, _NAMED_MONTH_FIRST)
_DATE_WITH_NOTE = re.compile(r"([\d/.\-]{6,10})\s*[(\[*].*", re.DOTALL)
_MONTH_WORD = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
_PART_OF_DATE = re.compile(
    rf"(?:early|mid|late|end of|beginning of)?[ -]*{_MONTH_WORD}[ ,'-]*(?:\d{{2,4}})?|\d{{1,2}}[/.-]\d{{1,4}}|"
    rf"\d{{1,2}}[ -]{_MONTH_WORD}|{_MONTH_WORD}[ -]\d{{1,2}}|\d{{4}}(?:[/.-]\d{{1,2}})?|q[1-4] ?\d{{2,4}}",
    re.IGNORECASE,
)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(367, 73051)  # 1901-01-01 to 2099-12-31


def date_order(cells: Iterable[Cell]) -> DateOrder:
    """What the text dates of a column say about their order; UNDECIDED when every one can be read both ways."""
    day_first = month_first = False
    for cell in cells:
        if isinstance(cell, str) and (match := _NUMERIC_DATE.fullmatch(clean(cell))):
            first, second = int(match[1]) > 12, int(match[2]) > 12
            day_first = day_first or (first and not second)
            month_first = month_first or (second and not first)
    if day_first and month_first:
        return DateOrder.MIXED
    if day_first:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if month_first else DateOrder.UNDECIDED


def has_ambiguous_date(cells: Iterable[Cell]) -> bool:
    """True when some text date changes its meaning with the order of day and month."""
    for cell in cells:
        if isinstance(cell, str) and (match := _NUMERIC_DATE.fullmatch(clean(cell))):
            first, second = int(match[1]), int(match[2])
            if first <= 12 and second <= 12 and first != second:
                return True
    return False


def header_date(text: str, as_of: date) -> date | None:
    """The day that a header names (PHQ9 1/5/26), month first; None when it names none, or only a month."""
    return _from_text(clean(text), DateOrder.MONTH_FIRST, as_of.year)


def read_date(cell: Cell, order: DateOrder, last_year: int) -> object:
    """The day in a cell, None for a blank, a Doubtful otherwise. Two-digit years end with `last_year`."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, CellError):
        return Doubtful("cell-error", cell.text)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(cell)
    text = shown(cell)
    if not text:
        return None
    return _from_text(text, order, last_year) or _doubtful_date(text, order, last_year)


def _doubtful_date(text: str, order: DateOrder, last_year: int) -> Doubtful:
    """Why a text is no date: impossible, incomplete, with a remark behind it, or no date at all."""
    if noted := _DATE_WITH_NOTE.fullmatch(text):
        day = _from_text(noted[1], order, last_year)
        if day is not None:
            return Doubtful("date-with-note", text, day)
    if any(shape.fullmatch(text) for shape in _DATE_SHAPES):
        return Doubtful("date-impossible", text)
    if _PART_OF_DATE.fullmatch(text):
        return Doubtful("date-incomplete", text)
    return Doubtful("date-unreadable", text)


def _from_serial(serial: float) -> object:
    if int(serial) not in _SERIALS:
        return Doubtful("date-unreadable", shown(serial))
    return _EXCEL_EPOCH + timedelta(days=int(serial))


def _from_text(text: str, order: DateOrder, last_year: int) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _real_date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED_DAY_FIRST.fullmatch(text):
        return _named_date(match[3], match[2], match[1], last_year)
    if match := _NAMED_MONTH_FIRST.fullmatch(text):
        return _named_date(match[3], match[1], match[2], last_year)
    if match := _NUMERIC_DATE.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _full_year(match[3], last_year)
        if first > 12 or (order is DateOrder.DAY_FIRST and second <= 12):
            return _real_date(year, second, first)
        return _real_date(year, first, second)
    return None


def _named_date(year: str, month: str, day: str, last_year: int) -> date | None:
    number = _MONTHS.get(month[:3].casefold())
    return _real_date(_full_year(year, last_year), number, int(day)) if number else None


def _full_year(text: str, last_year: int) -> int:
    if len(text) == 4:
        return int(text)
    year = last_year // 100 * 100 + int(text)
    return year if year <= last_year else year - 100


def _real_date(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 2200):
        return None
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, day) if day <= (first_of_next - timedelta(days=1)).day else None

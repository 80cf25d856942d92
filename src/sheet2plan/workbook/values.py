"""Cells to typed values, column by column. A cell that can't be read comes back as a Doubtful with its raw text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sheet2plan.columns import FieldSpec, Kind
from sheet2plan.workbook.cells import Cell, CellError, clean, shown


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A reading that needs a person: the finding's code, what stands in the cell, and the value kept (None if none)."""

    code: str
    raw: str
    value: object = None


class DateOrder(StrEnum):
    """Which of 3/4/2026's numbers is the month."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    UNDECIDED = "undecided"
    MIXED = "mixed"


Reader = Callable[[Cell], object]

_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:[T ].*)?")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_NAMED_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?[\s\-,]+(\d{4}|\d{2})", re.IGNORECASE)
_NAMED_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?[\s\-,]+(\d{4}|\d{2})", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NUMBER_WITH_NOTE = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*(?:/\s*\d+|%|\*+|\(.*\)|[a-z][a-z .\-]*)", re.IGNORECASE | re.DOTALL
)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(367, 73051)  # 1901-01-01 to 2099-12-31
_TWO_DIGIT_YEARS_AHEAD = 50


def date_order(cells: Iterable[Cell]) -> DateOrder:
    """What the text dates of a column say about their order; UNDECIDED when every one can be read both ways."""
    day_first = month_first = False
    for cell in cells:
        if isinstance(cell, str) and (match := _NUMERIC_DATE.fullmatch(clean(cell))):
            day_first = day_first or int(match[1]) > 12
            month_first = month_first or int(match[2]) > 12
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


def column_reader(
    spec: FieldSpec, aliases: Mapping[str, str], absent: frozenset[str], order: DateOrder, as_of: date
) -> Reader:
    """The function that reads this column's cells: cell in; value, None for a blank, or a Doubtful out.

    `aliases` maps normalised spellings to allowed values, `absent` holds words that mean "nothing here".
    """
    last_year = as_of.year + (0 if spec.column.past else _TWO_DIGIT_YEARS_AHEAD)
    readers: dict[Kind, Reader] = {
        Kind.KEY: _read_key,
        Kind.TEXT: _read_text,
        Kind.PROSE: _read_text,
        Kind.PHONE: _read_text,
        Kind.EMAIL: _read_text,
        Kind.CODE: _read_code,
        Kind.NUMBER: read_number,
        Kind.ITEMS: read_number,
        Kind.INTEGER: _read_integer,
        Kind.DATE: lambda cell: _read_date(cell, order, last_year),
        Kind.FLAG: lambda cell: _read_flag(cell, aliases),
        Kind.CHOICE: lambda cell: _read_choice(cell, aliases),
    }
    read = readers[spec.kind]
    if spec.kind in (Kind.TEXT, Kind.PROSE, Kind.KEY):
        return read

    def read_unless_absent(cell: Cell) -> object:
        if isinstance(cell, str) and folded(cell) in absent and folded(cell) not in aliases:
            return Doubtful("not-a-value", clean(cell))
        return read(cell)

    return read_unless_absent


def folded(text: str) -> str:
    """The text as value spellings are compared: cleaned, case-folded, underscores as spaces."""
    return clean(text).casefold().replace("_", " ")


def _read_text(cell: Cell) -> object:
    if isinstance(cell, str):
        return clean(cell) or None
    if isinstance(cell, CellError):
        return Doubtful("cell-error", cell.text)
    return shown(cell) or None


def _read_key(cell: Cell) -> object:
    text = _read_text(cell)
    return text.replace("\n", " ") if isinstance(text, str) else text


def _read_code(cell: Cell) -> object:
    text = _read_text(cell)
    if not isinstance(text, str):
        return text
    code = text.upper().replace(" ", "")
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code and code[:1].isalpha() else code


def read_number(cell: Cell) -> object:
    """The number in a cell, None for a blank, a Doubtful otherwise; 19 (mod sev) keeps its 19, in doubt."""
    if cell is None or isinstance(cell, float):
        return cell
    if isinstance(cell, bool):
        return Doubtful("number-unreadable", shown(cell))
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, CellError):
        return Doubtful("cell-error", cell.text)
    text = shown(cell)
    if not text:
        return None
    plain = text.replace("\u2212", "-")
    if _NUMBER.fullmatch(plain):
        return float(plain.replace(",", ""))
    if isinstance(cell, str) and (match := _NUMBER_WITH_NOTE.fullmatch(plain)):
        return Doubtful("number-with-note", text, float(match[1]))
    return Doubtful("number-unreadable", text)


def _read_integer(cell: Cell) -> object:
    number = read_number(cell)
    if isinstance(number, float):
        return int(number) if number.is_integer() else Doubtful("number-not-whole", shown(cell))
    return number


def _read_flag(cell: Cell, aliases: Mapping[str, str]) -> object:
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, CellError):
        return Doubtful("cell-error", cell.text)
    text = shown(cell)
    if not text:
        return None
    meaning = aliases.get(folded(text))
    return meaning == "yes" if meaning else Doubtful("flag-unknown", text)


def _read_choice(cell: Cell, aliases: Mapping[str, str]) -> object:
    if cell is None:
        return None
    if isinstance(cell, CellError):
        return Doubtful("cell-error", cell.text)
    text = shown(cell)
    return (aliases.get(folded(text)) or Doubtful("choice-unknown", text)) if text else None


def _read_date(cell: Cell, order: DateOrder, last_year: int) -> object:
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
    return _from_text(text, order, last_year) or Doubtful("date-unreadable", text)


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

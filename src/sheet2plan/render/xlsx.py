"""Workbooks for people: Excel tables declared as data, printed well, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Any, Generic, TypeAlias, TypeVar
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.url import Url

from sheet2plan.model import column_letters
from sheet2plan.render.rows import RowSheet, look_index

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

INK, RULE, ACCENT = "#1F3A5F", "#D0D5DB", "#2F5D8A"
ALARM_INK, ALARM_FILL = "#8B1A1A", "#FBE3DF"
CARE_INK, CARE_FILL = "#6B4300", "#FFF2CC"

# Excel's own limits: rows of a sheet, links of a sheet, UTF-16 units of a cell, a link's address, points of a row.
MAX_ROWS, MAX_LINKS, MAX_TEXT, MAX_TARGET, MAX_HEIGHT = 1_048_576, 65_530, 32_767, 2_000, 409.0
CUT = " […cut here: longer than an Excel cell holds]"

_FIRST_SERIAL_DATE = date(1900, 3, 1)  # earlier serials mean different days in different programs
_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_QUOTED = {
    ord(char): f"%{ord(char):02X}" for char in map(chr, range(128)) if not (char.isalnum() or char in "-._~/!$()+,;=@")
}

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a file (`target`: forward slashes, or a URL), to a `place` in it, or to one in this book."""

    text: str
    target: str = ""
    place: str = ""


Cell: TypeAlias = str | int | float | date | Link | None


class Style(Enum):
    """How the cells of a column look."""

    TEXT = "text"
    WRAP = "wrapped"
    COUNT = "count"
    PERCENT = "percent"
    DATE = "date"
    SCORE = "score"
    MOVED = "signed number"
    SIGN = "sign"


class Tone(Enum):
    """How loud a marked cell is: bold on a fill, so that it can be told on a black-and-white page too."""

    ALARM = "alarm"
    CARE = "care"
    BAR = "bar"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A conditional format of a column: cells equal to a text, above a number, or (BAR) all of them from 0 to 100 %."""

    tone: Tone
    equals: str | None = None
    above: float | None = None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table. `value` takes a row and answers what its cell holds; None leaves it blank."""

    header: str
    width: float
    style: Style
    value: Callable[[Row], Cell]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """An Excel table with filters. `empty` is said in words when there are no rows, `lead` above the header.

    `page_by` starts a new printed page wherever its answer changes from one row to the next.
    """

    name: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    empty: str
    lead: str = ""
    page_by: Callable[[Row], str] | None = None

    @property
    def top(self) -> int:
        """The row of the header on a sheet of its own, from 0."""
        return 1 if self.lead else 0


def place(sheet: str, cell: str = "A1") -> str:
    """The address of a cell on a sheet, as a link needs it: 'Progress notes'!C5."""
    return "'" + sheet.replace("'", "''") + "'!" + cell


@lru_cache(maxsize=1000)
def relative_url(path: str) -> str:
    """The path as the target of a link; what is a URL already stays as it is."""
    return path if "://" in path else path.translate(_QUOTED)


class Book:
    """A workbook under construction in memory; `content()` closes it and answers its bytes."""

    def __init__(self, title: str, as_of: date, clinic: str) -> None:
        self._buffer = BytesIO()
        constant = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._workbook = Workbook(self._buffer, {"in_memory": True, **constant})
        # The day of the run, so that the same content gives the same bytes on another day.
        created = datetime(as_of.year, as_of.month, as_of.day)
        self._workbook.set_properties({"title": f"{title}, {clinic}"[:250], "author": "", "created": created})
        self._clinic = clinic
        self._as_of = as_of
        self._cells = {style: self.format(**look) for style, look in _LOOKS.items()}
        self._links = {style: self.format(**look, **_LINK) for style, look in _LOOKS.items()}
        self._headers = {
            style: self.format(**{**_HEADER, **_aligned(look), **_TURNED.get(style, {})})
            for style, look in _LOOKS.items()
        }
        self._note = self.format(italic=True)
        self._tones = {tone: self.format(**look) for tone, look in _TONES.items()}

    def format(self, **look: Any) -> Any:
        """A cell format of this book."""
        return self._workbook.add_format(look)

    def chart(self, kind: str, subtype: str | None = None) -> Any:
        """A native chart of this book."""
        return self._workbook.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})

    def sheet(self, name: str, kind: type[Any] | None = None) -> Any:
        """A new sheet, set up to print on landscape pages with clinic, day and page numbers."""
        sheet = self._workbook.add_worksheet(name, worksheet_class=kind)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        clinic = clean(self._clinic)[:100].replace("&", "&&")
        sheet.set_header(f"&L{clinic}&R{name}")
        sheet.set_footer(f"&LConfidential client information&CAs of {_worded(self._as_of)}&RPage &P of &N")
        return sheet

    def table_sheet(self, table: Table[Row], frozen_columns: int = 0) -> Any:
        """Adds a sheet that holds just this table, its header (and first columns) frozen; answers the sheet."""
        sheet = self.sheet(table.name, RowSheet)
        top = table.top
        sheet.repeat_rows(0, top)
        sheet.freeze_panes(top + 1, frozen_columns)
        sheet.set_row(top, _SIGN_HEADER if any(column.style is Style.SIGN for column in table.columns) else 32)
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width)
        if table.lead:
            sheet.set_row(0, 20)
            sheet.write_string(0, 0, clean(table.lead), self._note)
        self._lay_out_pages(sheet, table)
        self.write_table(sheet, top, table)
        return sheet

    def _lay_out_pages(self, sheet: Any, table: Table[Row]) -> None:
        """As many columns as there are on one page; Excel heeds page breaks only where the scale is a number."""
        if table.page_by is None:
            sheet.fit_to_pages(1, 0)
            return
        pixels = sum(7 * column.width + 5 for column in table.columns)
        sheet.set_print_scale(max(10, min(100, int(100 * _PAGE_PIXELS / pixels))))
        pages = [table.page_by(row) for row in table.rows[:MAX_ROWS]]
        breaks = [table.top + 1 + number for number in range(1, len(pages)) if pages[number] != pages[number - 1]]
        sheet.set_h_pagebreaks(breaks[:_MAX_BREAKS])

    def sparklines(self, sheet: Any, column: int, histories: Sequence[tuple[int, Sequence[float]]]) -> None:
        """Small bars in the column for each (row, values), the last one dark; the values stand on a hidden sheet."""
        if not histories:
            return
        data = self._workbook.add_worksheet(f"{sheet.get_name()} data", worksheet_class=RowSheet)
        data.hide()
        places, ranges = [], []
        for line, (row, values) in enumerate(histories):
            data.add_row(line, [data.number_xml(line, index, value, 0) for index, value in enumerate(values)], None)
            last = column_letters(len(values) - 1)
            places.append(f"{column_letters(column)}{row + 1}")
            ranges.append(f"'{data.get_name()}'!$A${line + 1}:${last}${line + 1}")
        look = {"type": "column", "last_point": True, "series_color": "#8FA9C4", "last_color": INK, "min": 0}
        sheet.add_sparkline(places[0], {"location": places, "range": ranges, "show_hidden": True, **look})

    def write_table(self, sheet: Any, top: int, table: Table[Row]) -> int:
        """Writes the table with its header at row `top` (0-based); answers its last row."""
        rows, note = _fitting(table, MAX_ROWS - top - 1)
        bottom = top + len(rows) + bool(note)
        headers = [{"header": column.header, "header_format": self._headers[column.style]} for column in table.columns]
        look = {"name": f"{table.name.replace(' ', '_')}_table", "style": "Table Style Light 1", "columns": headers}
        sheet.add_table(top, 0, bottom, len(headers) - 1, look)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if isinstance(sheet, RowSheet):
            self._add_rows(sheet, top + 1, table.columns, rows)
            if note:
                sheet.add_row(bottom, [sheet.text_xml(bottom, 0, note, look_index(self._note))], None)
        else:
            self._write_rows(sheet, top + 1, table.columns, rows)
            if note:
                sheet.write_string(bottom, 0, note, self._note)
        for index, column in enumerate(table.columns):
            for mark in column.marks:
                sheet.conditional_format(top + 1, index, bottom, index, self._condition(mark))
        return bottom

    def _write_rows(self, sheet: Any, top: int, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
        plan = [
            (index, column.value, self._cells[column.style], self._links[column.style], _room(column))
            for index, column in enumerate(columns)
        ]
        for number, row in enumerate(rows, top):
            tallest = 1
            for index, value, look, link_look, room in plan:
                cell = value(row)
                text = cell.text if isinstance(cell, Link) else cell
                write_cell(sheet, number, index, cell, look if text is cell else link_look)
                if room and isinstance(text, str):
                    tallest = max(tallest, lines_needed(text, room))
            if tallest > 1:
                sheet.set_row(number, row_height(tallest))

    def _add_rows(self, sheet: RowSheet, top: int, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
        plan = [
            (
                index,
                column.value,
                look_index(self._cells[column.style]),
                look_index(self._links[column.style]),
                _room(column),
            )
            for index, column in enumerate(columns)
        ]
        for number, row in enumerate(rows, top):
            tallest = 1
            cells = []
            for index, value, look, link_look, room in plan:
                cell = value(row)
                if room and cell:
                    text = cell.text if isinstance(cell, Link) else cell
                    if isinstance(text, str):
                        tallest = max(tallest, lines_needed(text, room))
                cells.append(_cell_xml(sheet, number, index, cell, look, link_look))
            sheet.add_row(number, cells, row_height(tallest) if tallest > 1 else None)

    def _condition(self, mark: Mark) -> dict[str, Any]:
        if mark.tone is Tone.BAR:
            return dict(_BAR)
        if mark.equals is not None:
            rule: dict[str, Any] = {"type": "cell", "criteria": "==", "value": f'"{mark.equals}"'}
        else:
            rule = {"type": "cell", "criteria": ">", "value": mark.above}
        return {**rule, "format": self._tones[mark.tone]}

    def content(self) -> bytes:
        """The finished workbook."""
        self._workbook.close()
        return self._buffer.getvalue()


_LOOKS: dict[Style, dict[str, Any]] = {
    Style.TEXT: {"valign": "top", "bottom": 1, "bottom_color": RULE, "align": "left", "indent": 1},
    Style.WRAP: {"valign": "top", "bottom": 1, "bottom_color": RULE, "align": "left", "indent": 1, "text_wrap": True},
    Style.COUNT: {"valign": "top", "bottom": 1, "bottom_color": RULE, "num_format": "#,##0", "align": "center"},
    Style.PERCENT: {"valign": "top", "bottom": 1, "bottom_color": RULE, "num_format": "0%", "align": "center"},
    Style.DATE: {
        "valign": "top",
        "bottom": 1,
        "bottom_color": RULE,
        "num_format": "mmm d, yyyy",
        "align": "left",
        "indent": 1,
    },
    Style.SCORE: {"valign": "top", "bottom": 1, "bottom_color": RULE, "align": "center"},
    Style.MOVED: {
        "valign": "top",
        "bottom": 1,
        "bottom_color": RULE,
        "align": "center",
        "num_format": "+General;-General;0",
    },
    Style.SIGN: {"valign": "top", "bottom": 1, "bottom_color": RULE, "align": "center"},
}
# A column of signs is narrow; its header is turned to stand along it.
_TURNED: dict[Style, dict[str, Any]] = {Style.SIGN: {"rotation": 90, "valign": "bottom", "align": "center"}}
_SIGN_HEADER = 170
_PAGE_PIXELS = 900  # of ten inches, what a landscape page has between its margins
_MAX_BREAKS = 1000


def _aligned(look: dict[str, Any]) -> dict[str, Any]:
    return {name: look[name] for name in ("align", "indent") if name in look}


_HEADER = {"bold": True, "font_color": "white", "bg_color": INK, "text_wrap": True, "valign": "vcenter"}
_LINK = {"font_color": "#0B4F9E", "underline": 1}
_TONES: dict[Tone, dict[str, Any]] = {
    Tone.ALARM: {"bold": True, "font_color": ALARM_INK, "bg_color": ALARM_FILL},
    Tone.CARE: {"bold": True, "font_color": CARE_INK, "bg_color": CARE_FILL},
    Tone.QUIET: {"font_color": "#5B6672"},
}
_BAR = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#B7CCE2",
    "bar_border_color": ACCENT,
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 1,
}


def _cell_xml(sheet: RowSheet, row: int, column: int, cell: Cell, look: int, link_look: int) -> str:
    """As write_cell does: a date as a date, a number as a number, every text as text."""
    if cell is None or cell == "":
        return sheet.blank_xml(row, column, look)
    if isinstance(cell, str):
        return sheet.text_xml(row, column, clean(cell), look)
    if isinstance(cell, Link):
        target = relative_url(cell.target)
        if sheet.link_count < MAX_LINKS and len(target) <= MAX_TARGET:
            sheet.add_link(row, column, target, cell.place)
        return sheet.text_xml(row, column, clean(cell.text), link_look)
    if isinstance(cell, date):
        if cell < _FIRST_SERIAL_DATE:
            return sheet.text_xml(row, column, cell.isoformat(), look)
        return sheet.number_xml(row, column, cell.toordinal() - _SERIAL_ZERO, look)
    return sheet.number_xml(row, column, cell, look)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    """Writes a value as what it is: a date as a date, a number as a number, every text as text."""
    if isinstance(cell, str):
        _write_text(sheet, row, column, cell, look)
    elif isinstance(cell, Link):
        _write_link(sheet, row, column, cell, look)
    elif isinstance(cell, date):
        if cell < _FIRST_SERIAL_DATE:
            sheet.write_string(row, column, cell.isoformat(), look)
        else:
            sheet.write_number(row, column, cell.toordinal() - _SERIAL_ZERO, look)
    elif cell is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, cell, look)


def _write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    text = clean(text)
    # XlsxWriter copies a text of this shape into the file as markup; in runs it is escaped.
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], look)
    else:
        sheet.write_string(row, column, text, look)


def _write_link(sheet: Any, row: int, column: int, link: Link, look: Any) -> None:
    target = relative_url(link.target)
    if sheet.hlink_count >= MAX_LINKS or len(target) > MAX_TARGET:
        _write_text(sheet, row, column, link.text, look)
        return
    url = Url(f"internal:{link.place}") if not target else _file_link(target, link.place)
    url.text = clean(link.text)
    sheet.write_url(row, column, url, look)


_ANY_FILE = Url("external:file")


def _file_link(target: str, location: str) -> Any:
    """A link to a file, its target as it is given: XlsxWriter would write backslashes, which only Windows follows."""
    url = copy(_ANY_FILE)
    url._relationship_link = target
    url._anchor = location
    return url


def clean(text: str) -> str:
    """The text as an Excel cell can hold it: half characters replaced, too long a text cut with a word that says so."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        text = text[: MAX_TEXT // 2 - len(CUT)] + CUT
    return text


@lru_cache(maxsize=50_000)
def lines_needed(text: str, room: float) -> int:
    """How many lines the text takes in a wrapped cell so many characters wide."""
    if len(text) <= room and text.isascii() and "\n" not in text:
        return 1
    return sum(max(1, ceil(_wide(line) / room)) for line in text.split("\n"))


def _wide(line: str) -> int:
    """The length of the line, a Chinese, Japanese or Korean character counted double."""
    return len(line) if line.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def row_height(lines: int) -> float:
    """The height of a row of so many lines: not every program fits rows to their text, none merged cells."""
    return min(15.0 * lines + 1, MAX_HEIGHT)


def _room(column: Column[Row]) -> float:
    """Characters to a line of the column; 0 where nothing wraps."""
    return column.width * 1.08 - 1.5 if column.style is Style.WRAP else 0


def _fitting(table: Table[Row], room: int) -> tuple[Sequence[Row], str]:
    """The rows that fit and the note to write under them: that there are none, or that some did not fit."""
    if not table.rows:
        return (), table.empty
    if len(table.rows) <= room:
        return table.rows, ""
    shown = table.rows[: room - 1]
    return shown, f"{len(table.rows) - len(shown)} more rows do not fit on an Excel sheet."


def _worded(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"

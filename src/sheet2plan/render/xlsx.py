"""Workbooks for people: Excel tables declared as data, printed well, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sheet2plan.model import column_letters
from sheet2plan.render.cells import MAX_ROWS, Cell, Link, clean, lines_needed, row_height, write_cell
from sheet2plan.render.looks import BAR, INK, LINK, LOOKS, TONES, Mark, Style, Tone, header_look
from sheet2plan.render.packing import MemoryWorkbook
from sheet2plan.render.rowcells import cells_xml, lane
from sheet2plan.render.rows import RowSheet, look_index

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SIGN_HEADER = 170
_PAGE_PIXELS = 900  # of ten inches, what a landscape page has between its margins
_MAX_BREAKS = 1000

Row = TypeVar("Row")


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

    `page_by` starts a new printed page wherever its answer changes from one row to the next. `screen_only` columns at
    the right end are of no use on paper and are not printed.
    """

    name: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    empty: str
    lead: str = ""
    page_by: Callable[[Row], str] | None = None
    screen_only: int = 0

    @property
    def top(self) -> int:
        """The row of the header on a sheet of its own, from 0."""
        return 1 if self.lead else 0


class Book:
    """A workbook under construction in memory; `content()` closes it and answers its bytes."""

    def __init__(self, title: str, as_of: date, clinic: str) -> None:
        constant = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._workbook = MemoryWorkbook(constant)
        # The day of the run, so that the same content gives the same bytes on another day.
        created = datetime(as_of.year, as_of.month, as_of.day)
        self._workbook.set_properties({"title": f"{title}, {clinic}"[:250], "author": "", "created": created})
        self._clinic = clinic
        self._as_of = as_of
        self._cells = {style: self.format(**look) for style, look in LOOKS.items()}
        self._links = {style: self.format(**look, **LINK) for style, look in LOOKS.items()}
        self._headers = {style: self.format(**header_look(style)) for style in Style}
        self._note = self.format(italic=True)
        self._tones = {tone: self.format(**look) for tone, look in TONES.items()}

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
        """The columns on the width of a page; Excel heeds page breaks only where the scale is a number."""
        printed = table.columns[: len(table.columns) - table.screen_only]
        if table.screen_only:
            bottom = min(table.top + max(len(table.rows), 1), MAX_ROWS - 1)
            sheet.print_area(0, 0, bottom, len(printed) - 1)
        if table.page_by is None:
            sheet.fit_to_pages(1, 0)
            return
        pixels = sum(7 * column.width + 5 for column in printed)
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
        lanes = [lane(index, 0) for index in range(max(len(values) for _, values in histories))]
        for line, (row, values) in enumerate(histories):
            data.add_row(line, cells_xml(data, line, values, lanes[: len(values)]), None)
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
        if isinstance(sheet, RowSheet):
            sheet.add_long_table(top, bottom, len(headers) - 1, look)
            self._add_rows(sheet, top + 1, table.columns, rows)
            if note:
                sheet.add_row(bottom, cells_xml(sheet, bottom, [note], [lane(0, look_index(self._note))]), None)
        else:
            sheet.add_table(top, 0, bottom, len(headers) - 1, look)
            self._write_rows(sheet, top + 1, table.columns, rows)
            if note:
                sheet.write_string(bottom, 0, note, self._note)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for index, column in enumerate(table.columns):
            for mark in column.marks:
                sheet.conditional_format(top + 1, index, bottom, index, self._condition(mark))
        return bottom

    def _write_rows(self, sheet: Any, top: int, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
        looks = [(self._cells[column.style], self._links[column.style]) for column in columns]
        for number, row in enumerate(rows, top):
            cells = [column.value(row) for column in columns]
            for index, (cell, (look, link_look)) in enumerate(zip(cells, looks, strict=True)):
                write_cell(sheet, number, index, cell, link_look if isinstance(cell, Link) else look)
            lines = _lines(cells, _rooms(columns))
            if lines > 1:
                sheet.set_row(number, row_height(lines))

    def _add_rows(self, sheet: RowSheet, top: int, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
        lanes = [
            lane(index, look_index(self._cells[column.style]), look_index(self._links[column.style]))
            for index, column in enumerate(columns)
        ]
        values, rooms = [column.value for column in columns], _rooms(columns)
        for number, row in enumerate(rows, top):
            cells = [value(row) for value in values]
            lines = _lines(cells, rooms)
            sheet.add_row(number, cells_xml(sheet, number, cells, lanes), row_height(lines) if lines > 1 else None)

    def write_heading(self, sheet: Any, row: int, text: str) -> None:
        """Writes a heading over what follows on the sheet."""
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, text, self.format(bold=True, font_size=14, font_color=INK, valign="vcenter"))

    def _condition(self, mark: Mark) -> dict[str, Any]:
        if mark.tone is Tone.BAR:
            return dict(BAR)
        if mark.equals is not None:
            rule: dict[str, Any] = {"type": "cell", "criteria": "==", "value": f'"{mark.equals}"'}
        else:
            rule = {"type": "cell", "criteria": ">", "value": mark.above}
        return {**rule, "format": self._tones[mark.tone]}

    def content(self) -> bytes:
        """The finished workbook."""
        return self._workbook.content()


def _rooms(columns: Sequence[Column[Row]]) -> list[tuple[int, float]]:
    """The columns whose texts wrap, each with its width."""
    return [
        (index, column.width) for index, column in enumerate(columns) if column.width and column.style is Style.WRAP
    ]


def _lines(cells: Sequence[Cell], rooms: Iterable[tuple[int, float]]) -> int:
    """How many lines the tallest of a row's wrapped texts takes."""
    lines = 1
    for index, width in rooms:
        cell = cells[index]
        text = cell.text if isinstance(cell, Link) else cell
        if isinstance(text, str) and text:
            lines = max(lines, lines_needed(text, width))
    return lines


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

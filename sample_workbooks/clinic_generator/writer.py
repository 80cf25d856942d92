"""Writing a clinic to an Excel workbook the way a tidy office manager would keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clinic_generator.build import Clinic
from sheet2plan.columns import FieldSpec, Kind, fields_of, label
from sheet2plan.sheets import SHEETS, Record, Score, SheetSpec

CREATED = datetime(2026, 11, 20)
_TABLE_STYLE = "Table Style Medium 2"
_README = (
    ("Riverside Counseling Center", "title"),
    ("12 Mill Lane, Riverside · 555-0190 · front.desk@example.org", "plain"),
    ("Caseload workbook. Everyone and everything in it is invented.", "plain"),
    ("", "plain"),
    ("How we keep these sheets", "head"),
    ("One row per client on Clients; the Client ID is the same on every sheet and is never reused.", "plain"),
    ("Problems, goals, objectives and interventions are numbered per client: P1, G1, O1.1, I1.", "plain"),
    ("Scores are entered the day the form is handed in, with the risk item in its own column.", "plain"),
    ("Plans are reviewed at least every 30, 60 or 90 days, as the Plans sheet says for each client.", "plain"),
    ("ProgressNotes holds the recent sessions; older notes are in the archive workbook.", "plain"),
    ("Clinicians write their name the same way on every row: initial, last name, credential.", "plain"),
)


@dataclass(frozen=True, slots=True)
class _Styles:
    plain: Format
    date: Format
    key: Format
    head: Format


@dataclass(frozen=True, slots=True)
class _Heading:
    """A column of the file: the field it comes from and, for item answers, which item."""

    spec: FieldSpec
    title: str
    item: int | None = None


def write_workbook(clinic: Clinic, path: Path, *, large: bool = False) -> None:
    """Write the clinic's rows to `path`. `large` streams rows to disk and leaves out the tables, for big clinics."""
    options = {"constant_memory": large, "in_memory": not large}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "Riverside caseload", "author": "Riverside front desk", "created": CREATED})
        styles = _Styles(
            plain=book.add_format({"text_wrap": True, "valign": "top"}),
            date=book.add_format({"num_format": "mm/dd/yyyy", "valign": "top", "align": "left"}),
            key=book.add_format({"num_format": "@", "valign": "top"}),
            head=book.add_format(
                {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE6F1", "border": 1}
            ),
        )
        _write_readme(book)
        for sheet in SHEETS:
            _write_sheet(book, sheet, clinic.rows.get(sheet.record, []), styles, large)


def _write_readme(book: Workbook) -> None:
    sheet = book.add_worksheet("Read me")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 18, "font_color": "#1F4E79"}),
        "head": book.add_format({"bold": True, "font_size": 12}),
        "plain": book.add_format({"text_wrap": True}),
    }
    for row, (text, look) in enumerate(_README):
        sheet.write_string(row, 0, text, looks[look])


def _headings(sheet: SheetSpec, rows: Iterable[Record]) -> list[_Heading]:
    headings: list[_Heading] = []
    for spec in fields_of(sheet.record):
        if spec.kind is not Kind.ITEMS:
            headings.append(_Heading(spec, spec.column.title))
            continue
        numbers = sorted({9} | {number for row in rows if isinstance(row, Score) for number, _ in row.items})
        headings.extend(_Heading(spec, f"Item {number}", number) for number in numbers)
    return headings


def _write_sheet(book: Workbook, sheet: SheetSpec, rows: list[Record], styles: _Styles, large: bool) -> None:
    page = book.add_worksheet(sheet.name)
    headings = _headings(sheet, rows)
    last_row = max(1, len(rows))
    for column, heading in enumerate(headings):
        look = styles.key if heading.spec.kind in (Kind.KEY, Kind.CODE) else styles.plain
        page.set_column(column, column, heading.spec.column.width, look)
        _write_choices(page, heading, column, last_row + 200)
    page.set_row(0, 30)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer(f"&L&8Riverside Counseling Center, confidential&C&8{sheet.name}&R&8Page &P of &N")
    if large:
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading.title, styles.head)
        page.autofilter(0, 0, last_row, len(headings) - 1)
    else:
        columns = [{"header": heading.title, "header_format": styles.head} for heading in headings]
        table = {"name": f"tbl{sheet.name}", "style": _TABLE_STYLE, "columns": columns}
        page.add_table(0, 0, last_row, len(headings) - 1, table)
    for row_number, record in enumerate(rows, start=1):
        if not large:
            page.set_row(row_number, _height(record, headings))
        for column, heading in enumerate(headings):
            _write_cell(page, row_number, column, heading, getattr(record, heading.spec.name), styles)


def _height(record: Record, headings: list[_Heading]) -> float:
    """The height in points that shows all wrapped text of a row: viewers don't fit rows that a program wrote."""
    lines = 1
    for heading in headings:
        value = getattr(record, heading.spec.name)
        if isinstance(value, str):
            room = heading.spec.column.width * 0.95
            lines = max(lines, sum(1 + int(len(part) / room) for part in value.split("\n")))
    return min(405.0, 15.0 * lines)


def _write_choices(page: Worksheet, heading: _Heading, column: int, last_row: int) -> None:
    if heading.spec.kind is Kind.CHOICE:
        words = [label(choice) for choice in heading.spec.choices]
    elif heading.spec.kind is Kind.FLAG:
        words = ["Yes", "No"]
    else:
        return
    page.data_validation(1, column, last_row, column, {"validate": "list", "source": words, "error_type": "warning"})


def _write_cell(page: Worksheet, row: int, column: int, heading: _Heading, value: object, styles: _Styles) -> None:
    if heading.item is not None and isinstance(value, tuple):
        value = dict(value).get(heading.item)
    match value:
        case None:
            return
        case bool():
            page.write_string(row, column, "Yes" if value else "No", styles.plain)
        case date():
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), styles.date)
        case int() | float():
            page.write_number(row, column, value, styles.plain)
        case _ if heading.spec.kind is Kind.CHOICE:
            page.write_string(row, column, label(str(value)), styles.plain)
        case _:
            look = styles.key if heading.spec.kind in (Kind.KEY, Kind.CODE) else styles.plain
            page.write_string(row, column, str(value), look)

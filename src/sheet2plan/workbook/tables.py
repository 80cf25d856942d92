"""Sheets to tables: which sheet is which, where its header row stands, and what each column became."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheet2plan.catalog import Headers, normalize_header
from sheet2plan.model import TableRef
from sheet2plan.report import ReadTable
from sheet2plan.sheets import SHEETS, SheetSpec
from sheet2plan.workbook.cells import Cell, clean, is_blank
from sheet2plan.workbook.reader import Sheet, WorkbookFile

_HEADER_SEARCH_ROWS = 25
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_ITEM_NUMBER = re.compile(r"(?:item|q|number|si item|phq9 q|phq 9 number)\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: its 1-based row number and its cells by 0-based column index of the sheet."""

    number: int
    cells: list[Cell]
    left: int

    def cell(self, column: int) -> Cell:
        """The cell in a 0-based column of the sheet; None beyond the row's end."""
        index = column - self.left
        return self.cells[index] if 0 <= index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Table:
    """A table found on a sheet: what it holds, where its columns are, and its data rows.

    `items` maps item numbers of an instrument to columns (Scores only). `headers` pairs used headers with fields.
    """

    spec: SheetSpec
    ref: TableRef
    items: Mapping[int, int]
    rows: tuple[Row, ...]
    headers: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    hidden: bool

    def described(self) -> ReadTable:
        """How this table was read, for the summary."""
        ref = self.ref
        return ReadTable(
            ref.workbook, ref.sheet, self.spec.name, ref.header_row, len(self.rows), self.headers, self.unused
        )


def find_tables(book: WorkbookFile, headers: Headers) -> tuple[Table, ...]:
    """Every table whose sheet name and header row are understood, in workbook order."""
    tables = (_find_table(sheet, book.name, headers) for sheet in book.sheets)
    return tuple(table for table in tables if table is not None)


def _find_table(sheet: Sheet, workbook: str, headers: Headers) -> Table | None:
    spec = _spec_for(sheet.name, headers)
    if spec is None:
        return None
    found = _header_row(sheet, headers.fields[spec.name])
    if found is None:
        return None
    index, columns = found
    header_cells = sheet.rows[index]
    titles = {sheet.left + offset: clean(str(cell)) for offset, cell in enumerate(header_cells) if not is_blank(cell)}
    used = {column: field for field, column in columns.items()}
    items = _item_columns(titles, used) if spec.name == "Scores" else {}
    return Table(
        spec=spec,
        ref=TableRef(workbook, sheet.name, sheet.top + index + 1, columns),
        items=items,
        rows=tuple(_data_rows(sheet, index)),
        headers=tuple((titles[column], field) for column, field in sorted(used.items())),
        unused=tuple(title for column, title in titles.items() if column not in used and column not in items.values()),
        hidden=sheet.hidden,
    )


def _spec_for(name: str, headers: Headers) -> SheetSpec | None:
    canonical = headers.sheet_names.get(normalize_header(name))
    return next((spec for spec in SHEETS if spec.name == canonical), None)


def _header_row(sheet: Sheet, spellings: Mapping[str, str]) -> tuple[int, dict[str, int]] | None:
    """The row that names most fields, with field to column; None when no row names the client id and one more."""
    best: tuple[int, dict[str, int]] | None = None
    for index, row in enumerate(sheet.rows[:_HEADER_SEARCH_ROWS]):
        columns = _match(row, sheet.left, spellings)
        if "client_id" in columns and len(columns) > max(1, len(best[1]) if best else 0):
            best = (index, columns)
    return best


def _match(row: list[Cell], left: int, spellings: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for offset, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        field = spellings.get(normalize_header(cell)) or spellings.get(
            normalize_header(_IN_BRACKETS.sub(" ", clean(cell)))
        )
        if field and field not in columns:
            columns[field] = left + offset
    return columns


def _item_columns(titles: Mapping[int, str], used: Mapping[int, str]) -> dict[int, int]:
    """Item number to column, for headers such as Item 9 or Q9."""
    matches = {column: _ITEM_NUMBER.fullmatch(normalize_header(title)) for column, title in titles.items()}
    return {
        int(match[1]): column for column, match in matches.items() if match and used.get(column, "items") == "items"
    }


def _data_rows(sheet: Sheet, header_index: int) -> Iterator[Row]:
    for index in range(header_index + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if not all(is_blank(cell) for cell in cells):
            yield Row(sheet.top + index + 1, cells, sheet.left)

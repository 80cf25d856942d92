"""What a sheet says by its looks: rows struck through. Looks decide nothing; a person is told of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sheet2plan.workbook.tables import Table

_READABLE = (".xlsx", ".xlsm")
# Looks are read cell by cell and slowly, so only of caseloads of a size that people mark by hand.
_MOST_ROWS = 3000
_MOST_BYTES = 20_000_000


def struck_rows(path: Path, table: Table) -> tuple[int, ...]:
    """The 1-based numbers of the table's rows whose client is struck through in Excel.

    Empty for formats that keep no looks we read, for big tables, and for files that openpyxl can't open: a hint is
    never worth refusing a workbook.
    """
    column = table.ref.columns.get("client_id", table.by_name)
    too_big = len(table.rows) > _MOST_ROWS or path.stat().st_size > _MOST_BYTES
    if path.suffix.lower() not in _READABLE or column is None or too_big or not table.rows:
        return ()
    try:
        return tuple(_struck(path, table, column + 1))
    except (InvalidFileException, zipfile.BadZipFile, ParseError, OSError, KeyError, ValueError, TypeError, IndexError):
        return ()


def _struck(path: Path, table: Table, column: int) -> Iterator[int]:
    wanted = {row.number for row in table.rows}
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book[table.ref.sheet]
        cells = sheet.iter_rows(min_row=min(wanted), max_row=max(wanted), min_col=column, max_col=column)
        for number, (cell,) in enumerate(cells, min(wanted)):
            if number in wanted and cell.value is not None and cell.font is not None and cell.font.strike:
                yield number
    finally:
        book.close()

"""What a sheet says by its looks: rows struck through. Looks decide nothing; a person is told of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from sheet2plan.workbook.table import Table

_READABLE = (".xlsx", ".xlsm")
# Looks are read cell by cell and slowly, so only of caseloads of a size that people mark by hand.
_MOST_ROWS = 3000
_MOST_BYTES = 20_000_000


def struck_rows(path: Path, tables: Iterable[Table]) -> frozenset[tuple[str, int]]:
    """Sheet and 1-based number of the tables' rows whose client is struck through in Excel.

    Empty for formats that keep no looks we read, for big tables, and for files that openpyxl can't open: a hint is
    never worth refusing a workbook.
    """
    wanted = [table for table in tables if 0 < len(table.rows) <= _MOST_ROWS]
    if not wanted or path.suffix.lower() not in _READABLE or path.stat().st_size > _MOST_BYTES:
        return frozenset()
    try:
        return frozenset(_struck(path, wanted)) if _strikes(path) else frozenset()
    except (zipfile.BadZipFile, ParseError, OSError, KeyError, ValueError, TypeError, IndexError):
        return frozenset()


def _strikes(path: Path) -> bool:
    """Whether any style of the workbook strikes text through; most workbooks have none and need no second reading."""
    with zipfile.ZipFile(path) as package:
        return any(b"strike" in package.read(part) for part in package.namelist() if part.endswith("styles.xml"))


def _struck(path: Path, tables: Iterable[Table]) -> Iterator[tuple[str, int]]:
    # Here, because it takes long to import and most workbooks never need it.
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for table in tables:
            column = table.ref.columns.get("client_id", table.by_name)
            if column is not None:
                yield from _struck_in(book[table.ref.sheet], table, column + 1)
    finally:
        book.close()


def _struck_in(sheet: Any, table: Table, column: int) -> Iterator[tuple[str, int]]:
    wanted = {row.number for row in table.rows}
    cells = sheet.iter_rows(min_row=min(wanted), max_row=max(wanted), min_col=column, max_col=column)
    for number, (cell,) in enumerate(cells, min(wanted)):
        if number in wanted and cell.value is not None and cell.font is not None and cell.font.strike:
            yield table.ref.sheet, number

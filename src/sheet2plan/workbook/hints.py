"""What a sheet says by its looks: rows struck through. Looks decide nothing; a person is told of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.guarded import guarded
from sheet2plan.workbook.package import open_package
from sheet2plan.workbook.table import Table

_READABLE = (".xlsx", ".xlsm")
# Looks are read cell by cell and slowly, so only of caseloads of a size that people mark by hand.
_MOST_ROWS = 3000
_MOST_BYTES = 20_000_000
_STRIKE = re.compile(rb'<(?:\w+:)?strike(?!\s+val="(?:0|false)")')

Column = tuple[str, int, frozenset[int]]


def struck_rows(path: Path, tables: Iterable[Table]) -> frozenset[tuple[str, int]]:
    """Sheet and 1-based number of the tables' rows whose client is struck through in Excel.

    Empty for formats that keep no looks we read, for big tables, and for files whose looks can't be read: a hint is
    never worth refusing a workbook.
    """
    wanted: list[Column] = []
    for table in tables:
        column = table.ref.columns.get("client_id", table.by_name)
        if column is not None and 0 < len(table.rows) <= _MOST_ROWS:
            wanted.append((table.ref.sheet, column + 1, frozenset(row.number for row in table.rows)))
    if not wanted or path.suffix.lower() not in _READABLE or path.stat().st_size > _MOST_BYTES:
        return frozenset()
    try:
        content = path.read_bytes()
        return guarded(read_struck, path.name, content, wanted) if _strikes(content, path.name) else frozenset()
    except (WorkbookError, OSError):
        return frozenset()


def read_struck(content: bytes, wanted: Sequence[Column]) -> frozenset[tuple[str, int]]:
    """Sheet and row of the wanted cells (sheet, 1-based column, rows) that are struck through. Meant for the guarded
    process, as openpyxl may raise anything."""
    # Here, because it takes long to import and most workbooks never need it.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    return frozenset(
        (sheet, number)
        for sheet, column, rows in wanted
        for number, (cell,) in enumerate(
            book[sheet].iter_rows(min_row=min(rows), max_row=max(rows), min_col=column, max_col=column), min(rows)
        )
        if number in rows and cell.value is not None and cell.font is not None and cell.font.strike
    )


def _strikes(content: bytes, name: str) -> bool:
    """Whether any style of the workbook strikes text through; most have none and need no second reading."""
    package = open_package(content, name)
    return any(_STRIKE.search(package.read(part)) for part in package.entries if part.endswith("styles.xml"))

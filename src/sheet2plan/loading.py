"""Floors 2 in one walk: workbooks to cases, with every finding on the way. No client's rows are judged here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheet2plan.cases import Caseload, assemble_cases
from sheet2plan.catalog import Catalog, normalize_header
from sheet2plan.errors import WorkbookError
from sheet2plan.findings import Finding, finding
from sheet2plan.model import Source
from sheet2plan.records import ReadingRules, Records, parse_records
from sheet2plan.sheets import SHEETS
from sheet2plan.workbook.reader import WorkbookFile, read_workbook
from sheet2plan.workbook.tables import Table, find_tables
from sheet2plan.workbook.values import DateOrder


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the workbooks hold: the files, how they were read, the records, the cases, and what was found."""

    books: tuple[WorkbookFile, ...]
    tables: tuple[Table, ...]
    records: Records
    caseload: Caseload
    findings: tuple[Finding, ...]


def load_workbooks(paths: tuple[Path, ...], catalog: Catalog, as_of: date, order: DateOrder) -> Loaded:
    """All cases of the workbooks.

    Raises WorkbookError for a file that can't be read, or when a needed sheet is absent.
    """
    books = tuple(read_workbook(path) for path in paths)
    tables = tuple(table for book in books for table in find_tables(book, catalog.headers))
    _require_sheets(books, tables)
    about_sheets = tuple(found for book in books for found in _sheet_findings(book, tables, catalog))
    records, about_rows = parse_records(tables, ReadingRules(as_of, order, catalog.values))
    caseload, about_links = assemble_cases(records)
    return Loaded(books, tables, records, caseload, about_sheets + about_rows + about_links)


def _require_sheets(books: tuple[WorkbookFile, ...], tables: tuple[Table, ...]) -> None:
    found = {table.spec.name for table in tables}
    missing = [spec.name for spec in SHEETS if spec.must_exist and spec.name not in found]
    if not missing:
        return
    names = ", ".join(book.name for book in books)
    there = ", ".join(sheet.name for book in books for sheet in book.sheets) or "none"
    raise WorkbookError(
        f"{names} has no {' and no '.join(missing)} sheet with a header row that is understood; it has: {there}.",
        "A workbook needs the sheets Clients, Goals and Scores, each with a Client ID column; rename the sheets, or "
        "start from the blank workbook that `sheet2plan init` makes.",
    )


def _sheet_findings(book: WorkbookFile, tables: tuple[Table, ...], catalog: Catalog) -> Iterator[Finding]:
    used = {table.ref.sheet: table for table in tables if table.ref.workbook == book.name}
    known = ", ".join(spec.name for spec in SHEETS)
    for sheet in book.sheets:
        place = Source(book.name, sheet.name)
        if sheet.name in used:
            if sheet.hidden:
                yield finding("sheet-hidden", place, sheet=sheet.name)
        elif normalize_header(sheet.name) in catalog.headers.sheet_names:
            yield finding("header-not-found", place, sheet=sheet.name)
        elif sheet.rows:
            yield finding("sheet-not-used", place, sheet=sheet.name, known=known)

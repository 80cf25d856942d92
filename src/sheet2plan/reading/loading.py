"""Floor 2 in one walk: workbooks to cases, with every finding on the way. No client is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sheet2plan.catalog import Catalog, normalize_header
from sheet2plan.errors import WorkbookError
from sheet2plan.findings import Finding, finding
from sheet2plan.memory import collector_off
from sheet2plan.model import Source
from sheet2plan.reading.cases import Caseload, assemble_cases
from sheet2plan.reading.parsing import ReadingRules
from sheet2plan.reading.records import Records, parse_records
from sheet2plan.reading.staff import name_staff
from sheet2plan.say import say_choice
from sheet2plan.sheets import READ_ME, SHEETS, Client
from sheet2plan.workbook.dates import DateOrder
from sheet2plan.workbook.hints import struck_rows
from sheet2plan.workbook.reader import WorkbookFile, read_workbook
from sheet2plan.workbook.table import Found, Table
from sheet2plan.workbook.tables import TableFinder, is_blank_sheet

_CARE_ENDED = ("discharged", "closed")


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How the clinic told us to read: the order of day and month, what sheets hold, what headers mean.

    `sheets` maps sheet names to sheet types, `columns` maps sheet names to header-to-field; "" leaves one out.
    """

    as_of: date
    date_order: DateOrder = DateOrder.UNDECIDED
    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the workbooks hold: the files, how they were read, the records, the cases, and what was found."""

    books: tuple[WorkbookFile, ...]
    tables: tuple[Table, ...]
    records: Records
    caseload: Caseload
    findings: tuple[Finding, ...]


def load_workbooks(paths: tuple[Path, ...], catalog: Catalog, options: ReadingOptions) -> Loaded:
    """All cases of the workbooks.

    Raises WorkbookError for a file that can't be read, or when a needed sheet is absent.
    """
    with collector_off():
        return _load(paths, catalog, options)


def _load(paths: tuple[Path, ...], catalog: Catalog, options: ReadingOptions) -> Loaded:
    books, found = find_all_tables(paths, catalog, options)
    tables = tuple(table for one in found for table in one.tables)
    _require_sheets(books, tables)
    about_sheets = tuple(_about_sheets(books, found, catalog, options))
    about_tables = tuple(item for table in tables for item in _about_table(table))
    rules = ReadingRules(options.as_of, options.date_order, catalog.values)
    records, about_rows = parse_records(tables, rules)
    records, about_staff = name_staff(records)
    caseload, about_links = assemble_cases(records)
    about_looks = tuple(_about_looks(paths, tables, records))
    findings = about_sheets + about_tables + about_rows + about_staff + about_links + about_looks
    return Loaded(books, tables, records, caseload, findings)


def _about_looks(paths: tuple[Path, ...], tables: tuple[Table, ...], records: Records) -> Iterator[Finding]:
    """Clients who are struck through in Excel while their status says that they are in treatment."""
    lists = [table for table in tables if table.spec.record is Client]
    struck = {
        (path.name, *place)
        for path in paths
        for place in struck_rows(path, [table for table in lists if table.ref.workbook == path.name])
    }
    for client in records.of(Client):
        place = (client.origin.table.workbook, client.origin.table.sheet, client.origin.row)
        if place in struck and client.status not in _CARE_ENDED:
            status = say_choice(client.status).lower() if client.status else "nothing"
            yield finding("row-struck-through", client.origin.at("client_id"), client.client_id, status=status)


def find_all_tables(
    paths: tuple[Path, ...], catalog: Catalog, options: ReadingOptions
) -> tuple[tuple[WorkbookFile, ...], tuple[Found, ...]]:
    """The workbooks with the tables found in each. Raises WorkbookError for a file that can't be read."""
    books = tuple(read_workbook(path, options.password) for path in paths)
    finder = TableFinder(catalog, options.sheets, options.columns, options.as_of)
    return books, tuple(finder.find(book) for book in books)


def _require_sheets(books: tuple[WorkbookFile, ...], tables: tuple[Table, ...]) -> None:
    found = {table.spec.name for table in tables}
    missing = [spec.name for spec in SHEETS if spec.must_exist and spec.name not in found]
    if not missing:
        return
    names = ", ".join(book.name for book in books)
    there = ", ".join(sheet.name for book in books for sheet in book.sheets) or "none"
    raise WorkbookError(
        f"{names} has no {' and no '.join(missing)} sheet with a header row that is understood; it has: {there}.",
        "A workbook needs the sheets Clients, Goals and Scores, each with a Client ID column. `sheet2plan map` shows "
        "how each sheet is read and lets you say what it holds; `sheet2plan init` makes a blank workbook.",
    )


def _about_sheets(
    books: tuple[WorkbookFile, ...], found: tuple[Found, ...], catalog: Catalog, options: ReadingOptions
) -> Iterator[Finding]:
    known = ", ".join(spec.name for spec in SHEETS)
    for book, one in zip(books, found, strict=True):
        yield from _about_file(book)
        used = {table.ref.sheet for table in one.tables}
        for block in one.unused:
            place = Source(book.name, block.sheet, block.header_row)
            yield finding("table-not-used", place, titles=", ".join(block.titles))
        touched = used | {block.sheet for block in one.unused}
        for sheet in book.sheets:
            place = Source(book.name, sheet.name)
            if sheet.name in used and sheet.hidden:
                yield finding("sheet-hidden", place, sheet=sheet.name)
            told_out = options.sheets.get(sheet.name) == "" or sheet.name == READ_ME
            if sheet.name in touched or is_blank_sheet(sheet) or told_out:
                continue
            named = normalize_header(sheet.name) in catalog.headers.sheet_names
            yield finding("header-not-found" if named else "sheet-not-used", place, sheet=sheet.name, known=known)


def _about_file(book: WorkbookFile) -> Iterator[Finding]:
    facts = {
        "workbook-repaired": bool(book.repaired_by),
        "workbook-open": book.open_elsewhere,
        "workbook-macros": book.macros,
        "workbook-links": book.externals,
        "workbook-1904": book.date1904,
        "formulas-unsettled": book.unsettled,
    }
    for code, holds in facts.items():
        if holds:
            yield finding(code, Source(book.name), name=book.name, how=book.repaired_by)
    if book.unmarkable:
        advice = "Save it from Excel as .xlsx without a password (File, Save As, Excel Workbook) to get one"
        yield finding("no-review-copy", Source(book.name), name=book.name, why=book.unmarkable, advice=advice)


def _about_table(table: Table) -> Iterator[Finding]:
    ref = table.ref
    for match in table.matches:
        place = Source(ref.workbook, ref.sheet, ref.header_row, match.column)
        could = " or ".join(f"“{title}”" for title in match.suggestions)
        if match.field is None and match.doubt:
            advice = f"Rename it to {could}" if could else "Rename it"
            yield finding("header-in-doubt", place, header=match.text, doubt=match.doubt, advice=advice)
        elif match.field is None and match.column not in table.items.values():
            hint = f"it looks like {could}; if so, rename it or run `sheet2plan map`" if could else "nothing is needed"
            yield finding("header-not-used", place, header=match.text, hint=hint)
    if table.told_by_heading:
        row, column = ref.places["status"]
        place = Source(ref.workbook, ref.sheet, row, column)
        status = say_choice(str(table.constants["status"])).lower()
        yield finding("status-from-heading", place, text=table.told_by_heading, status=status, count=len(table.rows))
    if table.spec.name == "Scores" and table.derived and not {"score_date"} & {*ref.columns, *ref.places}:
        match = table.matches[0]
        place = Source(ref.workbook, ref.sheet, ref.header_row, match.column)
        yield finding("score-header-undated", place, header=match.text)
    for left_out in table.skipped:
        place = Source(ref.workbook, ref.sheet, left_out.number, left_out.column)
        yield finding("row-not-data", place, text=left_out.text, why=left_out.why.value)
    if table.hidden_rows:
        yield finding("rows-hidden", Source(ref.workbook, ref.sheet), sheet=ref.sheet, count=table.hidden_rows)

"""Open XML sheets in any form, cell by cell: Strict files, odd prefixes and encodings, stray cells far away, and what
calamine can't open. Slower than calamine, its memory grows with the cells that hold something and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, time
from math import isinf

from lxml import etree

from sheet2plan.workbook.cells import NOT_CALCULATED, UNREADABLE, Cell, CellError
from sheet2plan.workbook.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    Contents,
    Range,
    Sheet,
    area,
    beyond_excel,
    damaged,
    place,
    sheet_of,
    too_large,
)
from sheet2plan.workbook.looks import Look, dated
from sheet2plan.workbook.openxml import (
    Book,
    SheetPart,
    local,
    open_book,
    read_looks,
    read_strings,
    text_of,
    unescape,
)
from sheet2plan.workbook.package import open_package, refuse_doctype

_NUMBER = re.compile(r"\s*[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,5})?\s*", re.ASCII)
_TRUE = ("1", "true", "on")


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read: where the next cell without an address stands, and what came so far."""

    name: str
    strings: list[str]
    looks: list[Look]
    date1904: bool
    row: int = -1
    column: int = -1
    count: int = 0
    formulas: bool = False
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)

    def sheet(self, part: SheetPart) -> Sheet:
        """What was read."""
        return sheet_of(part.name, self.cells, part.hidden, self.hidden_rows, self.merged)

    def take_row(self, row: etree._Element) -> None:
        number = row.get("r") or ""
        self.row = int(number) - 1 if number.isdecimal() and len(number) < 10 else self.row + 1
        self.column = -1
        if row.get("hidden") in _TRUE:
            self.hidden_rows.add(self.row + 1)
        for cell in row:
            if local(cell) == "c":
                self.take_cell(cell)

    def take_cell(self, cell: etree._Element) -> None:
        reference = cell.get("r")
        row, column = place(reference) if reference else (self.row, self.column + 1)
        self.column = column
        value = self.value(cell) if len(cell) else None
        if value is None:
            return
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise beyond_excel(self.name, reference or f"row {row + 1}, column {column + 1}")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise too_large(self.name, f"one cell holds {len(value):,} characters")
        self.count += 1
        if self.count > MAX_CELLS:
            raise too_large(self.name, f"one sheet has more than {MAX_CELLS:,} filled cells")
        self.cells.setdefault(row, {})[column] = value

    def value(self, cell: etree._Element) -> Cell:
        """What the cell holds; None for a blank one."""
        kind = cell.get("t") or "n"
        parts = {local(part): part for part in cell}
        self.formulas = self.formulas or "f" in parts
        if kind == "inlineStr":
            return text_of(parts["is"]) or None if "is" in parts else None
        if "v" not in parts:
            return NOT_CALCULATED if "f" in parts else None
        raw = parts["v"].text or ""
        if not raw.strip() and kind != "str":
            return NOT_CALCULATED if "f" in parts else None
        return self.typed(raw, kind, cell.get("s") or "0")

    def typed(self, raw: str, kind: str, style: str) -> Cell:
        match kind:
            case "s":
                known = raw.isdecimal() and int(raw) < len(self.strings)
                return (self.strings[int(raw)] or None) if known else UNREADABLE
            case "str":
                return unescape(raw) or None
            case "b":
                return raw.strip() in ("1", "true")
            case "e":
                return CellError(raw.strip())
            case "d":
                return _iso(raw.strip())
            case _:
                return self.number(raw, style)

    def number(self, raw: str, style: str) -> Cell:
        if not _NUMBER.fullmatch(raw) or isinf(number := float(raw)):
            return UNREADABLE
        known = style.isdecimal() and int(style) < len(self.looks)
        look = self.looks[int(style)] if known else Look.NUMBER
        return dated(number, look, self.date1904)


def read_open_xml(content: bytes, name: str, repaired_by: str) -> Contents:
    """A workbook of .xlsx kind. Raises WorkbookError for what is damaged, dangerous or too large."""
    book = open_book(open_package(content, name))
    strings, looks = read_strings(book), read_looks(book)
    readings = [_read_sheet(book, sheet, strings, looks) for sheet in book.sheets]
    return Contents(
        tuple(reading.sheet(part) for reading, part in zip(readings, book.sheets, strict=True)),
        book.date1904,
        book.package.externals,
        book.package.macros,
        unsettled=book.recalculated and any(reading.formulas for reading in readings),
        repaired_by=book.repaired_by or repaired_by,
    )


def _read_sheet(book: Book, part: SheetPart, strings: list[str], looks: list[Look]) -> _Reading:
    xml = book.package.read(part.part)
    refuse_doctype(book.package.name, xml)
    reading = _Reading(book.package.name, strings, looks, book.date1904)
    try:
        _walk(xml, reading)
    except etree.XMLSyntaxError as fault:
        raise damaged(book.package.name, f"the sheet {part.name} breaks off at line {fault.lineno}") from None
    return reading


def _walk(xml: bytes, reading: _Reading) -> None:
    parser = etree.iterparse(
        io.BytesIO(xml), tag=("{*}row", "{*}mergeCell"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in parser:
        if local(element) == "mergeCell":
            reading.merged.append(area(element.get("ref") or ""))
        else:
            reading.take_row(element)
            element.clear()
            # The rows before this one are empty by now, but a million of them are still much.
            while element.getprevious() is not None:
                del element.getparent()[0]


def _iso(raw: str) -> Cell:
    """A date stored as text, as Strict files may: 2021-01-01, 2021-01-01T10:10:10, 10:10:10."""
    try:
        if "T" not in raw and ":" in raw:
            return time.fromisoformat(raw)
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return raw or None
    return moment.date() if moment.time() == time() and "T" not in raw else moment

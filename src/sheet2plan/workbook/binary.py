"""What calamine doesn't tell about .xls and .xlsb files: error cells, hidden rows, merges, date system, extent."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from sheet2plan.workbook.cells import CellError
from sheet2plan.workbook.grid import Range
from sheet2plan.workbook.package import Package

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#N/A"}

_BOF, _EOF, _FORMULA, _DATEMODE, _FILEPASS = 0x0809, 0x000A, 0x0006, 0x0022, 0x002F
_BOUNDSHEET, _MERGES, _SUPBOOK, _BOOLERR, _ROW = 0x0085, 0x00E5, 0x01AE, 0x0205, 0x0208

_B_ROW, _B_ERROR, _B_FORMULA_ERROR, _B_LAST_CELL, _B_PROPERTIES, _B_SHEET, _B_MERGE = 0, 3, 11, 11, 153, 156, 176


@dataclass(slots=True)
class Marks:
    """What was found on one sheet. `last` is the last 0-based row and column with a value, where it was looked for."""

    faults: dict[tuple[int, int], CellError] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    first: tuple[int, int] = (1 << 20, 1 << 14)
    last: tuple[int, int] = (-1, -1)

    def reach(self, row: int, column: int) -> None:
        """Notes a value at this place."""
        self.first = (min(self.first[0], row), min(self.first[1], column))
        self.last = (max(self.last[0], row), max(self.last[1], column))

    @property
    def area(self) -> int:
        """How many cells the smallest rectangle around all values has."""
        return max(0, self.last[0] - self.first[0] + 1) * max(0, self.last[1] - self.first[1] + 1)


@dataclass(frozen=True, slots=True)
class BookMarks:
    """The marks of each sheet, in the order of the workbook's own list, and the facts of the whole."""

    sheets: tuple[Marks, ...]
    date1904: bool
    externals: bool
    macros: bool


def workbook_stream(content: bytes) -> bytes:
    """The workbook inside an OLE file; empty when there is none."""
    with olefile.OleFileIO(content) as file:
        for stream in ("Workbook", "Book"):
            if file.exists(stream):
                return bytes(file.openstream(stream).read())
    return b""


def xls_marks(content: bytes) -> BookMarks:
    """The marks of an .xls file."""
    stream = workbook_stream(content)
    starts, date1904, externals = [], False, False
    for kind, data in _records(stream, 0):
        if kind == _BOUNDSHEET and len(data) >= 6:
            starts.append(struct.unpack_from("<I", data)[0])
        elif kind == _DATEMODE:
            date1904 = data[:1] == b"\x01"
        elif kind == _SUPBOOK and len(data) > 4:
            externals = True
    with olefile.OleFileIO(content) as file:
        macros = file.exists("_VBA_PROJECT_CUR")
    return BookMarks(tuple(_xls_sheet(stream, start) for start in starts), date1904, externals, macros)


def has_password(stream: bytes) -> bool:
    """True when the workbook stream of an .xls file is encrypted."""
    return any(kind == _FILEPASS for kind, _ in _records(stream, 0))


def xlsb_marks(package: Package) -> BookMarks:
    """The marks of an .xlsb file."""
    part_of_book = package.named("xl/workbook.bin")
    relations = package.relations(part_of_book)
    sheets, date1904 = [], False
    for kind, data in _binary_records(package.read(part_of_book)):
        if kind == _B_PROPERTIES and data:
            date1904 = bool(data[0] & 1)
        elif kind == _B_SHEET:
            _, part = relations.get(_wide_string(data, 8), ("", ""))
            sheets.append(_xlsb_sheet(package.read(part)) if part in package else Marks())
    return BookMarks(tuple(sheets), date1904, package.externals, package.macros)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from there to the end of the substream, those of charts inside it left out."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _xls_sheet(stream: bytes, start: int) -> Marks:
    marks = Marks()
    for kind, data in _records(stream, start):
        if kind == _ROW and len(data) >= 14 and data[12] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif (kind == _BOOLERR and len(data) >= 8 and data[7]) or _is_failed_formula(kind, data):
            code = data[6] if kind == _BOOLERR else data[8]
            marks.faults[struct.unpack_from("<HH", data)] = CellError(_ERRORS.get(code, "#N/A"))
        elif kind == _MERGES and len(data) >= 2:
            count = min(struct.unpack_from("<H", data)[0], (len(data) - 2) // 8)
            for number in range(count):
                top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * number)
                marks.merged.append((top, left, bottom, right))
    return marks


def _is_failed_formula(kind: int, data: bytes) -> bool:
    return kind == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2


def _binary_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, size = 0, len(data)
    while at < size:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < size:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < size and shift < 28:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + length]
        at += length


def _xlsb_sheet(data: bytes) -> Marks:
    marks, row = Marks(), 0
    for kind, record in _binary_records(data):
        if kind == _B_ROW and len(record) >= 12:
            row = struct.unpack_from("<I", record)[0]
            if record[11] & 0x10:
                marks.hidden_rows.add(row + 1)
        elif 2 <= kind <= _B_LAST_CELL and len(record) >= 9:
            column = struct.unpack_from("<I", record)[0]
            marks.reach(row, column)
            if kind in (_B_ERROR, _B_FORMULA_ERROR):
                marks.faults[row, column] = CellError(_ERRORS.get(record[8], "#N/A"))
        elif kind == _B_MERGE and len(record) >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            marks.merged.append((top, left, bottom, right))
    return marks


def _wide_string(data: bytes, at: int) -> str:
    if len(data) < at + 4:
        return ""
    length = struct.unpack_from("<I", data, at)[0]
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")

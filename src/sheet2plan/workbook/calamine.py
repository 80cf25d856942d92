"""What python-calamine reads: its sheets as our rows, and whole workbooks of the kinds that only it opens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import cast

import python_calamine

from sheet2plan.workbook.binary import BookMarks, Marks, xls_marks, xlsb_marks
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.grid import Contents, Sheet, damaged, too_large, with_cells
from sheet2plan.workbook.opendocument import ods_marks
from sheet2plan.workbook.package import open_package

_MAX_AREA = 60_000_000
_FAR_APART = "one sheet has values so far apart that the space between them would fill the memory"


def read_by_calamine(content: bytes, name: str, kind: str) -> Contents:
    """A workbook of kind xls, xlsb or ods. Meant for the guarded process."""
    marks = _marks(content, name, kind)
    if any(sheet.area > _MAX_AREA for sheet in marks.sheets):
        raise too_large(name, _FAR_APART)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = tuple(_sheets(book, marks))
    except python_calamine.CalamineError as fault:
        if "limit exceeded" in str(fault):
            raise too_large(name, _FAR_APART) from None
        raise damaged(name, "its tables can't be made out") from None
    return Contents(sheets, marks.date1904, marks.externals, marks.macros)


def grid_of(sheet: python_calamine.CalamineSheet) -> tuple[list[list[Cell]], int, int]:
    """The sheet's rows, blanks as None, with the 0-based place of the first cell."""
    top, left = sheet.start or (0, 0)
    rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=True))
    # What repeats is kept once, which saves a third of a caseload's memory. True and 1.0 would be one key.
    known: dict[Cell, Cell] = {"": None}
    for number, row in enumerate(rows):
        if bool in set(map(type, row)):
            rows[number] = [None if cell == "" else cell for cell in row]
        else:
            rows[number] = list(map(known.setdefault, row, row))
    return rows, top, left


def _sheets(book: python_calamine.CalamineWorkbook, marks: BookMarks) -> Iterator[Sheet]:
    for number, metadata in enumerate(book.sheets_metadata):
        if metadata.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        own = marks.sheets[number] if number < len(marks.sheets) else Marks()
        rows, top, left = grid_of(book.get_sheet_by_name(metadata.name))
        hidden = metadata.visible is not python_calamine.SheetVisibleEnum.Visible
        sheet = Sheet(metadata.name, rows, top, left, hidden, frozenset(own.hidden_rows), tuple(own.merged))
        yield with_cells(sheet, own.faults)


def _marks(content: bytes, name: str, kind: str) -> BookMarks:
    if kind == "xls":
        return xls_marks(content)
    package = open_package(content, name)
    return xlsb_marks(package) if kind == "xlsb" else ods_marks(package)

"""What python-calamine reads: its sheets as our rows, and whole workbooks of the kinds that only it opens."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import python_calamine

from sheet2plan.workbook.binary import BookMarks, Marks, xls_marks, xlsb_marks
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.grid import Contents, Sheet, damaged, too_large, with_cells
from sheet2plan.workbook.opendocument import ods_marks
from sheet2plan.workbook.package import open_package

Grid = tuple[list[list[Cell]], int, int]

_MAX_AREA = 60_000_000
_WORTH_THREADS = 2_000_000
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


def read_grids(content: bytes, names: Sequence[str], path: Path | None, threads: int = 1) -> list[Grid]:
    """The rows of these sheets of an .xlsx workbook, blanks as None, each with the 0-based place of its first cell.

    `path` is where the same bytes stand on the disk, None when they stand nowhere: calamine lets other threads work
    only while it reads from a path, so that a big file is read from there by as many `threads` as it is told, each with
    a copy of the shared strings in memory. Raises CalamineError.
    """
    if path is not None and threads > 1 and len(content) > _WORTH_THREADS:
        grids = _read_in_threads(content, names, path, threads)
        if grids is not None:
            return grids
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [_grid_of(book.get_sheet_by_name(name)) for name in names]


def _read_in_threads(content: bytes, names: Sequence[str], path: Path, most: int) -> list[Grid] | None:
    """The same from a path; None when it can't be read from there, or is no more what was scanned and hashed."""
    own = threading.local()

    def read(name: str) -> Grid:
        if not hasattr(own, "book"):
            own.book = python_calamine.CalamineWorkbook.from_path(str(path))
        return _grid_of(own.book.get_sheet_by_name(name))

    threads = ThreadPoolExecutor(most)
    try:
        grids = list(threads.map(read, names))
        unchanged = path.read_bytes() == content
    except (python_calamine.CalamineError, OSError):
        unchanged = False
    except BaseException:
        # Whoever is interrupted here does not wait for the sheets that are being read.
        threads.shutdown(wait=False, cancel_futures=True)
        raise
    threads.shutdown(cancel_futures=True)
    return grids if unchanged else None


def _grid_of(sheet: python_calamine.CalamineSheet) -> Grid:
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
        rows, top, left = _grid_of(book.get_sheet_by_name(metadata.name))
        hidden = metadata.visible is not python_calamine.SheetVisibleEnum.Visible
        sheet = Sheet(metadata.name, rows, top, left, hidden, frozenset(own.hidden_rows), tuple(own.merged))
        yield with_cells(sheet, own.faults)


def _marks(content: bytes, name: str, kind: str) -> BookMarks:
    if kind == "xls":
        return xls_marks(content)
    package = open_package(content, name)
    return xlsb_marks(package) if kind == "xlsb" else ods_marks(package)

"""A sheet's cells as they stand, and what every reader of a format hands back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.cells import Cell, CellError

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 15_000_000
# Four times what Excel lets a cell hold: other programs are more generous, and nobody types that much.
MAX_TEXT = 131_072
_MAX_EVEN_AREA = 40_000_000
_MAX_EVEN_CELLS = 8_000_000

Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's cells. `top` and `left` are the 0-based place of the first cell.

    Rows are of equal length, except on a sheet whose few cells stand far apart: there rows end at their last cell.
    `hidden_rows` are 1-based row numbers; `merged` are (first row, first column, last row, last column), 0-based.
    """

    name: str
    rows: list[list[Cell]]
    top: int
    left: int
    hidden: bool
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, whatever its format: the sheets, and the facts that a person should be told.

    `date1904`: days are counted from 1904. `externals`: it links to other workbooks, which are never opened.
    `macros`: it has macros, which are never run. `unsettled`: it was written by a program and its formulas were never
    calculated by Excel, so that their values may be a filler. `repaired_by`: how a faulty file was read all the same.
    """

    sheets: tuple[Sheet, ...]
    date1904: bool = False
    externals: bool = False
    macros: bool = False
    unsettled: bool = False
    repaired_by: str = ""


def sheet_of(
    name: str,
    cells: Mapping[int, Mapping[int, Cell]],
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    merged: Iterable[Range] = (),
) -> Sheet:
    """A sheet of cells given by 0-based row and column, however far apart they stand."""
    rows = {number: row for number, row in cells.items() if row}
    if not rows:
        return Sheet(name, [], 0, 0, hidden, frozenset(hidden_rows), tuple(merged))
    top, bottom = min(rows), max(rows)
    left, right = min(min(row) for row in rows.values()), max(max(row) for row in rows.values())
    height, width = bottom - top + 1, right - left + 1
    even = height * width <= _MAX_EVEN_AREA and len(rows) * width <= _MAX_EVEN_CELLS
    # One blank row stands for all of them: a million blank rows cost eight megabytes and no time.
    grid: list[list[Cell]] = [[None] * width if even else []] * height
    for number, row in rows.items():
        cells_of_row: list[Cell] = [None] * (width if even else max(row) - left + 1)
        for column, cell in row.items():
            cells_of_row[column - left] = cell
        grid[number - top] = cells_of_row
    return Sheet(name, grid, top, left, hidden, frozenset(hidden_rows), tuple(merged))


def with_cells(sheet: Sheet, cells: Mapping[tuple[int, int], CellError]) -> Sheet:
    """The sheet with these cells, by 0-based row and column, put over it; it grows where they stand outside."""
    if not cells:
        return sheet
    bottom, right = sheet.top + len(sheet.rows), sheet.left + (len(sheet.rows[0]) if sheet.rows else 0)
    if all(sheet.top <= row < bottom and sheet.left <= column < right for row, column in cells):
        for (row, column), cell in cells.items():
            sheet.rows[row - sheet.top][column - sheet.left] = cell
        return sheet
    by_row: dict[int, dict[int, Cell]] = {
        sheet.top + number: {sheet.left + column: cell for column, cell in enumerate(row) if cell is not None}
        for number, row in enumerate(sheet.rows)
    }
    for (row, column), cell in cells.items():
        by_row.setdefault(row, {})[column] = cell
    return sheet_of(sheet.name, by_row, sheet.hidden, sheet.hidden_rows, sheet.merged)


def place(reference: str) -> tuple[int, int]:
    """The 0-based row and column of a reference such as B7; (-1, -1) for what is no reference."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not digits or not 1 <= len(letters) <= 7 or len(digits) > 9 or not (letters.isascii() and letters.isalpha()):
        return -1, -1
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def area(reference: str) -> Range:
    """The 0-based corners of a reference such as A1:B2, or of one cell."""
    first, _, last = reference.partition(":")
    return (*place(first), *place(last or first))


def beyond_excel(name: str, address: str) -> WorkbookError:
    """A cell that no sheet of Excel can have."""
    return WorkbookError(
        f"{name} has a cell at {address[:30]!a}, a place that no sheet has (Excel ends at XFD{MAX_ROWS}).",
        "The file was made by a faulty program. Copy the tables into a new workbook and save it as .xlsx.",
    )


def too_large(name: str, what: str) -> WorkbookError:
    """More than can be read in bounded memory."""
    return WorkbookError(
        f"{name} is too large to read safely: {what}.",
        "Delete what isn't needed (press Ctrl+End on each sheet to find stray cells far from the tables), or split it "
        "into several workbooks; `sheet2plan run` takes more than one.",
    )


def damaged(name: str, what: str) -> WorkbookError:
    """A file that is broken, or was broken on its way here."""
    return WorkbookError(
        f"{name} is not a workbook that can be read, or it is damaged: {what}.",
        "Open it in Excel, let Excel repair it, and save it as a new .xlsx; or take the file from the last backup.",
    )

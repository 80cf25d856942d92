"""The rows of a table, and the rows that stand between them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from sheet2plan.workbook.cells import Cell


class Skip(StrEnum):
    """Why a row below a header is no data."""

    BANNER = "a heading inside the table"
    TOTAL = "a total"
    NOTE = "a note"
    REPEATED = "the header again"


class Row(NamedTuple):
    """A data row: its 1-based row number and its cells; `left` is the 0-based sheet column of the first."""

    number: int
    cells: list[Cell]
    left: int

    def cell(self, column: int) -> Cell:
        """The cell in a 0-based column of the sheet; None beyond the row's end."""
        index = column - self.left
        return self.cells[index] if 0 <= index < len(self.cells) else None


def columns_of(rows: Sequence[Row], columns: Sequence[int]) -> list[Sequence[Cell]]:
    """The cells of a table's rows in some 0-based columns of the sheet, column by column; None beyond a row's end."""
    # Only a sheet whose cells stand far apart has rows of unequal length.
    with suppress(IndexError):
        places = [column - row.left for row in rows[:1] for column in columns]
        if len(places) == 1:
            return [[row.cells[places[0]] for row in rows]]
        if places:
            return list(zip(*map(itemgetter(*places), [row.cells for row in rows]), strict=True))
    return [[row.cell(column) for row in rows] for column in columns]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that has text and is no data; `column` is the 0-based place of its first text."""

    number: int
    column: int
    text: str
    why: Skip

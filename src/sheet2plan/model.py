"""The nouns that every floor shares: where a value stands, what a row is, what a document is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def column_letters(index: int) -> str:
    """The Excel letters of a 0-based column index: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a workbook. `row` is 1-based as Excel shows it, `column` 0-based; None means the whole."""

    workbook: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None

    @property
    def a1(self) -> str:
        """The address as a person types it: Goals!F27, Goals row 27, Goals, or the workbook's name."""
        if self.sheet is None:
            return self.workbook
        if self.row is None:
            return self.sheet
        if self.column is None:
            return f"{self.sheet} row {self.row}"
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class TableRef:
    """The table that rows came from: one per table, shared by its rows. `columns` maps field name to column index.

    `places` maps fields whose value does not stand in the row (PHQ9 1/5/26, a card) to its row and column.
    """

    workbook: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from, and which of its cells could not be read."""

    table: TableRef
    row: int
    unreadable: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """As short as can be: every row that goes to another process has one."""
        return Origin, (self.table, self.row, self.unreadable)

    def at(self, field: str | None = None) -> Source:
        """The cell of a field; the row, when no field is given or the sheet has no column for it."""
        if field is not None and field in self.table.places:
            row, place = self.table.places[field]
            return Source(self.table.workbook, self.table.sheet, row, place)
        column = None if field is None else self.table.columns.get(field)
        return Source(self.table.workbook, self.table.sheet, self.row, column)


@dataclass(frozen=True, slots=True)
class Document:
    """A finished file in memory. `name` is relative to its folder and carries ids, never names of people."""

    name: str
    media_type: str
    content: bytes

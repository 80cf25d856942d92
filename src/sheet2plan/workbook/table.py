"""A table of a workbook: rows of one sheet type, and what its columns became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheet2plan.model import TableRef
from sheet2plan.sheets import SHEETS, SheetSpec
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.headers import HeaderMatch
from sheet2plan.workbook.rows import Row, SkippedRow

SPECS: Mapping[str, SheetSpec] = {spec.name: spec for spec in SHEETS}


@dataclass(frozen=True, slots=True)
class ReadTable:
    """How one table of the workbook was read: each header with the field it became, and the headers not used."""

    workbook: str
    sheet: str
    became: str
    header_row: int
    rows: int
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one sheet type. `constants` are values that stand in headers, not in the rows.

    `items` maps item numbers of an instrument to columns (Scores only). `by_name` is the column of client names, used
    where there is no id. `derived` tables come from single columns of another one, and skip rows that are blank there.
    """

    spec: SheetSpec
    ref: TableRef
    rows: tuple[Row, ...]
    matches: tuple[HeaderMatch, ...]
    hidden: bool = False
    items: Mapping[int, int] = field(default_factory=dict)
    constants: Mapping[str, Cell] = field(default_factory=dict)
    by_name: int | None = None
    derived: bool = False
    skipped: tuple[SkippedRow, ...] = ()
    hidden_rows: int = 0
    told_by_heading: str = ""

    def described(self) -> ReadTable:
        """How this table was read, for the summary."""
        used = tuple((match.text, match.field) for match in self.matches if match.field)
        items = set(self.items.values())
        unused = tuple(match.text for match in self.matches if not match.field and match.column not in items)
        ref = self.ref
        return ReadTable(ref.workbook, ref.sheet, self.spec.name, ref.header_row, len(self.rows), used, unused)


@dataclass(frozen=True, slots=True)
class UnusedBlock:
    """A table on a sheet that no sheet type claims: its header row and texts."""

    workbook: str
    sheet: str
    header_row: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All tables of a workbook, and the blocks that are none."""

    tables: tuple[Table, ...]
    unused: tuple[UnusedBlock, ...]

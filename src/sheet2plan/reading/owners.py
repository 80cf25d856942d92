"""Whose each row of a table is: told by its id, else by its name; what can't be told is a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheet2plan.findings import Finding, finding
from sheet2plan.model import Source
from sheet2plan.reading.identities import Identities, Identity
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.columnwise import Columnwise
from sheet2plan.workbook.rows import Row, columns_of
from sheet2plan.workbook.table import Table
from sheet2plan.workbook.values import read_key


def id_reader(width: int | None, identities: Identities | None) -> Columnwise[Identity | None]:
    """Cells to the clients whose ids stand in them, None where no id does.

    `width` is the width that ids with leading zeros have. `identities` is None for the Clients sheets, where every id
    is a new one.
    """

    def read(cell: Cell) -> Identity | None:
        typed = read_key(cell)
        if not isinstance(typed, str):
            return None
        if width and typed.isdigit() and len(typed) < width:
            return Identity(typed.zfill(width), "id-zeros-restored")
        return Identity(typed) if identities is None else identities.of_id(typed)

    return Columnwise(read)


@dataclass(frozen=True, slots=True)
class Owners:
    """Tells the clients of a table's rows: `by_id` reads ids, `identities` knows the names (None: nobody's yet)."""

    table: Table
    by_id: Columnwise[Identity | None]
    identities: Identities | None

    def of(self, rows: Sequence[Row], findings: list[Finding]) -> list[str | None]:
        """The client id of each row; None, with a finding, when nobody can be told."""
        column = self.table.ref.columns.get("client_id")
        if column is None:
            return [self._by_name(row, findings) for row in rows]
        owners: list[str | None] = []
        (cells,) = columns_of(rows, [column])
        for row, identity in zip(rows, self.by_id(cells), strict=True):
            if identity is None:
                owners.append(self._by_name(row, findings))
                continue
            if identity.code:
                raw = read_key(row.cell(column))
                place = self._place(row, column)
                findings.append(finding(identity.code, place, identity.client_id, "client_id", raw=raw))
            owners.append(identity.client_id)
        return owners

    def _by_name(self, row: Row, findings: list[Finding]) -> str | None:
        column = self.table.by_name
        typed = None if column is None else read_key(row.cell(column))
        if column is None or self.identities is None or not isinstance(typed, str):
            place = Source(self.table.ref.workbook, self.table.ref.sheet, row.number)
            findings.append(finding("row-without-client", place, sheet=self.table.spec.name))
            return None
        identity = self.identities.of_name(typed)
        if identity.code:
            place = self._place(row, column)
            findings.append(finding(identity.code, place, identity.client_id, None, raw=typed))
        return identity.client_id

    def _place(self, row: Row, column: int) -> Source:
        ref = self.table.ref
        number, place = ref.places.get("client_id", (row.number, column))
        return Source(ref.workbook, ref.sheet, number, place)

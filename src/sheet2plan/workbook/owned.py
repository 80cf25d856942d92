"""Tables whose rows belong to one client: the card itself, and what stands below it without a client column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sheet2plan.model import TableRef
from sheet2plan.workbook.cards import CardField
from sheet2plan.workbook.headers import HeaderMatch, How
from sheet2plan.workbook.reader import Sheet
from sheet2plan.workbook.rows import Row
from sheet2plan.workbook.table import Table


def card_tables(fields: tuple[CardField, ...], sheet: Sheet, workbook: str) -> Iterator[Table]:
    """A card as one row for each sheet type that it names, each value at its own place."""
    (key,) = (one for one in fields if one.spec.name == "Clients" and one.field == "client_id")
    for spec in dict.fromkeys(one.spec for one in fields):
        own = [one for one in fields if one.spec is spec and one.field != "client_id"]
        if not own:
            continue
        cells = [replace(key, spec=spec), *own]
        columns = {one.field: index for index, one in enumerate(cells)}
        places = {one.field: (one.row + 1, one.column) for one in cells}
        ref = TableRef(workbook, sheet.name, key.row + 1, columns, places)
        matches = tuple(HeaderMatch(one.column, one.label, one.field, How.LABEL) for one in own)
        row = Row(key.row + 1, [one.value for one in cells], 0)
        yield Table(spec, ref, (row,), matches, sheet.hidden)


def with_owner(table: Table, key: CardField) -> Table:
    """The table with the id of the client it is about in a column of its own behind the others."""
    left = table.rows[0].left if table.rows else 0
    width = max((len(row.cells) for row in table.rows), default=0)
    rows = tuple(row._replace(cells=[*row.cells, *[None] * (width - len(row.cells)), key.value]) for row in table.rows)
    columns = {**table.ref.columns, "client_id": left + width}
    places = {**table.ref.places, "client_id": (key.row + 1, key.column)}
    return replace(table, rows=rows, ref=replace(table.ref, columns=columns, places=places))

"""One sheet per client, labels beside or above values: a card is read as one row with a place of its own per field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sheet2plan.sheets import SheetSpec
from sheet2plan.workbook.cells import Cell, clean, is_blank, shown
from sheet2plan.workbook.headers import HeaderReader
from sheet2plan.workbook.reader import Sheet

_FEWEST_LABELS = 4
_LONGEST_CARD = 120
_LONGEST_LABEL = 40
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class CardField:
    """A label with its value: the field it names, and the 0-based place of the value in the sheet."""

    spec: SheetSpec
    field: str
    label: str
    value: Cell
    row: int
    column: int


def read_card(sheet: Sheet, reader: HeaderReader, specs: tuple[SheetSpec, ...]) -> tuple[CardField, ...]:
    """The labelled values of a card; empty when the sheet is none.

    A card names the client's id and at least three things more. A label belongs to the first sheet type that knows it,
    Clients first, so that "Status" on a card is the client's.
    """
    if len(sheet.rows) > _LONGEST_CARD:
        return ()
    pairs = [pair for pair in _pairs(sheet) if not (isinstance(pair[3], str) and reader.share_known([pair[3]]))]
    found: dict[tuple[str, str], CardField] = {}
    for row, column, label, value in pairs:
        match = next(((spec, field) for spec in specs if (field := reader.known(spec, label))), None)
        if match is not None:
            spec, field = match
            found.setdefault((spec.name, field), CardField(spec, field, label, value, row, column))
    key = found.get(("Clients", "client_id"))
    is_card = key is not None and _DIGIT.search(shown(key.value)) is not None
    return tuple(found.values()) if is_card and len(found) >= max(_FEWEST_LABELS, len(pairs) / 3) else ()


def _pairs(sheet: Sheet) -> Iterator[tuple[int, int, str, Cell]]:
    """Each short text with the next filled cell to its right, when that one is not a label itself."""
    for index, row in enumerate(sheet.rows):
        filled = [(place, cell) for place, cell in enumerate(row) if not is_blank(cell)]
        for (place, cell), (beside, value) in pairwise(filled):
            if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL and beside - place <= 3:
                yield sheet.top + index, sheet.left + beside, clean(cell).rstrip(" :"), value

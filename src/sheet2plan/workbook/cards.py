"""One sheet per client, labels beside values: a card is read as one row with a place of its own per field.

Several cards may stand on one sheet, below or beside each other, or as columns of values behind one column of labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheet2plan.sheets import SheetSpec
from sheet2plan.workbook.cells import Cell, clean, is_blank, shown
from sheet2plan.workbook.headers import HeaderReader
from sheet2plan.workbook.reader import Sheet

_FEWEST_LABELS = 4
_LONGEST_CARD = 120
_WIDEST_CARD = 256
_LONGEST_LABEL = 40
_FARTHEST = 3
_DIGIT = re.compile(r"\d")

_Filled = list[tuple[int, Cell]]


@dataclass(frozen=True, slots=True)
class CardField:
    """A label with its value: the field it names, and the 0-based place of the value in the sheet."""

    spec: SheetSpec
    field: str
    label: str
    value: Cell
    row: int
    column: int

    @property
    def is_key(self) -> bool:
        """Whether it names the client by id."""
        return self.field == "client_id" and _DIGIT.search(shown(self.value)) is not None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and the value that stands beside it, in a row (0-based in the sheet)."""

    label: str
    value: Cell
    row: int
    label_column: int
    column: int


def read_cards(sheet: Sheet, reader: HeaderReader, specs: Sequence[SheetSpec]) -> tuple[tuple[CardField, ...], ...]:
    """The labelled values of each card; empty when the sheet holds none.

    A card names the client's id and at least three things more. A label belongs to the first sheet type that knows it,
    Clients first, so that "Status" on a card is the client's.
    """
    if not _is_small(sheet):
        return ()
    cards = []
    full = 0
    for pairs in _columns_of_values(sheet, reader) or _apart(list(label_pairs(sheet, reader)), reader):
        found: dict[tuple[str, str], CardField] = {}
        for field in _fields(pairs, reader, specs):
            found.setdefault((field.spec.name, field.field), field)
        key = found.get(("Clients", "client_id"))
        if key is not None and key.is_key:
            cards.append(tuple(found.values()))
            full = max(full, len(found) * (len(found) >= len(pairs) / 3))
    # One card that is full enough shows what the others are, however little they hold.
    return tuple(cards) if full >= _FEWEST_LABELS else ()


def owner_of(sheet: Sheet, reader: HeaderReader, clients: SheetSpec) -> CardField | None:
    """The id that the sheet gives for all that stands on it (Client: C-0042); None when it gives none, or several."""
    if not _is_small(sheet):
        return None
    pairs = [pair for pair in label_pairs(sheet, reader) if reader.names_client(pair.label)]
    keys = [
        field
        for pair in pairs
        if (field := CardField(clients, "client_id", pair.label, pair.value, pair.row, pair.column)).is_key
    ]
    return keys[0] if len({shown(key.value) for key in keys}) == 1 else None


def _is_small(sheet: Sheet) -> bool:
    return len(sheet.rows) <= _LONGEST_CARD and max(map(len, sheet.rows), default=0) <= _WIDEST_CARD


def _fields(pairs: Sequence[_Pair], reader: HeaderReader, specs: Sequence[SheetSpec]) -> Iterator[CardField]:
    for pair in pairs:
        match = next(((spec, field) for spec in specs if (field := reader.known(spec, pair.label))), None)
        if match is not None:
            yield CardField(*match, pair.label, pair.value, pair.row, pair.column)


def label_pairs(sheet: Sheet, reader: HeaderReader) -> Iterator[_Pair]:
    """Each short text with the value right of it. A row of nothing but known headers is the header of a table."""
    for index, row in enumerate(sheet.rows):
        filled = [(place, cell) for place, cell in enumerate(row) if not is_blank(cell)]
        if len(filled) > 2 and all(_is_header(cell, reader) for _, cell in filled):
            continue
        at = 0
        while at + 1 < len(filled):
            (place, cell), (beside, value) = filled[at], filled[at + 1]
            at += 1
            if not isinstance(cell, str) or len(cell) > _LONGEST_LABEL or beside - place > _FARTHEST:
                continue
            if _is_label(filled, at, reader) and not (_ends_open(cell) and not _ends_open(value)):
                continue
            at += 1
            label = clean(cell).rstrip(" :")
            yield _Pair(label, value, sheet.top + index, sheet.left + place, sheet.left + beside)


def _is_header(cell: Cell, reader: HeaderReader) -> bool:
    return isinstance(cell, str) and not _ends_open(cell) and reader.share_known([cell]) == 1


def _ends_open(cell: Cell) -> bool:
    return isinstance(cell, str) and clean(cell).endswith(":")


def _is_label(filled: _Filled, at: int, reader: HeaderReader) -> bool:
    """Whether one of these cells is a label without a value before it: a known header with its own value."""
    place, cell = filled[at]
    if not isinstance(cell, str) or not reader.share_known([clean(cell).rstrip(" :")]):
        return False
    follows = at + 1 < len(filled) and filled[at + 1][0] - place <= _FARTHEST
    return _ends_open(cell) or (follows and not _is_header(filled[at + 1][1], reader))


def _apart(pairs: list[_Pair], reader: HeaderReader) -> list[list[_Pair]]:
    """The pairs of each card: one card for each id, so that no card ever takes what belongs to the next."""
    ids = [pair for pair in pairs if reader.is_id(pair.label)]
    if len({shown(pair.value) for pair in ids}) < 2:
        return [pairs] if pairs else []
    above = ids[0].row - pairs[0].row
    cards: list[list[_Pair]] = [[] for _ in ids]
    for pair in pairs:
        begun = [place for place, one in enumerate(ids) if one.row - above <= pair.row]
        level = ids[begun[-1]].row if begun else -1
        beside = [place for place in begun if ids[place].row == level and ids[place].label_column <= pair.label_column]
        if beside:
            cards[beside[-1]].append(pair)
    return cards


def _columns_of_values(sheet: Sheet, reader: HeaderReader) -> list[list[_Pair]]:
    """A table lying on its side, clients in columns: the pairs of each of them; empty when it is none."""
    for row in sheet.rows:
        filled = [(place, cell) for place, cell in enumerate(row) if not is_blank(cell)]
        if len(filled) < 3 or not isinstance(filled[0][1], str) or not reader.is_id(filled[0][1]):
            continue
        (labels, _), *ids = filled
        if all(_DIGIT.search(shown(cell)) and not reader.share_known([shown(cell)]) for _, cell in ids):
            return [list(_pairs_of(sheet, labels, place)) for place, _ in ids]
    return []


def _pairs_of(sheet: Sheet, labels: int, place: int) -> Iterator[_Pair]:
    for index, row in enumerate(sheet.rows):
        label = row[labels] if labels < len(row) else None
        value = row[place] if place < len(row) else None
        if isinstance(label, str) and not is_blank(label) and not is_blank(value):
            text = clean(label).rstrip(" :")
            yield _Pair(text, value, sheet.top + index, sheet.left + labels, sheet.left + place)

"""Floor 6: a copy of a workbook that may be shown to those who help: its rows and their links, and nobody's data.

Ids are dealt anew in another order, names and codes become numbers, free text its count of words, and each client's
dates move by an offset of the client's own. That keeps intervals and is for help among trusted people; with years
alone, as in the Safe Harbor of 45 CFR 164.514(b)(2), intervals go too. What can't be read is left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import xlsxwriter

from sheet2plan.catalog import Catalog
from sheet2plan.columns import FieldSpec, Kind, fields_of
from sheet2plan.reading.records import Records
from sheet2plan.say import say_choice, say_flag
from sheet2plan.sheets import SHEETS, Client, Record

_CREATED = datetime(2026, 1, 1)
_PLAIN_KEY = re.compile(r"[A-Z]{0,4}-?\d{0,3}(?:\.\d{1,3})?")
_FARTHEST = 150
_OLDEST = 90

Value = str | float | date | None


@dataclass(slots=True)
class _Mask:
    """What becomes of values. `numbers` deals a number to each distinct text of a column."""

    ids: Mapping[str, str]
    offsets: Mapping[str, timedelta]
    years_only: bool
    as_of: date
    catalog: Catalog
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def cell(self, record: Record, column: FieldSpec, value: Any) -> Value:
        """The value as it may be shown."""
        if value is None:
            return None
        if column.name == "client_id":
            return self.ids[record.client_id]
        if column.kind is Kind.DATE:
            return self._day(record, column, value)
        return _MASKS[column.kind](self, column, value)

    def _day(self, record: Record, column: FieldSpec, day: date) -> date:
        if not self.years_only:
            return day + self.offsets[record.client_id]
        oldest = self.as_of.year - _OLDEST
        return date(max(day.year, oldest) if column.name == "dob" else day.year, 1, 1)

    def key(self, column: FieldSpec, value: str) -> str:
        return value if _PLAIN_KEY.fullmatch(value) else self._numbered(column, value)

    def text(self, column: FieldSpec, value: str) -> str:
        instrument = self.catalog.instrument(value) if column.name == "measure" else None
        return instrument.short if instrument else self._numbered(column, value)

    def _numbered(self, column: FieldSpec, value: str) -> str:
        title = column.column.title
        dealt = self.numbers.setdefault(title, {})
        return f"{title} {dealt.setdefault(value.casefold(), len(dealt) + 1)}"


def _nothing(_mask: _Mask, _column: FieldSpec, _value: Any) -> Value:
    return None


_MASKS: Mapping[Kind, Callable[[_Mask, FieldSpec, Any], Value]] = {
    Kind.KEY: _Mask.key,
    Kind.TEXT: _Mask.text,
    Kind.PROSE: lambda mask, column, value: f"[{len(value.split())} words]",  # noqa: ARG005
    Kind.NUMBER: lambda mask, column, value: value,  # noqa: ARG005
    Kind.INTEGER: lambda mask, column, value: value,  # noqa: ARG005
    Kind.FLAG: lambda mask, column, value: say_flag(value),  # noqa: ARG005
    Kind.CHOICE: lambda mask, column, value: say_choice(value),  # noqa: ARG005
    Kind.CODE: lambda mask, column, value: value if re.fullmatch(r"[A-Z]\d[0-9A-Z](\.\w{1,4})?", value) else None,  # noqa: ARG005
    Kind.PHONE: _nothing,
    Kind.EMAIL: _nothing,
    Kind.ITEMS: _nothing,
}


def deidentified(records: Records, catalog: Catalog, as_of: date, years_only: bool, dice: Random) -> bytes:
    """The safe copy, an .xlsx with one sheet per type of record and the usual headers.

    `dice` must be unpredictable (random.SystemRandom) outside tests: who knows the offsets can undo them.
    """
    ids = _new_ids(records, dice)
    days = [day for day in range(-_FARTHEST, _FARTHEST + 1) if abs(day) > 2]
    mask = _Mask(ids, {one: timedelta(dice.choice(days)) for one in ids}, years_only, as_of, catalog)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "Deidentified copy", "created": _CREATED})
        dated = book.add_format({"num_format": "mm/dd/yyyy"})
        for spec in SHEETS:
            sheet = book.add_worksheet(spec.name)
            rows = sorted(records.of(spec.record), key=lambda record: ids[record.client_id])
            for number, cells in enumerate(_lines(rows, spec.record, mask)):
                for place, value in enumerate(cells):
                    _write(sheet, number, place, value, dated)
    return buffer.getvalue()


def _new_ids(records: Records, dice: Random) -> dict[str, str]:
    old = sorted({record.client_id for spec in SHEETS for record in records.of(spec.record)})
    dice.shuffle(old)
    return {one: f"S-{number:04d}" for number, one in enumerate(old, 1)}


def _lines(rows: list[Record], kind: type[Record], mask: _Mask) -> Iterator[list[Value]]:
    columns = fields_of(kind)
    items = sorted({number for row in rows for number, _ in getattr(row, "items", ())})
    yield [*(column.column.title for column in columns if column.kind is not Kind.ITEMS), *(f"Item {n}" for n in items)]
    for row in rows:
        plain = [
            _identity(row, column, mask) or mask.cell(row, column, getattr(row, column.name))
            for column in columns
            if column.kind is not Kind.ITEMS
        ]
        answers = dict(getattr(row, "items", ()))
        yield [*plain, *(answers.get(number) for number in items)]


def _identity(row: Record, column: FieldSpec, mask: _Mask) -> str | None:
    """What stands for a client's own name, so that its being there, and nothing else, is kept."""
    named = isinstance(row, Client) and column.column.safe_harbor == "A" and getattr(row, column.name) is not None
    return f"{column.column.title} {mask.ids[row.client_id]}" if named else None


def _write(sheet: Any, row: int, column: int, value: Value, dated: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), dated)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)

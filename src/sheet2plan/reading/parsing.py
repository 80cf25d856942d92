"""One table to typed records, column by column, each bad cell a finding. Pydantic's errors end here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter, ValidationError

from sheet2plan.catalog import Values
from sheet2plan.columns import FieldSpec, Kind, field_of, fields_of, label
from sheet2plan.findings import Finding, finding
from sheet2plan.model import Origin, Source
from sheet2plan.reading.owners import Owners
from sheet2plan.sheets import SHEETS, Record, Score
from sheet2plan.workbook.cells import Cell, Doubtful, is_blank, shown
from sheet2plan.workbook.columnwise import Columnwise
from sheet2plan.workbook.dates import DateOrder, date_order, has_ambiguous_date
from sheet2plan.workbook.rows import Row, columns_of
from sheet2plan.workbook.table import Table
from sheet2plan.workbook.values import column_reader, read_number

_CHUNK = 4000


def _adapters(record: type[Record]) -> dict[str, TypeAdapter[list[Any]]]:
    """What validates each column of a record type."""
    hints = get_type_hints(record, include_extras=True)
    columns = [one.name for one in fields(record) if one.name != "origin"]
    return {name: TypeAdapter(list[hints[name]]) for name in columns}  # type: ignore[valid-type]


_ADAPTERS = {spec.record: _adapters(spec.record) for spec in SHEETS}


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What reading needs besides the cells: the day of the run, the clinic's date order, spellings of values."""

    as_of: date
    date_order: DateOrder
    values: Values


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a table and how its cells are read."""

    spec: FieldSpec
    index: int
    read: Columnwise[object]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows whose clients are known, read together: a column at a time is several times faster than a row at a time.

    `unreadable` collects, by place among the rows, the fields whose cells could not be read.
    """

    rows: Sequence[Row]
    owners: Sequence[str]
    findings: list[Finding]
    unreadable: dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class TableParser:
    """Reads one table."""

    table: Table
    rules: ReadingRules
    owners: Owners

    def parse(self) -> tuple[list[Record], list[Finding]]:
        findings: list[Finding] = []
        columns = list(self._columns(findings))
        items = list(self._item_columns())
        rows = self.table.rows
        if self.table.derived:
            rows = tuple(row for row in rows if not all(is_blank(row.cell(column.index)) for column in columns))
        records: list[Record] = []
        for start in range(0, len(rows), _CHUNK):
            chunk = self._chunk(rows[start : start + _CHUNK], findings)
            records.extend(self._records(chunk, columns, items))
        findings.sort(key=lambda found: (found.source.row or 0, found.source.column or 0))
        return records, findings

    @property
    def _undated(self) -> bool:
        """Totals under a header without a day: said once of the header, not again of every row."""
        ref = self.table.ref
        dated = "score_date" in ref.columns or "score_date" in ref.places
        return self.table.derived and self.table.spec.record is Score and not dated

    def _columns(self, findings: list[Finding]) -> Iterator[_Column]:
        table, values = self.table, self.rules.values
        for column in fields_of(table.spec.record):
            index = table.ref.columns.get(column.name)
            if index is None or column.name == "client_id" or column.kind is Kind.ITEMS:
                continue
            order = DateOrder.UNDECIDED
            if column.kind is Kind.DATE:
                order = self._decided_order(column, index, findings)
            aliases = values.flags if column.kind is Kind.FLAG else {}
            aliases = values.choices.get((table.spec.name, column.name), aliases)
            read = column_reader(column, aliases, values.remarks, order, self.rules.as_of)
            yield _Column(column, index, Columnwise(read, long_texts=column.kind is Kind.PROSE))

    def _item_columns(self) -> Iterator[tuple[int, _Column]]:
        for number, index in self.table.items.items():
            yield number, _Column(field_of(self.table.spec.record, "items"), index, Columnwise(read_number))

    def _decided_order(self, column: FieldSpec, index: int, findings: list[Finding]) -> DateOrder:
        told = self.rules.date_order
        if told is not DateOrder.UNDECIDED:
            return told
        (cells,) = columns_of(self.table.rows, [index])
        texts = [cell for cell in cells if isinstance(cell, str)]
        evidence = date_order(texts)
        if has_ambiguous_date(texts):
            code = {DateOrder.UNDECIDED: "date-order-undecided", DateOrder.MIXED: "date-order-mixed"}
            ref = self.table.ref
            place = Source(ref.workbook, ref.sheet, ref.header_row, index)
            said = code.get(evidence, "date-order-decided")
            findings.append(finding(said, place, column=column.column.title, order=evidence.value))
        return evidence

    def _chunk(self, rows: Sequence[Row], findings: list[Finding]) -> _Chunk:
        owned = [(row, owner) for row, owner in zip(rows, self.owners.of(rows, findings), strict=True) if owner]
        return _Chunk([row for row, _ in owned], [owner for _, owner in owned], findings, defaultdict(list))

    def _records(self, chunk: _Chunk, columns: Sequence[_Column], items: Sequence[tuple[int, _Column]]) -> list[Record]:
        """One record per row, each column read and validated as a whole."""
        record, count = self.table.spec.record, len(chunk.rows)
        read = dict(self._read(columns, chunk))
        if items:
            read["items"] = self._items(items, chunk)
        read |= {name: [value] * count for name, value in self.table.constants.items()}
        read["client_id"] = list(chunk.owners)
        read = {name: self._validated(name, values, chunk) for name, values in read.items()}
        read["origin"] = list(self._origins(chunk))
        ordered = [read[one.name] if one.name in read else [one.default] * count for one in fields(record)]
        return [record(*values) for values in zip(*ordered, strict=True)]

    def _read(self, columns: Sequence[_Column], chunk: _Chunk) -> Iterator[tuple[str, list[object]]]:
        """The name of each column with what it says of each row."""
        cells = columns_of(chunk.rows, [column.index for column in columns])
        for column, own in zip(columns, cells, strict=True):
            yield column.spec.name, self._values(column, own, chunk)

    def _values(self, column: _Column, cells: Sequence[Cell], chunk: _Chunk) -> list[object]:
        """What the column says of each row: a value, or None, with a finding where a cell could not be read."""
        values = column.read(cells)
        if Doubtful not in set(map(type, values)):
            return values
        for place, doubt in [(place, value) for place, value in enumerate(values) if isinstance(value, Doubtful)]:
            values[place] = doubt.value
            chunk.findings.append(self._doubt(chunk, place, column, doubt))
            lost = doubt.value is None and doubt.code != "not-a-value"
            if lost and column.spec.kind is not Kind.ITEMS:
                chunk.unreadable[place].append(column.spec.name)
        return values

    def _items(self, items: Sequence[tuple[int, _Column]], chunk: _Chunk) -> list[object]:
        """The answers given, by item number; a blank is no answer, and what is no number is a finding."""
        numbers = [number for number, _ in items]
        answers = [values for _, values in self._read([column for _, column in items], chunk)]
        return [
            tuple((number, answer) for number, answer in zip(numbers, row, strict=True) if answer is not None)
            for row in zip(*answers, strict=True)
        ]

    def _origins(self, chunk: _Chunk) -> list[Origin]:
        ref, always = self.table.ref, ("score_date",) if self._undated else ()
        origins = [Origin(ref, row.number, always) for row in chunk.rows]
        for place, lost in chunk.unreadable.items():
            origins[place] = Origin(ref, chunk.rows[place].number, (*always, *lost))
        return origins

    def _validated(self, field: str, values: list[object], chunk: _Chunk) -> list[object]:
        """The column without the values that break its limits; each of them is kept by a finding."""
        adapter = _ADAPTERS[self.table.spec.record][field]
        try:
            return adapter.validate_python(values)
        except ValidationError as fault:
            errors = fault.errors(include_url=False)
        for error in errors:
            place = int(error["loc"][0])
            chunk.findings.append(self._out_of_range(chunk, place, field, values[place]))
            chunk.unreadable[place].append(field)
            values[place] = None
        return adapter.validate_python(values)

    def _out_of_range(self, chunk: _Chunk, place: int, field: str, value: object) -> Finding:
        column = field_of(self.table.spec.record, field)
        low, high = column.low, column.high
        limits = f"{low:g} or more" if high is None and low is not None else f"{low:g} to {high:g}"
        return finding(
            "value-out-of-range",
            Origin(self.table.ref, chunk.rows[place].number).at(field),
            chunk.owners[place],
            field,
            column=column.column.title,
            raw=shown(cast(Any, value)),
            expected=limits,
        )

    def _doubt(self, chunk: _Chunk, place: int, column: _Column, reading: Doubtful) -> Finding:
        spec, ref = column.spec, self.table.ref
        number, index = ref.places.get(spec.name, (chunk.rows[place].number, column.index))
        expected = ", ".join(label(choice) for choice in spec.choices)
        return finding(
            reading.code,
            Source(ref.workbook, ref.sheet, number, index),
            chunk.owners[place],
            spec.name,
            column=spec.column.title,
            raw=reading.raw,
            kept="" if reading.value is None else shown(cast(Any, reading.value)),
            expected=expected or spec.column.example,
        )

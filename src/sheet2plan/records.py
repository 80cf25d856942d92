"""Floor 2, second half: rows to typed records, each bad cell a finding. Pydantic's errors end here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sheet2plan.catalog import Values
from sheet2plan.columns import FieldSpec, Kind, field_of, fields_of, label
from sheet2plan.findings import Finding, finding
from sheet2plan.model import Origin, Source
from sheet2plan.sheets import SHEETS, Record
from sheet2plan.workbook.cells import shown
from sheet2plan.workbook.tables import Row, Table
from sheet2plan.workbook.values import (
    DateOrder,
    Doubtful,
    Reader,
    column_reader,
    date_order,
    has_ambiguous_date,
    read_number,
)

R = TypeVar("R", bound=Record)

_ADAPTERS: dict[type[Record], TypeAdapter[Record]] = {spec.record: TypeAdapter(spec.record) for spec in SHEETS}


@dataclass(frozen=True, slots=True)
class Records:
    """All records of the workbooks, by type, in the order they stand."""

    by_type: Mapping[type[Record], tuple[Record, ...]]

    def of(self, record: type[R]) -> tuple[R, ...]:
        """The records of one type; empty when no sheet held any."""
        return cast("tuple[R, ...]", self.by_type.get(record, ()))


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What reading needs besides the cells: the day of the run, the clinic's date order, spellings of values."""

    as_of: date
    date_order: DateOrder
    values: Values


def parse_records(tables: Iterable[Table], rules: ReadingRules) -> tuple[Records, tuple[Finding, ...]]:
    """Every row with a client id as a record, and a finding for each cell that could not be read as its column asks."""
    by_type: dict[type[Record], list[Record]] = {spec.record: [] for spec in SHEETS}
    findings: list[Finding] = []
    for table in tables:
        records, found = _parse_table(table, rules)
        by_type[table.spec.record].extend(records)
        findings.extend(found)
    return Records({record: tuple(rows) for record, rows in by_type.items()}), tuple(findings)


def _parse_table(table: Table, rules: ReadingRules) -> tuple[list[Record], list[Finding]]:
    findings: list[Finding] = []
    readers = list(_readers(table, rules, findings))
    records = (_parse_row(table, row, readers, findings) for row in table.rows)
    return [record for record in records if record is not None], findings


def _readers(table: Table, rules: ReadingRules, findings: list[Finding]) -> Iterator[tuple[FieldSpec, int, Reader]]:
    for column in fields_of(table.spec.record):
        index = table.ref.columns.get(column.name)
        if index is None or column.kind is Kind.ITEMS:
            continue
        order = DateOrder.UNDECIDED
        if column.kind is Kind.DATE:
            order = _decided_order(table, column, index, rules, findings)
        aliases = rules.values.flags if column.kind is Kind.FLAG else {}
        aliases = rules.values.choices.get((table.spec.name, column.name), aliases)
        yield column, index, column_reader(column, aliases, rules.values.absent, order, rules.as_of)


def _decided_order(
    table: Table, column: FieldSpec, index: int, rules: ReadingRules, findings: list[Finding]
) -> DateOrder:
    cells = [row.cell(index) for row in table.rows]
    evidence = date_order(cells)
    if rules.date_order is not DateOrder.UNDECIDED or not has_ambiguous_date(cells):
        return evidence if rules.date_order is DateOrder.UNDECIDED else rules.date_order
    place = Source(table.ref.workbook, table.ref.sheet, table.ref.header_row, index)
    if evidence is DateOrder.UNDECIDED:
        findings.append(finding("date-order-undecided", place, column=column.column.title))
    elif evidence is DateOrder.MIXED:
        findings.append(finding("date-order-mixed", place, column=column.column.title))
    else:
        findings.append(finding("date-order-decided", place, column=column.column.title, order=evidence.value))
    return evidence


def _parse_row(
    table: Table, row: Row, readers: list[tuple[FieldSpec, int, Reader]], findings: list[Finding]
) -> Record | None:
    values: dict[str, object] = {}
    unreadable: list[str] = []
    doubts: list[tuple[str, int, Doubtful]] = []
    for column, index, read in readers:
        value = read(row.cell(index))
        if isinstance(value, Doubtful):
            doubts.append((column.name, index, value))
            if value.value is None and value.code != "not-a-value":
                unreadable.append(column.name)
            value = value.value
        values[column.name] = value
    client_id = values.get("client_id")
    if not isinstance(client_id, str):
        place = Source(table.ref.workbook, table.ref.sheet, row.number)
        findings.append(finding("row-without-client", place, sheet=table.spec.name))
        return None
    findings.extend(_doubt_finding(table, row, client_id, doubt) for doubt in doubts)
    if table.items:
        values["items"] = _items(table, row, client_id, findings)
    return _validated(table, row, values, unreadable, client_id, findings)


def _doubt_finding(table: Table, row: Row, client_id: str, doubt: tuple[str, int, Doubtful]) -> Finding:
    field, index, reading = doubt
    column = field_of(table.spec.record, field)
    expected = ", ".join(label(choice) for choice in column.choices)
    return finding(
        reading.code,
        Source(table.ref.workbook, table.ref.sheet, row.number, index),
        client_id,
        field,
        column=column.column.title,
        raw=reading.raw,
        kept="" if reading.value is None else shown(cast(Any, reading.value)),
        expected=expected or column.column.example,
    )


def _items(table: Table, row: Row, client_id: str, findings: list[Finding]) -> tuple[tuple[int, float], ...]:
    """The answers given, by item number; a blank is no answer, and what is no number is a finding."""
    answers: list[tuple[int, float]] = []
    for number, index in sorted(table.items.items()):
        answer = read_number(row.cell(index))
        if isinstance(answer, Doubtful):
            findings.append(_doubt_finding(table, row, client_id, ("items", index, answer)))
            answer = answer.value
        if isinstance(answer, float):
            answers.append((number, answer))
    return tuple(answers)


def _validated(
    table: Table,
    row: Row,
    values: dict[str, object],
    unreadable: list[str],
    client_id: str,
    findings: list[Finding],
) -> Record:
    adapter = _ADAPTERS[table.spec.record]
    origin = Origin(table.ref, row.number, tuple(unreadable))
    try:
        return adapter.validate_python({**values, "origin": origin})
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    for error in errors:
        field = str(error["loc"][0])
        findings.append(_limit_finding(table, origin, client_id, field, error))
        values[field] = None
        unreadable.append(field)
    return adapter.validate_python({**values, "origin": Origin(table.ref, row.number, tuple(unreadable))})


def _limit_finding(table: Table, origin: Origin, client_id: str, field: str, error: ErrorDetails) -> Finding:
    column = field_of(table.spec.record, field)
    low, high = column.low, column.high
    limits = f"{low:g} or more" if high is None and low is not None else f"{low:g} to {high:g}"
    return finding(
        "value-out-of-range",
        origin.at(field),
        client_id,
        field,
        column=column.column.title,
        raw=shown(cast(Any, error["input"])),
        expected=limits,
    )

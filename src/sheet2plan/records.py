"""Floor 2, second half: rows to typed records, each bad cell a finding. Pydantic's errors end here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sheet2plan.catalog import Values
from sheet2plan.columns import FieldSpec, Kind, field_of, fields_of, label
from sheet2plan.findings import Finding, finding
from sheet2plan.identities import Identities, Identity, padded_width
from sheet2plan.model import Origin, Source
from sheet2plan.sheets import SHEETS, Client, Record, Score
from sheet2plan.workbook.blocks import Row
from sheet2plan.workbook.cells import Doubtful, is_blank, shown
from sheet2plan.workbook.dates import DateOrder, date_order, has_ambiguous_date
from sheet2plan.workbook.tables import Table
from sheet2plan.workbook.values import Reader, column_reader, read_key, read_number

R = TypeVar("R", bound=Record)

_ADAPTERS: dict[type[Record], TypeAdapter[list[Record]]] = {
    spec.record: TypeAdapter(list[spec.record])  # type: ignore[name-defined]
    for spec in SHEETS
}
_CHUNK = 4000


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
    """Every row with a client as a record, and a finding for each cell that could not be read as its column asks.

    The Clients tables are read first, as they say which ids and names there are.
    """
    tables = list(tables)
    by_type: dict[type[Record], list[Record]] = {spec.record: [] for spec in SHEETS}
    findings: list[Finding] = []
    own = [table for table in tables if table.spec.record is Client]
    width = padded_width(_id_texts(own or tables))
    for table in own:
        records, found = _TableParser(table, rules, width, None).parse()
        by_type[Client].extend(records)
        findings.extend(found)
    identities = Identities(cast("list[Client]", by_type[Client]))
    for table in tables:
        if table.spec.record is not Client:
            records, found = _TableParser(table, rules, width, identities).parse()
            by_type[table.spec.record].extend(records)
            findings.extend(found)
    return Records({record: tuple(rows) for record, rows in by_type.items()}), tuple(findings)


def _id_texts(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        column = table.ref.columns.get("client_id")
        if column is not None:
            yield from (shown(row.cell(column)) for row in table.rows)


@dataclass(frozen=True, slots=True)
class _ColumnReader:
    """One column of a table, ready to read: a whole chunk at a time, as that is several times faster than by cell."""

    spec: FieldSpec
    index: int
    read: Reader

    def values(self, rows: Sequence[Row]) -> list[object]:
        place = self.index - rows[0].left
        read = self.read
        return [read(row.cells[place]) if place < len(row.cells) else None for row in rows]


@dataclass(frozen=True, slots=True)
class _TableParser:
    """Reads one table. `identities` is None for the Clients sheet itself, where every id is a new one."""

    table: Table
    rules: ReadingRules
    id_width: int | None
    identities: Identities | None

    def parse(self) -> tuple[list[Record], list[Finding]]:
        findings: list[Finding] = []
        readers = list(self._readers(findings))
        rows = self.table.rows
        if self.table.derived:
            rows = tuple(row for row in rows if not all(is_blank(row.cell(reader.index)) for reader in readers))
        records: list[Record] = []
        for start in range(0, len(rows), _CHUNK):
            records.extend(self._chunk(rows[start : start + _CHUNK], readers, findings))
        findings.sort(key=lambda found: (found.source.row or 0, found.source.column or 0))
        return records, findings

    @property
    def _undated(self) -> bool:
        """Totals under a header without a day: said once of the header, not again of every row."""
        ref = self.table.ref
        dated = "score_date" in ref.columns or "score_date" in ref.places
        return self.table.derived and self.table.spec.record is Score and not dated

    def _readers(self, findings: list[Finding]) -> Iterator[_ColumnReader]:
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
            yield _ColumnReader(column, index, read)

    def _decided_order(self, column: FieldSpec, index: int, findings: list[Finding]) -> DateOrder:
        told = self.rules.date_order
        if told is not DateOrder.UNDECIDED:
            return told
        texts = [cell for row in self.table.rows if isinstance(cell := row.cell(index), str)]
        evidence = date_order(texts)
        if has_ambiguous_date(texts):
            code = {DateOrder.UNDECIDED: "date-order-undecided", DateOrder.MIXED: "date-order-mixed"}
            ref = self.table.ref
            place = Source(ref.workbook, ref.sheet, ref.header_row, index)
            said = code.get(evidence, "date-order-decided")
            findings.append(finding(said, place, column=column.column.title, order=evidence.value))
        return evidence

    def _chunk(
        self, rows: Sequence[Row], readers: Sequence[_ColumnReader], findings: list[Finding]
    ) -> Iterator[Record]:
        ids = [self._client_id(row, findings) for row in rows]
        unreadable: dict[int, list[str]] = defaultdict(list)
        columns: list[list[object]] = [reader.values(rows) for reader in readers]
        for reader, values in zip(readers, columns, strict=True):
            for place in [place for place, value in enumerate(values) if type(value) is Doubtful]:
                doubt = cast(Doubtful, values[place])
                values[place] = doubt.value
                owner = ids[place]
                if owner is not None:
                    findings.append(self._doubt(rows[place], owner, reader.spec.name, reader.index, doubt))
                    if doubt.value is None and doubt.code != "not-a-value":
                        unreadable[place].append(reader.spec.name)
        yield from self._validated(rows, ids, readers, columns, unreadable, findings)

    def _validated(
        self,
        rows: Sequence[Row],
        ids: Sequence[str | None],
        readers: Sequence[_ColumnReader],
        columns: Sequence[Sequence[object]],
        unreadable: Mapping[int, list[str]],
        findings: list[Finding],
    ) -> list[Record]:
        """The rows that have a client as records, all at once; only rows that break a limit are looked at singly."""
        names = [reader.spec.name for reader in readers]
        always = ("score_date",) if self._undated else ()
        by_row = zip(*columns, strict=True) if columns else ((),) * len(rows)
        raw: list[dict[str, object]] = []
        for place, (row, owner, values) in enumerate(zip(rows, ids, by_row, strict=True)):
            if owner is None:
                continue
            bad = (*always, *unreadable[place]) if place in unreadable else always
            record = dict(zip(names, values, strict=True))
            record.update(self.table.constants, client_id=owner, origin=Origin(self.table.ref, row.number, bad))
            if self.table.items:
                record["items"] = self._items(row, owner, findings)
            raw.append(record)
        adapter = _ADAPTERS[self.table.spec.record]
        try:
            return adapter.validate_python(raw)
        except ValidationError as fault:
            errors = fault.errors(include_url=False)
        for error in errors:
            self._drop(raw[int(error["loc"][0])], str(error["loc"][1]), error, findings)
        return adapter.validate_python(raw)

    def _drop(self, raw: dict[str, object], field: str, error: ErrorDetails, findings: list[Finding]) -> None:
        """Takes a value that breaks its column's limits out of a row, with a finding that keeps it."""
        origin = cast(Origin, raw["origin"])
        column = field_of(self.table.spec.record, field)
        low, high = column.low, column.high
        limits = f"{low:g} or more" if high is None and low is not None else f"{low:g} to {high:g}"
        shown_value, title, owner = shown(cast(Any, error["input"])), column.column.title, str(raw["client_id"])
        place = origin.at(field)
        findings.append(
            finding("value-out-of-range", place, owner, field, column=title, raw=shown_value, expected=limits)
        )
        raw[field] = None
        raw["origin"] = replace(origin, unreadable=(*origin.unreadable, field))

    def _client_id(self, row: Row, findings: list[Finding]) -> str | None:
        """Whose row it is: by id, else by name; None, with a finding, when nobody can be told."""
        column = self.table.ref.columns.get("client_id")
        typed = read_key(row.cell(column)) if column is not None else None
        if isinstance(typed, str):
            identity = self._by_id(typed)
            if identity.code and column is not None:
                place = self._place(row, "client_id", column)
                findings.append(finding(identity.code, place, identity.client_id, "client_id", raw=typed))
            return identity.client_id
        if self.identities is not None and self.table.by_name is not None:
            return self._by_name(row, self.table.by_name, findings)
        findings.append(self._nobody(row))
        return None

    def _by_id(self, typed: str) -> Identity:
        if self.id_width and typed.isdigit() and len(typed) < self.id_width:
            return Identity(typed.zfill(self.id_width), "id-zeros-restored")
        return Identity(typed) if self.identities is None else self.identities.of_id(typed)

    def _by_name(self, row: Row, column: int, findings: list[Finding]) -> str | None:
        typed = read_key(row.cell(column))
        if not isinstance(typed, str) or self.identities is None:
            findings.append(self._nobody(row))
            return None
        identity = self.identities.of_name(typed)
        if identity.code:
            place = self._place(row, "client_id", column)
            findings.append(finding(identity.code, place, identity.client_id, None, raw=typed))
        return identity.client_id

    def _nobody(self, row: Row) -> Finding:
        place = Source(self.table.ref.workbook, self.table.ref.sheet, row.number)
        return finding("row-without-client", place, sheet=self.table.spec.name)

    def _place(self, row: Row, field: str, column: int) -> Source:
        ref = self.table.ref
        number, place = ref.places.get(field, (row.number, column))
        return Source(ref.workbook, ref.sheet, number, place)

    def _doubt(self, row: Row, client_id: str, field: str, index: int, reading: Doubtful) -> Finding:
        column = field_of(self.table.spec.record, field)
        expected = ", ".join(label(choice) for choice in column.choices)
        return finding(
            reading.code,
            self._place(row, field, index),
            client_id,
            field,
            column=column.column.title,
            raw=reading.raw,
            kept="" if reading.value is None else shown(cast(Any, reading.value)),
            expected=expected or column.column.example,
        )

    def _items(self, row: Row, client_id: str, findings: list[Finding]) -> tuple[tuple[int, float], ...]:
        """The answers given, by item number; a blank is no answer, and what is no number is a finding."""
        answers: list[tuple[int, float]] = []
        for number, index in self.table.items.items():
            answer = read_number(row.cell(index))
            if isinstance(answer, Doubtful):
                findings.append(self._doubt(row, client_id, "items", index, answer))
                answer = answer.value
            if isinstance(answer, float):
                answers.append((number, answer))
        return tuple(answers)

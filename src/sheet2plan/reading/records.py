"""Floor 2, second half: rows to typed records, the Clients first, as they say which ids there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from sheet2plan.findings import Finding
from sheet2plan.reading.identities import Identities, padded_width
from sheet2plan.reading.owners import Owners, id_reader
from sheet2plan.reading.parsing import ReadingRules, TableParser
from sheet2plan.sheets import SHEETS, Client, Record
from sheet2plan.workbook.cells import shown
from sheet2plan.workbook.rows import columns_of
from sheet2plan.workbook.table import Table

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Records:
    """All records of the workbooks, by type, in the order they stand."""

    by_type: Mapping[type[Record], tuple[Record, ...]]

    def of(self, record: type[R]) -> tuple[R, ...]:
        """The records of one type; empty when no sheet held any."""
        return cast("tuple[R, ...]", self.by_type.get(record, ()))


def parse_records(tables: Iterable[Table], rules: ReadingRules) -> tuple[Records, tuple[Finding, ...]]:
    """Every row with a client as a record, and a finding for each cell that could not be read as its column asks.

    The Clients tables are read first, as they say which ids and names there are.
    """
    tables = list(tables)
    by_type: dict[type[Record], list[Record]] = {spec.record: [] for spec in SHEETS}
    findings: list[Finding] = []
    own = [table for table in tables if table.spec.record is Client]
    width = padded_width(_id_texts(own or tables))
    new_ids = id_reader(width, None)
    for table in own:
        records, found = TableParser(table, rules, Owners(table, new_ids, None)).parse()
        by_type[Client].extend(records)
        findings.extend(found)
    identities = Identities(cast("list[Client]", by_type[Client]))
    known_ids = id_reader(width, identities)
    for table in tables:
        if table.spec.record is not Client:
            records, found = TableParser(table, rules, Owners(table, known_ids, identities)).parse()
            by_type[table.spec.record].extend(records)
            findings.extend(found)
    # Tables that share rows, such as the scores of one visit, say the same of a cell that they share.
    distinct = tuple(dict.fromkeys(findings))
    return Records({record: tuple(rows) for record, rows in by_type.items()}), distinct


def _id_texts(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        column = table.ref.columns.get("client_id")
        if column is not None:
            yield from map(shown, *columns_of(table.rows, [column]))

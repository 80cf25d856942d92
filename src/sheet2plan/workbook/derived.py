"""Columns that are tables of their own over the rows of another: scores by occasion, numbered goals, and what a list of
clients holds for sheets that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sheet2plan.model import TableRef
from sheet2plan.workbook.blocks import Block
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.headers import CLIENT_NAME, HeaderMatch, HeaderReader
from sheet2plan.workbook.rows import Row
from sheet2plan.workbook.table import SPECS, Table
from sheet2plan.workbook.wide import NumberedColumn, ScoreGroup, part_of

_TEXT_FIELD = {
    "Problems": "problem_text",
    "Goals": "goal_text",
    "Objectives": "objective_text",
    "Interventions": "intervention_text",
    "Diagnoses": "icd10_code",
}
# The columns that a list of clients may hold for a sheet that is not there; one of the first ones must be among them.
_LENT: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Diagnoses": (("icd10_code",), ("description", "diagnosed_on")),
    "Problems": (("problem_text",), ()),
    "Goals": (("goal_text",), ()),
    "Objectives": (("objective_text",), ("baseline", "target", "due_date")),
    "Interventions": (("intervention_text",), ()),
    "Reviews": (("review_date", "next_review_due"), ()),
    "Plans": (("effective_date",), ()),
}
_LINKED = {"Goals": "Problems", "Objectives": "Goals", "Interventions": "Objectives"}


@dataclass(frozen=True, slots=True)
class Base:
    """The block whose columns become tables: its rows, and the columns that say whose row it is."""

    block: Block
    workbook: str
    key: Mapping[str, int]
    rows: tuple[Row, ...]


def score_table(base: Base, group: ScoreGroup) -> Table:
    """The totals of one occasion of one instrument."""
    columns = {**base.key, "value": group.totals.column}
    by_name = columns.pop(CLIENT_NAME, None)
    constants: dict[str, Cell] = {"measure": group.totals.measure}
    if group.dates is not None:
        columns["score_date"] = group.dates
    elif group.totals.on is not None:
        constants["score_date"] = group.totals.on
    header = dict.fromkeys(constants, (base.block.header_row, group.totals.column))
    ref = TableRef(base.workbook, base.block.sheet.name, base.block.header_row, columns, header)
    title = base.block.titles[group.totals.column]
    rows = base.rows
    if group.totals.part is not None:
        rows = tuple(_with_part(row, group.totals.column, group.totals.part, title) for row in rows)
    match = HeaderMatch(group.totals.column, title, "value")
    return Table(
        SPECS["Scores"], ref, rows, (match,), base.block.sheet.hidden, {}, constants, by_name=by_name, derived=True
    )


def numbered_tables(base: Base, numbered: tuple[NumberedColumn, ...], reader: HeaderReader) -> Iterator[Table]:
    """A table for each number: the base.rows' first goals, their second ones, and so on."""
    problems = {column.number for column in numbered if column.sheet == "Problems"}
    for sheet, number, part in dict.fromkeys((column.sheet, column.number, column.part) for column in numbered):
        spec = SPECS[sheet]
        own = [column for column in numbered if (column.sheet, column.number, column.part) == (sheet, number, part)]
        columns = dict(base.key)
        matches = []
        for column in own:
            name = reader.known(spec, column.rest) if column.rest else _TEXT_FIELD[sheet]
            matches.append(HeaderMatch(column.column, base.block.titles[column.column], name))
            if name is not None:
                columns.setdefault(name, column.column)
        by_name = columns.pop(CLIENT_NAME, None)
        constants = _numbered_constants(own[0], problems)
        header = dict.fromkeys(constants, (base.block.header_row, own[0].column))
        ref = TableRef(base.workbook, base.block.sheet.name, base.block.header_row, columns, header)
        hidden = base.block.sheet.hidden
        yield Table(spec, ref, base.rows, tuple(matches), hidden, {}, constants, by_name=by_name, derived=True)


def _numbered_constants(column: NumberedColumn, problems: set[str]) -> dict[str, Cell]:
    """The ids that the numbers stand for: Obj 1a is O1a of goal G1; Goal 1 answers P1 where there is a Problem 1."""
    if column.sheet == "Diagnoses":
        return {"rank": float(column.number)}
    constants: dict[str, Cell] = {SPECS[column.sheet].record.KEY or "": column.key}
    if column.sheet == "Goals" and column.number in problems:
        constants["problem_id"] = f"P{column.number}"
    if column.sheet == "Objectives":
        constants["goal_id"] = f"G{column.number}"
    if column.sheet == "Interventions":
        constants["objective_id"] = f"O{column.number}{column.part}"
    return constants


def _with_part(row: Row, column: int, part: tuple[int, int], title: str) -> Row:
    """The row with one of several totals in place of the cell that holds them."""
    place, cells = column - row.left, list(row.cells)
    if 0 <= place < len(cells):
        cells[place] = part_of(cells[place], part, title)
    return row._replace(cells=cells)


def lent_tables(table: Table, absent: Collection[str], reader: HeaderReader) -> Iterator[Table]:
    """What the unused columns of a list of clients say for sheets that are not there: a Dx, a Goal, a TP Due.

    The one goal of a row is its G1, the one objective its O1, and so on, each linked to the other.
    """
    unused = [match for match in table.matches if match.field is None and match.how is None and not match.doubt]
    free = {match.column: match.text for match in unused}
    lent: set[str] = set()
    for sheet in (name for name in _LENT if name in absent):
        needed, more = _LENT[sheet]
        found = reader.match_all(SPECS[sheet], table.ref.sheet, free, lambda column: _cells(table, column))
        own = {match.field: match for match in found if match.field in (*needed, *more)}
        if not own.keys() & set(needed):
            continue
        lent.add(sheet)
        key = {name: column for name, column in table.ref.columns.items() if name == "client_id"}
        columns = key | {str(name): match.column for name, match in own.items()}
        first = own[next(name for name in own)].column
        constants = _first_of(sheet, lent)
        ref = TableRef(
            table.ref.workbook,
            table.ref.sheet,
            table.ref.header_row,
            columns,
            dict.fromkeys(constants, (table.ref.header_row, first)),
        )
        matches = tuple(own.values())
        free = {column: text for column, text in free.items() if column not in columns.values()}
        yield Table(
            SPECS[sheet], ref, table.rows, matches, table.hidden, {}, constants, by_name=table.by_name, derived=True
        )


def _first_of(sheet: str, lent: Collection[str]) -> dict[str, Cell]:
    """The ids of the only goal, objective and so on of a row."""
    if sheet == "Diagnoses":
        return {"rank": 1.0}
    record, parent = SPECS[sheet].record, _LINKED.get(sheet)
    constants: dict[str, Cell] = {record.KEY: f"{sheet[0]}1"} if record.KEY and sheet != "Plans" else {}
    link = next((field for field, other in record.LINKS.items() if other == parent), None)
    return constants | ({link: f"{parent[0]}1"} if link and parent in lent else {}) if parent else constants


def _cells(table: Table, column: int) -> list[Cell]:
    return [row.cell(column) for row in table.rows[:200]]

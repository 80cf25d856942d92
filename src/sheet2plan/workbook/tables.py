"""Blocks to tables: what each block holds and what its columns became. Columns that hold data in their headers become
tables of their own over the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sheet2plan.catalog import Catalog, normalize_header
from sheet2plan.model import TableRef
from sheet2plan.report import ReadTable
from sheet2plan.sheets import SHEETS, SheetSpec
from sheet2plan.workbook.blocks import Block, Row, SkippedRow, find_blocks, find_blocks_of_one
from sheet2plan.workbook.cards import CardField, owner_of, read_cards
from sheet2plan.workbook.cells import Cell, shown
from sheet2plan.workbook.dates import header_date
from sheet2plan.workbook.headers import CLIENT_NAME, HeaderMatch, HeaderReader, How, best_spec
from sheet2plan.workbook.reader import Sheet, WorkbookFile
from sheet2plan.workbook.wide import NumberedColumn, ScoreGroup, numbered_columns, part_of, score_groups

_ITEM_NUMBER = re.compile(r"(?:item|q|number|si item|phq9 q|phq 9 number)\s*(\d{1,2})")
_SPECS = {spec.name: spec for spec in SHEETS}
_TEXT_FIELD = {
    "Problems": "problem_text",
    "Goals": "goal_text",
    "Objectives": "objective_text",
    "Interventions": "intervention_text",
    "Diagnoses": "icd10_code",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one sheet type. `constants` are values that stand in headers, not in the rows.

    `items` maps item numbers of an instrument to columns (Scores only). `by_name` is the column of client names, used
    where there is no id. `derived` tables come from single columns of another one, and skip rows that are blank there.
    """

    spec: SheetSpec
    ref: TableRef
    rows: tuple[Row, ...]
    matches: tuple[HeaderMatch, ...]
    hidden: bool = False
    items: Mapping[int, int] = field(default_factory=dict)
    constants: Mapping[str, Cell] = field(default_factory=dict)
    by_name: int | None = None
    derived: bool = False
    skipped: tuple[SkippedRow, ...] = ()
    hidden_rows: int = 0
    told_by_heading: str = ""

    def described(self) -> ReadTable:
        """How this table was read, for the summary."""
        used = tuple((match.text, match.field) for match in self.matches if match.field)
        items = set(self.items.values())
        unused = tuple(match.text for match in self.matches if not match.field and match.column not in items)
        ref = self.ref
        return ReadTable(ref.workbook, ref.sheet, self.spec.name, ref.header_row, len(self.rows), used, unused)


@dataclass(frozen=True, slots=True)
class UnusedBlock:
    """A table on a sheet that no sheet type claims: its header row and texts."""

    workbook: str
    sheet: str
    header_row: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All tables of a workbook, and the blocks that are none."""

    tables: tuple[Table, ...]
    unused: tuple[UnusedBlock, ...]


@dataclass(frozen=True, slots=True)
class TableFinder:
    """Finds the tables of workbooks.

    `told_sheets` maps sheet names to sheet types, `told_columns` sheet names to header-to-field, as the clinic told;
    "" leaves one out.
    """

    catalog: Catalog
    told_sheets: Mapping[str, str]
    told_columns: Mapping[str, Mapping[str, str]]
    as_of: date

    @property
    def reader(self) -> HeaderReader:
        """Matches the headers of all sheets."""
        return HeaderReader(self.catalog.headers, self.told_columns, self._holds_data)

    def _holds_data(self, text: str) -> bool:
        return bool(self._groups({0: text}) or numbered_columns({0: text}))

    def find(self, book: WorkbookFile) -> Found:
        """Every table of a workbook, in workbook order."""
        tables: list[Table] = []
        unused: list[UnusedBlock] = []
        silent: list[Sheet] = []
        for sheet in book.sheets:
            if self.told_sheets.get(sheet.name) == "":
                continue
            cards = read_cards(sheet, self.reader, SHEETS)
            tables.extend(table for card in cards for table in _card_tables(card, sheet, book.name))
            blocks = () if cards else find_blocks(sheet, self.reader)
            for place, block in enumerate(blocks):
                found = list(self._tables(block, book.name, first=place == 0))
                tables.extend(found)
                if not found:
                    texts = tuple(block.titles.values())
                    unused.append(UnusedBlock(book.name, sheet.name, block.header_row, texts))
            if len(cards) == 1:
                tables.extend(self._owned_tables(sheet, book.name, cards[0]))
            elif not blocks:
                silent.append(sheet)
        ids = set(_client_ids(tables))
        tables.extend(table for sheet in silent for table in self._one_clients(sheet, book.name, ids))
        return Found(tuple(tables), tuple(unused))

    def _one_clients(self, sheet: Sheet, workbook: str, ids: set[str]) -> Iterator[Table]:
        """The tables of a sheet that names its one client above them, or by the sheet's own name."""
        owner = owner_of(sheet, self.reader, _SPECS["Clients"])
        if owner is None and sheet.name.strip() in ids:
            owner = CardField(_SPECS["Clients"], "client_id", "", sheet.name.strip(), sheet.top, sheet.left)
        if owner is not None:
            yield from self._owned_tables(sheet, workbook, (owner,))

    def _owned_tables(self, sheet: Sheet, workbook: str, card: tuple[CardField, ...]) -> Iterator[Table]:
        """Tables without a client column, whose rows belong to the client that the sheet is about."""
        (key,) = (field for field in card if field.spec.name == "Clients" and field.field == "client_id")
        for block in find_blocks_of_one(sheet, self.reader, {field.row for field in card if field.label}):
            for table in self._tables(block, workbook, first=False):
                yield _with_owner(table, key)

    def _tables(self, block: Block, workbook: str, first: bool) -> Iterator[Table]:
        spec = self._spec(block, first)
        matches: tuple[HeaderMatch, ...] = ()
        rows, skipped = block.split()
        hidden_rows = sum(row.number in block.sheet.hidden_rows for row in rows)
        if spec is not None:
            matches = self.reader.match_all(spec, block.sheet.name, block.titles, block.cells_of)
        claimed = {match.column for match in matches if match.field}
        free = {column: title for column, title in block.titles.items() if column not in claimed}
        fields = {match.field for match in matches}
        long = {"measure", "value"} <= fields
        groups = () if long else self._groups(free, self._days(block), by_visit=spec is None or spec.name != "Clients")
        numbered = numbered_columns(free) if spec is None or spec.name == "Clients" else ()
        taken = {group.totals.column for group in groups} | {group.dates for group in groups}
        taken |= {column.column for column in numbered}
        if spec is not None and any(match.field not in (None, "client_id", CLIENT_NAME) for match in matches):
            rest = tuple(match for match in matches if match.field or match.column not in taken)
            # Where each measure has its column, those make the scores, and the rows themselves are none.
            own = () if spec.name == "Scores" and groups and "value" not in fields else rows
            table = self._with_heading(self._table(spec, block, workbook, rest, own), block)
            yield replace(table, skipped=skipped, hidden_rows=hidden_rows)
        key = _key_columns(block, self.reader)
        yield from (self._score_table(block, workbook, group, key, rows) for group in groups)
        yield from self._numbered_tables(block, workbook, numbered, key, rows)

    def _spec(self, block: Block, first: bool) -> SheetSpec | None:
        sheet = block.sheet.name
        if sheet in self.told_sheets:
            return _SPECS.get(self.told_sheets[sheet])
        named = self.reader.headers.sheet_names.get(normalize_header(sheet))
        texts = list(block.titles.values())
        best = best_spec(self.reader, texts)
        if named and first:
            spec = _SPECS[named]
            known = sum(self.reader.known(spec, text) not in (None, "client_id", CLIENT_NAME) for text in texts)
            if known or best is None:
                return spec
        return best

    def _table(
        self, spec: SheetSpec, block: Block, workbook: str, matches: tuple[HeaderMatch, ...], rows: tuple[Row, ...]
    ) -> Table:
        columns = {match.field: match.column for match in matches if match.field}
        by_name = columns.pop(CLIENT_NAME, None)
        if spec.name == "Clients":
            by_name = columns.get("full_name")
        items = _item_columns(block.titles, columns) if spec.name == "Scores" else {}
        ref = TableRef(workbook, block.sheet.name, block.header_row, columns)
        return Table(spec, ref, rows, matches, block.sheet.hidden, items, by_name=by_name)

    def _with_heading(self, table: Table, block: Block) -> Table:
        """A list of clients without a status column under a heading such as WAIT LIST has the status it names."""
        heading = block.heading
        if table.spec.name != "Clients" or "status" in table.ref.columns or heading is None:
            return table
        row, column, words = heading
        folded_words = f" {normalize_header(words)} "
        spellings = self.catalog.values.choices["Clients", "status"]
        named = {status for spelling, status in spellings.items() if f" {normalize_header(spelling)} " in folded_words}
        if len(named) != 1:
            return table
        ref = replace(table.ref, places={"status": (row, column)})
        return replace(table, ref=ref, constants={"status": named.pop()}, told_by_heading=words)

    def _days(self, block: Block) -> tuple[int, ...]:
        """The columns of dates that may be the days of scores: Date, Date given, Session date."""
        return tuple(
            column
            for column, title in block.titles.items()
            if self.reader.known(_SPECS["Scores"], title) == "score_date"
            or self.reader.known(_SPECS["ProgressNotes"], title) == "note_date"
        )

    def _groups(
        self, titles: Mapping[int, str], days: tuple[int, ...] = (), by_visit: bool = False
    ) -> tuple[ScoreGroup, ...]:
        def short(text: str) -> str | None:
            instrument = self.catalog.instrument(text)
            return instrument.short if instrument else None

        return score_groups(titles, short, lambda text: header_date(text, self.as_of), days, by_visit)

    def _score_table(
        self, block: Block, workbook: str, group: ScoreGroup, key: Mapping[str, int], rows: tuple[Row, ...]
    ) -> Table:
        columns = {**key, "value": group.totals.column}
        by_name = columns.pop(CLIENT_NAME, None)
        constants: dict[str, Cell] = {"measure": group.totals.measure}
        if group.dates is not None:
            columns["score_date"] = group.dates
        elif group.totals.on is not None:
            constants["score_date"] = group.totals.on
        header = dict.fromkeys(constants, (block.header_row, group.totals.column))
        ref = TableRef(workbook, block.sheet.name, block.header_row, columns, header)
        title = block.titles[group.totals.column]
        if group.totals.part is not None:
            rows = tuple(_with_part(row, group.totals.column, group.totals.part, title) for row in rows)
        match = HeaderMatch(group.totals.column, title, "value")
        return Table(
            _SPECS["Scores"], ref, rows, (match,), block.sheet.hidden, {}, constants, by_name=by_name, derived=True
        )

    def _numbered_tables(
        self,
        block: Block,
        workbook: str,
        numbered: tuple[NumberedColumn, ...],
        key: Mapping[str, int],
        rows: tuple[Row, ...],
    ) -> Iterator[Table]:
        problems = {column.number for column in numbered if column.sheet == "Problems"}
        for sheet, number, part in dict.fromkeys((column.sheet, column.number, column.part) for column in numbered):
            spec = _SPECS[sheet]
            own = [column for column in numbered if (column.sheet, column.number, column.part) == (sheet, number, part)]
            columns = dict(key)
            matches = []
            for column in own:
                name = self.reader.known(spec, column.rest) if column.rest else _TEXT_FIELD[sheet]
                matches.append(HeaderMatch(column.column, block.titles[column.column], name))
                if name is not None:
                    columns.setdefault(name, column.column)
            by_name = columns.pop(CLIENT_NAME, None)
            constants = _numbered_constants(own[0], problems)
            header = dict.fromkeys(constants, (block.header_row, own[0].column))
            ref = TableRef(workbook, block.sheet.name, block.header_row, columns, header)
            hidden = block.sheet.hidden
            yield Table(spec, ref, rows, tuple(matches), hidden, {}, constants, by_name=by_name, derived=True)


def _numbered_constants(column: NumberedColumn, problems: set[str]) -> dict[str, Cell]:
    """The ids that the numbers stand for: Obj 1a is O1a of goal G1; Goal 1 answers P1 where there is a Problem 1."""
    if column.sheet == "Diagnoses":
        return {"rank": float(column.number)}
    constants: dict[str, Cell] = {_SPECS[column.sheet].record.KEY or "": column.key}
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


def _card_tables(fields: tuple[CardField, ...], sheet: Sheet, workbook: str) -> Iterator[Table]:
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


def _with_owner(table: Table, key: CardField) -> Table:
    """The table with the id of the client it is about in a column of its own behind the others."""
    left = table.rows[0].left if table.rows else 0
    width = max((len(row.cells) for row in table.rows), default=0)
    rows = tuple(
        row._replace(cells=[*row.cells, *[None] * (width - len(row.cells)), key.value]) for row in table.rows
    )
    columns = {**table.ref.columns, "client_id": left + width}
    places = {**table.ref.places, "client_id": (key.row + 1, key.column)}
    return replace(table, rows=rows, ref=replace(table.ref, columns=columns, places=places))


def _client_ids(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        column = table.ref.columns.get("client_id")
        if table.spec.name == "Clients" and column is not None:
            yield from (shown(row.cell(column)) for row in table.rows)


def _key_columns(block: Block, reader: HeaderReader) -> dict[str, int]:
    """The columns that say whose row it is."""
    key: dict[str, int] = {}
    for column, title in block.titles.items():
        if reader.is_id(title):
            key.setdefault("client_id", column)
        elif reader.names_client(title):
            key.setdefault(CLIENT_NAME, column)
    return key


def _item_columns(titles: Mapping[int, str], columns: Mapping[str, int]) -> dict[int, int]:
    """Item number to column, for headers such as Item 9 or Q9."""
    used = {column for name, column in columns.items() if name != "items"}
    matches = {column: _ITEM_NUMBER.fullmatch(normalize_header(title)) for column, title in titles.items()}
    found = {int(match[1]): column for column, match in matches.items() if match and column not in used}
    return dict(sorted(found.items()))


def is_blank_sheet(sheet: Sheet) -> bool:
    """True for a sheet without any cell."""
    return not any(cell is not None for row in sheet.rows for cell in row)

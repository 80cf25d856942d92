"""Blocks to tables: what each block holds and what its columns became. Columns that hold data in their headers become
tables of their own over the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sheet2plan.catalog import Catalog, normalize_header
from sheet2plan.model import TableRef
from sheet2plan.sheets import SHEETS, SheetSpec
from sheet2plan.workbook.blocks import Block, find_blocks, find_blocks_of_one
from sheet2plan.workbook.cards import CardField, owner_of, read_cards
from sheet2plan.workbook.cells import shown
from sheet2plan.workbook.dates import header_date
from sheet2plan.workbook.derived import Base, lent_tables, numbered_tables, score_table
from sheet2plan.workbook.headers import CLIENT_NAME, HeaderMatch, HeaderReader, best_spec, normalized
from sheet2plan.workbook.owned import card_tables, with_owner
from sheet2plan.workbook.reader import Sheet, WorkbookFile
from sheet2plan.workbook.rows import Row
from sheet2plan.workbook.table import SPECS, Found, Table, UnusedBlock
from sheet2plan.workbook.wide import ScoreGroup, numbered_columns, score_groups

_ITEM_NUMBER = re.compile(r"(?:item|q|number|si item|phq9 q|phq 9 number)\s*(\d{1,2})")


class TableFinder:
    """Finds the tables of workbooks.

    `told_sheets` maps sheet names to sheet types, `told_columns` sheet names to header-to-field, as the clinic told;
    "" leaves one out.
    """

    def __init__(
        self,
        catalog: Catalog,
        told_sheets: Mapping[str, str],
        told_columns: Mapping[str, Mapping[str, str]],
        as_of: date,
    ) -> None:
        self.catalog = catalog
        self.told_sheets = told_sheets
        self.as_of = as_of
        self.reader = HeaderReader(catalog.headers, normalized(told_columns), self._holds_data)

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
            tables.extend(table for card in cards for table in card_tables(card, sheet, book.name))
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
        return Found(tuple(self._with_lent(tables)), tuple(unused))

    def _with_lent(self, tables: list[Table]) -> Iterator[Table]:
        """The tables, and behind each list of clients what it holds for sheets that are not there."""
        absent = SPECS.keys() - {table.spec.name for table in tables}
        for table in tables:
            lent = list(lent_tables(table, absent, self.reader)) if table.spec.name == "Clients" else []
            taken = {match.column for other in lent for match in other.matches}
            yield replace(table, matches=tuple(one for one in table.matches if one.column not in taken))
            yield from lent

    def _one_clients(self, sheet: Sheet, workbook: str, ids: set[str]) -> Iterator[Table]:
        """The tables of a sheet that names its one client above them, or by the sheet's own name."""
        owner = owner_of(sheet, self.reader, SPECS["Clients"])
        if owner is None and sheet.name.strip() in ids:
            owner = CardField(SPECS["Clients"], "client_id", "", sheet.name.strip(), sheet.top, sheet.left)
        if owner is not None:
            yield from self._owned_tables(sheet, workbook, (owner,))

    def _owned_tables(self, sheet: Sheet, workbook: str, card: tuple[CardField, ...]) -> Iterator[Table]:
        """Tables without a client column, whose rows belong to the client that the sheet is about."""
        (key,) = (field for field in card if field.spec.name == "Clients" and field.field == "client_id")
        for block in find_blocks_of_one(sheet, self.reader, {field.row for field in card if field.label}):
            for table in self._tables(block, workbook, first=False):
                yield with_owner(table, key)

    def _tables(self, block: Block, workbook: str, first: bool) -> Iterator[Table]:
        """The block's own table, and those that single columns of it make."""
        spec = self._spec(block, first)
        matches: tuple[HeaderMatch, ...] = ()
        if spec is not None:
            matches = self.reader.match_all(spec, block.sheet.name, block.titles, block.cells_of)
        fields = {match.field for match in matches}
        claimed = {match.column for match in matches if match.field}
        free = {column: title for column, title in block.titles.items() if column not in claimed}
        listed = spec is None or spec.name == "Clients"
        long = {"measure", "value"} <= fields
        groups = () if long else self._groups(free, self._days(block), by_visit=spec is None or spec.name != "Clients")
        numbered = numbered_columns(free) if listed else ()
        rows, skipped = block.split()
        base = Base(block, workbook, _key_columns(block, self.reader), rows)
        tables = [*(score_table(base, group) for group in groups), *numbered_tables(base, numbered, self.reader)]
        taken = {column for group in groups for column in (group.totals.column, group.dates)}
        taken |= {column.column for column in numbered}
        if spec is not None and fields - {None, "client_id", CLIENT_NAME}:
            rest = tuple(match for match in matches if match.field or match.column not in taken)
            # Where each measure has its column, those make the scores, and the rows themselves are none.
            own = () if spec.name == "Scores" and groups and "value" not in fields else rows
            tables.insert(0, self._with_heading(self._table(spec, block, workbook, rest, own), block))
        elif tables:
            beside = block.titles.keys() - taken - set(base.key.values())
            unused = tuple(HeaderMatch(column, block.titles[column], None) for column in sorted(beside))
            tables[0] = replace(tables[0], matches=tables[0].matches + unused)
        hidden_rows = sum(row.number in block.sheet.hidden_rows for row in rows)
        # The first table tells what is to be said of the rows that they all share.
        yield from (replace(table, skipped=skipped, hidden_rows=hidden_rows) for table in tables[:1])
        yield from tables[1:]

    def _spec(self, block: Block, first: bool) -> SheetSpec | None:
        sheet = block.sheet.name
        if sheet in self.told_sheets:
            return SPECS.get(self.told_sheets[sheet])
        named = self.reader.headers.sheet_names.get(normalize_header(sheet))
        texts = list(block.titles.values())
        best = best_spec(self.reader, texts)
        if named and first:
            spec = SPECS[named]
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
            if self.reader.known(SPECS["Scores"], title) == "score_date"
            or self.reader.known(SPECS["ProgressNotes"], title) == "note_date"
        )

    def _groups(
        self, titles: Mapping[int, str], days: tuple[int, ...] = (), by_visit: bool = False
    ) -> tuple[ScoreGroup, ...]:
        def short(text: str) -> str | None:
            instrument = self.catalog.instrument(text)
            return instrument.short if instrument else None

        return score_groups(titles, short, lambda text: header_date(text, self.as_of), days, by_visit)


def _client_ids(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        column = table.ref.columns.get("client_id")
        if table.spec.name == "Clients" and column is not None:
            yield from (shown(row.cell(column)) for row in table.rows)


def _key_columns(block: Block, reader: HeaderReader) -> dict[str, int]:
    """The columns that say whose row it is."""
    key: dict[str, int] = {}
    for column, title in block.titles.items():
        if (field := reader.client_field(title, block.cells_of(column))) is not None:
            key.setdefault(field, column)
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

"""Sheets to blocks: where header rows stand, which columns they span, and which rows below them are data."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from sheet2plan.workbook.cells import Cell, clean, is_blank, shown
from sheet2plan.workbook.headers import HeaderReader
from sheet2plan.workbook.merged import header_title, is_two_row_header, merged_down
from sheet2plan.workbook.reader import Sheet

# A table that begins further down than this is found only where an earlier header names clients in the same column.
_SEARCHED_ROWS = 300
_LONGEST_HEADER = 60
_KNOWN_SHARE = 0.4
_MOSTLY_KNOWN = 0.6
_DIGIT = re.compile(r"\d")
_TOTAL = re.compile(
    r"(?:grand |sub)?-?totals?\b.*|(?:average|mean|median|count|sum|avg|n)\b\s*[:=]?\s*[\d.]*", re.IGNORECASE
)


class Skip(StrEnum):
    """Why a row below a header is no data."""

    BANNER = "a heading inside the table"
    TOTAL = "a total"
    NOTE = "a note"
    REPEATED = "the header again"


class Row(NamedTuple):
    """A data row: its 1-based row number and its cells; `left` is the 0-based sheet column of the first."""

    number: int
    cells: list[Cell]
    left: int

    def cell(self, column: int) -> Cell:
        """The cell in a 0-based column of the sheet; None beyond the row's end."""
        index = column - self.left
        return self.cells[index] if 0 <= index < len(self.cells) else None


def columns_of(rows: Sequence[Row], columns: Sequence[int]) -> list[Sequence[Cell]]:
    """The cells of a table's rows in some 0-based columns of the sheet, column by column; None beyond a row's end."""
    # Only a sheet whose cells stand far apart has rows of unequal length.
    with suppress(IndexError):
        places = [column - row.left for row in rows[:1] for column in columns]
        if len(places) == 1:
            return [[row.cells[places[0]] for row in rows]]
        if places:
            return list(zip(*map(itemgetter(*places), [row.cells for row in rows]), strict=True))
    return [[row.cell(column) for row in rows] for column in columns]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that has text and is no data; `column` is the 0-based place of its first text."""

    number: int
    column: int
    text: str
    why: Skip


@dataclass(frozen=True, slots=True)
class Block:
    """A header row and what stands below it. `titles` maps 0-based columns to header texts, groups above joined in.

    `key` is the column that names the client. `last` is the 0-based index behind the last row.
    """

    sheet: Sheet
    header: int
    titles: dict[int, str]
    key: int
    last: int

    @property
    def header_row(self) -> int:
        """The header's 1-based row number."""
        return self.sheet.top + self.header + 1

    def split(self) -> tuple[tuple[Row, ...], tuple[SkippedRow, ...]]:
        """The data rows, and the rows with text that are no data."""
        rows: list[Row] = []
        skipped: list[SkippedRow] = []
        low, high = min(self.titles) - self.sheet.left, max(self.titles) - self.sheet.left + 1
        whole = len(self.titles) and low <= 0 and all(len(row) <= high for row in self.sheet.rows[:50])
        key = self.key - self.sheet.left
        filled_down = merged_down(self.sheet, self.key)
        first = self.header + (2 if is_two_row_header(self.sheet, self.header) else 1)
        for index in range(first, self.last):
            cells = self.sheet.rows[index] if whole else self.sheet.rows[index][:high]
            named = cells[key] if key < len(cells) else None
            if named is None and index in filled_down:
                named = filled_down[index]
                cells = [*cells[:key], named, *cells[key + 1 :]]
            number = self.sheet.top + index + 1
            if named is not None and _is_plainly_an_id(named):
                rows.append(Row(number, cells, self.sheet.left))
            elif (why := self._why_no_data(cells, named)) is not None:
                place = next(place for place, cell in enumerate(cells) if not is_blank(cell))
                skipped.append(SkippedRow(number, self.sheet.left + place, shown(cells[place]), why))
            elif not all(is_blank(cell) for cell in cells):
                rows.append(Row(number, cells, self.sheet.left))
        return tuple(rows), tuple(skipped)

    def _why_no_data(self, cells: list[Cell], named: Cell) -> Skip | None:
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled:
            return None
        first = shown(filled[0])
        if isinstance(filled[0], str) and _TOTAL.fullmatch(first):
            return Skip.TOTAL
        if isinstance(named, str) and clean(named) == self.titles.get(self.key):
            return Skip.REPEATED
        if len(filled) > 1 or len(self.titles) < 3 or not isinstance(filled[0], str):
            return None
        if len(first.split()) > 6 or first.startswith(("*", "Note", "note", "NOTE")):
            return Skip.NOTE
        return Skip.BANNER if not any(letter.isdigit() for letter in first) or len(first.split()) > 1 else None

    @property
    def heading(self) -> tuple[int, int, str] | None:
        """The lone text close above the header: its 1-based row, 0-based column and words; None when there is none."""
        for index in range(self.header - 1, max(-1, self.header - 4), -1):
            filled = [(place, cell) for place, cell in enumerate(self.sheet.rows[index]) if not is_blank(cell)]
            if filled:
                place, cell = filled[0]
                lone = len(filled) == 1 and isinstance(cell, str)
                return (self.sheet.top + index + 1, self.sheet.left + place, shown(cell)) if lone else None
        return None

    def cells_of(self, column: int) -> Iterator[Cell]:
        """The cells below a header, data or not, for tests on content."""
        offset = column - self.sheet.left
        for index in range(self.header + 1, min(self.last, self.header + 200)):
            row = self.sheet.rows[index]
            yield row[offset] if offset < len(row) else None


def find_blocks(sheet: Sheet, reader: HeaderReader) -> tuple[Block, ...]:
    """Every header row that names clients and at least one thing more, each with the rows down to the next."""
    headers = [segment for index in _candidates(sheet, reader) for segment in _segments(sheet, index, reader)]
    blocks = []
    for place, (index, titles, key) in enumerate(headers):
        below = (other for other, columns, _ in headers[place + 1 :] if other > index and set(columns) & set(titles))
        blocks.append(Block(sheet, index, titles, key, next(below, len(sheet.rows))))
    return tuple(block for block in blocks if len(block.titles) >= 2)


def find_blocks_of_one(sheet: Sheet, reader: HeaderReader, taken: Container[int]) -> tuple[Block, ...]:
    """Header rows without a client, on a sheet that is about one: known headers, each with the rows down to a blank one.

    `taken` are 0-based rows of the sheet that hold something else.
    """
    headers = []
    for index, row in enumerate(sheet.rows):
        if sheet.top + index in taken or not _looks_like_header(row):
            continue
        titles = {
            sheet.left + place: title for place in range(len(row)) if (title := header_title(sheet, index, place, reader))
        }
        if len(titles) > 1 and reader.share_known(titles.values()) >= _MOSTLY_KNOWN:
            headers.append((index, titles))
    ends = [*(index for index, _ in headers), len(sheet.rows)][1:]
    return tuple(
        Block(sheet, index, titles, min(titles), _first_blank(sheet, index + 1, end))
        for (index, titles), end in zip(headers, ends, strict=True)
    )


def _first_blank(sheet: Sheet, start: int, end: int) -> int:
    return next((index for index in range(start, end) if all(is_blank(cell) for cell in sheet.rows[index])), end)


def _candidates(sheet: Sheet, reader: HeaderReader) -> Iterator[int]:
    """Row indices that may be headers. Far down only the columns that named clients before are looked at."""
    names: dict[str, bool] = {}
    keys: set[int] = set()
    for index, row in enumerate(sheet.rows):
        places = range(len(row)) if index < _SEARCHED_ROWS else keys
        found = [place for place in places if place < len(row) and _names_client(row[place], reader, names)]
        if found and _looks_like_header(row):
            keys.update(found)
            yield index


def _names_client(cell: Cell, reader: HeaderReader, names: dict[str, bool]) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST_HEADER or _DIGIT.search(cell):
        return False
    if cell not in names:
        names[cell] = reader.names_client(cell)
    return names[cell]


def _looks_like_header(row: list[Cell]) -> bool:
    """Nearly everything in it is short text."""
    filled = [cell for cell in row if not is_blank(cell)]
    texts = [cell for cell in filled if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER]
    return len(texts) >= 2 and len(texts) >= 0.8 * len(filled)


def _segments(sheet: Sheet, index: int, reader: HeaderReader) -> Iterator[tuple[int, dict[int, str], int]]:
    """The header's columns; cut in two before a second client header that stands behind an empty column."""
    row = sheet.rows[index]
    starts = [0]
    seen = False
    for place, cell in enumerate(row):
        names = isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and reader.names_client(cell)
        if names and seen and is_blank(row[place - 1]):
            starts.append(place)
        seen = seen or names
    for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
        titles = {
            sheet.left + place: title
            for place in range(start, end)
            if (title := header_title(sheet, index, place, reader))
        }
        keys = [column for column, text in titles.items() if reader.names_client(text)]
        if keys and reader.share_known(titles.values()) >= _KNOWN_SHARE:
            yield index, titles, _best_key(keys, titles, reader)


def _best_key(keys: list[int], titles: dict[int, str], reader: HeaderReader) -> int:
    """The column of the id where there is one, else that of the name."""
    return next((column for column in keys if reader.is_id(titles[column])), keys[0])


def _is_plainly_an_id(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= 20 and _DIGIT.search(cell) is not None and cell.count(" ") < 2
    return cell is not None

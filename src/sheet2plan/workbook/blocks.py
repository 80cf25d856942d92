"""Sheets to blocks: where header rows stand, which columns they span, and which rows below them are data."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from sheet2plan.workbook.cells import Cell, clean, is_blank, shown
from sheet2plan.workbook.headers import HeaderReader
from sheet2plan.workbook.merged import header_title, is_two_row_header, merged_down
from sheet2plan.workbook.reader import Sheet
from sheet2plan.workbook.rows import Row, Skip, SkippedRow

# A table that begins further down than this is found only where an earlier header names clients in the same column.
_SEARCHED_ROWS = 300
_LONGEST_HEADER = 60
_KNOWN_SHARE = 0.4
_MOSTLY_KNOWN = 0.6
_DIGIT = re.compile(r"\d")
_TOTAL = re.compile(
    r"(?:grand |sub)?-?totals?\b.*|(?:average|mean|median|count|sum|avg|n)\b\s*[:=]?\s*[\d.]*", re.IGNORECASE
)


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
        after = (headers[other] for other in range(place + 1, len(headers)))
        below = (other for other, columns, _ in after if other > index and columns.keys() & titles.keys())
        blocks.append(Block(sheet, index, titles, key, next(below, len(sheet.rows))))
    return tuple(block for block in blocks if len(block.titles) >= 2)


def find_blocks_of_one(sheet: Sheet, reader: HeaderReader, taken: Container[int]) -> tuple[Block, ...]:
    """Header rows without a client, on a sheet that is about one, each with the rows down to a blank one.

    `taken` are 0-based rows of the sheet that hold something else.
    """
    headers = []
    for index, row in enumerate(sheet.rows):
        if sheet.top + index in taken or not _looks_like_header(row):
            continue
        titles = {
            sheet.left + place: title
            for place in range(len(row))
            if (title := header_title(sheet, index, place, reader))
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
    """Row indices that may be headers. Far down only the columns that named clients before are looked at, and just
    Client is a header only there or before any other: below one it is a word among the data."""
    names: dict[str, bool] = {}
    keys: set[int] = set()
    for index, row in enumerate(sheet.rows):
        places = range(len(row)) if index < _SEARCHED_ROWS else keys
        found = [place for place in places if place < len(row) and _names_client(row[place], reader, names)]
        if keys and found:
            found = [place for place in found if place in keys or not reader.is_plain_client(str(row[place]))]
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
    seen: list[int] = []
    for place, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER and reader.names_client(cell):
            if seen and is_blank(row[place - 1]) and not _is_spaced(sheet, index, seen, place, reader):
                starts.append(place)
                seen = []
            seen.append(place)
    for start, end in zip(starts, [*starts[1:], len(row)], strict=True):
        titles = _titles(sheet, index, range(start, end), reader)
        keys = [column for column, text in titles.items() if reader.names_client(text)]
        # Client alone may be a word among the data: the rest must be headers beyond doubt.
        least = _MOSTLY_KNOWN if all(reader.is_plain_client(titles[key]) for key in keys) else _KNOWN_SHARE
        if keys and reader.share_known(titles.values()) >= least:
            yield index, titles, _best_key(keys, titles, reader)


def _titles(sheet: Sheet, index: int, places: range, reader: HeaderReader) -> dict[int, str]:
    titles = {sheet.left + place: header_title(sheet, index, place, reader) for place in places}
    return {column: title for column, title in titles.items() if title}


def _is_spaced(sheet: Sheet, index: int, seen: list[int], place: int, reader: HeaderReader) -> bool:
    """Whether an id and a name with an empty column before it are of one table that has such columns all over: the
    name is a second kind of client header, and every row has both or neither."""
    row = sheet.rows[index]
    gaps = sum(is_blank(cell) and not is_blank(row[at - 1]) for at, cell in enumerate(row[:place]) if at)
    kinds = [reader.is_id(shown(row[at])) for at in (*seen, place)]
    below = [cells for cells in sheet.rows[index + 1 : index + 200] if len(cells) > place]
    together = all(is_blank(cells[seen[0]]) == is_blank(cells[place]) for cells in below)
    return gaps > 1 and len(kinds) == len(set(kinds)) and together


def _best_key(keys: list[int], titles: dict[int, str], reader: HeaderReader) -> int:
    """The column of the id where there is one, else that of the name."""
    return next((column for column in keys if reader.is_id(titles[column])), keys[0])


def _is_plainly_an_id(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= 20 and _DIGIT.search(cell) is not None and cell.count(" ") < 2
    return cell is not None

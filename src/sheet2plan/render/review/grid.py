"""One sheet's cells, found in its XML by pattern."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sheet2plan.model import column_letters
from sheet2plan.render.review.addresses import LAST_COLUMN, REFERENCE, Place, column_index, corners_of
from sheet2plan.render.review.markup import (
    Element,
    attribute,
    children,
    masked,
    root,
    whole,
)

_ROWS_UNDER_A_COMMENT, _BYTES_UNDER_A_COMMENT = 24, 200_000
_PIXELS = 4 / 3


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Where a row stands in the XML; `found` False means that it belongs at `start`."""

    start: int
    inner: int
    inner_end: int
    end: int
    found: bool


@dataclass(frozen=True, slots=True)
class CellSpan:
    """Where the start tag of a cell stands in the XML."""

    column: int
    start: int
    end: int


class Grid:
    """A sheet's XML with the places that matter found. Raises ValueError when it is not a worksheet with cells."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.mask = masked(xml)
        sheet = root(self.mask)
        self.prefix, self.tag = sheet.prefix, self.mask[sheet.start : sheet.inner]
        self.data = _sheet_data(self.mask, sheet)
        self.head = tuple(children(self.mask, sheet.inner, self.data.start))
        self.tail = tuple(children(self.mask, self.data.end, sheet.inner_end))
        self.inner_end = sheet.inner_end
        self._columns = self._read_columns()
        self._rows: dict[int, RowSpan] = {}
        self._heights: dict[int, float] = {}
        self._measured = 0

    def settle(self, wanted: Collection[tuple[int, int | None]]) -> dict[tuple[int, int | None], Place]:
        """The cell of each place: a row's first filled cell where no column is told; of a merged range, its first."""
        merged = self._merged(wanted)
        self._find_rows({row for row, _ in wanted} | {row for row, _ in merged.values()})
        settled = {}
        for row, column in wanted:
            cell = (row, self._first_filled(row)) if column is None else (row, column)
            settled[row, column] = merged.get(cell, cell)
        return settled

    def row(self, number: int) -> RowSpan:
        """Where a settled row stands, or belongs."""
        return self._rows[number]

    def column_format(self, column: int) -> int:
        """The format that a column gives to cells that are not there."""
        return self._columns.get(column, (0, None))[0]

    def width(self, column: int) -> int:
        """A column's width in pixels, near enough for the place of a comment."""
        _, width = self._columns.get(column, (0, None))
        return 64 if width is None else int(width * 7 + 5)

    def height(self, row: int) -> int:
        """A row's height in pixels, as far as the rows near a settled cell say it."""
        return int(self._heights.get(row, 15) * _PIXELS)

    def _read_columns(self) -> dict[int, tuple[int, float | None]]:
        """The format and width of each column that has its own."""
        columns: dict[int, tuple[int, float | None]] = {}
        for part in self.head:
            if part.local == b"cols":
                for column in children(self.mask, part.inner, part.inner_end):
                    tag = self.mask[column.start : column.inner]
                    first, last = whole(attribute(tag, b"min")), whole(attribute(tag, b"max"))
                    look = whole(attribute(tag, b"style")), _width(tag)
                    columns |= dict.fromkeys(range(first - 1, min(last, LAST_COLUMN + 1)), look)
        return columns

    def _merged(self, wanted: Collection[tuple[int, int | None]]) -> dict[Place, Place]:
        """The first cell of the merged range, for each wanted cell that stands in one."""
        cells = sorted((row, 0 if column is None else column) for row, column in wanted)
        first_of: dict[Place, Place] = {}
        for part in self.tail:
            if part.local == b"mergeCells":
                for merge in children(self.mask, part.inner, part.inner_end):
                    ref = attribute(self.mask[merge.start : merge.inner], b"ref") or b""
                    first_of |= _covered(cells, ref)
        return first_of

    def _find_rows(self, numbers: set[int]) -> None:
        """Finds these rows, or where they belong: by the way in which nearly every program writes them, else by looking
        at every row up to the last of them."""
        at = self.data.inner
        for number in sorted(numbers):
            at = self.mask.find(b'<%brow r="%d"' % (self.prefix, number), at, self.data.inner_end)
            tag = _row_pattern(self.prefix).match(self.mask, at) if at >= 0 else None
            if tag is None:
                self._scan_rows(numbers)
                break
            self._rows[number] = self._row_span(tag)
            at = tag.end()
        for number in sorted(numbers):
            if self._rows[number].found:
                self._note_heights(number, self._rows[number].start)

    def _scan_rows(self, numbers: set[int]) -> None:
        missing, ahead = set(numbers), sorted(numbers)
        number = 0
        scanned = _row_pattern(self.prefix).finditer(self.mask, self.data.inner, self.data.inner_end)
        for tag in scanned:
            number = int(tag[1]) if tag[1] else whole(attribute(tag[0], b"r"), number + 1)
            if ahead and number > ahead[0]:
                passed = bisect_left(ahead, number)
                for row in ahead[:passed]:
                    self._rows.setdefault(row, RowSpan(tag.start(), tag.start(), tag.start(), tag.start(), False))
                ahead = ahead[passed:]
            if number in missing:
                missing.remove(number)
                self._rows[number] = self._row_span(tag)
                if not missing:
                    return
        end = self.data.inner_end
        for row in ahead:
            self._rows.setdefault(row, RowSpan(end, end, end, end, False))

    def _row_span(self, tag: re.Match[bytes]) -> RowSpan:
        if tag[0].endswith(b"/>"):
            return RowSpan(tag.start(), tag.end(), tag.end(), tag.end(), True)
        inner_end = self.mask.index(b"</" + self.prefix + b"row", tag.end())
        return RowSpan(tag.start(), tag.end(), inner_end, self.mask.index(b">", inner_end) + 1, True)

    def _note_heights(self, number: int, start: int) -> None:
        """The heights of a row and of those under it, which a comment hangs over; no byte is searched twice."""
        at, limit = max(start, self._measured), min(self.data.inner_end, start + _BYTES_UNDER_A_COMMENT)
        while (at := self.mask.find(b' ht="', at, limit)) >= 0:
            tag = _row_pattern(self.prefix).match(self.mask, self.mask.rfind(b"<", start, at))
            row = whole(attribute(tag[0], b"r")) if tag else 0
            if row >= number + _ROWS_UNDER_A_COMMENT:
                self._measured = at
                return
            if tag and row:
                self._heights[row] = _number(attribute(tag[0], b"ht") or b"", 15)
            at += 1
        self._measured = max(self._measured, limit)

    def cells_at(self, number: int, columns: Collection[int]) -> dict[int, CellSpan]:
        """The cells of a settled row by their column: those of these columns, or all where one of them is not there."""
        row = self._rows[number]
        found = {}
        for column in columns:
            name = b'<%bc r="%b%d"' % (self.prefix, column_letters(column).encode(), number)
            start = self.mask.find(name, row.inner, row.inner_end)
            if start < 0:
                return {cell.column: cell for cell in self._cells(row)}
            found[column] = CellSpan(column, start, self.mask.index(b">", start) + 1)
        return found

    def _cells(self, row: RowSpan) -> Iterator[CellSpan]:
        column = -1
        for tag in _cell_pattern(self.prefix).finditer(self.mask, row.inner, row.inner_end):
            reference = REFERENCE.fullmatch(attribute(tag[0], b"r") or b"")
            column = column_index(reference[1]) if reference else column + 1
            yield CellSpan(column, tag.start(), tag.end())

    def _first_filled(self, row: int) -> int:
        return next((cell.column for cell in self._cells(self._rows[row]) if self._is_filled(cell)), 0)

    def _is_filled(self, cell: CellSpan) -> bool:
        closed = self.mask[cell.end - 2 : cell.end] == b"/>"
        return not closed and self.mask[cell.end : cell.end + 2] != b"</"


def _sheet_data(mask: bytes, sheet: Element) -> Element:
    name = sheet.prefix + b"sheetData"
    first = re.compile(rb"<" + re.escape(name) + rb"(?=[\s/>])[^>]*>").search(mask, sheet.inner)
    if sheet.local != b"worksheet" or first is None:
        raise ValueError("not a worksheet with cells")
    if first[0].endswith(b"/>"):
        return Element(name, first.start(), first.end(), first.end(), first.end())
    inner_end = mask.rindex(b"</" + name)
    return Element(name, first.start(), first.end(), inner_end, mask.index(b">", inner_end) + 1)


@lru_cache(maxsize=8)
def _row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb'row(?=[\s/>])(?:\s+r="(\d{1,7})")?[^>]*>')


@lru_cache(maxsize=8)
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb"c(?=[\s/>])[^>]*>")


def _covered(cells: list[Place], ref: bytes) -> dict[Place, Place]:
    """Which of the sorted cells a range covers, each with the range's first cell."""
    corners = corners_of(ref)
    if corners is None or corners[0] == corners[1]:
        return {}
    (top, left), (bottom, right) = corners
    near = cells[bisect_left(cells, (top, 0)) : bisect_left(cells, (bottom + 1, 0))]
    return {cell: (top, left) for cell in near if left <= cell[1] <= right}


def _width(tag: bytes) -> float | None:
    if attribute(tag, b"hidden") in (b"1", b"true"):
        return -5 / 7
    width = attribute(tag, b"width")
    return None if width is None else _number(width, 9.14)


def _number(value: bytes, otherwise: float) -> float:
    try:
        return min(max(float(value), 0.0), 2000.0)
    except ValueError:
        return otherwise

"""A scan of a sheet's bytes, before any parser sees them: how far the values reach, and what readers don't tell.

Only the plain form that spreadsheet programs write is understood, fast; anything else is answered with None and read by
`sheetxml`, which takes any form and is slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sheet2plan.workbook.cells import NOT_CALCULATED, CellError
from sheet2plan.workbook.grid import MAX_COLUMNS, MAX_ROWS, Range, area, place

_LITTLE_TEXT = 1_000_000
_WINDOW = 1 << 19
_OVERLAP = 1 << 10
_NO_VALUE = re.compile(rb"</f>(?:</c>|<v></v>|<v ?/>)|<f(?: [^<>]*)?/>(?:</c>|<v></v>|<v ?/>)")
_TAG = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^<>]*)>')
_ERROR = re.compile(rb"(?:<f(?: [^<>]*)?/>|<f(?: [^<>]*)?>[^<]*</f>)?<v>([^<]*)</v>")
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_ROW = re.compile(rb"<row([^<>]*)>")
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_COUNT = re.compile(rb"""\b(?:c|uniqueC)ount\s*=\s*["']\s*\+?(\d{1,40})""")
_SHARED = re.compile(rb't="s"[^<>]{0,200}><v>(\d{1,9})</v>')

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a sheet show. `cells` and `extent` (last row and column, 1-based) count cells with content."""

    cells: int
    extent: tuple[int, int]
    first: tuple[int, int]
    faults: dict[tuple[int, int], CellError]
    formulas: bool
    hidden_rows: frozenset[int]
    merged: tuple[Range, ...]

    @property
    def area(self) -> int:
        """How many cells the smallest rectangle around all content has."""
        return max(0, self.extent[0] - self.first[0] + 1) * max(0, self.extent[1] - self.first[1] + 1)


def scan_sheet(xml: bytes) -> Scan | None:
    """The scan of a sheet's XML; None when it is not in the plain form, and nothing can be said of it."""
    if not _is_plain(xml):
        return None
    reach = _reach(xml)
    if reach is None:
        return None
    cells, first, last, formulas = reach
    faults = dict(_error_cells(xml))
    if formulas:
        faults |= dict(_uncalculated(xml))
    return Scan(cells, last, first, faults, formulas, frozenset(_hidden_rows(xml)), _merged(xml))


def has_true_counts(part: bytes) -> bool:
    """Whether no element of a part counts more things than its bytes can hold: calamine makes room for as many as are
    told, and ends the process when there is none. False too for bytes of an encoding that can't be searched."""
    return b"\x00" not in part[:200] and all(int(count) <= len(part) for count in _COUNT.findall(part))


def string_sizes(strings: bytes) -> NDArray[np.int64]:
    """An upper limit, in bytes, for each shared string; one for all of them where they are in an odd form."""
    ends = _found(np.frombuffer(strings, np.uint8), b"</si>")
    return np.diff(ends, prepend=0) if len(ends) else np.array([len(strings)])


def text_size(xml: bytes, cells: int, sizes: NDArray[np.int64]) -> int:
    """An upper limit, in bytes, for the text that a sheet of so many cells takes from shared strings of these sizes."""
    most = cells * int(sizes.max())
    if most <= _LITTLE_TEXT or len(sizes) < 2:
        return most
    found = _SHARED.findall(xml)
    used = np.fromiter(map(int, found), np.int64, len(found))
    return int(sizes[used[used < len(sizes)]].sum())


def _is_plain(xml: bytes) -> bool:
    head = xml[:200]
    encoded = b"encoding=" not in head or b"UTF-8" in head.upper()
    rooted = re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<worksheet[\s>]", xml) is not None
    whole = xml.endswith(b"</worksheet>") or xml.rstrip().endswith(b"</worksheet>")
    # Attributes in single quotes are legal, but no spreadsheet program writes them into a sheet.
    return encoded and rooted and whole and not (b"'" in xml and b"='" in xml)


def _reach(xml: bytes) -> tuple[int, tuple[int, int], tuple[int, int], bool] | None:
    """How many cells have content, the first and last row and column (1-based) that do, and if there are formulas."""
    data = np.frombuffer(xml + b" " * _OVERLAP, np.uint8)
    cells, top, left, bottom, right, formulas = 0, MAX_ROWS + 1, MAX_COLUMNS + 1, 0, 0, False
    for start in range(0, len(xml), _WINDOW):
        found = _cells_in(data[start : start + _WINDOW + _OVERLAP], min(_WINDOW, len(xml) - start))
        if found is None:
            return None
        rows, columns, has_formula = found
        formulas = formulas or has_formula
        if len(rows):
            cells += len(rows)
            top, bottom = min(top, int(rows.min())), max(bottom, int(rows.max()))
            left, right = min(left, int(columns.min())), max(right, int(columns.max()))
    return None if bottom > MAX_ROWS or right > MAX_COLUMNS else (cells, (top, left), (bottom, right), formulas)


def _cells_in(window: Bytes, size: int) -> tuple[Numbers, Numbers, bool] | None:
    """Row and column of every cell with content that starts in the window's first bytes, and if there are formulas;
    None for an odd form, such as one with comments or CDATA."""
    tags, second = window[:size] == ord("<"), window[1 : size + 1]
    # After "<c" and "<f" comes a letter in <cols>, <filterColumn> and the like, and none in a cell and a formula.
    short = tags & (window[2 : size + 2] < ord("A"))
    starts = np.flatnonzero(short & (second == ord("c"))).astype(np.int64)
    if np.any(tags & (second == ord("!"))):
        return None
    for offset, letter in enumerate(b'<c r="'):
        if not np.all(window[starts + offset] == letter):
            return None
    ends = np.flatnonzero(window == ord(">"))
    if not len(ends):
        return None
    if not len(starts):
        return np.zeros(0, np.int32), np.zeros(0, np.int32), False
    closing = ends[np.minimum(np.searchsorted(ends, starts), len(ends) - 1)]
    if closing[-1] < starts[-1]:
        return None
    places = _references(window, starts[window[closing - 1] != ord("/")] + 6)
    return places and (*places, bool(np.any(short & (second == ord("f")))))


def _references(window: Bytes, at: NDArray[np.int64]) -> tuple[Numbers, Numbers] | None:
    """The 1-based rows and columns of the references that start there; None when one is not a reference."""
    columns, rows = np.zeros(len(at), np.int32), np.zeros(len(at), np.int32)
    letters = np.ones(len(at), bool)
    for _ in range(3):
        byte = window[at]
        letters = letters & (byte >= ord("A")) & (byte <= ord("Z"))
        columns = np.where(letters, columns * 26 + byte - (ord("A") - 1), columns)
        at = at + letters
    digits = np.ones(len(at), bool)
    for _ in range(7):
        byte = window[at]
        digits = digits & (byte >= ord("0")) & (byte <= ord("9"))
        rows = np.where(digits, rows * 10 + byte - ord("0"), rows)
        at = at + digits
    if not (np.all(window[at] == ord('"')) and np.all(rows > 0) and np.all(columns > 0)):
        return None
    return rows.astype(np.int32), columns.astype(np.int32)


def _found(data: Bytes, word: bytes) -> NDArray[np.int64]:
    if len(data) < len(word):
        return np.zeros(0, np.int64)
    places = np.flatnonzero(data[: len(data) - len(word) + 1] == word[0])
    for offset, byte in enumerate(word[1:], 1):
        places = places[data[places + offset] == byte]
    return places.astype(np.int64)


# Each tag is looked for between the last hit and this one, so that no bytes, however odd, are walked twice.


def _error_cells(xml: bytes) -> Iterator[tuple[tuple[int, int], CellError]]:
    last, at = 0, xml.find(b't="e"')
    while at >= 0:
        tag = _TAG.match(xml, max(last, xml.rfind(b"<c ", last, at)))
        if tag is not None and tag.end() > at:
            value = _ERROR.match(xml, tag.end())
            yield place(tag[1].decode()), CellError(value[1].decode("utf-8", "replace") if value else "#N/A")
        last, at = at, xml.find(b't="e"', at + 1)


def _uncalculated(xml: bytes) -> Iterator[tuple[tuple[int, int], CellError]]:
    """Cells with a formula and no value; a value that is an empty text (t="str") is one."""
    last = 0
    for hit in _NO_VALUE.finditer(xml):
        tag = _TAG.match(xml, max(last, xml.rfind(b"<c ", last, hit.start() + 1)))
        if tag is not None and not (b't="str"' in tag[2] and b"<v" in hit[0][-8:]):
            yield place(tag[1].decode()), NOT_CALCULATED
        last = hit.end()


def _hidden_rows(xml: bytes) -> Iterator[int]:
    last = 0
    for hit in _HIDDEN.finditer(xml) if b'hidden="' in xml else ():
        row = _ROW.match(xml, max(last, xml.rfind(b"<row", last, hit.start())))
        number = _NUMBER.search(row[1]) if row is not None and row.end() > hit.start() else None
        if number is not None:
            yield int(number[1])
        last = hit.end()


def _merged(xml: bytes) -> tuple[Range, ...]:
    start = xml.find(b"<mergeCells", max(0, xml.rfind(b"</sheetData")))
    return () if start < 0 else tuple(area(found.decode()) for found in _MERGE.findall(xml, start))

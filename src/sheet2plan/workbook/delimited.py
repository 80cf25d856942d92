"""Text files as sheets: comma, semicolon, tab or bar between the cells, in the encodings that clinics' exports have."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Contents, Sheet, too_large

_DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE_ROWS = 200
_SAMPLE_TEXT = 200_000


def decoded(content: bytes) -> str | None:
    """The bytes as text: by their mark, else UTF-8, else as Windows and old Macs wrote it; None for what is no text."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _encoding(content)
    if not encoding:
        return None
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def delimiter_of(text: str) -> str:
    """The sign between the cells; empty when no sign splits the lines into two cells or more, again and again."""
    declared = text[:5].lower()
    if declared.startswith("sep=") and len(declared) == 5:
        return text[4]
    return max(_DELIMITERS, key=lambda sign: _score(text, sign)) if any(_score(text, s) for s in _DELIMITERS) else ""


def read_delimited(text: str, file_name: str, sheet_name: str) -> Contents:
    """One sheet, its cells as text, blank where nothing stands between the signs. Raises WorkbookError if too large,
    or when a quotation mark is never closed."""
    delimiter = delimiter_of(text) or ","
    skipped = 1 if text[:4].lower() == "sep=" else 0
    _require_closed_quotes(text, delimiter, file_name)
    try:
        rows: list[list[Cell]] = [[cell if cell.strip() else None for cell in row] for row in _rows(text, delimiter)]
    except csv.Error:
        what = "one cell holds more than 131,072 characters, as when a quotation mark is missing"
        raise too_large(file_name, what) from None
    width = max((len(row) for row in rows), default=0)
    if len(rows) > MAX_ROWS or width > MAX_COLUMNS or len(rows) * width > 4 * MAX_CELLS:
        raise too_large(file_name, f"it has {len(rows):,} rows and {width:,} columns")
    for row in rows:
        row.extend([None] * (width - len(row)))
    if skipped:
        rows[0] = [None] * width
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return Contents((Sheet(sheet_name, rows, 0, 0, hidden=False),))


def _encoding(content: bytes) -> str:
    """The encoding of bytes without a mark."""
    head = content[:4096]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) * 10 > max(even, odd):
            return ""
        return "utf-16-le" if odd > even else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _rows(text: str, delimiter: str, strict: bool = False) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _score(text: str, delimiter: str) -> float:
    """How well the sign splits the text: the cells per line, by how many lines agree; 0 if most don't."""
    try:
        rows = [row for row, _ in zip(_rows(text[:_SAMPLE_TEXT], delimiter), range(_SAMPLE_ROWS), strict=False) if row]
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
    return 0 if lines * 2 < len(rows) else min(width, 50) * lines / len(rows)


def _require_closed_quotes(text: str, delimiter: str, file_name: str) -> None:
    """An open quotation mark would swallow all rows after it into one cell."""
    try:
        for _ in _rows(text, delimiter, strict=True):
            pass
    except csv.Error as fault:
        if "unexpected end of data" not in str(fault):
            return
        raise WorkbookError(
            f"{file_name} has a quotation mark that is never closed, so that its rows run together.",
            "Open it in Excel or a text editor, close the quotation mark (or double it inside a cell), and save it.",
        ) from None

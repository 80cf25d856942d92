"""Cells of Excel sheets: values written as what they are, links that programs follow, texts that fit."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from typing import Any, TypeAlias
from unicodedata import east_asian_width

from xlsxwriter.url import Url

# Excel's own limits: rows of a sheet, links of a sheet, UTF-16 units of a cell, a link's address, points of a row.
MAX_ROWS, MAX_LINKS, MAX_TEXT, MAX_TARGET, MAX_HEIGHT = 1_048_576, 65_530, 32_767, 2_000, 409.0
CUT = " […cut here: longer than an Excel cell holds]"

_FIRST_SERIAL_DATE = date(1900, 3, 1)  # earlier serials mean different days in different programs
_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_QUOTED = {
    ord(char): f"%{ord(char):02X}" for char in map(chr, range(128)) if not (char.isalnum() or char in "-._~/!$()+,;=@")
}


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a file (`target`: forward slashes, or a URL), to a `place` in it, or to one in this book."""

    text: str
    target: str = ""
    place: str = ""


Cell: TypeAlias = str | int | float | date | Link | None


def place(sheet: str, cell: str = "A1") -> str:
    """The address of a cell on a sheet, as a link needs it: 'Progress notes'!C5."""
    return "'" + sheet.replace("'", "''") + "'!" + cell


@lru_cache(maxsize=1000)
def relative_url(path: str) -> str:
    """The path as the target of a link; what is a URL already stays as it is."""
    return path if "://" in path else path.translate(_QUOTED)


def link_target(link: Link, others: int) -> str | None:
    """Where the link leads, as a URL. None when Excel follows no link so long, or none more on a sheet with so many."""
    target = relative_url(link.target)
    return target if others < MAX_LINKS and len(target) <= MAX_TARGET else None


def serial_number(day: date) -> int | None:
    """The number by which Excel knows a day; None for days that programs count differently."""
    return None if day < _FIRST_SERIAL_DATE else day.toordinal() - _SERIAL_ZERO


def write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    """Writes a value as what it is: a date as a date, a number as a number, every text as text."""
    if isinstance(cell, str):
        _write_text(sheet, row, column, cell, look)
    elif isinstance(cell, Link):
        _write_link(sheet, row, column, cell, look)
    elif isinstance(cell, date):
        serial = serial_number(cell)
        if serial is None:
            sheet.write_string(row, column, cell.isoformat(), look)
        else:
            sheet.write_number(row, column, serial, look)
    elif cell is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, cell, look)


def _write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    text = clean(text)
    # XlsxWriter copies a text of this shape into the file as markup; in runs it is escaped.
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], look)
    else:
        sheet.write_string(row, column, text, look)


def _write_link(sheet: Any, row: int, column: int, link: Link, look: Any) -> None:
    target = link_target(link, sheet.hlink_count)
    if target is None:
        _write_text(sheet, row, column, link.text, look)
        return
    url = Url(f"internal:{link.place}") if not target else _file_link(target, link.place)
    url.text = clean(link.text)
    sheet.write_url(row, column, url, look)


_ANY_FILE = Url("external:file")


def _file_link(target: str, location: str) -> Any:
    """A link to a file, its target as it is given: XlsxWriter would write backslashes, which only Windows follows."""
    url = copy(_ANY_FILE)
    url._relationship_link = target
    url._anchor = location
    return url


def clean(text: str) -> str:
    """The text as an Excel cell can hold it: half characters replaced, too long a text cut with a word that says so."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        text = text[: MAX_TEXT // 2 - len(CUT)] + CUT
    return text


def _tenths_of(char: str) -> int:
    """About how wide the sign is in Calibri 11, the font of every sheet, in tenths of a pixel."""
    for chars, tenths in (("iljI.,:;'|! ", 34), ('tfr()-/[]"', 50), ("szJc", 60), ("mMwW@%", 122)):
        if char in chars:
            return tenths
    return 84 if char.isupper() else 74


_TENTHS = bytes(map(_tenths_of, map(chr, range(256))))
_EDGES, _RAGGED = 100, 150  # tenths of a pixel: of a cell's edges and indent, of a line that may stay empty


def lines_needed(text: str, width: float) -> int:
    """How many lines the text takes in a wrapped cell of a column so many characters wide, as Excel counts them."""
    room = 70 * width - _EDGES
    return 1 if 84 * len(text) <= room and text.isascii() and "\n" not in text else _lines_in(text, room)


@lru_cache(maxsize=50_000)
def _lines_in(text: str, room: float) -> int:
    return sum(_lines_of(line, room) for line in text.split("\n"))


def _lines_of(line: str, room: float) -> int:
    wide = _wide(line)
    least, most = ceil(wide / room), ceil(wide / max(room - _RAGGED, 1))
    return max(1, least) if least == most or wide <= room else _broken(line, room)


def _broken(line: str, room: float) -> int:
    """The lines of a text whose words go to the next line where they don't fit."""
    lines, used = 1, 0.0
    for word in line.split(" "):
        wide = _wide(word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        lines += max(0, ceil(wide / room) - 1)
        used += wide % room + _TENTHS[32]
    return lines


def _wide(line: str) -> int:
    """The width of the line in tenths of a pixel; Chinese, Japanese and Korean characters are twice as wide."""
    if line.isascii():
        return sum(line.encode("ascii").translate(_TENTHS))
    return sum(
        _TENTHS[ord(char)] if ord(char) < 256 else 147 if east_asian_width(char) in "WF" else 74 for char in line
    )


def row_height(lines: int) -> float:
    """The height of a row of so many lines: not every program fits rows to their text, none merged cells."""
    return min(15.0 * lines + 1, MAX_HEIGHT)

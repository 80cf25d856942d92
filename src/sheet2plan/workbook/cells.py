"""What stands in a cell, before anybody knows what it means, and the one way to clean text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value such as #REF!; not the same as a blank cell."""

    text: str


# Not Excel's own: a formula that no program has calculated, and a value that its file states in an impossible way.
NOT_CALCULATED = CellError("not calculated")
UNREADABLE = CellError("unreadable")

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | CellError | None

# XML 1.0 can't hold these; the two noncharacters fence gaps in our own documents and have no meaning in data.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0\ufdd1\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000 ]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text as a person sees it: NFC, invisible and illegal characters gone, ends trimmed.

    Line breaks stay, as a single newline each; every kind of space becomes one plain space.
    """
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else _SPACES.sub(" ", text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x0b", "\n")
    text = _INVISIBLE.sub("", _ILLEGAL.sub("", text))
    text = unicodedata.normalize("NFC", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def shown(cell: Cell) -> str:
    """The cell as text, the way Excel shows it unformatted: 19.0 is "19", a date is ISO, a blank is empty."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """True for an empty cell and for one that holds only spaces or invisible characters."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A reading that needs a person: the finding's code, what stands in the cell, and the value kept (None if none)."""

    code: str
    raw: str
    value: object = None

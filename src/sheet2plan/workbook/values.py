"""Cells to typed values, column by column. A cell that can't be read comes back as a Doubtful with its raw text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from sheet2plan.catalog import Remarks
from sheet2plan.columns import FieldSpec, Kind
from sheet2plan.workbook.cells import NOT_CALCULATED, Cell, CellError, Doubtful, clean, shown
from sheet2plan.workbook.dates import DateOrder, read_date

Reader = Callable[[Cell], object]

_TWO_DIGIT_YEARS_AHEAD = 50
_SAFE_DIGITS = 1e15
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NUMBER_WITH_NOTE = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*(?:/\s*(\d+)|%|\*+|\(.*\)|[a-z][a-z .\-]*)", re.IGNORECASE | re.DOTALL
)
_CODE = re.compile(r"[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.IGNORECASE)
_PHONE_NUMBER = re.compile(r"\+?[\d\s().\-/]{7,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
_POINTER = re.compile(r"(?:see|refer to|same as|as in|per)\s+\S.{0,30}", re.IGNORECASE)
_NAMES = "A"
_LONGEST_REMARK = 40
_NAME_DITTO = dict.fromkeys(("same", "same as above", "as above", "see above", "ditto", '"', "''"), "ditto")


def column_reader(
    spec: FieldSpec, aliases: Mapping[str, str], remarks: Remarks, order: DateOrder, as_of: date
) -> Reader:
    """The function that reads this column's cells: cell in; value, None for a blank, or a Doubtful out.

    `aliases` maps folded spellings to allowed values, `remarks` holds the words that are no value at all.
    """
    last_year = as_of.year + (0 if spec.column.past else _TWO_DIGIT_YEARS_AHEAD)
    readers: dict[Kind, Reader] = {
        Kind.KEY: read_key,
        Kind.TEXT: _read_text,
        Kind.PROSE: _read_text,
        Kind.PHONE: _read_phone,
        Kind.EMAIL: _read_text,
        Kind.CODE: _read_code,
        Kind.NUMBER: read_number,
        Kind.ITEMS: read_number,
        Kind.INTEGER: _read_integer,
        Kind.DATE: lambda cell: read_date(cell, order, last_year),
        Kind.FLAG: lambda cell: _read_flag(cell, aliases),
        Kind.CHOICE: lambda cell: _read_choice(cell, aliases),
    }
    read = readers[spec.kind]
    if spec.kind is Kind.KEY:
        return read
    # A name may be None, Na or Do: of the remarks only a ditto is told from it.
    named = spec.column.safe_harbor == _NAMES
    words = _NAME_DITTO if named else _words(spec.kind, remarks, aliases)
    prose = spec.kind is Kind.PROSE

    def read_cell(cell: Cell) -> object:
        """Long texts are never remarks."""
        if type(cell) is not str or len(cell) > _LONGEST_REMARK:
            return read(cell)
        if code := words.get(folded(cell)):
            return Doubtful(code, clean(cell))
        if prose and _POINTER.fullmatch(clean(cell)):
            return Doubtful("points-elsewhere", clean(cell), clean(cell))
        return read(cell)

    return read_cell


def _words(kind: Kind, remarks: Remarks, aliases: Mapping[str, str]) -> dict[str, str]:
    """The words that are no value in a column of this kind, with the finding each one makes."""
    words = dict.fromkeys(remarks.absent, "not-a-value") | dict.fromkeys(remarks.ditto, "ditto")
    if kind in (Kind.NUMBER, Kind.INTEGER, Kind.ITEMS, Kind.DATE):
        words |= dict.fromkeys(remarks.not_done, "not-done")
    if kind is Kind.PROSE:
        words |= dict.fromkeys(remarks.marks, "mark-not-text")
    return {word: code for word, code in words.items() if word not in aliases}


def folded(text: str) -> str:
    """The text as value spellings are compared: cleaned, case-folded, underscores as spaces."""
    return clean(text).casefold().replace("_", " ")


def _error(cell: CellError) -> Doubtful:
    return Doubtful("formula-uncached" if cell == NOT_CALCULATED else "cell-error", cell.text)


def _read_text(cell: Cell) -> object:
    if isinstance(cell, str):
        return clean(cell) or None
    if isinstance(cell, CellError):
        return _error(cell)
    if isinstance(cell, int | float) and abs(cell) >= _SAFE_DIGITS:
        return Doubtful("digits-lost", shown(cell))
    return shown(cell) or None


def read_key(cell: Cell) -> object:
    """The id in a cell as text on one line, None for a blank, a Doubtful for an error cell."""
    text = _read_text(cell)
    return text.replace("\n", " ") if isinstance(text, str) else text


def _read_phone(cell: Cell) -> object:
    """A phone number as it stands; one that Excel took for a number gets its dashes back."""
    text = _read_text(cell)
    if not isinstance(text, str):
        return text
    digits = re.sub(r"\D", "", text)
    if isinstance(cell, int | float) and len(digits) in (7, 10):
        return "-".join(filter(None, (digits[:-7], digits[-7:-4], digits[-4:])))
    if _PHONE_NUMBER.fullmatch(text):
        return text
    if re.search(r"\d{3}\D{0,3}\d{4}", text):
        return Doubtful("phone-with-note", text, text)
    return Doubtful("phone-in-doubt", text, text)


def _read_code(cell: Cell) -> object:
    """An ICD-10-CM code in its usual form: upper case, with its dot. Slips of letters and digits stay as they are."""
    text = _read_text(cell)
    if not isinstance(text, str):
        return text
    found = _CODE.findall(text)
    if len(found) > 1 and _CODE.sub("", text).strip(" /,;&\n+") in ("", "and"):
        return Doubtful("codes-several", text)
    first, _, rest = text.partition(" ")
    if rest and _CODE.fullmatch(first.rstrip(":,;-")):
        return Doubtful("code-with-note", text, _dotted(first.rstrip(":,;-")))
    return _dotted(text.replace(" ", ""))


def _dotted(text: str) -> str:
    code = text.upper()
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code and code[:1].isalpha() else code


def read_number(cell: Cell) -> object:
    """The number in a cell, None for a blank, a Doubtful otherwise; 19 (mod sev) keeps its 19, in doubt."""
    if cell is None:
        return None
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else Doubtful("number-unreadable", str(cell))
    if isinstance(cell, bool):
        return Doubtful("number-unreadable", shown(cell))
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, CellError):
        return _error(cell)
    text = shown(cell)
    if not text:
        return None
    plain = text.replace("\u2212", "-")
    if _NUMBER.fullmatch(plain):
        return float(plain.replace(",", ""))
    noted = _NUMBER_WITH_NOTE.fullmatch(plain) if isinstance(cell, str) else None
    if noted and (noted[2] is None or float(noted[1]) <= float(noted[2])):
        return Doubtful("number-with-note", text, float(noted[1]))
    return Doubtful("number-unreadable", text)


def _read_integer(cell: Cell) -> object:
    number = read_number(cell)
    if isinstance(number, float):
        return int(number) if number.is_integer() else Doubtful("number-not-whole", shown(cell))
    if isinstance(number, Doubtful) and isinstance(number.value, float) and number.value.is_integer():
        return Doubtful(number.code, number.raw, int(number.value))
    return number


def _read_flag(cell: Cell, aliases: Mapping[str, str]) -> object:
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, CellError):
        return _error(cell)
    text = shown(cell)
    if not text:
        return None
    meaning = aliases.get(folded(text))
    return meaning == "yes" if meaning else Doubtful("flag-unknown", text)


def _read_choice(cell: Cell, aliases: Mapping[str, str]) -> object:
    if cell is None:
        return None
    if isinstance(cell, CellError):
        return _error(cell)
    text = shown(cell)
    return (aliases.get(_unmarked(text)) or Doubtful("choice-unknown", text)) if text else None


def _unmarked(text: str) -> str:
    """A choice without the punctuation people put behind it: Met!! is met."""
    return folded(text).rstrip("!.*")

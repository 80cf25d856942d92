"""Files to sheets of cells. python-calamine reads the values, openpyxl what calamine can't open, and a scan of the
package tells error cells from blanks (calamine gives both as blank)."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import openpyxl
import python_calamine
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.cells import Cell, CellError

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ERROR_CELL = re.compile(rb'<c [^>]*?t="e"[^>]*>.*?</c>', re.DOTALL)
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_LOCKED_OFFICE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's cells as rows of equal length. `top` and `left` are the 0-based place of the first cell."""

    name: str
    rows: list[list[Cell]]
    top: int
    left: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A workbook in memory, with the SHA-256 of the file it came from."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]


def read_workbook(path: Path) -> WorkbookFile:
    """All sheets of a workbook. Raises WorkbookError, with advice, for a file that is not a readable workbook."""
    content = _content(path)
    return WorkbookFile(path.name, hashlib.sha256(content).hexdigest(), _sheets(content, path.name))


def _content(path: Path) -> bytes:
    if path.suffix.lower() not in SUFFIXES:
        raise WorkbookError(
            f"{path.name} is not a kind of workbook that sheet2plan reads.",
            f"Save it from Excel as .xlsx; these are read: {', '.join(SUFFIXES)}.",
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise WorkbookError(f"There is no file {path}.", "Check the spelling and the folder.") from None
    except OSError as fault:
        raise WorkbookError(f"{path.name} can't be opened: {fault.strerror}.", "Check that you may read it.") from fault
    if not content:
        raise WorkbookError(f"{path.name} is an empty file.", "Restore it from a backup, or save it again from Excel.")
    if path.suffix.lower() in (".xlsx", ".xlsm") and content.startswith(_LOCKED_OFFICE_FILE):
        raise WorkbookError(
            f"{path.name} is protected by a password, or is an old .xls file with a new ending.",
            "Open it in Excel, take the password off (File, Info, Protect Workbook) and save it as .xlsx.",
        )
    return content


def _sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    try:
        return tuple(_calamine_sheets(content))
    except (python_calamine.CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError):
        pass
    try:
        return tuple(_openpyxl_sheets(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as fault:
        raise WorkbookError(
            f"{name} is not a workbook that can be read, or it is damaged.",
            "Open it in Excel, let Excel repair it, and save it as a new .xlsx.",
        ) from fault


def _openpyxl_sheets(content: bytes) -> Iterator[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows: list[list[Cell]] = [
            [CellError(str(cell.value)) if cell.data_type == "e" else cast(Cell, cell.value) for cell in row]
            for row in sheet.iter_rows()
        ]
        yield Sheet(sheet.title, rows, 0, 0, sheet.sheet_state != "visible")


def _calamine_sheets(content: bytes) -> Iterator[Sheet]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    errors = _error_cells(content)
    for metadata in book.sheets_metadata:
        if metadata.typ is python_calamine.SheetTypeEnum.WorkSheet:
            hidden = metadata.visible is not python_calamine.SheetVisibleEnum.Visible
            yield _sheet(book.get_sheet_by_name(metadata.name), hidden, errors.get(metadata.name, {}))


def _sheet(sheet: python_calamine.CalamineSheet, hidden: bool, errors: dict[tuple[int, int], str]) -> Sheet:
    top, left = sheet.start or (0, 0)
    rows: list[list[Cell]] = [
        [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=True)
    ]
    for (row, column), text in errors.items():
        if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[row - top]):
            rows[row - top][column - left] = CellError(text)
    return Sheet(sheet.name, rows, top, left, hidden)


def _error_cells(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Per sheet name, the error text at each 0-based (row, column). Empty for formats that are not Open XML."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if "xl/workbook.xml" not in package.namelist():
            return {}
        return {name: dict(_errors_in(package.read(part))) for name, part in _sheet_parts(package)}


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    relationships = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), safe)
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relationships}
    parts = set(package.namelist())
    for sheet in etree.fromstring(package.read("xl/workbook.xml"), safe).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_OFFICE_REL}id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in parts:
            yield str(sheet.get("name")), part


def _errors_in(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in xml:
        return
    for cell in _ERROR_CELL.finditer(xml):
        reference, value = _REFERENCE.search(cell[0]), _VALUE.search(cell[0])
        if reference and value:
            yield (int(reference[2]) - 1, _column_index(reference[1].decode())), value[1].decode()


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1

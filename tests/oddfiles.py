"""Workbook files made by hand for tests: part by part, so that they can be as odd or as hostile as real ones."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.reader import Sheet, WorkbookFile, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = dict[str, str | bytes]


def corpus(name: str) -> Path:
    """A workbook of the shared corpus; the test is skipped where the corpus is absent."""
    top = Path(os.environ.get("SHEET2PLAN_CORPUS") or Path(__file__).parents[2] / "shared/corpus")
    path = top / "workbooks" / name
    if not path.exists():
        pytest.skip("the corpus of odd workbooks is not here")
    return path


def open_xml(
    *sheets: str, main: str = MAIN, office: str = OFFICE, strings: str = "", book: str = "", head: str = _HEAD
) -> Parts:
    """The parts of a workbook with these sheets, each given as its rows in XML; `book` stands before the sheets."""
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"/>' for number in range(1, len(sheets) + 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="rIdS" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    parts: Parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{office}">{book}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "xl/sharedStrings.xml": f'{head}<sst xmlns="{main}">{strings}</sst>',
    }
    for number, rows in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{head}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return parts


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def text(reference: str, value: str) -> str:
    """A cell of text, in XML."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def written(folder: Path, name: str, content: bytes | str | Mapping[str, str | bytes]) -> Path:
    """A file of that name with these bytes, this text, or these parts zipped."""
    path = folder / name
    if isinstance(content, Mapping):
        content = zipped(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: bytes | str | Mapping[str, str | bytes], name: str = "clinic.xlsx") -> WorkbookFile:
    """The workbook that a file with this content is read as."""
    return read_workbook(written(folder, name, content))


def cells_of(sheet: Sheet) -> dict[str, Cell]:
    """The cells that hold something, by their address."""
    return {
        f"{letters(sheet.left + column)}{sheet.top + row + 1}": cell
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell is not None
    }


def letters(column: int) -> str:
    """The letters of a 0-based column, worked out apart from the code under test."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def refusal(path: Path, password: str | None = None) -> WorkbookError:
    """The refusal that reading the file ends with."""
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path, password)
    assert caught.value.problem
    assert caught.value.advice
    return caught.value

"""What calamine doesn't tell about .ods files: error cells, formulas without a value, hidden rows and merges."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.binary import BookMarks, Marks
from sheet2plan.workbook.cells import NOT_CALCULATED, CellError
from sheet2plan.workbook.grid import MAX_COLUMNS, MAX_ROWS, damaged
from sheet2plan.workbook.openxml import local
from sheet2plan.workbook.package import Package, refuse_doctype

_MOST_REPEATED = 1000
_HIDDEN = ("collapse", "filter")


def ods_marks(package: Package) -> BookMarks:
    """The marks of an .ods file. Raises WorkbookError for one that is protected by a password or damaged."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise WorkbookError(
            f"{package.name} is an OpenDocument file with a password, which sheet2plan can't open.",
            "Open it, save it as .xlsx (with a password if you like), and give that file.",
        )
    if "content.xml" not in package:
        raise damaged(package.name, "there is no table in it")
    content = package.read("content.xml")
    refuse_doctype(package.name, content)
    try:
        sheets = tuple(_sheets(content))
    except etree.XMLSyntaxError as fault:
        raise damaged(package.name, f"its table breaks off at line {fault.lineno}") from None
    macros = any(part.startswith("Basic/") for part in package.entries)
    return BookMarks(sheets, date1904=False, externals=b"'file:" in content, macros=macros)


def _sheets(content: bytes) -> Iterator[Marks]:
    marks, row, depth = Marks(), 0, 0
    parser = etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    for event, element in parser:
        name = local(element)
        if name == "table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                marks, row = Marks(), 0
            elif event == "end" and depth == 0:
                yield marks
                element.clear()
        elif name == "table-row" and event == "end" and depth == 1:
            repeated = _repeated(element, "number-rows-repeated")
            _take_row(marks, element, row, repeated)
            row += repeated
            element.clear()


def _take_row(marks: Marks, element: etree._Element, row: int, repeated: int) -> None:
    last = min(row + min(repeated, _MOST_REPEATED), MAX_ROWS)
    if _attribute(element, "visibility") in _HIDDEN:
        marks.hidden_rows.update(range(row + 1, last + 1))
    column = 0
    for cell in element:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        across = _repeated(cell, "number-columns-repeated")
        if len(cell) or _attribute(cell, "value-type"):
            marks.reach(row, column)
            marks.reach(row + repeated - 1, column + across - 1)
        fault = _fault(cell)
        if fault is not None:
            places = range(column, min(column + min(across, _MOST_REPEATED), MAX_COLUMNS))
            marks.faults |= {(number, place): fault for number in range(row, last) for place in places}
        down, right = _repeated(cell, "number-rows-spanned"), _repeated(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            marks.merged.append((row, column, row + down - 1, column + right - 1))
        column += across


def _fault(cell: etree._Element) -> CellError | None:
    kinds = [value for key, value in cell.attrib.items() if str(key).endswith("}value-type")]
    text = "".join(str(piece) for piece in cell.itertext()).strip()
    if "error" in kinds or (_attribute(cell, "formula") and text.startswith("#") and text.endswith(("!", "?", "/A"))):
        return CellError(text or "#N/A")
    # A formula whose result is the empty text keeps an empty paragraph.
    return NOT_CALCULATED if _attribute(cell, "formula") and not kinds and not len(cell) else None


def _repeated(element: etree._Element, name: str) -> int:
    times = _attribute(element, name)
    return max(1, int(times)) if times.isdecimal() and len(times) < 10 else 1


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")

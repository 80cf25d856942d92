"""Web pages saved with the ending .xls, as many programs export: each table of the page is a sheet of text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html

from sheet2plan.workbook.cells import Cell
from sheet2plan.workbook.grid import MAX_COLUMNS, Contents, Range, Sheet, damaged, sheet_of, too_large
from sheet2plan.workbook.openxml import local

_MOST_SPANNED = 2_000_000
_BREAKS = ("br", "p", "div")


def read_web_page(content: bytes, file_name: str, sheet_name: str) -> Contents:
    """The tables of the page that stand in no other table. Raises WorkbookError when it has none."""
    parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise damaged(file_name, "it is a web page that can't be understood") from None
    tables = [table for table in root.iter("table") if not any(local(up) == "table" for up in table.iterancestors())]
    if not tables:
        raise damaged(file_name, "it is a web page without a table")
    names = [sheet_name, *(f"{sheet_name} ({number})" for number in range(2, len(tables) + 1))]
    return Contents(
        tuple(_sheet(table, name, file_name) for table, name in zip(tables, names, strict=True)),
        repaired_by="it is a web page, not a workbook; its tables were read as text",
    )


def _sheet(table: html.HtmlElement, name: str, file_name: str) -> Sheet:
    cells: dict[int, dict[int, Cell]] = {}
    taken: set[tuple[int, int]] = set()
    merged: list[Range] = []
    for row, line in enumerate(_rows(table)):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1 or right > 1:
                merged.append((row, column, row + down - 1, column + right - 1))
                if len(taken) + down * right > _MOST_SPANNED:
                    raise too_large(file_name, "a table in it has cells that span more than a sheet has")
                taken |= {(row + below, column + beside) for below in range(down) for beside in range(right)}
            if column + right > MAX_COLUMNS:
                raise too_large(file_name, "a table in it is wider than Excel's widest sheet")
            text = _text(cell)
            if text:
                cells.setdefault(row, {})[column] = text
            column += right
    return sheet_of(name, cells, merged=merged)


def _rows(table: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    for row in table.iter("tr"):
        if next(up for up in row.iterancestors() if local(up) == "table") is table:
            yield [cell for cell in row if local(cell) in ("td", "th")]


def _span(cell: html.HtmlElement, name: str) -> int:
    times = cell.get(name) or "1"
    return min(max(1, int(times)), 1000) if times.isdecimal() and len(times) < 10 else 1


def _text(cell: html.HtmlElement) -> str:
    pieces: list[str] = []
    for element in cell.iter():
        if local(element) in _BREAKS:
            pieces.append("\n")
        if local(element) not in ("script", "style", ""):
            pieces.append(element.text or "")
        if element is not cell:
            pieces.append(element.tail or "")
    lines = (" ".join(line.split(" ")).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)

"""A worksheet for many rows: each is kept as its XML from the start, and links to one file share one relationship.

XlsxWriter keeps an object per cell and per link, which costs four times the memory and twice the time.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from sheet2plan.render.cells import clean

_CHUNK = 1000
_TO_ESCAPE = re.compile(r"[&<>\"\n\r\t]")


class RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with one table, whose rows below the header are written with `add_row`, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str] = []
        self._links: list[tuple[str, str, str]] = []
        self._first: int | None = None

    @property
    def link_count(self) -> int:
        """How many links there are so far."""
        return len(self._links)

    @cached_property
    def texts(self) -> Texts:
        """The number of each text in the workbook's list of them."""
        return Texts(self.str_table)

    def add_long_table(self, top: int, bottom: int, right: int, look: dict[str, Any]) -> None:
        """Adds the table from row `top` and column 0 on; XlsxWriter would keep an object for each of its cells."""
        self.add_table(top, 0, top + 1, right, look)
        for extent in ("range", "a_range", "autofilter"):
            self.tables[-1][extent] = xl_range(top, 0, bottom, right)

    def add_row(self, row: int, cells: list[str], height: float | None) -> None:
        """A row (from 0) of cells made by `cells_xml`; rows must come in order, below everything written otherwise."""
        tall = f' ht="{height:.16g}" customHeight="1"' if height else ""
        xml = "".join(cells)
        self._rows.append(f'<row r="{row + 1}"{tall}>{xml}</row>')
        self.texts.count(xml)
        self._check_dimensions(row, max(0, len(cells) - 1))
        self._first = row if self._first is None else self._first

    def add_link(self, cell: str, target: str, place: str) -> None:
        """Makes the cell lead to a place of this workbook, or of the file at `target`, a URL-quoted path."""
        self._links.append((cell, target, place))

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        last: Any = self.dim_rowmax  # type: ignore[has-type]
        if self._first is not None:
            self.dim_rowmax = self._first - 1  # what XlsxWriter holds itself
        if self.dim_rowmin is not None:
            self._write_rows()
        self.dim_rowmax = last
        while self._rows:  # handed over, not copied
            self.fh.write("".join(self._rows[:_CHUNK]))
            del self._rows[:_CHUNK]
        self._xml_end_tag("sheetData")

    def _write_hyperlinks(self) -> None:
        if not self._links:
            return
        relations: dict[str, int] = {}
        self._xml_start_tag("hyperlinks")
        self.fh.writelines(self._link_xml(*link, relations) for link in self._links)
        self._links.clear()
        self._xml_end_tag("hyperlinks")

    def _link_xml(self, cell: str, target: str, place: str, relations: dict[str, int]) -> str:
        location = f" location={_quoted(place)}" if place else ""
        if not target:
            return f'<hyperlink ref="{cell}"{location}/>'
        if target not in relations:
            self.rel_count += 1
            relations[target] = self.rel_count
            self.external_hyper_links.append(["/hyperlink", target, "External"])
        return f'<hyperlink ref="{cell}" r:id="rId{relations[target]}"{location}/>'


def look_index(look: Any) -> int:
    """The number by which the file names a cell format."""
    return int(look._get_xf_index())


class Texts(dict[str, int]):
    """Which text of a workbook's shared ones a cell holds: the number by the text, made ready for a cell when new."""

    def __init__(self, table: Any) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, text: str) -> int:
        index = self[text] = int(self._table._get_shared_string_index(_plain(clean(text))))
        self._table.count -= 1  # counted with its row
        return index

    def count(self, xml: str) -> None:
        """Counts the texts that cells hold."""
        self._table.count += xml.count(' t="s">')


def _quoted(text: str) -> str:
    return quoteattr(text) if _TO_ESCAPE.search(text) else f'"{text}"'


def _plain(text: str) -> str:
    """The text as the shared strings take it; one of this shape would be copied into the file as markup."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text

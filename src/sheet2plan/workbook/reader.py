"""Files to sheets of cells, whatever the format. Nothing here follows a link, runs a macro or writes to disk.

A plain .xlsx is scanned, and read by python-calamine in this process when the scan proves that it will fit into memory.
Everything else, and what calamine can't open, is read in a child process whose memory and time are capped.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from sheet2plan.memory import collector_off, give_back
from sheet2plan.workbook.calamine import read_by_calamine, read_grids
from sheet2plan.workbook.delimited import decoded, read_delimited
from sheet2plan.workbook.grid import MAX_CELLS, MAX_TEXT, Contents, Sheet, damaged, with_cells
from sheet2plan.workbook.guarded import guarded
from sheet2plan.workbook.opening import SUFFIXES, Kind, Opened, open_file
from sheet2plan.workbook.openxml import Book, open_book
from sheet2plan.workbook.package import Package, open_package, refuse_doctype
from sheet2plan.workbook.scan import Scan, has_true_counts, scan_sheet, string_sizes, text_size
from sheet2plan.workbook.sheetxml import read_open_xml
from sheet2plan.workbook.webpage import read_web_page

__all__ = ["SUFFIXES", "Sheet", "WorkbookFile", "read_workbook"]

_LARGE_AREA = 2_000_000
_SPARSE = 8
_MAX_AREA = 60_000_000
_MAX_TEXT_SIZE = 1_000_000_000
_MOST_THREADS = 2
_UNMARKABLE = {
    Kind.BINARY: "it is a binary .xlsb workbook",
    Kind.OLD: "it is an old .xls workbook",
    Kind.OPEN_DOCUMENT: "it is an OpenDocument file",
    Kind.TEXT: "it is a text file",
    Kind.WEB_PAGE: "it is a web page named as a workbook",
}


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """A workbook in memory, with the SHA-256 of the file it came from and the facts that a person should be told.

    `open_elsewhere`: Excel has it open, and what isn't saved yet isn't here. `unmarkable`: why it can have no review
    copy, "" where it can. The other facts are those of `Contents`.
    """

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    externals: bool = False
    macros: bool = False
    unsettled: bool = False
    repaired_by: str = ""
    open_elsewhere: bool = False
    unmarkable: str = ""


def read_workbook(path: Path, password: str | None = None) -> WorkbookFile:
    """All sheets of a workbook. Raises WorkbookError, with advice, for a file that is not a readable workbook."""
    opened = open_file(path, password)
    contents = _contents(opened, path.stem)
    return WorkbookFile(
        opened.name,
        opened.sha256,
        contents.sheets,
        contents.date1904,
        contents.externals,
        contents.macros,
        contents.unsettled,
        contents.repaired_by,
        opened.open_elsewhere,
        "it is protected by a password" if opened.encrypted else _UNMARKABLE.get(opened.kind, ""),
    )


def _contents(opened: Opened, stem: str) -> Contents:
    match opened.kind:
        case Kind.TEXT:
            return _read_text(opened, stem)
        case Kind.WEB_PAGE:
            return guarded(read_web_page, opened.name, opened.content, opened.name, stem)
        case Kind.OPEN_XML:
            return _read_plainly(opened)
        case _:
            return guarded(read_by_calamine, opened.name, opened.content, opened.name, opened.kind.value)


def _read_text(opened: Opened, stem: str) -> Contents:
    text = decoded(opened.content)
    if text is None:
        raise damaged(opened.name, "its text is in an encoding that can't be made out")
    return read_delimited(text, opened.name, stem)


def _read_plainly(opened: Opened) -> Contents:
    """By calamine in this process when that is proved to be safe, else by our own reader in the guarded one."""
    package = open_package(opened.content, opened.name)
    book = open_book(package)
    proof = _proof(package, book)
    repaired_by = ""
    if proof is not None:
        with collector_off():
            sheets = _sheets_by_calamine(opened, book, proof)
        give_back()
        if sheets is not None:
            unsettled = book.recalculated and any(scan.formulas for scan in proof.scans)
            return Contents(sheets, book.date1904, package.externals, package.macros, unsettled)
        repaired_by = "one of its parts is faulty; what could be read was read"
    return guarded(read_open_xml, opened.name, opened.content, opened.name, repaired_by)


@dataclass(frozen=True, slots=True)
class _Proof:
    """That calamine can read a workbook in bounded memory: the scan of each sheet, and the most bytes of text in it."""

    scans: list[Scan]
    text: int

    @property
    def threads(self) -> int:
        """How many may read at a time, each with all of the text."""
        return max(1, min(_MOST_THREADS, os.cpu_count() or 1, _MAX_TEXT_SIZE // max(self.text, 1)))


def _proof(package: Package, book: Book) -> _Proof | None:
    """None when a sheet is in an odd form, or when calamine might run out of memory with the workbook."""
    if not package.plain or book.repaired_by:
        return None
    strings = b""
    for part in book.parts_read():
        data = package.read(part)
        refuse_doctype(package.name, data)
        if not has_true_counts(data):
            return None
        strings = data if part == book.strings_part else strings
    sizes, text, scans = string_sizes(strings), 0, []
    for sheet in book.sheets:
        xml = package.read(sheet.part)
        scan = scan_sheet(xml)
        if scan is None or scan.cells > MAX_CELLS or scan.area > max(_LARGE_AREA, _SPARSE * scan.cells):
            return None
        text += text_size(xml, scan.cells, sizes)
        scans.append(scan)
    crowded = sum(scan.area for scan in scans) > _MAX_AREA
    return None if crowded or sizes.max() > MAX_TEXT or text > _MAX_TEXT_SIZE else _Proof(scans, text)


def _sheets_by_calamine(opened: Opened, book: Book, proof: _Proof) -> tuple[Sheet, ...] | None:
    """The sheets; None when calamine can't read them."""
    path = None if opened.encrypted else opened.path
    try:
        grids = read_grids(opened.content, [sheet.name for sheet in book.sheets], path, proof.threads)
    except python_calamine.CalamineError:
        return None
    except BaseException as fault:
        # A panic inside calamine is raised as pyo3's PanicException, which can't be imported.
        if type(fault).__name__ != "PanicException":
            raise
        return None
    return tuple(
        with_cells(Sheet(sheet.name, rows, top, left, sheet.hidden, scan.hidden_rows, scan.merged), scan.faults)
        for sheet, scan, (rows, top, left) in zip(book.sheets, proof.scans, grids, strict=True)
    )

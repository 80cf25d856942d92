"""The review copy: the clinic's own workbook with each finding's cell coloured and commented, and a list of them all.

The package's parts are edited directly: what is not touched stays as it is, byte for byte.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sheet2plan.errors import WorkbookError
from sheet2plan.findings import Notice
from sheet2plan.model import Document, Source, column_letters
from sheet2plan.render.cells import place
from sheet2plan.render.review.addresses import LAST_COLUMN, LAST_ROW, Place
from sheet2plan.render.review.comments import used_blocks
from sheet2plan.render.review.findings_sheet import Spot, findings_sheet
from sheet2plan.render.review.marking import Marked, mark_sheet
from sheet2plan.render.review.markup import attribute, children, inserted, masked, prefixed, root, text, whole
from sheet2plan.render.review.package import open_package
from sheet2plan.render.review.styles import StyleBook, blank_styles
from sheet2plan.render.review.workbench import SheetRef, Workbench, declared_prefix
from sheet2plan.render.xlsx import XLSX

XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"

MAX_COMMENTS = 20_000  # Excel still opens a workbook with so many at an acceptable speed
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def render_review(content: bytes, name: str, notices: tuple[Notice, ...]) -> Document:
    """The review copy of the workbook `name`, with those of the notices that are about it.

    Raises WorkbookError, with advice, for a file that is no .xlsx or .xlsm workbook, is damaged, or is protected by
    a password.
    """
    _refuse_other_formats(content, name)
    about = sorted((notice for notice in notices if notice.source.workbook == name), key=_order)
    try:
        bench = Workbench(open_package(content))
        _annotate(bench, name, about)
        copy = bench.content()
    except (ValueError, KeyError, IndexError) as fault:
        raise WorkbookError(
            f"No review copy can be made of {name}: a part of it is not as Excel writes it.",
            "Open it in Excel, let Excel repair it, save it as a new .xlsx, and run sheet2plan on that file.",
        ) from fault
    suffix, media_type = (".xlsm", XLSM) if bench.macros else (".xlsx", XLSX)
    return Document(f"review copy{suffix}", media_type, copy)


def has_cells(notices: Sequence[Notice], name: str) -> bool:
    """Whether any of the notices is about a cell or row of that workbook: whether a copy has anything to mark."""
    return any(notice.source.workbook == name and notice.source.row is not None for notice in notices)


def _refuse_other_formats(content: bytes, name: str) -> None:
    if content.startswith(_OLE):
        raise WorkbookError(
            f"No review copy can be made of {name}: it is protected by a password, or it is an old .xls file.",
            "Open it in Excel and save it as .xlsx without a password (File, Save As, Excel Workbook).",
        )
    if not content.startswith(b"PK"):
        raise WorkbookError(
            f"No review copy can be made of {name}: only .xlsx and .xlsm workbooks can be annotated.",
            "Open it in Excel, save it as .xlsx (File, Save As, Excel Workbook), and run sheet2plan on that file.",
        )


def _order(notice: Notice) -> tuple[int, str, str, int, int]:
    at = notice.source
    return (
        notice.severity.rank,
        notice.client_id or "",
        at.sheet or "",
        at.row or 0,
        -1 if at.column is None else at.column,
    )


def _annotate(bench: Workbench, name: str, notices: Sequence[Notice]) -> None:
    sheets = bench.sheets()
    styles_part, styles = _styles(bench)
    marked = _mark_all(bench, sheets, notices, styles)
    remarks = _remarks(bench, name, notices, marked)
    title = f"Review copy of {name}: {_counted(len(notices), 'finding')}"
    xml = findings_sheet(bench.dialect.main, title, remarks, notices, _Places(sheets, marked).spot, styles)
    _add_sheet(bench, sheets, xml)
    bench.write(styles_part, styles.xml())


def _styles(bench: Workbench) -> tuple[str, StyleBook]:
    relation = next((there for there in bench.relations(bench.part) if there.is_a("styles")), None)
    if relation is not None and bench.has(relation.target):
        return relation.target, StyleBook(bench.read(relation.target))
    part = posixpath.join(posixpath.dirname(bench.part), "styles.xml")  # some readers look for no other name
    bench.declare(part, f"{_TYPE}styles+xml")
    bench.relate(bench.part, "styles", part)
    return part, StyleBook(blank_styles(bench.dialect.main))


def _mark_all(
    bench: Workbench, sheets: Sequence[SheetRef], notices: Sequence[Notice], styles: StyleBook
) -> dict[str, Marked]:
    """What became of the findings of each sheet that has any, by its name."""
    by_sheet: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.source.sheet is not None and _on_the_grid(notice.source):
            by_sheet[notice.source.sheet].append(notice)
    block = 1 + max((used for part in bench.parts(".vml") for used in used_blocks(bench.read(part))), default=0)
    room = MAX_COMMENTS
    marked = {}
    for sheet in sheets:
        if sheet.part is not None and sheet.name in by_sheet:
            done = mark_sheet(bench, sheet.part, by_sheet[sheet.name], styles, block, room)
            marked[sheet.name] = done
            block, room = block + done.blocks, room - done.comments
    return marked


def _on_the_grid(source: Source) -> bool:
    return source.row is not None and 1 <= source.row <= LAST_ROW and (source.column or 0) <= LAST_COLUMN


class _Places:
    """Where the findings are in this copy: in words, and as the address of a link."""

    def __init__(self, sheets: Sequence[SheetRef], marked: dict[str, Marked]) -> None:
        self._hidden = {sheet.name: sheet.hidden for sheet in sheets if sheet.part}
        self._marked = marked

    def spot(self, source: Source) -> Spot:
        """A link to a cell, or to the sheet's first; none to a sheet that is hidden, has no cells or is not there."""
        if source.sheet not in self._hidden or source.sheet is None:
            return Spot(source.a1, "")
        if self._hidden[source.sheet]:
            return Spot(f"{source.a1} (hidden sheet)", "")
        row, column = self._cell(source)
        return Spot(source.a1, place(source.sheet, f"{column_letters(column)}{row}"))

    def _cell(self, source: Source) -> Place:
        marked = self._marked.get(source.sheet or "")
        if marked is None or source.row is None or not _on_the_grid(source):
            return 1, 0
        return marked.cells[source.row, source.column]


def _remarks(bench: Workbench, name: str, notices: Sequence[Notice], marked: dict[str, Marked]) -> list[str]:
    remarks = [f"Made by sheet2plan. Correct {name} itself: sheet2plan reads that one, not this copy."]
    if any(notice.source.row is not None for notice in notices):
        remarks.append(
            "Red: error. Orange: missing. Yellow: warning. Grey-blue: for information. A comment says what to do."
        )
    if bench.signed:
        remarks.append(f"{name} is digitally signed. The signature holds for the original only, not for this copy.")
    threads, left_out = sum(done.threads for done in marked.values()), sum(done.left_out for done in marked.values())
    if threads:
        remarks.append(f"{_counted(threads, 'cell')} with a conversation: coloured, with no comment added to it.")
    if left_out:
        remarks.append(f"{_counted(left_out, 'more cell')} coloured without a comment: there would be too many.")
    return remarks


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _add_sheet(bench: Workbench, sheets: Sequence[SheetRef], xml: Iterator[bytes]) -> None:
    """Adds the sheet behind all others, so that what counts sheets (names, the open tab) still counts right."""
    home = posixpath.dirname(bench.part)
    part = bench.new_part(posixpath.join(home, "worksheets/sheet"), ".xml", f"{_TYPE}worksheet+xml")
    bench.write_pieces(part, xml)
    relation = bench.relate(bench.part, "worksheet", part)
    book = bench.read(bench.part)
    mask = masked(book)
    top = root(mask)
    listed = {child.local: child for child in children(mask, top.inner, top.inner_end)}[b"sheets"]
    tags = [mask[sheet.start : sheet.inner] for sheet in children(mask, listed.inner, listed.inner_end)]
    number = 1 + max((whole(attribute(tag, b"sheetId")) for tag in tags), default=0)
    prefix = declared_prefix(mask[top.start : top.inner], bench.dialect.office)
    key = b"r:id" if prefix is None else prefix + b"id"
    declared = f' xmlns:r="{bench.dialect.office}"'.encode() if prefix is None else b""
    title = text(_free_name({sheet.name.casefold() for sheet in sheets}), cell=False)
    entry = b'<sheet name="%b" sheetId="%d"%b %b="%b"/>' % (title, number, declared, key, relation.encode())
    bench.write(bench.part, inserted(book, listed, prefixed(entry, listed.prefix)))


def _free_name(taken: set[str]) -> str:
    names = ("Findings", *(f"Findings ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)

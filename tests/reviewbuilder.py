"""Workbooks rich in features, built in memory: what a review copy must leave as it is."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter import Workbook

Build = Callable[[], bytes]
Parts = dict[str, bytes]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (b"http://schemas.openxmlformats.org/drawingml/2006/main", b"http://purl.oclc.org/ooxml/drawingml/main"),
)


def parts_of(content: bytes) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package(parts: Mapping[str, bytes]) -> bytes:
    """A package made of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def picture() -> io.BytesIO:
    """A red PNG of 8 by 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff\0\0" * 8) * 8
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def written(fill: Callable[[Workbook, Any], None]) -> Build:
    """A workbook by XlsxWriter: a Goals sheet with ten rows of a small table, and what `fill` adds."""

    def build() -> bytes:
        out = io.BytesIO()
        book = Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet("Goals")
        sheet.write_row(0, 0, ["Client ID", "Goal", "Target", "Score"])
        day = book.add_format({"num_format": "yyyy-mm-dd", "bold": True})
        for row in range(1, 11):
            sheet.write_row(row, 0, [f"C-{row:04}", f"Goal {row}"])
            sheet.write_datetime(row, 2, date(2026, 1, row), day)
            sheet.write_number(row, 3, row * 1.5)
        fill(book, sheet)
        book.close()
        return out.getvalue()

    return build


def _charts(book: Workbook, sheet: Any) -> None:
    for number, kind in enumerate(("line", "column", "pie")):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": "=Goals!$A$2:$A$11", "values": "=Goals!$D$2:$D$11"})
        sheet.insert_chart(2 + 15 * number, 6, chart)
    book.add_chartsheet("Chart").set_chart(_line(book))


def _line(book: Workbook) -> Any:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Goals!$D$2:$D$11"})
    return chart


def _pictures(_book: Workbook, sheet: Any) -> None:
    sheet.insert_image("F2", "red.png", {"image_data": picture(), "description": "Logo"})
    sheet.set_header("&L&G", {"image_left": "red.png", "image_data_left": picture()})


def _validations(book: Workbook, sheet: Any) -> None:
    book.add_worksheet("Lists").write_column("A1", ["Active", "Met"])
    sheet.data_validation("B2:B11", {"validate": "list", "source": ["a", "b"], "input_title": "Choose"})
    sheet.data_validation("A2:A11", {"validate": "list", "source": "=Lists!$A$1:$A$2"})
    sheet.data_validation("C2:C11", {"validate": "date", "criteria": ">", "value": date(2020, 1, 1)})


def _formats(book: Workbook, sheet: Any) -> None:
    sheet.conditional_format("D2:D11", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("D2:D11", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    look = book.add_format({"bg_color": "#FF0000"})
    sheet.conditional_format("B2:B11", {"type": "text", "criteria": "containing", "value": "5", "format": look})
    sheet.add_sparkline("E2", {"range": "Goals!D2:D11"})


def _tables(_book: Workbook, sheet: Any) -> None:
    heads = [{"header": name} for name in ("Client ID", "Goal", "Target", "Score")]
    sheet.add_table("A1:D11", {"name": "GoalsTable", "columns": heads, "style": "Table Style Medium 2"})
    sheet.freeze_panes(1, 1)


def _comments(_book: Workbook, sheet: Any) -> None:
    sheet.write_comment("B3", "Ask Dana about this one", {"author": "Dana"})
    sheet.write_comment("D9", "Score from the portal", {"visible": True})


def _shapes(_book: Workbook, sheet: Any) -> None:
    sheet.insert_button("G2", {"caption": "Press", "macro": "go"})
    sheet.insert_textbox("G8", "A text box\nof two lines")
    sheet.insert_checkbox("G5", True)


def _formulas(book: Workbook, sheet: Any) -> None:
    sheet.write_formula("F2", '=IF(D2>1,"yes","<no>")', None, "yes")
    sheet.write_array_formula("F3:F5", "{=D2:D4*2}", None, 3)
    sheet.write_dynamic_array_formula("H2:H4", "=_xlfn.UNIQUE(A2:A4)", None, "C-0001")
    book.define_name("Scores", "=Goals!$D$2:$D$11")
    sheet.write_formula("F6", "=SUM(Scores)", None, 82.5)


def _merged(book: Workbook, sheet: Any) -> None:
    sheet.merge_range("F2:H4", "Merged", book.add_format({"align": "center", "border": 1}))
    sheet.write_rich_string("B2", "plain ", book.add_format({"bold": True}), "bold", " plain")
    sheet.write_url("F8", "https://example.org/?a=1&b=2", string="A link")
    sheet.write_url("F9", "internal:Goals!A1")


def _protected(book: Workbook, sheet: Any) -> None:
    sheet.protect("", {"sort": True})
    sheet.set_column(1, 1, 40, book.add_format({"locked": False, "bg_color": "#1F3A5F", "font_color": "white"}))
    sheet.set_row(20, 30, book.add_format({"italic": True}))
    sheet.autofilter("A1:D11")
    sheet.filter_column(0, "x == C-0002")
    sheet.set_h_pagebreaks([5])
    sheet.print_area("A1:D11")
    sheet.repeat_rows(0)


def _hidden(book: Workbook, sheet: Any) -> None:
    hidden = book.add_worksheet("Old")
    hidden.write_row(0, 0, ["Client ID", "Note"])
    hidden.hide()
    book.add_worksheet("Findings").write("A1", "mine")
    sheet.set_column(3, 3, None, None, {"hidden": True, "level": 1})
    sheet.set_row(4, None, None, {"hidden": True})


def _macros(book: Workbook, _sheet: Any) -> None:
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 not a real project" * 40), is_stream=True)


def by_openpyxl() -> bytes:
    """A workbook by openpyxl, with notes, a validation, names and formats of its own kind."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Goals"
    for row in range(1, 11):
        sheet.append([f"C-{row:04}", f"Goal {row}", date(2026, 1, row), row * 1.5])
    sheet["B3"].comment = Comment("An old note", "Dana", 120, 200)
    sheet["A1"].font, sheet["A1"].fill = Font(color="FFFFFFFF", bold=True), PatternFill("solid", fgColor="FF1F3A5F")
    choice = DataValidation(type="list", formula1='"a,b"')
    sheet.add_data_validation(choice)
    choice.add("B2:B9")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_custom_parts() -> bytes:
    """A workbook with parts that no library here writes: a pivot table with its cache, custom XML, printer settings."""
    parts = parts_of(written(_tables)())
    _relate(parts, "xl/_rels/workbook.xml.rels", 90, "customXml", "../customXml/item1.xml")
    _relate(parts, "xl/_rels/workbook.xml.rels", 92, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    _relate(
        parts, "xl/worksheets/_rels/sheet1.xml.rels", 91, "printerSettings", "../printerSettings/printerSettings1.bin"
    )
    _relate(parts, "xl/worksheets/_rels/sheet1.xml.rels", 93, "pivotTable", "../pivotTables/pivotTable1.xml")
    cache = f"{_OFFICE}/pivotCacheDefinition"
    parts["xl/pivotTables/_rels/pivotTable1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="%b" Target="../pivotCache/pivotCacheDefinition1.xml"/></Relationships>' % cache.encode()
    )
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    declared = f'<Default Extension="bin" ContentType="{sheet_type}printerSettings"/>'
    for part, kind in (
        ("pivotCache/pivotCacheDefinition1", "pivotCacheDefinition"),
        ("pivotTables/pivotTable1", "pivotTable"),
    ):
        declared += f'<Override PartName="/xl/{part}.xml" ContentType="{sheet_type}{kind}+xml"/>'
    _put(parts, "[Content_Types].xml", declared, "</Types>")
    _put(parts, "xl/workbook.xml", '<pivotCaches><pivotCache cacheId="1" r:id="rId92"/></pivotCaches>', "</workbook>")
    parts["customXml/item1.xml"] = b"<clinic><name>Riverside &amp; Hill</name></clinic>"
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>'
        for name in ("Client ID", "Goal", "Target", "Score")
    )
    parts["xl/pivotCache/pivotCacheDefinition1.xml"] = (
        f'<pivotCacheDefinition xmlns="{_MAIN}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet">'
        f'<worksheetSource ref="A1:D11" sheet="Goals"/></cacheSource><cacheFields count="4">{fields}</cacheFields>'
        "</pivotCacheDefinition>"
    ).encode()
    parts["xl/pivotTables/pivotTable1.xml"] = (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="Pivot" cacheId="1" dataCaption="Values"><location ref="H20:I22" '
        'firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="4">'
        + 4 * '<pivotField showAll="0"/>'
        + "</pivotFields></pivotTableDefinition>"
    ).encode()
    return package(parts)


def _relate(parts: Parts, rels: str, number: int, kind: str, target: str) -> None:
    relation = f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    _put(parts, rels, relation, "</Relationships>")


def _put(parts: Parts, name: str, markup: str, before: str) -> None:
    parts[name] = parts[name].replace(before.encode(), (markup + before).encode())


def with_thread() -> bytes:
    """A workbook whose cell B3 holds a conversation, with the note that stands in for it in older programs."""
    parts = parts_of(written(_comments)())
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="B3" dT="2024-05-06T07:08:09.00" personId="{00000000-0000-0000-0000-000000000001}" '
        b'id="{00000000-0000-0000-0000-000000000002}"><text>Is this right?</text></threadedComment></ThreadedComments>'
    )
    person = (
        b'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person '
        b'displayName="Dana" id="{00000000-0000-0000-0000-000000000001}" userId="d" providerId="None"/></personList>'
    )
    kind = b'<Relationship Id="rId%d" Type="http://schemas.microsoft.com/office/2017/10/relationships/%b" Target="%b"/>'
    end = b"</Relationships>"
    for name, relation in (
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            kind % (90, b"threadedComment", b"../threadedComments/threadedComment1.xml"),
        ),
        ("xl/_rels/workbook.xml.rels", kind % (90, b"person", b"persons/person.xml")),
    ):
        parts[name] = parts[name].replace(end, relation + end)
    override = b'<Override PartName="%b" ContentType="application/vnd.ms-excel.%b+xml"/>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        override % (b"/xl/threadedComments/threadedComment1.xml", b"threadedcomments")
        + override % (b"/xl/persons/person.xml", b"person")
        + b"</Types>",
    )
    parts["xl/threadedComments/threadedComment1.xml"], parts["xl/persons/person.xml"] = thread, person
    return package(parts)


def strict() -> bytes:
    """A workbook in Strict Open XML."""
    parts = parts_of(written(_tables)())
    for name, part in parts.items():
        for common, ours in _STRICT:
            part = part.replace(common, ours)
        parts[name] = part
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbook ", b'<workbook conformance="strict" ')
    return package(parts)


def prefixed() -> bytes:
    """A workbook whose own elements stand under the prefix x, as some generators write them."""
    parts = parts_of(written(_comments)())
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml"):
        part = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", parts[name])
        parts[name] = part.replace(b'xmlns="http', b'xmlns:x="http', 1)
    return package(parts)


def unaddressed() -> bytes:
    """A workbook whose rows and cells leave out their addresses, with single quotes and a comment in the XML."""
    parts = parts_of(written(lambda _book, _sheet: None)())
    sheet = re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb"<\1", parts["xl/worksheets/sheet1.xml"])
    sheet = re.sub(rb' s="(\d+)"', rb" s='\1'", sheet)
    sheet = sheet.replace(b"<sheetData>", b'<sheetData><!-- <row r="3"><c r="B3"/></row> -->')
    parts["xl/worksheets/sheet1.xml"] = sheet
    return package(parts)


def wide_encoding() -> bytes:
    """A workbook whose sheet is in UTF-16."""
    parts = parts_of(written(_merged)())
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return package(parts)


def without_styles() -> bytes:
    """A workbook without a style sheet, as small generators leave it."""
    parts = parts_of(written(lambda _book, _sheet: None)())
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(?:Override|Relationship)[^>]*styles[^>]*/>", b"", parts[name])
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb' s="\d+"', b"", parts["xl/worksheets/sheet1.xml"])
    return package(parts)


FEATURES: dict[str, Build] = {
    "charts": written(_charts),
    "pictures": written(_pictures),
    "validations": written(_validations),
    "conditional formats and sparklines": written(_formats),
    "tables": written(_tables),
    "comments": written(_comments),
    "shapes and controls": written(_shapes),
    "formulas and names": written(_formulas),
    "merged, rich text, links": written(_merged),
    "protected and filtered": written(_protected),
    "hidden": written(_hidden),
    "macros": written(_macros),
    "openpyxl": by_openpyxl,
    "custom parts": with_custom_parts,
    "thread": with_thread,
    "strict": strict,
    "prefixed": prefixed,
    "without addresses": unaddressed,
    "UTF-16": wide_encoding,
    "without styles": without_styles,
}

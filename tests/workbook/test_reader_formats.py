"""Every kind of file that a clinic may have, read as what it is."""

from __future__ import annotations

import io
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter

from oddfiles import STRICT_MAIN, STRICT_OFFICE, cells_of, open_xml, read, refusal, text, written, zipped
from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.cells import NOT_CALCULATED, UNREADABLE, CellError
from sheet2plan.workbook.reader import read_workbook

ROWS = (
    f'<row r="1">{text("A1", "Client ID")}{text("B1", "Score")}</row>'
    f'<row r="2">{text("A2", "007")}<c r="B2"><v>19</v></c></row>'
)
CELLS = {"A1": "Client ID", "B1": "Score", "A2": "007", "B2": 19.0}


def test_a_plain_workbook(tmp_path: Path) -> None:
    book = read(tmp_path, open_xml(ROWS))
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]
    assert cells_of(book.sheets[0]) == CELLS
    assert not any((book.date1904, book.externals, book.macros, book.unsettled, book.repaired_by))


def test_strict_open_xml(tmp_path: Path) -> None:
    book = read(tmp_path, open_xml(ROWS, main=STRICT_MAIN, office=STRICT_OFFICE))
    assert cells_of(book.sheets[0]) == CELLS


def test_dates_stored_as_text_in_strict_files(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="d"><v>2026-03-04</v></c><c r="B1" t="d"><v>2026-03-04T10:20:30</v></c></row>'
    book = read(tmp_path, open_xml(rows, main=STRICT_MAIN, office=STRICT_OFFICE))
    assert cells_of(book.sheets[0]) == {"A1": date(2026, 3, 4), "B1": datetime(2026, 3, 4, 10, 20, 30)}


@pytest.mark.parametrize("plain", [True, False])
def test_what_a_blank_is_not(tmp_path: Path, plain: bool) -> None:
    rows = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1" s="0"/></row>'
        '<row r="9" hidden="1"><c r="H9" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    book = read(tmp_path, open_xml(rows if plain else f"<!-- not plain -->{rows}"))
    assert cells_of(book.sheets[0]) == {
        "A1": CellError("#REF!"),
        "B1": NOT_CALCULATED,
        "C1": NOT_CALCULATED,
        "E1": 2.0,
        "H9": CellError("#DIV/0!"),
    }
    assert book.sheets[0].hidden_rows == {9}


def test_a_value_that_can_not_be_is_no_blank(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>7</v></c><c r="B1"><v>nineteen</v></c><c r="C1"><v>3</v></c></row>'
    book = read(tmp_path, open_xml(rows))
    assert cells_of(book.sheets[0]) == {"A1": UNREADABLE, "B1": UNREADABLE, "C1": 3.0}
    assert book.repaired_by


def test_cells_without_an_address_stand_one_after_the_other(tmp_path: Path) -> None:
    rows = (
        '<row><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c><v>3</v></c><c r="F4"><v>4</v></c><c><v>5</v></c></row>'
    )
    assert cells_of(read(tmp_path, open_xml(rows)).sheets[0]) == {"A1": 1.0, "B1": 2.0, "A4": 3.0, "F4": 4.0, "G4": 5.0}


def test_parts_named_in_other_ways_than_their_relations_say(tmp_path: Path) -> None:
    parts = {name.replace("/sheet1", "/Sheet1").replace("/", "\\"): part for name, part in open_xml(ROWS).items()}
    book = read(tmp_path, parts)
    assert cells_of(book.sheets[0]) == CELLS
    assert not book.repaired_by


def test_a_sheet_that_the_file_has_lost_is_told(tmp_path: Path) -> None:
    parts = open_xml(ROWS, ROWS)
    del parts["xl/worksheets/sheet2.xml"]
    book = read(tmp_path, parts)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]
    assert "lost its sheet Sheet2" in book.repaired_by


def test_merged_cells(tmp_path: Path) -> None:
    parts = open_xml(ROWS)
    sheet = str(parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    )
    assert read(tmp_path, parts).sheets[0].merged == ((0, 0, 1, 2),)


def test_the_1904_date_system(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, datetime(2026, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
    found = read_workbook(path)
    assert found.date1904
    assert cells_of(found.sheets[0]) == {"A1": date(2026, 3, 4)}


def test_formulas_that_no_excel_has_calculated(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_formula("A1", "=1+1")
    assert read_workbook(path).unsettled


def test_links_and_macros_are_told_and_left_alone(tmp_path: Path) -> None:
    parts = open_xml(ROWS) | {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    book = read(tmp_path, parts, "clinic.xlsm")
    assert book.macros
    assert book.externals


def test_a_workbook_with_a_wrong_ending_is_read_by_its_content(tmp_path: Path) -> None:
    assert cells_of(read(tmp_path, open_xml(ROWS), "clinic.xls").sheets[0]) == CELLS
    assert cells_of(read(tmp_path, "Client ID,Score\n007,19\n", "clinic.xls").sheets[0])["A2"] == "007"


# --- OpenDocument ---------------------------------------------------------------------------------------------------

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="Clients">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def ods(rows: str) -> dict[str, str | bytes]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.format(rows=rows),
        "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }


def test_open_document(tmp_path: Path) -> None:
    rows = (
        "<table:table-row><table:table-cell/>"
        '<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2026-03-04"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="5" '
        'table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>5</text:p></table:table-cell>'
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row>"
    )
    (sheet,) = read(tmp_path, ods(rows), "clinic.ods").sheets
    assert cells_of(sheet) == {"B1": "007", "C1": date(2026, 3, 4), "D1": CellError("#DIV/0!"), "A2": 5.0}
    assert sheet.hidden_rows == {2}
    assert sheet.merged == ((1, 0, 1, 1),)


def test_an_open_document_with_a_password_or_too_far_a_cell(tmp_path: Path) -> None:
    parts = ods("") | {"META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert "password" in refusal(written(tmp_path, "a.ods", parts)).problem
    far = '<table:table-row table:number-rows-repeated="999999999"><table:table-cell office:value-type="string" '
    far += 'table:number-columns-repeated="999999999"><text:p>X</text:p></table:table-cell></table:table-row>'
    assert "too large" in refusal(written(tmp_path, "b.ods", ods(far))).problem


# --- passwords ------------------------------------------------------------------------------------------------------


def locked(password: str) -> bytes:
    # msoffcrypto writes workbooks below 4 KB in a form that it can't read itself.
    plain = io.BytesIO(zipped(open_xml(ROWS) | {"xl/media/logo.png": random.Random(7).randbytes(9000)}))
    secret = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(password, secret)
    return secret.getvalue()


def test_a_password(tmp_path: Path) -> None:
    path = written(tmp_path, "clinic.xlsx", locked("a good one"))
    assert cells_of(read_workbook(path, "a good one").sheets[0]) == CELLS
    assert "is protected by a password" in refusal(path).problem
    fault = refusal(path, "a bad one")
    assert "can't be opened with the password" in fault.problem
    assert "--password-file" in fault.advice
    assert read_workbook(path, "a good one").unmarkable == "it is protected by a password"
    assert "SHEET2PLAN_PASSWORD" in fault.advice
    assert "a bad one" not in str(fault)


def test_the_password_that_excel_itself_uses_is_never_asked_for(tmp_path: Path) -> None:
    assert cells_of(read(tmp_path, locked("VelvetSweatshop")).sheets[0]) == CELLS


# --- text -----------------------------------------------------------------------------------------------------------

TABLE: list[list[str | None]] = [
    ["Client ID", "Name", "Note"],
    ["007", "Zoë Müller", "one, two; three"],
    ["008", None, "two\nlines"],
]


def as_text(delimiter: str) -> str:
    return "\r\n".join(
        delimiter.join(f'"{cell}"' if cell and any(sign in cell for sign in ',;|\t\n"') else cell or "" for cell in row)
        for row in TABLE
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_text_files(tmp_path: Path, delimiter: str, encoding: str) -> None:
    book = read(tmp_path, as_text(delimiter).encode(encoding), "Scores.csv")
    (sheet,) = book.sheets
    assert sheet.name == "Scores"
    assert sheet.rows == TABLE


def test_the_delimiter_that_a_text_file_names(tmp_path: Path) -> None:
    (sheet,) = read(tmp_path, "sep=|\nClient ID|Note\n1|a,b,c\n2|d,e,f\n", "a.txt").sheets
    assert cells_of(sheet) == {"A2": "Client ID", "B2": "Note", "A3": "1", "B3": "a,b,c", "A4": "2", "B4": "d,e,f"}


def test_ragged_rows_are_evened_and_blank_ones_at_the_end_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b,c\n1\n\n,,\n", "a.csv").sheets[0].rows == [["a", "b", "c"], ["1", None, None]]


def test_an_open_quotation_mark_swallows_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,note\n1,"never closed\n2,x\n3,y\n')
    assert "quotation mark" in refusal(path).problem


def test_bytes_named_csv_are_refused(tmp_path: Path) -> None:
    refusal(written(tmp_path, "a.csv", bytes(range(256)) * 20))


def test_a_web_page_saved_as_xls(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="utf-8"><style>td {color: red}</style></head><body><table>'
        "<tr><th colspan=2>Caseload</th></tr><tr><td>007</td><td>a<br>b &amp; Zoë</td></tr></table></body></html>"
    )
    book = read(tmp_path, page.encode(), "export.xls")
    assert cells_of(book.sheets[0]) == {"A1": "Caseload", "A2": "007", "B2": "a\nb & Zoë"}
    assert book.sheets[0].merged == ((0, 0, 0, 1),)
    assert "web page" in book.repaired_by


# --- what is no workbook --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "empty file"),
        ("a.xlsx", b"not a workbook at all", "is not a workbook"),
        ("a.xlsx", b"%PDF-1.7", "a PDF file"),
        ("a.xls", b"\x09\x00\x04\x00\x02\x00\x10\x00", "Excel 4 or older"),
        ("a.docx", zipped({"[Content_Types].xml": "", "word/document.xml": "" * 9}) + b"", "a Word document"),
        ("a.zip", zipped({"clinic.xlsx": b"x" * 200}), "a zip file without a workbook"),
        ("a.numbers", zipped({"Index/Document.iwa": b"x" * 200}), "a Numbers file"),
        ("a.xml", b"<x/>", "not a kind of workbook"),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "a zip file without a workbook"),
        ("a.xlsx", zipped(open_xml(ROWS))[:-30], "end is missing"),
        ("a.xlsx", zipped(open_xml(ROWS))[:900], "end is missing"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        ("~$clinic.xlsx", b"\x05admin" + bytes(159), "while clinic.xlsx is open"),
        (".~lock.clinic.ods#", b",admin", "while clinic.ods is open"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert said in refusal(written(tmp_path, name, content)).problem


def test_folders_and_absent_files(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path).problem
    assert "There is no file" in refusal(tmp_path / "a.xlsx").problem
    assert "There is no file" in refusal(tmp_path / ("a" * 20) / "a.xlsx").problem
    with pytest.raises(WorkbookError):
        read_workbook(Path("a\0b.xlsx"))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "clinic.xlsx", open_xml(ROWS))

    def locked_by_excel(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked_by_excel)
    assert "Close it in Excel" in refusal(path).advice


def test_a_workbook_that_is_open_in_excel_is_read_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "clinic.xlsx", open_xml(ROWS))
    assert not read_workbook(path).open_elsewhere
    written(tmp_path, "~$clinic.xlsx", b"\x05admin")
    assert read_workbook(path).open_elsewhere


def test_openpyxl_writes_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "clinic.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B2"], sheet["C3"], sheet["D4"] = "text", date(1984, 2, 29), time(9, 30)
    sheet["E5"], sheet["F6"], sheet["G7"] = timedelta(hours=30), "=1+1", True
    book.create_sheet("Old").sheet_state = "veryHidden"
    book.save(path)
    first, old = read_workbook(path).sheets
    assert cells_of(first) == {
        "B2": "text",
        "C3": date(1984, 2, 29),
        "D4": time(9, 30),
        "E5": timedelta(hours=30),
        "F6": NOT_CALCULATED,
        "G7": True,
    }
    assert (first.top, first.left, first.hidden, old.hidden) == (1, 1, False, True)

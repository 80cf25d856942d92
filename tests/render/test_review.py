"""The review copy: marked where it should be, and otherwise the clinic's own workbook, byte for byte."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import judges
from reportbuilder import a_notice
from reviewbuilder import FEATURES, package, parts_of, written
from sheet2plan.cli import main
from sheet2plan.errors import WorkbookError
from sheet2plan.files.output import open_output
from sheet2plan.files.shelf import Staged
from sheet2plan.findings import Notice, Severity
from sheet2plan.model import Source
from sheet2plan.render.review import render_review
from sheet2plan.render.review.styles import FILLS
from sheet2plan.running.reviewing import finish_review_copies
from workbooks import AS_OF, SCORES, changed, write_workbook

NAME = "clinic.xlsx"
CORPUS = Path(os.environ.get("SHEET2PLAN_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus") / "workbooks"
SHEET, BOXES = "xl/worksheets/sheet1.xml", "xl/drawings/vmlDrawing1.vml"
plain = written(lambda _book, _sheet: None)


def at(
    row: int | None,
    column: int | None = None,
    sheet: str | None = "Goals",
    severity: Severity = Severity.GAP,
    **more: Any,
) -> Notice:
    """A notice at a place of the workbook."""
    return a_notice(severity=severity, source=Source(more.pop("workbook", NAME), sheet, row, column), **more)


NOTICES = (
    at(2, 1),
    at(2, 1, severity=Severity.ERROR, message="Is “=1+1” <wrong> & _x000D_ odd\x0b.", code="other"),
    at(3, 1, severity=Severity.WARNING),
    at(7, 2, severity=Severity.INFO),
    at(9),
    at(4, 30),
    at(40, 1),
    at(None),
    at(None, sheet=None),
    at(3, 3, sheet="No such sheet"),
)
EXPECTED = {"B2", "B3", "C7", "A9", "AE4", "B40"}


@cache
def built(name: str) -> bytes:
    """A workbook of FEATURES, built once."""
    return FEATURES[name]()


@cache
def copied(name: str) -> bytes:
    """Its review copy."""
    return render_review(built(name), NAME, NOTICES).content


def reviewed(content: bytes, *notices: Notice) -> bytes:
    """The review copy of a workbook with these notices."""
    return render_review(content, NAME, notices).content


def cells(content: bytes, sheet: str = "Goals") -> Any:
    """A sheet as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))[sheet]


def comments(content: bytes, sheet: str = "Goals") -> dict[str, str]:
    """The words of each comment by its cell."""
    rows = cells(content, sheet).iter_rows()
    return {cell.coordinate: cell.comment.text for row in rows for cell in row if cell.comment}


def values(content: bytes) -> dict[str, Any]:
    """All values by sheet, as calamine reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(data.name) for data in book.sheets_metadata if "WorkSheet" in str(data.typ)]
    return {sheet.name: (sheet.start, sheet.to_python()) for sheet in sheets}


def links_of(sheet: Any) -> dict[str, str]:
    """Where each link of a sheet leads, by its cell."""
    found = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    return {cell.coordinate: cell.hyperlink.location for cell in found}


def raw(content: bytes) -> dict[str, tuple[int, bytes]]:
    """Each entry's method and compressed bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {}
        for entry in archive.infolist():
            head = content[entry.header_offset : entry.header_offset + 30]
            start = (
                entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            )
            found[entry.filename] = (entry.compress_type, content[start : start + entry.compress_size])
        return found


@pytest.mark.parametrize("name", FEATURES)
def test_untouched_parts_keep_their_compressed_bytes_and_their_order(name: str) -> None:
    before, after = raw(built(name)), raw(copied(name))
    changed_parts = {part for part in before if after[part] != before[part]}
    touched = r"\[Content_Types\]\.xml|xl/(workbook|styles|comments1|worksheets/sheet1)\.xml"
    touched += r"|xl/(worksheets/)?_rels/(workbook|sheet1)\.xml\.rels|xl/drawings/vmlDrawing1\.vml"
    touched += r"|xl/comments/comment1\.xml|xl/drawings/commentsDrawing1\.vml"
    assert [part for part in changed_parts if not re.fullmatch(touched, part, re.IGNORECASE)] == []
    assert list(after)[: len(before)] == list(before)


@pytest.mark.parametrize("name", FEATURES)
def test_no_value_changes(name: str) -> None:
    # calamine reads no UTF-16; the same sheet in UTF-8 has the values.
    before = values(built("merged, rich text, links" if name == "UTF-16" else name))
    after = values(copied(name))
    assert {sheet: after[sheet] for sheet in before} == before
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("name", [name for name in FEATURES if name != "strict"])
def test_comments_stand_at_the_findings_cells(name: str) -> None:
    found = comments(copied(name))
    own = {} if name == "without styles" else comments(built(name))
    ours = {cell for cell, words in found.items() if "goal-target-date" in words}
    assert ours == EXPECTED - ({"B3"} if name == "thread" else set())
    assert found.keys() == ours | own.keys()
    assert [cell for cell in own if not found[cell].startswith(own[cell].split("\n")[0])] == []


@pytest.mark.parametrize("name", [name for name in FEATURES if name not in ("strict", "without styles")])
def test_formulas_formats_and_names_stay(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before, after = (openpyxl.load_workbook(io.BytesIO(content)) for content in (built(name), copied(name)))
    assert list(after.defined_names.items()) == list(before.defined_names.items())
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin: Any = after[sheet.title][cell.coordinate]
                assert str(getattr(twin.value, "text", twin.value)) == str(getattr(cell.value, "text", cell.value))
                assert twin.number_format == cell.number_format
                assert (twin.font.b, twin.alignment.horizontal, twin.protection.locked) == (
                    cell.font.b,
                    cell.alignment.horizontal,
                    cell.protection.locked,
                )


@pytest.mark.parametrize("name", FEATURES)
def test_the_open_xml_sdk_finds_no_new_error(name: str, tmp_path: Path) -> None:
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    if name == "macros":
        before, after = before.with_suffix(".xlsm"), after.with_suffix(".xlsm")
    before.write_bytes(built(name))
    after.write_bytes(copied(name))
    known = {json.loads(error)["description"] for error in judges.ooxml_errors(before)}
    assert [error for error in judges.ooxml_errors(after) if json.loads(error)["description"] not in known] == []


def test_libreoffice_shows_the_comments_and_keeps_the_colours(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        judges.absent("LibreOffice")
    (tmp_path / "out").mkdir()
    files = []
    for number, name in enumerate(FEATURES):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(copied(name))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        program,
        "--headless",
        profile,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        *map(str, files),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=600)
    for file, name in zip(files, FEATURES, strict=True):
        content = (tmp_path / "out" / file.name).read_bytes()
        shown = {cell for cell, words in comments(content).items() if "goal-target-date" in words}
        assert (name, shown) == (name, EXPECTED - ({"B3"} if name == "thread" else set()))
        assert cells(content)["B2"].fill.fgColor.rgb == FILLS[Severity.ERROR]


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.xls[xm]")) or [None], ids=lambda file: file and file.name)
def test_real_workbooks_are_marked_and_otherwise_kept(file: Path | None) -> None:
    if file is None:
        pytest.skip("the corpus of odd workbooks is not here")
    content = file.read_bytes()
    try:
        before = values(content)
    except (python_calamine.CalamineError, BaseException) as fault:  # a panic of calamine is no Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        pytest.skip("calamine can't read it")
    places = ((1, 0), (2, 3), (7, None), (30, 28))
    notices = [at(row, column, sheet, workbook=file.name) for sheet in before for row, column in places]
    copy = render_review(content, file.name, tuple(notices)).content
    after = values(copy)
    assert {sheet: after[sheet] for sheet in before} == before
    kinds = r"xl/worksheets/|xl/comments|xl/drawings/vml|xl/styles|xl/workbook.xml|xl/_rels/workbook|\[Content_Types"
    old, new = raw(content), raw(copy)
    assert [part for part in old if new[part] != old[part] and not re.match(kinds, part)] == []
    added = [part for part in new if part not in old]
    assert [part for part in added if not re.match(kinds + r"|xl/drawings/vmlDrawing", part)] == []


@pytest.mark.parametrize("severity", Severity)
def test_the_fill_says_the_severity_and_the_rest_of_the_format_stays(severity: Severity) -> None:
    cell = cells(reviewed(plain(), at(3, 2, severity=severity)))["C3"]
    assert (cell.fill.fgColor.rgb, cell.number_format, cell.font.b) == (FILLS[severity], "yyyy-mm-dd", True)


def test_the_worst_of_a_cells_findings_colours_it_and_all_are_in_the_comment() -> None:
    copy = reviewed(
        plain(), at(2, 1, severity=Severity.INFO, code="mild"), at(2, 1, severity=Severity.ERROR, code="bad")
    )
    assert cells(copy)["B2"].fill.fgColor.rgb == FILLS[Severity.ERROR]
    words = comments(copy)["B2"]
    assert words.startswith("ERROR: Goal without a target date")
    assert words.index("(bad)") < words.index("INFO:") < words.index("(mild)")


def test_a_comment_says_what_is_wrong_and_what_to_do() -> None:
    copy = reviewed(plain(), at(2, 1))
    assert comments(copy) == {
        "B2": "GAP: Goal without a target date\nGoal G1 has no target date.\n"
        "To do: Type the date by which the goal should be reached.\n(goal-target-date)"
    }
    assert cells(copy)["B2"].comment.author == "sheet2plan"


def test_light_print_on_a_dark_cell_turns_dark_so_that_it_can_be_read() -> None:
    copy = reviewed(built("openpyxl"), at(1, 0))
    assert cells(copy)["A1"].font.color.rgb == "FF1F1F1F"
    assert cells(copy)["A1"].font.b


def test_an_absent_cell_takes_the_format_of_its_row_or_column() -> None:
    copy = reviewed(built("protected and filtered"), at(30, 1), at(21, 5))
    assert not cells(copy)["B30"].protection.locked
    assert cells(copy)["F21"].font.i


def test_absent_cells_and_rows_stand_in_order_and_the_extent_grows() -> None:
    parts = parts_of(reviewed(plain(), at(3, 27), at(3, 5), at(3, 4), at(60, 2), at(50, 1), at(50, 0)))
    references = re.findall(rb'<c r="([A-Z]+)(\d+)"', parts[SHEET])
    places = [(int(row), len(letters), letters) for letters, row in references]
    assert places == sorted(places)
    assert b'<dimension ref="A1:AB60"/>' in parts[SHEET]
    rows = [int(row) for row in re.findall(rb'<row r="(\d+)"', parts[SHEET])]
    assert rows == sorted(rows)
    assert rows[-2:] == [50, 60]
    assert b'<row r="3" spans="1:28"' in parts[SHEET]


def test_rows_out_of_order_are_found_all_the_same() -> None:
    parts = parts_of(plain())
    rows = re.findall(rb"<row .*?</row>", parts[SHEET])
    parts[SHEET] = parts[SHEET].replace(b"".join(rows), b"".join(reversed(rows)))
    copy = reviewed(package(parts), at(2, 1), at(9, 0), at(5))
    assert len(re.findall(rb"<row ", parts_of(copy)[SHEET])) == len(rows)
    assert comments(copy).keys() == {"B2", "A9", "A5"}


@pytest.mark.parametrize(
    ("tag", "respelled"),
    [
        (rb'<row r="(\d+)"([^>]*)>', rb'<row\2 r="\1">'),
        (rb'<row r="(\d+)"', rb"<row r='\1'"),
        (rb'<c r="(\w+)"( s="\d+")?', rb'<c\2 r="\1"'),
        (rb'<c r="(\w+)"', rb"<c\tr = '\1'"),
    ],
)
def test_rows_and_cells_are_found_however_their_tags_are_spelled(tag: bytes, respelled: bytes) -> None:
    tall = written(lambda _book, sheet: sheet.set_row(3, 90))()
    parts = parts_of(tall)
    spelled = package({**parts, SHEET: re.sub(tag, respelled, parts[SHEET])})
    usual, copy = (reviewed(content, *NOTICES) for content in (tall, spelled))
    assert parts_of(copy)[SHEET] != parts_of(usual)[SHEET]
    fills = [{cell: cells(each)[cell].fill.fgColor.rgb for cell in EXPECTED} for each in (copy, usual)]
    assert fills[0] == fills[1]
    assert parts_of(copy)[BOXES] == parts_of(usual)[BOXES]


@pytest.mark.parametrize(("height", "last"), [(15, 5), (40, 2), (300, 1)])
def test_a_comments_box_ends_sooner_over_tall_rows(height: int, last: int) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for row in range(1, 11):
            sheet.set_row(row, height)

    anchor = re.search(rb"Anchor>([\d, ]+)<", parts_of(reviewed(written(fill)(), at(2, 1)))[BOXES])
    assert anchor is not None
    assert int(anchor[1].split(b", ")[6]) == last


def test_empty_sheets_and_rows_take_cells() -> None:
    parts = parts_of(plain())
    for empty in (
        b"<sheetData/>",
        b"<sheetData></sheetData>",
        b'<sheetData><row r="2" spans="1:1" ht="20"/></sheetData>',
    ):
        sheet = re.sub(rb"<sheetData>.*</sheetData>", empty, parts[SHEET])
        copy = reviewed(package(parts | {SHEET: sheet}), at(2, 1), at(3, 0))
        assert comments(copy).keys() == {"B2", "A3"}


def test_a_finding_in_a_merged_range_is_shown_at_its_first_cell() -> None:
    copy = reviewed(built("merged, rich text, links"), at(3, 6), at(4, 7))
    assert comments(copy).keys() == {"F2"}


def test_a_finding_about_a_row_is_shown_at_its_first_filled_cell() -> None:
    build = written(lambda _book, sheet: sheet.write(20, 3, "here"))
    assert comments(reviewed(build(), at(21), at(22))).keys() == {"D21", "A22"}


def test_an_existing_comment_keeps_its_words_its_author_and_its_box() -> None:
    copy = reviewed(built("comments"), at(3, 1), at(4, 1))
    assert comments(copy)["B3"].startswith("Ask Dana about this one\n\nGAP:")
    assert cells(copy)["B3"].comment.author == "Dana"
    before = parts_of(built("comments"))["xl/drawings/vmlDrawing1.vml"]
    after = parts_of(copy)["xl/drawings/vmlDrawing1.vml"]
    assert re.findall(rb"<v:shape .*?</v:shape>", before, re.DOTALL)[0] in after
    assert after.count(b"<v:shape ") == before.count(b"<v:shape ") + 1
    assert len(set(re.findall(rb'id="(_x0000_s\d+)"', after))) == after.count(b"<v:shape ")


def test_form_controls_share_the_drawing_with_the_comments() -> None:
    before, after = (parts_of(content) for content in (built("shapes and controls"), copied("shapes and controls")))
    assert after[SHEET].count(b"<legacyDrawing") == before[SHEET].count(b"<legacyDrawing") == 1
    assert b'ObjectType="Button"' in after["xl/drawings/vmlDrawing1.vml"]


def test_a_conversation_stays_as_it_is() -> None:
    before, after = (parts_of(content) for content in (built("thread"), reviewed(built("thread"), at(3, 1))))
    for part in ("xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml", "xl/comments1.xml"):
        assert after[part] == before[part]
    copy = reviewed(built("thread"), at(3, 1))
    assert cells(copy)["B3"].fill.fgColor.rgb == FILLS[Severity.GAP]
    listed = [cell.value for cell in cells(copy, "Findings")["A"]]
    assert "1 cell with a conversation: coloured, with no comment added to it." in listed


def test_the_findings_sheet_lists_all_worst_first_with_links() -> None:
    sheet = cells(copied("hidden"), "Findings (2)")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == "Severity")
    table = rows[top:]
    assert table[0] == ["Severity", "Client", "Where", "What", "What to do", "Code"]
    assert [row[0] for row in table[1:3]] == ["error", "gap"]
    assert len(table) - 1 == len(NOTICES)
    links = links_of(sheet)
    assert links[f"C{top + 2}"] == "'Goals'!B2"
    where = {row[2]: links.get(f"C{number}") for number, row in enumerate(table[1:], top + 2)}
    assert where["Goals row 9"] == "'Goals'!A9"
    assert where["Goals"] == "'Goals'!A1"
    assert where["No such sheet!D3"] is None


def test_no_link_leads_to_a_hidden_sheet() -> None:
    copy = reviewed(built("hidden"), at(2, 1, "Old"))
    sheet = cells(copy, "Findings (2)")
    assert links_of(sheet) == {}
    assert "Old!B2 (hidden sheet)" in [cell.value for cell in sheet["C"]]
    assert comments(copy, "Old").keys() == {"B2"}


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@cmd", "=HYPERLINK(0)", "_x0041_", "<&>\r", "a\x00b", "日本\ud800"]
)
def test_words_are_text_whatever_they_are(words: str) -> None:
    copy = reviewed(plain(), at(2, 1, message=words))
    cell = cells(copy, "Findings")["D5"]
    shown = words.replace("\x00", "\ufffd").replace("\ud800", "?")
    assert (cell.data_type, values(copy)["Findings"][1][-1][3]) == ("s", shown)
    assert b"<f>" not in parts_of(copy)["xl/worksheets/sheet2.xml"]


def test_only_the_workbooks_own_findings_are_marked() -> None:
    copy = reviewed(plain(), at(2, 1), at(3, 1, workbook="other.xlsx"))
    assert comments(copy).keys() == {"B2"}


def test_no_findings_still_make_a_copy() -> None:
    assert "Nothing was found." in [cell.value for cell in cells(reviewed(plain()), "Findings")["A"]]


@pytest.mark.parametrize("name", FEATURES)
def test_the_same_findings_give_the_same_bytes(name: str) -> None:
    assert render_review(built(name), NAME, tuple(reversed(NOTICES[3:])) + NOTICES[:3]).content == copied(name)


def test_a_copy_can_be_copied_again() -> None:
    again = render_review(copied("comments"), NAME, NOTICES).content
    assert comments(again).keys() == comments(copied("comments")).keys()
    assert comments(again)["B3"].count("goal-target-date") == 2


def test_a_workbook_with_macros_keeps_its_ending() -> None:
    document = render_review(built("macros"), NAME, NOTICES)
    assert (document.name, "macroEnabled" in document.media_type) == ("review copy.xlsm", True)
    assert render_review(plain(), NAME, NOTICES).name == "review copy.xlsx"


def test_a_signature_is_said_to_hold_no_longer() -> None:
    parts = parts_of(plain())
    origin = b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
    origin += b'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", origin)
    parts["_xmlsignatures/origin.sigs"] = b""
    copy = reviewed(package(parts), at(2, 1))
    assert any("signature holds for the original only" in str(cell.value) for cell in cells(copy, "Findings")["A"])


def test_too_many_comments_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheet2plan.render.review.MAX_COMMENTS", 2)
    copy = reviewed(plain(), at(2, 1), at(3, 1), at(4, 1, severity=Severity.ERROR))
    assert comments(copy).keys() == {"B2", "B4"}
    assert cells(copy)["B3"].fill.fgColor.rgb == FILLS[Severity.GAP]
    assert any("1 more cell coloured" in str(cell.value) for cell in cells(copy, "Findings")["A"])


def test_many_comments_have_ids_of_their_own() -> None:
    copy = reviewed(plain(), *(at(row, 0) for row in range(1, 2501)))
    drawing = parts_of(copy)["xl/drawings/vmlDrawing1.vml"]
    ids = [int(number) for number in re.findall(rb'id="_x0000_s(\d+)"', drawing)]
    claimed = re.search(rb'idmap v:ext="edit" data="([\d,]+)"', drawing)
    assert len(set(ids)) == 2500
    assert claimed is not None
    assert {number // 1024 for number in ids} == {int(block) for block in claimed[1].split(b",")}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Client ID,Goal\nC-1,x\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"PK\x03\x04 nothing",
        package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        package({"[Content_Types].xml": b"<Types", "_rels/.rels": b"<a"}),
        plain()[:2000],
    ],
    ids=["empty", "csv", "xls or password", "no zip", "ods", "broken XML", "cut off"],
)
def test_what_cannot_be_annotated_is_refused_with_advice(content: bytes) -> None:
    with pytest.raises(WorkbookError) as refusal:
        render_review(content, NAME, NOTICES)
    assert "save it as" in refusal.value.advice


def test_a_binary_workbook_is_refused() -> None:
    parts = parts_of(plain())
    types = parts["[Content_Types].xml"]
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = types.replace(kind, b"application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    with pytest.raises(WorkbookError):
        render_review(package(parts), NAME, NOTICES)


texts = st.text(max_size=12)
cell_values = st.one_of(st.none(), texts, st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9))
severities = st.sampled_from(Severity)
places = st.tuples(st.integers(1, 12), st.one_of(st.none(), st.integers(0, 8)))


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(cell_values, max_size=6), max_size=8),
    found=st.lists(st.tuples(places, severities, texts), max_size=10),
)
def test_any_sheet_keeps_its_values_under_any_findings(
    rows: list[list[Any]], found: list[tuple[tuple[int, int | None], Severity, str]]
) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row, 1):
                if isinstance(value, str):
                    sheet.write_string(number, column, value.encode("utf-8", "replace").decode())
                elif value is not None:
                    sheet.write(number, column, value)

    content = written(fill)()
    notices = [at(row, column, severity=severity, message=words) for (row, column), severity, words in found]
    copy = reviewed(content, *notices)
    assert values(copy)["Goals"] == values(content)["Goals"]
    exact = {(row, column) for (row, column), _, _ in found if column is not None}
    there = {(cell.row, cell.column - 1) for line in cells(copy).iter_rows() for cell in line if cell.comment}
    assert exact <= there
    assert len(there) <= len(found)


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(["comments", "tables", "shapes and controls"]),
    part=st.integers(0, 30),
    place=st.floats(0, 1),
    put=st.sampled_from([b"", b"<", b">", b"/", b'"', b"\x00", b"<!--", b"</row>", b"<c", b"99999999", b"\xff"]),
    cut=st.integers(0, 40),
)
def test_no_bytes_raise_anything_but_our_own_error(name: str, part: int, place: float, put: bytes, cut: int) -> None:
    parts = parts_of(built(name))
    chosen = sorted(parts)[part % len(parts)]
    offset = int(place * len(parts[chosen]))
    parts[chosen] = parts[chosen][:offset] + put + parts[chosen][offset + cut :]
    with suppress(WorkbookError):
        render_review(package(parts), NAME, NOTICES)


@settings(max_examples=200, deadline=None)
@given(place=st.floats(0, 1), put=st.binary(max_size=6), cut=st.integers(0, 6))
def test_no_damage_to_the_zip_file_raises_anything_but_our_own_error(place: float, put: bytes, cut: int) -> None:
    content = built("comments")
    # Half of the tries strike the directory at the end, which is what a zip file is read by.
    start = 0 if cut % 2 else len(content) - 2_000
    offset = start + int(place * (len(content) - start))
    with suppress(WorkbookError):
        render_review(content[:offset] + put + content[offset + cut :], NAME, NOTICES)


def test_a_workbook_without_its_list_of_sheets_is_refused() -> None:
    parts = parts_of(plain())
    parts["xl/workbook.xml"] = re.sub(rb"<sheets>.*</sheets>", b"", parts["xl/workbook.xml"])
    with pytest.raises(WorkbookError):
        render_review(package(parts), NAME, NOTICES)


def _clinic(folder: Path, name: str = NAME) -> Path:
    return write_workbook(folder / name, Scores=changed(SCORES, 1, "Date given", "31/31/2026"))


def test_check_writes_the_review_copy_and_never_over_a_file(tmp_path: Path) -> None:
    workbook, target = _clinic(tmp_path), tmp_path / "review.xlsx"
    command = ["check", str(workbook), "--as-of", AS_OF.isoformat(), "--review-copy", str(target)]
    CliRunner().invoke(main, command, catch_exceptions=False)
    assert "31/31/2026" in comments(target.read_bytes(), "Scores")["C2"]
    again = CliRunner().invoke(main, command)
    assert (again.exit_code, "is there already" in again.output) == (3, True)


def test_check_refuses_a_review_copy_of_another_format(tmp_path: Path) -> None:
    workbook = _clinic(tmp_path)
    book = openpyxl.load_workbook(workbook)
    plain_text = tmp_path / "clients.csv"
    plain_text.write_text("\n".join(",".join(map(str, row)) for row in book["Clients"].values), encoding="utf-8")
    command = ["check", str(workbook), str(plain_text), "--as-of", AS_OF.isoformat(), "--review-copy"]
    told = CliRunner().invoke(main, [*command, str(tmp_path / "review.xlsx")])
    assert told.exit_code == 3
    assert list(tmp_path.glob("review*")) == []


def test_a_run_leaves_a_review_copy_in_its_batch(tmp_path: Path) -> None:
    command = ["run", str(_clinic(tmp_path)), "--as-of", AS_OF.isoformat(), "--out", str(tmp_path / "output")]
    CliRunner().invoke(main, command, catch_exceptions=False)
    batch = tmp_path / "output" / "2026-11"
    assert "C2" in comments((batch / "review copy.xlsx").read_bytes(), "Scores")
    assert "review copy.xlsx" in [output["path"] for output in json.loads((batch / "run.json").read_text())["outputs"]]


def test_a_run_says_of_which_workbook_no_review_copy_can_be_made(tmp_path: Path) -> None:
    workbook, notes = _clinic(tmp_path), tmp_path / "contacts.csv"
    notes.write_text("Client ID,Contact name,Relationship\nC-0099,Rosa,mother\n", encoding="utf-8")
    command = ["run", str(workbook), str(notes), "--as-of", AS_OF.isoformat(), "--out", str(tmp_path / "output")]
    told = CliRunner().invoke(main, command, catch_exceptions=False)
    assert "No review copy can be made of contacts.csv: it is a text file. Save it from Excel as .xlsx" in told.output
    batch = tmp_path / "output" / "2026-11"
    assert [path.name for path in batch.glob("review copy*")] == [f"review copy of {workbook.stem}.xlsx"]
    assert b"contacts.csv: it is a text file" in b"".join(parts_of((batch / "summary.xlsx").read_bytes()).values())


def test_a_copy_that_fails_is_a_finding(tmp_path: Path) -> None:
    failed: Future[Staged] = Future()
    failed.set_exception(WorkbookError("No review copy can be made of a.xlsx: a part of it is odd.", "Repair it."))
    with open_output(tmp_path / "output", "2026-11", AS_OF) as folder:
        written, lacking = finish_review_copies([(tmp_path / "a.xlsx", failed)], folder)
    assert written == []
    assert [(one.code, one.source.workbook, dict(one.values)["why"]) for one in lacking] == [
        ("no-review-copy", "a.xlsx", "a part of it is odd")
    ]

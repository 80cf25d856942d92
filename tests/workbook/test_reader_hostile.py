"""Files made to harm, or harmed on their way: an answer soon, in bounded memory, and never anything but our errors."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oddfiles import Parts, cells_of, corpus, open_xml, read, refusal, text, written, zipped
from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.reader import read_workbook
from sheet2plan.workbook.sheetxml import read_open_xml

SOON = 20.0
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture(autouse=True)
def soon() -> object:
    """Every test here costs little: processor time, children's too, so that a busy computer changes nothing."""
    start = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - start < SOON


# --- odd but honest: read right ---------------------------------------------------------------------------------------


def test_values_in_the_first_and_the_last_cell_of_excel(tmp_path: Path) -> None:
    rows = f'{ONE}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    (sheet,) = read(tmp_path, open_xml(rows)).sheets
    assert cells_of(sheet) == {"A1": 1.0, "XFD1048576": 2.0}


def test_a_stray_cell_far_below_a_table(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}">{text(f"A{row}", "x")}{text(f"B{row}", "y")}</row>' for row in range(1, 200))
    (sheet,) = read(tmp_path, open_xml(f'{rows}<row r="1048576"><c r="B1048576"><v>2</v></c></row>')).sheets
    assert len(cells_of(sheet)) == 2 * 199 + 1
    assert cells_of(sheet)["B1048576"] == 2.0


@pytest.mark.parametrize("cells", ["", '<c r="A{row}" s="1"/><c r="B{row}" s="1"/>'])
def test_blank_formatted_rows_to_the_bottom(tmp_path: Path, cells: str) -> None:
    blank = "".join(f'<row r="{row}" s="1">{cells.format(row=row)}</row>' for row in range(2, 1_048_577, 2))
    (sheet,) = read(tmp_path, open_xml(ONE + blank)).sheets
    assert sheet.rows == [[1.0]]


def test_the_longest_text_of_excel(tmp_path: Path) -> None:
    longest = "x" * 32_767
    assert cells_of(read(tmp_path, open_xml(f'<row r="1">{text("A1", longest)}</row>')).sheets[0]) == {"A1": longest}


def test_one_long_text_in_many_cells_is_kept_once(tmp_path: Path) -> None:
    strings = f"<si><t>{'x' * 100_000}</t></si>"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 30_001))
    (sheet,) = read(tmp_path, open_xml(rows, strings=strings)).sheets
    assert len({id(row[0]) for row in sheet.rows}) == 1
    assert len(sheet.rows) == 30_000


def test_names_of_parts_are_never_paths(tmp_path: Path) -> None:
    parts = open_xml(ONE) | {"../../evil.txt": "x", "/etc/evil": "x", "C:\\evil": "x"}
    assert cells_of(read(tmp_path, parts).sheets[0]) == {"A1": 1.0}
    assert {path.name for path in tmp_path.iterdir()} == {"clinic.xlsx"}
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_a_part_twice_the_same_is_harmless_and_twice_different_is_not(tmp_path: Path) -> None:
    parts = open_xml(ONE)
    for again, harmless in ((str(parts["xl/worksheets/sheet1.xml"]), True), ("<worksheet/>", False)):
        file = io.BytesIO(zipped(parts))
        with zipfile.ZipFile(file, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("xl/worksheets/sheet1.xml", again)
        path = written(tmp_path, "clinic.xlsx", file.getvalue())
        if harmless:
            assert cells_of(read_workbook(path).sheets[0]) == {"A1": 1.0}
        else:
            assert "two different versions" in refusal(path).problem


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bombs(tmp_path: Path, part: str, encoding: str) -> None:
    parts = open_xml(ONE, head="")
    parts[part] = (BOMB + str(parts[part])).encode(encoding)
    assert "declares XML entities" in refusal(written(tmp_path, "clinic.xlsx", parts)).problem


def test_a_part_that_says_it_is_huge(tmp_path: Path) -> None:
    content = bytearray(zipped(open_xml(ONE)))
    at = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 0xFFFFFFF0)
    assert "too large" in refusal(written(tmp_path, "clinic.xlsx", bytes(content))).problem


def test_a_part_that_is_larger_than_it_says(tmp_path: Path) -> None:
    parts = open_xml(ONE)
    parts["xl/worksheets/sheet1.xml"] = b" " * 50_000_000
    content = bytearray(zipped(parts))
    entry = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 1000)
    assert "not what was saved" in refusal(written(tmp_path, "clinic.xlsx", bytes(content))).problem


def test_many_parts_that_are_huge_together(tmp_path: Path) -> None:
    parts = open_xml(ONE) | {f"xl/media/{number}": bytes(200_000_000) for number in range(2)}
    content = bytearray(zipped(parts))
    entry = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 1_400_000_000)
    assert "would unpack to" in refusal(written(tmp_path, "clinic.xlsx", bytes(content))).problem


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="$A$1"><v>1</v></c></row>',
        f'<row r="1">{"<c><v>1</v></c>" * 1_000_000}</row>',
    ],
    ids=["column", "columns", "row zero", "row", "rows", "dollars", "a million columns"],
)
def test_cells_where_no_sheet_has_any(tmp_path: Path, rows: str) -> None:
    assert "a place that no sheet has" in refusal(written(tmp_path, "clinic.xlsx", open_xml(rows))).problem


@pytest.mark.parametrize(
    "rows",
    [
        f"<!-- -->{'<a>' * 100_000}",
        '<!-- --><row r="1"><c r="A1"><v>1</v></c>',
        "<row r='1' r='1'/>",
        f"<row r='1'>{text('A1', '&bomb;')}</row>",
        f'<row r="1">{text("A1", "x" * 11_000_000)}</row>',
        f'<row r="1">{text("A1", "x" * 1_100_000)}</row>',
    ],
    ids=["nesting", "unclosed", "attribute twice", "entity", "endless text", "long text"],
)
def test_xml_that_is_none(tmp_path: Path, rows: str) -> None:
    refusal(written(tmp_path, "clinic.xlsx", open_xml(rows)))


def test_a_sheet_that_breaks_off_is_not_read_in_part(tmp_path: Path) -> None:
    parts = open_xml(ONE * 3)
    parts["xl/worksheets/sheet1.xml"] = str(parts["xl/worksheets/sheet1.xml"])[:-50]
    assert "breaks off" in refusal(written(tmp_path, "clinic.xlsx", parts)).problem


def test_text_files_out_of_bounds(tmp_path: Path) -> None:
    assert "too large" in refusal(written(tmp_path, "a.csv", "id" + ",x" * 1_000_000 + "\n")).problem
    assert "too large" in refusal(written(tmp_path, "b.csv", "id,x\n" + "y" * 200_000)).problem
    page = "<table>" + "<tr><td rowspan=1000 colspan=1000>x</td></tr>" * 100 + "</table>"
    assert "too large" in refusal(written(tmp_path, "c.xls", page)).problem


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    parts: Parts = open_xml(ONE)
    relations = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    book = read(tmp_path, parts)
    assert cells_of(book.sheets[0]) == {"A1": 1.0}
    assert "found without it" in book.repaired_by


@pytest.mark.skipif(sys.platform == "win32", reason="memory can't be capped there")
def test_bounded_memory(tmp_path: Path) -> None:
    """The worst of the files above, read in a process that has 1.5 GB of address space and no more."""
    far = f'{ONE}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    blank = "".join(f'<row r="{row}"><c r="Z{row}" s="1"/></row>' for row in range(2, 1_048_577))
    strings = f"<si><t>{'x' * 100_000}</t></si>"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 30_001))
    paths = [
        written(tmp_path, "far.xlsx", open_xml(far)),
        written(tmp_path, "blank.xlsx", open_xml(ONE + blank)),
        written(tmp_path, "strings.xlsx", open_xml(rows, strings=strings)),
    ]
    program = (
        "import resource, sys; from pathlib import Path; from sheet2plan.workbook.reader import read_workbook\n"
        "resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))\n"
        "for path in sys.argv[1:]: print(sum(map(len, read_workbook(Path(path)).sheets[0].rows)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["16385", "1", "30000"], done.stderr


# --- no bytes make the reader raise anything but its own errors -------------------------------------------------------

_OURS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(path: Path, content: bytes, name: str = "clinic.xlsx") -> None:
    """Reads the bytes; anything but a workbook or our own error fails the test."""
    with contextlib.suppress(WorkbookError):
        read_workbook(written(path, name, content))


@_OURS
@given(content=st.binary(max_size=3000), name=st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a", "a.txt"]))
def test_any_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    outcome(tmp_path, content, name)


@_OURS
@given(content=st.text(max_size=500), name=st.sampled_from(["a.csv", "a.tsv", "a.xls", "a.txt"]))
def test_any_text(tmp_path: Path, content: str, name: str) -> None:
    outcome(tmp_path, content.encode("utf-8", "surrogatepass"), name)


def sample() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["Client ID", "Name", "Score"], ["007", "Zoë", 19], ["008", None, "=1+1"]):
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


SAMPLE = sample()


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with some flipped, some cut out, or the end missing."""
    seed = random.Random(draw(st.integers(0, 1 << 32)))
    data = bytearray(content)
    for _ in range(seed.randint(1, 8)):
        data[seed.randrange(len(data))] = seed.randrange(256)
    if seed.random() < 0.3:
        at = seed.randrange(len(data))
        del data[at : at + seed.randint(1, 200)]
    return bytes(data[: seed.randrange(len(data))] if seed.random() < 0.2 else data)


@_OURS
@given(content=damaged(SAMPLE))
def test_a_workbook_with_damaged_bytes(tmp_path: Path, content: bytes) -> None:
    outcome(tmp_path, content)


@_OURS
@given(data=st.data())
def test_a_workbook_with_a_damaged_part(tmp_path: Path, data: st.DataObject) -> None:
    """The zip is whole, so that the damage reaches the parsers."""
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as package:
        parts: Parts = {name: package.read(name) for name in package.namelist()}
    part = data.draw(st.sampled_from(sorted(parts)))
    parts[part] = data.draw(damaged(bytes(parts[part])))  # type: ignore[arg-type]
    outcome(tmp_path, zipped(parts))


@_OURS
@given(data=st.data())
def test_a_sheet_of_odd_xml(tmp_path: Path, data: st.DataObject) -> None:
    pieces: tuple[str, ...] = (
        '<row r="1">',
        "</row>",
        '<c r="A1"',
        ' t="e"',
        ' t="s"',
        ">",
        "<v>",
        "1",
        "</v>",
        "</c>",
        "<f>",
        "</f>",
    )
    pieces += ('<c r="B2" t="str">', "<f/>", ' hidden="1"', "<is><t>x</t></is>", "<!--", "-->", "\ufffd", "<row", "/>")
    rows = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=40)))
    outcome(tmp_path, zipped(open_xml(rows)))


@pytest.mark.parametrize("name", ["readxl__clippy.xls", "calamine__date_1904.xlsb", "calamine__issue_594_dos.ods"])
@pytest.mark.parametrize("seed", range(4))
def test_other_formats_with_damaged_bytes(tmp_path: Path, name: str, seed: int) -> None:
    rng, content = random.Random(seed), bytearray(corpus(name).read_bytes())
    for _ in range(40 if name.endswith("xls") else 3):
        content[rng.randrange(len(content))] = rng.randrange(256)
    outcome(tmp_path, bytes(content), name)


@_OURS
@given(data=st.data())
def test_our_own_reader_of_sheets(data: st.DataObject) -> None:
    body = data.draw(damaged(str(open_xml(ONE)["xl/worksheets/sheet1.xml"]).encode()))
    parts = open_xml(ONE) | {"xl/worksheets/sheet1.xml": body}
    with contextlib.suppress(WorkbookError):
        read_open_xml(zipped(parts), "a.xlsx", "")


@pytest.mark.parametrize("count", ["4294967296", "99999999999999999999", "12345678"])
def test_a_count_that_no_part_can_hold_costs_no_memory(tmp_path: Path, count: str) -> None:
    parts = open_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>')
    strings = parts["xl/sharedStrings.xml"]
    assert isinstance(strings, str)
    told = strings.replace("<sst ", f'<sst count="2" uniqueCount="{count}" ')
    parts["xl/sharedStrings.xml"] = told.replace("</sst>", "<si><t>a</t></si><si><t>b</t></si></sst>")
    assert read(tmp_path, parts).sheets[0].rows == [["a", "b"]]

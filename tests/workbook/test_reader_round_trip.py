"""What two writers put into a workbook comes back as itself, at its address, by each of our two ways of reading."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from oddfiles import letters
from sheet2plan.workbook.cells import Cell, clean
from sheet2plan.workbook.grid import Sheet
from sheet2plan.workbook.opening import Kind, Opened
from sheet2plan.workbook.openxml import unescape
from sheet2plan.workbook.reader import _read_plainly, read_workbook
from sheet2plan.workbook.sheetxml import read_open_xml

_OURS = settings(max_examples=40, deadline=None)
# What no workbook can hold: control characters, lone surrogates and the two noncharacters; openpyxl refuses the first
# and neither escapes text that looks like one of Excel's escapes, which Excel itself would decode.
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TEXTS = st.text(st.one_of(_LETTERS, st.sampled_from("\n\t _x0D'\"<&>=")), max_size=60).filter(
    lambda text: not re.search("_x[0-9A-Fa-f]{4}_", text) and not text.startswith("=")
)
NUMBERS = st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e300, 1e300))
DATES = st.one_of(
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(lambda day: day.replace(microsecond=0)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)
VALUES = st.one_of(TEXTS, NUMBERS, DATES, st.booleans())
PLACES = st.tuples(st.integers(0, 300), st.integers(0, 60))
GRIDS = st.dictionaries(PLACES, VALUES, max_size=12)

Grid = dict[tuple[int, int], str | int | float | bool | date | datetime | time]


def by_openpyxl(grid: Grid) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for (row, column), value in grid.items():
        cell = book.worksheets[0].cell(row + 1, column + 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(grid: Grid) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        forms = {kind: book.add_format({"num_format": form}) for kind, form in FORMS.items()}
        for (row, column), value in grid.items():
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value)
            else:
                sheet.write_datetime(row, column, value, forms[type(value)])
    return file.getvalue()


FORMS = {date: "yyyy-mm-dd", datetime: "d/m/yyyy h:mm:ss", time: "hh:mm:ss AM/PM"}


def expected(value: object) -> object:
    """The value as it must be seen: text as cells.clean shows it, a midnight as its day, numbers by their value."""
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def seen(sheet: Sheet) -> dict[tuple[int, int], object]:
    cells: dict[tuple[int, int], object] = {}
    for row, line in enumerate(sheet.rows):
        for column, cell in enumerate(line):
            shown: Cell = (clean(cell) or None) if isinstance(cell, str) else cell
            if shown is not None:
                cells[sheet.top + row, sheet.left + column] = shown
    return cells


def same(found: object, wanted: object) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        # Both writers print 16 significant digits or more; Excel itself keeps 15.
        return found == wanted or abs(found - wanted) <= 1e-14 * abs(wanted)
    return type(found) is type(wanted) and found == wanted


def check(content: bytes, grid: Grid) -> None:
    wanted = {place: expected(value) for place, value in grid.items()}
    wanted = {place: value for place, value in wanted.items() if value is not None}
    opened = Opened("a.xlsx", Kind.OPEN_XML, content, "", open_elsewhere=False)
    for contents in (_read_plainly(opened), read_open_xml(content, "a.xlsx", "")):
        found = seen(contents.sheets[0])
        assert found.keys() == wanted.keys()
        for place, value in wanted.items():
            assert same(found[place], value), f"{letters(place[1])}{place[0] + 1}"


@_OURS
@given(grid=GRIDS)
def test_what_openpyxl_writes_comes_back(grid: Grid) -> None:
    check(by_openpyxl(grid), grid)


@_OURS
@given(grid=GRIDS)
def test_what_xlsxwriter_writes_comes_back(grid: Grid) -> None:
    check(by_xlsxwriter(grid), grid)


@_OURS
@given(hours=st.dictionaries(PLACES, st.integers(0, 400_000), max_size=6))
def test_durations_come_back(hours: dict[tuple[int, int], int]) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for (row, column), seconds in hours.items():
        book.worksheets[0].cell(row + 1, column + 1).value = timedelta(seconds=seconds)
    book.save(file)
    opened = Opened("a.xlsx", Kind.OPEN_XML, file.getvalue(), "", open_elsewhere=False)
    for contents in (_read_plainly(opened), read_open_xml(file.getvalue(), "a.xlsx", "")):
        assert seen(contents.sheets[0]) == {place: timedelta(seconds=seconds) for place, seconds in hours.items()}


@_OURS
@given(text=st.text(st.characters(max_codepoint=0x1F, min_codepoint=1), max_size=20))
def test_control_characters_are_decoded_once(text: str) -> None:
    content = by_xlsxwriter({(0, 0): f"a{text}_x0041_b"})
    opened = Opened("a.xlsx", Kind.OPEN_XML, content, "", open_elsewhere=False)
    first = _read_plainly(opened).sheets[0].rows[0][0]
    assert first == read_open_xml(content, "a.xlsx", "").sheets[0].rows[0][0]
    assert "_x0041_" in str(first)


@pytest.mark.parametrize(("written", "read"), [("_xD83D__xDE00_", "😀"), ("a_xD800_b", "a\ufffdb"), ("_x0041_", "A")])
def test_half_a_character_never_comes_in(written: str, read: str) -> None:
    assert unescape(written) == read


def test_true_and_one_in_one_column_stay_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ((1, "x"), (True, "x"), (0, False), (False, 0.0), (True, 1.5)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    rows = read_workbook(tmp_path / "a.xlsx").sheets[0].rows
    assert [[repr(cell) for cell in row] for row in rows] == [
        ["1.0", "'x'"],
        ["True", "'x'"],
        ["0.0", "False"],
        ["False", "0.0"],
        ["True", "1.5"],
    ]

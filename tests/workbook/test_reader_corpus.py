"""Real odd workbooks, each with what is right about it. The files are not ours to copy: see oddfiles.corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from oddfiles import cells_of, corpus, refusal
from sheet2plan.workbook.cells import Cell, CellError, clean
from sheet2plan.workbook.reader import read_workbook


@dataclass(frozen=True)
class Right:
    """What is right: sheet names (all, or the first), cells as sheet!address, how many cells a sheet holds, facts."""

    file: str
    names: tuple[str, ...]
    cells: dict[str, Cell] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    hidden_rows: dict[str, int] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)
    facts: tuple[str, ...] = ()


RIGHT = (
    Right("ClosedXML__AllShapes.xlsx", ("Sheet1",), filled={"Sheet1": 0}),
    Right("ClosedXML__inputfile.xlsx", ("Accent", "Accent Darker 25%"), {"Accent!C1": 1.0, "Accent!G6": 0.0}),
    Right("EPPlus__SignedWorkbook1.xlsm", ("Sheet1",), facts=("macros",)),
    Right(
        "a4d__master_tracker_variables.xlsx",
        ("Version_Sep2017", "Version_2017"),
        {"Version_Sep2017!A2": "VARIABLE NAME", "Version_2017!E29": "string", "Version_2017!G29": "NA"},
        {"Version_Sep2017": 226},
        merged={"Version_2017": 2},
    ),
    Right(
        "bergamot-urgen__Module_2_-_Starting_File_(worked).xlsx",
        ("Documentation", "Visits"),
        {"Visits!A2": "Patient Visits", "Visits!H12": 0.2777777777777778},
        {"Visits": 49},
        merged={"Visits": 7},
    ),
    Right(
        "calamine__date_1904.xlsb",
        ("Sheet1",),
        {"Sheet1!A1": date(2021, 1, 1), "Sheet1!B3": 17.0, "Sheet1!A3": timedelta(days=10, seconds=54610)},
        facts=("date1904",),
    ),
    Right(
        "calamine__date_iso.xlsx",
        ("Sheet",),
        {"Sheet!A1": date(2021, 1, 1), "Sheet!A2": datetime(2021, 1, 1, 10, 10, 10)},
    ),
    Right(
        "calamine__errors.xlsx",
        ("Feuil1", "Feuil2", "Feuil3"),
        {
            f"Feuil1!A{row}": CellError(text)
            for row, text in enumerate(("#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"), 1)
        },
        hidden_rows={"Feuil1": 1},
        facts=("externals",),
    ),
    Right("calamine__non_monotonic_si.xlsx", ("Sheet1",), {"Sheet1!C6": 18.0}, {"Sheet1": 18}),
    Right("calamine__vba.xlsm", ("Sheet1", "Sheet2", "Sheet3"), facts=("macros",)),
    Right(
        "epirhandbook__campylobacter_germany.xlsx",
        ("Sheet 1",),
        {"Sheet 1!A523": date(2011, 12, 26), "Sheet 1!B523": 514.0},
        {"Sheet 1": 1046},
    ),
    Right("epirhandbook__district_weekly_count_data.xlsx", ("sheet1",), {"sheet1!C9629": "Nibari"}, {"sheet1": 38516}),
    Right("epirhandbook__linelist_raw.xlsx", ("Sheet 1",), {"Sheet 1!AB6612": "b"}, {"Sheet 1": 171008}),
    Right(
        "fastexcel__fixture-multi-dtypes-columns.xlsx", ("Sheet1",), {"Sheet1!F10": "July 23rd", "Sheet1!G10": "other"}
    ),
    Right("fastexcel__null-bytes-in-columns-names.xls", ("Coefficients RD V2",), {"Coefficients RD V2!A5": "Day"}),
    Right("frictionless-p__issue-1024.xlsx", ("IPC",), {"IPC!A7": "Afghanistan"}, {"IPC": 1692}, merged={"IPC": 26}),
    Right("messy-data__induction_retreat_2023_2024_feedback.xlsx", ("in",), {"in!K23": "Group sessions"}, {"in": 276}),
    Right(
        "messy-data__occupational_health.xlsx",
        ("Q1 Q2 Q3 Q4", "February 2021", "March 2021"),
        {"March 2021!B1": date(2021, 3, 1), "Q1 Q2 Q3 Q4!M119": 1093.0},
        merged={"Q1 Q2 Q3 Q4": 24},
    ),
    Right(
        "openpyxl__empty_no_dimensions.xlsx",
        ("Sheet1 - Text", "Sheet2 - Numbers", "Sheet3 - Formulas", "Sheet4 - Dates"),
        {"Sheet1 - Text!G5": "This is cell G5", "Sheet2 - Numbers!D1": 1.0, "Sheet3 - Formulas!D2": 5.0},
    ),
    Right(
        "poi__57231_MixedGasReport.xls",
        ("Cost", "Report", "December 2013"),
        {"Cost!Y86": "United Kingdom", "Report!A9": "Notes:"},
        {"December 2013": 7335},
        facts=("externals", "macros"),
    ),
    Right(
        "poi__ConditionalFormattingSamples.xlsx", ("Home", "Products1"), {"Products1!D24": 7265.26}, {"Products1": 84}
    ),
    Right(
        "poi__angelo.edu_content_files_19555-nsse-2011-multiyear-benchmark.xls",
        ("Cover", "Intro", "MYRCT"),
        {"Cover!A12": "Angelo State University", "Intro!M49": CellError("#REF!"), "Cover!M49": "IPEDS: 222831"},
    ),
    Right(
        "poi__craftonhills.edu_programreview_report.aspx_goalpriorityreport_0011d159-1eeb-4b63-8833-867b0926e5f3.xlsx",
        ("Report",),
        {"Report!A1": "Unit", "Report!I4": "Not Applicable"},
        {"Report": 36},
    ),
    Right("poi__dataValidationTableRange.xlsx", ("County Ranking", "xdropdown"), {"xdropdown!B3118": "53220"}),
    Right("poi__florida_data.ashx.xls", ("AllStateCharterData07", "LegendFL"), {"LegendFL!A1": "FL File Legend"}),
    Right("poi__noSharedStringTable.xlsx", ("Sheet1",), {"Sheet1!A1": date(2006, 4, 12), "Sheet1!B1": 123.0}),
    Right(
        "poi__xlsx-corrupted.xlsx",
        ("Sheet1", "Sheet2"),
        {"Sheet1!A1": "test", "Sheet2!B1": 2.0},
        facts=("repaired_by",),
    ),
    Right("pyxform__UCL_Biomass_Plot_Form.xlsx", ("survey", "choices", "settings"), {"choices!C28": "Mwingine"}),
    Right("readxl__big-texty-numbers-xlsx.xlsx", ("Sheet1",), {"Sheet1!B7": "-2147483649"}),
    Right("readxl__clippy.xls", ("list-column", "two-row-header"), {"two-row-header!C3": date(2007, 1, 1)}),
    Right("readxl__datetime-rounding.xlsx", ("Sheet1",), {"Sheet1!A5": datetime(2017, 1, 3, 11, 30)}),
    Right("readxl__nonstandard-xml-ns-prefix.xlsx", ("Sheet1",), {"Sheet1!A1": "a", "Sheet1!B3": 4.0}),
    Right("readxl__style-only-cells.xlsx", ("Data",), {"Data!E4": 3.0}, {"Data": 13}),
    Right("readxl__texty-dates-xlsx.xlsx", ("Sheet1",), {"Sheet1!A3": datetime(1985, 3, 11, 13, 23, 32)}),
    Right(
        "test_files__1904.xls",
        ("Sheet1",),
        {"Sheet1!B1": date(1904, 1, 2), "Sheet1!C1": "1904-01-02", "Sheet1!D5": "1934-06-03"},
        facts=("date1904",),
    ),
    Right("test_files__mixed_sheets.xlsx", ("survey", "choices", "settings"), {"choices!C3": "No"}),
    Right(
        "test_files__sheet_visibility.xlsx",
        ("Visible", "Hidden", "VeryHidden"),
        {"Visible!G2": 101.0},
        hidden=("Hidden", "VeryHidden"),
    ),
    Right("test_files__threaded_comments_none.xlsx", ("Sheet1",), {"Sheet1!B6": 12345.6789}, {"Sheet1": 12}),
    Right(
        "test_files__חישוב_נקודות_זיכוי.xlsx",
        ("חישוב", "מס הכנסה ", "גיליון3"),
        {"חישוב!F1": "נתונים אינפורמטיבים", "מס הכנסה !B20": 4800.0},
        hidden_rows={"חישוב": 7},
    ),
    Right("tidyxl__1900-02-29.xlsx", ("Sheet1", "Sheet2", "Sheet3"), {"Sheet1!A1": date(1900, 2, 28)}),
    Right(
        "tidyxl__Ekaterinburg_IP_9.xlsx", ("СПАРК - Список",), {"СПАРК - Список!A4": "ФИО"}, {"СПАРК - Список": 20149}
    ),
    Right(
        "tidyxl__EvaluacionCensal_Secundaria_SEGUNDO_14112018_160622.xlsx",
        ("NACIONAL", "Cobertura"),
        {"NACIONAL!B3": "Resultado nacional", "NACIONAL!J836": "0.0 %"},
        hidden_rows={"NACIONAL": 816},
        merged={"NACIONAL": 924},
    ),
    Right(
        "tidyxl__lu-performance-data-almanac.xlsx", ("All Sheets",), {"All Sheets!G62": "N194"}, hidden=("All Sheets",)
    ),
    Right("tidyxl__xfd1048576.xlsx", ("Sheet1", "Sheet2", "Sheet3"), {"Sheet1!XFD1048576": False}, {"Sheet1": 1}),
)


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right.file)
def test_a_real_workbook_is_read_right(right: Right) -> None:
    book = read_workbook(corpus(right.file))
    sheets = {sheet.name: sheet for sheet in book.sheets}
    assert tuple(sheets)[: len(right.names)] == right.names
    for address, cell in right.cells.items():
        name, _, place = address.rpartition("!")
        found = cells_of(sheets[name])[place]
        assert (clean(found) if isinstance(found, str) else found) == cell, address
    assert {name: len(cells_of(sheets[name])) for name in right.filled} == right.filled
    assert {name: len(sheets[name].hidden_rows) for name in right.hidden_rows} == right.hidden_rows
    assert {name: len(sheets[name].merged) for name in right.merged} == right.merged
    assert {name for name in right.names if sheets[name].hidden} == set(right.hidden)
    facts = ("date1904", "externals", "macros", "repaired_by")
    if right.facts:
        assert tuple(fact for fact in facts if getattr(book, fact)) == right.facts


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("calamine__issue_594_dos.ods", "too large"),
        ("poi__duplicate-filename.xlsx", "two different versions"),
        ("poi__poc-shared-strings.xlsx", "a place that no sheet has"),
        ("poi__poc-xmlbomb.xlsx", "declares XML entities"),
        ("excelize__encryptSHA512.xlsx", "protected by a password"),
        ("poi__password.xls", "protected by a password"),
    ],
)
def test_a_real_workbook_that_must_not_be_read_is_refused(file: str, said: str) -> None:
    assert said in refusal(corpus(file)).problem


@pytest.mark.parametrize(
    ("file", "sheet", "address", "start"),
    [
        ("excelize__encryptSHA512.xlsx", "Sheet1", "A1", "SECRET"),
        ("poi__password.xls", "Лист1", "D5", "A ZIP bomb is a variant"),
    ],
)
def test_a_real_workbook_with_its_password(file: str, sheet: str, address: str, start: str) -> None:
    book = read_workbook(corpus(file), "password")
    found = next(one for one in book.sheets if one.name == sheet)
    assert str(cells_of(found)[address]).startswith(start)

"""The summary workbook, read back as openpyxl and the Open XML SDK see it."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from judges import ooxml_errors
from reportbuilder import AS_OF, WORKBOOK, a_file, a_notice, a_reading, a_report, a_result, small_clinic
from sheet2plan.findings import Severity
from sheet2plan.model import Source
from sheet2plan.render import xlsx
from sheet2plan.render.summary import render_summary
from sheet2plan.render.xlsx import relative_url
from sheet2plan.report import FileState, Outcome, Report

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

SHEETS = ["Overview", "Clients", "Missing", "Reviews", "Findings", "How it was read"]


def opened(report: Report, links: dict[str, str] | None = None) -> Workbook:
    return load_workbook(BytesIO(render_summary(report, links or {}).content), rich_text=False)


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table as header -> value."""
    header, *lines = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines]


def column(book: Workbook, sheet: str, header: str) -> list[Any]:
    return [row[header] for row in rows(book, sheet)]


def cell(book: Workbook, sheet: str, header: str, row: int = 2) -> Any:
    headers = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, headers.index(header) + 1)


def overview_text(book: Workbook) -> list[str]:
    return [str(value) for row in book["Overview"].iter_rows(values_only=True) for value in row if value is not None]


def below(book: Workbook, heading: str) -> list[tuple[Any, ...]]:
    """The rows of the overview from the one below a heading to the next empty row."""
    found: list[tuple[Any, ...]] = []
    lines = list(book["Overview"].iter_rows(values_only=True))
    start = next(index for index, line in enumerate(lines) if line[0] == heading)
    for line in lines[start + 1 :]:
        if not any(value is not None for value in line):
            break
        found.append(line)
    return found


def tile(book: Workbook, label: str) -> tuple[Any, Any]:
    """The figure of a headline tile and its note."""
    sheet = book["Overview"]
    found = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
    return sheet.cell(found.row + 1, found.column).value, sheet.cell(found.row + 2, found.column).value


def test_every_sheet_is_a_table_with_filters_and_a_frozen_printed_header() -> None:
    book = opened(small_clinic())
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert table.ref == sheet.dimensions
        assert sheet.freeze_panes == ("C2" if sheet.title == "Clients" else "A2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"


def test_the_page_header_names_the_clinic() -> None:
    document = render_summary(small_clinic(), {})
    with ZipFile(BytesIO(document.content)) as package:
        page = package.read("xl/worksheets/sheet2.xml").decode()
    assert "<oddHeader>&amp;LRiverside Counseling &amp;&amp; Family Center&amp;RClients</oddHeader>" in page


def test_headers_are_unique() -> None:
    twice = (a_file("C-0001"), a_file("C-0001"), a_file("C-0001", "status"), a_file("C-0001", "Name"))
    book = opened(a_report([a_result(files=twice)]))
    headers = [str(cell.value).casefold() for cell in book["Clients"][1]]
    assert len(set(headers)) == len(headers)
    assert [cell.hyperlink is not None for cell in book["Clients"][2]][-4:] == [True] * 4


def test_a_client_row() -> None:
    (client,) = rows(
        opened(a_report([a_result(days_overdue=34, completeness=72, notices=[a_notice(), a_notice()])])), "Clients"
    )
    assert client == {
        "Client": "C-0001",
        "Name": "Rosa Ortiz",
        "Clinician": "M. Alvarez",
        "Status": "Active",
        "Outcome": "plan written",
        "Plan date": datetime(2026, 5, 4),
        "Last review": datetime(2026, 7, 22),
        "Next due": datetime(2026, 10, 20),
        "State": "overdue",
        "Days overdue": 34,
        "Complete": 0.72,
        "Errors": 0,
        "Gaps": 2,
        "Warnings": 0,
        "Plan": "Plan",
        "Authorization request": "Authorization request",
    }


def test_dates_are_dates() -> None:
    shown = cell(opened(a_report([a_result()])), "Clients", "Plan date")
    assert shown.is_date
    assert shown.number_format == "mmm d, yyyy"


def test_a_date_excel_cannot_hold_is_text() -> None:
    shown = cell(opened(a_report([a_result(plan_date=date(1899, 5, 4))])), "Clients", "Plan date")
    assert shown.value == "1899-05-04"


@pytest.mark.parametrize("days", [0, -3, None])
def test_days_overdue_is_blank_unless_overdue(days: int | None) -> None:
    assert column(opened(a_report([a_result(days_overdue=days)])), "Clients", "Days overdue") == [None]


def test_who_is_not_in_treatment_owes_neither_plan_nor_review() -> None:
    book = opened(a_report([a_result(days_overdue=34, outcome=Outcome.NOT_IN_CARE, completeness=0)]))
    (client,) = rows(book, "Clients")
    assert (client["State"], client["Days overdue"], client["Complete"]) == (None, None, None)
    assert column(book, "Reviews", "Client") == ["No client is in treatment, so no review is due."]
    assert tile(book, "Overdue reviews") == (0, "No review is overdue.")


def test_files_are_linked_relative_to_the_summary() -> None:
    client = a_result("C-0042", files=(a_file("C-0042", clinician="Søren #1 & 50%"),))
    linked = cell(opened(a_report([client])), "Clients", "Plan")
    assert linked.value == "Plan"
    assert linked.hyperlink.target == "plans/Søren%20%231%20%26%2050%25/C-0042%20treatment%20plan.docx"


def test_a_file_written_beside_an_edited_one_says_so() -> None:
    client = a_result(files=(a_file("C-0001", state=FileState.BESIDE),))
    assert column(opened(a_report([client])), "Clients", "Plan") == ["Plan (yours was kept)"]


def test_a_url_stays_as_it_is() -> None:
    assert relative_url("file:///C:/My%20clinic/a.xlsx") == "file:///C:/My%20clinic/a.xlsx"


def test_addresses_lead_into_the_clinics_workbook() -> None:
    at = Source(WORKBOOK, "Tess's Notes", 27, 5)
    book = opened(a_report([a_result(notices=[a_notice(source=at)])]), {WORKBOOK: "../../my clinic.xlsx"})
    for sheet in ("Missing", "Findings"):
        where = cell(book, sheet, "Where")
        assert where.value == "Tess's Notes!F27"
        assert where.hyperlink.target == "../../my%20clinic.xlsx"
        assert where.hyperlink.location == "'Tess''s Notes'!F27"


def test_an_address_without_a_linked_workbook_is_plain() -> None:
    where = cell(opened(a_report([a_result(notices=[a_notice()])])), "Missing", "Where")
    assert where.value == "Goals!F27"
    assert where.hyperlink is None


def test_of_several_workbooks_each_address_names_its_own() -> None:
    book = opened(a_report([a_result(notices=[a_notice()])], workbooks=("other.xlsx", WORKBOOK)))
    assert column(book, "Missing", "Where") == ["riverside.xlsx: Goals!F27"]


def test_missing_holds_the_gaps_and_nothing_else() -> None:
    book = opened(small_clinic())
    assert column(book, "Missing", "Client") == ["C-0002", "C-0002", "C-0007"]
    assert rows(book, "Missing")[0] == {
        "Client": "C-0002",
        "Clinician": "M. Alvarez",
        "What is missing": "No consent to treatment",
        "Details": "There is no signed consent to treatment.",
        "Where": "Consents",
        "How to fix it": "Have the consent signed and add a row to the Consents sheet.",
        "Part of the plan": "consent and confidentiality",
    }


def test_reviews_come_in_the_order_of_urgency() -> None:
    book = opened(small_clinic())
    assert column(book, "Reviews", "State") == [
        "overdue",
        "overdue",
        "due today",
        "due within 7 days",
        "due within 30 days",
        "due within 30 days",
        "due within 60 days",
        "later",
        "later",
        "no date",
        "no date",
    ]
    assert column(book, "Reviews", "Days overdue")[:3] == [131, 34, None]


def test_findings_are_sorted_by_severity_then_client_then_address() -> None:
    notices = [
        a_notice(Severity.WARNING, client_id="C-0001"),
        a_notice(Severity.GAP, client_id="C-0002"),
        a_notice(Severity.GAP, client_id="C-0001", source=Source(WORKBOOK, "Goals", 100, 0)),
        a_notice(Severity.GAP, client_id="C-0001", source=Source(WORKBOOK, "Goals", 9, 0)),
        a_notice(Severity.ERROR, client_id="C-0002"),
    ]
    book = opened(a_report(loose=notices))
    found = [(row["Severity"], row["Client"], row["Where"]) for row in rows(book, "Findings")]
    assert found == [
        ("error", "C-0002", "Goals!F27"),
        ("gap", "C-0001", "Goals!A9"),
        ("gap", "C-0001", "Goals!A100"),
        ("gap", "C-0002", "Goals!F27"),
        ("warning", "C-0001", "Goals!F27"),
    ]


def test_how_it_was_read() -> None:
    book = opened(a_report(tables=a_reading()))
    assert column(book, "How it was read", "Column header") == [
        "Client ID",
        "First",
        "Last",
        "Locker",
        "Client",
        "Goal",
    ]
    assert column(book, "How it was read", "Became")[3] == "not used"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@sum", "{=A1}", "007", "1e5", "https://example.org", "<r><t>x</t></r>", "a\tb\nc", "_x0041_"],
)
def test_every_text_stays_the_text_it_is(text: str) -> None:
    shown = cell(opened(a_report([a_result(name=text)])), "Clients", "Name")
    assert shown.data_type == "s"
    assert shown.hyperlink is None
    assert str(shown.value).replace("_x005F_", "_") == text  # openpyxl leaves this escape undecoded


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    shown = cell(opened(a_report([a_result(name="😀" * 20_000)])), "Clients", "Name").value
    assert shown.endswith(xlsx.CUT)
    assert len(shown.encode("utf-16-le")) <= 2 * xlsx.MAX_TEXT


def test_half_a_character_does_no_harm() -> None:
    assert column(opened(a_report([a_result(name="a\ud800b")])), "Clients", "Name") == ["a?b"]


def test_past_excels_number_of_links_the_text_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_LINKS", 2)
    book = opened(a_report([a_result("C-0001"), a_result("C-0002")]))
    assert column(book, "Clients", "Plan") == ["Plan", "Plan"]
    assert cell(book, "Clients", "Plan", 3).hyperlink is None


def test_rows_that_do_not_fit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 5)
    book = opened(a_report(loose=[a_notice()] * 9))
    assert column(book, "Findings", "Severity") == ["gap"] * 3 + ["6 more rows do not fit on an Excel sheet."]


def test_headline_figures() -> None:
    book = opened(small_clinic())
    assert tile(book, "Clients in treatment") == (11, "of 12 read")
    assert tile(book, "Plans written") == (9, "not written: 2")
    assert tile(book, "Complete plans") == (6 / 11, "6 of 11")
    assert tile(book, "Overdue reviews") == (2, "longest: 131 days")
    assert tile(book, "Errors") == (3, "in 3 clients")
    assert tile(book, "Gaps") == (3, "in 2 clients")


def test_look_here_first_is_risk_then_errors_then_the_longest_overdue() -> None:
    _, *lines = below(opened(small_clinic()), "Look here first")
    assert [line[0] for line in lines] == [
        "C-0003 Daniel Kim",
        "C-0007 Jo Park",
        "C-0004 O’Neil, Tess",
        "C-0099",
        "C-0008 Priya Nair",
        "C-0001 Rosa Ortiz",
    ]
    assert str(lines[1][1]).startswith("Risk: Risk item not recorded")
    assert lines[0][3] == "Scores!E214"


def test_many_errors_leave_room_for_overdue_reviews_and_say_how_many_more_there_are() -> None:
    errors = [a_notice(Severity.ERROR, "date-impossible", f"C-{number:04}") for number in range(30)]
    late = [a_result(f"L-{days}", days) for days in (5, 6, 7, 8)]
    _, *lines, more = below(opened(a_report(late, errors)), "Look here first")
    assert len(lines) == 10
    assert [line[0] for line in lines[-3:]] == ["L-8 Rosa Ortiz", "L-7 Rosa Ortiz", "L-6 Rosa Ortiz"]
    assert more[0] == "and 24 more: see Findings and Reviews"


def test_risk_yields_to_nothing() -> None:
    risks = [a_notice(Severity.INFO, "risk-item", f"C-{number:04}") for number in range(12)]
    errors = [a_notice(Severity.ERROR, "date-impossible", "E-1")]
    _, *lines, _more = below(opened(a_report([a_result("L-1", 5)], risks + errors)), "Look here first")
    assert all(str(line[1]).startswith("Risk: ") for line in lines)
    assert len(lines) == 10


def test_each_clinicians_share() -> None:
    _, *lines = below(opened(small_clinic()), "By clinician")
    assert lines == [
        ("Dr. Ngozi Okafor", 3, 2 / 3, 1, 0, 2),
        ("M. Alvarez", 3, 1 / 3, 1, 2, 0),
        ("Søren Åkesson", 3, 1, 0, 0, 0),
        ("no clinician named", 2, 0, 0, 1, 0),
    ]


def test_the_chart_draws_the_table_of_due_states() -> None:
    book = opened(small_clinic())
    _, *states = below(book, "Reviews by due date")
    assert [line[:2] for line in states] == [
        ("overdue", 2),
        ("due today", 1),
        ("due within 7 days", 1),
        ("due within 30 days", 2),
        ("due within 60 days", 1),
        ("later", 2),
        ("no date", 2),
    ]
    (chart,) = book["Overview"]._charts  # type: ignore[attr-defined]
    drawn = book["Overview"][chart.series[0].val.numRef.f.split("!")[1].replace("$", "")]
    assert [row[0].value for row in drawn] == [2, 1, 1, 2, 1, 2, 2]


def test_an_empty_report_says_so_in_words() -> None:
    book = opened(a_report(workbooks=()))
    said = overview_text(book)
    assert "No risk needs attention, no error was found and no review is overdue." in said
    assert {"No review is overdue.", "No error was found.", "Nothing is missing."} <= set(said)
    firsts = [book[sheet]["A2"].value for sheet in SHEETS[1:]]
    assert firsts == [
        "The workbook has no clients.",
        "Nothing is missing.",
        "No client is in treatment, so no review is due.",
        "Nothing was found.",
        "No table was read.",
    ]


def test_same_report_same_bytes() -> None:
    first, second = (render_summary(small_clinic(), {WORKBOOK: "../riverside.xlsx"}).content for _ in range(2))
    assert first == second


def test_it_is_dated_by_the_run_and_names_no_author() -> None:
    properties = opened(small_clinic()).properties
    assert properties.created == properties.modified == datetime(AS_OF.year, AS_OF.month, AS_OF.day)
    assert not properties.creator
    assert not properties.lastModifiedBy


@pytest.mark.parametrize(
    "report",
    [
        small_clinic(),
        a_report(),
        a_report(
            [a_result(name="<r>&\x01\ud800\ufffe</r>", clinician="A/B:C\\D?", due_reason="😀" * 20_000)],
            clinic="& 9 <Clinic>",
        ),
    ],
    ids=["small clinic", "empty", "awkward texts"],
)
def test_the_open_xml_sdk_finds_no_fault(report: Report, tmp_path: Path) -> None:
    document = render_summary(report, {WORKBOOK: "../my clinic's #1/riverside.xlsx"})
    path = tmp_path / document.name
    path.write_bytes(document.content)
    assert ooxml_errors(path) == []

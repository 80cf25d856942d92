"""The summary workbook, read back as openpyxl and the Open XML SDK see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from judges import ooxml_errors
from reportbuilder import (
    AS_OF,
    WORKBOOK,
    a_file,
    a_notice,
    a_reading,
    a_report,
    a_result,
    an_audited_client,
    small_clinic,
)
from sheet2plan.findings import Severity
from sheet2plan.model import Source
from sheet2plan.render import cells, xlsx
from sheet2plan.render.cells import relative_url
from sheet2plan.render.summary import render_handouts, render_summary
from sheet2plan.reports.changes import Change, ChangeKind, Since
from sheet2plan.reports.documents import FileState
from sheet2plan.reports.report import CopyLine, Outcome, Report, ScoreLine

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

SHEETS = [
    "Overview", "To do", "Changes", "Reviews", "Clients", "Audit", "Scores", "Clones", "Findings", "How it was read",
    "Made from",
]  # fmt: skip


def opened(report: Report, links: dict[str, str] | None = None) -> Workbook:
    return load_workbook(BytesIO(render_summary(report, links or {}).content), rich_text=False)


def top(book: Workbook, sheet: str) -> int:
    """The row of the table's header; a line of words may stand above it."""
    (table,) = book[sheet].tables.values()
    return int(table.ref.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table as header -> value."""
    lines = list(book[sheet].iter_rows(min_row=top(book, sheet), values_only=True))
    header = lines.pop(0)
    return [dict(zip(map(str, header), line, strict=True)) for line in lines]


def column(book: Workbook, sheet: str, header: str) -> list[Any]:
    return [row[header] for row in rows(book, sheet)]


def cell(book: Workbook, sheet: str, header: str, row: int = 1) -> Any:
    """A cell of the sheet's table; rows count from 1 below the header."""
    first = top(book, sheet)
    headers = [cell.value for cell in book[sheet][first]]
    return book[sheet].cell(first + row, headers.index(header) + 1)


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
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == SHEETS
    for name in SHEETS[1:]:
        sheet = book[name]
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1]
        assert str(sheet.freeze_panes).lstrip("ABCDE") == str(top(book, name) + 1)
        assert sheet.print_title_rows == f"$1:${top(book, name)}"
        assert sheet.page_setup.orientation == "landscape"


def test_the_page_header_names_the_clinic() -> None:
    document = render_summary(small_clinic(), {})
    with ZipFile(BytesIO(document.content)) as package:
        page = package.read("xl/worksheets/sheet5.xml").decode()
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
    for sheet, header in (("To do", "In the workbook"), ("Findings", "Where")):
        where = cell(book, sheet, header)
        assert where.value == "Tess's Notes!F27"
        assert where.hyperlink.target == "../../my%20clinic.xlsx"
        assert where.hyperlink.location == "'Tess''s Notes'!F27"


def test_an_address_without_a_linked_workbook_is_plain() -> None:
    where = cell(opened(a_report([a_result(notices=[a_notice()])])), "To do", "In the workbook")
    assert where.value == "Goals!F27"
    assert where.hyperlink is None


def test_of_several_workbooks_each_address_names_its_own() -> None:
    book = opened(a_report([a_result(notices=[a_notice()])], workbooks=("other.xlsx", WORKBOOK)))
    assert column(book, "To do", "In the workbook") == ["riverside.xlsx: Goals!F27"]


def test_to_do_holds_errors_and_gaps_by_clinician_risk_first() -> None:
    book = opened(small_clinic(), {WORKBOOK: "../riverside.xlsx"})
    told = [(row["Clinician"], row["Client"], row["Urgency"]) for row in rows(book, "To do")]
    assert told == [
        ("Dr. Ngozi Okafor", "C-0003", "1 risk"),
        ("Dr. Ngozi Okafor", "C-0004", "2 error"),
        ("M. Alvarez", "C-0002", "3 gap"),
        ("M. Alvarez", "C-0002", "3 gap"),
        ("no clinician", "C-0007", "1 risk"),
        ("no clinician", "C-0099", "2 error"),
    ]
    assert rows(book, "To do")[2] == {
        "Done": None,
        "Clinician": "M. Alvarez",
        "Client": "C-0002",
        "Urgency": "3 gap",
        "What": "No consent to treatment",
        "Details": "There is no signed consent to treatment.",
        "How to fix it": "Have the consent signed and add a row to the Consents sheet.",
        "In the workbook": "Consents",
        "In the plan": "Open plan",
        "Part of the plan": "consent and confidentiality",
    }
    assert cell(book, "To do", "In the plan", 3).hyperlink.target.endswith("C-0002%20treatment%20plan.docx")


def test_each_clinicians_list_starts_a_printed_page() -> None:
    book = opened(small_clinic())
    assert [brk.id for brk in book["To do"].row_breaks.brk] == [4, 6]
    pages = book["To do"].sheet_properties.pageSetUpPr
    assert pages is None or not pages.fitToPage


def test_the_audit_shows_a_sign_for_each_point_and_part() -> None:
    book = opened(a_report([an_audited_client("C-0001")]))
    (row,) = rows(book, "Audit")
    signs = {header: value for header, value in row.items() if value in ("✓", "✗", "?")}
    assert signs == {"1. Signed by the clinician": "✗", "2. Client agreed": "✓", "Diagnosis": "?", "Goals": "✓"}
    assert row["Passed"] == 0.5
    assert row["What stands in the way first"] == "Nobody signed."
    _, *points = below(book, "Audit checklist")
    assert [line[:4] for line in points] == [("Signed by the clinician", 0, 1, 0), ("Client agreed", 1, 0, 0)]


def test_scores_show_the_course_of_each_measure() -> None:
    points = ((date(2026, 9, 1), 19.0), (date(2026, 10, 1), 15.0), (date(2026, 11, 2), 12.5))
    lines = (
        ScoreLine("PHQ-9", points, "moderate", -6.5, "improved reliably"),
        ScoreLine("SUDS", points[:1], "", None, ""),
    )
    document = render_summary(a_report([a_result(scores=lines)]), {})
    book = load_workbook(BytesIO(document.content))
    first, second = rows(book, "Scores")
    assert (first["First score"], first["Latest score"], first["Change"]) == (19, 12.5, -6.5)
    assert (first["Band"], first["Change in words"], first["Times given"]) == ("moderate", "improved reliably", 3)
    assert (second["Change"], second["Times given"]) == (None, 1)
    assert [value for (value,) in book["Scores data"].iter_cols(values_only=True)] == [19, 15, 12.5]
    with ZipFile(BytesIO(document.content)) as package:
        assert "<xm:sqref>L2</xm:sqref>" in package.read("xl/worksheets/sheet7.xml").decode()


def test_clones_show_share_and_passages() -> None:
    line = CopyLine("C-0001", "copied plan", 0.93, "C-0002", "“sleep through the night”", Source(WORKBOOK, "Plans", 4))
    book = opened(replace(a_report([a_result("C-0001")]), copies=(line,)))
    assert rows(book, "Clones") == [
        {
            "Client": "C-0001",
            "Clinician": "M. Alvarez",
            "Kind": "copied plan",
            "Share": 0.93,
            "Like the plan of": "C-0002",
            "Longest shared passages": "“sleep through the night”",
            "In the workbook": "Plans row 4",
        }
    ]


def test_a_handout_holds_one_clinicians_clients_and_nobody_elses() -> None:
    made = dict(render_handouts(small_clinic(), {WORKBOOK: "../../riverside.xlsx"}, "../"))
    assert list(made) == ["", "Dr. Ngozi Okafor", "M. Alvarez", "Søren Åkesson"]
    book = load_workbook(BytesIO(made["M. Alvarez"].content))
    others = {result.client_id for result in small_clinic().results if result.clinician != "M. Alvarez"}
    text = {str(value) for sheet in book for line in sheet.iter_rows(values_only=True) for value in line if value}
    assert not [word for word in text if any(other in word for other in (*others, "C-0099"))]
    assert cell(book, "Clients", "Plan").hyperlink.target.startswith("../plans/")


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
    assert shown.endswith(cells.CUT)
    assert len(shown.encode("utf-16-le")) <= 2 * cells.MAX_TEXT


def test_half_a_character_does_no_harm() -> None:
    assert column(opened(a_report([a_result(name="a\ud800b")])), "Clients", "Name") == ["a?b"]


def test_past_excels_number_of_links_the_text_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_LINKS", 2)
    book = opened(a_report([a_result("C-0001"), a_result("C-0002")]))
    assert column(book, "Clients", "Plan") == ["Plan", "Plan"]
    assert cell(book, "Clients", "Plan", 2).hyperlink is None


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
    assert len(lines) == 7
    assert [line[0] for line in lines[-3:]] == ["L-8 Rosa Ortiz", "L-7 Rosa Ortiz", "L-6 Rosa Ortiz"]
    assert more[0] == "and 27 more: see To do and Reviews"


def test_the_gravest_risk_comes_first_though_a_milder_one_speaks_of_the_same_cell() -> None:
    there, elsewhere = Source(WORKBOOK, "Scores", 9, 5), Source(WORKBOOK, "Scores", 3, 5)
    grave = a_notice(Severity.ERROR, "risk-no-safety-plan", "C-0011", "No safety plan", source=there)
    same = a_notice(Severity.WARNING, "risk-item-positive", "C-0011", "Positive item", source=there)
    milder = a_notice(Severity.WARNING, "risk-item-positive", "C-0004", "Positive item", source=elsewhere)
    _, *lines = below(opened(a_report(loose=[milder, same, grave])), "Look here first")
    assert [line[0] for line in lines] == ["C-0011", "C-0004"]


def test_an_overdue_review_is_told_once() -> None:
    error = a_notice(Severity.ERROR, "review-overdue", "L-1", "Review overdue")
    _, *lines = below(opened(a_report([a_result("L-1", 5, [error])])), "Look here first")
    assert [line[1].split("\n")[0] for line in lines] == ["Overdue: review 5 days late"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Dana Whitcomb, LMFT", 19, 2),
        ("Dana Whitcomb, LMFT", 22, 1),
        ("iiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 19, 1),
        ("小林小林小林小林小林", 19, 2),
        ("one\ntwo", 19, 2),
        ("", 19, 1),
    ],
)
def test_a_row_is_as_tall_as_its_words_need(text: str, width: float, lines: int) -> None:
    assert cells.lines_needed(text, width) == lines


def test_columns_of_use_on_a_screen_alone_are_not_printed() -> None:
    book = opened(small_clinic())
    assert book["To do"].print_area == "'To do'!$A$1:$H$8"
    assert book["Changes"].print_area == "'Changes'!$A$1:$H$2"


def test_risk_yields_to_nothing() -> None:
    risks = [a_notice(Severity.INFO, "risk-item", f"C-{number:04}") for number in range(12)]
    errors = [a_notice(Severity.ERROR, "date-impossible", "E-1")]
    _, *lines, _more = below(opened(a_report([a_result("L-1", 5)], risks + errors)), "Look here first")
    assert all(str(line[1]).startswith("Risk: ") for line in lines)
    assert len(lines) == 7


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


def test_no_block_of_the_overview_is_split_on_paper() -> None:
    states = tuple(Change(kind, "C-0001", "A", "", "", "") for kind in ChangeKind)
    clinicians = [a_result(f"C-{number:04}", clinician=f"Clinician {number:02}") for number in range(12)]
    audited = replace(an_audited_client("C-0100"), clinician="Clinician 00")
    report = replace(a_report([*clinicians, audited]), since=(Since("2026-10", AS_OF, states),))
    book = opened(report)
    headings = {cell.value: cell.row for (cell,) in book["Overview"].iter_rows(max_col=1) if cell.value}
    breaks = [each.id for each in book["Overview"].row_breaks.brk]
    assert breaks == [headings["What changed"] - 1, headings["Reviews by due date"] - 1]


def test_an_empty_report_says_so_in_words() -> None:
    book = opened(a_report(workbooks=()))
    said = overview_text(book)
    assert "No risk needs attention, no error was found and no review is overdue." in said
    assert {"No review is overdue.", "No error was found.", "Nothing is missing."} <= set(said)
    firsts = [book[sheet]["A2"].value for sheet in SHEETS[1:]]
    assert firsts == [
        "Nothing is left to do.",
        "There is no earlier run to compare with; the next run says what changed.",
        "No client is in treatment, so no review is due.",
        "The workbook has no clients.",
        "No client is in treatment.",
        "No client in treatment has a usable score.",
        "No two plans are alike beyond the clinic's own template.",
        "Nothing was found.",
        "No table was read.",
        "program",
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
        replace(small_clinic(), results=(*small_clinic().results, an_audited_client("C-0013"))),
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


def test_what_became_of_a_persons_edits_is_told() -> None:
    edited = replace(a_file("C-0001", state=FileState.BESIDE), note="edited since; the goals changed")
    book = opened(a_report([a_result(files=(edited,)), a_result("C-0002")]))
    assert column(book, "Clients", "What became of your edits") == ["plan: edited since; the goals changed", None]

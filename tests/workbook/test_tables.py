"""Tables as clinics keep them, each written as the sheet it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from reviewbuilder import package, parts_of
from sheet2plan.catalog import load_catalog
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from sheet2plan.sheets import Assessment, Client, Goal, Intervention, Objective, PlanVersion, Problem, Review, Score
from workbooks import AS_OF, CLIENTS, GOALS, SCORES, Cells, changed, write_workbook


def load(path: Path, **options: Mapping[str, object]) -> Loaded:
    return load_workbooks((path,), load_catalog(), ReadingOptions(AS_OF, **options))  # type: ignore[arg-type]


def codes(loaded: Loaded) -> dict[str, list[str]]:
    """Where each code was found."""
    found: dict[str, list[str]] = {}
    for finding in loaded.findings:
        found.setdefault(finding.code, []).append(finding.source.a1)
    return found


def test_titles_above_banners_totals_and_notes_are_no_clients(tmp_path: Path) -> None:
    rows: Cells = [
        ["RIVERSIDE ~ MASTER CASELOAD"],
        ["Updated 3/4/26 by Pam"],
        [],
        ["MRN", "Last", "First", "DOB", None, "Therapist"],
        ["ACTIVE"],
        ["C-0001", "Reyes", "Ana", date(1990, 4, 12), None, "J. Park"],
        [],
        ["HOLD"],
        ["C-0002", "Lind", "Bo", date(1984, 2, 3), None, "J. Park"],
        [None, "Total:", 2],
        ["* red means that the treatment plan is past due"],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=rows))
    assert [case.client_id for case in loaded.caseload.cases] == ["C-0001", "C-0002"]
    client = loaded.caseload.cases[0].client
    assert (client.first_name, client.last_name, client.clinician) == ("Ana", "Reyes", "J. Park")
    assert client.origin.at("dob").a1 == "Clients!D6"
    assert codes(loaded)["row-not-data"] == ["Clients!A5", "Clients!A8", "Clients!B10", "Clients!A11"]


def test_a_sheet_per_clinician_is_told_by_its_headers(tmp_path: Path) -> None:
    head: list[object] = ["Chart #", "First name", "Last name", "DOB", "Therapist", "Insurance"]
    loaded = load(
        write_workbook(
            tmp_path / "a.xlsx",
            Clients=[head, ["1", "Ana", "Reyes", date(1990, 4, 12), "J. Park", "Aetna"]],
            Osei=[head, ["2", "Bo", "Lind", date(1984, 2, 3), "M. Osei", "Cash"]],
        )
    )
    assert [case.client_id for case in loaded.caseload.cases] == ["1", "2"]
    assert loaded.caseload.cases[1].client.origin.at("payer").a1 == "Osei!F2"


def test_a_waiting_list_below_the_caseload_has_the_status_of_its_heading(tmp_path: Path) -> None:
    rows: Cells = [
        ["Chart #", "Patient Name", "DOB", "Status", "Ins"],
        ["0001", "Reyes, Ana", date(1990, 4, 12), "Active", "Aetna"],
        [],
        ["WAIT LIST - CALL BACK"],
        ["Chart #", "Called on", "Patient Name", "Cell", "Ins"],
        ["0002", date(2026, 11, 2), "Lind, Bo", "555-0100", "Cash"],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=rows))
    first, second = (case.client for case in loaded.caseload.cases)
    assert (first.status, second.status) == ("active", "waitlist")
    assert second.phone == "555-0100"
    assert codes(loaded)["status-from-heading"] == ["Clients!A4"]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Goal #", "Long-term goal", None, "Client ID", "Obj #", "Goal #", "Objective"],
        ["C-0001", "G1", "Sleep", None, "C-0001", "O1", "G1", "Bed by eleven"],
        ["C-0002", "G1", "Travel", None, "C-0001", "O2", "G1", "No screens"],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Goals=rows))
    assert [row.goal_text for row in loaded.records.of(Goal)] == ["Sleep", "Travel"]
    objectives = loaded.records.of(Objective)
    assert [row.objective_text for row in objectives] == ["Bed by eleven", "No screens"]
    assert objectives[1].origin.at("objective_text").a1 == "Goals!H3"


def test_wide_scores_one_column_per_occasion(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "PHQ9 1/5/26", "PHQ-9 4/6/26", "GAD-7 (Intake)", "PHQ9_2026-07", "Remarks"],
        ["C-0001", 19, 12, 14, 9, "ok"],
        ["C-0002", 8, None, None, "refused", None],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Scores=rows))
    scores = loaded.records.of(Score)
    assert [(row.client_id, row.measure, row.score_date, row.value) for row in scores if row.score_date] == [
        ("C-0001", "PHQ-9", date(2026, 1, 5), 19.0),
        ("C-0002", "PHQ-9", date(2026, 1, 5), 8.0),
        ("C-0001", "PHQ-9", date(2026, 4, 6), 12.0),
    ]
    first = scores[0].origin
    assert (first.at("value").a1, first.at("score_date").a1) == ("Scores!B2", "Scores!B1")
    assert codes(loaded)["score-header-undated"] == ["Scores!D1", "Scores!E1"]
    assert codes(loaded)["not-done"] == ["Scores!E3"]


def test_wide_scores_with_a_date_column_beside_each(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "PHQ9 #1", "PHQ9 #1 Date", "PHQ9 #2", "PHQ9 #2 Date"],
        ["C-0001", 19, date(2026, 1, 5), 12, date(2026, 4, 6)],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Scores=rows))
    assert [(row.value, row.score_date) for row in loaded.records.of(Score)] == [
        (19.0, date(2026, 1, 5)),
        (12.0, date(2026, 4, 6)),
    ]


def test_a_header_of_two_rows_with_merged_groups(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    del book["Scores"]
    sheet = book.create_sheet("Scores")
    for row in (
        ["Client ID", "PHQ-9", None, "GAD-7", None],
        [None, "1/5/26", "4/6/26", "1/5/26", "4/6/26"],
        ["C-0001", 19, 12, 14, 9],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    scores = load(tmp_path / "a.xlsx").records.of(Score)
    assert [(row.measure, row.score_date, row.value) for row in scores] == [
        ("PHQ-9", date(2026, 1, 5), 19.0),
        ("PHQ-9", date(2026, 4, 6), 12.0),
        ("GAD-7", date(2026, 1, 5), 14.0),
        ("GAD-7", date(2026, 4, 6), 9.0),
    ]


def test_group_titles_over_real_titles(tmp_path: Path) -> None:
    rows: Cells = [["GOAL", None, "WHEN"], [], GOALS[0], *GOALS[1:]]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Goals=rows))
    assert len(loaded.records.of(Goal)) == 2


def test_an_id_merged_over_its_rows_counts_for_each(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    del book["Goals"]
    sheet = book.create_sheet("Goals")
    for row in (["Client ID", "Goal #", "Long-term goal"], ["C-0001", "G1", "Sleep"], [None, "G2", "Work"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    assert [(row.client_id, row.goal_id) for row in load(tmp_path / "a.xlsx").records.of(Goal)] == [
        ("C-0001", "G1"),
        ("C-0001", "G2"),
    ]


def test_an_id_that_is_blank_without_a_merge_is_not_guessed(tmp_path: Path) -> None:
    loaded = load(write_workbook(tmp_path / "a.xlsx", Goals=changed(GOALS, 2, "Client ID", None)))
    assert len(loaded.records.of(Goal)) == 1
    assert codes(loaded)["row-without-client"] == ["Goals row 3"]


def test_one_sheet_tracker_with_numbered_columns(tmp_path: Path) -> None:
    rows: Cells = [
        [
            *("Client ID", "Name", "DOB", "Therapist", "Problem 1", "Goal 1", "Obj 1a", "Obj 1a Target", "Obj 1b"),
            *("Intervention 1a", "PHQ9 1/5/26", "Dx 1", "Dx 2"),
        ],
        [
            *(
                "C-0001",
                "Reyes, Ana",
                date(1990, 4, 12),
                "J. Park",
                "Low mood",
                "Lift mood",
                "PHQ-9 to 9",
                9,
                "Walk daily",
            ),
            *("teach scheduling", 19, "F33.1", "Z60.2"),
        ],
        ["C-0002", "Lind, Bo", date(1984, 2, 3), "J. Park", "Worry", "Worry less", "GAD-7 to 7", 7],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=rows, Goals=[["x"]], Scores=[["x"]]))
    case = loaded.caseload.cases[0]
    assert [(row.problem_id, row.problem_text) for row in case.problems] == [("P1", "Low mood")]
    assert [(row.goal_id, row.problem_id, row.goal_text) for row in case.goals] == [("G1", "P1", "Lift mood")]
    assert [(row.objective_id, row.goal_id, row.target) for row in case.objectives] == [
        ("O1a", "G1", 9.0),
        ("O1b", "G1", None),
    ]
    assert [(row.objective_id, row.intervention_text) for row in case.interventions] == [("O1a", "teach scheduling")]
    assert [(row.rank, row.icd10_code) for row in case.diagnoses] == [(1, "F33.1"), (2, "Z60.2")]
    assert [row.value for row in case.scores] == [19.0]
    assert len(loaded.records.of(Objective)) == 3
    assert loaded.records.of(Intervention)[0].origin.at("intervention_text").a1 == "Clients!J2"
    assert "broken-link" not in codes(loaded)


def test_a_card_per_client(tmp_path: Path) -> None:
    card: Cells = [
        ["CLIENT CARD"],
        ["Chart #:", "0007", None, "DOB", date(1990, 4, 12)],
        ["Client Name", "Reyes, Ana", None, "Therapist", "J. Park"],
        ["Presenting Problem", "Low mood since a job loss"],
        ["Strengths", "Plays violin"],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Card=card))
    client = next(case.client for case in loaded.caseload.cases if case.client_id == "0007")
    assert (client.full_name, client.clinician, client.dob) == ("Reyes, Ana", "J. Park", date(1990, 4, 12))
    assert client.origin.at("dob").a1 == "Card!E2"
    assessment = next(row for row in loaded.records.of(Assessment) if row.client_id == "0007")
    assert assessment.strengths == "Plays violin"
    assert assessment.origin.at("strengths").a1 == "Card!B5"


def test_rows_known_by_name_alone(tmp_path: Path) -> None:
    rows: Cells = [
        ["Patient Name", "Tool", "Total"],
        ["Reyes, Ana", "PHQ-9", 9],
        ["Bo Lind", "PHQ-9", 3],
        ["Zed", "PHQ-9", 1],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Scores=rows))
    assert [(row.client_id, row.value) for row in loaded.records.of(Score)] == [("C-0001", 9.0), ("C-0002", 3.0)]
    assert codes(loaded)["client-by-name"] == ["Scores!A2", "Scores!A3"]
    assert codes(loaded)["client-name-unknown"] == ["Scores!A4"]


def test_a_name_of_two_clients_is_never_decided(tmp_path: Path) -> None:
    clients: Cells = [*CLIENTS, ["C-0003", "Ana", "Reyes", date(2001, 1, 1), "Active", None, "J. Park"]]
    rows: Cells = [["Patient Name", "Tool", "Total"], ["Reyes, Ana", "PHQ-9", 9]]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=clients, Scores=rows))
    assert loaded.records.of(Score) == ()
    assert codes(loaded)["client-name-shared"] == ["Scores!A2"]
    assert codes(loaded)["client-same-name"] == ["Clients!C4"]


def test_ids_that_lost_their_zeros_or_are_spelled_otherwise(tmp_path: Path) -> None:
    head = CLIENTS[0]
    clients: Cells = [head, ["0007", "Ana", "Reyes"], ["0012", "Bo", "Lind"], [31, "Cy", "Moss"]]
    scores: Cells = [SCORES[0], [7, "PHQ-9", date(2026, 9, 1), 19], ["12 ", "PHQ-9", date(2026, 9, 1), 3]]
    goals: Cells = [GOALS[0], ["0007", "G1", None, "Sleep"]]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=clients, Goals=goals, Scores=scores))
    assert [case.client_id for case in loaded.caseload.cases] == ["0007", "0012", "0031"]
    assert [row.client_id for row in loaded.records.of(Score)] == ["0007", "0012"]
    assert codes(loaded)["id-zeros-restored"] == ["Clients!A4", "Scores!A2", "Scores!A3"]
    other = load(write_workbook(tmp_path / "b.xlsx", Goals=changed(GOALS, 1, "Client ID", "c 0001")))
    assert codes(other)["id-spelled-otherwise"] == ["Goals!A2"]
    assert other.records.of(Goal)[0].client_id == "C-0001"


def test_staff_by_first_name_only_when_unique(tmp_path: Path) -> None:
    head = CLIENTS[0]
    clients: Cells = [
        head,
        ["1", "A", "A", None, "Active", None, "Dana Whitcomb, LMFT"],
        ["2", "B", "B", None, "Active", None, "Dana"],
        ["3", "C", "C", None, "Active", None, "Kim Adler, LCSW"],
        ["4", "D", "D", None, "Active", None, "Kim Tran, LPC"],
        ["5", "E", "E", None, "Active", None, "Kim"],
    ]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Clients=clients))
    staff = [row.clinician for row in loaded.records.of(Client)]
    assert staff[1] == "Dana Whitcomb, LMFT"
    assert staff[4] == "Kim"
    assert codes(loaded)["staff-by-first-name"] == ["Clients!G3"]
    assert codes(loaded)["staff-ambiguous"] == ["Clients!G6"]


def test_an_ambiguous_header_is_told_by_its_content_or_not_at_all(tmp_path: Path) -> None:
    by_code: Cells = [["Client ID", "Dx", "Rank"], ["C-0001", "F33.1", 1], ["C-0002", "F41.1", 1]]
    loaded = load(write_workbook(tmp_path / "a.xlsx", Diagnoses=by_code))
    assert [row.icd10_code for case in loaded.caseload.cases for row in case.diagnoses] == ["F33.1", "F41.1"]
    mixed: Cells = [["Client ID", "Gender", "First name"], ["C-0001", "F", "Ana"], ["C-0002", "man", "Bo"]]
    other = load(write_workbook(tmp_path / "b.xlsx", Clients=mixed))
    assert codes(other)["header-in-doubt"] == ["Clients!B1"]


def test_what_the_clinic_told_goes_before_every_spelling(tmp_path: Path) -> None:
    rows: Cells = [["Client ID", "Goal #", "What we hope for", "LTG"], ["C-0001", "G1", "Sleep", "old words"]]
    path = write_workbook(tmp_path / "a.xlsx", Goals=rows)
    told = {"Goals": {"What we hope for": "goal_text", "LTG": ""}}
    assert load(path, columns=told).records.of(Goal)[0].goal_text == "Sleep"
    assert load(path).records.of(Goal)[0].goal_text == "old words"


def test_a_sheet_is_what_the_clinic_says_or_left_out(tmp_path: Path) -> None:
    rows: Cells = [["Client ID", "Date", "Interval"], ["C-0001", date(2026, 10, 1), 90]]
    path = write_workbook(tmp_path / "a.xlsx", Quarterlies=rows)
    told = {"Quarterlies": {"Date": "review_date"}}
    loaded = load(path, sheets={"Quarterlies": "Reviews"}, columns=told)
    assert [row.review_date for row in loaded.records.of(Review)] == [date(2026, 10, 1)]
    left = load(path, sheets={"Quarterlies": ""})
    assert left.records.of(Review) == ()
    assert "sheet-not-used" not in codes(left)


def test_hidden_rows_and_sheets_are_read_and_said(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    book["Clients"].row_dimensions[3].hidden = True
    book["Scores"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    loaded = load(tmp_path / "a.xlsx")
    assert len(loaded.caseload.cases) == 2
    assert codes(loaded)["rows-hidden"] == ["Clients"]
    assert codes(loaded)["sheet-hidden"] == ["Scores"]


def test_a_struck_out_client_is_a_question_not_an_answer(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    for cell in book["Clients"][3]:
        cell.font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    loaded = load(tmp_path / "a.xlsx")
    assert [case.client.status for case in loaded.caseload.cases] == ["active", "active"]
    assert codes(loaded)["row-struck-through"] == ["Clients!A3"]


def test_several_workbooks_make_one_caseload(tmp_path: Path) -> None:
    one = write_workbook(tmp_path / "park.xlsx")
    head = CLIENTS[0]
    two = write_workbook(
        tmp_path / "osei.xlsx",
        Clients=[head, ["C-0009", "Cy", "Moss", date(1999, 1, 1), "Active", None, "M. Osei"]],
        Goals=[GOALS[0], ["C-0001", "G9", None, "Across files"]],
        Scores=[SCORES[0]],
    )
    loaded = load_workbooks((one, two), load_catalog(), ReadingOptions(AS_OF))
    assert [case.client_id for case in loaded.caseload.cases] == ["C-0001", "C-0002", "C-0009"]
    assert [row.goal_text for row in loaded.caseload.cases[0].goals] == ["Sleep through the night", "Across files"]
    assert loaded.caseload.cases[0].goals[1].origin.at().workbook == "osei.xlsx"


@pytest.mark.parametrize("blank_rows", [0, 20000])
def test_formatted_blank_rows_below_cost_nothing(tmp_path: Path, blank_rows: int) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    for row in range(4, 4 + blank_rows):
        book["Goals"].cell(row, 1).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    loaded = load(tmp_path / "a.xlsx")
    assert len(loaded.records.of(Goal)) == 2
    assert not loaded.records.of(PlanVersion)
    assert not loaded.records.of(Problem)


def test_looks_that_cannot_be_read_are_no_hint_and_no_fault(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx"))
    for cell in book["Clients"][3]:
        cell.font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    parts = parts_of((tmp_path / "a.xlsx").read_bytes())
    parts["docProps/core.xml"] = b"<broken"
    (tmp_path / "a.xlsx").write_bytes(package(parts))
    loaded = load(tmp_path / "a.xlsx")
    assert [case.client_id for case in loaded.caseload.cases] == ["C-0001", "C-0002"]
    assert "row-struck-through" not in codes(loaded)

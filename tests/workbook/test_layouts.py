"""More layouts that clinics keep: scores by visit, cards, one sheet per client, caseload lists that hold everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sheet2plan.catalog import load_catalog
from sheet2plan.errors import WorkbookError
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from sheet2plan.sheets import Client, Consent, Diagnosis, Goal, Objective, Problem, Review, Score
from workbooks import AS_OF, GOALS, SCORES, Cells, write_workbook

NO_SCORES: Cells = [SCORES[0]]


def load(path: Path, **sheets: Cells) -> Loaded:
    """What is read of a workbook with these sheets."""
    file = write_workbook(path / "a.xlsx", **sheets)
    return load_workbooks((file,), load_catalog(), ReadingOptions(AS_OF))


def codes(loaded: Loaded) -> dict[str, list[str]]:
    """Where each code was found."""
    found: dict[str, list[str]] = {}
    for finding in loaded.findings:
        found.setdefault(finding.code, []).append(finding.source.a1)
    return found


def scores(loaded: Loaded) -> list[tuple[str, str | None, date | None, float | None]]:
    return [(row.client_id, row.measure, row.score_date, row.value) for row in loaded.records.of(Score)]


def clients(loaded: Loaded) -> dict[str, Client]:
    return {case.client_id: case.client for case in loaded.caseload.cases}


def test_a_header_below_a_logo_a_date_and_a_legend(tmp_path: Path) -> None:
    rows: Cells = [
        ["[logo]", None, "RIVERSIDE COUNSELING"],
        ["Caseload as of", "11/20/2026"],
        ["Legend:", "Yellow", "on hold"],
        [None, "Red", "overdue"],
        [],
        ["Client ID", "Client Name", "DOB", "Status", "Therapist"],
        ["C-0001", "Reyes, Ana", date(1990, 4, 12), "Active", "J. Park"],
        ["C-0002", "Lind, Bo", date(1984, 2, 3), "Hold", "J. Park"],
    ]
    found = clients(load(tmp_path, Clients=rows))
    assert [(one.client_id, one.full_name, one.status) for one in found.values()] == [
        ("C-0001", "Reyes, Ana", "active"),
        ("C-0002", "Lind, Bo", "hold"),
    ]
    assert found["C-0002"].origin.at("dob").a1 == "Clients!C8"


def test_month_sheets_with_a_column_per_measure_and_the_day_of_the_visit(tmp_path: Path) -> None:
    head: list[object] = ["Client ID", "Session Date", "PHQ-9", "GAD-7", "Remarks"]
    months: dict[str, Cells] = {
        "Jan 2026": [head, ["C-0001", date(2026, 1, 5), 19, 14, "late"], ["C-0002", date(2026, 1, 6), 8, None, None]],
        "Feb 2026": [head, ["C-0001", date(2026, 2, 5), 15, "DNA", None], ["C-0002", "2/6/26", "refused", 7, None]],
    }
    loaded = load(tmp_path, Scores=NO_SCORES, **months)
    assert scores(loaded) == [
        ("C-0001", "PHQ-9", date(2026, 1, 5), 19.0),
        ("C-0002", "PHQ-9", date(2026, 1, 6), 8.0),
        ("C-0001", "GAD-7", date(2026, 1, 5), 14.0),
        ("C-0002", "GAD-7", date(2026, 1, 6), None),
        ("C-0001", "PHQ-9", date(2026, 2, 5), 15.0),
        ("C-0002", "PHQ-9", date(2026, 2, 6), None),
        ("C-0001", "GAD-7", date(2026, 2, 5), None),
        ("C-0002", "GAD-7", date(2026, 2, 6), 7.0),
    ]
    assert codes(loaded)["not-done"] == ["Feb 2026!C3", "Feb 2026!D2"]
    assert "score-header-undated" not in codes(loaded)


def test_scores_with_their_range_or_the_word_score_and_what_stands_beside_them(tmp_path: Path) -> None:
    rows: Cells = [
        [
            "Client ID",
            "Date of PHQ9",
            "PHQ-9 (0-27)",
            "GAD-7 Total Score",
            "GAD-7 Date",
            "PHQ9 Score 2/5/26",
            "PHQ9 Q?",
        ],
        ["C-0001", date(2026, 1, 5), 19, 14, date(2026, 1, 6), 15, 7],
        ["Average", None, 19, 14],
    ]
    loaded = load(tmp_path, Scores=rows)
    assert scores(loaded) == [
        ("C-0001", "PHQ-9", date(2026, 1, 5), 19.0),
        ("C-0001", "GAD-7", date(2026, 1, 6), 14.0),
        ("C-0001", "PHQ-9", date(2026, 2, 5), 15.0),
    ]
    assert codes(loaded)["header-not-used"] == ["Scores!G1"]
    assert codes(loaded)["row-not-data"] == ["Scores!A3"]


def test_several_totals_in_one_cell(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Date", "PHQ9/GAD7"],
        ["C-0001", date(2026, 1, 5), "14/11"],
        ["C-0001", date(2026, 2, 5), "8 / -"],
        ["C-0001", date(2026, 3, 5), 12],
        ["C-0002", date(2026, 1, 6), "8/11"],
    ]
    loaded = load(tmp_path, Scores=rows)
    assert [row for row in scores(loaded) if row[3] is not None] == [
        ("C-0001", "PHQ-9", date(2026, 1, 5), 14.0),
        ("C-0001", "PHQ-9", date(2026, 2, 5), 8.0),
        ("C-0002", "PHQ-9", date(2026, 1, 6), 8.0),
        ("C-0001", "GAD-7", date(2026, 1, 5), 11.0),
        ("C-0002", "GAD-7", date(2026, 1, 6), 11.0),
    ]
    assert codes(loaded)["number-unreadable"] == ["Scores!C4"]
    assert codes(loaded)["not-a-value"] == ["Scores!C3"]


def test_merged_measures_over_occasions(tmp_path: Path) -> None:
    rows: Cells = [
        [None, None, "PHQ-9", None, None, "GAD-7", None],
        ["Client ID", "Client Name", "Intake", "30 day", "60 day", "Score", "Date"],
        ["C-0001", "Reyes, Ana", 19, 15, 12, 14, date(2026, 1, 5)],
    ]
    file = write_workbook(tmp_path / "a.xlsx", Scores=rows)
    book = openpyxl.load_workbook(file)
    for area in ("C1:E1", "F1:G1"):
        book["Scores"].merge_cells(area)
    book.save(file)
    loaded = load_workbooks((file,), load_catalog(), ReadingOptions(AS_OF))
    assert scores(loaded) == [
        ("C-0001", "PHQ-9", None, 19.0),
        ("C-0001", "PHQ-9", None, 15.0),
        ("C-0001", "PHQ-9", None, 12.0),
        ("C-0001", "GAD-7", date(2026, 1, 5), 14.0),
    ]
    assert codes(loaded)["score-header-undated"] == ["Scores!C2", "Scores!D2", "Scores!E2"]
    assert "client-twice" not in codes(loaded)


@pytest.mark.parametrize(
    "head",
    [
        ["PHQ9 #1", "Date #1", "PHQ9 #2", "Date #2"],
        ["PHQ9 #1", "PHQ9 #1 Date", "PHQ9 #2", "Date 2"],
        ["Baseline PHQ-9", "Date", "Last PHQ9", "Date"],
    ],
)
def test_dates_that_belong_to_scores_by_number_or_by_place(tmp_path: Path, head: list[object]) -> None:
    rows: Cells = [["Client ID", *head], ["C-0001", 19, date(2026, 1, 5), 12, date(2026, 3, 2)]]
    loaded = load(tmp_path, Scores=rows)
    assert scores(loaded) == [
        ("C-0001", "PHQ-9", date(2026, 1, 5), 19.0),
        ("C-0001", "PHQ-9", date(2026, 3, 2), 12.0),
    ]
    assert "header-in-doubt" not in codes(loaded)


def test_dates_left_of_their_scores(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Date", "PHQ-9", "Date", "GAD-7"],
        ["C-0001", date(2026, 1, 5), 19, date(2026, 3, 2), 12],
    ]
    assert [row[2:] for row in scores(load(tmp_path, Scores=rows))] == [
        (date(2026, 1, 5), 19.0),
        (date(2026, 3, 2), 12.0),
    ]


def test_the_only_date_of_a_caseload_list_dates_no_occasion(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Client Name", "Date", "PHQ-9", "PHQ-9 Intake"],
        ["C-0001", "Reyes, Ana", date(2026, 1, 5), 12, 19],
    ]
    assert {row[2] for row in scores(load(tmp_path, Clients=[*rows], Scores=NO_SCORES)) if row[3] == 19.0} == {None}


CARD: Cells = [
    ["CLIENT CARD"],
    [],
    ["Client ID:", "C-0009", None, "DOB:", date(1990, 4, 12)],
    ["Name:", "Moss, Cy", None, "Intake:", date(2026, 9, 1)],
    ["Status:", "Active", None, "Therapist:", "J. Park"],
    ["Payer:", "Medicaid", None, "Phone:", "555-0100"],
]


def test_a_card_with_labels_side_by_side_whose_values_look_like_labels(tmp_path: Path) -> None:
    client = clients(load(tmp_path, Card=CARD))["C-0009"]
    assert (client.full_name, client.status, client.payer, client.phone) == (
        "Moss, Cy",
        "active",
        "Medicaid",
        "555-0100",
    )
    assert client.origin.at("payer").a1 == "Card!B6"


def test_labels_without_colons_and_without_values(tmp_path: Path) -> None:
    card: Cells = [
        ["Client ID", "C-0009", None, "DOB", None],
        ["Name", "Moss, Cy", None, "Intake", date(2026, 9, 1)],
        ["Status", "Active", None, "Phone", "555-0100"],
        ["Therapist", None, None, "Payer", "Aetna"],
    ]
    client = clients(load(tmp_path, Card=card))["C-0009"]
    assert (client.dob, client.intake_date, client.status) == (None, date(2026, 9, 1), "active")
    assert (client.clinician, client.payer) == (None, "Aetna")


def test_tables_below_a_card_belong_to_its_client(tmp_path: Path) -> None:
    below: Cells = [
        [],
        ["SCORES"],
        ["Date", "Measure", "Score"],
        [date(2026, 9, 1), "PHQ-9", 19],
        [date(2026, 10, 1), "PHQ-9", 14],
        [],
        ["Goal #", "Goal", "Target Date"],
        ["G1", "Sleep better", date(2027, 1, 1)],
    ]
    loaded = load(tmp_path, Card=[*CARD, *below], Scores=NO_SCORES)
    assert scores(loaded) == [("C-0009", "PHQ-9", date(2026, 9, 1), 19.0), ("C-0009", "PHQ-9", date(2026, 10, 1), 14.0)]
    goal = next(row for row in loaded.records.of(Goal) if row.client_id == "C-0009")
    assert (goal.goal_text, goal.target_date, goal.origin.at("goal_text").a1) == (
        "Sleep better",
        date(2027, 1, 1),
        "Card!B14",
    )
    assert goal.origin.at("client_id").a1 == "Card!B3"


def test_two_cards_on_a_sheet_never_share_a_value(tmp_path: Path) -> None:
    below: Cells = [
        ["Name:", "Moss, Cy", None, "Payer:", "Aetna"],
        ["Client ID:", "C-0008", None, "Status:", "Hold"],
        [],
        ["Name:", "Ng, Di", None, "Payer:", None],
        ["Client ID:", "C-0009", None, "Phone:", "555-0100"],
        ["Status:", "Active", None, "DOB:", date(1990, 4, 12)],
    ]
    beside: Cells = [
        ["Client ID:", "C-0008", None, "Client ID:", "C-0009"],
        ["Name:", "Moss, Cy", None, "Name:", "Ng, Di"],
        ["Status:", "Hold", None, "Status:", "Active"],
        ["Payer:", "Aetna", None, "Phone:", "555-0100"],
    ]
    for rows in (below, beside):
        found = clients(load(tmp_path, Cards=rows))
        first, second = found["C-0008"], found["C-0009"]
        assert (first.full_name, first.status, first.payer, first.phone) == ("Moss, Cy", "hold", "Aetna", None)
        assert (second.full_name, second.status, second.payer, second.phone) == ("Ng, Di", "active", None, "555-0100")


def test_a_table_on_its_side_is_a_client_per_column(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "C-0001", "C-0002", "C-0003"],
        ["Name", "Reyes, Ana", "Lind, Bo", "Moss, Cy"],
        ["DOB", date(1990, 4, 12), date(1984, 2, 3), None],
        ["Status", "Active", None, "Hold"],
    ]
    found = clients(load(tmp_path, Clients=rows))
    assert [(one.client_id, one.full_name, one.dob, one.status) for one in found.values()] == [
        ("C-0001", "Reyes, Ana", date(1990, 4, 12), "active"),
        ("C-0002", "Lind, Bo", date(1984, 2, 3), None),
        ("C-0003", "Moss, Cy", None, "hold"),
    ]
    assert found["C-0003"].origin.at("status").a1 == "Clients!D4"


def test_a_sheet_named_by_a_client_or_with_the_client_on_top(tmp_path: Path) -> None:
    named: Cells = [["Date", "Measure", "Score"], [date(2026, 9, 1), "PHQ-9", 19]]
    topped: Cells = [["Client:", "C-0002"], [], ["Date", "Measure", "Score"], [date(2026, 9, 2), "GAD-7", 7]]
    loaded = load(tmp_path, Scores=NO_SCORES, **{"C-0001": named, "Lind": topped})
    assert scores(loaded) == [("C-0001", "PHQ-9", date(2026, 9, 1), 19.0), ("C-0002", "GAD-7", date(2026, 9, 2), 7.0)]
    assert "sheet-not-used" not in codes(loaded)


def test_headers_of_two_lines_between_spacer_columns_and_rows(tmp_path: Path) -> None:
    rows: Cells = [
        [],
        [None, "Client\nID", None, "Date of\nBirth", None, "Client\nName", "Primary\nClinician"],
        [],
        [None, "C-0001", None, date(1990, 4, 12), None, "Reyes, Ana", "J. Park"],
        [],
        [None, "C-0002", None, date(1984, 2, 3), None, "Lind, Bo", "M. Osei"],
    ]
    loaded = load(tmp_path, Clients=rows)
    assert [(one.full_name, one.dob, one.clinician) for one in clients(loaded).values()] == [
        ("Reyes, Ana", date(1990, 4, 12), "J. Park"),
        ("Lind, Bo", date(1984, 2, 3), "M. Osei"),
    ]
    assert "row-without-client" not in codes(loaded)


def test_two_lists_side_by_side_are_never_one_list(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", None, "DOB", None, "Client Name", "Phone"],
        ["C-0001", None, date(1990, 4, 12), None, "Lind, Bo", "555-0100"],
        ["C-0002", None, date(1984, 2, 3), None, None, None],
    ]
    found = clients(load(tmp_path, Clients=rows))
    assert [(one.client_id, one.full_name, one.phone) for one in found.values()] == [
        ("C-0001", None, None),
        ("C-0002", None, None),
    ]


def test_just_client_over_ids_and_over_names(tmp_path: Path) -> None:
    ids: Cells = [["Client", "Goal #", "Goal"], ["C-0001", "G1", "Sleep"], ["C-0002", "G1", "Go out"]]
    assert [row.client_id for row in load(tmp_path, Goals=ids).records.of(Goal)] == ["C-0001", "C-0002"]
    names: Cells = [["Patient", "Goal #", "Goal"], ["Reyes, Ana", "G1", "Sleep"], ["Lind, Bo", "G1", "Go out"]]
    loaded = load(tmp_path, Goals=names)
    assert [row.client_id for row in loaded.records.of(Goal)] == ["C-0001", "C-0002"]
    assert codes(loaded)["client-by-name"] == ["Goals!A2", "Goals!A3"]


def test_the_word_client_among_the_data_is_no_header(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Consent", "Signed by", "Relationship", "Signed on"],
        ["C-0001", "Treatment", "Client", "Self", date(2026, 9, 1)],
        ["C-0002", "Status", "Client", "Guardian", "Phone"],
        ["C-0002", "Treatment", "Client", "Self", date(2026, 9, 8)],
    ]
    loaded = load(tmp_path, Consents=rows)
    assert [row.origin.row for row in loaded.records.of(Consent)] == [2, 3, 4]


def test_an_id_with_a_name_behind_it_is_no_id(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client", "DOB", "Therapist"],
        ["0042 - Reyes, Ana", date(1990, 4, 12), "J. Park"],
        ["0043 - Lind, Bo", date(1984, 2, 3), "J. Park"],
    ]
    loaded = load(tmp_path, Clients=rows)
    assert loaded.caseload.cases == ()
    assert codes(loaded)["header-in-doubt"] == ["Clients!A1"]


def test_a_caseload_list_stands_for_sheets_that_are_not_there(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "Client Name", "Dx", "Problem", "Goal", "Objective", "Target", "Last Review", "TP Due", "Odd"],
        ["C-0001", "Reyes, Ana", "F33.1", "Low mood", "Sleep", "Bed by 11", 6, date(2026, 9, 1), date(2026, 12, 1), 1],
        ["C-0002", "Lind, Bo", None, None, "Go out", None, None, None, date(2026, 12, 9), 2],
    ]
    file = write_workbook(tmp_path / "a.xlsx", Clients=rows)
    book = openpyxl.load_workbook(file)
    del book["Goals"]
    book.save(file)
    loaded = load_workbooks((file,), load_catalog(), ReadingOptions(AS_OF))
    records = loaded.records
    assert [(row.client_id, row.icd10_code, row.rank) for row in records.of(Diagnosis)] == [("C-0001", "F33.1", 1)]
    assert [(row.problem_id, row.problem_text) for row in records.of(Problem)] == [("P1", "Low mood")]
    assert [(row.client_id, row.goal_id, row.problem_id) for row in records.of(Goal)] == [
        ("C-0001", "G1", "P1"),
        ("C-0002", "G1", "P1"),
    ]
    assert [(row.objective_id, row.goal_id, row.target) for row in records.of(Objective)] == [("O1", "G1", 6.0)]
    assert [(row.review_date, row.next_review_due) for row in records.of(Review)] == [
        (date(2026, 9, 1), date(2026, 12, 1)),
        (None, date(2026, 12, 9)),
    ]
    assert codes(loaded)["header-not-used"] == ["Clients!J1"]


def test_a_caseload_list_lends_nothing_to_a_sheet_that_is_there_or_that_the_clinic_left_out(tmp_path: Path) -> None:
    rows: Cells = [["Client ID", "Client Name", "Goal", "TP Due"], ["C-0001", "Reyes, Ana", "Sleep", date(2026, 12, 1)]]
    file = write_workbook(tmp_path / "a.xlsx", Clients=rows)
    told = ReadingOptions(AS_OF, columns={"Clients": {"TP Due": ""}})
    loaded = load_workbooks((file,), load_catalog(), told)
    assert [row.goal_text for row in loaded.records.of(Goal)] == [GOALS[1][3], GOALS[2][3]]
    assert loaded.records.of(Review) == ()


def test_dates_are_day_first_where_one_of_them_proves_it(tmp_path: Path) -> None:
    rows: Cells = [
        ["Client ID", "First name", "Last name", "DOB", "Intake"],
        ["C-0001", "Ana", "Reyes", "12/04/1990", "03/09/2026"],
        ["C-0002", "Bo", "Lind", "23/02/1984", "28/08/2026"],
    ]
    loaded = load(tmp_path, Clients=rows)
    assert [(one.dob, one.intake_date) for one in clients(loaded).values()] == [
        (date(1990, 4, 12), date(2026, 9, 3)),
        (date(1984, 2, 23), date(2026, 8, 28)),
    ]
    assert codes(loaded)["date-order-decided"] == ["Clients!D1", "Clients!E1"]


def test_subtotals_per_clinician_and_headers_again_on_each_page(tmp_path: Path) -> None:
    head: list[object] = ["Client ID", "Client Name", "DOB", "Therapist"]
    rows: Cells = [
        head,
        ["J. PARK"],
        ["C-0001", "Reyes, Ana", date(1990, 4, 12), "J. Park"],
        ["Subtotal J. Park", None, 1],
        head,
        ["M. OSEI"],
        ["C-0002", "Lind, Bo", date(1984, 2, 3), "M. Osei"],
        ["Subtotal M. Osei: 1"],
        ["GRAND TOTAL", 2],
    ]
    loaded = load(tmp_path, Clients=rows)
    assert list(clients(loaded)) == ["C-0001", "C-0002"]
    assert codes(loaded)["row-not-data"] == [f"Clients!A{row}" for row in (2, 4, 6, 8, 9)]


def test_a_sheet_of_sentences_is_no_card(tmp_path: Path) -> None:
    rows: Cells = [["How to fill this in"], ["Client ID", "Goal"], ["Ask Pam (x 0100)", "when in doubt"]]
    with pytest.raises(WorkbookError, match="no Clients"):
        load(tmp_path, Clients=rows)

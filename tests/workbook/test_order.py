"""The order of rows and columns is the clinic's own affair."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet2plan.catalog import load_catalog
from sheet2plan.findings import Finding
from sheet2plan.reading.loading import Loaded, ReadingOptions, load_workbooks
from workbooks import AS_OF, Cells

CLIENTS: Cells = [
    ["Chart #", "Patient Name", "DOB", "Case Status", "Therapist", "Intake"],
    ["0001", "Reyes, Ana", "4/12/1990", "act", "Dana Whitcomb, LMFT", date(2026, 1, 5)],
    ["0002", "Lind, Bo", "2/30/1984", "inactive?", "Dana", "Jan 2026"],
    [3, "MOSS, CY (goes by Bud)", None, "Active", "Kim", "due!"],
    ["0004", "Tran, Vy", "13/7/1999", "d/c", "K. Tran", date(2026, 3, 2)],
]
SCORES: Cells = [
    ["Chart #", "Tool", "Admin Date", "Total", "Q9"],
    ["0001", "PHQ-9", date(2026, 9, 1), "19 (mod sev)", 0],
    ["0001", "PHQ-9", date(2026, 10, 1), 31, "Y"],
    ["2", "GAD7", "3/4/2026", "refused", None],
    ["0009", "PHQ-9", date(2026, 10, 1), 7, 1],
    ["0004", "mood scale", date(2027, 1, 1), "n/a", None],
]
GOALS: Cells = [["Chart #", "Goal #", "LTG"], ["0001", "G1", "sleep"], ["0001", "G1", "sleep well"], [None, "G2", "x"]]


def loaded(clients: Cells, scores: Cells) -> Loaded:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("Caseload", clients), ("Scores", scores), ("Goals", GOALS)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.xlsx"
        path.write_bytes(buffer.getvalue())
        return load_workbooks((path,), load_catalog(), ReadingOptions(AS_OF))


def without_addresses(findings: tuple[Finding, ...]) -> list[str]:
    return sorted(f"{one.code} {one.client_id} {one.field} {dict(one.values).get('raw')}" for one in findings)


@settings(max_examples=25, deadline=None)
@given(st.permutations(CLIENTS[1:]), st.permutations(SCORES[1:]), st.permutations(range(6)), st.permutations(range(5)))
def test_rows_and_columns_in_any_order_give_the_same(
    clients: Cells, scores: Cells, client_columns: list[int], score_columns: list[int]
) -> None:
    plain = loaded(CLIENTS, SCORES)
    shuffled = loaded(
        [[row[column] for column in client_columns] for row in [CLIENTS[0], *clients]],
        [[row[column] for column in score_columns] for row in [SCORES[0], *scores]],
    )
    assert without_addresses(shuffled.findings) == without_addresses(plain.findings)
    assert {case.client_id for case in shuffled.caseload.cases} == {case.client_id for case in plain.caseload.cases}
    for case in plain.caseload.cases:
        other = next(one for one in shuffled.caseload.cases if one.client_id == case.client_id)
        assert other.client.dob == case.client.dob
        assert sorted(str(score.value) for score in other.scores) == sorted(str(score.value) for score in case.scores)

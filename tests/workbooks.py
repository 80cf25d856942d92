"""Small workbooks for tests, written by openpyxl, so that our own writers don't vouch for our own readers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

Cells = list[list[object]]

AS_OF = date(2026, 11, 23)

CLIENTS: Cells = [
    ["Client ID", "First name", "Last name", "Date of birth", "Status", "Intake date", "Clinician"],
    ["C-0001", "Ana", "Reyes", date(1990, 4, 12), "Active", date(2026, 9, 1), "J. Park, LCSW"],
    ["C-0002", "Bo", "Lind", date(1984, 2, 3), "Active", date(2026, 9, 8), "M. Osei, PhD"],
]
GOALS: Cells = [
    ["Client ID", "Goal #", "Problem #", "Long-term goal", "Goal status"],
    ["C-0001", "G1", "P1", "Sleep through the night", "Active"],
    ["C-0002", "G1", "P1", "Take the train again", "Active"],
]
SCORES: Cells = [
    ["Client ID", "Measure", "Date given", "Score"],
    ["C-0001", "PHQ-9", date(2026, 9, 1), 19],
    ["C-0001", "PHQ-9", date(2026, 11, 2), 12],
]


def write_workbook(path: Path, **sheets: Cells) -> Path:
    """A workbook with one sheet per argument; Clients, Goals and Scores are added when not given."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in ({"Clients": CLIENTS, "Goals": GOALS, "Scores": SCORES} | sheets).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(rows: Cells, row: int, column: str, value: object) -> Cells:
    """The same table with one cell changed; `row` counts data rows from 1."""
    copy = [list(cells) for cells in rows]
    copy[row][copy[0].index(column)] = value
    return copy

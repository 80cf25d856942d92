# ruff: noqa: E501 - a told sentence stays on one line, where it can be read and searched
"""A tiny practice: three sheets, few columns, eight clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from clinic_generator.writer import CREATED


@dataclass(frozen=True, slots=True)
class Seen:
    """A client of the tiny practice: goal in a sentence, and what the instrument said when."""

    id: str
    first: str
    last: str
    born: date
    intake: date
    goal: str
    measure: str
    scores: tuple[tuple[date, int], ...]


def _days(*pairs: tuple[int, int]) -> tuple[date, ...]:
    return tuple(date(2026, month, day) for month, day in pairs)


def _told(days: tuple[date, ...], *values: int) -> tuple[tuple[date, int], ...]:
    return tuple(zip(days, values, strict=True))


SEEN: tuple[Seen, ...] = (
    Seen("M-01", "Freya", "Holm", date(1990, 2, 11), date(2026, 3, 2), "Sleep through and wake without dread", "GAD-7", _told(_days((3, 2), (6, 1), (11, 9)), 14, 11, 7)),
    Seen("M-02", "Tobias", "Renard", date(1981, 7, 4), date(2026, 4, 13), "Enjoy woodturning again", "PHQ-9", _told(_days((4, 13), (7, 6), (11, 16)), 17, 13, 9)),
    Seen("M-03", "Ines", "Carvalho", date(1975, 12, 20), date(2026, 5, 4), "Grieve her brother and keep the shop open", "PHQ-9", _told(_days((5, 4), (8, 10), (11, 2)), 12, 12, 10)),
    Seen("M-04", "Samir", "Qureshi", date(1999, 9, 15), date(2026, 6, 8), "Speak in seminars", "SUDS", _told(_days((6, 8), (9, 14), (11, 16)), 9, 7, 5)),
    Seen("M-05", "Ottilie", "Brandt", date(1948, 1, 31), date(2026, 6, 15), "Company on three days a week", "PHQ-9", _told(_days((6, 15), (9, 7), (11, 9)), 10, 8, 6)),
    Seen("M-06", "Kofi", "Asante", date(1986, 3, 3), date(2026, 8, 3), "Fewer panic surges on the ferry", "GAD-7", _told(_days((8, 3), (10, 5), (11, 17)), 15, 12, 10)),
    Seen("M-07", "Marguerite", "Dubois", date(1994, 5, 27), date(2026, 9, 21), "Sleep six hours a night", "ISI", _told(_days((9, 21), (11, 2)), 20, 15)),
    Seen("M-08", "Hugo", "Ståhl", date(1979, 10, 10), date(2026, 10, 19), "Settle after the move and make two friends", "PHQ-9", _told(_days((10, 19), (11, 16)), 11, 10)),
)  # fmt: skip


def write_minimal(path: Path) -> None:
    """Write the tiny practice's workbook: Clients, Goals and Scores."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": "Clients", "author": "Solo practice", "created": CREATED})
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        clients, goals, scores = (book.add_worksheet(name) for name in ("Clients", "Goals", "Scores"))
        clients.write_row(
            0, 0, ("Client ID", "First name", "Last name", "Date of birth", "Status", "Intake date", "Clinician"), bold
        )
        goals.write_row(0, 0, ("Client ID", "Goal #", "Long-term goal", "Goal status"), bold)
        scores.write_row(0, 0, ("Client ID", "Measure", "Date given", "Score"), bold)
        score_row = 0
        for row, seen in enumerate(SEEN, start=1):
            clients.write_row(row, 0, (seen.id, seen.first, seen.last))
            clients.write_datetime(row, 3, _midnight(seen.born), day)
            clients.write_string(row, 4, "Active")
            clients.write_datetime(row, 5, _midnight(seen.intake), day)
            clients.write_string(row, 6, "E. Sorley, LCSW")
            goals.write_row(row, 0, (seen.id, "G1", seen.goal, "Active"))
            for given, value in seen.scores:
                score_row += 1
                scores.write_row(score_row, 0, (seen.id, seen.measure))
                scores.write_datetime(score_row, 2, _midnight(given), day)
                scores.write_number(score_row, 3, value)
        for sheet in (clients, goals, scores):
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 6, 16)
        goals.set_column(2, 2, 46)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)

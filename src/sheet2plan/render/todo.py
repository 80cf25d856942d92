"""The sheets To do, what somebody must fill in or correct, by clinician, and Findings, everything that was found."""

from __future__ import annotations

from collections.abc import Sequence

from sheet2plan.findings import Severity
from sheet2plan.render.entries import Entry, Where
from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Column, Table

_SEVERITY_MARKS = (Mark(Tone.ALARM, equals=Severity.ERROR), Mark(Tone.CARE, equals=Severity.GAP))
_RISK, _ERROR, _GAP = "1 risk", "2 error", "3 gap"
_URGENCY_MARKS = (Mark(Tone.ALARM, equals=_RISK), Mark(Tone.ALARM, equals=_ERROR), Mark(Tone.CARE, equals=_GAP))
_LEAD = "Every error and gap: what to do, and where. Filter by clinician, or print: each clinician starts a new page."


def todo_table(entries: Sequence[Entry], where: Where) -> Table[Entry]:
    """One row per error or gap: by clinician, risk first, then errors, then gaps."""
    columns: list[Column[Entry]] = [
        Column("Done", 7, Style.TEXT, lambda entry: None),  # noqa: ARG005
        Column("Clinician", 20, Style.WRAP, lambda entry: entry.clinician or "no clinician"),
        Column("Client", 10, Style.TEXT, lambda entry: entry.notice.client_id),
        Column("Urgency", 11, Style.TEXT, urgency, _URGENCY_MARKS),
        Column("What", 25, Style.WRAP, lambda entry: entry.notice.title),
        Column("Details", 42, Style.WRAP, lambda entry: entry.notice.message),
        Column("How to fix it", 42, Style.WRAP, lambda entry: entry.notice.advice),
        Column("In the workbook", 20, Style.WRAP, lambda entry: where(entry.notice.source)),
        Column("In the plan", 12, Style.TEXT, lambda entry: entry.plan),
        Column("Part of the plan", 19, Style.WRAP, lambda entry: entry.part),
    ]
    todo = [entry for entry in entries if entry.notice.severity in (Severity.ERROR, Severity.GAP)]
    todo.sort(key=lambda entry: (not entry.clinician, entry.clinician, urgency(entry), entry.notice.client_id or ""))
    lead = _LEAD if todo else ""
    return Table("To do", columns, todo, "Nothing is left to do.", lead, lambda entry: entry.clinician, screen_only=2)


def urgency(entry: Entry) -> str:
    """How soon, numbered so that sorting puts the worst first."""
    if entry.notice.code.startswith("risk-"):
        return _RISK
    return _ERROR if entry.notice.severity is Severity.ERROR else _GAP


def findings_table(entries: Sequence[Entry], where: Where) -> Table[Entry]:
    """Everything that was found, warnings and remarks included."""
    columns: list[Column[Entry]] = [
        Column("Severity", 11, Style.TEXT, lambda entry: entry.notice.severity.value, _SEVERITY_MARKS),
        Column("Code", 26, Style.WRAP, lambda entry: entry.notice.code),
        Column("Client", 11, Style.TEXT, lambda entry: entry.notice.client_id),
        Column("Clinician", 20, Style.WRAP, lambda entry: entry.clinician),
        Column("Where", 22, Style.WRAP, lambda entry: where(entry.notice.source)),
        Column("What", 52, Style.WRAP, lambda entry: entry.notice.message),
        Column("What to do", 48, Style.WRAP, lambda entry: entry.notice.advice),
    ]
    return Table("Findings", columns, entries, "Nothing was found.")

"""The sheet Changes, one row per change since an earlier run, and their counts for the Overview."""

from __future__ import annotations

from dataclasses import dataclass

from sheet2plan.render.cells import Cell, Link, place
from sheet2plan.render.entries import Where, plan_link
from sheet2plan.render.looks import Mark, Style, Tone
from sheet2plan.render.xlsx import Column, Table
from sheet2plan.reports.changes import Change, ChangeKind, Since
from sheet2plan.reports.report import Report
from sheet2plan.say import say_date

_ALARMS = (ChangeKind.NEW_RISK, ChangeKind.OVERDUE, ChangeKind.NEW_ERROR, ChangeKind.WORSE)
_MARKS = (*(Mark(Tone.ALARM, equals=kind) for kind in _ALARMS), Mark(Tone.CARE, equals=ChangeKind.NEW_GAP))
_PLACES = {
    ChangeKind.OVERDUE: "Reviews",
    ChangeKind.REVIEWED: "Reviews",
    ChangeKind.WORSE: "Scores",
    ChangeKind.BETTER: "Scores",
    ChangeKind.MET: "Scores",
    ChangeKind.NEW_CLIENT: "Clients",
    ChangeKind.STATUS: "Clients",
    ChangeKind.CLINICIAN: "Clients",
}
_FIRST = "There is no earlier run to compare with; the next run says what changed."


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with the run since when it is, and the link to the client's plan."""

    since: str
    change: Change
    plan: Link | None


def changes_table(report: Report, where: Where, home: str = "") -> Table[ChangeRow]:
    """One row per change, the nearest earlier run first, worst kinds first. `home` leads to the batch folder."""
    plans = {result.client_id: plan_link(result, home) for result in report.results}
    rows = [
        ChangeRow(since.run, change, plans.get(change.client_id)) for since in report.since for change in since.changes
    ]
    columns: list[Column[ChangeRow]] = [
        Column("Since", 13, Style.WRAP, lambda row: row.since),
        Column("Change", 16, Style.TEXT, lambda row: row.change.kind.value, _MARKS),
        Column("Client", 10, Style.TEXT, lambda row: row.change.client_id),
        Column("Clinician", 20, Style.WRAP, lambda row: row.change.clinician),
        Column("What", 28, Style.WRAP, lambda row: row.change.what),
        Column("Was", 40, Style.WRAP, lambda row: row.change.was),
        Column("Is", 40, Style.WRAP, lambda row: row.change.now),
        Column("Where", 20, Style.WRAP, lambda row: _where(row.change, where)),
        Column("In the plan", 12, Style.TEXT, lambda row: row.plan),
    ]
    lead = "   ".join(f"Since {since.run}: as of {say_date(since.as_of)}." for since in report.since)
    return Table("Changes", columns, rows, "Nothing changed." if report.since else _FIRST, lead, screen_only=1)


def _where(change: Change, where: Where) -> Cell:
    if change.source is not None:
        return where(change.source)
    sheet = _PLACES.get(change.kind)
    return Link(f"{sheet} (this workbook)", place=place(sheet)) if sheet else None


def change_counts(report: Report) -> Table[ChangeKind]:
    """One row per kind of change that there is, one column per earlier run."""
    counts = [since.counts() for since in report.since]
    kinds = [kind for kind in ChangeKind if any(count[kind] for count in counts)]
    columns: list[Column[ChangeKind]] = [
        Column("Change", 0, Style.TEXT, lambda kind: kind.value, _MARKS),
        *(_count_column(since) for since in report.since),
    ]
    return Table("Change_counts", columns, kinds, "Nothing changed.")


def _count_column(since: Since) -> Column[ChangeKind]:
    counts = since.counts()
    return Column(f"Since {since.run}", 0, Style.COUNT, lambda kind: counts[kind])

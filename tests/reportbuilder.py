"""Reports in a line: clients, notices and a small clinic with one client of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sheet2plan.clinical.answers import AuditAnswer
from sheet2plan.findings import Notice, Severity, Verdict
from sheet2plan.model import Source
from sheet2plan.plan import DueState
from sheet2plan.reports.documents import FileState, WrittenFile
from sheet2plan.reports.report import ClientResult, Outcome, PartAnswer, Report, ScoreLine
from sheet2plan.workbook.table import ReadTable

AS_OF = date(2026, 11, 23)
WORKBOOK = "riverside.xlsx"


def a_notice(
    severity: Severity = Severity.GAP,
    code: str = "goal-target-date",
    client_id: str | None = "C-0001",
    title: str = "Goal without a target date",
    message: str = "Goal G1 has no target date.",
    advice: str = "Type the date by which the goal should be reached.",
    source: Source | None = None,
    component: str | None = "goals",
) -> Notice:
    """A notice; a gap at Goals!F27 unless told otherwise."""
    at = source or Source(WORKBOOK, "Goals", 27, 5)
    return Notice(code, severity, Verdict.FAIL, title, message, advice, at, client_id, None, component)


def a_file(
    client_id: str, kind: str = "plan", clinician: str = "M. Alvarez", state: FileState = FileState.NEW
) -> WrittenFile:
    """A written file, at the path that a run would give it."""
    folder, suffix = ("plans", "docx") if kind == "plan" else ("forms", "pdf")
    name = "treatment plan" if kind == "plan" else kind.lower()
    return WrittenFile(client_id, kind, f"{folder}/{clinician}/{client_id} {name}.{suffix}", "0" * 64, state)


def a_result(
    client_id: str = "C-0001", days_overdue: int | None = -40, notices: Sequence[Notice] = (), **other: Any
) -> ClientResult:
    """A client in treatment with a written plan, due `-days_overdue` days from AS_OF."""
    due = None if days_overdue is None else AS_OF - timedelta(days=days_overdue)
    clinician = other.get("clinician", "M. Alvarez")
    told: dict[str, Any] = {
        "name": "Rosa Ortiz",
        "clinician": clinician,
        "status": "Active",
        "outcome": Outcome.WRITTEN,
        "plan_date": date(2026, 5, 4),
        "last_review": None if due is None else due - timedelta(days=90),
        "next_due": due,
        "due_state": due_state(days_overdue),
        "due_reason": "90 days after the last review",
        "days_overdue": days_overdue,
        "completeness": 100,
        "files": (a_file(client_id, "plan", clinician), a_file(client_id, "Authorization request", clinician)),
    }
    return ClientResult(client_id=client_id, notices=tuple(notices), **{**told, **other})


def an_audited_client(client_id: str) -> ClientResult:
    """A client with two points of the checklist, two parts of the plan, and the course of a measure."""
    audit = (
        AuditAnswer("clinician", "Signed by the clinician", Verdict.FAIL, "Nobody signed."),
        AuditAnswer("client", "Client agreed", Verdict.PASS, ""),
    )
    parts = (
        PartAnswer("diagnosis", "Diagnosis", Verdict.CANNOT_TELL, "The code can't be read."),
        PartAnswer("goals", "Goals", Verdict.PASS, ""),
    )
    points = ((date(2026, 9, 1), 19.0), (date(2026, 11, 2), 12.0))
    scores = (ScoreLine("PHQ-9", points, "moderate", -7.0, "improved reliably"),)
    return a_result(client_id, audit=audit, parts=parts, scores=scores)


def due_state(days_overdue: int | None) -> DueState:
    """Where a review stands that is so many days overdue."""
    if days_overdue is None:
        return DueState.NO_DATE
    if days_overdue > 0:
        return DueState.OVERDUE
    steps = ((0, DueState.TODAY), (7, DueState.WEEK), (30, DueState.MONTH), (60, DueState.TWO_MONTHS))
    return next((state for days, state in steps if -days_overdue <= days), DueState.LATER)


def a_report(
    results: Sequence[ClientResult] = (),
    loose: Sequence[Notice] = (),
    tables: Sequence[ReadTable] = (),
    workbooks: Sequence[str] = (WORKBOOK,),
    clinic: str = "Riverside Counseling & Family Center",
) -> Report:
    """A report of these clients; `loose` are the notices of no client."""
    notices = (*loose, *(notice for result in results for notice in result.notices))
    return Report(AS_OF, clinic, tuple(workbooks), None, tuple(results), notices, tuple(tables))


def small_clinic() -> Report:
    """Twelve clients of three clinicians: each due state and outcome, risk, errors, gaps, awkward texts."""
    risk = a_notice(
        Severity.ERROR,
        "risk-item-unanswered-plan",
        "C-0003",
        "Suicide risk item above zero, no safety plan",
        "PHQ-9 item 9 was answered 2 on Nov 9, 2026, and no safety plan is on the SafetyPlans sheet.",
        "Call the clinician today. Record the safety plan on the SafetyPlans sheet, or the reason why none is needed.",
        Source(WORKBOOK, "Scores", 214, 4),
        "crisis plan",
    )
    unsure = a_notice(
        Severity.GAP,
        "risk-item-unknown",
        "C-0007",
        "Risk item not recorded",
        "The PHQ-9 of Oct 2, 2026 has a total of 19, but item 9 is not recorded.",
        "Type the answer to item 9 in the item columns of the Scores sheet.",
        Source(WORKBOOK, "Scores", 305),
        "crisis plan",
    )
    impossible = a_notice(
        Severity.ERROR,
        "date-impossible",
        "C-0004",
        "Not a date",
        "“31.02.2026” is not a day of any calendar.",
        "Type the date again.",
        Source(WORKBOOK, "Progress Notes", 88, 2),
        None,
    )
    formula = a_notice(message='=HYPERLINK("http://x","click")', client_id="C-0002", title="+cmd|' /C calc'!A0")
    consent = a_notice(
        client_id="C-0002",
        code="consent-missing",
        title="No consent to treatment",
        message="There is no signed consent to treatment.",
        advice="Have the consent signed and add a row to the Consents sheet.",
        source=Source(WORKBOOK, "Consents"),
        component="consent and confidentiality",
    )
    soon = a_notice(
        Severity.WARNING,
        "review-late",
        "C-0001",
        "Review overdue",
        "The review was due on Oct 20, 2026.",
        "Hold the review and record it.",
        Source(WORKBOOK, "Reviews", 12, 3),
        "timeline",
    )
    stray = a_notice(
        Severity.ERROR,
        "goal-of-nobody",
        "C-0099",
        "Unknown client",
        "Goal G77 belongs to C-0099, who is not on the Clients sheet.",
        "Mend the client id or add the client.",
        Source(WORKBOOK, "Goals", 61, 0),
        None,
    )
    blank_sheet = a_notice(
        Severity.INFO,
        "sheet-unused",
        None,
        "Sheet not read",
        "“Old clients 2019” has no header row that could be read.",
        "Nothing, if it is not meant to be read.",
        Source(WORKBOOK, "Old clients 2019"),
        None,
    )
    second, third = "Dr. Ngozi Okafor", "Søren Åkesson"
    results = (
        a_result("C-0001", 34, (soon,)),
        a_result("C-0002", -3, (formula, consent), name="Eleanor Vance", completeness=72),
        a_result("C-0003", 0, (risk,), name="Daniel Kim", clinician=second, completeness=91),
        a_result("C-0004", -28, (impossible,), name="O’Neil, Tess", clinician=second),
        a_result("C-0005", -59, name="Hiroshi Ōno", clinician=third),
        a_result("C-0006", -120, name="Amara Diallo", clinician=third),
        a_result(
            "C-0007",
            None,
            (unsure,),
            name="Jo Park",
            clinician="",
            completeness=64,
            due_reason="No plan date and no review",
        ),
        a_result("C-0008", 131, name="Priya Nair", clinician=second),
        a_result(
            "C-0009", None, name="Lee Wong", status="Discharged", outcome=Outcome.NOT_IN_CARE, completeness=0, files=()
        ),
        a_result("C-0010", None, name="", clinician="", status="", outcome=Outcome.BLOCKED, completeness=0, files=()),
        a_result("C-0011", -14, name="Marta Kowalska", outcome=Outcome.FAILED, completeness=0, files=()),
        a_result(
            "C-0012",
            -75,
            name="Ana #1 Lima",
            clinician=third,
            files=(a_file("C-0012", "plan", "Søren #1 Åkesson", FileState.BESIDE),),
        ),
    )
    return a_report(results, (stray, blank_sheet), a_reading())


def a_reading() -> tuple[ReadTable, ...]:
    """Two tables as they were read, one with a header that is not used."""
    clients = (("Client ID", "client_id"), ("First", "first_name"), ("Last", "last_name"))
    goals = (("Client", "client_id"), ("Goal", "text"))
    return (
        ReadTable(WORKBOOK, "Clients", "Clients", 1, 12, clients, ("Locker",)),
        ReadTable(WORKBOOK, "Goals", "Goals", 3, 40, goals, ()),
    )

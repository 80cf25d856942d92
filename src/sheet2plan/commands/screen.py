"""What a person reads on the terminal at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sheet2plan.findings import Severity
from sheet2plan.plan import DueState
from sheet2plan.reports.documents import FileState
from sheet2plan.reports.report import ClientResult, Outcome, Report
from sheet2plan.say import say_count, say_date

_FORM_REMARKS = 4


def closing_lines(report: Report) -> Iterator[str]:
    """What was made, what is missing, what is overdue, and where to look first."""
    if not report.results:
        yield "There are no clients: the sheet Clients has no rows yet. Fill it in and run again."
        return
    clinic = f"{report.clinic} · " if report.clinic else ""
    yield f"{clinic}{say_count(len(report.results), 'client')} · as of {say_date(report.as_of)}"
    yield f"  Made      {_made(report)}"
    withheld = sum(result.outcome is Outcome.WITHHELD for result in report.results)
    if withheld:
        yield f"  Withheld  {say_count(withheld, 'client')} whose plan still has errors or gaps, as --final asks"
    yield f"  Missing   {_missing(report)}"
    yield f"  Overdue   {_overdue(report)}"
    errors = report.counts()[Severity.ERROR]
    if errors:
        yield f"  Errors    {say_count(errors, 'error')} to correct in the workbook"
    at_risk = [notice.client_id or "" for notice in report.notices if notice.code == "risk-no-safety-plan"]
    if at_risk:
        yield f"  RISK      safety concern without a safety plan: {', '.join(at_risk)}"
    failed = [result.client_id for result in report.results if result.outcome is Outcome.FAILED]
    if failed:
        yield f"  FAILED    by a fault of sheet2plan, see run.log: {', '.join(failed)}"
    yield from _forms(report)
    lacking = [notice for notice in report.notices if notice.code == "no-review-copy"]
    for label, notice in zip(("Review", *[""] * len(lacking)), lacking, strict=False):
        yield f"  {label:9} {notice.message.partition('. ')[0]}. {notice.advice}"
    if report.batch_folder:
        yield f"Look first at {report.batch_folder / 'summary.xlsx'}"


def _forms(report: Report) -> Iterator[str]:
    """What is unusual about the forms themselves, once however many clients."""
    told = [notice.message for notice in report.notices if notice.client_id is None and notice.code.startswith("form-")]
    for label, message in zip(("Forms", *[""] * _FORM_REMARKS), told[:_FORM_REMARKS], strict=False):
        yield f"  {label:9} {message}"
    if len(told) > _FORM_REMARKS:
        yield f"            and {len(told) - _FORM_REMARKS} more, on the sheet Findings"


def _made(report: Report) -> str:
    files = report.files()
    if not files:
        return "nothing was written"
    kinds = [
        (kind, len(list(group))) for kind, group in groupby(sorted(files, key=lambda f: f.kind), key=lambda f: f.kind)
    ]
    made = ", ".join(say_count(count, kind) for kind, count in kinds)
    states = [(state, sum(file.state is state for file in files)) for state in FileState]
    return f"{made} ({', '.join(f'{count} {state.value}' for state, count in states if count)})"


def _missing(report: Report) -> str:
    gaps = report.counts()[Severity.GAP]
    if not gaps:
        return "nothing"
    plans = sum(result.count(Severity.GAP) > 0 for result in report.results)
    return f"{say_count(gaps, 'gap')} in the records of {say_count(plans, 'client')}"


def _overdue(report: Report) -> str:
    late = [result for result in report.results if _is_overdue(result)]
    if not late:
        return "no review"
    worst = max(late, key=lambda result: result.days_overdue or 0)
    days = say_count(worst.days_overdue or 0, "day")
    return (
        f"{say_count(len(late), 'review')}, longest {worst.client_id} by {days} ({worst.clinician or 'no clinician'})"
    )


def _is_overdue(result: ClientResult) -> bool:
    return result.due_state is DueState.OVERDUE and result.outcome is not Outcome.NOT_IN_CARE

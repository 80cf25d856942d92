"""Dates that can't be: in the future, or in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import age_on, is_open_objective
from sheet2plan.columns import field_of, fields_of
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_choice, say_date
from sheet2plan.sheets import SHEETS, Record

_PAST = ("dob", "intake_date", "last_session", "assessment_date", "diagnosed_on", "review_date", "note_date")
_PAST_FIELDS = {
    spec.record: tuple(column.name for column in fields_of(spec.record) if column.name in _PAST) for spec in SHEETS
}


def check_dates(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Future dates of past events, a plan before its assessment, an age that contradicts, open work after discharge."""
    dated: tuple[tuple[Record, ...], ...] = ((case.client,), case.assessments, case.diagnoses, case.reviews, case.notes)
    for record in (record for records in dated for record in records):
        yield from _future(record, case, context.as_of)
    yield from _age(case, context.as_of)
    yield from _plan_before_assessment(case)
    yield from _open_after_discharge(case)


def _future(record: Record, case: Case, as_of: date) -> Iterator[Finding]:
    for field in _PAST_FIELDS[type(record)]:
        day = getattr(record, field)
        if isinstance(day, date) and day > as_of:
            title = field_of(type(record), field).column.title
            place = record.origin.at(field)
            yield finding("date-in-future", place, case.client_id, field, column=title, date=say_date(day))


def _age(case: Case, as_of: date) -> Iterator[Finding]:
    client = case.client
    if client.age is None or client.dob is None or client.dob > as_of:
        return
    expected = age_on(client.dob, as_of)
    if abs(client.age - expected) > 1:
        place = client.origin.at("age")
        yield finding("age-mismatch", place, case.client_id, "age", age=client.age, expected=expected)


def _plan_before_assessment(case: Case) -> Iterator[Finding]:
    assessed = [row.assessment_date for row in case.assessments if row.assessment_date]
    planned = [row for row in case.versions if row.effective_date]
    if not assessed or not planned:
        return
    first = min(planned, key=lambda row: row.effective_date or date.max)
    if first.effective_date and first.effective_date < min(assessed):
        yield finding(
            "plan-before-assessment",
            first.origin.at("effective_date"),
            case.client_id,
            "effective_date",
            plan=say_date(first.effective_date),
            assessment=say_date(min(assessed)),
        )


def _open_after_discharge(case: Case) -> Iterator[Finding]:
    status = case.client.status
    still_open = sum(is_open_objective(row) for row in case.objectives)
    if status in ("discharged", "closed") and still_open:
        place = case.client.origin.at("status")
        words = say_choice(status).lower()
        yield finding(
            "discharged-with-open-objectives", place, case.client_id, "status", status=words, count=still_open
        )

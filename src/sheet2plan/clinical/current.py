"""What of a case holds on a given day: the plan in force, the open objectives, the signatures that count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sheet2plan.reading.cases import Case
from sheet2plan.sheets import (
    Assessment,
    Consent,
    Contact,
    Diagnosis,
    Discharge,
    Goal,
    Objective,
    PlanVersion,
    Problem,
    Record,
    Review,
    SafetyPlan,
)

R = TypeVar("R", bound=Record)

_CLOSED_GOALS = frozenset({"met", "not_met", "revised", "dropped"})
_CLOSED_OBJECTIVES = frozenset({"met", "not_met", "revised", "dropped"})
_NOT_IN_CARE = frozenset({"waitlist", "discharged", "closed"})


def in_care(case: Case) -> bool:
    """Whether the client is in treatment; a status that is blank or unreadable counts as in treatment."""
    return case.client.status not in _NOT_IN_CARE


def latest(rows: Iterable[R], field: str, as_of: date) -> R | None:
    """The row with the newest date in `field` that is not after the day; an undated row only where none is dated."""
    newest: R | None = None
    newest_day = date.min
    undated: R | None = None
    for row in rows:
        day = getattr(row, field)
        if day is None:
            undated = row
        elif day <= as_of and (newest is None or day > newest_day):
            newest, newest_day = row, day
    return newest or undated


def plan_in_force(case: Case, as_of: date) -> PlanVersion | None:
    """The newest version that has begun; one that begins later only where no other exists."""
    return latest(case.versions, "effective_date", as_of) or next(iter(case.versions), None)


def latest_assessment(case: Case, as_of: date) -> Assessment | None:
    """The newest assessment up to the day."""
    return latest(case.assessments, "assessment_date", as_of)


def latest_review(case: Case, as_of: date) -> Review | None:
    """The newest review held up to the day."""
    return latest(case.reviews, "review_date", as_of)


def safety_plan(case: Case, as_of: date) -> SafetyPlan | None:
    """The newest safety plan up to the day."""
    return latest(case.safety_plans, "created_on", as_of)


def discharge_plan(case: Case) -> Discharge | None:
    """The client's discharge row; the last one where there are several."""
    return case.discharges[-1] if case.discharges else None


def active_diagnoses(case: Case) -> tuple[Diagnosis, ...]:
    """Diagnoses that stand today, primary first; a blank status counts as standing."""
    rows = [row for row in case.diagnoses if row.status in (None, "active")]
    return tuple(sorted(rows, key=lambda row: row.rank or len(rows) + 1))


def problems_by_priority(case: Case) -> tuple[Problem, ...]:
    """The problem list in order of priority; problems without one come last, in the order of the sheet."""
    return tuple(sorted(case.problems, key=lambda row: row.priority or len(case.problems) + 1))


def is_open_goal(goal: Goal) -> bool:
    """Whether the goal is still worked on (deferred counts, as it is still promised)."""
    return goal.status not in _CLOSED_GOALS


def is_open_objective(objective: Objective) -> bool:
    """Whether the objective is still worked on."""
    return objective.status not in _CLOSED_OBJECTIVES


def age_on(dob: date, day: date) -> int:
    """Age in whole years on a day."""
    return day.year - dob.year - ((day.month, day.day) < (dob.month, dob.day))


def is_minor(case: Case, as_of: date) -> bool:
    """Under 18 by date of birth, else by the age column; False when neither is known."""
    if case.client.dob is not None:
        return age_on(case.client.dob, as_of) < 18
    return case.client.age is not None and case.client.age < 18


def consent_of(case: Case, kind: str) -> Consent | None:
    """The newest dated consent of a kind, or None."""
    rows = [row for row in case.consents if row.type == kind and row.signed_on is not None and not row.refused]
    return max(rows, key=lambda row: row.signed_on or date.min, default=None)


def signature_of(case: Case, role: str, as_of: date) -> Consent | None:
    """The newest signature of a role under the plan in force: not dated before the plan began."""
    version = plan_in_force(case, as_of)
    begin = version.effective_date if version and version.effective_date else date.min
    rows = [
        row
        for row in case.consents
        if row.type == "plan_signature"
        and row.role == role
        and not row.refused
        and row.signed_on
        and row.signed_on >= begin
    ]
    return max(rows, key=lambda row: row.signed_on or date.min, default=None)


def agreement_note(case: Case) -> Consent | None:
    """A noted agreement to the plan where there is no signature."""
    return next((row for row in case.consents if row.type == "plan_signature" and row.agreement_note), None)


def refusal(case: Case) -> Consent | None:
    """The record that the client declined to sign or to take part, or None."""
    return next((row for row in reversed(case.consents) if row.refused and row.type == "plan_signature"), None)


def emergency_contacts(case: Case) -> tuple[Contact, ...]:
    """Contacts to call in an emergency."""
    return tuple(row for row in case.contacts if row.role == "emergency")

"""Completeness: every place that a complete plan fills, filled or not. The share of filled places is the percentage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sheet2plan.catalog import missing_code
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.safety import safety_concern
from sheet2plan.clinical.current import (
    active_diagnoses,
    agreement_note,
    consent_of,
    discharge_plan,
    emergency_contacts,
    is_minor,
    is_open_goal,
    is_open_objective,
    latest_assessment,
    latest_review,
    plan_in_force,
    refusal,
    safety_plan,
    signature_of,
)
from sheet2plan.columns import Need, fields_of
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import SHEETS, Client, Consent, Objective, PlanVersion, Record


@dataclass(frozen=True, slots=True)
class Place:
    """One thing a complete plan has and this one has not: a row, or a column of `record` when `field` is given."""

    code: str
    record: Record
    field: str | None = None
    key: str = ""

    def missing(self, case: Case) -> Finding:
        """What to say of it."""
        source = self.record.origin.at(self.field)
        if self.field is None:
            return finding(self.code, source, case.client_id, key=self.key)
        return finding(self.code, source, case.client_id, self.field, which=_which(self.record))


@dataclass(frozen=True, slots=True)
class Places:
    """How many places apply to a client, and those of them that are not filled."""

    count: int
    unfilled: tuple[Place, ...]


def check_required(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A finding for each place that a complete plan fills and this one does not."""
    for place in _places(case, context).unfilled:
        yield place.missing(case)


def completeness(case: Case, context: CheckContext) -> int:
    """Filled places in percent of all places that apply to this client, rounded down, so that 100 means all."""
    places = _places(case, context)
    return 100 * (places.count - len(places.unfilled)) // places.count


def _places(case: Case, context: CheckContext) -> Places:
    return context.remember("places", case, lambda: _count(case, context))


def _count(case: Case, context: CheckContext) -> Places:
    """Every place that applies: rows that must be there, then the required columns of the rows that count today."""
    rows = [*_rows(case, context), *_consents(case, context.as_of)]
    unfilled = [place for place in rows if place is not None]
    count = len(rows)
    for record in _counting_records(case, context.as_of):
        blank: list[_Column] = []
        for needed in _NEEDED[type(record)]:
            if needed.when is None or needed.when(record, case, context):
                count += len(needed.columns)
                values = needed.read(record)
                if None in values:
                    blank += (column for column, value in zip(needed.columns, values, strict=False) if value is None)
        if blank:
            unfilled += _blank_places(record, blank)
    return Places(count, tuple(unfilled))


def _blank_places(record: Record, columns: Iterable[_Column]) -> Iterator[Place]:
    """The columns' places, in the order of the sheet; what can't be read is in doubt and not blank."""
    for column in sorted(columns, key=lambda column: column.place):
        if column.name not in record.origin.unreadable:
            yield Place(column.code, record, column.name)


def _rows(case: Case, context: CheckContext) -> Iterator[Place | None]:
    """The rows that must be there: None for each that is."""
    as_of = context.as_of
    yield _place(case, "no-assessment", latest_assessment(case, as_of) is not None)
    yield _place(case, "no-diagnosis", bool(active_diagnoses(case)))
    yield _place(case, "no-problem", bool(case.problems))
    yield _place(case, "no-goal", any(is_open_goal(goal) for goal in case.goals))
    yield _place(case, "no-plan", plan_in_force(case, as_of) is not None)
    yield _place(case, "no-scores", bool(case.scores))
    yield _place(case, "no-discharge-plan", discharge_plan(case) is not None)
    answered = {goal.problem_id for goal in case.goals if goal.status != "dropped"}
    for problem in case.problems:
        if problem.problem_id:
            yield _place(case, "problem-without-goal", problem.problem_id in answered, problem, problem.problem_id)
    broken_down = {objective.goal_id for objective in case.objectives}
    for goal in filter(is_open_goal, case.goals):
        if goal.goal_id and goal.status != "deferred":
            yield _place(case, "goal-without-objective", goal.goal_id in broken_down, goal, goal.goal_id)
    served = {intervention.objective_id for intervention in case.interventions}
    for objective in filter(is_open_objective, case.objectives):
        key = objective.objective_id
        if key:
            yield _place(case, "objective-without-intervention", key in served, objective, key)
    if safety_concern(case, context) is not None:
        reachable = any(contact.phone for contact in emergency_contacts(case))
        yield _place(case, "no-emergency-contact", reachable)


def _consents(case: Case, as_of: date) -> Iterator[Place | None]:
    for kind in ("informed_consent", "treatment_agreement", "confidentiality_limits"):
        yield _place(case, f"no-{kind.replace('_', '-')}", consent_of(case, kind) is not None)
    agreed = signature_of(case, "client", as_of) or agreement_note(case) or refusal(case)
    if is_minor(case, as_of):
        yield _place(case, "no-guardian-agreement", signature_of(case, "guardian", as_of) is not None)
    else:
        yield _place(case, "no-client-agreement", agreed is not None)
    yield _place(case, "no-clinician-signature", signature_of(case, "clinician", as_of) is not None)


def _place(case: Case, code: str, filled: bool, record: Record | None = None, key: str = "") -> Place | None:
    return None if filled else Place(code, record or case.client, key=key)


def _counting_records(case: Case, as_of: date) -> Iterator[Record]:
    singles = (
        case.client,
        latest_assessment(case, as_of),
        plan_in_force(case, as_of),
        latest_review(case, as_of),
        safety_plan(case, as_of),
        discharge_plan(case),
    )
    yield from (record for record in singles if record is not None)
    yield from active_diagnoses(case)
    yield from case.problems
    yield from filter(is_open_goal, case.goals)
    open_objectives = {row.objective_id for row in case.objectives if is_open_objective(row)}
    yield from filter(is_open_objective, case.objectives)
    yield from (row for row in case.interventions if row.objective_id in open_objectives or not row.objective_id)
    yield from case.scores
    yield from case.contacts
    yield from case.consents


Condition = Callable[[Record, Case, CheckContext], bool]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that a complete plan needs: its place on the sheet, and the code of its absence."""

    place: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class _Needed:
    """The columns of a kind of record that are needed `when` something holds, None for always.

    `read` gives their values, and the client id behind them, so that a single one is a tuple too.
    """

    when: Condition | None
    columns: tuple[_Column, ...]
    read: Callable[[Record], tuple[object, ...]]


def _needed(record_type: type[Record]) -> tuple[_Needed, ...]:
    by_condition: dict[Condition | None, list[_Column]] = defaultdict(list)
    for place, column in enumerate(fields_of(record_type)):
        if column.column.need is not Need.OPTIONAL and column.name != "client_id":
            needed = _Column(place, column.name, missing_code(record_type, column.name))
            by_condition[_CONDITIONS.get((record_type, column.name))].append(needed)
    return tuple(
        _Needed(when, tuple(columns), attrgetter(*(column.name for column in columns), "client_id"))
        for when, columns in by_condition.items()
    )


def _which(record: Record) -> str:
    key = getattr(record, record.KEY) if record.KEY and record.KEY != "client_id" else None
    return f" for {key}" if key else ""


def _named_in_full(record: Record, _case: Case, _context: CheckContext) -> bool:
    return not (isinstance(record, Client) and record.full_name)


def _with_forms(_record: Record, _case: Case, context: CheckContext) -> bool:
    return context.fills_forms


def _minor(_record: Record, case: Case, context: CheckContext) -> bool:
    return is_minor(case, context.as_of)


def _measured_by_score(record: Record, _case: Case, context: CheckContext) -> bool:
    return isinstance(record, Objective) and bool(record.measure and context.catalog.instrument(record.measure))


def _without_duration(record: Record, _case: Case, _context: CheckContext) -> bool:
    return isinstance(record, Objective) and record.duration_n is None


def _later_version(record: Record, _case: Case, _context: CheckContext) -> bool:
    return isinstance(record, PlanVersion) and (record.version or 1) > 1


def _refused(record: Record, _case: Case, _context: CheckContext) -> bool:
    return isinstance(record, Consent) and record.refused is True


def _signed(record: Record, _case: Case, _context: CheckContext) -> bool:
    return isinstance(record, Consent) and not record.refused and not record.agreement_note


_CONDITIONS: dict[tuple[type[Record], str], Condition] = {
    (Client, "first_name"): _named_in_full,
    (Client, "last_name"): _named_in_full,
    (Client, "guardian_name"): _minor,
    (Client, "payer"): _with_forms,
    (Client, "member_id"): _with_forms,
    (Objective, "baseline"): _measured_by_score,
    (Objective, "due_date"): _without_duration,
    (PlanVersion, "change_note"): _later_version,
    (Consent, "signed_on"): _signed,
    (Consent, "refusal_explained"): _refused,
    (Consent, "refusal_declined"): _refused,
    (Consent, "refusal_plan_available"): _refused,
    (Consent, "refusal_followup_on"): _refused,
}

_NEEDED = {spec.record: _needed(spec.record) for spec in SHEETS}

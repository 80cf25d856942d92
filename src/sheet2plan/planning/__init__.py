"""Floor 3: Case to Plan. Every decision that a document shows is taken here; templates only loop and print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sheet2plan.catalog.part2 import redisclosure_statement
from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.required import completeness
from sheet2plan.clinical.cadence import Due
from sheet2plan.clinical.current import (
    active_diagnoses,
    age_on,
    discharge_plan,
    emergency_contacts,
    is_minor,
    latest_assessment,
    latest_review,
    plan_in_force,
    refusal,
)
from sheet2plan.findings import Notice, Severity
from sheet2plan.names import client_name
from sheet2plan.plan import BLANK, Clinic, Gap, OpenPoint, Plan, PlannedClient, ReviewDue, Said, Worded
from sheet2plan.planning.agreement import has_agreed, participation, plan_safety, signatures, standing_consents
from sheet2plan.planning.measures import plan_measure
from sheet2plan.planning.thread import Thread
from sheet2plan.planning.wording import Wording, absent, said_date
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date
from sheet2plan.sheets import Assessment, Client, Contact, Diagnosis, Discharge, PlanVersion

_REVIEWS_SHOWN = 4


def plan_case(case: Case, notices: tuple[Notice, ...], clinic: Clinic, context: CheckContext) -> Plan:
    """Everything that documents may say about one client on the day of the run."""
    return _Planner(case, notices, clinic, context).plan()


@dataclass(frozen=True, slots=True)
class _Planner:
    case: Case
    notices: tuple[Notice, ...]
    clinic: Clinic
    context: CheckContext

    def plan(self) -> Plan:
        case, as_of = self.case, self.context.as_of
        words = Wording(self.notices)
        trends = self.context.trends(case)
        thread = Thread(case, words, trends, self.context)
        version, review, assessment = (
            plan_in_force(case, as_of),
            latest_review(case, as_of),
            latest_assessment(case, as_of),
        )
        diagnoses = tuple(words.of(row) for row in active_diagnoses(case))
        due = self.context.due(case)
        declined = refusal(case)
        discharge = discharge_plan(case)
        emergency = emergency_contacts(case)
        reviews = sorted(
            (row for row in case.reviews if row.review_date and row.review_date <= as_of),
            key=lambda row: row.review_date or date.min,
            reverse=True,
        )
        return Plan(
            client_id=case.client_id,
            clinic=self.clinic,
            as_of=as_of,
            prepared_on=said_date(as_of),
            client=_client(case, words, as_of),
            version=words.of(version) if version else Worded(absent(PlanVersion, gaps=True)),
            assessment=words.of(assessment) if assessment else Worded(absent(Assessment, gaps=True)),
            diagnoses=diagnoses,
            primary_diagnosis=diagnoses[0] if diagnoses else Worded(absent(Diagnosis, gaps=True)),
            problems=thread.problems(),
            loose_goals=thread.loose_goals(),
            loose_objectives=thread.loose_objectives(),
            measures=tuple(plan_measure(trend, case, self.context) for trend in trends),
            reviews=tuple(words.of(row) for row in reviews[:_REVIEWS_SHOWN]),
            latest_review=words.of(review) if review else None,
            review_due=_review_due(due),
            changes=_changes(version, words),
            safety=plan_safety(case, words, self.context),
            contacts=tuple(words.of(row) for row in case.contacts),
            emergency_contact=words.of(emergency[0]) if emergency else Worded(absent(Contact, gaps=False)),
            consents=tuple(words.of(row) for row in standing_consents(case.consents, version)),
            participation=participation(version, declined, words),
            refused=declined is not None,
            discharge=words.of(discharge) if discharge else Worded(absent(Discharge, gaps=True)),
            signatures=tuple(signatures(case, as_of)),
            open_points=tuple(_open_points(self.notices)),
            completeness=completeness(case, self.context),
            is_draft=any(notice.severity in (Severity.ERROR, Severity.GAP) for notice in self.notices),
            took_part=declined is None and bool(version and version.reviewed_with_client_on),
            agreed=declined is None and has_agreed(case, as_of),
            redisclosure=_redisclosure(case, self.context),
        )


def _redisclosure(case: Case, context: CheckContext) -> Said:
    """The statement of 42 CFR part 2 in today's wording; Blank for records that don't fall under it."""
    applies = context.part2 == "all" or (context.part2 == "by client" and case.client.part2_program is True)
    return Said(redisclosure_statement(context.as_of).text) if applies else BLANK


def _client(case: Case, words: Wording, as_of: date) -> PlannedClient:
    client = case.client
    row = PlannedClient(words.words(client))
    row.name, row.formal_name = _names(client, row)
    age = age_on(client.dob, as_of) if client.dob and client.dob <= as_of else client.age
    row.age_text = BLANK if age is None else Said(f"{age} years", age)
    row.is_minor = is_minor(case, as_of)
    return row


def _names(client: Client, words: PlannedClient) -> tuple[Said, Said]:
    name = client_name(client)
    if name.first and name.last:
        return Said(name.plain), Said(name.formal)
    if client.full_name:
        return words.full_name, words.full_name
    return Said(f"{words.first_name} {words.last_name}"), Said(f"{words.last_name}, {words.first_name}")


def _review_due(due: Due) -> ReviewDue:
    return ReviewDue(
        on=Said(say_date(due.on), due.on) if due.on else Gap("date of the next review"),
        state=due.state,
        days_overdue=due.days_overdue,
        schedule=Said(f"every {due.interval} days", due.interval) if due.interval else Gap("review interval"),
        reason=due.reason,
        last_review=said_date(due.last_review),
    )


def _changes(version: PlanVersion | None, words: Wording) -> Said:
    if version is None:
        return Gap("changes since the last plan")
    if (version.version or 1) == 1:
        return Said("This is the first version of the plan.")
    return words.of(version).change_note


def _open_points(notices: tuple[Notice, ...]) -> Iterable[OpenPoint]:
    worst_first = sorted(notices, key=lambda notice: notice.severity.rank)
    for notice in worst_first:
        if notice.severity in (Severity.ERROR, Severity.GAP):
            yield OpenPoint(notice.severity.value, notice.message, notice.source.a1, notice.advice)

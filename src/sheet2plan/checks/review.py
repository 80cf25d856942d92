"""Reviews: overdue, too far apart, skipped, called for early by an event, or silent on what they must tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.cadence import Due
from sheet2plan.clinical.current import is_minor, is_open_objective, latest_review, plan_in_force
from sheet2plan.clinical.scoring import change_class
from sheet2plan.findings import Finding, finding
from sheet2plan.model import Source
from sheet2plan.plan import DueState
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_count, say_date, say_number

_FUNCTION_TOOLS = frozenset({"WHODAS12", "DLA20", "ORS"})


def check_reviews(case: Case, context: CheckContext) -> Iterator[Finding]:
    """The cadence: overdue, too long or unusually short intervals, skipped reviews."""
    due = context.due(case)
    version = plan_in_force(case, context.as_of)
    review = latest_review(case, context.as_of)
    if due.state is DueState.OVERDUE and due.on and due.days_overdue:
        place = (review or version or case.client).origin.at()
        days = say_count(due.days_overdue, "day")
        yield finding("review-overdue", place, case.client_id, date=say_date(due.on), days=days, reason=due.reason)
    yield from _interval(case, context, due)
    yield from _skipped(case, context, due)


def check_review_content(case: Case, context: CheckContext) -> Iterator[Finding]:
    """What the newest review leaves out, the client's own words, and a plan with nothing open left in it."""
    review = latest_review(case, context.as_of)
    if (
        review is not None
        and review.functional_change is None
        and not _function_scored(case, context, review.review_date)
    ):
        place = review.origin.at("functional_change")
        yield finding("no-functional-change", place, case.client_id, "functional_change")
    version = plan_in_force(case, context.as_of)
    if version is not None and version.client_words is None and not any(goal.client_words for goal in case.goals):
        yield finding("no-client-words", version.origin.at("client_words"), case.client_id, "client_words")
    if (
        case.objectives
        and not any(is_open_objective(row) for row in case.objectives)
        and case.client.status == "active"
    ):
        yield finding("active-without-objectives", case.client.origin.at("status"), case.client_id, "status")
    discharge = case.discharges[-1] if case.discharges else None
    expected = discharge.anticipated_date if discharge else None
    if discharge and expected and expected < context.as_of and discharge.discharge_date is None:
        place = discharge.origin.at("anticipated_date")
        yield finding("discharge-date-past", place, case.client_id, "anticipated_date", date=say_date(expected))


def check_early_review(case: Case, context: CheckContext) -> Iterator[Finding]:
    """An event since the last review that calls for one before its date (rules R55, R59)."""
    review = latest_review(case, context.as_of)
    version = plan_in_force(case, context.as_of)
    looked_at = [
        day for day in (review.review_date if review else None, version.effective_date if version else None) if day
    ]
    if not looked_at:
        return
    last = max(looked_at)
    limit = timedelta(days=context.catalog.thresholds.early_review_days)
    for event in sorted(_events(case, context, last), key=lambda event: event.on):
        if event.on + limit < context.as_of:
            words = {"what": event.what, "date": say_date(event.on), "last": say_date(last), "days": str(limit.days)}
            yield finding("early-review-due", event.source, case.client_id, **words)
            return


def _interval(case: Case, context: CheckContext, due: Due) -> Iterator[Finding]:
    version, profile = plan_in_force(case, context.as_of), context.profile(case)
    rule = profile.review_rule(is_minor(case, context.as_of)) if profile else None
    limit = (rule.days if rule else None) or context.longest_interval
    if version is None or not due.interval:
        return
    place = version.origin.at("review_interval_days")
    if due.interval > limit:
        code = "review-interval-long"
        yield finding(code, place, case.client_id, "review_interval_days", days=due.interval, limit=limit)
    shortest = context.catalog.thresholds.shortest_interval
    if due.interval < min(shortest, limit):
        code = "review-interval-short"
        yield finding(code, place, case.client_id, "review_interval_days", days=due.interval, limit=shortest)


def _skipped(case: Case, context: CheckContext, due: Due) -> Iterator[Finding]:
    """Two looks at the plan further apart than interval and grace allow (rule R100). A new version is a look."""
    days = [row.effective_date for row in case.versions] + [row.review_date for row in case.reviews]
    looks = sorted({day for day in days if day and day <= context.as_of})
    allowed = (due.interval or context.longest_interval) + context.catalog.thresholds.skipped_review_grace_days
    for one, other in pairwise(looks):
        if (other - one).days > allowed:
            version = plan_in_force(case, context.as_of)
            place = (version or case.client).origin.at("review_interval_days" if version else None)
            words = {"one": say_date(one), "other": say_date(other), "days": (other - one).days}
            yield finding("review-skipped", place, case.client_id, "review_interval_days", **words)
            return


def _function_scored(case: Case, context: CheckContext, reviewed: date | None) -> bool:
    """Whether a measure of daily functioning was given in the period that the review looks back on."""
    begin = (reviewed or context.as_of) - timedelta(days=context.longest_interval)
    return any(
        trend.instrument is not None
        and trend.instrument.key in _FUNCTION_TOOLS
        and trend.last.score_date is not None
        and trend.last.score_date >= begin
        for trend in context.trends(case)
    )


@dataclass(frozen=True, slots=True)
class _Event:
    on: date
    what: str
    source: Source


def _events(case: Case, context: CheckContext, last: date) -> Iterator[_Event]:
    """What happened after the day on which the plan was last looked at."""
    for row in case.diagnoses:
        if row.status in (None, "active") and row.diagnosed_on and last < row.diagnosed_on <= context.as_of:
            yield _Event(
                row.diagnosed_on, f"{row.icd10_code or 'a diagnosis'} was added", row.origin.at("diagnosed_on")
            )
    for plan in case.safety_plans:
        if plan.created_on and last < plan.created_on <= context.as_of:
            yield _Event(plan.created_on, "a safety plan was made", plan.origin.at("created_on"))
    yield from _worsenings(case, context, last)


def _worsenings(case: Case, context: CheckContext, last: date) -> Iterator[_Event]:
    for trend in context.trends(case):
        if trend.instrument is None or trend.unsettled:
            continue
        before = [score for score in trend.scores if score.score_date and score.score_date <= last]
        for score in trend.scores:
            if not before or score.score_date is None or score.score_date <= last:
                continue
            first, now = before[-1].value or 0, score.value or 0
            if change_class(trend.instrument, first, now) == "worsened reliably":
                what = f"{trend.measure} got reliably worse, {say_number(first)} to {say_number(now)}"
                yield _Event(score.score_date, what, score.origin.at("value"))
                break

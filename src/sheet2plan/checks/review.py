"""Review cadence: overdue reviews and intervals that are too long."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.cadence import next_review
from sheet2plan.cases import Case
from sheet2plan.checks.context import CheckContext
from sheet2plan.current import latest_review, plan_in_force
from sheet2plan.findings import Finding, finding
from sheet2plan.plan import DueState
from sheet2plan.say import say_count, say_date


def check_reviews(case: Case, context: CheckContext) -> Iterator[Finding]:
    """An overdue review, and an interval longer than the guide's 90 days."""
    due = next_review(case, context.as_of)
    version = plan_in_force(case, context.as_of)
    review = latest_review(case, context.as_of)
    if due.state is DueState.OVERDUE and due.on and due.days_overdue:
        place = (review or version or case.client).origin.at()
        days = say_count(due.days_overdue, "day")
        yield finding("review-overdue", place, case.client_id, date=say_date(due.on), days=days, reason=due.reason)
    if version and due.interval and due.interval > context.longest_interval:
        place = version.origin.at("review_interval_days")
        yield finding(
            "review-interval-long",
            place,
            case.client_id,
            "review_interval_days",
            days=due.interval,
            limit=context.longest_interval,
        )

"""When a plan must be reviewed next, and why: every due date carries the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sheet2plan.cases import Case
from sheet2plan.current import latest_review, plan_in_force
from sheet2plan.plan import DueState
from sheet2plan.say import say_date


@dataclass(frozen=True, slots=True)
class Due:
    """The next review. `days_overdue` counts from the due date to the day of the run, negative before it."""

    on: date | None
    reason: str
    state: DueState
    days_overdue: int | None
    last_review: date | None
    interval: int | None


def next_review(case: Case, as_of: date) -> Due:
    """The date the review row names; else the last review, or the plan's date, plus the interval; else no date."""
    review = latest_review(case, as_of)
    version = plan_in_force(case, as_of)
    interval = (review.interval_days if review else None) or (version.review_interval_days if version else None)
    last = review.review_date if review else None
    start = last or (version.effective_date if version else None)
    on, reason = _due(review.next_review_due if review else None, start, last, interval)
    overdue = (as_of - on).days if on else None
    return Due(on, reason, _state(overdue), overdue, last, interval)


def _due(named: date | None, start: date | None, last: date | None, interval: int | None) -> tuple[date | None, str]:
    if named is not None:
        return named, f"set at the review of {say_date(last)}" if last else "set on the Reviews sheet"
    if start is None:
        return None, "there is no plan date and no review to count from"
    if interval is None:
        return None, "no review interval is recorded"
    since = f"the review of {say_date(start)}" if last else f"the plan began on {say_date(start)}"
    return start + timedelta(days=interval), f"{interval} days after {since}"


def _state(days_overdue: int | None) -> DueState:
    if days_overdue is None:
        return DueState.NO_DATE
    if days_overdue > 0:
        return DueState.OVERDUE
    if days_overdue == 0:
        return DueState.TODAY
    limits = ((7, DueState.WEEK), (30, DueState.MONTH), (60, DueState.TWO_MONTHS))
    return next((state for days, state in limits if -days_overdue <= days), DueState.LATER)

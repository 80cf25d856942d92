"""When a plan must be reviewed next, and why: every due date carries the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sheet2plan.catalog import Profile, ReviewRule
from sheet2plan.clinical.current import is_minor, latest_review, plan_in_force
from sheet2plan.plan import DueState
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class Due:
    """The next review. `days_overdue` counts from the due date to the day of the run, negative before it."""

    on: date | None
    reason: str
    state: DueState
    days_overdue: int | None
    last_review: date | None
    interval: int | None


def next_review(case: Case, as_of: date, profile: Profile | None = None) -> Due:
    """The date the review row names; else the last review, or the plan's date, plus the interval; else no date.

    A payer's or program's rule takes the place of the interval, unless the clinic promised an earlier review.
    """
    review = latest_review(case, as_of)
    version = plan_in_force(case, as_of)
    interval = (review.interval_days if review else None) or (version.review_interval_days if version else None)
    last = review.review_date if review else None
    start = last or (version.effective_date if version else None)
    named = review.next_review_due if review else None
    if named is not None and last is not None and named <= last:
        named = None  # a slip that the checks report; the interval decides
    on, reason = _due(named, start, last, interval)
    rule = profile.review_rule(is_minor(case, as_of)) if profile else None
    if profile is not None and rule is not None and start is not None:
        return _under_profile(
            case, as_of, profile, rule, Due(on, reason, DueState.NO_DATE, None, last, interval), start
        )
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


def _under_profile(case: Case, as_of: date, profile: Profile, rule: ReviewRule, clinic: Due, start: date) -> Due:
    """The profile's date, or the clinic's own where it comes sooner than the profile's days."""
    by_days = _by_days(rule, start, clinic.last_review)
    on, reason = clinic.on, clinic.reason
    if on is None or (by_days is not None and on >= by_days):
        on, reason = _by_rule(case, as_of, rule, start, by_days)
        reason = f"{reason} ({profile.title}{'' if profile.verified else '; not verified, check with your payer'})"
    overdue = (as_of - on).days if on else None
    state = _state(overdue) if on else DueState.LATER
    return Due(on, reason, state, overdue, clinic.last_review, clinic.interval)


def _by_days(rule: ReviewRule, start: date, last: date | None) -> date | None:
    if rule.first_days is not None and last is None:
        return start + timedelta(days=rule.first_days - 1)
    return start + timedelta(days=rule.days) if rule.days is not None else None


def _by_rule(case: Case, as_of: date, rule: ReviewRule, start: date, by_days: date | None) -> tuple[date | None, str]:
    """The date and its explanation; None while the session that decides is not yet held."""
    if rule.sessions is None or by_days is None:
        if rule.first_days is not None and by_days == start + timedelta(days=rule.first_days - 1):
            return by_days, f"day {rule.first_days} of the plan that began on {say_date(start)}"
        return by_days, f"{rule.days} days after {say_date(start)}"
    held = sorted(note.note_date for note in case.notes if note.note_date and start < note.note_date <= as_of)
    session = held[rule.sessions - 1] if len(held) >= rule.sessions else None
    name = _ORDINALS[rule.sessions - 1] if rule.sessions <= len(_ORDINALS) else f"{rule.sessions}th"
    said = f"held on {say_date(session)}" if session else "not yet held"
    reason = f"the {rule.take} of {rule.days} days, {say_date(by_days)}, and the {name} session, {said}"
    if session is None:
        return (by_days if by_days >= as_of or rule.take == "shorter" else None), reason
    return (max if rule.take == "longer" else min)(by_days, session), reason


def _state(days_overdue: int | None) -> DueState:
    if days_overdue is None:
        return DueState.NO_DATE
    if days_overdue > 0:
        return DueState.OVERDUE
    if days_overdue == 0:
        return DueState.TODAY
    limits = ((7, DueState.WEEK), (30, DueState.MONTH), (60, DueState.TWO_MONTHS))
    return next((state for days, state in limits if -days_overdue <= days), DueState.LATER)

"""What the client's payer or program asks beyond the guide; each profile is data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sheet2plan.catalog import Profile
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import consent_of, latest_review, plan_in_force, refusal, signature_of
from sheet2plan.findings import Finding, finding
from sheet2plan.model import Source
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date

_PRESCRIBING = re.compile(
    r"\b(?:medication management|pharmacotherapy|medication-assisted|prescrib\w+)\b", re.IGNORECASE
)


def check_profiles(cases: Iterable[Case], context: CheckContext, place: Source) -> tuple[Finding, ...]:
    """One finding per profile in use that was not verified at its source."""
    used = {profile.key: profile for profile in map(context.profile, cases) if profile and not profile.verified}
    return tuple(
        finding("profile-not-verified", place, profile=each.title, read=each.source, file=f"profiles/{key}.toml")
        for key, each in sorted(used.items())
    )


def check_payer(case: Case, context: CheckContext) -> Iterator[Finding]:
    """The first plan's date, who signed, and what the profile wants recorded."""
    profile = context.profile(case)
    if profile is None:
        return
    yield from _first_plan(case, context, profile)
    yield from _signer(case, context, profile)
    yield from _records(case, context, profile)


def _first_plan(case: Case, context: CheckContext, profile: Profile) -> Iterator[Finding]:
    rule = profile.initial_plan
    begun = min((row.effective_date for row in case.versions if row.effective_date), default=None)
    if rule is None:
        return
    start = _counted_from(case, rule.counted_from)
    if start is None:
        return
    last = _business_days_later(start, rule.days) if rule.business_days else start + timedelta(days=rule.days)
    if (begun or context.as_of) > last:
        row = min(
            (row for row in case.versions if row.effective_date),
            key=lambda row: row.effective_date or date.max,
            default=None,
        )
        place = (row or case.client).origin.at("effective_date" if row else None)
        kind = "business days" if rule.business_days else "days"
        yield finding(
            "plan-late",
            place,
            case.client_id,
            "effective_date",
            begun=f"is dated {say_date(begun)}" if begun else "is not there yet",
            limit=say_date(last),
            why=f"{rule.days} {kind} after {rule.counted_from}, {say_date(start)}",
            profile=profile.title,
        )


def _counted_from(case: Case, what: str) -> date | None:
    if what == "assessment":
        return min((row.assessment_date for row in case.assessments if row.assessment_date), default=None)
    return case.client.intake_date


def _business_days_later(start: date, days: int) -> date:
    """Monday to Friday; holidays are not known here."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _signer(case: Case, context: CheckContext, profile: Profile) -> Iterator[Finding]:
    wanted = profile.signatures.credentials
    if not wanted:
        return
    roles = ("clinician", "prescriber", "supervisor")
    signed = [row for row in (signature_of(case, role, context.as_of) for role in roles) if row is not None]
    letters = [f"{row.credential or ''} {row.signer_name or ''}" for row in signed]
    if signed and not any(_has(text, credential) for text in letters for credential in wanted):
        place = signed[0].origin.at("credential")
        names = ", ".join(wanted)
        yield finding("signer-not-entitled", place, case.client_id, "credential", wanted=names, profile=profile.title)


def _has(text: str, credential: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(credential)}(?![\w-])", text) is not None


def _records(case: Case, context: CheckContext, profile: Profile) -> Iterator[Finding]:
    review = latest_review(case, context.as_of)
    if profile.needs_client_view and review is not None and review.client_view is None and refusal(case) is None:
        yield finding(
            "no-client-view", review.origin.at("client_view"), case.client_id, "client_view", profile=profile.title
        )
    if profile.needs_medication_consent and consent_of(case, "medication") is None:
        row = next(
            (row for row in case.interventions if _PRESCRIBING.search(f"{row.modality} {row.intervention_text}")), None
        )
        if row is not None:
            yield finding("no-medication-consent", row.origin.at("modality"), case.client_id, profile=profile.title)
    if profile.needs_two_scores and plan_in_force(case, context.as_of) is not None:
        trends = context.trends(case)
        if trends and all(len(trend.scores) < 2 for trend in trends):
            place = trends[0].last.origin.at("value")
            yield finding("one-score-only", place, case.client_id, profile=profile.title)

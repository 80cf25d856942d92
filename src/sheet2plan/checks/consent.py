"""Consents and signatures that can't stand as they are. Those that are absent are a matter of completeness."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import consent_of, plan_in_force, refusal, signature_of
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_choice, say_date

_LASTING = ("informed_consent", "treatment_agreement", "confidentiality_limits", "telehealth", "roi", "medication")


def check_consents(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Signatures dated in the future, and consents whose newest copy has expired."""
    for row in case.consents:
        if row.signed_on and row.signed_on > context.as_of:
            place = row.origin.at("signed_on")
            yield finding("signature-in-future", place, case.client_id, "signed_on", date=say_date(row.signed_on))
    for kind in _LASTING:
        newest = consent_of(case, kind)
        if newest and newest.expires_on and newest.expires_on < context.as_of:
            place = newest.origin.at("expires_on")
            words = say_choice(kind).lower()
            day = say_date(newest.expires_on)
            yield finding("consent-expired", place, case.client_id, "expires_on", kind=words, date=day)
    yield from _consent_after_plan(case)
    yield from _signature_before_plan(case, context.as_of)
    yield from _clinician(case, context)
    yield from _refusal(case, context.as_of)


def _consent_after_plan(case: Case) -> Iterator[Finding]:
    """Treatment that was planned before the client had consented to it (rule R31)."""
    planned = min((row.effective_date for row in case.versions if row.effective_date), default=None)
    given = [row for row in case.consents if row.type == "informed_consent" and row.signed_on and not row.refused]
    first = min(given, key=lambda row: row.signed_on or date.max, default=None)
    if first is not None and first.signed_on and planned is not None and first.signed_on > planned:
        place = first.origin.at("signed_on")
        words = {"date": say_date(first.signed_on), "plan": say_date(planned)}
        yield finding("consent-after-plan", place, case.client_id, "signed_on", **words)


def _signature_before_plan(case: Case, as_of: date) -> Iterator[Finding]:
    """A plan signature older than the first plan there is (rule D17); those of earlier versions are history."""
    planned = min((row.effective_date for row in case.versions if row.effective_date), default=None)
    for row in case.consents:
        if row.type == "plan_signature" and row.signed_on and planned and row.signed_on < planned <= as_of:
            place = row.origin.at("signed_on")
            words = {"date": say_date(row.signed_on), "plan": say_date(planned)}
            yield finding("signature-before-plan", place, case.client_id, "signed_on", **words)


def _clinician(case: Case, context: CheckContext) -> Iterator[Finding]:
    """The clinician's signature without letters, late, or by somebody who needs a supervisor's beside it."""
    row = signature_of(case, "clinician", context.as_of)
    if row is None:
        return
    place = row.origin.at("credential")
    if row.credential is None and not _letters(row.signer_name):
        yield finding("signature-without-credential", place, case.client_id, "credential")
    version = plan_in_force(case, context.as_of)
    if version and version.effective_date and row.signed_on and row.signed_on <= context.as_of:
        late = (row.signed_on - version.effective_date).days
        if late > context.catalog.thresholds.signing_days:
            words = {"date": say_date(row.signed_on), "plan": say_date(version.effective_date), "days": late}
            yield finding("signed-late", row.origin.at("signed_on"), case.client_id, "signed_on", **words)
    said = f"{row.credential or ''} {row.signer_name or ''} {case.client.clinician or ''}"
    trainees = context.catalog.thresholds.trainee_credentials
    trainee = next((each for each in trainees if _has_word(said, each)), None)
    if trainee is not None and signature_of(case, "supervisor", context.as_of) is None:
        yield finding("no-supervisor-signature", place, case.client_id, credential=trainee)


def _letters(name: str | None) -> bool:
    """Whether a printed name carries credentials after a comma."""
    return bool(name and re.search(r",\s*[A-Z][A-Za-z-]+", name))


def _has_word(text: str, word: str) -> bool:
    return word.casefold() in text.casefold() and _whole_word(word).search(text) is not None


@cache
def _whole_word(word: str) -> re.Pattern[str]:
    flags = 0 if word.isupper() or "-" in word else re.IGNORECASE
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", flags)


def _refusal(case: Case, as_of: date) -> Iterator[Finding]:
    """A day for offering the plan again that has gone by (rule R99)."""
    row = refusal(case)
    if row is not None and row.refusal_followup_on is not None and row.refusal_followup_on < as_of:
        place = row.origin.at("refusal_followup_on")
        day = say_date(row.refusal_followup_on)
        yield finding("refusal-followup-past", place, case.client_id, "refusal_followup_on", date=day)

"""Consents and signatures whose dates can't stand. Those that are absent are a matter of completeness."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.cases import Case
from sheet2plan.checks.context import CheckContext
from sheet2plan.current import consent_of
from sheet2plan.findings import Finding, finding
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

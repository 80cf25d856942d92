"""What the client took part in and agreed to: consents, refusals, signatures; and the safety plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sheet2plan.checks.context import CheckContext
from sheet2plan.checks.safety import safety_concern
from sheet2plan.clinical.current import agreement_note, is_minor, latest_assessment, refusal, safety_plan, signature_of
from sheet2plan.names import client_name
from sheet2plan.plan import BLANK, Gap, PlannedSafetyPlan, Said, SignatureLine, Worded
from sheet2plan.planning.wording import Wording, absent, said, said_date
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Consent, PlanVersion, SafetyPlan


def plan_safety(case: Case, words: Wording, context: CheckContext) -> PlannedSafetyPlan:
    """The safety plan on file, or its places as gaps where one is required; and why one is."""
    concern = safety_concern(case, context)
    plan = safety_plan(case, context.as_of)
    said_plan = words.words(plan) if plan else absent(SafetyPlan, gaps=concern is not None)
    row = PlannedSafetyPlan(said_plan)
    row.required = concern is not None
    row.why_required = f"{concern}." if concern else _unassessed(case, context)
    row.on_file = plan is not None
    return row


def _unassessed(case: Case, context: CheckContext) -> str:
    """Nothing recorded is not the same as no risk."""
    if latest_assessment(case, context.as_of) is None:
        return "Risk has not been assessed, so it can't be told whether one is needed."
    return ""


def standing_consents(consents: Iterable[Consent], version: PlanVersion | None) -> list[Consent]:
    """Consents by date, without the signatures of earlier versions of the plan."""
    begin = version.effective_date if version and version.effective_date else date.min
    standing = [
        row for row in consents if row.type != "plan_signature" or row.signed_on is None or row.signed_on >= begin
    ]
    return sorted(standing, key=lambda row: row.signed_on or date.min)


def participation(version: PlanVersion | None, declined: Consent | None, words: Wording) -> Said:
    """How the client took part in planning, or what the record of a refusal must say (rule R99)."""
    if declined is not None:
        return _refusal_words(words.of(declined))
    if version is None:
        return Gap("how the client took part")
    row = words.of(version)
    return Said(f"The plan was reviewed with the client on {row.reviewed_with_client_on}. {_stop(row.client_input)}")


def has_agreed(case: Case, as_of: date) -> bool:
    """Whether the client's agreement, or the guardian's for a minor, is on record."""
    role = "guardian" if is_minor(case, as_of) else "client"
    return signature_of(case, role, as_of) is not None or agreement_note(case) is not None


def _refusal_words(row: Worded) -> Said:
    """What the guide asks of a refusal: what was explained, declined, kept open, and when it is offered again."""
    kept = "The plan stays available to the client." if row.refusal_plan_available.value else ""
    parts = [
        "The client declined to take part in planning or to sign.",
        f"Explained: {_stop(row.refusal_explained)}",
        f"Declined: {_stop(row.refusal_declined)}",
        kept or f"Plan kept available: {row.refusal_plan_available}.",
        f"It will be offered again on {row.refusal_followup_on}.",
    ]
    return Said(" ".join(parts))


def _stop(text: Said) -> str:
    return text if text.endswith((".", "!", "?", "”", '"')) else f"{text}."


def signatures(case: Case, as_of: date) -> Iterable[SignatureLine]:
    """A line for each person who signs the plan: the client, the guardian where there is one, clinician, supervisor."""
    client = case.client
    name = said(client_name(client).plain)
    yield _signature(case, "client", "Client", name, as_of, needed=not is_minor(case, as_of))
    if is_minor(case, as_of) or client.guardian_name:
        guardian = said(client.guardian_name)
        yield _signature(case, "guardian", "Parent or guardian", guardian, as_of, needed=is_minor(case, as_of))
    yield _signature(case, "clinician", "Clinician", said(client.clinician), as_of, needed=True)
    if client.supervisor:
        yield _signature(case, "supervisor", "Supervisor", said(client.supervisor), as_of, needed=False)


def _signature(case: Case, role: str, title: str, name: Said, as_of: date, needed: bool) -> SignatureLine:
    row = signature_of(case, role, as_of)
    note = _signature_note(case, role, row)
    if row is not None:
        signed = said_date(row.signed_on)
    else:
        signed = Gap("signature and date") if needed and not note else BLANK
    credential = said(row.credential if row else None)
    return SignatureLine(title, said(row.signer_name if row else None) or name, credential, signed, note)


def _signature_note(case: Case, role: str, row: Consent | None) -> Said:
    if role != "client" or row is not None:
        return BLANK
    if refusal(case) is not None:
        return Said("declined to sign; see participation above")
    agreed = agreement_note(case)
    return said(agreed.agreement_note if agreed else None)

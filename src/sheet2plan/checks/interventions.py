"""Interventions: a named approach that fits the diagnosis, a service that can be given, a reason."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import active_diagnoses, is_open_objective, latest_assessment
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import join_words, say_number
from sheet2plan.sheets import Intervention

_NUMBERS = (("frequency_n", "sessions"), ("minutes", "minutes"), ("duration_n", "duration"))
_REFERRAL = ("referr", "psychiatr", "medication", "prescrib")
_SEVERE = "severe"


def check_interventions(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Vague or unknown approaches, approaches for another diagnosis, services of zero length."""
    codes = [row.icd10_code for row in active_diagnoses(case) if row.icd10_code]
    serving = _serving(case)
    for row in serving:
        yield from _modality(case, row, codes, context)
        for field, what in _NUMBERS:
            if getattr(row, field) == 0:
                key = row.intervention_id or ""
                yield finding("service-zero", row.origin.at(field), case.client_id, field, key=key, what=what)
    yield from _first_line(case, serving, codes, context)
    yield from _referral(case, serving, context)


def _serving(case: Case) -> tuple[Intervention, ...]:
    """Interventions of open objectives."""
    live = {row.objective_id for row in case.objectives if is_open_objective(row)}
    return tuple(row for row in case.interventions if row.objective_id in live)


def _modality(case: Case, row: Intervention, codes: list[str], context: CheckContext) -> Iterator[Finding]:
    if row.modality is None:
        return
    names = context.catalog.modalities
    known = names.named_in(row.modality)
    words = {"key": row.intervention_id or "", "modality": row.modality}
    if names.is_vague(row.modality):
        yield finding("modality-vague", row.origin.at("modality"), case.client_id, "modality", **words)
    elif not known:
        yield finding("modality-unknown", row.origin.at("modality"), case.client_id, "modality", **words)
    elif codes and not any(each.suits(code) for each in known for code in codes):
        words["codes"] = join_words(codes)
        yield finding("modality-other-diagnosis", row.origin.at("modality"), case.client_id, "modality", **words)


def _first_line(
    case: Case, serving: tuple[Intervention, ...], codes: list[str], context: CheckContext
) -> Iterator[Finding]:
    """None of the approaches that the clinic's list calls a first choice for the primary diagnosis (rule R51)."""
    names = context.catalog.modalities
    choices = names.first_line_for(codes[0]) if codes else ()
    assessment = latest_assessment(case, context.as_of)
    texts = [row.modality for row in serving] + [assessment.medications if assessment else None]
    used = {each.name for text in texts if text for each in names.named_in(text)}
    if serving and choices and used and not used & {each.name for each in choices}:
        place = serving[0].origin.at("modality")
        options = join_words([each.short for each in choices])
        yield finding("no-first-line", place, case.client_id, "modality", dx=codes[0], options=options)


def _referral(case: Case, serving: tuple[Intervention, ...], context: CheckContext) -> Iterator[Finding]:
    """A score in the severe band, and no word of a psychiatric evaluation or medicine anywhere (rule R76)."""
    severe = next((trend for trend in context.trends(case) if trend.band(trend.last) == _SEVERE), None)
    if severe is None or any(contact.role == "psychiatrist" for contact in case.contacts):
        return
    assessment = latest_assessment(case, context.as_of)
    texts = [f"{row.modality or ''} {row.intervention_text or ''}" for row in serving]
    texts += [assessment.medications or ""] if assessment else []
    if not any(word in text.casefold() for text in texts for word in _REFERRAL):
        value = say_number(severe.last.value or 0)
        place = severe.last.origin.at("value")
        yield finding("no-referral", place, case.client_id, "value", measure=severe.measure, value=value)

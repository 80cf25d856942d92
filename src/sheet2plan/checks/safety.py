"""Risk: any concern about suicide, self-harm or aggression needs a safety plan, whatever the total score."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import emergency_contacts, latest_assessment, safety_plan
from sheet2plan.clinical.scoring import RiskAnswer, risk_answers
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date, say_number

_DIALLED = 7
_SHORT_NUMBERS = frozenset({"988", "911", "211", "112", "999"})


def check_safety(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A concern without a current safety plan, each positive risk item, and each risk item that was not recorded."""
    answers = tuple(risk_answers(context.trends(case)))
    concern = safety_concern(case, context)
    lacking = _lacking(case, context)
    if concern is not None and lacking is not None:
        assessment = latest_assessment(case, context.as_of)
        positive = next((answer for answer in answers if answer.positive), None)
        source = (assessment or case.client).origin.at()
        place = positive.score.origin.at("items") if positive else source
        yield finding("risk-no-safety-plan", place, case.client_id, why=concern, plan=lacking)
    if concern is None and not emergency_contacts(case):
        yield finding("contact-none", case.client.origin.at(), case.client_id)
    yield from _phones(case)
    for answer in answers:
        if answer.positive:
            yield _risk_finding("risk-item-positive", case, answer)
        elif answer.answer is None:
            yield _risk_finding("risk-item-not-recorded", case, answer)


def safety_concern(case: Case, context: CheckContext) -> str | None:
    """Why a safety plan is needed, in words, or None when nothing recorded calls for one (rule R56)."""
    return context.remember("concern", case, lambda: _concern(case, context))


def _concern(case: Case, context: CheckContext) -> str | None:
    assessment = latest_assessment(case, context.as_of)
    if assessment is not None:
        if assessment.suicidality in ("passive", "active"):
            return f"The assessment records {assessment.suicidality} suicidal ideation"
        if assessment.self_harm == "current":
            return "The assessment records current self-harm"
        if assessment.aggression == "current":
            return "The assessment records current aggression"
        if assessment.risk_level in ("moderate", "high"):
            return f"The assessment rates risk as {assessment.risk_level}"
    for answer in risk_answers(context.trends(case)):
        if answer.positive and answer.answer is not None and answer.score.score_date is not None:
            on = say_date(answer.score.score_date)
            return f"Item {answer.item} of {answer.instrument.short} was {say_number(answer.answer)} on {on}"
    return None


def _lacking(case: Case, context: CheckContext) -> str | None:
    """What is wrong with the safety plan, in words: not there, or not looked at lately. None when it is current."""
    plan = safety_plan(case, context.as_of)
    if plan is None:
        return "no safety plan is on record"
    dates = [day for day in (plan.created_on, plan.reviewed_on) if day and day <= context.as_of]
    days = (context.as_of - max(dates)).days if dates else 0
    if days <= context.catalog.thresholds.safety_plan_days:
        return None
    return f"the safety plan was last looked at on {say_date(max(dates))}, {days} days ago"


def _phones(case: Case) -> Iterator[Finding]:
    """Emergency contacts whose number nobody could dial: fewer than seven digits, and no short emergency number."""
    for contact in emergency_contacts(case):
        digits = re.sub(r"\D", "", contact.phone or "")
        if contact.phone and len(digits) < _DIALLED and digits not in _SHORT_NUMBERS:
            place = contact.origin.at("phone")
            yield finding("phone-unusable", place, case.client_id, "phone", phone=contact.phone)


def _risk_finding(code: str, case: Case, answer: RiskAnswer) -> Finding:
    day = answer.score.score_date
    return finding(
        code,
        answer.score.origin.at("items"),
        case.client_id,
        "items",
        item=answer.item,
        measure=answer.instrument.short,
        value="" if answer.answer is None else say_number(answer.answer),
        date=say_date(day) if day else "",
    )

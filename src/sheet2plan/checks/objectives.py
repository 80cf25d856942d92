"""Objectives whose numbers can't work: off the scale, the wrong way, overdue, already met, or measured by a screen."""

from __future__ import annotations

from collections.abc import Iterator

from sheet2plan.catalog import Instrument
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import is_open_objective
from sheet2plan.clinical.scoring import Trend, reaches, scales, trend_of
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date, say_number
from sheet2plan.sheets import Objective


def check_objectives(case: Case, context: CheckContext) -> Iterator[Finding]:
    """Findings on the open objectives of one client."""
    trends = context.trends(case)
    for objective in filter(is_open_objective, case.objectives):
        instrument = context.catalog.instrument(objective.measure) if objective.measure else None
        if instrument is not None:
            yield from _scale(case, objective, instrument)
            yield from _within_range(case, objective, instrument)
        if objective.due_date and objective.due_date < context.as_of:
            place = objective.origin.at("due_date")
            day = say_date(objective.due_date)
            key = objective.objective_id or ""
            yield finding("objective-overdue", place, case.client_id, "due_date", key=key, date=day)
        trend = trend_of(trends, objective.measure, context.catalog)
        if trend is not None and reached(objective, trend):
            day_of_score = trend.last.score_date
            yield finding(
                "objective-met",
                objective.origin.at("status"),
                case.client_id,
                "status",
                key=objective.objective_id or "",
                measure=trend.measure,
                value=say_number(trend.last.value or 0),
                date=say_date(day_of_score) if day_of_score else "",
                target=say_number(objective.target or 0),
            )


def reached(objective: Objective, trend: Trend) -> bool:
    """Whether the latest score of the objective's measure meets its target; False where the numbers can't work."""
    value = trend.last.value
    if value is None or objective.target is None or objective.direction == "maintain":
        return False
    if trend.instrument is not None and _wrong_way(objective, trend.instrument):
        return False
    return reaches(objective.target, objective.comparator, objective.direction, value)


def _scale(case: Case, objective: Objective, instrument: Instrument) -> Iterator[Finding]:
    key = objective.objective_id or ""
    low, high = instrument.minimum, instrument.maximum
    possible = scales(instrument)
    for which, value in (("baseline", objective.baseline), ("target", objective.target)):
        if value is not None and not any(least <= value <= most for least, most in possible):
            yield finding(
                "objective-off-scale",
                objective.origin.at(which),
                case.client_id,
                which,
                key=key,
                which=which,
                value=say_number(value),
                measure=instrument.short,
                low=say_number(low),
                high=say_number(high),
            )
    if instrument.long_recall:
        words = {"key": key, "measure": instrument.short, "recall": instrument.long_recall}
        yield finding("objective-slow-measure", objective.origin.at("measure"), case.client_id, "measure", **words)
    if instrument.purpose in ("history", "screen", "process", "categorical"):
        place = objective.origin.at("measure")
        yield finding(
            "objective-on-screen",
            place,
            case.client_id,
            "measure",
            key=key,
            measure=instrument.short,
            purpose={"screen": "screening", "categorical": "triage"}.get(instrument.purpose, instrument.purpose),
        )
    if _wrong_way(objective, instrument):
        yield finding(
            "objective-wrong-way",
            objective.origin.at("target"),
            case.client_id,
            "target",
            key=key,
            baseline=say_number(objective.baseline or 0),
            target=say_number(objective.target or 0),
            measure=instrument.short,
            better="lower" if instrument.direction == "higher_worse" else "higher",
        )


def _wrong_way(objective: Objective, instrument: Instrument) -> bool:
    if objective.baseline is None or objective.target is None or instrument.direction == "none":
        return False
    if objective.direction == "maintain":
        return False
    gain = objective.baseline - objective.target
    return gain < 0 if instrument.direction == "higher_worse" else gain > 0


def _within_range(case: Case, objective: Objective, instrument: Instrument) -> Iterator[Finding]:
    """A target that is still a clinical score (rule D8). Relapse prevention aims at no change and is left alone."""
    cut, target = instrument.clinical_cutoff, objective.target
    if cut is None or target is None or objective.direction == "maintain" or instrument.direction == "none":
        return
    if _wrong_way(objective, instrument):
        return
    worse = instrument.direction == "higher_worse"
    if target >= cut if worse else target <= cut:
        words = {
            "key": objective.objective_id or "",
            "target": say_number(target),
            "measure": instrument.short,
            "cut": say_number(cut),
        }
        yield finding("target-still-clinical", objective.origin.at("target"), case.client_id, "target", **words)

"""SMART objectives of a case. What the columns show is an error elsewhere; what the wording shows is a warning here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import active_diagnoses, is_open_goal, is_open_objective
from sheet2plan.clinical.scoring import named_variant, scales
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_date, say_number
from sheet2plan.sheets import Objective
from sheet2plan.smart import Claim, Judgement, judge

_CODES = {
    "S": "smart-specific",
    "M": "smart-measurable",
    "A": "smart-achievable",
    "R": "smart-relevant",
    "T": "smart-timed",
}
_WEEKS = {"days": 1 / 7, "weeks": 1.0, "months": 30 / 7, "sessions": 1.0}
# Columns whose absence is already a gap, by the letter it takes away.
_COLUMNS_OF = {"M": ("baseline", "target"), "T": ("due_date",), "S": ("measure",)}


@dataclass(frozen=True, slots=True)
class Judged:
    """An objective with its verdict by letter."""

    objective: Objective
    judgement: Judgement


def judged_objectives(case: Case, context: CheckContext) -> tuple[Judged, ...]:
    """Every open objective with a sentence, judged by its columns first and its sentence second."""
    begun = _plan_date(case)
    goals = {
        goal.goal_id for goal in case.goals if goal.problem_id in {problem.problem_id for problem in case.problems}
    }
    codes = tuple(row.icd10_code for row in active_diagnoses(case) if row.icd10_code)
    rows = [row for row in case.objectives if is_open_objective(row) and row.objective_text]
    return tuple(Judged(row, judge(_claim(row, context, begun, codes, row.goal_id in goals))) for row in rows)


def check_smart(case: Case, context: CheckContext) -> Iterator[Finding]:
    """A warning per letter that fails, numbers that disagree with the sentence, and goals with nothing measurable."""
    judged = judged_objectives(case, context)
    for each in judged:
        yield from _letters(case, each)
        yield from _disagreement(case, each)
        yield from _due_before_plan(case, each)
    yield from _goals(case, judged)


def _claim(row: Objective, context: CheckContext, begun: date | None, codes: tuple[str, ...], linked: bool) -> Claim:
    catalog = context.catalog
    sentence = context.sentence(row.objective_text or "")
    instrument = catalog.instrument(row.measure) if row.measure else None
    tool = instrument or (sentence.instrument if row.measure is None else None)
    chosen = named_variant(tool, row.unit) or named_variant(tool, context.scoring.get(tool.key)) if tool else None
    limits = ((chosen.minimum, chosen.maximum),) if chosen else scales(tool) if tool else ()
    duration = row.duration_n * _WEEKS[row.duration_unit or "weeks"] if row.duration_n else None
    return Claim(
        sentence=sentence,
        plan_date=begun,
        measure=row.measure,
        instrument=instrument,
        limits=limits,
        baseline=row.baseline,
        target=row.target,
        direction=row.direction,
        frequency=row.frequency_n,
        duration_weeks=duration,
        due=row.due_date,
        linked=linked,
        domains=codes,
        fastest_pace=catalog.thresholds.fastest_pace,
    )


def _plan_date(case: Case) -> date | None:
    """The first plan's date: an objective carried into a later version keeps its own time."""
    return min((row.effective_date for row in case.versions if row.effective_date), default=None)


def _letters(case: Case, each: Judged) -> Iterator[Finding]:
    row = each.objective
    for fault in each.judgement.faults:
        if fault.by_columns or _is_a_gap_already(row, fault.letter):
            continue
        place = row.origin.at("objective_text")
        key, why = row.objective_id or "", fault.reason
        yield finding(_CODES[fault.letter], place, case.client_id, "objective_text", key=key, why=why)


def _is_a_gap_already(row: Objective, letter: str) -> bool:
    """Whether the blank column behind the letter is reported as missing anyway, or can't be read."""
    if letter == "T" and row.duration_n is not None:
        return False
    if letter == "S" and row.measure is not None:
        return False
    fields = _COLUMNS_OF.get(letter, ())
    return any(field in row.origin.unreadable for field in fields) or (
        letter == "M" and row.target is None and row.measure is not None
    )


def _disagreement(case: Case, each: Judged) -> Iterator[Finding]:
    """A baseline or target in the columns that the sentence, which gives both, doesn't have."""
    row = each.objective
    if row.baseline is None and row.target is None:
        return
    sentence = each.judgement.claim.sentence
    columns = [
        (name, value) for name, value in (("baseline", row.baseline), ("target", row.target)) if value is not None
    ]
    if all(value in sentence.digits for _, value in columns) or all(value in sentence.numbers for _, value in columns):
        return
    amounts = sentence.amounts
    if amounts.baseline is None or amounts.target is None:
        return
    for field, value in columns:
        said = amounts.baseline if field == "baseline" else amounts.target
        if value not in sentence.numbers and not (amounts.strict and abs(value - said) == 1):
            place = row.origin.at(field)
            words = {
                "key": row.objective_id or "",
                "which": field,
                "value": say_number(value),
                "said": say_number(said),
            }
            yield finding("objective-text-differs", place, case.client_id, field, **words)


def _due_before_plan(case: Case, each: Judged) -> Iterator[Finding]:
    row, begun = each.objective, each.judgement.claim.plan_date
    if row.due_date is not None and begun is not None and row.due_date <= begun:
        place = row.origin.at("due_date")
        words = {"key": row.objective_id or "", "due": say_date(row.due_date), "plan": say_date(begun)}
        yield finding("objective-due-before-plan", place, case.client_id, "due_date", **words)


def _goals(case: Case, judged: tuple[Judged, ...]) -> Iterator[Finding]:
    """Goals none of whose objectives is specific and measurable (rules R1, R83)."""
    for goal in filter(is_open_goal, case.goals):
        own = [each for each in judged if goal.goal_id and each.objective.goal_id == goal.goal_id]
        if own and all({"S", "M"} & set(each.judgement.fails) for each in own):
            place = goal.origin.at("goal_text")
            yield finding("goal-not-measurable", place, case.client_id, "goal_text", key=goal.goal_id or "")

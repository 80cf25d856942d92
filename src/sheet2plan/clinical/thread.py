"""The golden thread of one client, link by link: problem, goal, objective, intervention, note."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sheet2plan.clinical.current import plan_in_force
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Objective

Link = Literal["problem", "goal", "intervention", "note"]


def thread_start(case: Case, as_of: date) -> date:
    """The day from which notes belong to the plan in force; the beginning of time when it has no date."""
    version = plan_in_force(case, as_of)
    return version.effective_date if version and version.effective_date else date.min


def first_break(case: Case, objective: Objective, as_of: date) -> Link | None:
    """The first link of the objective's thread that is not there; None for an unbroken one."""
    goal = next((row for row in case.goals if row.goal_id and row.goal_id == objective.goal_id), None)
    if goal is None:
        return "goal"
    if not any(row.problem_id and row.problem_id == goal.problem_id for row in case.problems):
        return "problem"
    key = objective.objective_id
    if not any(row.objective_id == key for row in case.interventions):
        return "intervention"
    start = thread_start(case, as_of)
    told = any(row.objective_id == key and row.note_date and start <= row.note_date <= as_of for row in case.notes)
    return None if told else "note"


def note_share(case: Case, as_of: date) -> tuple[int, int]:
    """How many notes under the plan in force name one of the client's objectives, and how many there are."""
    known = {row.objective_id for row in case.objectives if row.objective_id}
    start = thread_start(case, as_of)
    notes = [row for row in case.notes if row.note_date and start <= row.note_date <= as_of]
    return sum(row.objective_id in known for row in notes), len(notes)

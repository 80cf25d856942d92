"""The problem list and the goals that answer it: order, weight, symptom and function, no goal passed off as a step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheet2plan.catalog.modalities import folded_name
from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import is_open_goal, is_open_objective
from sheet2plan.findings import Finding, finding
from sheet2plan.reading.cases import Case
from sheet2plan.sheets import Goal

_FUNCTION = re.compile(
    r"\b(?:function\w*|work\w*|job|school|class\w*|role\w*|relationship\w*|famil\w*|friend\w*|home|daily|activit\w*|social\w*|independen\w*|parent\w*|"
    r"communit\w*|sleep\w*|eat\w*|self-care|return\w*|attend\w*|live|living|life|housing|study|studies|hobb\w*|marriage|couple)\b",
    re.IGNORECASE,
)
_SYMPTOM = re.compile(
    r"\b(?:symptom\w*|mood|depress\w*|anxi\w*|panic\w*|worr\w*|fear\w*|trauma\w*|flashback\w*|nightmare\w*|obsess\w*|compuls\w*|craving\w*|"
    r"use|drink\w*|abstin\w*|sober\w*|anger|outburst\w*|self-harm|suicid\w*|insomnia|sleep\w*|psychos\w*|voices|mania|grief|distress|urge\w*|binge\w*|"
    r"attention|impuls\w*|relapse\w*|pain)\b",
    re.IGNORECASE,
)


def check_problems(case: Case, _context: CheckContext) -> Iterator[Finding]:
    """Priorities that are no order or have no reason, goals of one kind only, and objectives that repeat a goal."""
    yield from _order(case)
    for problem in case.problems:
        if problem.priority is not None and not (
            problem.severity and problem.functional_impact and problem.client_priority
        ):
            absent = [
                title
                for title, value in (
                    ("severity", problem.severity),
                    ("functional impact", problem.functional_impact),
                    ("client priority", problem.client_priority),
                )
                if value is None
            ]
            place = problem.origin.at("priority")
            key = problem.problem_id or ""
            yield finding("priority-unexplained", place, case.client_id, "priority", key=key, absent=", ".join(absent))
    yield from _domains(case)
    yield from _repeats(case)


def _order(case: Case) -> Iterator[Finding]:
    """Ranks 1 to n, each once, among the problems that have one (rule R15)."""
    ranks = [problem.priority for problem in case.problems if problem.priority is not None]
    if sorted(ranks) == list(range(1, len(ranks) + 1)):
        return
    twice = next((problem for problem in case.problems if problem.priority and ranks.count(problem.priority) > 1), None)
    row = twice or case.problems[-1]
    said = ", ".join(str(rank) for rank in ranks)
    yield finding("priorities-unordered", row.origin.at("priority"), case.client_id, "priority", ranks=said)


def _domains(case: Case) -> Iterator[Finding]:
    """Goals of which one kind is seen and the other not; where neither is seen nothing can be told (rule R18)."""
    goals = [goal for goal in case.goals if is_open_goal(goal) and goal.goal_text]
    symptom, function = any(map(_is_symptom, goals)), any(map(_is_function, goals))
    if symptom != function:
        what = "daily functioning" if symptom else "symptom relief"
        yield finding("goals-one-sided", goals[0].origin.at("domain"), case.client_id, "domain", what=what)


def _is_symptom(goal: Goal) -> bool:
    return goal.domain in ("symptom", "safety") or bool(_SYMPTOM.search(goal.goal_text or ""))


def _is_function(goal: Goal) -> bool:
    return goal.domain in ("function", "skill") or bool(_FUNCTION.search(goal.goal_text or ""))


def _repeats(case: Case) -> Iterator[Finding]:
    """An objective in the same words as a goal (rule R91)."""
    goals = {folded_name(goal.goal_text): goal for goal in case.goals if goal.goal_text}
    for objective in filter(is_open_objective, case.objectives):
        goal = goals.get(folded_name(objective.objective_text)) if objective.objective_text else None
        if goal is not None:
            place = objective.origin.at("objective_text")
            keys = {"key": objective.objective_id or "", "goal": goal.goal_id or ""}
            yield finding("objective-repeats-goal", place, case.client_id, "objective_text", **keys)

"""Problem, goal, objective, intervention, progress: the golden thread as a document shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sheet2plan.checks.context import CheckContext
from sheet2plan.clinical.current import problems_by_priority
from sheet2plan.clinical.scoring import Trend, trend_of
from sheet2plan.plan import (
    BLANK,
    Gap,
    PlannedGoal,
    PlannedIntervention,
    PlannedObjective,
    PlannedProblem,
    Said,
)
from sheet2plan.planning.wording import Wording, said
from sheet2plan.reading.cases import Case
from sheet2plan.say import say_count, say_date, say_number
from sheet2plan.sheets import Goal, Intervention, Objective, Problem, ProgressNote


@dataclass(frozen=True, slots=True)
class Thread:
    """Problem, goal, objective, intervention, progress: each row under its parent, nothing dropped."""

    case: Case
    words: Wording
    trends: tuple[Trend, ...]
    context: CheckContext

    def problems(self) -> tuple[PlannedProblem, ...]:
        """The problems in order of priority, each with its goals."""
        numbers = self._goal_numbers()
        planned = []
        for problem in problems_by_priority(self.case):
            row = PlannedProblem(self.words.words(problem))
            row.diagnosis = self._diagnosis(problem)
            row.goals = tuple(
                self._goal(goal, numbers[index])
                for index, goal in enumerate(self.case.goals)
                if problem.problem_id and goal.problem_id == problem.problem_id and self._first(problem)
            )
            planned.append(row)
        return tuple(planned)

    def loose_goals(self) -> tuple[PlannedGoal, ...]:
        """The goals of no known problem, numbered on after the others."""
        known = {problem.problem_id for problem in self.case.problems if problem.problem_id}
        numbers = self._goal_numbers()
        loose = [(index, goal) for index, goal in enumerate(self.case.goals) if goal.problem_id not in known]
        return tuple(self._goal(goal, numbers[index]) for index, goal in loose)

    def loose_objectives(self) -> tuple[PlannedObjective, ...]:
        """The objectives of no known goal."""
        known = {goal.goal_id for goal in self.case.goals if goal.goal_id}
        loose = [row for row in self.case.objectives if row.goal_id not in known]
        return tuple(self._objective(row, f"–.{number}") for number, row in enumerate(loose, 1))

    def _first(self, problem: Problem) -> bool:
        """False for a second problem with the same number, so that its goals are not printed twice."""
        return next(row for row in self.case.problems if row.problem_id == problem.problem_id) is problem

    def _goal_numbers(self) -> dict[int, int]:
        """Place of each goal in the printed order: by problem priority, then loose ones."""
        order = {problem.problem_id: rank for rank, problem in enumerate(problems_by_priority(self.case))}
        ranked = sorted(
            enumerate(self.case.goals), key=lambda pair: (order.get(pair[1].problem_id, len(order)), pair[0])
        )
        return {index: number for number, (index, _) in enumerate(ranked, 1)}

    def _diagnosis(self, problem: Problem) -> Said:
        if problem.diagnosis_code is None:
            return self.words.words(problem)["diagnosis_code"]
        row = next((row for row in self.case.diagnoses if row.icd10_code == problem.diagnosis_code), None)
        return said(f"{problem.diagnosis_code} {row.description if row and row.description else ''}".strip())

    def _goal(self, goal: Goal, number: int) -> PlannedGoal:
        row = PlannedGoal(self.words.words(goal))
        row.number = str(number)
        first = next((other for other in self.case.goals if other.goal_id == goal.goal_id), goal)
        own = [row for row in self.case.objectives if goal.goal_id and row.goal_id == goal.goal_id and first is goal]
        row.objectives = tuple(self._objective(row, f"{number}.{place}") for place, row in enumerate(own, 1))
        return row

    def _objective(self, objective: Objective, number: str) -> PlannedObjective:
        words = self.words.words(objective)
        row = PlannedObjective(words)
        row.number = number
        row.measured = _measured(objective, words)
        row.due = _due(objective, words)
        row.latest = self._latest(objective)
        row.progress = self._progress(objective)
        key = objective.objective_id
        first = next((other for other in self.case.objectives if other.objective_id == key), objective)
        own = [row for row in self.case.interventions if key and row.objective_id == key and first is objective]
        row.interventions = tuple(self._intervention(row) for row in own)
        return row

    def _latest(self, objective: Objective) -> Said:
        trend = trend_of(self.trends, objective.measure, self.context.catalog)
        if trend is None or trend.last.value is None or trend.last.score_date is None:
            return BLANK
        text = f"{say_number(trend.last.value)} on {say_date(trend.last.score_date)}"
        return Said(text, trend.last.value)

    def _progress(self, objective: Objective) -> Said:
        notes = [
            note
            for note in self.case.notes
            if note.objective_id == objective.objective_id and note.note_date and note.note_date <= self.context.as_of
        ]
        if not notes:
            return Said("No note has worked on it yet.")
        newest = max(notes, key=lambda note: note.note_date or date.min)
        return Said(f"{say_count(len(notes), 'note')}, latest {_said_of_note(newest)}")

    def _intervention(self, intervention: Intervention) -> PlannedIntervention:
        row = PlannedIntervention(self.words.words(intervention))
        row.service = _service(intervention)
        return row


def _said_of_note(note: ProgressNote) -> str:
    day = say_date(note.note_date) if note.note_date else "undated"
    words = {"improved": "improved", "same": "no change", "worse": "worse", "met": "met"}
    return f"{day}: {words[note.progress]}" if note.progress else day


def _measured(objective: Objective, words: dict[str, Said]) -> Said:
    """Measure, baseline and target in one line; each part that is missing shows as its gap."""
    parts = [str(words["measure"])] if words["measure"] else []
    numbers = []
    if words["baseline"]:
        numbers.append(f"from {words['baseline']}")
    if words["target"]:
        numbers.append(f"to {_target(objective, words)}")
    unit = str(words["unit"]) if objective.unit and objective.unit != "score" else ""
    line = ", ".join(filter(None, [*parts, " ".join([*numbers, unit]).strip()]))
    return Said(line[:1].upper() + line[1:]) if line else BLANK


def _target(objective: Objective, words: dict[str, Said]) -> str:
    ends = {"<=": " or less", ">=": " or more", "<": "below ", ">": "above "}
    sign = objective.comparator or {"decrease": "<=", "increase": ">="}.get(objective.direction or "", "=")
    target = str(words["target"])
    if sign in ("<", ">"):
        return ends[sign] + target
    return target + ends.get(sign, "")


def _due(objective: Objective, words: dict[str, Said]) -> Said:
    if objective.due_date is not None or objective.duration_n is None:
        return words["due_date"]
    number, unit = say_number(objective.duration_n), objective.duration_unit or "weeks"
    return Said(f"within {number} {unit[:-1] if number == '1' else unit}", objective.duration_n)


def _service(row: Intervention) -> Said:
    """The full service statement (rules R22, R23, R52): frequency, length, format, approach, duration."""
    often = _frequency(row.frequency_n, row.frequency_unit)
    length = f"{say_number(row.minutes)}-minute" if row.minutes is not None else Gap("minutes")
    kind = row.format or Gap("format")
    duration = _duration(row.duration_n, row.duration_unit)
    statement = f"{often} {length} {kind} {row.modality or Gap('modality')} {duration}"
    return Said(statement[0].upper() + statement[1:])


def _frequency(times: float | None, unit: str | None) -> str:
    if times is None or unit is None:
        return Gap("session frequency")
    once = {"week": "weekly", "2weeks": "every two weeks", "month": "monthly"}
    if times == 1:
        return once[unit]
    count = "twice" if times == 2 else f"{say_number(times)} times"
    return f"{count} {({'week': 'a week', '2weeks': 'every two weeks', 'month': 'a month'})[unit]}"


def _duration(number: float | None, unit: str | None) -> str:
    if number is None or unit is None:
        return Gap("duration")
    return f"for {say_number(number)} {unit[:-1] if number == 1 else unit}"
